"""Le filtre du pilotage, qui vit dans l'adresse."""

from typing import ClassVar

from etabli.dossier.listes import FiltreDeTerritoire


class FiltreDePilotage(FiltreDeTerritoire):
    """Les mêmes noms que les filtres des listes : un chiffre et sa liste se filtrent de la même façon."""

    premiers: ClassVar[tuple[str, ...]] = ("region", "departement", "format")
    vers: ClassVar[str] = ""
    field_order = (*premiers, "thematique", "territoire", "pilote", "fictif")
