import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.territoires.cartes import Point, carte_de_france, carte_du_perimetre
from etabli.territoires.cartes.etiquettes import Etiquette, disposer, se_touchent
from etabli.territoires.cartes.fond import rogner
from etabli.territoires.cartes.france import bornes_des_classes, classe
from etabli.territoires.cartes.svg import dixiemes
from etabli.territoires.models import Contour
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, PerimetreFactory

SVG = "{http://www.w3.org/2000/svg}"


def titres(svg):
    return [t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}title")]


def test_la_carte_de_france_a_un_titre_une_description_et_les_108_territoires():
    svg = carte_de_france(
        titre="Ateliers", description="Un <essai>.", valeurs={"50": 3, "974": 1}, unite="ateliers"
    )
    racine = ElementTree.fromstring(svg)
    nommes = racine.attrib["aria-labelledby"].split()
    assert [racine.find(f".//*[@id='{cle}']").text for cle in nommes] == ["Ateliers", "Un <essai>."]
    assert racine.attrib["role"] == "img"
    assert "Manche (50) : 3 ateliers" in titres(svg)
    assert "Ain (01) : aucune valeur" in titres(svg)
    assert len({t for t in titres(svg) if re.search(r"\((\d[\dAB]\d?)\)", t)}) == 108


def test_une_carte_n_a_ni_style_ni_script_ni_nombre_perdu():
    svg = carte_de_france(
        titre="T", description="D", valeurs={"50": 1}, points=[Point(2.3, 48.8, "Paris & co")]
    )
    assert "style=" not in svg
    assert "<script" not in svg
    assert not re.search(r"\b(nan|inf|None)\b", svg)


def test_un_point_avec_lien_rend_la_carte_parcourable_au_clavier():
    svg = carte_de_france(titre="T", description="D", points=[Point(-61.5, 16.2, "Pointe", lien="/x/")])
    racine = ElementTree.fromstring(svg)
    assert racine.attrib["role"] == "group"
    assert [a.attrib["href"] for a in racine.iter(f"{SVG}a")] == ["/x/"]


def test_un_point_au_milieu_de_l_ocean_n_est_pas_dessine():
    svg = carte_de_france(titre="T", description="D", points=[Point(-30, 30, "Nulle part")])
    assert "Nulle part" not in svg


def test_deux_fois_la_meme_carte_deux_fois_les_memes_octets():
    options = {"titre": "T", "description": "D", "valeurs": {"50": 2, "14": 5}}
    assert carte_de_france(**options) == carte_de_france(**options)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=101))
def test_toute_valeur_tombe_dans_une_classe_et_les_classes_sont_croissantes(valeurs):
    bornes = bornes_des_classes(valeurs)
    assert bornes == sorted(set(bornes))
    assert len(bornes) <= 4
    assert all(valeur <= bornes[classe(valeur, bornes)] for valeur in valeurs)


@pytest.mark.parametrize(
    ("entier", "ecrit"),
    [(0, "0"), (3, ".3"), (-3, "-.3"), (10, "1"), (-12, "-1.2"), (40, "4"), (105, "10.5")],
)
def test_les_dixiemes_s_ecrivent_au_plus_court(entier, ecrit):
    assert dixiemes(entier) == ecrit


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(-50, 150)), min_size=3, max_size=12))
def test_un_anneau_rogne_ne_depasse_jamais_du_cadre(anneau):
    assert all(-1e-6 <= v <= 100 + 1e-6 for point in rogner(anneau, 0, 0, 100, 100) for v in point)


@given(
    st.lists(
        st.builds(
            Etiquette,
            nom=st.text("abcdefgh", min_size=2, max_size=20),
            x=st.floats(0, 800),
            y=st.floats(0, 600),
            rayon=st.floats(2, 17),
            taille=st.just(14.0),
            est_forte=st.booleans(),
        ),
        max_size=30,
    )
)
def test_les_noms_poses_ne_se_recouvrent_jamais(etiquettes):
    boites = [e.boite() for e in disposer(etiquettes, 800, 600)]
    assert not any(se_touchent(a, b) for i, a in enumerate(boites) for b in boites[:i])


@pytest.mark.django_db
def test_la_carte_d_un_perimetre_nomme_ses_communes_et_cite_ses_sources():
    commune = CommuneFactory(nom="Bourg & Mer", precision_du_point="lieu")
    voisine = CommuneFactory(nom="Voisine", lon=-1.0, lat=49.0, precision_du_point="lieu")
    perimetre = PerimetreFactory(communes=[commune])

    svg = carte_du_perimetre(perimetre, titre="Périmètre", description="D")

    textes = {t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")}
    assert {"Bourg & Mer", "Voisine", "N"} <= textes
    assert any(t.endswith("\u00a0km") for t in textes)
    assert any("GeoNames (CC BY 4.0)" in t and "Natural Earth" in t for t in textes)
    assert f"{voisine.nom} ({voisine.code}) : 1\u202f500 habitants" in titres(svg)
    assert "style=" not in svg


@pytest.mark.django_db
def test_un_point_approche_est_creux_et_la_legende_le_dit():
    perimetre = PerimetreFactory(communes=[CommuneFactory(precision_du_point="approche")])
    svg = carte_du_perimetre(perimetre, titre="P", description="D")
    assert "position approchée" in {t.text for t in ElementTree.fromstring(svg).iter(f"{SVG}text")}


@pytest.mark.django_db
def test_un_contour_importe_est_dessine_et_sa_source_citee():
    commune = CommuneFactory(lon=-1.06, lat=48.97)
    carre = [[-1.1, 48.9], [-1.0, 48.9], [-1.0, 49.0], [-1.1, 49.0], [-1.1, 48.9]]
    geometrie = {"type": "MultiPolygon", "coordinates": [[carre]]}
    Contour.objects.create(
        niveau="commune", code=commune.code, geometrie=geometrie, source="IGN", millesime=2025
    )
    perimetre = PerimetreFactory(communes=[commune])
    svg = carte_du_perimetre(perimetre, titre="P", description="D")
    assert "contours : IGN 2025" in svg


@pytest.mark.django_db
def test_une_commune_sans_position_ne_casse_pas_la_carte():
    perimetre = PerimetreFactory(communes=[CommuneFactory(lon=None, lat=None)])
    assert "La position de ces communes n'est pas connue" in carte_du_perimetre(
        perimetre, titre="P", description="D"
    ).replace("&#x27;", "'")


@pytest.mark.django_db
@pytest.mark.parametrize("combien", [1, 3])
def test_une_carte_coute_autant_de_requetes_pour_une_commune_que_pour_trois(
    combien, django_assert_num_queries
):
    perimetre = PerimetreFactory(communes=CommuneFactory.create_batch(combien))
    # Découpage en place, communes, voisines, contours, départements entiers.
    with django_assert_num_queries(5):
        carte_du_perimetre(perimetre, titre="P", description="D")


@pytest.mark.django_db
def test_un_perimetre_d_outre_mer_se_dessine_dans_son_ile():
    ile = DepartementFactory(code="974", nom="La Réunion")
    commune = CommuneFactory(code="97499", nom="Cirque", departement=ile, lon=55.5, lat=-21.1)
    svg = carte_du_perimetre(PerimetreFactory(communes=[commune]), titre="P", description="D")
    assert "Cirque" in svg
    assert "La Réunion" in titres(svg)
