"""Ce que l'on écrit à un agent quand la sécurité de son compte change : lui seul peut dire que ce n'est pas lui."""

from etabli.annuaire.models import Agent
from etabli.socle.courriel import Lettre
from etabli.socle.journal import inscrire

ALERTE = Lettre(
    "securite-du-compte",
    "Votre compte : {{ fait }}",
    "annuaire/lettres/securite.txt",
    lambda agent: [agent.email],
)

# Le nom qu'allauth donne à l'annonce : ce qu'en lit l'agent, et ce qu'en garde le journal.
FAITS = {
    "account/email/password_changed": ("le mot de passe a changé", "a changé son mot de passe"),
    "account/email/password_reset": ("le mot de passe a changé", "a choisi un nouveau mot de passe"),
    "account/email/password_set": ("un mot de passe a été choisi", "a choisi un mot de passe"),
    "mfa/email/totp_activated": (
        "une application d'authentification a été ajoutée",
        "a ajouté une application d'authentification",
    ),
    "mfa/email/totp_deactivated": (
        "l'application d'authentification a été retirée",
        "a retiré l'application d'authentification",
    ),
    "mfa/email/webauthn_added": ("une clé d'accès a été ajoutée", "a ajouté une clé d'accès"),
    "mfa/email/webauthn_removed": ("une clé d'accès a été retirée", "a retiré une clé d'accès"),
    "mfa/email/recovery_codes_generated": (
        "de nouveaux codes de secours ont été établis",
        "a établi de nouveaux codes de secours",
    ),
    "second-facteur-retire": (
        "votre second facteur a été retiré par l'exploitant du site",
        "n'a plus de second facteur : l'exploitant du site l'a retiré",
    ),
    "nouvel-appareil": ("connexion depuis un nouvel appareil", "s'est connecté depuis un nouvel appareil"),
    "proconnect-rattache": ("ProConnect y est rattaché", "a rattaché ProConnect à son compte"),
    "proconnect-detache": ("ProConnect en est détaché", "a détaché ProConnect de son compte"),
}


def prevenir(agent: Agent, annonce: str, appareil: str = "") -> None:
    """Une lettre et une ligne du journal ; l'appareil est celui d'où l'acte est venu."""
    fait, phrase = FAITS[annonce]
    ALERTE.envoyer(agent, fait=fait, appareil=appareil)
    inscrire(annonce.rpartition("/")[2], agent, par=agent, phrase=phrase, donnees={"appareil": appareil})
