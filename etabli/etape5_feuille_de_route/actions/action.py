"""Les actions : les ajouter, les modifier, les dater, les retirer."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.calcul import ActionDatee, boucles
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute
from etabli.socle.journal import inscrire

LIENS = ("communes", "contributions", "depend_de")


class ActionModifieeEntreTemps(Exception):  # noqa: N818 -- ce n'est pas une erreur, c'est un choix à faire
    """Quelqu'un a enregistré cette action depuis qu'elle a été lue : à la personne de choisir."""

    def __init__(self, actuelle: Action) -> None:
        super().__init__("Cette action a été modifiée entre-temps.")
        self.actuelle = actuelle


@transaction.atomic
def ajouter_une_action(feuille: FeuilleDeRoute, axe: Axe, titre: str, *, par: Agent, **champs: Any) -> Action:
    liens = {nom: champs.pop(nom) for nom in LIENS if nom in champs}
    numero = champs.pop("numero", None) or (feuille.actions.aggregate(n=Max("numero"))["n"] or 0) + 1
    action = Action(feuille=feuille, axe=axe, titre=titre.strip(), numero=numero, **champs)
    action.full_clean(exclude=["feuille"])
    action.save()
    _lier(action, liens)
    inscrire("ajouter_une_action", action, par=par, phrase=f"a ajouté {action.nommee}"[:300])
    return action


def verrouiller(action: Action, version_lue: str = "") -> Action:
    """L'action telle qu'elle est maintenant, à soi seul jusqu'à la fin de la transaction.

    `version_lue` est `action.version` au moment où le formulaire a été affiché.
    """
    actuelle = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if version_lue and actuelle.version != version_lue:
        raise ActionModifieeEntreTemps(actuelle)
    return actuelle


@transaction.atomic
def modifier_une_action(action: Action, *, par: Agent, version_lue: str = "", **champs: Any) -> Action:
    actuelle = verrouiller(action, version_lue)
    liens = {nom: champs.pop(nom) for nom in LIENS if nom in champs}
    avant = {nom: str(getattr(actuelle, nom)) for nom in champs}
    for nom, valeur in champs.items():
        setattr(actuelle, nom, valeur)
    actuelle.full_clean(exclude=["feuille"])
    actuelle.save()
    _lier(actuelle, liens)
    apres = {nom: str(getattr(actuelle, nom)) for nom in champs}
    inscrire(
        "modifier_une_action",
        actuelle,
        par=par,
        phrase=f"a modifié {actuelle.nommee}"[:300],
        donnees={
            "avant": {n: v for n, v in avant.items() if v != apres[n]},
            "apres": {n: v for n, v in apres.items() if v != avant[n]},
        },
    )
    return actuelle


def _lier(action: Action, liens: dict[str, Any]) -> None:
    for nom, objets in liens.items():
        getattr(action, nom).set(objets)
    if "depend_de" in liens:
        actions = action.feuille.actions.prefetch_related("depend_de")
        datees = [
            ActionDatee(a.pk, a.titre, depend_de=tuple(d.pk for d in a.depend_de.all())) for a in actions
        ]
        if boucles(datees):
            raise ValidationError(
                {
                    "depend_de": "Ces dépendances tournent en rond : retirez-en une pour que tout puisse commencer."
                }
            )


@transaction.atomic
def retirer_une_action(action: Action, *, par: Agent, motif: str) -> None:
    inscrire(
        "retirer_une_action",
        action.feuille,
        par=par,
        phrase=f"a retiré {action.nommee}"[:300],
        donnees={"motif": motif, "action": action.titre, "description": action.description},
    )
    action.delete()


def planifier(action: Action, debut_le: date | None, fin_le: date | None, *, par: Agent) -> Action:
    return modifier_une_action(action, par=par, debut_le=debut_le, fin_le=fin_le)
