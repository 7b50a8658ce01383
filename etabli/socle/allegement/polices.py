"""Deux fichiers par graisse : les signes du français, que l'on télécharge ; les autres, si une page en a besoin.

La licence de Marianne la réserve à l'État : le sous-ensemble se fait ici, à la mise en ligne, depuis le paquet du
DSFR, et n'entre jamais dans le dépôt.
"""

import re
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont

# Latin de base, Latin-1, œ Œ Ÿ, tirets, guillemets, points de suspension, espaces fines, €, flèches simples.
SIGNES = (
    *range(0x20, 0x7F), *range(0xA0, 0x100), 0x152, 0x153, 0x178, *range(0x2010, 0x2016), *range(0x2018, 0x201F),
    0x2022, 0x2026, 0x202F, 0x2039, 0x203A, 0x20AC, *range(0x2190, 0x2194), 0x2212,
)  # fmt: skip
PLAGE = (
    "U+20-7E,U+A0-FF,U+152-153,U+178,U+2010-2015,U+2018-201E,U+2022,U+2026,U+202F,U+2039-203A,U+20AC,"
    "U+2190-2193,U+2212"
)
LE_RESTE = (
    "U+100-151,U+154-177,U+179-200F,U+2016-2017,U+201F-2021,U+2023-2025,U+2027-202E,U+2030-2038,U+203B-20AB,"
    "U+20AD-218F,U+2194-2211,U+2213-FFFF"
)
FACE = re.compile(
    r"@font-face\{(?P<avant>[^}]*?)src:url\((?P<base>[^)]*?)\.woff2\) format\(\"woff2\"\),"
    r"url\([^)]*\.woff\) format\(\"woff\"\)(?P<apres>[^}]*)\}"
)


def alleger(police: bytes) -> bytes:
    """Le même fichier WOFF, borné aux signes du français ; crénage et ligatures gardés, grille d'écran ôtée."""
    options = subset.Options(flavor="woff", hinting=False, desubroutinize=True, notdef_outline=True)
    options.drop_tables += ["FFTM"]
    options.layout_features = ["kern", "liga", "locl", "ccmp", "mark", "mkmk"]
    with TTFont(BytesIO(police), lazy=False) as lue:
        outil = subset.Subsetter(options)
        outil.populate(unicodes=SIGNES)
        outil.subset(lue)
        lue.flavor = "woff"
        sortie = BytesIO()
        lue.save(sortie)
    return sortie.getvalue()


def partager_les_faces(feuille: str) -> str:
    """Chaque @font-face en devient deux : le français en WOFF allégé, le reste dans le WOFF2 entier."""

    def deux(trouve: re.Match[str]) -> str:
        avant, base, apres = trouve["avant"], trouve["base"], trouve["apres"]
        return (
            f'@font-face{{{avant}src:url({base}.woff) format("woff");unicode-range:{PLAGE}{apres}}}'
            f'@font-face{{{avant}src:url({base}.woff2) format("woff2");unicode-range:{LE_RESTE}{apres}}}'
        )

    return FACE.sub(deux, feuille)
