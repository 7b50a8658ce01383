"""Les filtres : comptés d'avance, tolérants aux fautes, les mêmes partout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.vitrine.calcul.catalogue import (
    DIMENSIONS,
    Fiche,
    Filtre,
    Lieu,
    classer,
    corriger,
    facettes,
    filtrer,
)
from tests.fabriques.territoires import DepartementFactory
from tests.fabriques.vitrine import RealisationFactory, publier

MANCHE, SOMME = Lieu("50", "Manche"), Lieu("80", "Somme")


def une_fiche(cle, **champs):
    return Fiche(cle, f"Fiche {cle}", f"/{cle}/", **champs)


FICHES = [
    une_fiche("tessy", format="local", departements=(MANCHE,), themes=("Eau",), etape="recense", lon=-1.0, lat=49.0),
    une_fiche(
        "doullens", format="flash", annee_debut=2023, annee_fin=2024, departements=(SOMME,),
        themes=("Eau", "Friches"),
    ),
    une_fiche("foret", annee_debut=2010, annee_fin=2010, themes=("Forêt",), etape="suivi"),
]  # fmt: skip
VALEURS = {
    "format": ["", "local", "flash", "non-renseigne"], "annee": ["", "2023", "2010", "non-renseigne"],
    "departement": ["", "50", "80"], "theme": ["", "Eau", "Friches"], "etape": ["", "recense", "suivi"],
    "texte": ["", "fiche", "somme"], "zone": ["", "-2.000,48.000,0.000,50.000"],
}  # fmt: skip
FILTRES = st.builds(Filtre, **{nom: st.sampled_from(valeurs) for nom, valeurs in VALEURS.items()})


@given(FILTRES, st.sampled_from(DIMENSIONS))
def test_un_nombre_annonce_est_celui_de_la_liste_qu_il_ouvre(filtre, nom):
    """La loi des facettes : choisir une valeur donne exactement ce qu'elle promettait."""
    for valeur, nb in facettes(FICHES, filtre)[nom].items():
        choisi = Filtre(**_avec(filtre, nom, valeur))
        assert len(filtrer(FICHES, choisi)) == nb


def _avec(filtre, nom, valeur):
    champs = ("texte", "format", "annee", "region", "departement", "theme", "etape", "zone")
    return {c: getattr(filtre, c) for c in champs} | {nom: valeur}


@pytest.mark.parametrize(("ecrit", "lu"), [("tesy", "tessy"), ("doulens", "doullens"), ("forest", "foret")])
def test_une_faute_de_frappe_trouve_quand_meme(ecrit, lu):
    mots = {m for f in FICHES for m in f.mots.split()}
    assert corriger(Filtre(texte=ecrit), FICHES, mots).texte == lu


def test_un_mot_sans_rien_de_ressemblant_reste_tel_quel():
    assert corriger(Filtre(texte="xylophone"), FICHES, {"tessy"}).texte == "xylophone"


def test_les_trois_tris():
    assert [f.cle for f in classer(FICHES)] == ["doullens", "foret", "tessy"]
    assert [f.cle for f in classer(FICHES, "titre")] == ["doullens", "foret", "tessy"]
    assert [f.cle for f in classer(FICHES, "departement")] == ["tessy", "doullens", "foret"]


@pytest.mark.django_db
def test_chaque_choix_dit_combien_il_donne_et_ceux_qui_ne_donnent_rien_s_effacent(client):
    manche, somme = DepartementFactory(), DepartementFactory(code="80", nom="Somme")
    RealisationFactory.create_batch(2, theme="Eau", departements=[manche])
    RealisationFactory(theme="Friches", departements=[somme])
    contenu = client.get("/les-ateliers/", {"theme": "Eau"}).content.decode()
    assert "50 – Manche (2)" in contenu
    assert "80 – Somme" not in contenu
    assert "Friches (1)" in contenu


@pytest.mark.django_db
def test_la_page_dit_comment_elle_a_compris_une_faute(client):
    RealisationFactory(nom="Tessy-Bocage")
    contenu = client.get("/les-ateliers/", {"q": "tesy bocaje"}).content.decode()
    assert "voici les résultats pour « <strong>tessy bocage</strong> »" in contenu
    assert "Tessy-Bocage" in contenu


@pytest.mark.django_db
def test_le_catalogue_se_garde_tant_que_rien_ne_change_et_se_relit_aussitot(
    client, django_assert_num_queries
):
    realisation = RealisationFactory(nom="Avant")
    publier(titre="Publié")
    client.get("/les-ateliers/")
    with django_assert_num_queries(3):
        client.get("/les-ateliers/ateliers.geojson")
    realisation.nom = "Après"
    realisation.save()
    assert "Après" in client.get("/les-ateliers/").content.decode()


@pytest.mark.django_db
def test_la_liste_se_pagine_et_garde_ses_filtres(client):
    RealisationFactory.create_batch(31, theme="Eau")
    contenu = client.get("/les-ateliers/", {"theme": "Eau", "tri": "titre"}).content.decode()
    assert "theme=Eau&amp;tri=titre&amp;page=2" in contenu
    assert (
        client.get("/les-ateliers/", {"theme": "Eau", "page": "2"}).content.decode().count('data-cle="') == 1
    )
