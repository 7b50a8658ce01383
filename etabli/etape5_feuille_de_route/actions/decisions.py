"""Ce que des personnes décident : la priorité d'une action et sa raison, la part d'aides à ne pas dépasser."""

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.enums import Priorite
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.journal import inscrire


@transaction.atomic
def decider_la_priorite(action: Action, priorite: str, motif: str, *, par: Agent) -> Action:
    """Le classement aide, il ne décide pas : la priorité est celle que l'on écrit, avec sa raison."""
    if not motif.strip():
        raise ValidationError({"motif": "Dites en une phrase ce qui fait cette priorité."})
    avant = action.priorite
    action.priorite, action.motif_de_priorite = Priorite(priorite), motif.strip()
    action.save(update_fields=["priorite", "motif_de_priorite", "modifie_le"])
    inscrire(
        "decider_la_priorite",
        action,
        par=par,
        phrase=f"a décidé la priorité de {action.nommee} : {action.get_priorite_display().lower()}"[:300],
        donnees={"avant": avant, "apres": action.priorite, "motif": action.motif_de_priorite},
    )
    return action


@transaction.atomic
def plafonner_les_aides(feuille: FeuilleDeRoute, taux_maximal: int | None, *, par: Agent) -> None:
    """Une règle que la feuille se donne ; la dépasser avertit, sans rien interdire."""
    avant, feuille.taux_maximal = feuille.taux_maximal, taux_maximal
    feuille.full_clean(exclude=["dossier"])
    feuille.save(update_fields=["taux_maximal", "modifie_le"])
    phrase = (
        f"a fixé à {taux_maximal} % la part maximale d'aides"
        if taux_maximal
        else "a retiré la part maximale d'aides"
    )
    inscrire("plafonner_les_aides", feuille, par=par, phrase=phrase, donnees={"avant": avant})
