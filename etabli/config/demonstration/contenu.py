"""Lit le contenu fictif de `donnees/demonstration/`."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

DOSSIER = Path(settings.DONNEES) / "demonstration"
COLLEGES = {
    "e": "elu",
    "t": "technicien",
    "s": "etat",
    "a": "association",
    "p": "entreprise",
    "h": "habitant",
}
TITRE = re.compile(r"^== (?P<session>\d) \| (?P<activite>\w+) \| (?P<famille>.+)$")
PHRASE = re.compile(r"^(?P<college>[etsaph])(?: \[(?P<case>\w+)\])? : (?P<texte>.+)$")


@dataclass(frozen=True)
class Parole:
    session: int
    activite: str
    famille: str
    college: str
    case_afom: str
    texte: str


@cache
def paroles() -> tuple[Parole, ...]:
    """Toutes les contributions, dans l'ordre du fichier ; une ligne mal formée est une erreur."""
    trouvees, titre = [], None
    for numero, ligne in enumerate((DOSSIER / "contributions.txt").read_text().splitlines(), 1):
        if not ligne.strip() or ligne.startswith("#"):
            continue
        if nouveau := TITRE.match(ligne):
            titre = nouveau
        elif titre and (phrase := PHRASE.match(ligne)):
            trouvees.append(
                Parole(
                    int(titre["session"]),
                    titre["activite"],
                    titre["famille"],
                    COLLEGES[phrase["college"]],
                    phrase["case"] or "",
                    phrase["texte"],
                )
            )
        else:
            raise ValueError(f"contributions.txt, ligne {numero} : « {ligne} »")
    return tuple(trouvees)


@cache
def lire(nom: str) -> dict[str, Any]:
    return tomllib.loads((DOSSIER / f"{nom}.toml").read_text())
