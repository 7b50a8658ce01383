"""La recherche sur quelques territoires fictifs ; le découpage entier est essayé dans test_chargement."""

import pytest

from etabli.territoires.recherche import GENRES, Renvoi, chercher, indexer
from etabli.territoires.recherche.moteurs import ressemblants_en_memoire, toutes_les_cles
from tests.fabriques.territoires import (
    AncienneCommuneFactory,
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def bocage():
    epci = EpciFactory(siren="299900001", nom="CC du Bocage imaginaire")
    bourg = CommuneFactory(
        code="50901",
        nom="Bourg-l'Évêque",
        epci=epci,
        siren="219900001",
        codes_postaux="50910 50911",
        population=4000,
        autres_noms=["Vieux-Bourg"],
    )
    CommuneFactory(code="50902", nom="Bourg-sur-Mer", codes_postaux="50910", population=200)
    AncienneCommuneFactory(code="50903", nom="Hameau-Perdu", successeur=bourg)
    calvados = DepartementFactory(code="14", nom="Calvados")
    CommuneFactory(code="14901", nom="Saint-Exemple", departement=calvados, population=50)
    CommuneFactory(code="50904", nom="Saint-Exemple", population=9000)
    indexer()


@pytest.mark.parametrize(
    ("texte", "premier"),
    [
        ("bourg l eveque", "50901"),
        ("eveque bourg", "50901"),
        ("BOURG", "50901"),
        ("bourc l'eveqe", "50901"),
        ("bourg sur mere", "50902"),
        ("vieux bourg", "50901"),
        ("50902", "50902"),
        ("50 911", "50901"),
        ("219 900 001", "50901"),
        ("299900001", "299900001"),
        ("bocage imaginère", "299900001"),
        ("manche", "50"),
        ("st exemple", "50904"),
        ("saint exemple calvados", "14901"),
        ("hamo perdu", "50903"),
    ],
)
def test_on_trouve_comme_on_tape(bocage, texte, premier):
    assert chercher(texte)[0].code == premier


@pytest.mark.parametrize("texte", ["", "   ", "%", "\"' OR 1=1 --", "*", "zzzzqqqq", "99999", "é" * 500])
def test_un_texte_sans_reponse_ne_fait_rien_tomber(bocage, texte):
    assert chercher(texte) == []


def test_un_code_postal_rend_toutes_ses_communes_les_plus_peuplees_d_abord(bocage):
    assert [t.code for t in chercher("50910")] == ["50901", "50902"]


def test_une_ancienne_commune_renvoie_a_celle_qui_lui_a_succede(bocage):
    trouvaille = chercher("hameau perdu")[0]
    assert trouvaille.remplacee_par == Renvoi("50901", "Bourg-l'Évêque")
    assert trouvaille.precision == "ancienne commune, réunie à Bourg-l'Évêque depuis 2016 · Manche"


def test_un_genre_demande_exclut_les_autres(bocage):
    assert {t.genre for t in chercher("bocage bourg", genres=("epci",))} <= {"epci"}
    assert [t.code for t in chercher("bocage", genres=("epci",))] == ["299900001"]


def test_une_commune_n_apparait_qu_une_fois_malgre_ses_anciens_noms(bocage):
    codes = [t.code for t in chercher("bourg")]
    assert sorted(codes) == sorted(set(codes))


def test_la_limite_est_tenue(bocage):
    assert len(chercher("bourg", limite=1)) == 1


@pytest.mark.parametrize("texte", ["bourg l'eveque", "bourc l'eveqe"])
def test_chercher_coute_trois_requetes_au_plus(bocage, texte, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        chercher(texte)


def test_sans_l_extension_de_postgresql_la_memoire_prend_le_relais(bocage):
    toutes_les_cles.cache_clear()
    proches = ressemblants_en_memoire("bourc l eveqe", GENRES, 5)
    toutes_les_cles.cache_clear()
    assert "50901" in {e.code for e in proches}


def test_reindexer_remplace_tout(bocage):
    nb = indexer()
    assert indexer() == nb
    assert chercher("bourg l eveque")[0].code == "50901"
