"""Une colonne se déclare une fois ; le tableau, le CSV, le classeur, le JSON et le schéma en découlent."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.http import QueryDict
from django.utils.timezone import is_aware, localtime, now
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from etabli.socle import francais
from etabli.socle.texte_riche import texte_brut

Nature = Literal[
    "texte", "riche", "badge", "entier", "decimal", "euros", "pourcent", "date", "instant", "booleen"
]  # fmt: skip

CHIFFRES = {"entier", "decimal", "euros", "pourcent"}
# Vocabulaire de Table Schema (frictionless), pour ceux qui relisent les fichiers.
SCHEMAS: dict[str, tuple[str, str]] = {
    "texte": ("string", "default"),
    "riche": ("string", "default"),
    "badge": ("string", "default"),
    "entier": ("integer", "default"),
    "decimal": ("number", "default"),
    "euros": ("number", "default"),
    "pourcent": ("number", "default"),
    "date": ("date", "default"),
    "instant": ("datetime", "default"),
    "booleen": ("boolean", "default"),
}
FORMATS_XLSX = {
    "entier": "#,##0",
    "decimal": "#,##0.##",
    "euros": '#,##0.00" €"',
    "pourcent": "0%",
    "date": "dd/mm/yyyy",
    "instant": "dd/mm/yyyy hh:mm",
}
# Un tableur exécute une cellule qui commence ainsi : une apostrophe la rend au texte.
DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Colonne:
    """`lire(ligne)` rend une valeur Python ; `tri` est le champ ORM, et rend l'en-tête cliquable.

    `lien(ligne)` donne l'adresse où mène la cellule, `niveau(ligne)` le niveau DSFR d'un badge,
    `secondaire` cache la colonne sur un téléphone, `est_publique=False` la tient hors des exports.
    """

    nom: str
    titre: str
    lire: Callable[[Any], Any]
    type: Nature = "texte"
    description: str = ""
    lien: Callable[[Any], str] | None = None
    niveau: Callable[[Any], str] | None = None
    tri: str = ""
    alignement: Literal["", "droite", "centre"] = ""
    secondaire: bool = False
    est_publique: bool = True
    obligatoire: bool = False

    @property
    def classe(self) -> str:
        alignement = self.alignement or ("droite" if self.type in CHIFFRES else "")
        return " ".join(
            filter(
                None,
                (
                    f"etabli-{alignement}" if alignement else "",
                    "etabli-chiffres" if self.type in CHIFFRES else "",
                    "etabli-secondaire" if self.secondaire else "",
                ),
            )
        )

    def montrer(self, ligne: Any) -> str:
        """La valeur telle qu'un agent la lit."""
        return montrer(self.lire(ligne), self.type)

    def machine(self, ligne: Any) -> Any:
        """La valeur telle qu'une machine la lit : ISO 8601, nombre, booléen, texte nu."""
        valeur = self.lire(ligne)
        if isinstance(valeur, datetime):
            return valeur.isoformat(timespec="seconds")
        if isinstance(valeur, date):
            return valeur.isoformat()
        if self.type == "riche" and valeur:
            return texte_brut(str(valeur))
        if valeur is None or isinstance(valeur, bool | int | float | Decimal | list | dict):
            return valeur
        return str(valeur)

    def champ_du_schema(self) -> dict[str, Any]:
        type_, forme = SCHEMAS[self.type]
        champ: dict[str, Any] = {
            "name": self.nom,
            "title": self.titre,
            "description": self.description or self.titre,
            "type": type_,
            "format": forme,
        }
        return {**champ, "constraints": {"required": True}} if self.obligatoire else champ


def montrer(valeur: Any, nature: str = "texte") -> str:
    if valeur is None or valeur == "":
        return ""
    if isinstance(valeur, datetime):
        local = localtime(valeur) if is_aware(valeur) else valeur
        return francais.quand(local, localtime(now()))
    ecritures: dict[str, Callable[[Any], str]] = {
        "entier": lambda v: francais.nombre(v, 0),
        "decimal": francais.nombre,
        "euros": francais.euros,
        "pourcent": francais.pourcent,
        "date": lambda v: francais.jour(v, semaine=False),
        "booleen": lambda v: "oui" if v else "non",
        "riche": texte_brut,
    }
    if isinstance(valeur, list | tuple | set):
        return francais.liste_et(valeur)
    return ecritures.get(nature, str)(valeur)


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

    def morceaux_csv(self, lignes: Iterable[Any]) -> Iterator[str]:
        """Le CSV ligne à ligne ; le point-virgule est celui des tableurs français."""
        tampon = io.StringIO()
        ecrivain = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
        ecrivain.writerow([c.nom for c in self.publiques])
        yield "\ufeff" + _vider(tampon)
        for ligne in lignes:
            ecrivain.writerow([_cellule_csv(c.machine(ligne)) for c in self.publiques])
            yield _vider(tampon)

    def csv(self, lignes: Iterable[Any]) -> bytes:
        return "".join(self.morceaux_csv(lignes)).encode()

    def xlsx(self, lignes: Iterable[Any]) -> bytes:
        """Un classeur d'une feuille : en-têtes figés et filtrables, formats français, largeurs lisibles."""
        classeur = Workbook(write_only=True)
        feuille = classeur.create_sheet(_nom_de_feuille(self.titre))
        for rang, colonne in enumerate(self.publiques, 1):
            large = 44 if colonne.type in ("texte", "riche") else 18
            feuille.column_dimensions[get_column_letter(rang)].width = max(len(colonne.titre) + 4, large)
        feuille.freeze_panes = "A2"
        feuille.auto_filter.ref = f"A1:{get_column_letter(len(self.publiques))}1"
        feuille.append([_entete_xlsx(feuille, c.titre) for c in self.publiques])
        for ligne in lignes:
            feuille.append([_cellule_xlsx(feuille, c, c.lire(ligne)) for c in self.publiques])
        sortie = io.BytesIO()
        classeur.save(sortie)
        return sortie.getvalue()

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

    def tableau(self, lignes: Iterable[Any], legende: str, **options: Any) -> "Tableau":
        return Tableau(self.colonnes, lignes, legende, **options)


