"""Ce qu'il faut savoir avant de dessiner : la place des mots, les graduations, l'écriture des nombres."""

import math
from collections.abc import Sequence

FINE, INSECABLE = "\u202f", "\u00a0"
# Des chasses de Marianne, en parts du corps, par familles de lettres.
_CHASSES = {
    lettre: chasse
    for lettres, chasse in (
        ("iljïî.,;:'’ \u00a0\u202f", 0.28),
        ("I()[]|!-/", 0.33),
        ("tfr", 0.41),
        ("sz", 0.48),
        ("aceégkvxyèêëàâç", 0.57),
        ("bdhnopquôûùü", 0.64),
        ("ELFÉÈÊPTBS", 0.6),
        ("mwMW%Œœæ—", 0.94),
    )
    for lettre in lettres
}


def largeur(texte: str, corps: float) -> float:
    """La place que prend un texte en Marianne, à quelques pour cent près : aucune police à ouvrir."""
    return corps * sum(_CHASSES.get(c, 0.74 if c.isupper() else 0.6) for c in texte)


def couper(texte: str, corps: float, place: float, lignes: int = 2) -> list[str]:
    """Le texte en lignes de `place` au plus ; ce qui dépasse `lignes` finit par « … »."""
    sortie: list[str] = [""]
    for mot in texte.split(" "):
        essai = f"{sortie[-1]} {mot}".strip()
        if largeur(essai, corps) <= place or not sortie[-1]:
            sortie[-1] = essai
        else:
            sortie.append(mot)
    if len(sortie) > lignes:
        sortie = [*sortie[: lignes - 1], f"{sortie[lignes - 1]}…"]
    return [_rogner(ligne, corps, place) for ligne in sortie]


def _rogner(ligne: str, corps: float, place: float) -> str:
    if largeur(ligne, corps) <= place:
        return ligne
    while len(ligne) > 2 and largeur(f"{ligne}…", corps) > place:
        ligne = ligne[:-1]
    return f"{ligne.rstrip('… ')}…"


def nombre(valeur: float, unite: str = "") -> str:
    """« 12 345,6 % » : au plus une décimale, deux sous l'unité."""
    decimales = 0 if abs(valeur) >= 1000 or valeur == round(valeur) else 1 if abs(valeur) >= 1 else 2
    entier, _, fraction = f"{abs(valeur):,.{decimales}f}".partition(".")
    fraction = fraction.rstrip("0")
    ecrit = entier.replace(",", FINE) + (f",{fraction}" if fraction else "")
    signe = "−" if valeur < 0 and ecrit != "0" else ""
    return f"{signe}{ecrit}{INSECABLE}{unite}" if unite else f"{signe}{ecrit}"


def graduations(maximum: float, minimum: float = 0, nombre_voulu: int = 5) -> list[float]:
    """Des valeurs rondes (1, 2, 2,5 ou 5 fois une puissance de dix) qui encadrent les données."""
    etendue = max(maximum - minimum, 0) or abs(maximum) or 1.0
    brut = etendue / nombre_voulu
    puissance = 10.0 ** math.floor(math.log10(brut))
    pas = next(m * puissance for m in (1, 2, 2.5, 5, 10) if m * puissance >= brut * 0.999)
    premier, dernier = math.floor(minimum / pas + 1e-9), math.ceil(maximum / pas - 1e-9)
    return [round(pas * rang, 10) for rang in range(premier, max(dernier, premier + 1) + 1)]


def parts(valeurs: Sequence[float]) -> list[float]:
    """En pour cent entiers dont la somme fait 100 : les restes vont aux plus grands (Hamilton)."""
    somme = math.fsum(valeurs)
    if somme <= 0:
        return [0.0 for _ in valeurs]
    exactes = [100 * v / somme for v in valeurs]
    entieres = [math.floor(e) for e in exactes]
    manque = 100 - sum(entieres)
    par_reste = sorted(range(len(exactes)), key=lambda i: (entieres[i] - exactes[i], i))
    return [float(e + (i in par_reste[:manque])) for i, e in enumerate(entieres)]
