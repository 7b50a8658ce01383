"""Partager une somme et dire qui doit combien, au centime. Tout est en euros, en Decimal."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
CENTIME = Decimal("0.01")


@dataclass(frozen=True)
class Solde:
    """`solde` positif : les autres lui doivent ; négatif : il doit aux autres."""

    paye: Decimal
    du: Decimal

    @property
    def solde(self) -> Decimal:
        return self.paye - self.du


def repartir(montant: Decimal, parts: Mapping[K, int | Decimal]) -> dict[K, Decimal]:
    """Partage `montant` selon les parts ; la somme des quotes-parts est exactement le montant.

    Les centimes qui restent après l'arrondi vont aux plus forts restes, puis au premier cité.
    """
    if montant < 0 or montant != montant.quantize(CENTIME):
        raise ValueError("Un montant à partager est positif et compté en centimes.")
    total = sum((Decimal(p) for p in parts.values()), Decimal(0))
    if any(p < 0 for p in parts.values()) or total <= 0:
        raise ValueError("Il faut au moins une part, et aucune part négative.")
    exactes = {cle: montant * Decimal(part) / total for cle, part in parts.items()}
    quotes = {cle: exacte.quantize(CENTIME, ROUND_DOWN) for cle, exacte in exactes.items()}
    centimes = int((montant - sum(quotes.values(), Decimal(0))) / CENTIME)
    preneurs = [cle for cle in exactes if parts[cle] > 0]
    preneurs.sort(key=lambda cle: quotes[cle] - exactes[cle])
    for n in range(centimes):
        quotes[preneurs[n % len(preneurs)]] += CENTIME
    return quotes


def soldes(depenses: Iterable[tuple[K, Decimal]], parts: Mapping[K, int | Decimal]) -> dict[K, Solde]:
    """Pour chaque co-porteur : ce qu'il a payé, sa quote-part du total, la différence.

    Celui qui a payé sans prendre de part apparaît aussi : tout lui est dû. La somme des soldes est nulle.
    """
    payes: dict[K, Decimal] = {cle: Decimal(0) for cle in parts}
    for payeur, montant in depenses:
        payes[payeur] = payes.get(payeur, Decimal(0)) + montant
    dus = repartir(sum(payes.values(), Decimal(0)), parts)
    return {cle: Solde(paye, dus.get(cle, Decimal(0))) for cle, paye in payes.items()}


@dataclass(frozen=True)
class Reglement:
    """Un versement qui suffit à solder : `de` verse `montant` à `a`."""

    de: Hashable
    a: Hashable
    montant: Decimal


def reglements(par_cle: Mapping[K, Solde]) -> list[Reglement]:
    """De quoi remettre tous les soldes à zéro, en un versement de moins, au plus, que de personnes.

    Le plus gros débiteur verse au plus gros créancier, et ainsi de suite ; à égalité, le premier cité.
    """
    restes = {cle: solde.solde for cle, solde in par_cle.items() if solde.solde}
    versements = []
    while restes:
        de = min(restes, key=lambda cle: restes[cle])
        a = max(restes, key=lambda cle: restes[cle])
        montant = min(-restes[de], restes[a])
        if montant <= 0:
            raise ValueError("Des soldes qui ne s'annulent pas ne peuvent se régler.")
        versements.append(Reglement(de, a, montant))
        for cle, mouvement in ((de, montant), (a, -montant)):
            restes[cle] += mouvement
            if not restes[cle]:
                del restes[cle]
    return versements
