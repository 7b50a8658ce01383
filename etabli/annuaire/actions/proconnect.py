"""Reconnaître quelqu'un par ProConnect : un compte déjà rattaché, une adresse déjà invitée, ou personne."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.actions.invitations import accepter_avec_un_compte, empreinte
from etabli.annuaire.alertes import prevenir
from etabli.annuaire.models import Agent, IdentiteProConnect, Invitation
from etabli.annuaire.proconnect import Identite
from etabli.socle.journal import inscrire

INCONNU = (
    "ProConnect vous a reconnu comme {courriel}, mais aucun compte d'ici n'a cette adresse. Demandez une invitation "
    "à votre organisation, ou connectez-vous à votre compte et rattachez-y ProConnect."
)
INVITE = "Une invitation vous attend à l'adresse {courriel}. Ouvrez le lien reçu par courriel pour entrer."
FERME = "Ce compte est fermé. Demandez une nouvelle invitation à votre organisation ou à la DGALN."
DEJA_PRIS = "Cette identité ProConnect est déjà rattachée à un autre compte."
AUTRE_IDENTITE = "Ce compte est rattaché à une autre identité ProConnect. Entrez par votre mot de passe."


@transaction.atomic
def reconnaitre(lue: Identite, *, jeton: str = "") -> Agent:
    """Le `sub` d'abord ; à défaut l'adresse, pour un compte déjà là ou pour l'invitation dont on tient le lien.

    Lève ValidationError avec la phrase à montrer.
    """
    connue = IdentiteProConnect.objects.select_related("agent").filter(sub=lue.sub).first()
    if connue is not None:
        return _entrer(connue, lue)
    agent = Agent.objects.filter(email__iexact=lue.courriel).first() if lue.courriel else None
    if agent is not None:
        return _entrer(rattacher(agent, lue, par=agent), lue)
    invitation = Invitation.objects.ouvertes().filter(email__iexact=lue.courriel)
    if jeton and (recue := invitation.filter(empreinte_du_jeton=empreinte(jeton)).first()):
        return accepter_par_proconnect(recue, lue)
    phrase = INVITE if lue.courriel and invitation.exists() else INCONNU
    raise ValidationError(phrase.format(courriel=lue.courriel or "une personne sans adresse"))


@transaction.atomic
def accepter_par_proconnect(invitation: Invitation, lue: Identite) -> Agent:
    """Ouvre le compte invité sans mot de passe : ProConnect et le lien disent la même adresse."""
    agent = Agent(email=invitation.email, prenom=lue.prenom or "Prénom", nom=lue.nom or invitation.email)
    agent.set_unusable_password()
    agent.save()
    _entrer(rattacher(agent, lue, par=agent), lue)
    return accepter_avec_un_compte(invitation, agent)


@transaction.atomic
def rattacher(agent: Agent, lue: Identite, *, par: Agent) -> IdentiteProConnect:
    if IdentiteProConnect.objects.filter(sub=lue.sub).exclude(agent=agent).exists():
        raise ValidationError(DEJA_PRIS)
    if not agent.is_active:
        raise ValidationError(FERME)
    identite, est_neuve = IdentiteProConnect.objects.get_or_create(agent=agent, defaults={"sub": lue.sub})
    if identite.sub != lue.sub:
        raise ValidationError(AUTRE_IDENTITE)
    if est_neuve:
        _noter(identite, lue)
        prevenir(agent, "proconnect-rattache")
    return identite


@transaction.atomic
def detacher(identite: IdentiteProConnect, *, par: Agent) -> None:
    """Un compte sans mot de passe n'aurait plus d'entrée que le code par courriel : on le dit avant."""
    agent = identite.agent
    identite.delete()
    prevenir(agent, "proconnect-detache")


def _entrer(identite: IdentiteProConnect, lue: Identite) -> Agent:
    if not identite.agent.is_active:
        raise ValidationError(FERME)
    if identite.siret and lue.siret != identite.siret:
        inscrire(
            "changer_d_etablissement",
            identite.agent,
            par=identite.agent,
            phrase="s'est connecté par ProConnect au titre d'un autre établissement",
            donnees={"avant": identite.siret, "apres": lue.siret},
        )
    identite.vue_le = now()
    _noter(identite, lue)
    return identite.agent


def _noter(identite: IdentiteProConnect, lue: Identite) -> None:
    identite.courriel, identite.siret, identite.fournisseur = (
        lue.courriel,
        lue.siret[:14],
        lue.fournisseur[:80],
    )
    identite.save()
