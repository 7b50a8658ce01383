"""Ce qu'une contribution est devenue : les étages du dessus le savent, celui-ci le raconte.

La feuille de route est au-dessus de la séance, qui ne peut pas l'importer : elle enregistre ici, dans
`AppConfig.ready`, de quoi répondre pour plusieurs contributions en un nombre constant de requêtes.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from etabli.etape4_seance.models import Contribution

Fournisseur = Callable[[Sequence[Contribution]], dict[UUID, list[str]]]

_fournisseurs: list[Fournisseur] = []


def enregistrer(fournisseur: Fournisseur) -> None:
    """`fournisseur` rend, par identifiant, des phrases : « Retenue dans l'enjeu Des bourgs vivants »."""
    if fournisseur not in _fournisseurs:
        _fournisseurs.append(fournisseur)


def suites(contributions: Sequence[Contribution]) -> dict[UUID, list[str]]:
    """Pour chaque contribution, ses suites dans l'ordre ; un doublon suit le sort de celle qu'on a gardée."""
    tetes = {c.pk: c.doublon_de or c for c in contributions}
    interrogees = list({t.pk: t for t in tetes.values()}.values())
    reponses = [fournisseur(interrogees) for fournisseur in _fournisseurs] if interrogees else []
    return {
        cle: [phrase for reponse in reponses for phrase in reponse.get(tete.pk, [])]
        for cle, tete in tetes.items()
    }
