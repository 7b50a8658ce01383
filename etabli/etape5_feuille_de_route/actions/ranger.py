"""Rattacher et détacher, d'un maillon à l'autre de la chaîne ; chaque geste est au journal."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.actions.action import modifier_une_action
from etabli.etape5_feuille_de_route.actions.chaine import detacher, rattacher
from etabli.etape5_feuille_de_route.calcul.rattachement import refus
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, Objectif
from etabli.socle.journal import inscrire

Portable = Contribution | Constat | Enjeu | Objectif | Action
Cible = Enjeu | Axe | Objectif | Action


def genre_de(objet: Portable | Axe) -> str:
    return str(objet._meta.model_name)


@transaction.atomic
def ranger(portes: Sequence[Portable], cible: Cible, *, par: Agent) -> int:
    """Tous ou aucun : un seul refus laisse tout en place. Rend combien ont changé de place."""
    for porte in portes:
        if phrase := refus(genre_de(porte), genre_de(cible)):
            raise ValidationError(phrase)
    return sum(_ranger(porte, cible, par) for porte in portes)


def _ranger(porte: Portable, cible: Any, par: Agent) -> bool:
    match porte:
        case Contribution():
            return bool(rattacher(cible, [porte], par=par))
        case Constat():
            return _relier(cible, "constats", porte, par)
        case Enjeu():
            return _relier(cible, "enjeux", porte, par)
        case Objectif():
            return _deplacer_un_objectif(porte, cible, par)
        case _:
            return _deplacer_une_action(porte, cible, par)


def _relier(cible: Enjeu | Axe, relation: str, porte: Constat | Enjeu, par: Agent) -> bool:
    if getattr(cible, relation).filter(pk=porte.pk).exists():
        return False
    if isinstance(porte, Constat) and porte.atelier.dossier_id != cible.feuille.dossier_id:
        raise ValidationError("Ce constat vient d'un autre atelier : il ne peut pas être rattaché ici.")
    getattr(cible, relation).add(porte)
    phrase = f"a rattaché «\u00a0{porte}\u00a0» à «\u00a0{cible}\u00a0»"[:300]
    inscrire("rattacher", cible, par=par, phrase=phrase, donnees={relation: porte.pk})
    return True


def _deplacer_un_objectif(objectif: Objectif, axe: Axe, par: Agent) -> bool:
    """Ses actions le suivent : une action est toujours dans l'axe de son objectif."""
    if objectif.axe_id == axe.pk:
        return False
    avant = objectif.axe_id
    objectif.axe = axe
    objectif.save(update_fields=["axe"])
    for action in objectif.actions.all():
        modifier_une_action(action, par=par, axe=axe)
    phrase = f"a rangé l'objectif «\u00a0{objectif}\u00a0» dans l'axe «\u00a0{axe}\u00a0»"[:300]
    inscrire("ranger", axe, par=par, phrase=phrase, donnees={"avant": avant, "apres": axe.pk})
    return True


def _deplacer_une_action(action: Action, cible: Axe | Objectif, par: Agent) -> bool:
    objectif = cible if isinstance(cible, Objectif) else None
    axe = objectif.axe if objectif else cible
    if (action.axe_id, action.objectif_id) == (axe.pk, objectif and objectif.pk):
        return False
    modifier_une_action(action, par=par, axe=axe, objectif=objectif)
    return True


@transaction.atomic
def degager(porte: Portable, cible: Cible, *, par: Agent) -> None:
    """Détache ; une action garde toujours son axe, elle ne quitte que son objectif."""
    if phrase := refus(genre_de(porte), genre_de(cible)):
        raise ValidationError(phrase)
    match porte:
        case Contribution():
            detacher(cible, porte, par=par)  # type: ignore[arg-type]
        case Action() if isinstance(cible, Objectif):
            modifier_une_action(porte, par=par, objectif=None)
        case Action() | Objectif():
            raise ValidationError(
                "Il reste toujours dans un axe : rattachez-le à un autre pour l'en changer."
            )
        case _:
            relation = "constats" if isinstance(porte, Constat) else "enjeux"
            getattr(cible, relation).remove(porte)
            phrase = f"a détaché «\u00a0{porte}\u00a0» de «\u00a0{cible}\u00a0»"[:300]
            inscrire("detacher", cible, par=par, phrase=phrase, donnees={relation: porte.pk})
