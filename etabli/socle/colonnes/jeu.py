"""Les colonnes d'un même sujet, et tout ce qu'on en tire : tableau, CSV, classeurs, JSON, schéma."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from etabli.socle.colonnes.colonne import SCHEMAS, Colonne
from etabli.socle.colonnes.ods import ecrire_ods
from etabli.socle.colonnes.tableau import Tableau
from etabli.socle.colonnes.tableurs import ecrire_xlsx, morceaux_csv


@dataclass(frozen=True)
class JeuDeColonnes:
    """Les colonnes d'un même sujet, et tout ce qu'on en tire."""

    nom: str
    titre: str
    colonnes: tuple[Colonne, ...]
    description: str = ""

    @property
    def publiques(self) -> tuple[Colonne, ...]:
        return tuple(c for c in self.colonnes if c.est_publique)

    def objets(self, lignes: Iterable[Any]) -> list[dict[str, Any]]:
        """Pour le JSON : un dictionnaire par ligne."""
        return [{c.nom: c.machine(ligne) for c in self.publiques} for ligne in lignes]

    def avec(self, noms: Collection[str]) -> "JeuDeColonnes":
        """Le même sujet, ces seules colonnes, dans l'ordre où elles sont déclarées."""
        return replace(self, colonnes=tuple(c for c in self.colonnes if c.nom in noms))

    def morceaux_csv(self, lignes: Iterable[Any]) -> Iterator[str]:
        """Le CSV ligne à ligne ; le point-virgule est celui des tableurs français."""
        return morceaux_csv(self.publiques, lignes)

    def csv(self, lignes: Iterable[Any]) -> bytes:
        return "".join(self.morceaux_csv(lignes)).encode()

    def xlsx(self, lignes: Iterable[Any]) -> bytes:
        """Un classeur d'une feuille : en-têtes figés et filtrables, formats français, largeurs lisibles."""
        return ecrire_xlsx(self.titre, self.publiques, lignes)

    def ods(self, lignes: Iterable[Any]) -> bytes:
        """Le même classeur, au format ouvert que l'administration demande (RGI)."""
        return ecrire_ods(self.titre, self.publiques, lignes)

    def schema(self) -> dict[str, Any]:
        """Table Schema : ce qu'il faut savoir pour relire le CSV."""
        return {
            "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
            "name": self.nom,
            "title": self.titre,
            "description": self.description,
            "fields": [c.champ_du_schema() for c in self.publiques],
            "missingValues": [""],
        }

    def schema_json(self) -> dict[str, Any]:
        """JSON Schema d'une ligne, pour la description de l'API."""
        types = {"date": ("string", "date"), "datetime": ("string", "date-time")}
        proprietes: dict[str, Any] = {}
        for colonne in self.publiques:
            type_, _ = SCHEMAS[colonne.type]
            type_json, forme = types.get(type_, (type_, ""))
            propriete: dict[str, Any] = {"title": colonne.titre, "type": [type_json, "null"]}
            if colonne.description:
                propriete["description"] = colonne.description
            proprietes[colonne.nom] = {**propriete, "format": forme} if forme else propriete
        return {"title": self.titre, "type": "object", "properties": proprietes}

    def tri(self, parametres: QueryDict, defaut: str = "") -> str:
        """Le tri demandé par l'adresse, en champ ORM ; ce qui n'est pas une colonne triable est ignoré."""
        demande = parametres.get("tri", "")
        colonne = next((c for c in self.colonnes if c.tri and c.nom == demande.lstrip("-")), None)
        if colonne is None:
            return defaut
        return f"-{colonne.tri}" if demande.startswith("-") else colonne.tri

    def tableau(self, lignes: Iterable[Any], legende: str, **options: Any) -> Tableau:
        return Tableau(self.colonnes, lignes, legende, **options)
