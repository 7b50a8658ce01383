"""Le corpus rangé pour être vérifié : le texte découpé autour de ce qui est signalé, les comptes, les filtres."""

from collections import Counter
from dataclasses import dataclass

from etabli.etape6_restitution.actions import lire_les_soupcons
from etabli.etape6_restitution.enums import DecisionDeCorpus
from etabli.etape6_restitution.models import Corpus, PhraseDuCorpus
from etabli.etape6_restitution.models.corpus import PhraseQuerySet


@dataclass(frozen=True)
class Morceau:
    """Un bout du texte ; `signale` dit pourquoi on s'y arrête, vide sinon."""

    texte: str
    signale: str = ""


def morceaux(phrase: PhraseDuCorpus) -> list[Morceau]:
    dit, coupes, place = phrase.origine, [], 0
    for soupcon in lire_les_soupcons(phrase):
        coupes += [Morceau(dit[place : soupcon.debut]), Morceau(soupcon.extrait, soupcon.nature.dit)]
        place = soupcon.fin
    return [m for m in (*coupes, Morceau(dit[place:])) if m.texte]


def comptes(corpus: Corpus) -> list[tuple[str, int]]:
    """Combien de phrases dans chaque décision, dans l'ordre de l'énumération."""
    nombres = Counter(corpus.phrases.values_list("decision", flat=True))
    return [(str(d.label), nombres[d.value]) for d in DecisionDeCorpus if nombres[d.value]]


def filtrer(phrases: PhraseQuerySet, montrer: str, mot: str) -> PhraseQuerySet:
    if montrer == "signalees":
        phrases = phrases.exclude(soupcons=[])
    elif montrer != "toutes":
        phrases = phrases.a_decider()
    if mot:
        phrases = phrases.filter(contribution__texte__icontains=mot)
    return phrases.select_related("contribution", "decidee_par")
