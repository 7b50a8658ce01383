"""Les parts maximales qu'un financeur, un dispositif ou l'ensemble des aides ne dépassent pas ; taux de 0 à 1.

Rien n'est supposé d'un financeur : une règle est une donnée, avec sa source.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from etabli.etape5_feuille_de_route.calcul.financement import LigneDeFinancement

ZERO = Decimal(0)


@dataclass(frozen=True)
class Regle:
    """Sans financeur ni dispositif, elle borne l'ensemble des aides : tout ce qui ne vient pas du maître d'ouvrage."""

    libelle: str
    taux: Decimal
    source: str
    financeur: str = ""
    dispositif: str = ""

    def vise(self, ligne: LigneDeFinancement, porteur: str) -> bool:
        if not self.financeur and not self.dispositif:
            return _cle(ligne.financeur) != _cle(porteur)
        return (not self.financeur or _cle(self.financeur) == _cle(ligne.financeur)) and (
            not self.dispositif or _cle(self.dispositif) == _cle(ligne.dispositif)
        )


@dataclass(frozen=True)
class Avis:
    """Ce qu'une règle dit d'un plan : la part visée, et ce qui la dépasse."""

    regle: Regle
    montant: Decimal
    taux: Decimal
    depassement: Decimal

    @property
    def est_tenue(self) -> bool:
        return not self.depassement


def juger(
    cout: Decimal | None, lignes: Sequence[LigneDeFinancement], porteur: str, regles: Iterable[Regle]
) -> list[Avis]:
    """Un avis par règle qui vise au moins une ligne ; aucun tant que le coût n'est pas connu.

    De chaque ligne on retient le plus grand du demandé et de l'obtenu.
    """
    if not cout:
        return []
    avis = []
    for regle in regles:
        visees = [ligne for ligne in lignes if regle.vise(ligne, porteur)]
        montant = sum((max(x.demande, x.obtenu) for x in visees), ZERO)
        if visees and montant:
            plafond = cout * regle.taux
            avis.append(Avis(regle, montant, montant / cout, max(ZERO, montant - plafond)))
    return avis


def _cle(nom: str) -> str:
    return " ".join(nom.casefold().split())
