"""Des familles proposées d'après les mots seuls : la machine suggère, une personne décide.

TF-IDF sur les racines françaises (Snowball), cosinus, puis réunion par moyenne des liens : une phrase entre
dans un groupe quand elle ressemble en moyenne à celles qui y sont. De quoi suggérer, jamais de quoi publier
sans relecture.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt
from typing import Generic, TypeVar

from etabli.socle.mots import racine, sans_accents

K = TypeVar("K", bound=Hashable)

MOTS_VIDES = frozenset(
    re.findall(
        r"\w+",
        """
        a afin ai aie ainsi alors au aucun aura auront aussi autre autres aux avec avoir avons ayant
        beaucoup bien c ca car ce ceci cela celle ces cet cette ceux chaque chez ci comme comment d dans
        de des deux devrait doit donc du elle elles en encore entre es est et etaient etait ete etre eu
        faire fait fais faut font hors il ils j je jusque l la le les leur leurs lors lui m ma mais manque
        me meme mes mettre moins mon n ne ni non nos notre nous on ont ou par parce pas peu peut plus pour
        pourquoi pouvoir pres qu quand que quel quelle qui rien s sa sans se sera ses si son sont sous sur
        t ta te tous tout toute toutes tres trop tu un une vers veut voir vos votre vous y
        """,
    )
)
SEUIL_DE_FAMILLE = 0.16
SEUIL_DE_DOUBLON = 0.82


@dataclass(frozen=True)
class Proposition(Generic[K]):
    """Un groupe et le nom que ses mots suggèrent."""

    nom: str
    cles: tuple[K, ...]


def racines(texte: str) -> list[tuple[str, str]]:
    """Les mots pleins du texte : (racine, mot tel qu'écrit)."""
    mots = re.findall(r"\w+", texte.lower())
    return [
        (racine(nu), mot)
        for mot in mots
        if len(nu := sans_accents(mot)) > 2 and nu not in MOTS_VIDES and not nu.isdigit()
    ]


def vecteurs(textes: Mapping[K, str]) -> dict[K, dict[str, float]]:
    """TF-IDF lissé, normé : le produit de deux vecteurs est leur cosinus."""
    comptes = {cle: Counter(nue for nue, _ in racines(texte)) for cle, texte in textes.items()}
    presence = Counter(nue for compte in comptes.values() for nue in compte)
    nb = len(comptes)
    resultat: dict[K, dict[str, float]] = {}
    for cle, compte in comptes.items():
        poids = {r: (1 + log(n)) * (log((1 + nb) / (1 + presence[r])) + 1) for r, n in compte.items()}
        norme = sqrt(sum(p * p for p in poids.values())) or 1.0
        resultat[cle] = {nue: p / norme for nue, p in poids.items()}
    return resultat


def ressemblances(textes: Mapping[K, str]) -> dict[tuple[K, K], float]:
    """Le cosinus de chaque paire qui partage un mot ; les autres paires valent zéro et n'y sont pas."""
    rang = {cle: i for i, cle in enumerate(textes)}
    par_racine: dict[str, list[tuple[K, float]]] = defaultdict(list)
    for cle, vecteur in vecteurs(textes).items():
        for nue, poids in vecteur.items():
            par_racine[nue].append((cle, poids))
    total: dict[tuple[K, K], float] = defaultdict(float)
    for porteurs in par_racine.values():
        for (a, pa), (b, pb) in combinations(porteurs, 2):
            total[(a, b) if rang[a] < rang[b] else (b, a)] += pa * pb
    return dict(total)


def doublons_probables(textes: Mapping[K, str]) -> list[tuple[K, K, float]]:
    """Les paires presque identiques, la plus ressemblante d'abord ; la première dite est gardée."""
    paires = [(a, b, min(v, 1.0)) for (a, b), v in ressemblances(textes).items() if v >= SEUIL_DE_DOUBLON]
    return sorted(paires, key=lambda paire: -paire[2])


def proposer(textes: Mapping[K, str], *, seuil: float = SEUIL_DE_FAMILLE) -> list[Proposition[K]]:
    """Des groupes d'au moins deux phrases, les plus gros d'abord."""
    groupes = _reunir(list(textes), ressemblances(textes), seuil)
    gros = sorted((g for g in groupes if len(g) > 1), key=len, reverse=True)
    return [Proposition(_nommer([textes[cle] for cle in groupe]), tuple(groupe)) for groupe in gros]


def _reunir(cles: Sequence[K], paires: Mapping[tuple[K, K], float], seuil: float) -> list[list[K]]:
    """Réunit tant que la moyenne des liens entre deux groupes passe le seuil, les plus proches d'abord."""
    groupes: dict[int, list[K]] = {i: [cle] for i, cle in enumerate(cles)}
    rang = {cle: i for i, cle in enumerate(cles)}
    liens: dict[int, dict[int, float]] = defaultdict(dict)
    for (a, b), valeur in paires.items():
        liens[rang[a]][rang[b]] = liens[rang[b]][rang[a]] = valeur
    while True:
        moyennes = (
            (somme / (len(groupes[i]) * len(groupes[j])), -i, -j)
            for i, voisins in liens.items()
            for j, somme in voisins.items()
            if i < j
        )
        meilleur = max(moyennes, default=(0.0, 0, 0))
        if meilleur[0] < seuil:
            return list(groupes.values())
        _fondre(groupes, liens, -meilleur[1], -meilleur[2])


def _fondre(
    groupes: dict[int, list[K]], liens: dict[int, dict[int, float]], garde: int, absorbe: int
) -> None:
    groupes[garde] += groupes.pop(absorbe)
    for voisin, somme in liens.pop(absorbe, {}).items():
        liens[voisin].pop(absorbe, None)
        if voisin != garde:
            liens[garde][voisin] = liens[garde].get(voisin, 0.0) + somme
            liens[voisin][garde] = liens[garde][voisin]
    liens[garde].pop(absorbe, None)


def _nommer(textes: Sequence[str]) -> str:
    """Les deux mots que le plus de phrases du groupe partagent, sous leur forme la plus courante."""
    formes: dict[str, Counter[str]] = defaultdict(Counter)
    presence: Counter[str] = Counter()
    for texte in textes:
        lus = racines(texte)
        presence.update({nue for nue, _ in lus})
        for nue, mot in lus:
            formes[nue][mot] += 1
    retenues = sorted(presence, key=lambda r: (-presence[r], -len(r), r))[:2]
    partagees = [r for r in retenues if presence[r] > 1] or retenues[:1]
    return ", ".join(formes[r].most_common(1)[0][0] for r in partagees).capitalize()[:120]
