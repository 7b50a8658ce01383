"""La lettre de décision de la DGALN aux porteurs."""

from collections.abc import Sequence

from django.utils.timezone import localdate

from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature.documents.courriers import DESTINATAIRE
from etabli.etape1_candidature.documents.note import FICTIF
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, Citation, EnTete, Paragraphe, Signature
from etabli.socle.francais import jour

OBJETS = {
    Etat.SANS_SUITE: "Suite donnée à votre prise de contact",
    Etat.AJOURNEE: "Report de la décision sur votre candidature",
    Etat.ELIGIBLE: "Éligibilité de votre candidature",
    Etat.NON_ELIGIBLE: "Décision sur votre candidature",
    Etat.LISTE_D_ATTENTE: "Inscription de votre candidature en liste d'attente",
    Etat.RETENUE: "Votre candidature est retenue",
}


def a_une_decision(candidature: Candidature) -> bool:
    return candidature.etat in OBJETS


def composer_la_decision(candidature: Candidature) -> Arbre:
    dossier = candidature.dossier
    blocs: list[Bloc] = [
        EnTete(
            emetteur=DESTINATAIRE,
            destinataire=[o.nom for o in dossier.organisations(*PORTEURS)],
            objet=f"{OBJETS[Etat(candidature.etat)]} : {dossier.titre}",
            lieu="[lieu]",
            date=candidature.decidee_le,
        ),
        Paragraphe("Madame, Monsieur,"),
        *(Paragraphe(texte) for texte in _debut(candidature)),
    ]
    if candidature.motif:
        blocs += [Paragraphe("Cette décision est motivée ainsi :"), Citation(candidature.motif)]
    blocs += [Paragraphe(texte) for texte in _suite(candidature)]
    blocs += [
        Paragraphe("Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."),
        Signature(nom="[nom du signataire]", qualite="Sous-direction de l'aménagement durable"),
    ]
    return Arbre(
        titre=f"{OBJETS[Etat(candidature.etat)]} : {dossier.titre}",
        date=candidature.decidee_le or localdate(),
        auteur="DGALN",
        gabarit="courrier",
        mentions=FICTIF if dossier.est_fictif else "",
        blocs=blocs,
    )


def _debut(candidature: Candidature) -> Sequence[str]:
    titre = f"« {candidature.dossier.titre} »"
    recue = f", déposée le {jour(candidature.deposee_le, semaine=False)}," if candidature.deposee_le else ""
    phrases = {
        Etat.SANS_SUITE: f"Vous avez signalé à la DGALN le dossier {titre}. L'opportunité d'un Atelier n'a "
        "pas pu être caractérisée.",
        Etat.AJOURNEE: f"L'examen de votre candidature {titre}{recue} est reporté.",
        Etat.ELIGIBLE: f"Votre candidature {titre}{recue} est déclarée éligible à l'accompagnement des "
        "Ateliers Locaux.",
        Etat.NON_ELIGIBLE: f"Votre candidature {titre}{recue} n'a pas été déclarée éligible.",
        Etat.LISTE_D_ATTENTE: f"Votre candidature {titre}{recue} est éligible à l'accompagnement des Ateliers "
        "Locaux. Les places de l'année étant comptées, elle est inscrite en liste d'attente.",
        Etat.RETENUE: f"Votre candidature {titre}{recue} est retenue pour la cohorte {candidature.cohorte}.",
    }
    return [phrases[Etat(candidature.etat)]]


def _suite(candidature: Candidature) -> Sequence[str]:
    version = candidature.versions.first()
    note = f" (version {version.numero}, empreinte {version.empreinte[:16]}…)" if version else ""
    prevu = candidature.reexamen_le
    reexamen = f", avec un réexamen prévu le {jour(prevu, semaine=False)}," if prevu else ""
    suites = {
        Etat.SANS_SUITE: "Le dossier peut être rouvert si la situation évolue. Le bureau des stratégies "
        "territoriales reste à votre disposition pour en parler.",
        Etat.AJOURNEE: f"Le dossier reste ouvert ; l'instruction reprendra{reexamen} sans nouvelle démarche de "
        "votre part.",
        Etat.LISTE_D_ATTENTE: f"La note d'opportunité{note} reste telle que vous l'avez déposée. Vous serez informés "
        "dès qu'une place se libère ; vous pouvez d'ici là retirer la candidature.",
        Etat.ELIGIBLE: f"La note d'opportunité{note} tiendra lieu de cahier des clauses techniques "
        "particulières. Vous serez informés de l'inscription de votre candidature dans la cohorte de "
        "l'année.",
        Etat.NON_ELIGIBLE: "Vous pouvez reprendre la note et présenter une nouvelle candidature ; tout ce "
        "que vous avez écrit est conservé.",
        Etat.RETENUE: f"Le service pilote peut lancer le marché subséquent. La note d'opportunité{note} en "
        "est le cahier des clauses techniques particulières.",
    }
    return [suites[Etat(candidature.etat)]]


DECISION = Document("lettre-de-decision", "Lettre de décision", composer_la_decision)
