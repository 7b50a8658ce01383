"""Relire un PDF : combien de pages, ce qu'il déclare, et si ses images parlent à qui ne les voit pas."""

import re
import zlib
from dataclasses import dataclass
from html import unescape

_FLUX = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)


@dataclass(frozen=True)
class Inspection:
    nb_de_pages: int
    est_balise: bool
    langue: str
    titre: str
    nb_figures: int
    nb_figures_decrites: int
    nb_titres: int
    normes: tuple[str, ...]


def inspecter(pdf: bytes) -> Inspection:
    contenu = _deplier(pdf)
    elements = re.split(rb"/Type\s*/StructElem", contenu)
    figures = [element for element in elements if re.match(rb"\s*/S\s*/Figure\b", element)]
    return Inspection(
        nb_de_pages=max(map(int, re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", contenu)), default=0),
        est_balise=bool(re.search(rb"/Marked\s+true", contenu)),
        langue=_texte(rb"/Lang\s*\((.*?)\)", contenu),
        titre=unescape(_texte(rb"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", contenu)),
        nb_figures=len(figures),
        nb_figures_decrites=sum(1 for figure in figures if re.search(rb"/Alt\s*[(<]", figure)),
        nb_titres=len(re.findall(rb"/S\s*/H[1-6]\b", contenu)),
        normes=_normes(contenu),
    )


def nb_de_pages(pdf: bytes) -> int:
    return inspecter(pdf).nb_de_pages


def _deplier(pdf: bytes) -> bytes:
    """Les objets d'un PDF récent sont compressés : on ouvre ceux qui s'ouvrent."""
    morceaux = [pdf]
    for flux in _FLUX.finditer(pdf):
        try:
            ouvert = zlib.decompressobj().decompress(flux[1])
        except zlib.error:
            continue
        if b"/S" in ouvert or b"/Type" in ouvert or b"<rdf:" in ouvert:
            morceaux.append(ouvert)
    return b"\n".join(morceaux)


def _texte(motif: bytes, contenu: bytes) -> str:
    trouve = re.search(motif, contenu, re.S)
    return trouve[1].decode("utf-8", "replace") if trouve else ""


def _normes(contenu: bytes) -> tuple[str, ...]:
    ua = _texte(rb"<pdfuaid:part>(\d)</pdfuaid:part>", contenu)
    a = _texte(rb"<pdfaid:part>(\d)</pdfaid:part>", contenu)
    niveau = _texte(rb"<pdfaid:conformance>(\w)</pdfaid:conformance>", contenu)
    return tuple(filter(None, (ua and f"PDF/UA-{ua}", a and f"PDF/A-{a}{niveau.lower()}")))
