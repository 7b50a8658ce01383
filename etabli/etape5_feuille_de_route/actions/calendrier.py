"""Déplacer une action, et celles qui l'attendent si on le veut."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.action import verrouiller
from etabli.etape5_feuille_de_route.calcul import ActionDatee, Decalage, decalages
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.journal import inscrire

# Ce qui est fait ou abandonné ne glisse plus.
FIXES = (StatutAction.REALISEE, StatutAction.ABANDONNEE)


@dataclass(frozen=True)
class Consequence:
    """Une action qui glisserait, et celle qui l'y oblige."""

    action: Action
    cause: Action
    decalage: Decalage


def ce_que_cela_decale(action: Action, debut_le: date | None, fin_le: date | None) -> list[Consequence]:
    """Ce que l'on montre avant de déplacer ; deux requêtes."""
    lues = {a.pk: a for a in action.feuille.actions.prefetch_related("depend_de")}
    datees = [
        ActionDatee(
            a.pk,
            a.titre,
            None if a.statut in FIXES else a.debut_le,
            a.fin_le,
            tuple(r.pk for r in a.depend_de.all()),
        )
        for a in lues.values()
    ]
    return [
        Consequence(lues[d.cle], lues[d.cause], d) for d in decalages(datees, action.pk, debut_le, fin_le)
    ]


@transaction.atomic
def deplacer_une_action(
    action: Action,
    debut_le: date | None,
    fin_le: date | None,
    *,
    entraine: bool = True,
    motif: str = "",
    par: Agent,
    version_lue: str = "",
) -> list[Consequence]:
    """Change ses dates ; `entraine` fait glisser celles qui l'attendent, avec leurs étapes à venir."""
    actuelle = verrouiller(action, version_lue)
    if actuelle.feuille.etat not in (Etat.REDACTION, Etat.CONCERTATION) and not motif.strip():
        raise ValidationError(
            {"motif": "La feuille de route est adoptée : dites pourquoi ces dates changent."}
        )
    consequences = ce_que_cela_decale(actuelle, debut_le, fin_le) if entraine else []
    _dater(actuelle, debut_le, fin_le, motif, par)
    for consequence in consequences:
        glissement = consequence.decalage
        pourquoi = f"Attend la fin de l'action {consequence.cause.numero}."
        _dater(consequence.action, glissement.debut_apres, glissement.fin_apres, pourquoi, par)
        consequence.action.etapes.filter(faite_le=None, prevue_le__isnull=False).update(
            prevue_le=F("prevue_le") + timedelta(glissement.jours)
        )
    return consequences


def _dater(action: Action, debut_le: date | None, fin_le: date | None, motif: str, par: Agent) -> None:
    avant = [action.debut_le, action.fin_le]
    action.debut_le, action.fin_le = debut_le, fin_le
    action.full_clean(exclude=["feuille"])
    action.save(update_fields=["debut_le", "fin_le", "modifie_le"])
    inscrire(
        "deplacer_une_action",
        action,
        par=par,
        phrase=f"a changé les dates de {action.nommee}"[:300],
        donnees={"avant": avant, "apres": [debut_le, fin_le], "motif": motif.strip()},
    )
