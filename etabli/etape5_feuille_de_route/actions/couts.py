"""Le coût année par année, et les règles de financement que la DGALN tient à jour."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.actions.action import verrouiller
from etabli.etape5_feuille_de_route.calcul import ecart_des_annees
from etabli.etape5_feuille_de_route.models import Action, CoutAnnuel, RegleDeFinancement
from etabli.socle.francais import euros
from etabli.socle.journal import inscrire


@transaction.atomic
def repartir_le_cout(
    action: Action, annees: Mapping[int, Decimal], *, par: Agent, version_lue: str = ""
) -> Action:
    """Le coût se répartit ainsi, et seulement ainsi ; vide, il revient au prorata des jours."""
    actuelle = verrouiller(action, version_lue)
    verifier_les_annees(actuelle, annees)
    avant = {str(a): str(m) for a, m in actuelle.annees_saisies.items()}
    actuelle.couts_annuels.all().delete()
    couts = [CoutAnnuel(action=actuelle, annee=annee, montant=montant) for annee, montant in annees.items()]
    for cout in couts:
        cout.clean_fields(exclude=["action"])
    CoutAnnuel.objects.bulk_create(couts)
    actuelle.save(update_fields=["modifie_le"])
    apres = {str(a): str(m) for a, m in sorted(annees.items())}
    if avant != apres:
        phrase = f"a réparti par année le coût de {actuelle.nommee}"[:300]
        inscrire(
            "repartir_le_cout", actuelle, par=par, phrase=phrase, donnees={"avant": avant, "apres": apres}
        )
    return actuelle


def verifier_les_annees(action: Action, annees: Mapping[int, Decimal]) -> None:
    """La somme des années est le coût de l'action, au centime : la phrase dit l'écart et quoi corriger."""
    if annees and action.cout is None:
        raise ValidationError("L'action n'a pas encore de coût : écrivez-le d'abord dans sa fiche.")
    ecart = ecart_des_annees(action.cout, annees)
    if ecart:
        somme = euros(sum(annees.values(), Decimal(0)))
        sens = f"il manque {euros(ecart)}" if ecart > 0 else f"il y a {euros(-ecart)} de trop"
        raise ValidationError(
            f"Les années font {somme}, le coût est de {euros(action.cout or Decimal(0))} : {sens}."
        )


@transaction.atomic
def regler_un_financement(regle: RegleDeFinancement, *, par: Agent) -> RegleDeFinancement:
    """Ajoute la règle, ou enregistre sa modification."""
    avant = RegleDeFinancement.objects.filter(pk=regle.pk).first()
    regle.full_clean()
    regle.save()
    geste = "a modifié" if avant else "a ajouté"
    inscrire(
        "regler_un_financement",
        regle,
        par=par,
        phrase=f"{geste} la règle de financement «\u00a0{regle}\u00a0»"[:300],
        donnees={"avant": _dire(avant) if avant else None, "apres": _dire(regle)},
    )
    return regle


@transaction.atomic
def retirer_une_regle(regle: RegleDeFinancement, *, par: Agent) -> None:
    inscrire(
        "retirer_une_regle",
        par,
        par=par,
        phrase=f"a retiré la règle de financement «\u00a0{regle}\u00a0»"[:300],
        donnees=_dire(regle),
    )
    regle.delete()


def _dire(regle: RegleDeFinancement) -> dict[str, Any]:
    noms = ("libelle", "financeur", "dispositif", "taux", "source", "depuis_le", "jusqu_au")
    return {nom: str(getattr(regle, nom) or "") for nom in noms}
