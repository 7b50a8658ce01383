"""Ce que l'on prend dans chaque fichier : lu dans `donnees/territoires/indicateurs.toml`."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from etabli.territoires.calcul.colonnes_publiees import Motif
from etabli.territoires.enums import Jeu, Theme
from etabli.territoires.models import Indicateur


@dataclass(frozen=True)
class JeuDeclare:
    """Un fichier publié : comment s'y nomme le code de la commune, et quoi y prendre."""

    jeu: Jeu
    colonnes_du_code: tuple[str, ...]
    source: str
    adresse: str
    motifs: tuple[Motif, ...]


@lru_cache(maxsize=1)
def declaration() -> dict[str, Any]:
    chemin = Path(settings.DONNEES) / "territoires" / "indicateurs.toml"
    return tomllib.loads(chemin.read_text("utf-8"))


def _jeu(jeu: Jeu) -> JeuDeclare:
    lu = declaration()["jeux"][jeu.value]
    motifs = [
        Motif(i["code"], re.compile(i["motif"]))
        for i in declaration()["indicateurs"]
        if i["jeu"] == jeu.value
    ]
    return JeuDeclare(jeu, tuple(lu["colonnes_du_code"]), lu["source"], lu["adresse"], tuple(motifs))


JEUX: dict[str, JeuDeclare] = {jeu.value: _jeu(jeu) for jeu in Jeu}


def installer_les_indicateurs() -> dict[str, Indicateur]:
    """Crée ou met à jour les indicateurs déclarés ; rend chacun par son code."""
    for ordre, lu in enumerate(declaration()["indicateurs"], 1):
        Indicateur.objects.update_or_create(
            code=lu["code"],
            defaults={
                "libelle": lu["libelle"],
                "unite": lu["unite"],
                "theme": Theme(lu["theme"]),
                "jeu": Jeu(lu["jeu"]),
                "est_additif": lu.get("est_additif", True),
                "ordre": ordre,
            },
        )
    return {i.code: i for i in Indicateur.objects.all()}
