"""L'auto-test : les questions en vigueur, le service à appeler, le réglage par la DGALN."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from etabli.annuaire.models import Organisation
from etabli.annuaire.services_locaux import services_locaux
from etabli.socle.journal import inscrire
from etabli.territoires.calcul import normaliser
from etabli.territoires.enums import Genre
from etabli.territoires.models import Departement
from etabli.territoires.recherche import Trouvaille, chercher
from etabli.vitrine.calcul.auto_test import QUESTIONS, Question
from etabli.vitrine.models import QuestionDAutoTest

GENRES = (Genre.COMMUNE, Genre.EPCI, Genre.DEPARTEMENT)
NB_DE_PROPOSITIONS = 6


@dataclass(frozen=True)
class Interlocuteurs:
    """Le lieu compris et ses services ; ou les lieux entre lesquels choisir."""

    lieu: str = ""
    services: tuple[Organisation, ...] = ()
    departements: tuple[str, ...] = ()
    propositions: tuple[Trouvaille, ...] = ()


def reglages() -> list[QuestionDAutoTest]:
    """Les questions livrées, telles que la DGALN les a réglées, puis celles qu'elle a ajoutées."""
    reglees = {q.cle: q for q in QuestionDAutoTest.objects.all()}
    livrees = [
        reglees[q.cle] if q.cle in reglees else _proposition(q, rang) for rang, q in enumerate(QUESTIONS, 1)
    ]
    ajoutees = [q for cle, q in reglees.items() if cle not in {livree.cle for livree in QUESTIONS}]
    return sorted([*livrees, *ajoutees], key=lambda q: (q.ordre, q.cle))


def _proposition(question: Question, rang: int) -> QuestionDAutoTest:
    return QuestionDAutoTest(
        cle=question.cle,
        texte=question.texte,
        aide=question.aide,
        si_oui=question.si_oui,
        sinon=question.sinon,
        source=question.source,
        est_decisive=question.pese == 2,
        ordre=rang,
    )


def questions() -> list[Question]:
    """Celles que l'on pose."""
    return [
        Question(q.cle, q.texte, q.aide, q.si_oui, q.sinon, 2 if q.est_decisive else 1, q.source)
        for q in reglages()
        if q.est_active
    ]


@transaction.atomic
def regler_une_question(question: QuestionDAutoTest, *, par: Any) -> QuestionDAutoTest:
    """Enregistre le réglage ; la question livrée devient celle de la DGALN."""
    question.save()
    inscrire("regler_une_question", question, par=par, phrase="a réglé une question de l'auto-test")
    return question


def interlocuteurs(texte: str) -> Interlocuteurs:
    """Un nom ou un code qui ne désigne qu'un lieu mène à ses services ; sinon, on propose."""
    trouves = chercher(texte, genres=GENRES, limite=NB_DE_PROPOSITIONS)
    exacts = [t for t in trouves if normaliser(texte) in (normaliser(t.nom), t.code.lower())]
    choisi = exacts if len(exacts) == 1 else trouves if len(trouves) == 1 else []
    if not choisi:
        return Interlocuteurs(propositions=tuple(trouves))
    departements = departements_de(choisi[0])
    services = services_locaux(departements)
    uniques = {s.pk: s for s in services.values()}
    return Interlocuteurs(choisi[0].nom, tuple(uniques.values()), tuple(d.nom for d in departements))


def departements_de(trouvaille: Trouvaille) -> Sequence[Departement]:
    champs = {
        Genre.COMMUNE: "communes",
        Genre.EPCI: "communes__epci",
        Genre.DEPARTEMENT: "pk",
    }
    code = trouvaille.remplacee_par.code if trouvaille.remplacee_par else trouvaille.code
    return list(Departement.objects.filter(**{champs[Genre(trouvaille.genre)]: code}).distinct())
