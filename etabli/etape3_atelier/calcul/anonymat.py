"""Taire des noms dans un texte : la personne à qui on l'a promis, et ceux qu'elle a cités."""

import re
from collections.abc import Iterable

from etabli.socle.mots import sans_accents

TU = "[nom tu]"
MOT = re.compile(r"\w+")
ENTRE_PARENTHESES = re.compile(r"\([^)]*\)")
# Ce qui, dans un nom, ne désigne personne.
PARTICULES = frozenset(
    MOT.findall(
        "m mme mlle mr monsieur madame mademoiselle docteur dr maitre me de du des la le les d l von van"
    )
)


def taire(texte: str, noms: Iterable[str]) -> str:
    """Remplace chaque nom, entier ou par morceau, sans égard aux accents ni à la casse.

    Un morceau seul (« Rose », « Martin ») n'est tu qu'avec sa majuscule : le mot commun reste. Deux morceaux qui se
    suivent (« Jean-Pierre Martin ») ne laissent qu'une marque.
    """
    entiers = {mots for nom in noms if (mots := _mots(nom))}
    morceaux = {mot for mots in entiers for mot in mots if len(mot) > 1 and mot not in PARTICULES}
    places = _places(texte, entiers, morceaux)
    return _effacer(texte, places)


def nomme(texte: str, noms: Iterable[str]) -> bool:
    """Le texte laisse-t-il voir l'un de ces noms ?"""
    return taire(texte, noms) != texte


def _mots(nom: str) -> tuple[str, ...]:
    """« M. Jean Martin (maire) » : jean, martin."""
    return tuple(
        mot
        for brut in MOT.findall(ENTRE_PARENTHESES.sub(" ", nom))
        if (mot := sans_accents(brut)) and mot not in PARTICULES
    )


def _places(texte: str, entiers: set[tuple[str, ...]], morceaux: set[str]) -> list[tuple[int, int]]:
    trouves = list(MOT.finditer(texte))
    nus = [sans_accents(m.group()) for m in trouves]
    longueurs = sorted({len(mots) for mots in entiers}, reverse=True)
    places: list[tuple[int, int]] = []
    rang = 0
    while rang < len(trouves):
        pris = next((n for n in longueurs if n > 1 and tuple(nus[rang : rang + n]) in entiers), 0)
        if not pris and nus[rang] in morceaux and trouves[rang].group()[0].isupper():
            pris = 1
        if pris:
            places.append((trouves[rang].start(), trouves[rang + pris - 1].end()))
        rang += pris or 1
    return places


def _effacer(texte: str, places: list[tuple[int, int]]) -> str:
    bouts: list[str] = []
    ici = 0
    for debut, fin in places:
        entre = texte[ici:debut]
        if bouts and not entre.strip(" -.\u00a0"):
            ici = fin
            continue
        bouts += [entre, TU]
        ici = fin
    return "".join(bouts) + texte[ici:]
