"""Lire des codes collés depuis un tableur, un courriel ou un arrêté."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

SIREN_ESPACE = re.compile(r"\b(\d{3})[ \u00a0\u202f](\d{3})[ \u00a0\u202f](\d{3})\b")
MORCEAU = re.compile(r"[^\s;,|/]+")
COMMUNE = re.compile(r"(?:\d{5}|2[AB]\d{3})", re.IGNORECASE)
TRONQUE = re.compile(r"[1-9]\d{3}")  # un tableur a mangé le zéro de 01004
SIREN = re.compile(r"\d{9}")


@dataclass(frozen=True)
class CodeLu:
    """Un code reconnu à sa forme, ou un texte qui n'en est pas un."""

    texte: str
    code: str
    forme: Literal["commune", "siren", "inconnu"]


def lire_les_codes(texte: str) -> Iterator[CodeLu]:
    """Les codes dans l'ordre, sans doublon ; à côté d'un code, les mots de la ligne sont son libellé."""
    deja: set[str] = set()
    for ligne in texte.splitlines():
        lus = [reconnaitre(m) for m in MORCEAU.findall(SIREN_ESPACE.sub(r"\1\2\3", ligne))]
        codes = [lu for lu in lus if lu.forme != "inconnu"]
        if not codes and lus:
            codes = [CodeLu(ligne.strip(), "", "inconnu")]
        for lu in codes:
            if (lu.code or lu.texte) not in deja:
                deja.add(lu.code or lu.texte)
                yield lu


def reconnaitre(morceau: str) -> CodeLu:
    nu = morceau.strip("()[]{}\"'«».:")
    if COMMUNE.fullmatch(nu):
        return CodeLu(nu, nu.upper(), "commune")
    if SIREN.fullmatch(nu):
        return CodeLu(nu, nu, "siren")
    if TRONQUE.fullmatch(nu):
        return CodeLu(nu, f"0{nu}", "commune")
    return CodeLu(morceau, "", "inconnu")
