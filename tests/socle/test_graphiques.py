"""Les graphiques : justes, lisibles sans les voir, sans style, et les mêmes à chaque fois."""

import math
import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.document.compilation import compiler
from etabli.socle.graphiques import (
    Axe,
    Jalon,
    Periode,
    PointNote,
    anneau,
    barres,
    barres_empilees,
    colonnes,
    courbe,
    flux,
    frise,
    nuage_de_points,
)
from etabli.socle.graphiques.dessin import LARGEUR, TEINTES
from etabli.socle.graphiques.mesures import couper, graduations, largeur, nombre, parts
from etabli.socle.polices import preparer
from tests.socle.test_document_arbre import luminance

SVG = "{http://www.w3.org/2000/svg}"
FINE, INSECABLE = "\u202f", "\u00a0"
LONG = "Une communauté de communes au nom vraiment très long, et encore davantage"
PAIRES = [("Ouverts", 41.0), (LONG, 9.5), ("Nuls", 0.0)]
TOUS = {
    "barres": lambda: barres("T", PAIRES, unite="%", accent=["Ouverts"]),
    "barres négatives": lambda: barres("T", [("a", -3.0), ("b", 4.0)]),
    "barres empilées": lambda: barres_empilees(
        "T", ["a", LONG], {"Pour": [1, 2], "Contre": [3, 0]}, unite="€"
    ),
    "barres en parts": lambda: barres_empilees(
        "T", ["a", "b"], {"Pour": [1, 0], "Contre": [3, 0]}, en_parts=True
    ),
    "colonnes": lambda: colonnes("T", PAIRES),
    "courbe": lambda: courbe("T", ["2020", "2021", "2022"], {"x": [1, None, 3], LONG: [2, 2, 9]}),
    "anneau": lambda: anneau("T", PAIRES),
    "anneau d'une part": lambda: anneau("T", [("tout", 3.0)]),
    "frise": lambda: frise(
        "T",
        [
            Periode("Étude", date(2026, 1, 5), date(2026, 4, 1), "A"),
            Periode(LONG, date(2026, 3, 1), date(2027, 2, 1), "B"),
        ],
        [Jalon("Lancement", date(2026, 1, 5)), Jalon("Fin", date(2027, 2, 1))],
        aujourd_hui=date(2026, 6, 1),
    ),
    "frise longue": lambda: frise("T", [Periode("Siècle", date(1950, 3, 1), date(2049, 2, 1))]),
    "flux": lambda: flux("T", [("a", "b", 3), ("a", LONG, 2), ("b", "c", 1)], colonnes=("D", "M", "F")),
    "flux en boucle": lambda: flux("T", [("a", "b", 3), ("b", "a", 2)]),
    "nuage": lambda: nuage_de_points(
        "T",
        [PointNote("p", 1, 5, "A"), PointNote(LONG, 1, 5, "B")],
        Axe("Faisabilité", 0, 5),
        Axe("Impact", 0, 5),
        quadrants=("q", "r", "s", "t"),
    ),
}
VIDES = {
    "barres": lambda: barres("T", []),
    "barres empilées": lambda: barres_empilees("T", [], {}),
    "colonnes": lambda: colonnes("T", []),
    "courbe": lambda: courbe("T", [], {}),
    "anneau": lambda: anneau("T", []),
    "anneau de zéros": lambda: anneau("T", [("a", 0.0)]),
    "frise": lambda: frise("T", []),
    "flux": lambda: flux("T", []),
    "nuage": lambda: nuage_de_points("T", [], Axe("x"), Axe("y")),
}


@pytest.mark.parametrize("nom", [*TOUS])
def test_le_dessin_se_dit_a_qui_ne_le_voit_pas(nom):
    graphique = TOUS[nom]()
    racine = ElementTree.fromstring(graphique.svg)
    titre, description = racine[0], racine[1]

    assert racine.get("role") == "img"
    assert racine.get("aria-labelledby") == f"{titre.get('id')} {description.get('id')}"
    assert (titre.tag, titre.text) == (f"{SVG}title", "T")
    assert description.text == graphique.description
    assert len(graphique.description) > 20
    assert all(len(ligne) == len(graphique.entetes) for ligne in graphique.lignes)
    assert graphique.lignes


@pytest.mark.parametrize("nom", [*TOUS])
def test_la_politique_de_contenu_ne_refuse_rien_du_dessin(nom):
    svg = TOUS[nom]().svg
    assert "style" not in svg
    assert "<script" not in svg
    assert "href" not in svg


