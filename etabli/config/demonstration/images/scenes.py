"""Les scènes : le bocage, le verger, la vallée, la salle, la carte, la rue, le chemin."""

import math
from collections.abc import Callable
from itertools import pairwise

from etabli.config.demonstration.images.paysage import BLANC, BOIS, HAUTEUR, LARGEUR
from etabli.config.demonstration.images.toile import Toile


def bocage() -> Toile:
    d = Toile(1)
    d.ciel("#b6cfff", "#fef6e3", soleil=(1180, 250, 78, "#feecc2"))
    d.nuage(330, 190, 90)
    d.nuage(760, 120, 60)
    d.oiseaux(980, 220)
    plans = (
        (430, 34, 0.4, "#c7dcd0"), (505, 40, 2.1, "#a3d1b0"), (600, 46, 3.6, "#84c08b"),
        (720, 52, 5.1, "#68a532"), (870, 50, 0.9, "#5a9a3c"),
    )  # fmt: skip
    for rang, (y, ampleur, phase, encre) in enumerate(plans):
        crete = d.crete(y, ampleur, phase)
        d.colline(crete, encre)
        t = 14 + rang * 13
        d.haie([(x, crete(x) + t * 0.2) for x in range(0, 1640, 80)], t, "#297254", "#68a532", trous=0.08)
        if rang >= 1:
            for depart in range(60 - rang * 30, 1600, 360 - rang * 12):
                pente = (depart - 800) * 0.18
                bas = crete(depart + pente) + 150 + rang * 34
                champ = [(depart, crete(depart)), (depart + pente, bas)]
                d.haie(champ, t, "#297254", "#68a532", trous=0.05)
        if rang in (1, 3):
            _champs(d, crete, rang)
        if rang == 2:
            _village(d, 900, crete(900) + 78)
    for x, y, t in ((70, 1090, 250), (1530, 1095, 300)):
        d.arbre(x, y, t, "#37635f", "#68a532")
    d.haie([(x, 1095) for x in range(-20, 1660, 60)], 78, "#37635f", "#68a532")
    return d


def _champs(d: Toile, crete: Callable[[float], float], rang: int) -> None:
    """Quelques parcelles d'une autre teinte : de l'orge, un labour, une prairie fleurie."""
    for x, large, encre in ((260, 210, "#fceeac"), (700, 190, "#c9fcac"), (1190, 230, "#e6c98f")):
        d.polygone(
            (x, crete(x) + 12), (x + large, crete(x + large) + 12),
            (x + large * 1.1, crete(x + large) + 64 + rang * 12),
            (x - large * 0.08, crete(x) + 64 + rang * 12), encre=encre, opacite=0.75,
        )  # fmt: skip


def _village(d: Toile, x: float, y: float) -> None:
    d.eglise(x, y, 62)
    for dx, large, h, mur, toit in (
        (-210, 74, 44, "#fff5e6", "#a94645"), (-128, 66, 52, "#f3ede5", "#755348"), (104, 78, 46, "#feebd0", "#a94645"),
        (190, 64, 54, "#fff5e6", "#3558a2"), (262, 82, 42, "#f3ede5", "#a94645"),
    ):  # fmt: skip
        d.maison(x + dx, y + 6, large, h, mur, toit, "#3558a2")


