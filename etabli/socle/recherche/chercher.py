"""Répondre : ce que l'agent peut voir, le plus pertinent d'abord, avec le passage où cela se trouve."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Q, QuerySet
from rapidfuzz import distance, process

from etabli.socle.models import FicheDeRecherche, MotConnu
from etabli.socle.mots import racine, sans_accents
from etabli.socle.recherche.declaration import cherchable, cherchables
from etabli.socle.recherche.moteurs import moteur
from etabli.socle.recherche.mots import Bout, Terme, extrait, lire_la_requete

# En deçà de cette ressemblance, on ne propose rien : mieux vaut dire que l'on n'a pas trouvé.
RESSEMBLANCE = 0.8


@dataclass(frozen=True)
class Resultat:
    genre: str
    nom: str
    sujet_id: str
    fil: str
    titre: list[Bout]
    extrait: list[Bout]
    lien: str


@dataclass(frozen=True)
class Trouvailles:
    """Une page de résultats. `corrigee` : la requête que l'on a comprise, quand celle tapée ne donnait rien."""

    requete: str
    corrigee: str
    nb: int
    par_genre: list[tuple[str, str, int]]
    resultats: list[Resultat]


def chercher(
    requete: str,
    agent: Any,
    *,
    genre: str = "",
    fil: str = "",
    parmi: Collection[str] = (),
    de: int = 0,
    combien: int = 20,
) -> Trouvailles:
    """Cherche parmi ce que l'agent peut voir. Deux requêtes, quel que soit le nombre de réponses.

    `fil` et `parmi` (des genres) bornent la recherche ; `genre` y choisit, les autres restant comptés.
    """
    termes = lire_la_requete(requete)
    visibles = _visibles(agent, fil, parmi)
    par_genre = _compter(visibles, termes)
    corrigee = ""
    if termes and not par_genre and (rechange := _corriger(termes)):
        corrigee, termes = rechange, lire_la_requete(rechange)
        par_genre = _compter(visibles, termes)
        corrigee = corrigee if par_genre else ""
    if not par_genre:
        return Trouvailles(requete, "", 0, [], [])
    trouvees = visibles.filter(genre=genre) if genre else visibles
    feuille = moteur().filtrer(trouvees, termes)[de : de + combien]
    return Trouvailles(
        requete,
        corrigee,
        par_genre.get(genre, 0) if genre else sum(par_genre.values()),
        [(c.genre, c.nom, par_genre[c.genre]) for c in cherchables() if c.genre in par_genre],
        [_resultat(fiche, termes) for fiche in feuille],
    )


def _visibles(agent: Any, fil: str, parmi: Collection[str]) -> QuerySet[FicheDeRecherche]:
    """Les droits de chaque modèle, dans une seule condition : le `visible_to` de chacun, en sous-requête."""
    cherches = [c for c in cherchables() if not parmi or c.genre in parmi]
    droits = (Q(genre=c.genre, porte_id__in=c.visibles(agent).values("pk")) for c in cherches)
    fiches = FicheDeRecherche.objects.filter(reduce(or_, droits, Q(pk__in=[])))
    return fiches.filter(fil=fil) if fil else fiches


def _compter(visibles: QuerySet[FicheDeRecherche], termes: list[Terme]) -> dict[str, int]:
    if not termes:
        return {}
    trouvees = moteur().filtrer(visibles, termes).order_by()
    return dict(trouvees.values_list("genre").annotate(nb=Count("pk")))


def _resultat(fiche: FicheDeRecherche, termes: list[Terme]) -> Resultat:
    cherchees = {r for terme in termes for r in terme.racines}
    debut = next((t.debut for t in termes if t.debut), "")
    return Resultat(
        fiche.genre,
        cherchable(fiche.genre).nom,
        fiche.sujet_id,
        fiche.fil,
        extrait(fiche.titre, cherchees, 300, debut),
        extrait(fiche.corps, cherchees, debut=debut),
        fiche.lien,
    )


def _corriger(termes: list[Terme]) -> str:
    """La même requête, chaque mot inconnu remplacé par le mot connu qui lui ressemble le plus ; vide si aucun."""
    mots = [mot for terme in termes for mot in terme.ecrit.split()]
    connues = set(MotConnu.objects.filter(pk__in=[racine(mot) for mot in mots]).values_list("pk", flat=True))
    justes = {mot: juste for mot in mots if racine(mot) not in connues and (juste := _le_plus_proche(mot))}
    return " ".join(justes.get(mot, mot) for mot in mots) if justes else ""


def _le_plus_proche(mot: str) -> str:
    nu = sans_accents(mot)
    candidats = dict(_de_meme_allure(racine(mot)))
    formes = {forme: sans_accents(forme) for forme in candidats.values()}
    trouve = process.extractOne(
        nu, formes, scorer=distance.DamerauLevenshtein.normalized_similarity, score_cutoff=RESSEMBLANCE
    )
    return str(trouve[2]) if trouve else ""


def _de_meme_allure(cherchee: str) -> Iterable[tuple[str, str]]:
    """Les mots connus de même première lettre : la faute est rarement sur elle."""
    return MotConnu.objects.filter(pk__startswith=cherchee[:1]).values_list("racine", "forme")
