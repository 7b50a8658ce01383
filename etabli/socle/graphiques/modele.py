"""Un graphique, et ce qu'il dit : le dessin, sa description et le tableau qui l'égale."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from etabli.socle.document.blocs import Figure, Tableau
from etabli.socle.document.texte import Enrichi


@dataclass(frozen=True)
class Graphique:
    """`entetes` et `lignes` portent toutes les valeurs : qui ne voit pas le dessin n'y perd rien."""

    svg: str
    titre: str
    description: str
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]

    def figure(self, legende: Enrichi = "", *, credit: str = "", largeur: float = 1.0) -> Figure:
        return Figure(self.svg, legende or self.titre, f"{self.titre}. {self.description}", credit, largeur)

    def tableau(self, legende: Enrichi = "") -> Tableau:
        return Tableau(self.entetes, self.lignes, legende or f"{self.titre} : les valeurs")


def resume(genre: str, donnees: Sequence[tuple[str, float]], ecrire: Callable[[float], str]) -> str:
    """La phrase qui remplace le coup d'œil : combien, le plus, le moins."""
    if not donnees:
        return f"{genre}, sans aucune donnée."
    haut, bas = max(donnees, key=lambda d: d[1]), min(donnees, key=lambda d: d[1])
    if len(donnees) == 1 or haut[1] == bas[1]:
        pluriel = "s" if len(donnees) > 1 else ""
        return f"{genre} : {len(donnees)} valeur{pluriel}, {haut[0]} à {ecrire(haut[1])}."
    return (
        f"{genre} : {len(donnees)} valeurs, de {ecrire(bas[1])} ({bas[0]}) à {ecrire(haut[1])} ({haut[0]}). "
        "Toutes les valeurs sont dans le tableau."
    )
