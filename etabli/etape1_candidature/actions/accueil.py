"""Inviter quelqu'un dans un dossier, avec un rôle et des rubriques ; tenir la promesse quand il accepte."""

from collections.abc import Sequence

from django.db import transaction

from etabli.annuaire.actions import inviter
from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.dossier.actions import ajouter_un_membre
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier
from etabli.dossier.permissions import peut_gerer_les_membres
from etabli.etape1_candidature.actions.ecriture import confier_la_rubrique
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape1_candidature.models import InvitationAuDossier, Rubrique
from etabli.socle.francais import liste_et


@transaction.atomic
def inviter_au_dossier(
    dossier: Dossier,
    email: str,
    organisation: Organisation,
    intitule: str,
    role: Role,
    rubriques: Sequence[str] = (),
    *,
    par: Agent,
    mot: str = "",
) -> InvitationAuDossier | None:
    """None quand la personne est déjà de l'organisation : la place est donnée aussitôt, sans invitation."""
    deja = Fonction.objects.en_cours().filter(agent__email__iexact=email.strip(), organisation=organisation)
    if deja.exists():
        donner_la_place(dossier, organisation, role, rubriques, par=par)
        return None
    invitation = inviter(
        email,
        organisation,
        intitule,
        par=par,
        mot=_mot(dossier, organisation, role, rubriques, mot),
        suite=dossier.get_absolute_url(),
    )
    promesse = InvitationAuDossier.objects.create(
        invitation=invitation, dossier=dossier, role=role, rubriques=list(rubriques)
    )
    promesse.invitation = invitation
    return promesse


def _mot(dossier: Dossier, organisation: Organisation, role: Role, rubriques: Sequence[str], mot: str) -> str:
    """Ce que l'invité lira : le dossier, la place de son organisation, ce qu'on lui demande d'écrire."""
    noms = liste_et(f"«\u00a0{CleRubrique(cle).label}\u00a0»" for cle in rubriques)
    ecrire = f" Je vous propose d'y écrire : {noms}." if noms else ""
    place = next((m for m in dossier.membres_en_cours() if m.organisation_id == organisation.pk), None)
    libelle = (place.get_role_display() if place else role.label).lower()
    propre = f"\n\n{mot.strip()}" if mot.strip() else ""
    return f"Dossier «\u00a0{dossier}\u00a0», où {organisation} est {libelle}.{ecrire}{propre}"


@transaction.atomic
def tenir_la_promesse(promesse: InvitationAuDossier) -> bool:
    """À l'acceptation. Faux si la personne qui a invité n'a plus le droit de donner cette place."""
    auteur = promesse.invitation.invite_par
    if not peut_gerer_les_membres(auteur, promesse.dossier):
        return False
    role = Role(promesse.role)
    donner_la_place(promesse.dossier, promesse.invitation.organisation, role, promesse.rubriques, par=auteur)
    return True


def donner_la_place(
    dossier: Dossier, organisation: Organisation, role: Role, rubriques: Sequence[str], *, par: Agent
) -> None:
    """Une organisation déjà membre garde son rôle ; une rubrique déjà confiée l'est à deux."""
    if organisation.pk not in {m.organisation_id for m in dossier.membres_en_cours()}:
        ajouter_un_membre(dossier, organisation, role, par=par)
    for rubrique in Rubrique.objects.filter(candidature__dossier=dossier, cle__in=rubriques):
        aides = list(rubrique.associees.all())
        if rubrique.confiee_a is None:
            confier_la_rubrique(rubrique, organisation, par=par)
        elif organisation not in (rubrique.confiee_a, *aides):
            confier_la_rubrique(rubrique, rubrique.confiee_a, par=par, avec=[*aides, organisation])
