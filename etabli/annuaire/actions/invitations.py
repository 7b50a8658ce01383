"""Inviter quelqu'un, et répondre à une invitation."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from etabli.annuaire.models import Agent, Fonction, Invitation, Organisation
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli
from etabli.socle.journal import inscrire
from etabli.socle.models import LettreSortante

VALIDITE = timedelta(days=15)
LETTRE = Lettre(
    "invitation",
    "{{ objet.invite_par }} vous invite à rejoindre les Ateliers Locaux",
    "annuaire/lettres/invitation.txt",
    lambda invitation: [invitation.email],
)


# La personne qui a invité et l'adresse invitée : l'une des deux saura si le lien est passé en d'autres mains.
AUTRE_COMPTE = Lettre(
    "invitation-acceptee-ailleurs",
    "Une invitation a été acceptée avec une autre adresse",
    "annuaire/lettres/autre_compte.txt",
    lambda invitation: [invitation.invite_par.email, invitation.email],
)


def empreinte(jeton: str) -> str:
    """Ce que la base garde d'un jeton : de quoi le reconnaître, pas de quoi s'en servir."""
    return hashlib.sha256(jeton.encode()).hexdigest()


@transaction.atomic
def inviter(
    email: str, organisation: Organisation, intitule: str, *, par: Agent, mot: str = "", suite: str = ""
) -> Invitation:
    """Envoie un lien personnel. Une invitation déjà ouverte pour la même place est remplacée.

    Le jeton n'est lisible que sur l'objet rendu (`invitation.jeton`) et dans la lettre.
    """
    email = email.strip().lower()
    if Fonction.objects.en_cours().filter(agent__email__iexact=email, organisation=organisation).exists():
        raise ValidationError(
            {"email": f"Cette personne a déjà une fonction dans «\u00a0{organisation}\u00a0»."}
        )
    for ancienne in Invitation.objects.ouvertes().filter(email=email, organisation=organisation):
        retirer_l_invitation(ancienne, par=par)
    jeton = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        organisation=organisation,
        intitule=intitule,
        mot=mot,
        suite=suite,
        empreinte_du_jeton=empreinte(jeton),
        invite_par=par,
        expire_le=now() + VALIDITE,
    )
    inscrire(
        "inviter",
        organisation,
        par=par,
        phrase=f"a invité {email} comme {intitule}",
        donnees={"invitation": invitation.pk},
    )
    return _envoyer(invitation, jeton)


@transaction.atomic
def renvoyer_l_invitation(invitation: Invitation, *, par: Agent) -> Invitation:
    """Un nouveau lien pour quinze jours ; celui d'avant ne marche plus."""
    _effacer_le_lien(invitation)
    jeton = secrets.token_urlsafe(32)
    invitation.empreinte_du_jeton, invitation.expire_le = empreinte(jeton), now() + VALIDITE
    invitation.save(update_fields=["empreinte_du_jeton", "expire_le", "modifie_le"])
    inscrire(
        "renvoyer_l_invitation",
        invitation.organisation,
        par=par,
        phrase=f"a renvoyé l'invitation de {invitation.email}",
    )
    return _envoyer(invitation, jeton)


def _envoyer(invitation: Invitation, jeton: str) -> Invitation:
    lien = reverse("annuaire:repondre", args=[jeton])
    occasion = f"{invitation.pk}-{invitation.empreinte_du_jeton[:16]}"
    LETTRE.envoyer(invitation, occasion=occasion, lien=lien)
    invitation.jeton = jeton  # type: ignore[attr-defined]
    return invitation


@transaction.atomic
def retirer_l_invitation(invitation: Invitation, *, par: Agent) -> Invitation:
    invitation.retiree_le = now()
    invitation.save(update_fields=["retiree_le", "modifie_le"])
    _effacer_le_lien(invitation)
    inscrire(
        "retirer_l_invitation",
        invitation.organisation,
        par=par,
        phrase=f"a retiré l'invitation de {invitation.email}",
    )
    return invitation


@transaction.atomic
def accepter_en_creant_un_compte(
    invitation: Invitation, *, prenom: str, nom: str, mot_de_passe: str, telephone: str = ""
) -> Agent:
    """Le lien prouve l'adresse : le compte s'ouvre à l'adresse invitée, sans autre vérification."""
    _verrouiller(invitation)
    if Agent.objects.filter(email__iexact=invitation.email).exists():
        raise ValidationError(
            "Un compte existe déjà à cette adresse. Connectez-vous pour accepter l'invitation."
        )
    agent = Agent(email=invitation.email, prenom=prenom, nom=nom, telephone=telephone)
    validate_password(mot_de_passe, agent)
    agent.set_password(mot_de_passe)
    agent.save()
    return accepter_avec_un_compte(invitation, agent)


@transaction.atomic
def accepter_avec_un_compte(invitation: Invitation, agent: Agent) -> Agent:
    """Ajoute la fonction au compte ; l'invitation est verrouillée contre le double clic."""
    verrouillee = _verrouiller(invitation)
    verrouillee.acceptee_le, verrouillee.acceptee_par = now(), agent
    verrouillee.save(update_fields=["acceptee_le", "acceptee_par", "modifie_le"])
    Fonction.objects.en_cours().get_or_create(
        agent=agent, organisation=verrouillee.organisation, defaults={"intitule": verrouillee.intitule}
    )
    agent.__dict__.pop("fonctions_en_cours", None)
    agent.__dict__.pop("organisations_ids", None)
    _effacer_le_lien(verrouillee)
    if agent.email.lower() != verrouillee.email.lower():
        AUTRE_COMPTE.envoyer(verrouillee, occasion=str(verrouillee.pk), agent=agent)
    inscrire(
        "accepter_l_invitation",
        verrouillee.organisation,
        par=agent,
        phrase=f"a rejoint {verrouillee.organisation} comme {verrouillee.intitule}",
        donnees={"invitation": verrouillee.pk, "adresse_invitee": verrouillee.email},
    )
    transaction.on_commit(
        lambda: acte_accompli.send(
            sender=Invitation, acte="accepter_l_invitation", objet=verrouillee, par=agent, donnees={}
        )
    )
    return agent


def _verrouiller(invitation: Invitation) -> Invitation:
    """Deux clics au même instant : le second attend, puis lit que la place est prise."""
    verrouillee = Invitation.objects.select_for_update().select_related("organisation", "invite_par")
    trouvee = verrouillee.get(pk=invitation.pk)
    if not trouvee.est_ouverte:
        raise ValidationError("Cette invitation n'est plus valable. Demandez-en une nouvelle.")
    return trouvee


def _effacer_le_lien(invitation: Invitation) -> None:
    """La lettre gardée dans la boîte d'envoi ne doit plus porter de lien qui a servi."""
    LettreSortante.objects.filter(
        cle__startswith=f"invitation/{invitation.pk}-{invitation.empreinte_du_jeton[:16]}"
    ).update(texte="Le texte de cette invitation est effacé : son lien a servi ou a été retiré.")
