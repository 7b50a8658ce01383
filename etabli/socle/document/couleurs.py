"""Les teintes du DSFR, par leur nom : le même mot donne une encre au PDF et une classe à la page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Couleur:
    """`fort` porte du texte blanc (contraste 4,5) ; `vif` dessine ; `pale` et `voile` sont des fonds."""

    nom: str
    fort: str
    vif: str
    pale: str
    voile: str


COULEURS = {
    couleur.nom: couleur
    for couleur in (
        Couleur("blue-france", "#000091", "#6a6af4", "#ececfe", "#f5f5fe"),
        Couleur("red-marianne", "#c9191e", "#e1000f", "#fee9e9", "#fef4f4"),
        Couleur("blue-cumulus", "#3558a2", "#417dc4", "#e6eefe", "#f3f6fe"),
        Couleur("blue-ecume", "#2f4077", "#465f9d", "#e9edfe", "#f4f6fe"),
        Couleur("green-archipel", "#006a6f", "#009099", "#c7f6fc", "#e5fbfd"),
        Couleur("green-emeraude", "#297254", "#00a95f", "#c3fad5", "#e3fdeb"),
        Couleur("green-menthe", "#37635f", "#009081", "#bafaee", "#dffdf7"),
        Couleur("green-bourgeon", "#447049", "#68a532", "#c9fcac", "#e6feda"),
        Couleur("green-tilleul-verveine", "#66673d", "#b7a73f", "#fceeac", "#fef7da"),
        Couleur("yellow-tournesol", "#716043", "#c8aa39", "#feecc2", "#fef6e3"),
        Couleur("yellow-moutarde", "#695240", "#c3992a", "#feebd0", "#fef5e8"),
        Couleur("orange-terre-battue", "#755348", "#e4794a", "#fee9e5", "#fef4f2"),
        Couleur("pink-macaron", "#8d533e", "#e18b76", "#fee9e6", "#fef4f2"),
        Couleur("pink-tuile", "#a94645", "#ce614a", "#fee9e7", "#fef4f3"),
        Couleur("purple-glycine", "#6e445a", "#a558a0", "#fee7fc", "#fef3fd"),
        Couleur("beige-gris-galet", "#6a6156", "#aea397", "#f3ede5", "#f9f6f2"),
        Couleur("gris", "#3a3a3a", "#929292", "#eeeeee", "#f6f6f6"),
    )
}
BLEU = "blue-france"

# Les teintes qui se distinguent le mieux côte à côte : les thèmes d'un livret les prennent dans l'ordre.
SUITE = (
    "blue-france",
    "green-emeraude",
    "orange-terre-battue",
    "purple-glycine",
    "blue-cumulus",
    "yellow-moutarde",
    "green-archipel",
    "pink-tuile",
)

TONS = {
    "information": COULEURS["blue-cumulus"],
    "attention": COULEURS["orange-terre-battue"],
    "succes": COULEURS["green-emeraude"],
    "alerte": COULEURS["red-marianne"],
    "neutre": COULEURS["gris"],
}


def couleur(nom: str) -> Couleur:
    return COULEURS.get(nom, COULEURS[BLEU])
