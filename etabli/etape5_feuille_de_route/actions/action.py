"""Les actions : les écrire, les dater, les financer, les suivre."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.calcul import ActionDatee, boucles
from etabli.etape5_feuille_de_route.models import (
    Action,
    Axe,
    EtapeDAction,
    FeuilleDeRoute,
    Financement,
    PointDeSuivi,
)
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
    numero = (feuille.actions.aggregate(n=Max("numero"))["n"] or 0) + 1
    action = Action(feuille=feuille, axe=axe, titre=titre.strip(), numero=numero, **champs)
    action.full_clean(exclude=["feuille"])
    action.save()
    _lier(action, liens)
    inscrire("ajouter_une_action", action, par=par, phrase=f"a ajouté l'action {action}"[:300])
    return action


@transaction.atomic
def modifier_une_action(action: Action, *, par: Agent, version_lue: str = "", **champs: Any) -> Action:
    """`version_lue` est `action.version` au moment où le formulaire a été affiché."""
    actuelle = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if version_lue and actuelle.version != version_lue:
        raise ActionModifieeEntreTemps(actuelle)
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
        phrase=f"a modifié l'action {actuelle}"[:300],
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
        phrase=f"a retiré l'action {action}"[:300],
        donnees={"motif": motif, "action": action.titre, "description": action.description},
    )
    action.delete()


def planifier(action: Action, debut_le: date | None, fin_le: date | None, *, par: Agent) -> Action:
    return modifier_une_action(action, par=par, debut_le=debut_le, fin_le=fin_le)


@transaction.atomic
def ajouter_une_etape(
    action: Action, libelle: str, *, prevue_le: date | None = None, faite_le: date | None = None, par: Agent
) -> EtapeDAction:
    ordre = (action.etapes.aggregate(n=Max("ordre"))["n"] or 0) + 1
    etape = EtapeDAction.objects.create(
        action=action, libelle=libelle.strip(), prevue_le=prevue_le, faite_le=faite_le, ordre=ordre
    )
    inscrire("ajouter_une_etape", action, par=par, phrase=f"a ajouté une étape à l'action {action}"[:300])
    return etape


@transaction.atomic
def financer(
    action: Action,
    financeur: str,
    *,
    dispositif: str = "",
    demande: Decimal = Decimal(0),
    obtenu: Decimal = Decimal(0),
    paye: Decimal = Decimal(0),
    par: Agent,
) -> Financement:
    """Une ligne par financeur et dispositif : la saisir à nouveau la met à jour."""
    montants = {"demande": demande, "obtenu": obtenu, "paye": paye}
    if any(montant < 0 for montant in montants.values()):
        raise ValidationError("Un montant ne peut pas être négatif.")
    if paye > obtenu:
        raise ValidationError({"paye": "On ne peut pas avoir payé plus que ce qui a été obtenu."})
    ligne, _ = Financement.objects.update_or_create(
        action=action, financeur=financeur.strip(), dispositif=dispositif.strip(), defaults=montants
    )
    inscrire(
        "financer",
        action,
        par=par,
        phrase=f"a mis à jour le financement de l'action {action}"[:300],
        donnees={"financeur": ligne.financeur, **{nom: str(m) for nom, m in montants.items()}},
    )
    return ligne


@transaction.atomic
def retirer_le_financement(ligne: Financement, *, par: Agent) -> None:
    inscrire(
        "retirer_le_financement",
        ligne.action,
        par=par,
        phrase=f"a retiré un financement de l'action {ligne.action}"[:300],
        donnees={"financeur": ligne.financeur, "demande": str(ligne.demande)},
    )
    ligne.delete()


@transaction.atomic
def faire_le_point(
    action: Action, le: date, statut: str, texte: str = "", *, suite: str = "", par: Agent
) -> PointDeSuivi:
    """Une nouvelle datée ; la plus récente donne son statut à l'action."""
    point = PointDeSuivi(action=action, le=le, statut=statut, texte=texte.strip(), suite=suite, par=par)
    point.full_clean(exclude=["action", "par"])
    point.save()
    dernier = action.points.order_by("-le", "-pk").first()
    if dernier and dernier.statut != action.statut:
        Action.objects.filter(pk=action.pk).update(statut=dernier.statut)
        action.statut = dernier.statut
    inscrire(
        "faire_le_point",
        action,
        par=par,
        phrase=f"a fait le point sur l'action {action} : {point.get_statut_display().lower()}"[:300],
        donnees={"le": le, "texte": texte, "suite": suite},
    )
    return point
