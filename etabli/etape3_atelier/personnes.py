"""Les personnes rencontrées et celles à qui l'on écrit : on garde ce qu'elles ont dit, pas qui elles étaient."""

from datetime import datetime

from django.db.models import Q, QuerySet

from etabli.annuaire.models import Agent
from etabli.etape3_atelier.models import Contact, Entretien, Equipier, MembreDeComite, Tache
from etabli.socle.personnes import Traitement, declarer
from etabli.socle.personnes.droits import OUBLIEE

EFFACEE = OUBLIEE.capitalize()


def _contacts_echus(avant: datetime) -> QuerySet[Contact]:
    return Contact.objects.filter(atelier__acheve_le__lt=avant.date()).exclude(nom=EFFACEE)


def _entretiens_echus(avant: datetime) -> QuerySet[Entretien]:
    return Entretien.objects.filter(atelier__acheve_le__lt=avant.date()).exclude(personne=EFFACEE)


def _effacer_le_contact(contact: Contact) -> None:
    """Le collège reste : la part de chacun dans la mobilisation se compte encore."""
    Contact.objects.filter(pk=contact.pk).update(
        nom=EFFACEE,
        qualite="",
        courriel="",
        a_consenti_le=None,
        source_du_consentement="",
        consentement_retire_le=None,
    )


def _effacer_l_entretien(entretien: Entretien) -> None:
    """Les constats tirés de l'entretien restent, sourcés par un entretien sans personne."""
    Entretien.objects.filter(pk=entretien.pk).update(
        personne=EFFACEE,
        qualite="",
        est_anonyme=True,
        noms_a_taire="",
        notes="",
        verbatim="",
        a_consenti_le=None,
        source_du_consentement="",
        consentement_retire_le=None,
    )
    entretien.reponses.update(notes="")


def _oublier(agent: Agent) -> int:
    """L'équipier porte un nom en clair : celui de l'agent s'efface avec lui."""
    return Equipier.objects.filter(nom__iexact=str(agent)).update(nom=EFFACEE)


declarer(
    Traitement(
        cle="contacts",
        nom="Personnes à mobiliser",
        finalite="Inviter aux ateliers celles qui l'ont accepté.",
        base="Consentement",
        personnes="Habitants, élus, associations, entreprises du territoire",
        donnees="Nom, qualité, collège, adresse électronique, date et source de l'accord",
        destinataires="Les pilotes et l'équipe de l'atelier",
        conservation="Effacé ce délai après la fin de l'atelier ; aussitôt à la demande de la personne.",
        jours=365,
        echus=_contacts_echus,
        effacer=_effacer_le_contact,
        trouver=lambda texte: Contact.objects.filter(Q(nom__icontains=texte) | Q(courriel__iexact=texte)),
        ordre=50,
    ),
    Traitement(
        cle="entretiens",
        nom="Personnes interrogées",
        finalite="Comprendre le territoire avant les sessions.",
        base="Consentement",
        personnes="Élus, techniciens, habitants, acteurs économiques",
        donnees="Nom, qualité, collège, notes, citations, accord d'être citée",
        destinataires="L'équipe ; les pilotes, sans les noms que l'on a promis de taire",
        conservation="Nom, notes et citations effacés ce délai après la fin de l'atelier ; les constats restent.",
        jours=1095,
        echus=_entretiens_echus,
        effacer=_effacer_l_entretien,
        trouver=lambda texte: Entretien.objects.filter(personne__icontains=texte),
        ordre=51,
    ),
    Traitement(
        cle="equipes",
        nom="Équipe et comités",
        finalite="Savoir qui anime et qui décide.",
        base="Mission d'intérêt public",
        personnes="Membres de l'équipe et des comités",
        donnees="Nom, fonction, présences, tâches",
        destinataires="Les membres du dossier",
        conservation="Gardés avec le dossier ; effacés sur demande.",
        d_un_agent=lambda agent: Tache.objects.filter(confiee_a=agent).values(
            "libelle", "pour_le", "faite_le"
        ),
        oublier=_oublier,
        trouver=lambda texte: MembreDeComite.objects.filter(nom__icontains=texte),
        effacer=lambda membre: MembreDeComite.objects.filter(pk=membre.pk).update(nom=EFFACEE, qualite=""),
        ordre=52,
    ),
)
