"""Reconnaître les colonnes d'un fichier publié, et lire leurs valeurs sans prendre l'absence pour zéro."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

# Ce que l'Insee et le Cerema écrivent quand la valeur est secrète, inconnue ou sans objet.
SANS_VALEUR = {"", "s", "c", "nd", "n.d.", "n/a", "na", "null", "none", "-", "..", "///"}
PIVOT = 68  # « 68 » est 1968, premier recensement des séries ; « 67 » serait 2067
NB_DE_LIGNES_D_ENTETE = 15


@dataclass(frozen=True)
class Motif:
    """Un indicateur, et la forme du nom de ses colonnes."""

    indicateur: str
    forme: re.Pattern[str]


@dataclass(frozen=True)
class ColonneLue:
    """Une colonne que l'on prend : sa place, son nom, ce qu'elle mesure, quelle année."""

    place: int
    nom: str
    indicateur: str
    annee: int


class ValeurIllisibleError(ValueError):
    """La case porte autre chose qu'un nombre."""


def trouver_l_entete(
    lignes: Iterable[Sequence[str]], colonnes_du_code: Sequence[str]
) -> tuple[int, list[str]] | None:
    """Le rang et les noms de la ligne d'en-tête : l'Insee met quelques lignes de titre au-dessus."""
    attendues = {c.lower() for c in colonnes_du_code}
    for rang, ligne in enumerate(lignes):
        noms = [nom.strip() for nom in ligne]
        if attendues & {nom.lower() for nom in noms}:
            return rang, noms
        if rang + 1 >= NB_DE_LIGNES_D_ENTETE:
            break
    return None


def reconnaitre_les_colonnes(
    noms: Sequence[str], motifs: Sequence[Motif], millesime: int
) -> list[ColonneLue]:
    """Les colonnes déclarées, dans l'ordre du fichier ; la première l'emporte pour une même année."""
    lues: dict[tuple[str, int], ColonneLue] = {}
    for place, nom in enumerate(noms):
        for motif in motifs:
            if trouve := motif.forme.fullmatch(nom):
                annee = annee_de(trouve.groupdict().get("annee"), millesime)
                lues.setdefault((motif.indicateur, annee), ColonneLue(place, nom, motif.indicateur, annee))
                break
    return list(lues.values())


def annee_de(texte: str | None, millesime: int) -> int:
    if texte is None:
        return millesime
    annee = int(texte)
    if len(texte) == 4:
        return annee
    return annee + (1900 if annee >= PIVOT else 2000)


def nombre_lu(texte: str) -> float | None:
    """Un nombre, ou rien quand la case est vide ou secrète ; lève ValeurIllisibleError pour autre chose."""
    nu = texte.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if nu.lower() in SANS_VALEUR:
        return None
    try:
        valeur = float(nu.replace(",", "."))
    except ValueError as erreur:
        raise ValeurIllisibleError(texte) from erreur
    if valeur != valeur or valeur in (float("inf"), float("-inf")):
        raise ValeurIllisibleError(texte)
    return valeur


def additionner(
    propre: Mapping[int, float] | None, reportees: Sequence[Mapping[int, float]], additives: set[int]
) -> tuple[dict[int, float], set[int]]:
    """Les valeurs d'une commune née d'une fusion ; rend aussi les places que l'on n'a pas pu reporter.

    On n'additionne que ce qui s'additionne, et seulement si chacune des communes réunies l'a publié.
    """
    parties = [*([propre] if propre is not None else []), *reportees]
    places = {place for partie in parties for place in partie}
    sommables = {p for p in places & additives if all(p in partie for partie in parties)}
    return {p: sum(partie[p] for partie in parties) for p in sommables}, places - sommables
