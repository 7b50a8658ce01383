"""Les calculs du marché : classement des offres, solidité du classement, consommation. Rien ne connaît la base."""

from etabli.etape2_marche.calcul.classement import (
    REGLES,
    Bareme,
    Critere,
    Ligne,
    Offre,
    classer,
    note_de_prix,
    note_lineaire,
    note_proportionnelle,
)
from etabli.etape2_marche.calcul.consommation import Consommation, Engagement, consommation
from etabli.etape2_marche.calcul.mesures import Dispersion, dispersion, ecarts_de_prix
from etabli.etape2_marche.calcul.solidite import Plage, Variante, plages, pour_cent, sensibilite

__all__ = [
    "REGLES",
    "Bareme",
    "Consommation",
    "Critere",
    "Dispersion",
    "Engagement",
    "Ligne",
    "Offre",
    "Plage",
    "Variante",
    "classer",
    "consommation",
    "dispersion",
    "ecarts_de_prix",
    "note_de_prix",
    "note_lineaire",
    "note_proportionnelle",
    "plages",
    "pour_cent",
    "sensibilite",
]
