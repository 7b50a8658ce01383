"""Qui a écrit quoi : chaque phrase d'un texte rendue à celui qui l'y a mise."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

from etabli.etape1_candidature.calcul.fusion import Unite, assembler, decouper


@dataclass(frozen=True)
class Part:
    """Des phrases qui se suivent, de la même main ; `rang` est la plus récente de leurs écritures."""

    rang: int
    html: str


def attribuer(textes: Sequence[str], mains: Sequence[Hashable] | None = None) -> list[Part]:
    """Les parts du dernier texte. `textes` : les écritures successives, de la plus ancienne à la dernière.

    Une phrase est à l'écriture où elle paraît sans plus disparaître ; déplacée, elle change de main. `mains` dit
    qui tenait la plume à chaque écriture ; sans lui, chaque écriture est une main.
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
    return _parts(actuel, rangs, mains or range(len(textes)))


def _parts(unites: Sequence[Unite], rangs: Sequence[int], mains: Sequence[Hashable]) -> list[Part]:
    suite = groupby(zip(unites, rangs, strict=True), key=lambda paire: mains[paire[1]])
    groupes = [list(groupe) for _, groupe in suite]
    return [Part(max(r for _, r in g), assembler([u for u, _ in g])) for g in groupes]
