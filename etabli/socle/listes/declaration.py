"""Ce qu'une étape déclare pour avoir une liste de travail."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from etabli.socle.colonnes import JeuDeColonnes
from etabli.socle.listes.filtre import Filtre


def _pour_une_liste(objets: Any, agent: Any) -> Any:
    return objets.for_list()


def _rien(lignes: Sequence[Any], agent: Any) -> None:
    """Rien à lire de plus."""


@dataclass(frozen=True)
class Liste:
    """`tri` est celui qui vaut sans rien demander, écrit comme dans l'adresse (« -depuis »).

    `ecran` nomme les colonnes montrées sans choix ; `facette`, le filtre dont chaque valeur est comptée ;
    `preparer(objets, agent)` rend de quoi écrire les lignes, `completer(lignes, agent)` lit ce qui manque à une page.
    """

    jeu: JeuDeColonnes
    filtre: type[Filtre]
    unite: str
    tri: str
    ecran: tuple[str, ...] = ()
    facette: str = ""
    facette_dite: str = "Compter par"
    toutes: str = "Toutes"
    vide: str = "Rien pour l'instant."
    par_page: int = 50
    preparer: Callable[[Any, Any], Any] = _pour_une_liste
    completer: Callable[[Sequence[Any], Any], None] = _rien
