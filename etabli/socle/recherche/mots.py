"""Lire le français : mots, racines, extraits. Rien ici ne connaît la base."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from etabli.socle.mots import racine, sans_accents

MOT = re.compile(r"\w+")
# Seuls, ils se cherchent ; accompagnés, ils n'apprennent rien et la requête s'en passe.
MOTS_OUTILS = frozenset(
    MOT.findall(
        "a au aux avec c ce ces cette d dans de des du elle en est et eu il ils j je l la le les leur leurs lui m "
        "ma me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa se ses si son sont sur t ta te "
        "tes ton tu un une vos votre vous y"
    )
)
LONGUEUR_D_UN_DEBUT = 3


def racines(texte: str) -> list[str]:
    return [racine(mot) for mot in MOT.findall(texte.lower())]


@dataclass(frozen=True)
class Terme:
    """Un mot cherché, ou une suite de mots entre guillemets. `debut` : ce que l'on est en train de taper."""

    racines: tuple[str, ...]
    ecrit: str
    debut: str = ""


def lire_la_requete(texte: str) -> list[Terme]:
    """Les termes d'une requête ; tous doivent se trouver. « mot mot » ou "mot mot" : l'un derrière l'autre.

    >>> [t.racines for t in lire_la_requete('eau « zones humides »')]
    [('eau',), ('zon', 'humid')]
    """
    morceaux = list(_morceaux(texte.lower()))
    mots = [m for m, est_suite in morceaux if not est_suite]
    utiles = [m for m in mots if sans_accents(m) not in MOTS_OUTILS]
    gardes = set(utiles or mots if not any(est_suite for _, est_suite in morceaux) else utiles)
    termes = []
    for rang, (morceau, est_suite) in enumerate(morceaux):
        if est_suite:
            if suite := tuple(racines(morceau)):
                termes.append(Terme(suite, morceau.strip()))
        elif morceau in gardes:
            debut = sans_accents(morceau)
            est_en_cours = rang == len(morceaux) - 1 and len(debut) >= LONGUEUR_D_UN_DEBUT
            termes.append(Terme((racine(morceau),), morceau, debut if est_en_cours else ""))
    return termes


def _morceaux(texte: str) -> Iterator[tuple[str, bool]]:
    for trouve in re.finditer(r"[«\"“]([^»\"”]*)[»\"”]|\w+", texte):
        suite = trouve.group(1)
        if suite is None:
            yield trouve.group(), False
        elif len(mots := MOT.findall(suite)) > 1:
            yield suite, True
        else:
            yield from ((mot, False) for mot in mots)


@dataclass(frozen=True)
class Bout:
    """Un bout d'extrait ; `est_trouve` : c'est un mot que l'on cherchait."""

    texte: str
    est_trouve: bool = False


def extrait(texte: str, cherchees: Collection[str], longueur: int = 240, debut: str = "") -> list[Bout]:
    """Le passage où se trouvent le plus de mots différents, les mots trouvés à part.

    `longueur` en signes, à peu près : les mots ne sont pas coupés.
    """
    texte = " ".join(texte.split())
    places = [
        (m.start(), m.end(), r)
        for m in MOT.finditer(texte)
        if (r := racine(m.group().lower())) in cherchees
        or (debut and sans_accents(m.group()).startswith(debut))
    ]
    de, a = _fenetre(texte, places, longueur)
    bouts = [Bout("… ")] if de else []
    ici = de
    for commence, finit, _ in places:
        if commence < ici or finit > a:
            continue
        if commence > ici:
            bouts.append(Bout(texte[ici:commence]))
        bouts.append(Bout(texte[commence:finit], est_trouve=True))
        ici = finit
    if ici < a:
        bouts.append(Bout(texte[ici:a]))
    return [*bouts, Bout(" …")] if a < len(texte) else bouts


def _fenetre(texte: str, places: list[tuple[int, int, str]], longueur: int) -> tuple[int, int]:
    if len(texte) <= longueur:
        return 0, len(texte)
    depart, richesse = 0, 0
    for rang, (commence, _, _) in enumerate(places):
        dedans = set()
        for _, finit, r in places[rang:]:
            if finit > commence + longueur:
                break
            dedans.add(r)
        if len(dedans) > richesse:
            depart, richesse = commence, len(dedans)
    # Un peu de ce qui précède, pour que la phrase se comprenne.
    de = max(0, min(depart - longueur // 4, len(texte) - longueur))
    if de:
        de = texte.find(" ", de) + 1 or de
    a = min(len(texte), de + longueur)
    if a < len(texte):
        a = max(texte.rfind(" ", de, a), de + 1)
    return de, a
