"""Lire un bulletin de papier tapé en chiffres : une ligne par bulletin, une case par proposition."""

from typing import Any

SANS_AVIS = "-"


class BulletinIllisible(ValueError):  # noqa: N818 -- ce que la personne lira, pas une panne
    """Ce qu'il faut corriger, en une phrase."""


def cases_de(ligne: str, nb: int) -> list[str]:
    """« 1 3 - 2 » ; ou « 13-2 », sans espaces, quand il y a autant de signes que de propositions."""
    cases = ligne.replace(",", " ").replace(";", " ").split()
    if len(cases) == 1 and nb > 1:
        cases = list(cases[0])
    if len(cases) != nb:
        raise BulletinIllisible(f"il faut {nb} cases, une par proposition ; il y en a {len(cases)}.")
    return cases


def lire_un_jugement(ligne: str, cles: list[str], nb_mentions: int) -> dict[str, Any]:
    """Une mention par proposition : 1 pour la meilleure ; un tiret sans avis."""
    rangs = {}
    for cle, case in zip(cles, cases_de(ligne, len(cles)), strict=True):
        if case != SANS_AVIS:
            rangs[cle] = _entier(case, 1, nb_mentions) - 1
    return _au_moins_une(rangs)


def lire_une_matrice(ligne: str, cles: list[str], note_max: int) -> dict[str, Any]:
    """Deux notes collées par proposition, l'impact puis la faisabilité : « 53 » ; un tiret sans avis."""
    cases = ligne.replace(",", " ").replace(";", " ").split()
    if len(cases) != len(cles):
        raise BulletinIllisible(
            f"il faut {len(cles)} cases séparées par une espace, une par proposition ; il y en a {len(cases)}."
        )
    places = {}
    for cle, case in zip(cles, cases, strict=True):
        if case == SANS_AVIS:
            continue
        if len(case) != 2:
            raise BulletinIllisible(
                f"«\u00a0{case}\u00a0» ne se lit pas : tapez l'impact puis la faisabilité, par exemple 53."
            )
        places[cle] = [_entier(note, 1, note_max) for note in case]
    return _au_moins_une(places)


def lire_un_choix(ligne: str, nb_choix: int, *, plusieurs: bool) -> dict[str, Any]:
    """Le numéro de la réponse cochée, ou ceux des réponses cochées."""
    numeros = [_entier(case, 1, nb_choix) for case in ligne.replace(",", " ").replace(";", " ").split()]
    if len(numeros) > 1 and not plusieurs:
        raise BulletinIllisible("une seule réponse est permise.")
    return {"choix": sorted({numero - 1 for numero in numeros})}


def lire_une_note(ligne: str, note_max: int) -> dict[str, Any]:
    return {"note": _entier(ligne, 1, note_max)}


def _entier(case: str, bas: int, haut: int) -> int:
    if not (case.isascii() and case.isdigit()) or not bas <= int(case) <= haut:
        raise BulletinIllisible(f"«\u00a0{case}\u00a0» n'est pas un nombre de {bas} à {haut}.")
    return int(case)


def _au_moins_une(reponses: dict[str, Any]) -> dict[str, Any]:
    if not reponses:
        raise BulletinIllisible("ce bulletin est blanc : ne le tapez pas.")
    return reponses
