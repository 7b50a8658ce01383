"""Les rubriques d'une fiche-action de table : ce que la feuille de route reprendra, sans rien retaper."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Rubrique:
    nom: str
    libelle: str
    aide: str = ""
    obligatoire: bool = False


RUBRIQUES = (
    Rubrique("description", "Ce que l'on ferait", "En deux ou trois phrases.", obligatoire=True),
    Rubrique("effets", "Ce que cela change", "Pour qui, et à quoi on le verra."),
    Rubrique("lieu", "Où"),
    Rubrique("porteur", "Qui la porterait"),
    Rubrique("partenaires", "Avec qui"),
    Rubrique("premier_pas", "Le premier pas", "Ce qui peut commencer dans les trois mois."),
    Rubrique("echeance", "Pour quand"),
    Rubrique("conditions", "Ce qu'il faut réunir", "Argent, accord, étude, foncier."),
)


def fiche_remplie(saisie: Mapping[str, object]) -> dict[str, str]:
    """Les rubriques écrites, et elles seules, dans leur ordre."""
    return {
        rubrique.nom: texte
        for rubrique in RUBRIQUES
        if (texte := str(saisie.get(rubrique.nom) or "").strip())
    }


def en_lignes(fiche: Mapping[str, str]) -> list[tuple[str, str]]:
    """(libellé, texte) de chaque rubrique écrite."""
    return [(r.libelle, fiche[r.nom]) for r in RUBRIQUES if fiche.get(r.nom)]
