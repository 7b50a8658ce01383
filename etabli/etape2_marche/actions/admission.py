"""La remise d'un livrable et la décision qui suit sa vérification."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import Decision
from etabli.etape2_marche.execution import bilan_de
from etabli.etape2_marche.models import DecisionDAdmission, LivrableDuMarche
from etabli.socle.francais import euros


def remettre(livrable: LivrableDuMarche, *, par: Agent, remis_le: date | None = None, **_: Any) -> None:
    """Effet de la remise : le délai de vérification part de ce jour."""
    remis_le = remis_le or localdate()
    if remis_le > localdate():
        raise ValidationError({"remis_le": "Cette date est à venir : indiquez celle de la remise."})
    if livrable.marche.notifie_le and remis_le < livrable.marche.notifie_le:
        raise ValidationError({"remis_le": "Le marché n'était pas notifié à cette date."})
    livrable.remis_le = remis_le
    livrable.save(update_fields=["remis_le"])


def _prononcer(
    livrable: LivrableDuMarche,
    decision: Decision,
    *,
    par: Agent,
    prononcee_le: date | None,
    motif: str,
    refaction_ht: Decimal = Decimal(0),
    a_reprendre_pour_le: date | None = None,
) -> None:
    prononcee_le = prononcee_le or localdate()
    remis_le = livrable.remis_le or localdate()
    if prononcee_le > localdate():
        raise ValidationError({"prononcee_le": "Cette date est à venir : indiquez celle de la décision."})
    if prononcee_le < remis_le:
        raise ValidationError({"prononcee_le": "La décision ne peut précéder la remise."})
    if decision != Decision.ADMISSION and not motif.strip():
        raise ValidationError({"motif": "Écrivez le motif : l'équipe doit savoir ce qui manque."})
    DecisionDAdmission.objects.create(
        livrable=livrable,
        decision=decision,
        motif=motif.strip(),
        prononcee_le=prononcee_le,
        remis_le=remis_le,
        refaction_ht=refaction_ht,
        a_reprendre_pour_le=a_reprendre_pour_le,
        par=par,
    )


def admettre(
    livrable: LivrableDuMarche, *, par: Agent, prononcee_le: date | None = None, motif: str = "", **_: Any
) -> None:
    _prononcer(livrable, Decision.ADMISSION, par=par, prononcee_le=prononcee_le, motif=motif)


def ajourner(
    livrable: LivrableDuMarche,
    *,
    par: Agent,
    motif: str,
    a_reprendre_pour_le: date,
    prononcee_le: date | None = None,
    **_: Any,
) -> None:
    """L'équipe reprend son travail, dans un délai que la décision fixe."""
    if a_reprendre_pour_le <= (prononcee_le or localdate()):
        raise ValidationError({"a_reprendre_pour_le": "Laissez un délai : choisissez une date postérieure."})
    _prononcer(
        livrable,
        Decision.AJOURNEMENT,
        par=par,
        prononcee_le=prononcee_le,
        motif=motif,
        a_reprendre_pour_le=a_reprendre_pour_le,
    )
    livrable.attendu_le = a_reprendre_pour_le
    livrable.save(update_fields=["attendu_le"])


def admettre_avec_refaction(
    livrable: LivrableDuMarche,
    *,
    par: Agent,
    motif: str,
    refaction_ht: Decimal,
    prononcee_le: date | None = None,
    **_: Any,
) -> None:
    """Le livrable sert, mais à un prix réduit : la somme se retient sur une facture à venir."""
    bilan = bilan_de(livrable.marche)
    if refaction_ht <= 0:
        raise ValidationError({"refaction_ht": "Chiffrez la réfaction : elle diminue le prix."})
    if refaction_ht > bilan.reste_a_facturer:
        raise ValidationError(
            {"refaction_ht": f"Il ne reste que {euros(bilan.reste_a_facturer)} HT à facturer sur ce marché."}
        )
    _prononcer(
        livrable,
        Decision.REFACTION,
        par=par,
        prononcee_le=prononcee_le,
        motif=motif,
        refaction_ht=refaction_ht,
    )


def rejeter(
    livrable: LivrableDuMarche, *, par: Agent, motif: str, prononcee_le: date | None = None, **_: Any
) -> None:
    _prononcer(livrable, Decision.REJET, par=par, prononcee_le=prononcee_le, motif=motif)