@pytest.mark.parametrize("nom", [*TOUS])
def test_le_meme_graphique_donne_les_memes_octets(nom):
    assert TOUS[nom]().svg == TOUS[nom]().svg


@pytest.mark.parametrize("nom", [*TOUS, *VIDES])
def test_rien_ne_deborde_du_cadre_ni_n_est_infini(nom):
    racine = ElementTree.fromstring((TOUS.get(nom) or VIDES[nom])().svg)
    haut = float(racine.get("height"))
    for element in racine.iter(f"{SVG}rect"):
        x, y, large, hauteur = (float(element.get(c)) for c in ("x", "y", "width", "height"))
        assert -0.01 <= x <= x + large <= LARGEUR + 0.01
        assert -0.01 <= y <= y + hauteur <= haut + 0.01
    assert not re.search(r"\b(nan|inf)\b", ElementTree.tostring(racine, encoding="unicode"))


@pytest.mark.parametrize("nom", [*VIDES])
def test_sans_donnee_le_dessin_reste_possible(nom):
    assert VIDES[nom]().svg.startswith("<svg")


def test_les_barres_sont_proportionnelles_a_leurs_valeurs():
    rectangles = ElementTree.fromstring(barres("T", [("a", 10), ("b", 5)]).svg).findall(f"{SVG}rect")
    longueurs = [float(r.get("width")) for r in rectangles]
    assert longueurs[0] == pytest.approx(2 * longueurs[1], abs=0.02)


def test_les_segments_d_une_barre_empilee_remplissent_leur_total():
    graphique = barres_empilees("T", ["a"], {"x": [30], "y": [10]}, en_parts=True)
    textes = [t.text for t in ElementTree.fromstring(graphique.svg).iter(f"{SVG}text")]
    assert {f"75{INSECABLE}%", f"25{INSECABLE}%"} <= set(textes)
    assert graphique.lignes == (("a", "30", "10", "40"),)


def test_une_valeur_absente_coupe_la_courbe_et_reste_vide_au_tableau():
    graphique = courbe("T", ["1", "2", "3"], {"x": [1, None, 3]})
    chemin = ElementTree.fromstring(graphique.svg).find(f"{SVG}path").get("d")
    assert chemin.count("M") == 2
    assert graphique.lignes[1] == ("2", "")


def test_une_courbe_loin_de_zero_n_y_descend_pas_sauf_demande():
    loin = courbe("T", ["1", "2"], {"x": [2300, 2500]})
    force = courbe("T", ["1", "2"], {"x": [2300, 2500]}, depuis_zero=True)
    assert ">0<" not in loin.svg
    assert ">0<" in force.svg


def test_le_flux_met_au_bout_ce_qui_s_arrete_et_conserve_les_quantites():
    graphique = flux("T", [("a", "b", 3), ("a", "c", 2), ("b", "d", 1)])
    noeuds = [float(r.get("x")) for r in ElementTree.fromstring(graphique.svg).iter(f"{SVG}rect")]
    assert len({round(x) for x in noeuds}) == 3
    assert noeuds.count(max(noeuds)) == 2
    assert [ligne[2] for ligne in graphique.lignes] == ["3", "2", "1"]


