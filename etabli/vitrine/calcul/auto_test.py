"""L'auto-test : ce que le programme dit d'un bon candidat, et quoi faire quand on n'y est pas encore.

La grille de la DGALN n'est pas publique : le test oriente, il ne décide de rien.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Reponse = Literal["oui", "non", "incertain"]


@dataclass(frozen=True)
class Question:
    cle: str
    texte: str
    aide: str
    si_oui: str
    sinon: str
    pese: int = 1
    source: str = ""


QUESTIONS = (
    Question(
        "demande",
        "La ou les collectivités sont-elles demandeuses ?",
        "La démarche est volontaire et se construit à plusieurs dès la candidature.",
        "La demande vient du territoire.",
        "Réunissez d'abord les exécutifs concernés : sans collectivité demandeuse, il n'y a pas de candidature.",
        2,
        source="aides-territoires.beta.gouv.fr, fiche du dispositif ; page du programme",
    ),
    Question(
        "service",
        "Votre DDT(M) ou votre D(R)EAL est-elle prête à piloter, pendant 10 à 12 mois ?",
        "Elle passe le marché, suit l'équipe et signe un courrier d'engagement.",
        "Le pilote local est trouvé.",
        "Prenez contact avec la DDT(M) ou la D(R)EAL : c'est avec elle que tout commence.",
        2,
        source="Page du programme, « Qui assure le pilotage ? » et pièces du dossier",
    ),
    Question(
        "amont",
        "Le projet est-il encore en amont de l'avant-projet ?",
        "La stratégie et le programme restent à écrire ; aucune maîtrise d'œuvre n'est engagée.",
        "L'atelier arrive au bon moment.",
        "Si le programme est déjà fixé, un atelier viendrait trop tard : cherchez plutôt une étude ou une "
        "maîtrise d'œuvre.",
        2,
        source="Page du programme, « Quels sont les objectifs ? »",
    ),
    Question(
        "echelle",
        "La réflexion porte-t-elle sur une intercommunalité, ou plus large ?",
        "SCoT, PETR, OIN… Une échelle plus petite reste possible si elle se justifie.",
        "L'échelle est celle du programme.",
        "Dites pourquoi l'échelle plus petite est la bonne ; pour une commune seule, regardez l'atelier flash.",
        source="Page du programme, « Quelle est l'échelle d'intervention ? »",
    ),
    Question(
        "objet",
        "Le sujet croise-t-il plusieurs politiques publiques ?",
        "Risques et ressources, activités, énergie, habitat, foncier, mobilités, coopération entre territoires…",
        "Le sujet appelle une équipe pluridisciplinaire.",
        "Une question qui ne relève que d'un domaine se traite mieux par une étude de ce domaine.",
        source="Page du programme, « Quelles sont les thématiques ? »",
    ),
    Question(
        "logistique",
        "Les porteurs peuvent-ils accueillir et payer les sessions (salle, repas) ?",
        "L'équipe est payée par la DGALN ; l'accueil des sessions reste à la charge des porteurs.",
        "L'accueil des sessions est prévu.",
        "Chiffrez l'accueil des sessions et répartissez-le entre les porteurs avant de déposer.",
        source="Page du programme, « Qui finance ? »",
    ),
    Question(
        "mobilisation",
        "Des élus et des techniciens sont-ils disponibles tout au long de la démarche ?",
        "L'atelier demande une forte mobilisation, pendant les sessions et entre elles.",
        "Les personnes sont là.",
        "Nommez un élu référent et un technicien, et dites le temps qu'ils y passeront.",
        source="Page du programme, « L'Atelier Local requiert une forte mobilisation »",
    ),
    Question(
        "ressources",
        "Savez-vous quels documents et quels acteurs donner à l'équipe ?",
        "Études, plans, données, associations, entreprises : la note d'opportunité les demande.",
        "La note d'opportunité aura de la matière.",
        "Dressez la liste des études existantes et des personnes à rencontrer : c'est une rubrique de la note.",
        source="Page du programme, contenu de la note d'opportunité",
    ),
)
REPONSES: dict[str, str] = {"oui": "Oui", "non": "Non", "incertain": "Je ne sais pas"}


@dataclass(frozen=True)
class Avis:
    """Le résultat : un titre, ce qui est en place, ce qu'il reste à faire (le plus important d'abord)."""

    niveau: Literal["success", "info", "warning"]
    titre: str
    acquis: tuple[str, ...]
    a_faire: tuple[str, ...]
    raisons: tuple["Raison", ...] = ()


@dataclass(frozen=True)
class Raison:
    """Une question, ce que l'on y a répondu, ce que cela dit, et d'où vient ce que l'on demande."""

    question: str
    reponse: str
    phrase: str
    source: str
    est_acquise: bool


def conseiller(reponses: Mapping[str, str], questions: Sequence[Question] = QUESTIONS) -> Avis:
    """Lève KeyError s'il manque une réponse : un avis partiel tromperait."""
    acquis = [q for q in questions if reponses[q.cle] == "oui"]
    restent = sorted((q for q in questions if reponses[q.cle] != "oui"), key=lambda q: -q.pese)
    raisons = tuple(_raison(q, reponses[q.cle]) for q in (*restent, *acquis))
    dit = tuple(q.si_oui for q in acquis), tuple(q.sinon for q in restent), raisons
    if not restent:
        return Avis("success", "Votre territoire réunit ce que le programme attend", *dit)
    if any(q.pese == 2 and reponses[q.cle] == "non" for q in restent):
        return Avis("warning", "Il manque encore une condition de départ", *dit)
    return Avis("info", "La candidature peut se préparer, avec quelques points à travailler", *dit)


def _raison(question: Question, reponse: str) -> Raison:
    est_acquise = reponse == "oui"
    phrase = question.si_oui if est_acquise else question.sinon
    return Raison(question.texte, REPONSES[reponse], phrase, question.source, est_acquise)
