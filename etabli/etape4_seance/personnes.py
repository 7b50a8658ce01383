"""Dans la salle : un téléphone ne laisse qu'un pseudonyme facultatif et un collège ; tout cela s'efface."""

from datetime import datetime

from django.db.models import QuerySet

from etabli.etape4_seance.actions.purger import a_purger, purger
from etabli.etape4_seance.models import Destinataire, Emargement, Seance
from etabli.socle.models import LettreSortante
from etabli.socle.personnes import Traitement, declarer
from etabli.socle.personnes.droits import OUBLIEE


def _echues(avant: datetime) -> QuerySet[Seance]:
    return Seance.objects.filter(pk__in=[s.pk for s in a_purger(avant)])


def _effacer(seance: Seance) -> None:
    purger(seance)


def _effacer_une_presence(emargement: Emargement) -> None:
    """La ligne reste : le nombre de présents par collège ne change pas."""
    Emargement.objects.filter(pk=emargement.pk).update(nom=OUBLIEE.capitalize(), organisme="")


def _effacer_une_adresse(destinataire: Destinataire) -> None:
    LettreSortante.objects.filter(destinataire__iexact=destinataire.courriel).delete()
    destinataire.delete()


declarer(
    Traitement(
        cle="seances",
        nom="Participants des sessions",
        finalite="Recueillir les idées et les votes de la salle, et compter les présents.",
        base="Mission d'intérêt public ; consentement pour l'adresse",
        personnes="Participants, avec ou sans téléphone",
        donnees="Collège, pseudonyme facultatif, heure d'arrivée ; ni adresse IP, ni modèle d'appareil, ni position",
        destinataires="L'équipe et les pilotes ; à l'écran, le pseudonyme seulement",
        conservation="Pseudonymes, signatures et adresses effacés ce délai après la session ; les contributions "
        "restent, sans personne.",
        jours=365,
        echus=_echues,
        effacer=_effacer,
        ordre=60,
    ),
    Traitement(
        cle="emargements",
        nom="Feuilles de présence",
        finalite="Justifier la tenue de la session.",
        base="Mission d'intérêt public",
        personnes="Personnes présentes",
        donnees="Nom, collège, organisme, heure",
        destinataires="L'équipe, les pilotes, les co-porteurs et la DGALN",
        conservation="Avec la session ; le nom d'une personne est effacé à sa demande, la présence reste comptée.",
        trouver=lambda texte: Emargement.objects.filter(nom__icontains=texte),
        effacer=_effacer_une_presence,
        ordre=61,
    ),
    Traitement(
        cle="comptes_rendus",
        nom="Adresses laissées pour le compte rendu",
        finalite="Envoyer le compte rendu à qui l'a demandé.",
        base="Consentement",
        personnes="Participants",
        donnees="Adresse électronique, date de l'accord",
        destinataires="Personne ne la lit : seul l'envoi s'en sert",
        conservation="Effacée avec la session, ou aussitôt par le lien du courriel.",
        trouver=lambda texte: Destinataire.objects.filter(courriel__iexact=texte),
        effacer=_effacer_une_adresse,
        ordre=62,
    ),
)
