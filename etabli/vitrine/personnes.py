"""Les visiteurs qui ont laissé une adresse pour être prévenus des nouveaux ateliers."""

from etabli.socle.personnes import Traitement, declarer
from etabli.vitrine.models import Alerte

declarer(
    Traitement(
        cle="alertes",
        nom="Alertes des visiteurs",
        finalite="Prévenir un visiteur des ateliers qu'il suit.",
        base="Consentement, confirmé par courriel",
        personnes="Visiteurs sans compte",
        donnees="Adresse électronique, filtres suivis",
        destinataires="Personne ne la lit : seul l'envoi s'en sert",
        conservation="Effacée au désabonnement par le lien de chaque lettre, et à la fin de l'alerte.",
        trouver=lambda texte: Alerte.objects.filter(courriel__iexact=texte),
        effacer=lambda alerte: Alerte.objects.filter(pk=alerte.pk).delete(),
        ordre=80,
    )
)
