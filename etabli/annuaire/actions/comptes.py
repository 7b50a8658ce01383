"""Ce qu'un agent change de son compte, et la fin de ses fonctions."""

import secrets
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.alertes import prevenir
from etabli.annuaire.models import Agent, Fonction
from etabli.socle.courriel import Lettre
from etabli.socle.journal import inscrire

REPRISE = Lettre(
    "reprise-de-fonction",
    "Vous prenez la suite de {{ sortant }}",
    "annuaire/lettres/reprise.txt",
    lambda fonction: [fonction.agent.email],
)


@transaction.atomic
def modifier_son_compte(agent: Agent, *, prenom: str, nom: str, telephone: str = "", par: Agent) -> Agent:
    agent.prenom, agent.nom, agent.telephone = prenom, nom, telephone
    agent.save(update_fields=["prenom", "nom", "telephone"])
    inscrire("modifier_son_compte", agent, par=par, phrase="a mis à jour ses coordonnées")
    return agent


@transaction.atomic
def terminer_une_fonction(fonction: Fonction, *, par: Agent, le: date | None = None) -> Fonction:
    """`le` est le premier jour où la fonction ne donne plus de droits : aujourd'hui par défaut."""
    jour = le or localdate()
    if jour < fonction.debut_le:
        raise ValidationError(
            "La fonction ne peut pas finir avant d'avoir commencé. Choisissez une autre date."
        )
    fonction.fin_le = jour
    fonction.save(update_fields=["fin_le", "modifie_le"])
    inscrire(
        "terminer_une_fonction",
        fonction.organisation,
        par=par,
        phrase=f"a mis fin à la fonction de {fonction.agent} ({fonction.intitule})",
        donnees={"fonction": fonction.pk, "fin_le": jour},
    )
    return fonction


@transaction.atomic
def passer_la_main(fonction: Fonction, a: Agent, *, par: Agent) -> Fonction:
    """La fonction passe à un autre agent : ce que l'organisation devait faire, c'est lui qui le verra."""
    if a.pk == fonction.agent_id:
        raise ValidationError("Choisissez une autre personne que celle qui tient déjà la fonction.")
    terminer_une_fonction(fonction, par=par)
    reprise, _ = Fonction.objects.en_cours().get_or_create(
        agent=a, organisation=fonction.organisation, defaults={"intitule": fonction.intitule}
    )
    inscrire(
        "passer_la_main",
        fonction.organisation,
        par=par,
        phrase=f"a passé la main de {fonction.agent} à {a} ({fonction.intitule})",
        donnees={"de": fonction.agent_id, "a": a.pk},
    )
    REPRISE.envoyer(reprise, occasion=f"{fonction.pk}-{reprise.pk}", sortant=fonction.agent, auteur=par)
    return reprise


def renouveler_la_cle_du_calendrier(agent: Agent, *, par: Agent) -> str:
    """Une nouvelle adresse de calendrier ; l'ancienne cesse aussitôt de répondre."""
    agent.cle_calendrier = secrets.token_urlsafe(32)
    agent.save(update_fields=["cle_calendrier"])
    return agent.cle_calendrier


def revoquer_la_cle_du_calendrier(agent: Agent, *, par: Agent) -> None:
    agent.cle_calendrier = ""
    agent.save(update_fields=["cle_calendrier"])


@transaction.atomic
def retirer_le_second_facteur(agent: Agent) -> int:
    """Un geste de l'exploitant, hors du site : rend le nombre de facteurs retirés, codes de secours compris."""
    retires, _ = Authenticator.objects.filter(user=agent).delete()
    if retires:
        for session in UserSession.objects.filter(user=agent):
            session.end()
        prevenir(agent, "second-facteur-retire")
    return int(retires)
