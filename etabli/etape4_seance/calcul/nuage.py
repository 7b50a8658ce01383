"""Un nuage de mots : les formes d'une même racine sont réunies sous la plus fréquente.

Une réponse d'un à trois mots est gardée entière (« eau potable ») quand d'autres la disent aussi ; sinon ce sont
ses mots pleins qui comptent. Chaque réponse ne compte qu'une fois pour un même terme.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from etabli.etape4_seance.calcul.familles import racines

NB_TAILLES = 6
NB_TERMES = 60


@dataclass(frozen=True)
class Terme:
    """`taille` va de 1 à 6, selon la part du terme le plus dit."""

    texte: str
    nb: int
    taille: int


def nuage(reponses: Sequence[str], *, au_plus: int = NB_TERMES) -> list[Terme]:
    """Les termes, les plus dits d'abord ; à égalité, dans l'ordre alphabétique."""
    lues = [racines(reponse) for reponse in reponses]
    locutions = Counter(_cle(lue) for lue in lues if 1 < len(lue) <= 3)
    comptes: Counter[tuple[str, ...]] = Counter()
    formes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for reponse, lue in zip(reponses, lues, strict=True):
        if locutions[_cle(lue)] > 1:
            termes = {_cle(lue): " ".join(reponse.lower().split()).strip(" .,;:!?«»\"'")}
        else:
            termes = {(racine,): mot for racine, mot in reversed(lue)}
        for cle, forme in termes.items():
            comptes[cle] += 1
            formes[cle][forme] += 1
    plus_dit = max(comptes.values(), default=1)
    nommes = [(min(formes[cle].items(), key=lambda f: (-f[1], f[0]))[0], nb) for cle, nb in comptes.items()]
    nommes.sort(key=lambda terme: (-terme[1], terme[0]))
    return [Terme(texte, nb, taille(nb, plus_dit)) for texte, nb in nommes[:au_plus]]


def taille(nb: int, plus_dit: int) -> int:
    """De 1, pour un terme dit une seule fois, à 6 pour le plus dit."""
    return 1 + (NB_TAILLES - 1) * (nb - 1) // max(plus_dit - 1, 1)


def _cle(lue: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(racine for racine, _ in lue)
