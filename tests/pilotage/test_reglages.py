"""Les normes et le rapport annuel : ce que la DGALN écrit en pilotant."""

import pytest

from etabli.dossier.enums import Etape
from etabli.pilotage.models import NormeDEtape, RapportAnnuel
from etabli.socle.document import inspecter
from etabli.socle.fichiers import fichiers_de
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory, FormatFactory

pytestmark = pytest.mark.django_db
NORMES = "/pilotage/normes/local/"


@pytest.fixture
def dgaln(client):
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)
    return agent


def test_une_norme_se_pose_se_change_et_se_retire(client, dgaln):
    FormatFactory()
    client.post(NORMES, {"marche-nb_jours": "120", "marche-source": "Note de service"})
    assert list(NormeDEtape.objects.values_list("etape", "nb_jours")) == [(Etape.MARCHE, 120)]

    client.post(NORMES, {"marche-nb_jours": "90", "marche-source": "Note de service"})
    assert NormeDEtape.objects.get().nb_jours == 90

    client.post(NORMES, {"marche-nb_jours": "", "marche-source": ""})
    assert not NormeDEtape.objects.exists()
    assert Fait.objects.filter(acte="regler_les_normes").count() == 3


def test_reposer_les_memes_normes_n_ecrit_rien_au_journal(client, dgaln):
    FormatFactory()
    for _ in range(2):
        client.post(NORMES, {"marche-nb_jours": "120", "marche-source": "Note de service"})
    assert Fait.objects.filter(acte="regler_les_normes").count() == 1


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"marche-nb_jours": "120"}, "une norme sans source ne se défend pas"),
        ({"marche-source": "Un usage"}, "Écrivez le nombre de jours"),
        ({"marche-nb_jours": "0", "marche-source": "Un usage"}, "supérieure ou égale à 1"),
        ({"marche-nb_jours": "bientôt", "marche-source": "Un usage"}, "nombre entier"),
    ],
)
def test_une_norme_mal_ecrite_se_dit_a_son_champ_et_rien_n_est_perdu(client, dgaln, saisie, phrase):
    FormatFactory()
    reponse = client.post(NORMES, saisie)
    assert reponse.status_code == 422
    contenu = reponse.content.decode()
    assert phrase in contenu
    for valeur in saisie.values():
        assert f'value="{valeur}"' in contenu
    assert not NormeDEtape.objects.exists()


def test_une_norme_depassee_se_lit_dans_la_liste(client, dgaln):
    dossier = DossierFactory()
    type(dossier).objects.update(etape_depuis_le=dossier.ouvert_le.replace(year=2024))
    NormeDEtape.objects.create(format=dossier.format, etape=dossier.etape, nb_jours=30, source="Essai")
    assert "hors de la norme" in client.get("/pilotage/dossiers/?rythme=norme").content.decode()


def composer(client, django_capture_on_commit_callbacks, introduction=""):
    with django_capture_on_commit_callbacks(execute=True):
        return client.post("/pilotage/rapports/", {"annee": "2026", "introduction": introduction})


def test_le_rapport_se_compose_en_trois_fichiers_et_garde_ses_versions(
    client, dgaln, django_capture_on_commit_callbacks, settings
):
    DossierFactory()
    for _ in range(2):
        assert composer(client, django_capture_on_commit_callbacks, "Une année pleine.").status_code == 302

    rapport = RapportAnnuel.objects.get()
    fichiers = fichiers_de(rapport)
    assert {f.usage for f in fichiers} == {"pdf", "odt", "docx"}
    assert all(f.versions.count() == 2 for f in fichiers)
    contenu = client.get(rapport.get_absolute_url()).content.decode()
    assert "PDF, version 2" in contenu
    pdf = fichiers.get(usage="pdf").versions.first()
    octets = b"".join(client.get(f"/pilotage/rapports/2026/fichiers/{pdf.pk}/").streaming_content)
    lu = inspecter(octets)
    assert lu.titre == "Les Ateliers Locaux en 2026"


def test_le_fichier_d_un_rapport_n_est_pas_celui_d_autre_chose(
    client, dgaln, django_capture_on_commit_callbacks
):
    composer(client, django_capture_on_commit_callbacks)
    RapportAnnuel.objects.create(annee=2025)
    pdf = fichiers_de(RapportAnnuel.objects.get(annee=2026)).first().versions.first()
    assert client.get(f"/pilotage/rapports/2025/fichiers/{pdf.pk}/").status_code == 404
    client.force_login(AgentFactory(ddt=True))
    assert client.get(f"/pilotage/rapports/2026/fichiers/{pdf.pk}/").status_code == 403


def test_une_annee_d_avant_le_programme_est_refusee(client, dgaln):
    assert client.post("/pilotage/rapports/", {"annee": "1999"}).status_code == 422
