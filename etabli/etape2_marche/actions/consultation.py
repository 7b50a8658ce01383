"""Ouvrir le marché d'un dossier, consulter tous les titulaires, répondre à tous."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.models import VersionDeNote
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.models import (
    AccordCadre,
    Consultation,
    DossierDeConsultation,
    Marche,
    Question,
    Titulaire,
)
from etabli.socle.journal import inscrire


@transaction.atomic
def ouvrir_le_marche(dossier: Dossier, *, par: Agent | None) -> Marche:
    """Le marché en cours du dossier, ouvert s'il n'existe pas. Lève ValidationError s'il manque de quoi."""
    if courant := Marche.objects.courants().filter(dossier=dossier).first():
        return courant
    cadre = AccordCadre.objects.en_vigueur().order_by("-debut_le").first()
    if cadre is None:
        raise ValidationError("Aucun accord-cadre n'est en vigueur : la DGALN doit d'abord le saisir.")
    acheteur = dossier.pilote
    if acheteur is None:
        raise ValidationError("Ce dossier n'a pas de pilote local : désignez d'abord le service acheteur.")
    marche = Marche.objects.create(
        dossier=dossier,
        accord_cadre=cadre,
        acheteur=acheteur,
        cahier_des_clauses=_derniere_note(dossier),
        est_fictif=dossier.est_fictif,
    )
    inscrire("ouvrir_le_marche", marche, par=par, phrase="a ouvert le marché subséquent")
    return marche


def _derniere_note(dossier: Dossier) -> VersionDeNote:
    version: VersionDeNote | None = (
        VersionDeNote.objects.filter(candidature__dossier=dossier).order_by("-numero").first()
    )
    if version is None:
        raise ValidationError("La note d'opportunité n'est pas figée : elle vaut cahier des clauses.")
    return version


@transaction.atomic
def relancer(marche: Marche, *, par: Agent) -> Marche:
    """Un nouveau marché pour le même dossier ; l'ancien garde son histoire."""
    cadre = AccordCadre.objects.en_vigueur().order_by("-debut_le").first()
    nouveau = Marche.objects.create(
        dossier=marche.dossier,
        accord_cadre=cadre or marche.accord_cadre,
        acheteur=marche.acheteur,
        cahier_des_clauses=_derniere_note(marche.dossier),
        precedent=marche,
        est_fictif=marche.est_fictif,
    )
    inscrire("relancer", nouveau, par=par, phrase="a relancé le marché subséquent")
    return nouveau


def consulter_les_titulaires(
    marche: Marche, *, par: Agent, date_limite: datetime, reference_place: str = "", **_: Any
) -> None:
    """Effet du lancement : chaque titulaire en cours reçoit la même invitation, au même instant."""
    if date_limite <= now():
        raise ValidationError({"date_limite": "Choisissez une date limite à venir."})
    marche.date_limite, marche.consulte_le = date_limite, now()
    marche.reference_place = reference_place or marche.reference_place
    marche.save(update_fields=["date_limite", "consulte_le", "reference_place"])
    Consultation.objects.bulk_create(
        Consultation(marche=marche, titulaire=titulaire, consulte_le=marche.consulte_le)
        for titulaire in marche.accord_cadre.titulaires.all()
        if titulaire.est_en_cours
    )


def repousser_la_date_limite(
    marche: Marche,
    *,
    par: Agent,
    date_limite: datetime,
    motif: str = "",
    questions_jusqu_au: datetime | None = None,
    **_: Any,
) -> None:
    """Effet de la prolongation : la nouvelle date ne peut que laisser plus de temps."""
    if date_limite <= now() or (marche.date_limite and date_limite <= marche.date_limite):
        raise ValidationError({"date_limite": "La nouvelle date limite doit être postérieure à l'actuelle."})
    marche.date_limite, marche.motif = date_limite, motif
    marche.save(update_fields=["date_limite", "motif"])
    if questions_jusqu_au:
        if questions_jusqu_au > date_limite:
            raise ValidationError(
                {"questions_jusqu_au": "Les questions se posent au plus tard à la date limite des offres."}
            )
        DossierDeConsultation.objects.update_or_create(
            marche=marche, defaults={"questions_jusqu_au": questions_jusqu_au}
        )


@transaction.atomic
def poser_une_question(
    marche: Marche, texte: str, *, par: Agent, titulaire: Titulaire | None = None
) -> Question:
    """`titulaire` n'est connu que du service acheteur ; le journal ne dit pas qui demandait."""
    question = Question.objects.create(marche=marche, texte=texte, titulaire=titulaire)
    inscrire("poser_une_question", marche, par=None, phrase="a transmis une question sur la consultation")
    sonner("poser_une_question", question, par=par)
    return question


@transaction.atomic
def repondre(question: Question, reponse: str, *, par: Agent) -> Question:
    question.reponse, question.repondue_le = reponse, now()
    question.save(update_fields=["reponse", "repondue_le"])
    inscrire(
        "repondre", question.marche, par=par, phrase="a répondu à une question, pour tous les titulaires"
    )
    sonner("repondre", question, par=par)
    return question


@transaction.atomic
def decliner(consultation: Consultation, *, par: Agent) -> Consultation:
    """Sans trace dans le fil du dossier : avant la date limite, nul ne sait qui répondra."""
    consultation.a_decline_le = now()
    consultation.save(update_fields=["a_decline_le"])
    inscrire("decliner", consultation, par=par, phrase="a fait savoir que son groupement ne répondra pas")
    return consultation
