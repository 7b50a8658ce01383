"""Le texte au fil de la ligne : des morceaux gras, italiques, liés, annotés ; et la typographie française."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

FINE, INSECABLE = "\u202f", "\u00a0"


@dataclass(frozen=True)
class Texte:
    """Un morceau d'un seul style ; un saut de ligne s'écrit « \\n », `note` est une note de bas de page."""

    contenu: str
    gras: bool = False
    italique: bool = False
    lien: str = ""
    note: "Enrichi" = ""


Riche: TypeAlias = tuple[Texte, ...]
Enrichi: TypeAlias = "str | Texte | tuple[str | Texte, ...]"

_REGLES = (
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
    (re.compile(r"«[ \u00a0\u202f]?"), f"«{INSECABLE}"),
    (re.compile(r"[ \u00a0\u202f]»"), f"{INSECABLE}»"),
    (re.compile(r"[ \u00a0](?=[;!?](?:\s|$|[)»]))"), FINE),
    (re.compile(r" (?=:(?:\s|$))"), INSECABLE),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), FINE),
    (re.compile(r"(?<=\d) (?=[%€‰°]|(?:m|m²|km|km²|ha|h|min|ans|mois|hab|Md€|M€|k€)\b)"), INSECABLE),
    (re.compile(r"\b(n°|art\.|p\.|MM?\.|Mme|Mmes|Dr|§) (?=\S)"), rf"\1{INSECABLE}"),
    (re.compile(r"\.\.\."), "…"),
)


def typographie(texte: str) -> str:
    """Met les espaces insécables et les apostrophes ; ne change aucun mot, et se répète sans effet."""
    for motif, remplacement in _REGLES:
        texte = motif.sub(remplacement, texte)
    return texte


def morceaux(texte: Enrichi) -> Riche:
    """La forme unique que lisent les quatre écrivains."""
    if isinstance(texte, str):
        return (Texte(typographie(texte)),) if texte else ()
    if isinstance(texte, Texte):
        return (replace(texte, contenu=typographie(texte.contenu)),) if texte.contenu or texte.note else ()
    return tuple(m for t in texte for m in morceaux(t))


def nu(texte: Enrichi) -> str:
    """Le texte sans style ni note, pour un titre de fichier, un sommaire, une alternative."""
    return "".join(m.contenu for m in morceaux(texte)).replace("\n", " ").strip()


_MARQUES = re.compile(
    r"\*\*(?P<gras>.+?)\*\*"
    r"|\*(?P<italique>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|\[(?P<libelle>[^\]]+)\]\((?P<lien>(?:https?://|mailto:|tel:|#)[^)\s]+)\)"
    r"|\^\[(?P<note>(?:[^\[\]]|\[[^\]]*\])+)\]"
)


def riche(source: str) -> Riche:
    """« **gras**, *italique*, [libellé](https://…), note^[en bas de page] », pour nos textes seulement."""
    return tuple(_fusionner(_lire(source, Texte(""))))


def _lire(source: str, style: Texte) -> Iterator[Texte]:
    debut = 0
    for trouve in _MARQUES.finditer(source):
        if avant := source[debut : trouve.start()]:
            yield replace(style, contenu=avant)
        debut = trouve.end()
        if gras := trouve["gras"]:
            yield from _lire(gras, replace(style, gras=True))
        elif italique := trouve["italique"]:
            yield from _lire(italique, replace(style, italique=True))
        elif lien := trouve["lien"]:
            yield from _lire(trouve["libelle"], replace(style, lien=lien))
        else:
            yield Texte("", note=riche(trouve["note"]))
    if reste := source[debut:]:
        yield replace(style, contenu=reste)


def _fusionner(suite: Iterable[Texte]) -> Iterator[Texte]:
    """La note s'accroche au mot qui la précède : elle ne commence jamais une ligne."""
    attente: Texte | None = None
    for morceau in suite:
        if attente and not morceau.contenu and morceau.note and not attente.note:
            attente = replace(attente, note=morceau.note)
            continue
        if attente:
            yield attente
        attente = morceau
    if attente:
        yield attente


def signer(credit: str) -> str:
    """« © Fonds municipal » pour un auteur ; une source se cite sans ce signe, qui dit un droit."""
    credit = typographie(credit.strip())
    return credit if not credit or credit.lower().startswith(("source", "©")) else f"© {credit}"


MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


def date_longue(jour: date) -> str:
    """« 1er mars 2026 », sans dépendre de la langue du serveur."""
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def en_date_de(lieu: str, jour: date | None) -> str:
    """« Saint-Lô, le 3 mars 2026 » : le lieu ou la date peuvent manquer."""
    return ", ".join(filter(None, (typographie(lieu), f"le {date_longue(jour)}" if jour else "")))


def fait_a(lieu: str, jour: date | None) -> str:
    ecrit = en_date_de(lieu, jour)
    return f"Fait{' à' if lieu else ''} {ecrit}" if ecrit else ""
