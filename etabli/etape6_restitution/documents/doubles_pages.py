"""Quels axes du livret ont leur double page : ceux qu'on lit d'un regard, tant que le budget le permet."""

from collections.abc import Sequence

from etabli.etape6_restitution.documents.composition import Groupe
from etabli.etape6_restitution.documents.matiere import Matiere
from etabli.etape6_restitution.documents.pagination import page_de, postes
from etabli.socle.document import Arbre

ACTIONS_AU_MOINS = 2


def choisir(m: Matiere, arbre: Arbre, groupes: Sequence[Groupe]) -> frozenset[int]:
    """`arbre` : composé avec un axe par page. Une double page s'ouvre à gauche, donc sur un numéro pair."""
    restent = _marge(m, arbre, groupes)
    choisis: set[int] = set()
    for axe in m.axes:
        page = page_de(arbre, f"axe-{axe.ordre}") + len(choisis)
        est_a_gauche = page % 2 == 0
        if est_a_gauche and restent > 0 and len(m.actions_de(axe)) >= ACTIONS_AU_MOINS:
            choisis.add(axe.pk)
            restent -= 1
    return frozenset(choisis)


def _marge(m: Matiere, arbre: Arbre, groupes: Sequence[Groupe]) -> int:
    """Les pages que le budget laisse ; sans budget, autant que d'axes."""
    if not m.livrable.pages_max:
        return len(m.axes)
    return m.livrable.pages_max - int(sum(p.pages for p in postes(arbre, groupes)))