def vallee() -> Toile:
    d = Toile(2)
    d.ciel("#c7f6fc", "#fef6e3", soleil=(360, 270, 66, "#feecc2"))
    d.nuage(1050, 170, 95)
    d.nuage(1390, 250, 60)
    d.colline(d.crete(430, 44, 1.2), "#b9ddd0")
    arriere = d.crete(520, 56, 4.2)
    d.colline(arriere, "#84c08b")
    d.haie([(x, arriere(x)) for x in range(0, 1640, 70)], 24, "#297254", "#68a532", trous=0.15)
    d.colline(d.crete(640, 26, 2.6), "#68a532")
    _usine(d, 900, 745)
    for x in (110, 190, 262, 350, 1480, 1555):
        d.peuplier(x, 745, 250 + d.des.uniform(-30, 40), "#297254", "#a9fb68")
    d.chemin(
        "M0 800C300 740 520 760 760 830S1240 950 1600 850L1600 1020C1200 1100 980 1010 700 940S250 900 0 960Z",
        "#009099",
    )
    for y, opacite in ((845, 0.45), (880, 0.35), (915, 0.3)):
        d.ligne(
            f"M60 {y - 30}C300 {y - 60} 520 {y - 40} 760 {y + 20}S1240 {y + 100} 1560 {y + 10}",
            "#c7f6fc",
            5,
            opacite=opacite,
        )
    d.chemin("M0 950C250 900 450 915 700 945S1150 1090 1600 1010L1600 1100L0 1100Z", "#5a9a3c")
    _pont(d)
    d.haie([(x, 1085) for x in range(-20, 700, 50)], 54, "#37635f", "#68a532")
    for x, y, t in ((70, 1080, 260), (1500, 1100, 330), (1370, 1110, 220)):
        d.arbre(x, y, t, "#37635f", "#68a532")
    for x in (820, 890, 1010):
        d.personne(x, 1075, 120, bras="tend" if x == 890 else "")
    return d


def _usine(d: Toile, x: float, y: float) -> None:
    brique, sombre, vitre = "#ce614a", "#a94645", "#e6eefe"
    d.polygone((x + 330, y), (x + 345, y - 420), (x + 385, y - 420), (x + 400, y), encre=sombre)
    for h in (60, 150, 380, 405):
        d.rectangle(x + 338, y - h - 8, 56, 8, BLANC, opacite=0.3)
    d.rectangle(x - 120, y - 190, 620, 190, brique)
    for k in range(5):
        g = x - 120 + k * 124
        d.polygone((g, y - 190), (g, y - 268), (g + 124, y - 190), encre="#6a6156")
        d.polygone((g + 6, y - 196), (g + 6, y - 250), (g + 84, y - 196), encre=vitre, opacite=0.85)
        for m in range(2):
            d.rectangle(g + 16 + m * 54, y - 150, 36, 92, vitre, rond=16)
            d.rectangle(g + 32 + m * 54, y - 150, 3, 92, sombre)
            d.rectangle(g + 16 + m * 54, y - 106, 36, 3, sombre)
    d.rectangle(x - 120, y - 26, 620, 26, sombre)
    d.haie([(x - 130, y), (x + 520, y)], 30, "#297254", "#68a532", trous=0.3)


def _pont(d: Toile) -> None:
    """Une passerelle, d'une rive à l'autre."""
    d.polygone((560, 985), (690, 985), (800, 790), (735, 790), encre="#e6c98f")
    for k in range(7):
        y = 985 - k * 28
        d.ligne(f"M{560 + k * 25} {y}L{690 + k * 15.7} {y}", BOIS, 3, opacite=0.6)
    for x1, x2 in ((560, 735), (690, 800)):
        d.ligne(f"M{x1} 930L{x2} 752", BOIS, 8)
        for k in range(6):
            pied, bas = x1 + (x2 - x1) * k / 5, 985 - 195 * k / 5
            d.ligne(f"M{pied} {bas}L{pied} {bas - 55 + k * 3.4}", BOIS, 6)
    d.velo(690, 905, 130, "#c9191e", "#000091")


def salle(graine: int = 3) -> Toile:
    d = Toile(graine)
    d.rectangle(0, 0, LARGEUR, HAUTEUR, "#fef6e3")
    d.rectangle(0, 0, LARGEUR, 110, "#755348")
    for x in range(0, 1700, 200):
        d.rectangle(x, 110, 26, 26, "#755348")
    for x in (90, 1210):
        _grande_fenetre(d, x)
    _mur_d_idees(d)
    d.rectangle(0, 700, LARGEUR, 400, "#e6c98f")
    for y in range(720, 1100, 64):
        d.rectangle(0, y, LARGEUR, 3, "#c3992a", opacite=0.35)
    for x, y, t, pose in ((520, 735, 250, "leve"), (1120, 740, 240, "tend"), (1190, 745, 255, "")):
        d.personne(x, y, t, bras=pose)
    for cx, cy, echelle in ((330, 900, 1.0), (830, 860, 0.9), (1310, 915, 1.02)):
        _table(d, cx, cy, echelle)
    return d


