"""Les versions de la note : attribuer, comparer en phrases, vérifier l'empreinte, mettre en regard."""

import re

import pytest
from django.urls import reverse

from etabli.etape1_candidature.actions import ecrire_la_rubrique, figer_la_note, qualifier
from etabli.etape1_candidature.actions.note import contenu_de_la_note, version_deposee
from etabli.etape1_candidature.calcul import changements_de_la_fiche, comparer
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Acteur, Candidature, VersionDeNote
from etabli.etape1_candidature.workflow import CYCLE
from tests.fabriques.candidature import TEXTE, candidature_et_agents, relire, signer

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.FIGEE, complete=True)


@pytest.fixture
def deposee():
    """Une candidature figée, signée, déposée."""
    places = candidature_et_agents(etat=Etat.REDACTION, complete=True)
    CYCLE.avancer("figer", places.candidature, par=places.pilote)
    signer(relire(places.candidature))
    CYCLE.avancer("deposer", relire(places.candidature), par=places.pilote)
    return places


def adresse(nom, places, *suite):
    return reverse(f"candidature:{nom}", args=[places.candidature.dossier_id, *suite])


def entrer(client, agent):
    client.force_login(agent)
    return client


def texte(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode().replace("&#x27;", "'").replace("\xa0", " "))


def test_chaque_phrase_est_rendue_a_son_auteur_avec_son_organisation(client, places):
    Candidature.objects.update(etat=Etat.REDACTION)
    rubrique = places.candidature.rubriques.get(cle="objet")
    rubrique = ecrire_la_rubrique(rubrique, "<p>La vallée cherche.</p>", version_lue=1, par=places.pilote)
    ecrire_la_rubrique(
        rubrique, "<p>La vallée cherche. Le bourg perd.</p>", version_lue=2, par=places.coporteur
    )
    page = texte(entrer(client, places.lecteur).get(adresse("ecritures", places, "objet")))
    organisation = places.coporteur.organisation_principale.nom_court
    signee = rf"<strong>{places.coporteur}</strong><br>{re.escape(organisation)}<br>"
    assert re.search(signee + r".{,80}</p> <div[^>]*><p>Le bourg perd\.</p>", page)


def test_reprendre_une_ecriture_ancienne_en_ajoute_une(client, places):
    Candidature.objects.update(etat=Etat.REDACTION)
    rubrique = places.candidature.rubriques.get(cle="objet")
    rubrique = ecrire_la_rubrique(rubrique, "<p>Ancien.</p>", version_lue=1, par=places.pilote)
    ecrire_la_rubrique(rubrique, "<p>Nouveau.</p>", version_lue=2, par=places.coporteur)
    url = adresse("reprendre", places, "objet", 2)
    assert entrer(client, places.lecteur).post(url).status_code == 403
    entrer(client, places.copilote).post(url)
    rubrique.refresh_from_db()
    assert (rubrique.contenu, rubrique.version) == ("<p>Ancien.</p>", 4)


def test_les_champs_structures_se_comparent_en_phrases(places):
    avant = contenu_de_la_note(places.candidature)
    qualifier(places.candidature, type_d_objet="innovant", echelle="intercommunale", par=places.pilote)
    Acteur.objects.all().delete()
    Acteur.objects.create(candidature=places.candidature, nom="Syndicat fictif", college="elu")
    apres = contenu_de_la_note(Candidature.objects.for_detail().get(pk=places.candidature.pk))

    dits = {c.quoi: c.phrase for c in changements_de_la_fiche(avant, apres)}

    assert dits["Type d'objet"].endswith("devient « Autre sujet innovant ».")
    assert dits["Acteurs à mobiliser"] == (
        "ajouté : Syndicat fictif (élus) ; retiré : Association fictive (associations)"
    )
    assert set(dits) == {"Type d'objet", "Acteurs à mobiliser"}
    assert changements_de_la_fiche(avant, avant) == []


def test_un_long_texte_commun_s_abrege_et_se_deplie(client, places):
    figer_la_note(places.candidature, par=places.pilote)
    places.candidature.rubriques.filter(cle="objet").update(contenu=f"{TEXTE}<p>Un mot neuf.</p>")
    entrer(client, places.coporteur)
    url = adresse("comparaison", places)
    assert "[…]" in texte(client.get(url, {"de": "1"}))
    entier = texte(client.get(url, {"de": "1", "tout": "oui"}))
    assert "abrégé" not in entier
    assert "Ne montrer que les changements" in entier


def test_les_extraits_gardent_tous_les_changements():
    comparaison = comparer("Objet", "un " * 100, "un " * 50 + "deux " + "un " * 50)
    assert [m.texte.strip() for m in comparaison.extraits if m.nature == "ajoute"] == ["deux"]
    assert sum(len(m.texte.split()) for m in comparaison.extraits) < 60


def test_l_empreinte_recopiee_dit_la_version(client, places):
    version = figer_la_note(places.candidature, par=places.pilote)
    entrer(client, places.lecteur)
    url = adresse("verifier", places)
    page = texte(client.get(url, {"empreinte": f" {version.empreinte[:16].upper()}… "}))
    assert "Cette empreinte est connue" in page
    assert "Version 1 : <strong>intacte</strong>" in page
    assert "n'est d'aucune version" in texte(client.get(url, {"empreinte": "0" * 64}))
    refus = client.get(url, {"empreinte": "pas une empreinte"})
    assert refus.status_code == 422
    assert "Recopiez de 12 à 64 caractères" in texte(refus)
    assert "pas une empreinte" in texte(refus)


def test_un_contenu_change_apres_coup_se_voit(client, places):
    version = figer_la_note(places.candidature, par=places.pilote)
    assert version.est_intacte
    VersionDeNote.objects.update(contenu={**version.contenu, "titre": "Un autre titre"})
    entrer(client, places.lecteur)
    assert "<strong>altérée</strong>" in texte(client.get(adresse("verifier", places)))
    assert "il a été altéré" in texte(client.get(adresse("version", places, 1)))


def test_sans_version_figee_il_n_y_a_rien_a_mettre_en_regard(client, places):
    entrer(client, places.pilote)
    assert version_deposee(places.candidature) is None
    assert client.get(adresse("deposee_et_consultee", places)).status_code == 404
    figer_la_note(places.candidature, par=places.pilote)
    assert client.get(adresse("deposee_et_consultee", places)).status_code == 200


def test_la_note_deposee_et_la_note_consultee_sont_la_meme_ou_disent_leurs_ecarts(client, deposee):
    url = adresse("deposee_et_consultee", deposee)
    entrer(client, deposee.coporteur)
    assert "C'est la même note, mot pour mot" in texte(client.get(url))
    assert "Telle que déposée, telle que consultée" in texte(client.get(adresse("versions", deposee)))

    deposee.candidature.rubriques.filter(cle="objet").update(contenu=f"{TEXTE}<p>Un mot neuf.</p>")
    figer_la_note(Candidature.objects.for_detail().get(pk=deposee.candidature.pk), par=deposee.pilote)

    page = texte(client.get(url))
    assert re.search(r"<ins>.{,60}Un mot neuf\.", page)
    assert "Version 2" in page
    assert "C'est la même note" in texte(client.get(url, {"consultee": "1"}))