def textes_poses(graphique):
    return [
        (float(t.get("x")), float(t.get("y")), t.get("text-anchor"), t.text)
        for t in ElementTree.fromstring(graphique.svg).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("nombre_de_colonnes", [2, 3, 4])
def test_les_noms_des_noeuds_d_un_flux_ne_se_touchent_pas(nombre_de_colonnes):
    noms = [[f"{LONG} {colonne} {rang}" for rang in range(4)] for colonne in range(nombre_de_colonnes)]
    liens = [(a, b, 1) for depart, suite in pairwise(noms) for a, b in zip(depart, suite, strict=True)]

    poses = textes_poses(flux("T", [*liens, ("Le gros", noms[1][0], 80)]))

    for x in {x for x, *_ in poses}:
        hauteurs = sorted(y for place, y, *_ in poses if place == x)
        assert all(bas - haut > 13 for haut, bas in pairwise(hauteurs))


@pytest.mark.parametrize("mois", [10, 11, 12])
def test_deux_annees_d_une_frise_ne_se_chevauchent_pas(mois):
    poses = textes_poses(frise("T", [Periode("p", date(2025, mois, 5), date(2030, 4, 1))]))

    bords = []
    for x, _, ancre, annee in poses:
        if annee in ("2025", "2026"):
            large = largeur(annee, 11.5)
            bords.append((x - large, x) if ancre == "end" else (x, x + large))
    (_, fin), (debut, _) = bords
    assert fin < debut


def test_un_groupe_garde_sa_couleur_meme_quand_un_autre_commence_avant():
    periodes = [
        Periode("b", date(2026, 1, 1), date(2026, 2, 1), "B"),
        Periode("a", date(2026, 3, 1), date(2026, 4, 1), "A"),
    ]

    racine = ElementTree.fromstring(frise("T", periodes, ordre=["A", "B"]).svg)

    encres = [r.get("fill") for r in racine.iter(f"{SVG}rect") if r.get("rx")]
    assert encres == [TEINTES[1], TEINTES[0]]


def test_des_points_de_memes_notes_se_rangent_cote_a_cote():
    svg = TOUS["nuage"]().svg
    centres = [(c.get("cx"), c.get("cy")) for c in ElementTree.fromstring(svg).iter(f"{SVG}circle")]
    assert len(set(centres)) == 2


def test_un_nom_qui_ressemble_a_du_code_reste_un_nom():
    svg = barres("<b>&", [("<script>alert(1)</script>", 1)]).svg
    assert "<script" not in svg
    assert ElementTree.fromstring(svg)[0].text == "<b>&"


def test_toutes_les_teintes_portent_du_blanc_et_se_voient_sur_fond_sombre():
    for teinte in TEINTES:
        assert 1.05 / (luminance(teinte) + 0.05) >= 4.5
        assert (luminance(teinte) + 0.05) / (luminance("#161616") + 0.05) >= 3


def test_le_graphique_devient_une_figure_et_un_tableau_de_document():
    graphique = TOUS["barres"]()
    assert graphique.figure("Les commerces", credit="Insee").alternative.startswith("T. Diagramme en barres")
    assert graphique.tableau().lignes == graphique.lignes


def test_typst_dessine_tous_les_graphiques():
    fichiers = {f"{rang}.svg": faire().svg.encode() for rang, faire in enumerate(TOUS.values())}
    source = "\n".join(f'#image("{nom}", alt: "x")' for nom in fichiers)
    assert compiler({"main.typ": source.encode(), **fichiers})[0].startswith(b"%PDF")


@pytest.mark.parametrize(
    ("valeur", "unite", "ecrit"),
    [
        (0, "", "0"),
        (12345, "€", f"12{FINE}345{INSECABLE}€"),
        (1.25, "%", f"1,2{INSECABLE}%"),
        (0.456, "", "0,46"),
        (-3.5, "", "−3,5"),
        (-0.001, "", "0"),
        (1234.6, "", f"1{FINE}235"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur, unite, ecrit):
    assert nombre(valeur, unite) == ecrit


@given(st.floats(0.001, 1e9), st.floats(-1e6, 0))
def test_les_graduations_encadrent_les_donnees_sans_etre_trop(haut, bas):
    reperes = graduations(haut, bas)
    assert reperes[0] <= bas + (haut - bas) * 1e-6
    assert reperes[-1] >= haut * (1 - 1e-6)
    assert 2 <= len(reperes) <= 13
    assert all(math.isclose(b - a, reperes[1] - reperes[0], rel_tol=1e-3) for a, b in pairwise(reperes))


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12).filter(lambda v: math.fsum(v) > 1e-3))
def test_les_pourcentages_font_toujours_cent(valeurs):
    pourcents = parts(valeurs)
    assert math.fsum(pourcents) == 100
    assert all(abs(p - 100 * v / math.fsum(valeurs)) <= 1 for p, v in zip(pourcents, valeurs, strict=True))


@given(st.text(alphabet="abc DEF'-é", max_size=80), st.integers(1, 3))
def test_un_texte_coupe_tient_dans_sa_place(texte, lignes):
    coupe = couper(texte, 14, 120, lignes)
    assert len(coupe) <= lignes
    assert all(largeur(ligne, 14) <= 120 or len(ligne) <= 3 for ligne in coupe)


@pytest.mark.parametrize(
    "texte", ["Moyenne du canton", LONG, "Fonds propres", "225 000 €", "MAIRIE DE TESSY", "illicite"]
)
def test_la_place_d_un_texte_est_celle_qu_il_prend_en_marianne(texte):
    with TTFont(preparer() / "Marianne-Regular.otf") as police:
        chasses, lettres = police["hmtx"], police.getBestCmap()
        vraie = 14 * sum(chasses[lettres[ord(c)]][0] for c in texte) / police["head"].unitsPerEm
    assert vraie * 0.97 <= largeur(texte, 14) <= vraie * 1.06
