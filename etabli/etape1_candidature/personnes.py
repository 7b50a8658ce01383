"""Ce que la candidature tient des personnes : signataires, acteurs cités, et qui est en train d'écrire."""

from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape1_candidature.models import Acteur, Presence, Remarque
from etabli.socle.personnes import Traitement, declarer
from etabli.socle.personnes.droits import OUBLIEE


def _oublier(agent: Agent) -> int:
    return Presence.objects.filter(agent=agent).delete()[0]


def _effacer(acteur: Acteur) -> None:
    Acteur.objects.filter(pk=acteur.pk).update(nom=OUBLIEE.capitalize(), attente="")


declarer(
    Traitement(
        cle="candidatures",
        nom="Notes d'opportunité et courriers",
        finalite="Instruire la candidature d'un territoire.",
        base="Mission d'intérêt public",
        personnes="Agents rédacteurs, signataires des courriers, acteurs cités dans la note",
        donnees="Nom et qualité ; remarques ; présence dans une rubrique (quelques minutes)",
        destinataires="Les membres du dossier, la DGALN",
        conservation="Archives publiques : gardées avec le dossier ; un acteur cité est effacé sur demande.",
        d_un_agent=lambda agent: Remarque.objects.filter(auteur=agent).values("texte", "ecrite_le"),
        oublier=_oublier,
        trouver=lambda texte: Acteur.objects.filter(Q(nom__icontains=texte)),
        effacer=_effacer,
        ordre=30,
    )
)
