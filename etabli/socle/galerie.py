"""La galerie lit le dossier des composants : un composant sans exemple est une erreur, pas un oubli."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from etabli.socle.exemples import Exemple
from etabli.socle.templatetags.dsfr_composants import declaration

DOSSIER = Path(__file__).parent / "templates" / "dsfr_composants"
USAGE = re.compile(r"\{#\s*dit:\s*(?P<titre>.*?)\s*\|\s*(?P<usage>.*?)\s*#\}\s*", re.S)


@dataclass(frozen=True)
class Fiche:
    nom: str
    titre: str
    usage: str
    attributs: tuple[str, ...]
    code: str
    rendu: SafeString


def noms() -> list[str]:
    return sorted(chemin.stem for chemin in DOSSIER.glob("*.html"))


def fiches(request: HttpRequest) -> list[Fiche]:
    exemple = Exemple(request.GET)
    return [_fiche(nom, exemple, request) for nom in noms()]


def _fiche(nom: str, exemple: Exemple, request: HttpRequest) -> Fiche:
    gabarit = get_template(f"dsfr_composants/exemples/{nom}.html")
    source = gabarit.template.source  # type: ignore[attr-defined]
    trouve = USAGE.match(source)
    if not trouve:
        raise ValueError(f"L'exemple du composant « {nom} » ne dit pas à quoi il sert.")
    _, attendu = declaration(nom)
    obligatoires = [f"{a} (exigé)" for a in attendu.exiges]
    return Fiche(
        nom=nom,
        titre=trouve["titre"],
        usage=trouve["usage"],
        attributs=(*obligatoires, *(a for a in attendu.acceptes if a not in attendu.exiges)),
        code=source[trouve.end() :].strip(),
        rendu=mark_safe(gabarit.render({"exemple": exemple}, request)),  # noqa: S308 -- rendu par Django
    )
