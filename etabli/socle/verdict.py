"""Tout refus s'explique : une permission répond oui, ou dit pourquoi pas."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True)
class Verdict:
    """Oui quand il n'y a pas de motif ; sinon le motif est une phrase que l'on montre telle quelle."""

    motif: str = ""

    def __bool__(self) -> bool:
        return not self.motif

    def __and__(self, autre: "Verdict") -> "Verdict":
        """Le premier refus l'emporte : on ne montre qu'un motif à la fois."""
        return self if not self else autre

    def __or__(self, autre: "Verdict") -> "Verdict":
        """Un seul oui suffit ; sinon c'est le premier motif que l'on montre."""
        return self if self or not autre else autre


OUI = Verdict()


def non(motif: str) -> Verdict:
    return Verdict(motif)


def exige(condition: object, motif: str) -> Verdict:
    return OUI if condition else non(motif)


def exiger(verdict: Verdict) -> None:
    """Le refus d'une vue ou d'une écriture : son motif est ce que la page d'accès refusé montre."""
    if not verdict:
        raise PermissionDenied(verdict.motif)