@dataclass(frozen=True)
class EnTete:
    colonne: Colonne
    adresse: str
    sens: Literal["", "ascending", "descending"]


@dataclass(frozen=True)
class Cellule:
    colonne: Colonne
    texte: str
    lien: str
    niveau: str
    est_titre: bool


@dataclass
class Tableau:
    """Ce que le composant « tableau » dessine. `parametres` est request.GET : le tri garde les filtres."""

    colonnes: Sequence[Colonne]
    lignes: Iterable[Any]
    legende: str
    vide: str = "Il n'y a encore rien ici."
    parametres: QueryDict | None = None
    legende_visible: bool = True

    @cached_property
    def entetes(self) -> list[EnTete]:
        return [EnTete(c, self._adresse_de_tri(c), self._sens(c)) for c in self.colonnes]

    @cached_property
    def rangees(self) -> list[list[Cellule]]:
        return [
            [self._cellule(colonne, ligne, rang) for rang, colonne in enumerate(self.colonnes)]
            for ligne in self.lignes
        ]

    def _cellule(self, colonne: Colonne, ligne: Any, rang: int) -> Cellule:
        lien = colonne.lien(ligne) if colonne.lien else ""
        niveau = (colonne.niveau(ligne) if colonne.niveau else "info") if colonne.type == "badge" else ""
        return Cellule(colonne, colonne.montrer(ligne), lien, niveau, rang == 0)

    def _sens(self, colonne: Colonne) -> Literal["", "ascending", "descending"]:
        demande = str(self.parametres.get("tri", "")) if self.parametres is not None else ""
        if not colonne.tri or demande.lstrip("-") != colonne.nom:
            return ""
        return "descending" if demande.startswith("-") else "ascending"

    def _adresse_de_tri(self, colonne: Colonne) -> str:
        if not colonne.tri or self.parametres is None:
            return ""
        suite = self.parametres.copy()
        suite["tri"] = f"-{colonne.nom}" if self._sens(colonne) == "ascending" else colonne.nom
        suite.pop("page", None)
        return f"?{suite.urlencode()}"


def _vider(tampon: io.StringIO) -> str:
    texte = tampon.getvalue()
    tampon.seek(0)
    tampon.truncate()
    return texte


def _sans_formule(texte: str) -> str:
    return f"'{texte}" if texte.startswith(DANGEREUX) else texte


def _cellule_csv(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, list):
        return _sans_formule(", ".join(map(str, valeur)))
    return str(valeur) if isinstance(valeur, int | float | Decimal) else _sans_formule(str(valeur))


def _entete_xlsx(feuille: Any, titre: str) -> WriteOnlyCell:
    cellule = WriteOnlyCell(feuille, value=titre)
    cellule.font = Font(bold=True)
    cellule.alignment = Alignment(wrap_text=True, vertical="top")
    return cellule


def _cellule_xlsx(feuille: Any, colonne: Colonne, valeur: Any) -> WriteOnlyCell:
    if isinstance(valeur, datetime) and is_aware(valeur):
        valeur = localtime(valeur).replace(tzinfo=None)
    if valeur is not None and not isinstance(valeur, bool | int | float | Decimal | date):
        valeur = _texte_xlsx(montrer(valeur, colonne.type))
    elif isinstance(valeur, bool):
        valeur = "oui" if valeur else "non"
    cellule = WriteOnlyCell(feuille, value=valeur)
    if isinstance(valeur, str):
        # Le type « texte » suffit : le tableur n'y cherche pas de formule.
        cellule.data_type = "s"
        cellule.alignment = Alignment(wrap_text=True, vertical="top")
    elif colonne.type in FORMATS_XLSX:
        cellule.number_format = FORMATS_XLSX[colonne.type]
    return cellule


def _texte_xlsx(texte: str) -> str:
    """Sans caractère de contrôle, et à la taille qu'une cellule accepte."""
    return "".join(c for c in texte if c >= " " or c in "\n\t")[:32_000]


def _nom_de_feuille(titre: str) -> str:
    return "".join(" " if c in r"[]:*?/\'" else c for c in titre)[:31].strip() or "Feuille"
