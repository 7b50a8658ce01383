"""Une image reçue devient une image imprimable : redressée, réduite, dans un format que tous lisent."""

import hashlib
import io
import os
import re
from collections import OrderedDict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageOps

from etabli.socle.document.blocs import Source
from etabli.socle.document.compilation import compiler

COTE_MAXIMAL = 1600  # pixels : 200 points par pouce sur la largeur d'une page A4
PPP = 150  # pixels par pouce des dessins donnés à pandoc : pour qui ne lit pas leur vecteur


class ImageIllisible(ValueError):  # noqa: N818 -- le métier parle français
    """Le fichier n'est pas une image, ou il est abîmé."""


@dataclass(frozen=True)
class Image:
    """`largeur` et `hauteur` en pixels (photo) ou en points (dessin)."""

    octets: bytes
    extension: str
    largeur: float
    hauteur: float

    @property
    def nom(self) -> str:
        return f"{hashlib.sha256(self.octets).hexdigest()[:16]}.{self.extension}"

    @property
    def est_un_dessin(self) -> bool:
        return self.extension == "svg"

    @property
    def mime(self) -> str:
        return {"svg": "image/svg+xml", "jpg": "image/jpeg", "png": "image/png"}[self.extension]


_GARDEES: OrderedDict[bytes, Image] = OrderedDict()
_NOMBRE_GARDE = 64  # images réduites, une vingtaine de mégaoctets : jamais les originaux


def lire(source: Source) -> Image:
    octets = source.encode() if isinstance(source, str) else source
    cle = hashlib.sha256(octets).digest()
    image = _GARDEES.get(cle) or _preparer(octets)
    _GARDEES[cle] = image
    _GARDEES.move_to_end(cle)
    while len(_GARDEES) > _NOMBRE_GARDE:
        _GARDEES.popitem(last=False)
    return image


def lire_ensemble(sources: Iterable[Source]) -> dict[Source, Image]:
    """Pillow travaille hors du verrou de Python : les photos se réduisent à plusieurs."""
    uniques = list(dict.fromkeys(sources))
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as equipe:
        return dict(zip(uniques, equipe.map(lire, uniques), strict=True))


def oublier() -> None:
    _GARDEES.clear()


def _preparer(octets: bytes) -> Image:
    if b"<svg" in octets[:2000]:
        return _dessin(octets)
    try:
        with Pillow.open(io.BytesIO(octets)) as ouverte:
            return _photo(ouverte)
    except (OSError, ValueError, SyntaxError, Pillow.DecompressionBombError) as erreur:
        raise ImageIllisible(
            "Ce fichier n'est pas une image lisible (JPEG, PNG, WebP, GIF ou SVG)."
        ) from erreur


def _photo(recue: Pillow.Image) -> Image:
    """Réécrite, donc sans les coordonnées ni l'appareil que la photo portait."""
    recue.thumbnail((COTE_MAXIMAL, COTE_MAXIMAL), Pillow.Resampling.BICUBIC)
    image = ImageOps.exif_transpose(recue)
    transparente = image.mode in ("RGBA", "LA", "P") and "transparency" in {*image.info, *_alpha(image)}
    sortie = io.BytesIO()
    if transparente:
        image.convert("RGBA").save(sortie, "PNG", optimize=True)
    else:
        image.convert("RGB").save(sortie, "JPEG", quality=82)
    return Image(sortie.getvalue(), "png" if transparente else "jpg", *image.size)


def _alpha(image: Pillow.Image) -> set[str]:
    return {"transparency"} if image.mode in ("RGBA", "LA") else set()


def _dessin(octets: bytes) -> Image:
    entete = octets[: octets.index(b">", octets.index(b"<svg"))].decode("utf-8", "replace")
    if trouve := re.search(r'viewBox="\s*[-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)', entete):
        return Image(octets, "svg", float(trouve[1]), float(trouve[2]))
    cotes = [re.search(rf'\b{cote}="([\d.]+)', entete) for cote in ("width", "height")]
    if not all(cotes):
        raise ImageIllisible("Ce dessin SVG ne donne ni ses dimensions ni sa « viewBox ».")
    return Image(octets, "svg", *(float(c[1]) for c in cotes if c))


def pixelliser(dessins: list[Image]) -> dict[str, bytes]:
    """Les traitements de texte attendent des pixels : une seule compilation, une page par dessin."""
    if not dessins:
        return {}
    pages = "\n#pagebreak()\n".join(
        f'#image("{dessin.nom}", width: 170mm, alt: "dessin")' for dessin in dessins
    )
    fichiers = {dessin.nom: dessin.octets for dessin in dessins}
    principal = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}".encode()
    rendues = compiler({"main.typ": principal, **fichiers}, format="png", ppi=PPP)
    return {dessin.nom: page for dessin, page in zip(dessins, rendues, strict=True)}
