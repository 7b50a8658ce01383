"""Ce qu'un plan peut contenir : les blocs que le dossier sait nourrir, et les plans d'origine.

Un plan en vigueur est une donnée (`PlanDeLivrable`), réglée par la DGALN ; ceci ne sert qu'à l'établir.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from etabli.dossier.enums import TypeLivrable


@dataclass(frozen=True)
class BlocNourri:
    """`porte_ses_titres` : il ouvre lui-même ses pages (une par session, une par action)."""

    titre: str
    apporte: str
    porte_ses_titres: bool = False
    ouvre_une_page: bool = False


BLOCS: dict[str, BlocNourri] = {
    "identite": BlocNourri("L'atelier en bref", "le résumé et la carte d'identité de l'atelier"),
    "territoire_detaille": BlocNourri("Le territoire", "les chiffres, la carte, le portrait et la commande"),
    "commande": BlocNourri("La commande", "l'objet et les objectifs de la note d'opportunité"),
    "equipe": BlocNourri("L'équipe et la gouvernance", "l'équipe projet et qui porte l'atelier"),
    "calendrier_detaille": BlocNourri("Le calendrier", "les phases, leurs dates, les livrables attendus"),
    "fil": BlocNourri("Le fil de l'atelier", "le calendrier, les phases, les présences par collège"),
    "sessions_detaillees": BlocNourri(
        "Les sessions", "le déroulé, les présents, chaque phrase, les votes, le compte rendu", True
    ),
    "lectures": BlocNourri("Ce que l'équipe a lu", "les documents lus et ce qu'ils disent"),
    "entretiens": BlocNourri("Ce que l'équipe a entendu", "les entretiens et ce qui peut en être cité"),
    "constats": BlocNourri("Les constats", "les constats et leurs sources"),
    "territoire_et_demarche": BlocNourri(
        "Le territoire et la démarche", "les chiffres, la carte, le calendrier, les présences"
    ),
    "constats_et_voix": BlocNourri("Ce que nous avons constaté", "les constats et trois paroles d'entretien"),
    "enjeux_detailles": BlocNourri("Les enjeux", "chaque enjeu, ce qui l'établit, des paroles"),
    "strategie": BlocNourri("La stratégie", "la vision, les axes, les objectifs"),
    "plan_d_actions": BlocNourri(
        "Le plan d'actions", "toutes les actions en un tableau", ouvre_une_page=True
    ),
    "financement": BlocNourri("Le financement", "le coût, qui finance, le total par axe"),
    "trace": BlocNourri(
        "Des paroles aux actions", "ce que chaque phrase est devenue, et de l'enjeu à l'action"
    ),
    "vision": BlocNourri("La vision", "la vision de la feuille de route"),
    "enjeux_et_axes": BlocNourri(
        "Les enjeux, et qui y répond", "chaque enjeu, l'axe et les actions qui y répondent"
    ),
    "ensemble": BlocNourri(
        "La feuille de route en un coup d'œil", "les chiffres de la feuille et de chaque axe"
    ),
    "axes_et_fiches": BlocNourri("Les axes et leurs actions", "une page par axe, une fiche par action", True),
    "financement_detaille": BlocNourri(
        "Le plan de financement", "par financeur, par action et par année", True
    ),
    "calendrier_des_actions": BlocNourri("Le calendrier", "la frise et les dates de chaque action", True),
    "en_bref": BlocNourri(
        "L'atelier en bref", "une page : la carte d'identité et la carte du périmètre", True
    ),
    "portrait": BlocNourri(
        "Les chiffres et les constats", "les chiffres, le portrait, une parole, des constats"
    ),
    "demarche_en_dessins": BlocNourri(
        "Le calendrier, les présents, l'équipe", "le calendrier, les présences, l'équipe, des photos"
    ),
    "sessions": BlocNourri(
        "Les sessions", "deux pages par session : son ouverture, puis ce qui s'y est dit", True
    ),
    "enjeux": BlocNourri("Les enjeux", "chaque enjeu en regard d'une parole"),
    "route": BlocNourri(
        "La feuille de route", "une ouverture, une double page par axe, une fiche par action", True
    ),
    "frise_des_actions": BlocNourri("Le calendrier des actions", "toutes les actions sur une frise"),
    "premiers_pas": BlocNourri("Les premiers rendez-vous", "les prochains pas des actions, par date"),
    "remerciements": BlocNourri(
        "Merci", "les présents par collège, qui a fait le livret, sources et crédits"
    ),
}


def plans_d_origine() -> dict[TypeLivrable, dict[str, Any]]:
    """Ceux que l'outil propose, avant que la DGALN n'y touche."""
    chemin = Path(settings.DONNEES) / "programme" / "plans.json"
    lus: list[dict[str, Any]] = json.loads(chemin.read_text(encoding="utf-8"))
    return {TypeLivrable(plan["type"]): plan for plan in lus}
