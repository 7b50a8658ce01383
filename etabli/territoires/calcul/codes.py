"""Lire des codes ou des noms collés depuis un tableur, un courriel ou un arrêté."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from etabli.territoires.calcul.noms import normaliser

Forme = Literal["commune", "siren", "nom"]
SIREN_ESPACE = re.compile(r"\b(\d{3})[ \u00a0\u202f](\d{3})[ \u00a0\u202f](\d{3})\b")
MORCEAU = re.compile(r"[^\s;,|/]+")
CELLULE = re.compile(r"[^;,|/\t]+")
COMMUNE = re.compile(r"(?:\d{5}|2[AB]\d{3})", re.IGNORECASE)
TRONQUE = re.compile(r"[1-9]\d{3}")  # un tableur a mangé le zéro de 01004
SIREN = re.compile(r"\d{9}")
LIEU = re.compile(r"^(?P<nom>.+?)\s*\((?P<lieu>[^()]+)\)$")
# Ce que l'on prend souvent pour un chiffre en recopiant.
CONFONDUS = str.maketrans({"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2"})
# La première ligne d'un tableau copié avec ses titres ne désigne personne.
MOTS_DE_TITRE = {
    "code", "codes", "insee", "commune", "communes", "nom", "noms", "libelle", "codgeo", "libgeo", "siren",
    "departement", "dep", "epci", "intercommunalite", "population", "numero", "n", "de", "la", "du", "des", "geo",
}  # fmt: skip


@dataclass(frozen=True)
class CodeLu:
    """Un texte collé : un code reconnu à sa forme, ou un nom ; `lieu` est la parenthèse qui le précise."""

    texte: str
    code: str
    forme: Forme
    libelle: str = ""
    lieu: str = ""

    @property
    def identite(self) -> str:
        return self.code or f"{normaliser(self.libelle)}/{normaliser(self.lieu)}"


def lire_les_codes(texte: str) -> Iterator[CodeLu]:
    """Codes et noms dans l'ordre, sans doublon ; à côté d'un code, les mots de la ligne sont son libellé."""
    deja: set[str] = set()
    for ligne in texte.splitlines():
        for lu in lire_la_ligne(SIREN_ESPACE.sub(r"\1\2\3", ligne)):
            if lu.identite not in deja:
                deja.add(lu.identite)
                yield lu


def lire_la_ligne(ligne: str) -> list[CodeLu]:
    morceaux = MORCEAU.findall(ligne)
    codes = [lu for lu in map(reconnaitre, morceaux) if lu]
    if len(codes) == 1:
        autres = " ".join(m for m in morceaux if reconnaitre(m) is None and not m.isdigit())
        return [CodeLu(codes[0].texte, codes[0].code, codes[0].forme, autres.strip("()\"'«»"))]
    if codes:
        return codes
    if set(normaliser(ligne).split()) <= MOTS_DE_TITRE:
        return []
    return [nommer(cellule) for cellule in CELLULE.findall(ligne) if normaliser(cellule)]


def reconnaitre(morceau: str) -> CodeLu | None:
    nu = nettoyer(morceau)
    if COMMUNE.fullmatch(nu):
        return CodeLu(nu, nu.upper(), "commune")
    if SIREN.fullmatch(nu):
        return CodeLu(nu, nu, "siren")
    if TRONQUE.fullmatch(nu):
        return CodeLu(nu, f"0{nu}", "commune")
    return None


def nettoyer(texte: str) -> str:
    return texte.strip().strip("()[]{}\"'«».:").strip()


def nommer(cellule: str) -> CodeLu:
    texte = cellule.strip().strip('"«»').strip()
    precise = LIEU.match(texte)
    nom, lieu = (precise["nom"], precise["lieu"]) if precise else (texte, "")
    return CodeLu(texte, "", "nom", nettoyer(nom), lieu)


def code_sans_confusion(texte: str) -> str:
    """Lettres prises pour des chiffres remises en chiffres : « 5O409 » est 50409."""
    brut = nettoyer(texte).upper()
    return brut if COMMUNE.fullmatch(brut) else brut.translate(CONFONDUS)


def codes_proches(texte: str) -> set[str]:
    """Les codes Insee qu'une seule faute de frappe a pu donner : chiffre changé, échangé, oublié, en trop."""
    brut, nu = nettoyer(texte).upper(), code_sans_confusion(texte)
    if not (4 <= len(nu) <= 6 and nu.isalnum() and sum(c.isdigit() for c in nu) >= len(nu) - 1):
        return set()
    chiffres, places = "0123456789", range(len(nu))
    candidats = {nu}
    if len(nu) == 5:
        candidats |= {nu[:i] + c + nu[i + 1 :] for i in places for c in chiffres}
        candidats |= {nu[:i] + nu[i + 1] + nu[i] + nu[i + 2 :] for i in range(4)}
    elif len(nu) == 6:
        candidats |= {nu[:i] + nu[i + 1 :] for i in places}
    else:
        candidats |= {nu[:i] + c + nu[i:] for i in range(5) for c in chiffres}
    return {c for c in candidats if COMMUNE.fullmatch(c)} - {brut}
