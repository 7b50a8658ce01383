"""La lettre qui dit qu'un abonnement s'est arrêté."""

from etabli.donnees_ouvertes.models import Abonnement
from etabli.socle.courriel import Lettre

ARRET = Lettre(
    "abonnement_arrete",
    "L'abonnement « {{ objet }} » s'est arrêté",
    "donnees_ouvertes/lettres/arret.txt",
    lambda abonnement: [abonnement.cree_par.email],
)


def prevenir_de_l_arret(abonnement: Abonnement) -> None:
    """Une lettre par arrêt, même si deux ouvriers le constatent."""
    quand = abonnement.arrete_le.isoformat() if abonnement.arrete_le else ""
    ARRET.envoyer(abonnement, occasion=f"{abonnement.pk}-{quand}")
