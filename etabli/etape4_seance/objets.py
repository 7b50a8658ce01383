"""Ce que l'on juge, place, choisit ou marque d'une gommette : les contributions retenues, ou des lignes écrites."""

from collections.abc import Iterable
from dataclasses import dataclass

from etabli.etape4_seance.models import Activite, Contribution


@dataclass(frozen=True)
class Objet:
    """`cle` nomme l'objet dans un bulletin ; elle ne change plus une fois l'activité ouverte."""

    cle: str
    texte: str
    detail: str = ""


def proposees(activite: Activite) -> list[Contribution]:
    """Les contributions sur lesquelles on vote : celles que la salle voit, ou la seule présélection."""
    if activite.porte_sur is None:
        return []
    montrables = activite.porte_sur.contributions.montrables().select_related("famille")
    return retenues(activite, montrables.order_by("recue_le", "pk"))


def retenues(activite: Activite, montrables: Iterable[Contribution]) -> list[Contribution]:
    return [c for c in montrables if c.est_preselectionnee or not activite.est_sur_preselection]


def objets(activite: Activite, proposees: Iterable[Contribution]) -> list[Objet]:
    if activite.porte_sur_id:
        return [Objet(c.pk.hex, c.texte, c.get_case_afom_display()) for c in proposees]
    return [Objet(str(rang), texte) for rang, texte in enumerate(activite.choix_listes)]


def objets_de(activite: Activite) -> list[Objet]:
    return objets(activite, proposees(activite))
