import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.territoires.calcul import codes_proches
from etabli.territoires.lecture import lire_des_codes
from etabli.territoires.recherche import indexer
from etabli.territoires.selection import Saisie, appliquer
from tests.fabriques.territoires import (
    AncienneCommuneFactory,
    ChargementFactory,
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
)


@pytest.fixture
def deux_departements(db):
    """Soixante communes fictives, la moitié de chaque côté de la limite."""
    ChargementFactory()
    calvados = DepartementFactory(code="14", nom="Calvados")
    communes = [
        CommuneFactory(code=f"509{n:02d}", nom=f"Bourg-{lettres(n)}", lon=-1 + n / 100, epci=None)
        for n in range(30)
    ] + [
        CommuneFactory(
            code=f"149{n:02d}", nom=f"Mesnil-{lettres(n)}", lon=-0.7 + n / 100, departement=calvados
        )
        for n in range(30)
    ]
    indexer()
    return communes


def lettres(n):
    return f"{chr(97 + n // 10)}{chr(97 + n % 10)}ville"


def noms_des(proches):
    return [t.nom for t in proches]


def test_soixante_communes_sur_deux_departements_avec_trois_fautes(deux_departements):
    codes = [c.code for c in deux_departements]
    codes[3], codes[31] = "5O903", "149O1"  # des O pour des zéros
    lignes = [f"{code};{c.nom}" for code, c in zip(codes, deux_departements, strict=True)]
    lignes[3], lignes[31], lignes[45] = "5O903", "149O1", "Mesnil-bfvile"

    lue = appliquer(Saisie(codes="\n".join(["Code;Commune", *lignes]), geste="lire"))
    assert (len(lue.communes), lue.lecture.nb_textes) == (57, 60)
    assert [i.texte for i in lue.lecture.inconnus] == ["5O903", "149O1", "Mesnil-bfvile"]
    assert [i.proches[0].code for i in lue.lecture.inconnus] == ["50903", "14901", "14915"]

    for faute in lue.lecture.inconnus:
        valeur = f"commune:{faute.proches[0].code}|{faute.texte}"
        lue = appliquer(Saisie(lue.saisie.choix, "", lue.saisie.codes, "prendre", valeur))
    assert len(lue.communes) == 60
    assert {c.code for c in lue.communes} == {c.code for c in deux_departements}
    assert (lue.saisie.codes, lue.lecture.inconnus) == ("", [])
    assert lue.avertissements[0].cle == "departements"


@pytest.mark.django_db
def test_la_lecture_coute_autant_pour_une_commune_que_pour_soixante(
    deux_departements, django_assert_max_num_queries
):
    with django_assert_max_num_queries(3):
        lire_des_codes("50900")
    with django_assert_max_num_queries(3):
        lue = lire_des_codes("\n".join(f"{c.code} {c.nom}" for c in deux_departements))
    assert len(lue.communes) == 60


def test_des_noms_se_lisent_comme_des_codes(deux_departements):
    lue = lire_des_codes("Bourg-aaville, mesnil abville ; MESNIL-ACVILLE (Calvados)\tBourg-adville (50)")
    assert [c.code for c in lue.communes] == ["50900", "14901", "14902", "50903"]
    assert lue.inconnus == []


def test_un_nom_hors_de_la_parenthese_n_est_pas_pris(deux_departements):
    lue = lire_des_codes("Bourg-aaville (14)")
    assert lue.communes == []
    assert noms_des(lue.inconnus[0].proches) == ["Bourg-aaville"]


def test_des_homonymes_se_departagent_par_les_departements_deja_cites(deux_departements):
    CommuneFactory(code="50990", nom="Saint-Fictif")
    CommuneFactory(code="14990", nom="Saint-Fictif", departement=DepartementFactory(code="14"))
    indexer()
    assert [c.code for c in lire_des_codes("50900\nSaint-Fictif").communes] == ["50900", "50990"]

    seul = lire_des_codes("St Fictif")
    assert seul.communes == []
    assert "plusieurs communes portent ce nom" in seul.inconnus[0].raison
    assert {c.code for c in seul.inconnus[0].proches} == {"50990", "14990"}


def test_un_nom_d_intercommunalite_vaut_ses_communes(db):
    epci = EpciFactory(nom="CC du Bocage fictif")
    membres = CommuneFactory.create_batch(3, epci=epci)
    indexer()
    lue = lire_des_codes("CC du bocage fictif")
    assert set(lue.communes) == set(membres)
    assert lue.epcis == [epci]


def test_un_ancien_nom_mene_a_la_commune_d_aujourd_hui(db):
    ancienne = AncienneCommuneFactory(code="50111", nom="Hameau-le-Vieux")
    indexer()
    lue = lire_des_codes("hameau le vieux")
    assert lue.communes == [ancienne.successeur]
    assert len(lue.remplaces) == 1


def test_un_code_inconnu_garde_le_nom_qui_l_accompagne(deux_departements):
    (inconnu,) = lire_des_codes("50999\tBourg-acvile").inconnus
    assert inconnu.texte == "50999 Bourg-acvile"
    assert inconnu.proches[0].nom == "Bourg-acville"


def test_les_titres_d_un_tableau_ne_sont_pas_des_communes(db):
    assert lire_des_codes("Code INSEE;Nom de la commune\nCODGEO\tLIBGEO").inconnus == []


@pytest.mark.parametrize(
    ("faute", "attendu"),
    [("5O592", "50592"), ("50529", "50592"), ("505922", "50592"), ("5592", "50592"), ("50593", "50592")],
)
def test_une_seule_faute_de_frappe_se_retrouve(faute, attendu):
    assert attendu in codes_proches(faute)


@given(st.text(max_size=12))
def test_les_codes_proches_ont_la_forme_de_codes(texte):
    assert all(len(code) == 5 for code in codes_proches(texte))


def test_la_carte_fait_sortir_une_commune_d_une_intercommunalite(db):
    epci = EpciFactory()
    a, b, c = CommuneFactory.create_batch(3, epci=epci)
    lue = appliquer(Saisie((f"epci:{epci.pk}",), geste="basculer", objet=b.code))
    assert {x.code for x in lue.communes} == {a.code, c.code}
    assert set(lue.saisie.choix) == {f"commune:{a.code}", f"commune:{c.code}"}
    assert len(appliquer(Saisie(lue.saisie.choix, geste="basculer", objet=b.code)).communes) == 3


def test_prendre_toute_l_intercommunalite_remplace_ses_communes(db):
    epci = EpciFactory()
    a, _b = CommuneFactory.create_batch(2, epci=epci)
    lue = appliquer(Saisie((f"commune:{a.code}",), geste="ajouter", objet=f"epci:{epci.pk}"))
    assert lue.saisie.choix == (f"epci:{epci.pk}",)
    assert len(lue.communes) == 2


def test_les_voisines_sont_les_plus_proches_du_dehors(deux_departements):
    lue = appliquer(Saisie(("commune:50900",)))
    assert lue.voisines[0].code == "50901"
    assert "50900" not in {c.code for c in lue.voisines}
