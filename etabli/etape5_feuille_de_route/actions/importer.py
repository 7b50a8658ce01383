"""Écrire un tableau rapporté : tout ou rien, et le journal dit d'où cela vient."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.action import ajouter_une_action, modifier_une_action
from etabli.etape5_feuille_de_route.actions.chaine import ajouter_un_axe, ajouter_un_objectif
from etabli.etape5_feuille_de_route.actions.suivi import (
    LigneDePlan,
    LigneDEtape,
    faire_le_point,
    tenir_le_plan,
    tenir_les_etapes,
)
from etabli.etape5_feuille_de_route.echange import Essai, LigneLue
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute, Objectif
from etabli.socle.journal import inscrire

REPRIS = "Repris d'un tableau rapporté."


@transaction.atomic
def importer_des_actions(feuille: FeuilleDeRoute, essai: Essai, *, nom: str = "", par: Agent) -> int:
    """Rend le nombre d'actions ajoutées ou modifiées ; refuse un essai où une case reste à corriger."""
    if essai.erreurs:
        raise ValidationError("Des cases sont à corriger : rien n'a été écrit.")
    maillons = _Maillons(feuille, par)
    # Les numéros que le tableau donne d'abord : ceux que l'on attribue viennent après.
    neuves = sorted(essai.creations, key=lambda x: (x.numero is None, x.rang))
    ecrites = [(x, _ajouter(x, maillons)) for x in neuves]
    ecrites += [(x, _modifier(x, maillons)) for x in essai.modifications]
    for ligne, action in ecrites:
        _completer(ligne, action, par)
    if ecrites:
        donnees = {"fichier": nom, "ajoutees": len(essai.creations), "modifiees": len(essai.modifications)}
        ajouts, changements = len(essai.creations), len(essai.modifications)
        phrase = f"a importé un tableau d'actions : {ajouts} en plus, {changements} de changées"
        inscrire("importer_des_actions", feuille, par=par, phrase=phrase, donnees=donnees)
    return len(ecrites)


class _Maillons:
    """Les axes et les objectifs par leur nom ; ceux qui manquent naissent quand une ligne les demande."""

    def __init__(self, feuille: FeuilleDeRoute, par: Agent) -> None:
        self.feuille, self.par = feuille, par
        self.axes: dict[str, Axe] = {a.titre: a for a in reversed(feuille.axes.all())}

    def axe(self, titre: str) -> Axe:
        if titre not in self.axes:
            self.axes[titre] = ajouter_un_axe(self.feuille, titre, par=self.par)
        return self.axes[titre]

    def objectif(self, axe: Axe, titre: str) -> Objectif | None:
        if not titre:
            return None
        return axe.objectifs.filter(titre=titre).first() or ajouter_un_objectif(axe, titre, par=self.par)


def _ajouter(ligne: LigneLue, maillons: _Maillons) -> Action:
    champs: dict[str, Any] = {**ligne.champs, "numero": ligne.numero}
    axe = maillons.axe(ligne.axe)
    champs["objectif"] = maillons.objectif(axe, ligne.objectif or "")
    return ajouter_une_action(maillons.feuille, axe, champs.pop("titre"), par=maillons.par, **champs)


def _modifier(ligne: LigneLue, maillons: _Maillons) -> Action:
    """Le statut change par un point de suivi, comme partout ailleurs."""
    action = ligne.action
    if action is None:
        raise ValueError("Cette ligne n'a pas d'action à modifier.")
    champs = {nom: valeur for nom, valeur in ligne.champs.items() if nom != "statut"}
    axe = action.axe
    if ligne.axe and ligne.axe != axe.titre:
        axe = champs["axe"] = maillons.axe(ligne.axe)
        champs["objectif"] = None
    if ligne.objectif is not None:
        champs["objectif"] = maillons.objectif(axe, ligne.objectif)
    modifiee = modifier_une_action(action, par=maillons.par, **champs)
    statut = ligne.champs.get("statut", action.statut)
    if statut != action.statut:
        faire_le_point(modifiee, localdate(), statut, REPRIS, par=maillons.par, avec_lettre=False)
    return modifiee


def _completer(ligne: LigneLue, action: Action, par: Agent) -> None:
    if ligne.depend_de is not None:
        requises = action.feuille.actions.filter(numero__in=ligne.depend_de)
        modifier_une_action(action, depend_de=list(requises), par=par)
    if ligne.financements is not None:
        tenir_le_plan(action, _garder_les_lignes(action, ligne.financements), par=par)
    if ligne.etapes is not None:
        tenir_les_etapes(action, [LigneDEtape(**e) for e in ligne.etapes], par=par)


def _garder_les_lignes(action: Action, lignes: list[dict[str, Any]]) -> list[LigneDePlan]:
    """Une ligne du même financeur et du même dispositif reste la même ligne."""
    deja = {LigneDePlan(f.financeur, f.dispositif).cle: f.pk for f in action.financements.all()}
    lues = [LigneDePlan(**ligne) for ligne in lignes]
    return [LigneDePlan(**{**vars(x), "pk": deja.get(x.cle)}) for x in lues]
