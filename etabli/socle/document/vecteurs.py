"""Les dessins d'un ODT ou d'un DOCX restent des vecteurs : le SVG devant, ses pixels pour qui ne le lit pas."""

import hashlib
import re
from collections.abc import Mapping

ESPACE_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
EXTENSION_SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
LIEN_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
ENCRE = "#161616"  # un traitement de texte n'a pas de couleur de page à qui l'emprunter


def empreinte(octets: bytes) -> str:
    return hashlib.sha256(octets).hexdigest()


def ajouter_les_vecteurs(
    parties: dict[str, bytes], forme: str, dessins: Mapping[str, bytes]
) -> dict[str, bytes]:
    """`dessins` : l'empreinte d'une image en pixels, et le SVG dont elle vient."""
    places = {
        nom: dessins[cle]
        for nom, octets in parties.items()
        if nom.endswith(".png") and (cle := empreinte(octets)) in dessins
    }
    if not places:
        return parties
    ajoutes = {_en_svg(nom): svg.replace(b"currentColor", ENCRE.encode()) for nom, svg in places.items()}
    return {**parties, **ajoutes, **RELIER[forme](parties, sorted(places))}


def _en_svg(nom: str) -> str:
    return f"{nom.removesuffix('.png')}.svg"


def _relier_odt(parties: dict[str, bytes], images: list[str]) -> dict[str, bytes]:
    """Deux images dans le même cadre : le lecteur prend la première qu'il sait dessiner."""
    corps, manifeste = parties["content.xml"].decode(), parties["META-INF/manifest.xml"].decode()
    for image in images:
        vecteur = _en_svg(image)
        avant = (
            f'<draw:image xlink:href="{vecteur}" xlink:type="simple" xlink:show="embed" '
            'xlink:actuate="onLoad" draw:mime-type="image/svg+xml"/>'
        )
        corps = re.sub(rf'(<draw:image\b[^>]*xlink:href="{re.escape(image)}")', rf"{avant}\1", corps)
        entree = f'<manifest:file-entry manifest:media-type="image/svg+xml" manifest:full-path="{vecteur}"/>'
        manifeste = manifeste.replace("</manifest:manifest>", f"{entree}</manifest:manifest>")
    return {"content.xml": corps.encode(), "META-INF/manifest.xml": manifeste.encode()}


def _relier_docx(parties: dict[str, bytes], images: list[str]) -> dict[str, bytes]:
    """L'image garde ses pixels ; une extension, que l'on peut ignorer, donne le vecteur."""
    corps = parties["word/document.xml"].decode()
    liens = parties["word/_rels/document.xml.rels"].decode()
    types = parties["[Content_Types].xml"].decode()
    for rang, image in enumerate(images, 1):
        cible = image.removeprefix("word/")
        for lien in re.findall(r"<Relationship\b[^>]*/>", liens):
            if f'Target="{cible}"' not in lien:
                continue
            trouve = re.search(r'\bId="([^"]+)"', lien)
            identifiant = trouve[1] if trouve else ""
            ajoute = f'<Relationship Type="{LIEN_IMAGE}" Id="vecteur{rang}" Target="{_en_svg(cible)}"/>'
            liens = liens.replace("</Relationships>", f"{ajoute}</Relationships>")
            corps = re.sub(
                rf'<a:blip r:embed="{re.escape(identifiant)}"\s*(?:/>|>.*?</a:blip>)',
                _blip(identifiant, f"vecteur{rang}"),
                corps,
                flags=re.S,
            )
    if 'Extension="svg"' not in types:
        types = re.sub(
            r"(<Types[^>]*>)", r'\1<Default Extension="svg" ContentType="image/svg+xml"/>', types, count=1
        )
    return {
        "word/document.xml": corps.encode(),
        "word/_rels/document.xml.rels": liens.encode(),
        "[Content_Types].xml": types.encode(),
    }


def _blip(pixels: str, vecteur: str) -> str:
    return (
        f'<a:blip r:embed="{pixels}"><a:extLst><a:ext uri="{EXTENSION_SVG}">'
        f'<asvg:svgBlip xmlns:asvg="{ESPACE_SVG}" r:embed="{vecteur}"/></a:ext></a:extLst></a:blip>'
    )


RELIER = {"odt": _relier_odt, "docx": _relier_docx}
