"""De quoi écrire une page livrée : un nom par bloc."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

Bloc = tuple[str, Any]
BLOCS = ("<p>", "<ul>", "<ol>")


@dataclass(frozen=True)
class PageLivree:
    type: str
    slug: str
    titre: str
    chapo: str = ""
    resume: str = ""
    corps: Sequence[Bloc] = ()
    champs: dict[str, Any] = field(default_factory=dict)

    @property
    def est_au_sommaire(self) -> bool:
        return bool(self.champs.get("est_au_sommaire"))

    @property
    def titre_court(self) -> str:
        return str(self.champs.get("titre_court", ""))


def titre(dit: str, ancre: str = "") -> Bloc:
    return "titre", {"texte": dit, "niveau": "2", "ancre": ancre}


def sous_titre(dit: str, ancre: str = "") -> Bloc:
    return "titre", {"texte": dit, "niveau": "3", "ancre": ancre}


def texte(*paragraphes: str) -> Bloc:
    """Chaque paragraphe est du HTML simple ; sans balise d'ouverture, c'est un paragraphe."""
    return "texte", "".join(
        p if p.startswith("<") and not p.startswith(("<a", "<b>")) else f"<p>{p}</p>" for p in paragraphes
    )


def liste(*elements: str, ordonnee: bool = False) -> str:
    balise = "ol" if ordonnee else "ul"
    return f"<{balise}>{''.join(f'<li>{e}</li>' for e in elements)}</{balise}>"


def vivante(cle: str) -> Bloc:
    return "liste", {"cle": cle}


def appel(dit: str, adresse: str, nature: str = "principal") -> Bloc:
    return "appel", {"texte": dit, "adresse": adresse, "nature": nature}


def fiche(*lignes: tuple[str, str]) -> Bloc:
    return "definitions", {"lignes": [{"terme": t, "texte": d} for t, d in lignes]}


def reponses(*questions: tuple[str, str]) -> Bloc:
    return "accordeon", {"questions": [{"question": q, "reponse": r} for q, r in questions]}


def chiffre(mot: str, libelle: str, precision: str = "", adresse: str = "") -> dict[str, str]:
    return {"mot": mot, "libelle": libelle, "precision": precision, "adresse": adresse}
