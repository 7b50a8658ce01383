"""Écrire à plusieurs : un choix visible, jamais une perte."""

import pytest
from django.urls import reverse

from etabli.etape6_restitution.actions import SectionModifieeEntreTemps, ecrire_la_section
from etabli.etape6_restitution.enums import Etat
from etabli.socle.models import Fait
from tests.fabriques.restitution import livrable_et_agents

pytestmark = pytest.mark.django_db


@pytest.fixture
def ensemble():
    return livrable_et_agents()


def adresse(ensemble):
    return ensemble.livrable.sections.get(cle="demarche").get_absolute_url()


def test_une_partie_ecrite_garde_son_auteur_et_l_ancien_texte_au_journal(ensemble):
    section = ensemble.livrable.sections.get(cle="demarche")
    ecrire_la_section(section, "<p>Un.</p>", version_lue=0, par=ensemble.equipe)

    ecrite = ecrire_la_section(section, "<p>Deux.</p>", version_lue=1, par=ensemble.pilote)

    assert (ecrite.contenu, ecrite.version, ecrite.modifiee_par) == ("<p>Deux.</p>", 2, ensemble.pilote)
    faits = Fait.objects.sur(ensemble.livrable).filter(acte="ecrire_la_section").order_by("pk")
    assert [f.donnees["avant"] for f in faits] == ["", "<p>Un.</p>"]


def test_deux_ecritures_simultanees_finissent_par_un_choix(ensemble):
    section = ensemble.livrable.sections.get(cle="demarche")
    ecrire_la_section(section, "<p>La mienne.</p>", version_lue=0, par=ensemble.equipe)

    with pytest.raises(SectionModifieeEntreTemps) as conflit:
        ecrire_la_section(section, "<p>La sienne.</p>", version_lue=0, par=ensemble.pilote)

    assert conflit.value.propose == "<p>La sienne.</p>"
    section.refresh_from_db()
    assert section.contenu == "<p>La mienne.</p>"


def test_le_meme_texte_enregistre_deux_fois_n_est_pas_un_conflit(ensemble):
    section = ensemble.livrable.sections.get(cle="demarche")
    ecrire_la_section(section, "<p>Le texte.</p>", version_lue=0, par=ensemble.equipe)

    assert ecrire_la_section(section, "<p>Le texte.</p>", version_lue=0, par=ensemble.pilote).version == 1


def test_la_page_montre_les_deux_textes_et_laisse_enregistrer_le_sien(client, ensemble):
    section = ensemble.livrable.sections.get(cle="demarche")
    ecrire_la_section(section, "<p>Texte arrivé avant.</p>", version_lue=0, par=ensemble.equipe)
    client.force_login(ensemble.pilote)

    reponse = client.post(adresse(ensemble), {"contenu": "<p>Texte arrivé après.</p>", "version": 0})

    assert reponse.status_code == 409
    page = reponse.content.decode()
    assert "Texte arrivé avant." in page
    assert "Texte arrivé après." in page
    reponse = client.post(adresse(ensemble), {"contenu": "<p>Texte arrivé après.</p>", "version": 1})
    assert reponse.status_code == 302
    section.refresh_from_db()
    assert section.contenu == "<p>Texte arrivé après.</p>"


def test_une_saisie_refusee_rend_ce_qui_etait_tape(client, ensemble):
    client.force_login(ensemble.equipe)

    reponse = client.post(adresse(ensemble), {"contenu": "<p>Trois règles du jeu.</p>", "version": "abc"})

    assert reponse.status_code == 422
    assert "Trois règles du jeu." in reponse.content.decode()


def test_un_livrable_soumis_ne_s_ecrit_plus(client):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    client.force_login(ensemble.equipe)

    reponse = client.post(adresse(ensemble), {"contenu": "<p>Trop tard.</p>", "version": 0})

    assert reponse.status_code == 403
    assert "il ne s&#x27;écrit plus" in reponse.content.decode()


@pytest.mark.parametrize(
    ("role", "statut"),
    [("equipe", 200), ("pilote", 200), ("coporteur", 403), ("lecteur", 403), ("etranger", 404)],
)
def test_qui_peut_ouvrir_une_partie(client, ensemble, role, statut):
    client.force_login(ensemble.agent(role))

    assert client.get(adresse(ensemble)).status_code == statut


def test_une_partie_qui_n_existe_pas_est_introuvable(client, ensemble):
    client.force_login(ensemble.equipe)

    livrable = ensemble.livrable
    args = [livrable.dossier_id, livrable.type, "inconnue"]
    assert client.get(reverse("restitution:section", args=args)).status_code == 404
