import pytest

from etabli.territoires.avertissements import avertir
from etabli.territoires.calcul.continuite import morceaux_par_centres, morceaux_par_contours
from etabli.territoires.enums import NiveauDeContour
from etabli.territoires.models import Commune, Contour
from tests.fabriques.annuaire import OrganisationFactory
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, EpciFactory

CARRE = [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]


def carre(decalage):
    return {"type": "MultiPolygon", "coordinates": [[[[x + decalage, y] for x, y in CARRE]]]}


def lire(*communes):
    codes = [c.code for c in communes]
    return list(Commune.objects.filter(code__in=codes).select_related("departement", "epci"))


def cles(communes):
    return [a.cle for a in avertir(communes)]


def test_deux_groupes_eloignes_font_deux_morceaux():
    centres = {"a": (0.0, 48.0), "b": (0.1, 48.0), "c": (1.0, 48.0)}
    assert morceaux_par_centres(centres) == [["a", "b"], ["c"]]
    assert morceaux_par_centres(centres, [["a", "c"]]) == [["a", "b", "c"]]


def test_une_chaine_de_proche_en_proche_est_d_un_seul_tenant():
    assert len(morceaux_par_centres({str(n): (n * 0.2, 45.0) for n in range(40)})) == 1


def test_deux_contours_qui_partagent_un_sommet_se_touchent():
    assert morceaux_par_contours({"a": {(0, 0), (1, 0)}, "b": {(1, 0)}, "c": {(5, 5)}}) == [["a", "b"], ["c"]]


@pytest.mark.django_db
def test_sans_contour_l_estimation_se_dit_et_nomme_la_commune_isolee():
    proche, loin = CommuneFactory(lon=-1.0), CommuneFactory(nom="Ailleurs", lon=0.0)
    avis = next(a for a in avertir(lire(proche, CommuneFactory(lon=-1.05), loin)) if a.cle == "discontinu")
    assert "Ailleurs, à 73\u00a0km du reste" in avis.phrase
    assert avis.precision.startswith("Estimation : les contours de ces communes ne sont pas importés.")


@pytest.mark.django_db
@pytest.mark.parametrize(("decalage", "attendu"), [(1, []), (3, ["discontinu"])])
def test_avec_les_contours_la_continuite_est_exacte(decalage, attendu):
    communes = CommuneFactory(epci=None), CommuneFactory(epci=None)
    for rang, commune in enumerate(communes):
        Contour.objects.create(
            niveau=NiveauDeContour.COMMUNE,
            code=commune.code,
            geometrie=carre(rang * decalage),
            source="Contours fictifs",
            millesime=2026,
        )
    assert cles(lire(*communes)) == attendu


@pytest.mark.django_db
def test_plusieurs_departements_nomment_leurs_services():
    manche, calvados = DepartementFactory(), DepartementFactory(code="14", nom="Calvados")
    OrganisationFactory(type="ddt", nom="DDTM de la Manche", sigle="DDTM 50", departement=manche)
    OrganisationFactory(type="dreal", nom="DREAL Normandie", sigle="DREAL Normandie", region=calvados.region)
    communes = lire(CommuneFactory(), CommuneFactory(code="14001", departement=calvados))
    (avis,) = [a for a in avertir(communes) if a.cle == "departements"]
    assert "Calvados (1\u00a0commune)" in avis.phrase
    assert "DDTM 50" in avis.phrase
    assert "DREAL Normandie" in avis.phrase


@pytest.mark.django_db
def test_une_intercommunalite_partielle_se_complete_d_un_clic():
    epci = EpciFactory(nom="CC fictive des Haies")
    dedans, *_ = CommuneFactory.create_batch(3, epci=epci)
    (avis,) = avertir(lire(dedans))
    assert avis.phrase == "1\u00a0intercommunalité : CC fictive des Haies (1\u00a0commune sur 3)."
    assert [c.valeur for c in avis.corrections] == [f"epci:{epci.pk}"]


@pytest.mark.django_db
def test_une_intercommunalite_entiere_ne_dit_rien():
    assert cles(lire(*CommuneFactory.create_batch(3, epci=EpciFactory()))) == []
    assert avertir([]) == []


@pytest.mark.django_db
def test_le_nombre_de_requetes_ne_suit_pas_celui_des_communes(django_assert_num_queries):
    communes = [CommuneFactory(epci=EpciFactory(), lon=n) for n in range(3)]
    for nb in (1, 3):
        lues = lire(*communes[:nb])
        with django_assert_num_queries(2):
            avertir(lues)
