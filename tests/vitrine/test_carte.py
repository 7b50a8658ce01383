"""La carte : des repères qui sont des liens, un fond qui se garde, la même chose avec et sans script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.territoires.enums import NiveauDeContour
from etabli.territoires.models import Contour
from etabli.vitrine.calcul.catalogue import Fiche, Filtre, Lieu, Zone, lire_la_zone
from etabli.vitrine.cartes import composer, vue_de
from etabli.vitrine.cartes.reperes import ECART, regrouper
from etabli.vitrine.cartes.vues import FRANCE, de_la_zone, placer_en_france
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, EpciFactory
from tests.fabriques.vitrine import RealisationFactory

MANCHE = Lieu("50", "Manche")


def une_fiche(cle="a", lon=-1.06, lat=48.97, **champs):
    return Fiche(cle, f"Fiche {cle}", f"/{cle}/", lon=lon, lat=lat, **champs)


def carte(*fiches, vue=FRANCE):
    return composer(fiches, vue, lambda zone: f"?zone={zone}")


def test_un_atelier_seul_mene_a_sa_fiche_et_dit_tout_a_qui_ne_voit_pas():
    (repere,) = carte(une_fiche(annee="2022", departements=(MANCHE,), position="approchee")).reperes
    assert repere.url == "/a/"
    assert repere.nom == "Fiche a, 2022 · Manche (50), position approchée"


def test_des_voisins_ne_font_qu_un_repere_qui_agrandit_leur_zone():
    (repere,) = carte(
        une_fiche("a", departements=(MANCHE,)), une_fiche("b", lon=-1.2, departements=(MANCHE,))
    ).reperes
    assert repere.nom == "2\xa0ateliers : Manche"
    zone = lire_la_zone(repere.url.removeprefix("?zone="))
    assert zone.contient(une_fiche("a"))
    assert zone.contient(une_fiche("b", lon=-1.2))


def test_deux_ateliers_au_meme_endroit_menent_a_la_liste():
    (repere,) = carte(une_fiche("a"), une_fiche("b")).reperes
    assert repere.url == "#liste"


def test_de_pres_les_voisins_se_separent():
    fiches = une_fiche("a"), une_fiche("b", lon=-1.2)
    de_pres = carte(*fiches, vue=de_la_zone(Zone(-1.25, 48.9, -1.0, 49.0)))
    assert [r.nb for r in de_pres.reperes] == [1, 1]


def test_ce_qui_n_est_pas_sur_la_carte_est_compte():
    assert carte(une_fiche(lon=-61.5, lat=16.2), vue=de_la_zone(Zone(2, 48, 3, 49))).nb_hors_de_la_carte == 1


@pytest.mark.parametrize(
    ("lon", "lat"), [(-61.5, 16.2), (55.5, -21.1), (45.15, -12.8), (-52.6, 4.9), (-61.0, 14.6)]
)
def test_l_outre_mer_a_ses_encarts(lon, lat):
    _, y = placer_en_france(lon, lat)
    assert y > 700


def test_paris_est_agrandi():
    x, y = placer_en_france(2.35, 48.86)
    assert x > 660
    assert y < 150


POSITIONS = st.lists(st.tuples(st.integers(0, 800), st.integers(0, 936)), max_size=40)


@given(POSITIONS)
def test_grouper_ne_perd_personne_et_garde_les_reperes_a_distance(positions):
    reperes = regrouper((ou, une_fiche(str(n))) for n, ou in enumerate(positions))
    assert sum(r.nb for r in reperes) == len(positions)
    for n, un in enumerate(reperes):
        for autre in reperes[n + 1 :]:
            assert (un.x - autre.x) ** 2 + (un.y - autre.y) ** 2 >= ECART**2


@pytest.mark.parametrize(
    "texte", ["", "1,2,3", "a,b,c,d", "3,48,2,49", "nan,0,1,1", "0,0,999,1", "1e3,0,2,2"]
)
def test_une_zone_mal_ecrite_ne_borne_rien(texte):
    assert lire_la_zone(texte) is None


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.01, 5), st.floats(0.01, 5))
def test_une_zone_se_relit_telle_qu_elle_s_ecrit(ouest, sud, largeur, hauteur):
    zone = lire_la_zone(str(Zone(ouest, sud, ouest + largeur, sud + hauteur)))
    assert str(lire_la_zone(str(zone))) == str(zone)


@pytest.mark.django_db
def test_une_region_ou_un_departement_cadre_la_carte():
    manche = DepartementFactory()
    de_la_manche, de_la_region = vue_de(Filtre(departement="50")), vue_de(Filtre(region=manche.region.code))
    assert de_la_manche.codes == ("50",) == de_la_region.codes
    assert vue_de(Filtre(region="inconnue")) == FRANCE
    assert de_la_manche.emprise is not None
    assert vue_de(Filtre(departement="974")).emprise is None


@pytest.mark.django_db
def test_les_intercommunalites_importees_se_voient_de_pres(client):
    epci = EpciFactory(siren="299900001")
    CommuneFactory(epci=epci, departement=DepartementFactory())
    RealisationFactory(departements=[DepartementFactory()])
    sans = client.get("/les-ateliers/fond.svg", {"departement": "50"}).content.decode()
    carre = [[[[-1.2, 48.9], [-1.0, 48.9], [-1.0, 49.0], [-1.2, 48.9]]]]
    Contour.objects.create(
        niveau=NiveauDeContour.EPCI, code="299900001", source="Essai", millesime=2025,
        geometrie={"type": "MultiPolygon", "coordinates": carre},
    )  # fmt: skip
    avec = client.get("/les-ateliers/fond.svg", {"departement": "50"}).content.decode()
    assert "stroke-dasharray" in avec
    assert "stroke-dasharray" not in sans


@pytest.mark.django_db
def test_les_reperes_sont_dans_la_page_et_le_fond_ne_depend_que_de_l_endroit(client):
    RealisationFactory(nom="Placée", theme="Eau", departements=[DepartementFactory()])
    contenu = client.get("/les-ateliers/", {"theme": "Eau", "departement": "50"}).content.decode()
    assert re.search(r'<a href="/les-ateliers/atelier-recense-\d+/" class="vitrine-repere"', contenu)
    assert 'href="/les-ateliers/fond.svg?departement=50"' in contenu


@pytest.mark.django_db
def test_un_fond_d_images_ne_s_ouvre_que_declare_et_que_sur_cette_page(client, settings):
    assert "images.example" not in client.get("/les-ateliers/").headers["Content-Security-Policy"]
    settings.FOND_DE_CARTE = (
        "https://images.example/wms?bbox={ouest},{sud},{est},{nord}&w={largeur}&h={hauteur}"
    )
    reponse = client.get("/les-ateliers/")
    assert "img-src 'self' https://images.example" in reponse.headers["Content-Security-Policy"]
    assert re.search(
        r'href="https://images.example/wms\?bbox=-?\d+,\d+,\d+,\d+&amp;w=800&amp;h=936"',
        reponse.content.decode(),
    )
    assert "images.example" not in client.get("/").headers["Content-Security-Policy"]
