"""Les comptes, les fonctions et les invitations : ce que l'annuaire tient des agents, et comment il les oublie."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent, Fonction, IdentiteProConnect, Invitation, VueEnregistree
from etabli.socle.courriel import Lettre
from etabli.socle.personnes import Traitement, declarer, oublier

ADRESSE_EFFACEE = "efface-{}@compte.invalid"
# Ce que les bibliothèques de connexion gardent de lui : adresses, seconds facteurs, sessions, identités.
CONNEXION = ("account", "mfa", "socialaccount", "usersessions")
PREAVIS = Lettre(
    slug="annuaire/compte_bientot_efface",
    sujet="Votre compte sera effacé dans trente jours",
    gabarit="annuaire/lettres/compte_bientot_efface.txt",
    destinataires=lambda agent: [agent.email],
)


def _endormis(avant: datetime) -> QuerySet[Agent]:
    """Jamais revenus depuis, et sans fonction récente : un compte d'agent en poste ne s'efface pas sous lui."""
    recents = Q(last_login__gte=avant) | Q(last_login=None, cree_le__gte=avant)
    return Agent.objects.exclude(recents).exclude(email__endswith="@compte.invalid")


def _prevenir(avant: datetime) -> int:
    prevenus = (
        PREAVIS.envoyer(agent, occasion=f"{agent.pk}-{(agent.last_login or agent.cree_le):%Y%m%d}")
        for agent in _endormis(avant).filter(is_active=True)
    )
    return sum(map(len, prevenus))


def _du_compte(agent: Agent) -> Iterable[dict[str, Any]]:
    yield {
        "prénom": agent.prenom,
        "nom": agent.nom,
        "adresse": agent.email,
        "téléphone": agent.telephone,
        "compte créé le": agent.cree_le,
        "dernière connexion": agent.last_login,
    }
    for fonction in Fonction.objects.filter(agent=agent).select_related("organisation"):
        yield {
            "fonction": fonction.intitule,
            "organisation": str(fonction.organisation),
            "depuis le": fonction.debut_le,
            "fin le": fonction.fin_le,
        }
    for identite in IdentiteProConnect.objects.filter(agent=agent):
        yield {"identité ProConnect": identite.sub, "SIRET": identite.siret, "vue le": identite.vue_le}
    for vue in VueEnregistree.objects.filter(agent=agent):
        yield {"vue enregistrée": vue.nom, "adresse": vue.chemin}


def _oublier_le_compte(agent: Agent) -> int:
    """Le nom part avec le reste, sauf s'il doit rester à côté d'actes que la loi conserve."""
    ancienne = agent.email
    if not getattr(agent, "son_nom_reste", False):
        agent.prenom, agent.nom = "Personne", f"effacée n° {agent.pk}"
    agent.email, agent.telephone, agent.cle_calendrier = ADRESSE_EFFACEE.format(agent.pk), "", ""
    agent.is_active, agent.is_superuser, agent.last_login = False, False, None
    agent.set_unusable_password()
    agent.save()
    Fonction.objects.filter(agent=agent, fin_le=None).update(fin_le=localdate())
    VueEnregistree.objects.filter(agent=agent, organisation=None).delete()
    Invitation.objects.filter(email__iexact=ancienne).update(email=agent.email, mot="")
    _oublier_ses_connexions(agent)
    return 1


def _oublier_ses_connexions(agent: Agent) -> None:
    IdentiteProConnect.objects.filter(agent=agent).delete()
    for modele in apps.get_models():
        if modele._meta.app_label in CONNEXION:
            siens = [c.name for c in modele._meta.fields if c.related_model is Agent]
            for champ in siens:
                modele._default_manager.filter(**{champ: agent}).delete()
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(agent.pk):
            session.delete()


def _vieilles_invitations(avant: datetime) -> QuerySet[Invitation]:
    sans_suite = Q(expire_le__lt=avant) | Q(retiree_le__lt=avant)
    return Invitation.objects.filter(sans_suite, acceptee_le=None).exclude(email__endswith="@compte.invalid")


def _effacer_l_invitation(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(
        email=ADRESSE_EFFACEE.format(f"i{invitation.pk}"), mot=""
    )


def _effacer_le_compte(agent: Agent) -> None:
    oublier(agent, par=None)


declarer(
    Traitement(
        cle="comptes",
        nom="Comptes des agents",
        finalite="Donner à chaque agent l'accès à ses dossiers, et dire qui a fait quoi.",
        base="Mission d'intérêt public",
        personnes="Agents de l'État, des collectivités, des établissements et des équipes",
        donnees="Nom, prénom, adresse et téléphone professionnels, fonctions, dernière connexion, appareils connectés, "
        "empreinte du mot de passe et du second facteur",
        destinataires="Les autres agents inscrits (nom, fonction, adresse) ; la DGALN",
        conservation="Effacé quand l'agent n'est pas revenu depuis ce délai, après un courriel trente jours avant.",
        jours=1095,
        echus=_endormis,
        effacer=_effacer_le_compte,
        prevenir=_prevenir,
        d_un_agent=_du_compte,
        oublier=_oublier_le_compte,
        ordre=10,
    ),
    Traitement(
        cle="invitations",
        nom="Invitations sans suite",
        finalite="Inviter une personne à rejoindre son organisation.",
        base="Mission d'intérêt public",
        personnes="Personnes invitées",
        donnees="Adresse électronique, fonction proposée, mot d'accompagnement",
        destinataires="La personne qui a invité, ses collègues, la DGALN",
        conservation="L'adresse est effacée ce délai après l'expiration ou le retrait.",
        jours=365,
        echus=_vieilles_invitations,
        effacer=_effacer_l_invitation,
        d_un_agent=lambda agent: Invitation.objects.filter(
            Q(email__iexact=agent.email) | Q(acceptee_par=agent)
        ).values("email", "intitule", "cree_le", "acceptee_le"),
        trouver=lambda texte: Invitation.objects.filter(email__iexact=texte, acceptee_le=None),
        ordre=11,
    ),
)