def _grande_fenetre(d: Toile, x: float) -> None:
    d.rectangle(x, 190, 300, 330, BLANC)
    d.rectangle(x + 14, 204, 272, 302, "#b6cfff")
    g, r = x + 14, x + 286
    d.chemin(f"M{g} 506L{g} 420Q{g + 80} 370 {g + 170} 420T{r} 430L{r} 506Z", "#84c08b")
    d.chemin(f"M{g} 506L{g} 470Q{g + 100} 430 {g + 180} 465T{r} 450L{r} 506Z", "#68a532")
    d.rectangle(x - 12, 506, 324, 22, BLANC)
    for dx in (102, 192):
        d.rectangle(x + dx, 204, 6, 302, BLANC)
    d.rectangle(x + 14, 350, 272, 6, BLANC)


def _mur_d_idees(d: Toile) -> None:
    """La carte au mur, et les idées que la salle y colle."""
    d.rectangle(470, 185, 660, 390, BLANC, rond=8)
    d.chemin("M510 440Q580 300 700 330T860 260Q960 250 980 380T900 540Q760 560 640 540T510 440Z", "#c3fad5")
    d.ligne("M560 520Q640 440 700 450T830 400T960 300", "#417dc4", 10)
    for x, y in ((640, 400), (760, 370), (850, 440), (720, 490)):
        d.rond(x, y, 12, "#000091")
    teintes = ("#feecc2", "#fee7fc", "#c7f6fc", "#c9fcac", "#fee9e5")
    for k in range(18):
        x, y = 1000 + (k % 3) * 40, 215 + (k // 3) * 58
        d.rectangle(x, y, 34, 46, teintes[k % len(teintes)])
        for r in (14, 22, 30):
            d.rectangle(x + 5, y + r, 24 - (k * 7 + r) % 9, 3, "#6a6156", opacite=0.55)


def _table(d: Toile, cx: float, cy: float, e: float) -> None:
    places = [(-200, -58), (-100, -84), (10, -90), (115, -84), (205, -56)]
    for dx, dy in places:
        d.personne(
            cx + dx * e,
            cy + dy * e + 40 * e,
            250 * e,
            assis=True,
            bras=d.des.choice(("", "", "tend", "leve")),
        )
    d.rond(cx, cy + 24 * e, 250 * e, "#6a6156", ry=84 * e, opacite=0.25)
    d.rond(cx, cy, 250 * e, BLANC, ry=82 * e)
    d.rond(cx, cy - 4 * e, 236 * e, "#f3ede5", ry=72 * e)
    for _ in range(12):
        a, r = d.des.uniform(0, 6.28), d.des.uniform(40, 190) * e
        x, y = cx + r * math.cos(a), cy + r * 0.3 * math.sin(a)
        d.rectangle(
            x, y, 34 * e, 18 * e, d.des.choice(("#feecc2", "#c7f6fc", "#c9fcac", "#fee7fc", BLANC)), rond=2
        )
    for dx in (-120, 60):
        x, y = cx + dx * e, cy + 205 * e
        for cote in (-44, 36):
            d.rectangle(x + cote * e, y - 6 * e, 9 * e, 110 * e, BOIS)
        d.personne(x, y, 290 * e, assis=True)
        d.rectangle(x - 52 * e, y - 62 * e, 104 * e, 68 * e, BOIS, rond=8)


def carte_commune() -> Toile:
    """Autour d'une grande carte posée au sol, dehors : on choisit."""
    d = Toile(5)
    d.ciel("#e6eefe", "#feecc2", soleil=(800, 330, 90, "#feebd0"))
    d.nuage(250, 170, 80)
    d.nuage(1310, 150, 100)
    for y, ampleur, phase, encre in (
        (470, 40, 2.0, "#b9ddd0"),
        (560, 44, 4.4, "#84c08b"),
        (650, 30, 0.6, "#68a532"),
    ):
        crete = d.crete(y, ampleur, phase)
        d.colline(crete, encre)
        d.haie([(x, crete(x)) for x in range(0, 1640, 80)], y / 26, "#297254", "#68a532", trous=0.1)
    d.maison(180, 740, 250, 150, "#fff5e6", "#a94645", "#3558a2", etages=1)
    d.maison(1180, 730, 230, 160, "#f3ede5", "#755348", "#297254", etages=1)
    d.colline(lambda x: 745 + 8 * math.sin(x / 260), "#5a9a3c")
    for rang, x in enumerate((330, 460, 600, 750, 880, 1010, 1150, 1270)):
        d.personne(x, 850 + 16 * math.sin(rang), 270, bras=("tend", "", "leve", "")[rang % 4])
    d.polygone((300, 860), (1300, 860), (1440, 1060), (160, 1060), encre=BLANC)
    d.polygone((330, 872), (1270, 872), (1392, 1046), (208, 1046), encre="#e3fdeb")
    d.ligne("M330 1030Q560 900 800 960T1250 890", "#417dc4", 16)
    d.ligne("M420 890Q620 980 700 1040M900 880Q930 960 1120 1035", "#c3992a", 7)
    for x, y, encre in (
        (520, 950, "#c9191e"),
        (760, 920, "#000091"),
        (1010, 985, "#c9191e"),
        (880, 1020, "#00a95f"),
        (640, 1010, "#6a6af4"),
    ):
        d.rond(x, y, 17, encre, ry=11)
    return d


def rue() -> Toile:
    d = Toile(6)
    d.ciel("#cacafb", "#fef6e3", soleil=(800, 420, 80, "#feecc2"))
    d.nuage(520, 150, 80)
    d.nuage(1120, 210, 70)
    d.colline(d.crete(560, 20, 1.0), "#a3d1b0")
    d.eglise(790, 650, 105)
    gauche = (
        ("#fff5e6", "#a94645", "#3558a2"),
        ("#feebd0", "#755348", "#297254"),
        ("#f3ede5", "#a94645", "#a94645"),
    )
    for k, (mur, toit, volet) in enumerate(gauche):
        d.maison(500 - k * 235, 700 + k * 62, 190 + k * 26, 200 + k * 66, mur, toit, volet, etages=2)
        d.maison(
            960 + k * 225,
            700 + k * 62,
            190 + k * 26,
            200 + k * 66,
            gauche[2 - k][0],
            toit,
            gauche[2 - k][2],
            etages=2,
        )
    d.polygone((640, 690), (960, 690), (1700, 1100), (-100, 1100), encre="#f3ede5")
    d.polygone((640, 690), (700, 690), (260, 1100), (-100, 1100), encre="#e6c98f", opacite=0.7)
    d.polygone((900, 690), (960, 690), (1700, 1100), (1340, 1100), encre="#e6c98f", opacite=0.7)
    for x, y, t in ((560, 770, 170), (1050, 770, 170), (330, 930, 260), (1300, 930, 260)):
        d.arbre(x, y, t, "#447049", "#a9fb68")
    for x, toile in ((430, "#c9191e"), (1060, "#000091")):
        _etal(d, x, 900, toile)
    for x, y, t in (
        (700, 800, 130),
        (770, 815, 140),
        (880, 800, 130),
        (640, 940, 200),
        (960, 960, 210),
        (820, 1040, 260),
        (905, 1050, 250),
    ):
        d.personne(x, y, t, bras=d.des.choice(("", "tend", "")))
    d.velo(690, 1075, 210, "#009099", "#e4794a")
    return d


def _etal(d: Toile, x: float, y: float, toile: str) -> None:
    for dx in (6, 150):
        d.rectangle(x + dx, y - 170, 7, 170, BOIS)
    d.rectangle(x - 4, y - 66, 172, 66, BOIS)
    for k in range(10):
        d.rond(x + 10 + k * 17, y - 70, 12, ("#e4794a", "#68a532", "#c9191e", "#c8aa39")[k % 4])
    for k in range(6):
        d.polygone((x - 16 + k * 33, y - 150), (x - 2 + k * 30, y - 200), (x + 28 + k * 30, y - 200),
                   (x + 17 + k * 33, y - 150),
                   encre=toile if k % 2 else BLANC)  # fmt: skip


def chemin() -> Toile:
    d = Toile(7)
    d.ciel("#b6cfff", "#feebd0", soleil=(1120, 330, 84, "#feecc2"))
    d.nuage(360, 200, 95)
    d.oiseaux(700, 230, 6)
    for y, ampleur, phase, encre in (
        (480, 40, 0.3, "#b9ddd0"),
        (560, 44, 2.7, "#84c08b"),
        (640, 26, 5.2, "#68a532"),
    ):
        crete = d.crete(y, ampleur, phase)
        d.colline(crete, encre)
        d.haie([(x, crete(x)) for x in range(0, 1640, 80)], y / 24, "#297254", "#68a532", trous=0.12)
    _village(d, 760, 650)
    d.polygone((770, 660), (840, 660), (1250, 1100), (330, 1100), encre="#f3ede5")
    d.polygone((801, 660), (807, 660), (800, 1100), (760, 1100), encre="#e6c98f", opacite=0.7)
    for cote in (-1, 1):
        bord = [(805 + cote * (55 + k * k * 13.5), 668 + k * 62) for k in range(8)]
        for k, ((x1, y1), (x2, y2)) in enumerate(pairwise(bord)):
            d.haie([(x1, y1), (x2, y2)], 26 + k * 15, "#297254", "#a9fb68")
    for x, y, t, cadre, habit in (
        (790, 800, 105, "#c9191e", "#000091"),
        (860, 880, 160, "#000091", "#c3992a"),
        (700, 1040, 250, "#00a95f", "#a94645"),
    ):
        d.velo(x, y, t, cadre, habit)
    for x, t in ((955, 215), (1030, 175)):
        d.personne(x, 1040, t)
    for x, y, t in ((90, 1090, 420), (1520, 1100, 440)):
        d.arbre(x, y, t, "#37635f", "#68a532")
    return d


def verger() -> Toile:
    d = Toile(8)
    d.ciel("#e6eefe", "#fee9e5", soleil=(280, 260, 80, "#feecc2"))
    d.nuage(1180, 170, 100)
    crete = d.crete(500, 44, 1.9)
    d.colline(crete, "#a3d1b0")
    d.haie([(x, crete(x)) for x in range(0, 1640, 80)], 20, "#297254", "#68a532", trous=0.1)
    d.colline(d.crete(570, 18, 3.3), "#68a532")
    d.maison(1120, 650, 300, 150, "#fff5e6", "#a94645", "#297254")
    d.rectangle(930, 545, 150, 105, BOIS)
    d.polygone((915, 545), (1005, 470), (1095, 545), encre="#6a6156")
    for rang in range(4):
        y, t = 660 + rang * 115, 120 + rang * 62
        pas = 170 + rang * 70
        for k in range(-1, 1600 // pas + 2):
            x = k * pas + (rang % 2) * pas / 2
            d.rond(x, y + 4, t * 0.42, "#297254", ry=t * 0.09, opacite=0.4)
            d.arbre(x, y, t, "#447049" if rang % 2 else "#297254", "#c9fcac")
            for _ in range(9):
                a, r = d.des.uniform(0, 6.28), d.des.uniform(0.08, 0.42) * t
                d.rond(x + r * math.cos(a), y - t * 0.8 + r * 0.8 * math.sin(a), t * 0.035, "#c9191e")
    for x, y, t, pose in ((520, 900, 230, "leve"), (1010, 1010, 290, "leve"), (1120, 1020, 270, "")):
        d.personne(x, y, t, bras=pose)
    for x in (610, 1210):
        d.polygone((x, 1000), (x + 110, 1000), (x + 94, 1060), (x + 16, 1060), encre="#c3992a")
        for k in range(6):
            d.rond(x + 16 + k * 16, 996, 13, "#c9191e")
    return d
