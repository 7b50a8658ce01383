"""Combien de temps un dossier passe à chaque étape, et ce qui est long. Rien ici ne connaît la base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

# En deçà, une médiane ne dit rien : on préfère se taire.
SEJOURS_POUR_UNE_MEDIANE = 3


@dataclass(frozen=True)
class Entree:
    """Le jour où un dossier est entré dans une étape."""

    etape: str
    le: date


@dataclass(frozen=True)
class Sejour:
    """Le temps passé à une étape, en jours ; `est_fini` quand le dossier en est sorti."""

    etape: str
    nb_jours: int
    est_fini: bool


def sejours(entrees: Iterable[Entree], aujourd_hui: date) -> list[Sejour]:
    """Les séjours d'un dossier, dans l'ordre de ses entrées ; le dernier court encore."""
    suite = sorted(entrees, key=lambda e: e.le)
    sorties = [e.le for e in suite[1:]]
    finis = [
        Sejour(entree.etape, (sortie - entree.le).days, True)
        for entree, sortie in zip(suite, sorties, strict=False)
    ]
    return [*finis, *(Sejour(e.etape, max(0, (aujourd_hui - e.le).days), False) for e in suite[-1:])]


def medianes(tous: Iterable[Sejour]) -> dict[str, float]:
    """La médiane des séjours finis de chaque étape, quand il y en a assez."""
    finis: dict[str, list[int]] = {}
    for sejour in tous:
        if sejour.est_fini:
            finis.setdefault(sejour.etape, []).append(sejour.nb_jours)
    return {etape: median(jours) for etape, jours in finis.items() if len(jours) >= SEJOURS_POUR_UNE_MEDIANE}


def ecart(sejour: Sejour | None, reperes: Mapping[str, float]) -> float | None:
    """Jours au-delà de la médiane de l'étape ; None quand on ne peut pas comparer."""
    if sejour is None or sejour.etape not in reperes:
        return None
    return sejour.nb_jours - reperes[sejour.etape]


@dataclass(frozen=True)
class Part:
    """Un nombre et son total : la jauge d'une cohorte, d'une enveloppe."""

    nb: float
    total: float | None

    @property
    def reste(self) -> float | None:
        return None if self.total is None else self.total - self.nb

    @property
    def part(self) -> float | None:
        return self.nb / self.total if self.total else None


def par_valeur(valeurs: Sequence[str], ordre: Sequence[str]) -> dict[str, int]:
    """Les effectifs, dans l'ordre donné ; une valeur absente compte zéro."""
    return {valeur: sum(v == valeur for v in valeurs) for valeur in ordre}
