"""Importer des contours officiels que l'on a chez soi : ils ne sont dans aucun paquet public."""

from etabli.territoires.contours.importer import RapportDImport, importer, situer_par_les_contours
from etabli.territoires.contours.lire import FichierIllisibleError

__all__ = ["FichierIllisibleError", "RapportDImport", "importer", "situer_par_les_contours"]
