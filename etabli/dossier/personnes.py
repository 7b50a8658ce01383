"""Messages, lettres, journal et travaux : ce que les dossiers et le sol de la maison tiennent des personnes."""

from datetime import datetime

from django.db.models import Q, QuerySet

from etabli.annuaire.models import Agent
from etabli.dossier.models import Message, Rappel, RefusDeRappel
from etabli.socle.models import EtatLettre, EtatTravail, Fait, LettreSortante, Travail, VersionDeFichier
from etabli.socle.personnes import Traitement, declarer
from etabli.socle.personnes.declaration import Ligne

EFFACE = "efface@compte.invalid"
REPONSE_A_UNE_DEMANDE = "dossier/demande_traitee"


def _vieilles_lettres(avant: datetime) -> QuerySet[LettreSortante]:
    """Les vieilles ; et, dès qu'elle est remise, la réponse faite à qui a demandé d'être oublié."""
    echues = Q(cree_le__lt=avant) | Q(modele=REPONSE_A_UNE_DEMANDE, etat=EtatLettre.ENVOYEE)
    return (
        LettreSortante.objects.filter(echues).exclude(etat=EtatLettre.A_ENVOYER).exclude(destinataire=EFFACE)
    )


def _effacer_la_lettre(lettre: LettreSortante) -> None:
    """La clé reste, sans l'adresse en clair : la même lettre ne repartira pas."""
    LettreSortante.objects.filter(pk=lettre.pk).update(
        cle=f"effacee/{lettre.pk}", destinataire=EFFACE, texte="", sujet="Lettre effacée"
    )


def _oublier_les_lettres(agent: Agent) -> int:
    """Celles qui attendent de partir gardent leur adresse : la réponse à sa demande en est une."""
    siennes = list(
        LettreSortante.objects.filter(destinataire__iexact=agent.email).exclude(etat=EtatLettre.A_ENVOYER)
    )
    for lettre in siennes:
        _effacer_la_lettre(lettre)
    return len(siennes)


def _oublier_les_rappels(agent: Agent) -> int:
    RefusDeRappel.objects.filter(agent=agent).delete()
    Travail.objects.filter(demande_par=agent).delete()
    return Rappel.objects.filter(agent=agent).delete()[0]


def _de_ses_ecrits(agent: Agent) -> list[Ligne]:
    ecrits = Message.objects.filter(auteur=agent).values("dossier__titre", "texte", "ecrit_le")
    depots = VersionDeFichier.objects.filter(depose_par=agent).values("nom", "depose_le")
    return [*ecrits, *depots]


declarer(
    Traitement(
        cle="ecrits",
        nom="Messages et fichiers des dossiers",
        finalite="Instruire la candidature et conduire l'atelier à plusieurs.",
        base="Mission d'intérêt public",
        personnes="Agents membres d'un dossier",
        donnees="Messages, fichiers déposés, date et auteur",
        destinataires="Les membres du dossier, la DGALN",
        conservation="Archives publiques : gardés avec le dossier ; l'auteur effacé n'y est plus nommé.",
        d_un_agent=_de_ses_ecrits,
        ordre=20,
    ),
    Traitement(
        cle="journal",
        nom="Journal des actes",
        finalite="Prouver qui a fait quoi et quand, sans que rien puisse être changé après coup.",
        base="Mission d'intérêt public",
        personnes="Agents",
        donnees="Auteur, acte, date, objet",
        destinataires="Les membres du dossier, la DGALN",
        conservation="Gardé avec le dossier ; un nom effacé en est retiré sans rompre la chaîne des empreintes.",
        d_un_agent=lambda agent: (
            Fait.objects.filter(par=agent).order_by("numero").values("quand", "phrase", "fil")
        ),
        ordre=21,
    ),
    Traitement(
        cle="lettres",
        nom="Courriels envoyés",
        finalite="Relire ce que la plateforme a écrit, et ne jamais l'envoyer deux fois.",
        base="Mission d'intérêt public",
        personnes="Destinataires des courriels",
        donnees="Adresse, objet, texte, date",
        destinataires="Le destinataire, la DGALN",
        conservation="Adresse et texte effacés ce délai après l'envoi.",
        jours=1095,
        echus=_vieilles_lettres,
        effacer=_effacer_la_lettre,
        d_un_agent=lambda agent: LettreSortante.objects.filter(destinataire__iexact=agent.email).values(
            "sujet", "texte", "cree_le"
        ),
        oublier=_oublier_les_lettres,
        trouver=lambda texte: LettreSortante.objects.filter(destinataire__iexact=texte),
        ordre=22,
    ),
    Traitement(
        cle="travaux",
        nom="Travaux demandés et rappels",
        finalite="Montrer l'avancement d'un long travail ; ne pas rappeler deux fois.",
        base="Mission d'intérêt public",
        personnes="Agents",
        donnees="Demandeur, titre, dates",
        destinataires="L'agent lui-même",
        conservation="Effacés ce délai après leur fin.",
        jours=90,
        echus=lambda avant: Travail.objects.filter(
            Q(fini_le__lt=avant), etat__in=[EtatTravail.FAIT, EtatTravail.ECHOUE]
        ),
        effacer=lambda travail: Travail.objects.filter(pk=travail.pk).delete(),
        d_un_agent=lambda agent: Travail.objects.filter(demande_par=agent).values("titre", "demande_le"),
        oublier=_oublier_les_rappels,
        ordre=23,
    ),
)
