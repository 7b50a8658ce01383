"""Qui a écrit quoi : chaque phrase d'un texte rendue à celui qui l'y a mise."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from etabli.etape1_candidature.calcul.fusion import Unite, assembler, decouper


@dataclass(frozen=True)
class Part:
    """Des phrases qui se suivent, venues de la même écriture (son rang dans la suite donnée)."""

    rang: int
    html: str


def attribuer(textes: Sequence[str]) -> list[Part]:
    """Les parts du dernier texte. `textes` : les écritures successives, de la plus ancienne à la dernière.

    Une phrase est à la première écriture où elle paraît sans plus disparaître ; déplacée, elle change de main.
    """
    actuel: list[Unite] = []
    rangs: list[int] = []
    for rang, texte in enumerate(textes):
        suivant = decouper(texte)
        nouveaux = [rang] * len(suivant)
        cles = [u.cle[0] for u in actuel], [u.cle[0] for u in suivant]
        for a, b, combien in SequenceMatcher(None, *cles, autojunk=False).get_matching_blocks():
            nouveaux[b : b + combien] = rangs[a : a + combien]
        actuel, rangs = suivant, nouveaux
    return _parts(actuel, rangs)


def _parts(unites: Sequence[Unite], rangs: Sequence[int]) -> list[Part]:
    groupes: list[tuple[int, list[Unite]]] = []
    for unite, rang in zip(unites, rangs, strict=True):
        if not groupes or groupes[-1][0] != rang:
            groupes.append((rang, []))
        groupes[-1][1].append(unite)
    return [Part(rang, assembler(groupe)) for rang, groupe in groupes]
