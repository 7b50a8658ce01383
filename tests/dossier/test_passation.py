import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from etabli.annuaire.actions import passer_la_main
from etabli.dossier.actions import passer_la_main_du_role
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, Membre
from etabli.etape1_candidature.actions import confier_la_rubrique, preparer_les_courriers
from etabli.etape1_candidature.enums import CleRubrique, Etat, TypeCourrier
from etabli.etape1_candidature.models import Courrier, Rubrique
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import candidature_et_agents

pytestmark = pytest.mark.django_db
MOTIF = "La DREAL reprend le pilotage."


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


@pytest.fixture
def dreal():
    return AgentFactory(ddt=True)


def dossier_de(places):
    return Dossier.objects.get(pk=places.candidature.dossier_id)


def place(places, role):
    return Membre.objects.en_cours().get(dossier=places.candidature.dossier_id, role=role)


def test_le_role_passe_avec_les_rubriques_et_les_courriers_a_signer(places, dreal):
    pilote, nouvelle = places.pilote.organisation_principale, dreal.organisation_principale
    objet = Rubrique.objects.get(cle=CleRubrique.OBJET)
    confier_la_rubrique(objet, pilote, par=places.pilote)
    preparer_les_courriers(places.candidature, par=places.pilote)

    passer_la_main_du_role(place(places, Role.PILOTE), nouvelle, motif=MOTIF, par=places.pilote)

    dossier = dossier_de(places)
    assert dossier.pilote == nouvelle
    assert dossier.roles_de(places.pilote) == set()
    objet.refresh_from_db()
    assert objet.confiee_a == nouvelle
    assert Courrier.objects.get(type=TypeCourrier.ENGAGEMENT).organisation == nouvelle
    fait = Fait.objects.get(acte="passer_la_main_du_role")
    assert len(fait.donnees["transmis"]) == 2
    assert fait.donnees["motif"] == MOTIF


def test_qui_reprend_recoit_la_liste_de_ce_qui_l_attend(places, dreal):
    passer_la_main_du_role(
        place(places, Role.PILOTE), dreal.organisation_principale, motif=MOTIF, par=places.pilote
    )
    lettre = LettreSortante.objects.get(modele="passation")
    assert lettre.destinataire == dreal.email
    assert MOTIF in lettre.texte
    assert "Rédiger la note d'opportunité" in lettre.texte


def test_l_organisation_sortante_peut_rester_avec_un_autre_role(places, dreal):
    passer_la_main_du_role(
        place(places, Role.PILOTE),
        dreal.organisation_principale,
        motif=MOTIF,
        devient=Role.LECTEUR,
        par=places.pilote,
    )
    assert dossier_de(places).roles_de(places.pilote) == {Role.LECTEUR}


def test_on_ne_passe_pas_la_main_a_soi_meme(places):
    with pytest.raises(ValidationError, match="une autre organisation"):
        passer_la_main_du_role(
            place(places, Role.PILOTE),
            places.pilote.organisation_principale,
            motif=MOTIF,
            par=places.pilote,
        )


def adresse(places, role):
    return reverse("dossier:passer_la_main", args=[places.candidature.dossier_id, place(places, role).pk])


def test_passer_la_main_par_la_page_montre_ce_qui_part_puis_ramene_chez_soi(client, places, dreal):
    confier_la_rubrique(
        Rubrique.objects.get(cle=CleRubrique.OBJET), places.pilote.organisation_principale, par=places.pilote
    )
    nouvelle = dreal.organisation_principale
    client.force_login(places.pilote)
    url = adresse(places, Role.PILOTE)

    page = client.get(url, {"q": nouvelle.nom}).content.decode()
    assert "objet de l" in page
    assert nouvelle.nom in page
    refus = client.post(url, {"q": nouvelle.nom, "choix": f"organisation:{nouvelle.pk}", "motif": ""})
    assert refus.status_code == 422
    accord = client.post(url, {"q": nouvelle.nom, "choix": f"organisation:{nouvelle.pk}", "motif": MOTIF})
    assert accord.url == reverse("dossier:mon_espace")


def test_qui_passe_la_main_d_un_role(client, places):
    ouverts = set()
    for nom, agent in places.par_role().items():
        client.force_login(agent)
        if client.get(adresse(places, Role.COPORTEUR)).status_code == 200:
            ouverts.add(nom)
    assert ouverts == {"dgaln", "pilote"}


def test_l_equipe_ne_passe_pas_la_main_hors_du_marche(client, places):
    client.force_login(places.pilote)
    assert client.get(adresse(places, Role.EQUIPE)).status_code == 403


def test_l_agent_qui_prend_la_suite_d_un_collegue_recoit_une_lettre(places):
    fonction = places.pilote.fonctions_en_cours[0]
    suivant = AgentFactory()
    passer_la_main(fonction, suivant, par=places.pilote)
    lettre = LettreSortante.objects.get(modele="reprise-de-fonction")
    assert lettre.destinataire == suivant.email
    assert "/mon-espace/" in lettre.texte
