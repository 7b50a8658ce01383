"""Le recensement relu sans perdre un doute, les filtres, l'auto-test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.vitrine.calcul.auto_test import QUESTIONS, conseiller
from etabli.vitrine.calcul.catalogue import (
    NON_RENSEIGNE,
    Fiche,
    Filtre,
    Lieu,
    classer,
    compter,
    filtrer,
    semblables,
)
from etabli.vitrine.calcul.recensement import (
    NomDeTerritoire,
    lire_le_format,
    lire_les_annees,
    lire_les_codes,
    lire_les_sources,
    noms_des_territoires,
    nu,
)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("local", ("local", "")),
        ("local (déduit : équipe et durée)", ("local", "déduit : équipe et durée")),
        ("national (session non datée)", ("national", "session non datée")),
        ("non trouvé", ("", "")),
        ("autre chose", ("", "")),
    ],
)
def test_un_format_garde_sa_reserve(texte, attendu):
    assert lire_le_format(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "debut", "fin", "dit"),
    [
        ("2022", 2022, 2022, "2022"),
        ("2019-2022", 2019, 2022, "2019-2022"),
        ("2019 (déduit)", 2019, 2019, "2019 (déduit)"),
        ("vers 2024", 2024, 2024, "vers 2024"),
        ("2019-2025 (année exacte non trouvée)", None, None, "2019-2025 (année exacte non trouvée)"),
        ("non trouvé", None, None, ""),
    ],
)
def test_une_annee_incertaine_reste_incertaine(texte, debut, fin, dit):
    annees = lire_les_annees(texte)
    assert (annees.debut, annees.fin, annees.texte) == (debut, fin, dit)


def test_non_trouve_ne_dit_rien():
    assert nu("non trouvé") == ""
    assert nu(" Interland ") == "Interland"


def test_une_ligne_peut_avoir_plusieurs_departements_et_plusieurs_sources():
    assert lire_les_codes("70;71") == ["70", "71"]
    assert lire_les_codes("") == []
    assert lire_les_sources("un ; deux") == ["un", "deux"]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Commune de Doullens", [NomDeTerritoire("doullens", "commune")]),
        ("Commune nouvelle de Tessy-Bocage (Saint-Lô Agglo)", [NomDeTerritoire("tessy bocage", "commune")]),
        ("CC Bassée-Montois", [NomDeTerritoire("bassee montois", "epci")]),
        ("CA d'Épinal", [NomDeTerritoire("epinal", "epci")]),
        ("Montreuil, Berck", [NomDeTerritoire("montreuil", ""), NomDeTerritoire("berck", "")]),
        ("", []),
    ],
)
def test_les_noms_se_lisent_sans_leur_type(texte, attendu):
    assert noms_des_territoires(texte) == attendu


def une_fiche(cle="a", **champs):
    return Fiche(**{"cle": cle, "titre": f"Fiche {cle}", "url": f"/{cle}/", **champs})


MANCHE, SOMME, NORMANDIE = Lieu("50", "Manche"), Lieu("80", "Somme"), Lieu("28", "Normandie")
FICHES = [
    une_fiche("tessy", format="local", departements=(MANCHE,), regions=(NORMANDIE,), etape="recense"),
    une_fiche(
        "doullens", format="flash", annee_debut=2023, annee_fin=2024, departements=(SOMME,), themes=("Friches",),
        territoire="Commune de Doullens", etape="recense",
    ),
    une_fiche("inconnu", annee_debut=2010, annee_fin=2010, themes=("Friches",), etape="suivi", est_fictif=True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("filtre", "cles"),
    [
        (Filtre(), ["tessy", "doullens", "inconnu"]),
        (Filtre(format="flash"), ["doullens"]),
        (Filtre(format=NON_RENSEIGNE), ["inconnu"]),
        (Filtre(annee="2023"), ["doullens"]),
        (Filtre(annee="2024"), ["doullens"]),
        (Filtre(annee="2025"), []),
        (Filtre(annee=NON_RENSEIGNE), ["tessy"]),
        (Filtre(annee="charabia"), []),
        (Filtre(region="28"), ["tessy"]),
        (Filtre(departement="80"), ["doullens"]),
        (Filtre(theme="Friches"), ["doullens", "inconnu"]),
        (Filtre(etape="suivi"), ["inconnu"]),
        (Filtre(texte="DOULLENS commune"), ["doullens"]),
        (Filtre(texte="manche"), ["tessy"]),
        (Filtre(texte="Friches", format="flash"), ["doullens"]),
    ],
)
def test_chaque_filtre_garde_ce_qu_il_dit(filtre, cles):
    assert [f.cle for f in filtrer(FICHES, filtre)] == cles


FILTRES = st.builds(
    Filtre,
    texte=st.sampled_from(["", "fiche", "doullens", "rien"]),
    format=st.sampled_from(["", "local", "flash", NON_RENSEIGNE]),
    annee=st.sampled_from(["", "2010", "2023", NON_RENSEIGNE]),
    departement=st.sampled_from(["", "50", "80"]),
    theme=st.sampled_from(["", "Friches"]),
)


@given(FILTRES)
def test_un_filtre_ne_fait_que_retirer_et_ne_change_rien_deux_fois(filtre):
    gardees = filtrer(FICHES, filtre)
    assert set(gardees) <= set(FICHES)
    assert filtrer(gardees, filtre) == gardees


@given(FILTRES)
def test_les_compteurs_suivent_les_filtres(filtre):
    gardees = filtrer(FICHES, filtre)
    compte = compter(gardees)
    assert compte.nb + compte.nb_fictifs == len(gardees)
    assert sum(compte.par_format.values()) == compte.nb


def test_un_contenu_fictif_n_est_pas_compte():
    compte = compter(FICHES)
    assert (compte.nb, compte.nb_fictifs) == (2, 1)
    assert compte.annees == (2023, 2024)
    assert compte.nb_departements == 2


def test_les_plus_recents_d_abord_et_les_annees_inconnues_a_la_fin():
    assert [f.cle for f in classer(FICHES)] == ["doullens", "inconnu", "tessy"]


def test_le_format_seul_ne_fait_pas_une_ressemblance():
    assert [f.cle for f in semblables(FICHES[1], FICHES)] == ["inconnu"]
    seul = une_fiche("seul", format="local")
    assert semblables(seul, [*FICHES, seul]) == []


def reponses(**autres):
    return {q.cle: "oui" for q in QUESTIONS} | autres


def test_tout_oui_est_favorable():
    avis = conseiller(reponses())
    assert avis.niveau == "success"
    assert avis.a_faire == ()
    assert len(avis.acquis) == len(QUESTIONS)


def test_sans_service_pilote_il_manque_une_condition_de_depart():
    avis = conseiller(reponses(service="non", ressources="non"))
    assert avis.niveau == "warning"
    assert "DDT(M)" in avis.a_faire[0]


def test_un_doute_n_est_pas_un_refus():
    avis = conseiller(reponses(demande="incertain"))
    assert avis.niveau == "info"
    assert len(avis.a_faire) == 1


def test_un_avis_partiel_tromperait():
    with pytest.raises(KeyError):
        conseiller({"demande": "oui"})
