"""Demander qu'on efface ou corrige ses données, et y répondre dans le mois."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.dossier.permissions import peut_repondre_aux_demandes
from etabli.socle.courriel import Lettre
from etabli.socle.journal import inscrire
from etabli.socle.models import DemandeSurSesDonnees, NatureDeDemande
from etabli.socle.personnes import oublier
from etabli.socle.verdict import exiger

# Le règlement dit « un mois » : le plus court des mois ne met personne en retard.
DELAI = timedelta(days=28)
REPONSE = Lettre(
    slug="dossier/demande_traitee",
    sujet="Votre demande sur vos données personnelles",
    gabarit="dossier/lettres/demande_traitee.txt",
    destinataires=lambda demande: [demande.demandee_par.email],
)


@transaction.atomic
def demander(nature: str, precisions: str = "", *, par: Agent) -> DemandeSurSesDonnees:
    """Une demande de chaque nature à la fois : la redemander rend celle qui attend."""
    demande, est_neuve = DemandeSurSesDonnees.objects.get_or_create(
        demandee_par=par,
        nature=nature,
        traitee_le=None,
        defaults={"precisions": precisions, "reponse_avant_le": localdate() + DELAI},
    )
    if est_neuve:
        inscrire("demander_sur_ses_donnees", demande, par=par, phrase="a fait une demande sur ses données")
    return demande


@transaction.atomic
def repondre_a_la_demande(
    demande: DemandeSurSesDonnees, *, est_acceptee: bool, reponse: str, par: Agent
) -> list[str]:
    """Écrit la réponse, l'envoie, puis efface si c'est ce qui était demandé ; rend ce qui doit rester."""
    exiger(peut_repondre_aux_demandes(par))
    prise = DemandeSurSesDonnees.objects.select_for_update().get(pk=demande.pk)
    if prise.traitee_le is not None:
        raise ValidationError("Cette demande a déjà reçu sa réponse.")
    if prise.demandee_par_id == par.pk:
        raise ValidationError("Un autre agent de la DGALN répond à votre propre demande.")
    prise.traitee_le, prise.traitee_par = now(), par
    prise.est_acceptee, prise.reponse = est_acceptee, reponse
    prise.save()
    verbe = "a accepté" if est_acceptee else "a refusé"
    inscrire(
        "repondre_sur_les_donnees", prise, par=par, phrase=f"{verbe} une demande sur des données personnelles"
    )
    agent = Agent.objects.get(pk=prise.demandee_par_id)
    REPONSE.envoyer(prise, occasion=f"demande-{prise.pk}")
    if not est_acceptee or prise.nature != NatureDeDemande.EFFACEMENT:
        return []
    return oublier(agent, par=par)
