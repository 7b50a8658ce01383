"""Une colonne : ce qu'elle lit d'une ligne, et comment un agent ou une machine le lit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.utils.timezone import is_aware, localtime, now

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
