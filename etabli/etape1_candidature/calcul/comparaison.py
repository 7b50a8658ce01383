"""Comparer deux textes mot à mot, pour qu'un lecteur voie d'un coup d'œil ce qui a changé."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Nature = Literal["egal", "ajoute", "retire"]


@dataclass(frozen=True)
class Morceau:
    """Une suite de mots de même sort."""

    nature: Nature
    texte: str


@dataclass(frozen=True)
class Comparaison:
    """Un texte comparé : son titre, ses morceaux dans l'ordre de lecture."""

    titre: str
    morceaux: Sequence[Morceau]

    @property
    def est_change(self) -> bool:
        return any(m.nature != "egal" for m in self.morceaux)

    @property
    def nb_mots_ajoutes(self) -> int:
        return self._nb("ajoute")

    @property
    def nb_mots_retires(self) -> int:
        return self._nb("retire")

    def _nb(self, nature: Nature) -> int:
        return sum(len(m.texte.split()) for m in self.morceaux if m.nature == nature)


def comparer(titre: str, avant: str, apres: str) -> Comparaison:
    """Compare mot à mot ; ne garder que les morceaux non ajoutés rend `avant`, non retirés rend `apres`."""
    return Comparaison(titre, list(_morceaux(_mots(avant), _mots(apres))))


def _mots(texte: str) -> list[str]:
    return re.findall(r"\S+\s*", texte.strip())


def _morceaux(avant: list[str], apres: list[str]) -> Iterator[Morceau]:
    for geste, a, b, c, d in SequenceMatcher(None, avant, apres, autojunk=False).get_opcodes():
        if geste == "equal":
            yield Morceau("egal", "".join(avant[a:b]))
            continue
        if b > a:
            yield Morceau("retire", "".join(avant[a:b]))
        if d > c:
            yield Morceau("ajoute", "".join(apres[c:d]))
