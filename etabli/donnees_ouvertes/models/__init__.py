"""Ce que l'interface des machines garde : des jetons, des abonnements et leurs envois, des comptes de demandes."""

from etabli.donnees_ouvertes.models.abonnements import (
    Abonnement,
    AbonnementQuerySet,
    Envoi,
    EnvoiQuerySet,
    Essai,
)
from etabli.donnees_ouvertes.models.compteurs import Compteur
from etabli.donnees_ouvertes.models.jetons import Jeton, JetonQuerySet

__all__ = [
    "Abonnement",
    "AbonnementQuerySet",
    "Compteur",
    "Envoi",
    "EnvoiQuerySet",
    "Essai",
    "Jeton",
    "JetonQuerySet",
]
