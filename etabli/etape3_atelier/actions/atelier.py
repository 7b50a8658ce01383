"""La vie de l'atelier : sa naissance, et ce que chaque acte du cycle écrit."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import FormatAtelier
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.actions.calendrier import publier_une_version
from etabli.etape3_atelier.calcul.calendrier import PhasePrevue, proposer_un_calendrier
from etabli.etape3_atelier.models import Atelier, Jalon
from etabli.socle.journal import inscrire


@transaction.atomic
def creer_l_atelier(marche: Marche, *, par: Agent | None) -> Atelier:
    """L'atelier naît du marché notifié, une seule fois."""
    if marche.titulaire is None:
        raise ValidationError("Le marché n'a pas de titulaire : l'atelier n'aurait pas d'équipe.")
    atelier, est_neuf = Atelier.objects.get_or_create(
        dossier=marche.dossier, defaults={"marche": marche, "equipe": marche.titulaire.groupement}
    )
    if est_neuf:
        inscrire("ouvrir_l_atelier", atelier, par=par, phrase="a ouvert l'atelier avec l'équipe choisie")
    return atelier


def phases_du_format(format_: FormatAtelier) -> list[PhasePrevue]:
    return [
        PhasePrevue(p.ordre, p.nature, p.nom, p.session, p.decalage_semaines, p.duree_jours)
        for p in format_.phases.all()
    ]


@transaction.atomic
def lancer(atelier: Atelier, *, par: Agent, lance_le: date, **_: Any) -> None:
    """Date le lancement, place les phases du format, publie la première version du calendrier."""
    atelier.lance_le = lance_le
    atelier.save(update_fields=["lance_le"])
    feries = atelier.feries(range(lance_le.year, lance_le.year + 4))
    try:
        phases = phases_du_format(atelier.dossier.format)
        proposees = proposer_un_calendrier(phases, lance_le, feries.keys())
    except ValueError as erreur:
        raise ValidationError(f"{erreur} La DGALN doit corriger le déroulé type du format.") from erreur
    Jalon.objects.bulk_create(Jalon(atelier=atelier, **vars(phase)) for phase in proposees)
    publier_une_version(
        atelier, "Calendrier proposé au lancement, depuis le déroulé type du format.", par=par
    )


@transaction.atomic
def achever(atelier: Atelier, *, par: Agent, acheve_le: date, **_: Any) -> None:
    if atelier.lance_le and acheve_le < atelier.lance_le:
        raise ValidationError("L'atelier ne peut s'achever avant son lancement.")
    if acheve_le > localdate():
        raise ValidationError("L'atelier ne peut être achevé à une date à venir.")
    atelier.acheve_le = acheve_le
    atelier.save(update_fields=["acheve_le"])


@transaction.atomic
def garder_le_motif(atelier: Atelier, *, par: Agent, motif: str = "", **_: Any) -> None:
    atelier.motif = motif
    atelier.nb_bascules += 1
    atelier.save(update_fields=["motif", "nb_bascules"])
