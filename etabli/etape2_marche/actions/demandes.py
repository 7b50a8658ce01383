"""Demander à un candidat avant de décider de son offre, écrire sa réponse, lui donner sa suite."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.enums import SuiteDeDemande
from etabli.etape2_marche.models import DemandeAuCandidat, Offre
from etabli.socle.journal import inscrire


@transaction.atomic
def demander_au_candidat(
    offre: Offre, nature: str, texte: str, reponse_attendue_le: date, *, par: Agent
) -> DemandeAuCandidat:
    """Une seule demande à la fois par offre : la précédente reçoit d'abord sa suite."""
    if offre.demandes.filter(close_le=None).exists():
        raise ValidationError("Une demande à ce candidat attend encore sa suite.")
    if reponse_attendue_le <= localdate():
        raise ValidationError(
            {"reponse_attendue_le": "Laissez au candidat un délai : choisissez une date à venir."}
        )
    demande = DemandeAuCandidat.objects.create(
        offre=offre,
        nature=nature,
        texte=texte.strip(),
        demandee_par=par,
        demandee_le=now(),
        reponse_attendue_le=reponse_attendue_le,
    )
    inscrire("demander_au_candidat", offre, par=par, phrase=f"a écrit à un candidat : {str(demande).lower()}")
    sonner("demander_au_candidat", demande, par=par)
    return demande


@transaction.atomic
def repondre_a_la_demande(demande: DemandeAuCandidat, reponse: str, *, par: Agent) -> DemandeAuCandidat:
    """Écrite par le candidat, ou recopiée par l'acheteur depuis PLACE."""
    demande.reponse, demande.repondue_le = reponse.strip(), now()
    demande.save(update_fields=["reponse", "repondue_le"])
    inscrire("repondre_a_la_demande", demande.offre, par=par, phrase="a enregistré la réponse d'un candidat")
    sonner("repondre_a_la_demande", demande, par=par)
    return demande


@transaction.atomic
def clore_la_demande(demande: DemandeAuCandidat, suite: str, motif: str, *, par: Agent) -> DemandeAuCandidat:
    """La suite et ce qui la motive ; le silence ne se constate qu'une fois le délai passé."""
    if not motif.strip():
        raise ValidationError({"motif": "Dites ce qui motive cette suite : le rapport d'analyse la reprend."})
    if suite == SuiteDeDemande.SANS_REPONSE:
        if demande.repondue_le:
            raise ValidationError({"suite": "Le candidat a répondu : dites si sa réponse suffit."})
        if localdate() <= demande.reponse_attendue_le:
            raise ValidationError({"suite": "Le délai laissé au candidat n'est pas passé."})
    elif not demande.repondue_le:
        raise ValidationError({"suite": "Aucune réponse n'est enregistrée : enregistrez-la d'abord."})
    demande.suite, demande.motif, demande.close_le = suite, motif.strip(), now()
    demande.save(update_fields=["suite", "motif", "close_le"])
    inscrire(
        "clore_la_demande",
        demande.offre,
        par=par,
        phrase=f"a donné suite à une demande : {demande.get_suite_display().lower()}",
    )
    return demande
