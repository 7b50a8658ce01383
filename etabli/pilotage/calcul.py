"""Ce qui est long, et par rapport à quoi. Rien ici ne connaît la base."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# En deçà, une médiane ne dit rien : on préfère se taire.
SEJOURS_POUR_UNE_MEDIANE = 3


def du_milieu(nb: int) -> tuple[int, int]:
    """Où couper une liste triée de `nb` valeurs pour n'en garder que ce qui fait la médiane."""
    return (nb - 1) // 2, nb // 2 + 1


def mediane(nb: int, milieu: Sequence[int]) -> float | None:
    """La médiane de `nb` séjours dont on n'a lu que le milieu ; None quand ils sont trop peu."""
    return median(milieu) if nb >= SEJOURS_POUR_UNE_MEDIANE else None


@dataclass(frozen=True)
class Repere:
    """À quoi se compare un séjour, en jours : la médiane observée, la norme que la DGALN s'est donnée."""

    mediane: float | None = None
    norme: int | None = None

    def comparer(self, nb_jours: int) -> str:
        """Dit en mots ce que la couleur montrerait."""
        phrases = []
        if self.norme is not None:
            phrases.append("hors de la norme" if nb_jours > self.norme else "dans la norme")
        if self.mediane is not None:
            phrases.append("au-dessus de la médiane" if nb_jours > self.mediane else "dans la médiane")
        return ", ".join(phrases) or "pas encore de repère"


@dataclass(frozen=True)
class Part:
    """Un nombre et son total : la jauge d'une cohorte, d'une enveloppe, d'une couverture."""

    nb: float
    total: float | None

    @property
    def reste(self) -> float | None:
        return None if self.total is None else self.total - self.nb

    @property
    def part(self) -> float | None:
        return self.nb / self.total if self.total else None
