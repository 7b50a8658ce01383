"""Importer des mesures publiées : déclarer, lire au fil de l'eau, relire à blanc, appliquer."""

from etabli.territoires.mesures.declaration import JEUX, JeuDeclare, installer_les_indicateurs
from etabli.territoires.mesures.importer import Rapport, importer
from etabli.territoires.mesures.lire import FichierRefuseError

__all__ = [
    "JEUX",
    "FichierRefuseError",
    "JeuDeclare",
    "Rapport",
    "importer",
    "installer_les_indicateurs",
]
