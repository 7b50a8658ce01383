"""Des courbes : suivre une ou plusieurs quantités dans le temps."""

from collections.abc import Mapping, Sequence

from etabli.socle.graphiques.dessin import LARGEUR, Dessin, n, teinte
from etabli.socle.graphiques.mesures import couper, graduations, largeur, nombre
from etabli.socle.graphiques.modele import Graphique

TRAITS = ("", "7 4", "2 4", "10 4 2 4", "1 3")
HAUT, BAS = 16.0, 250.0


def courbe(
    titre: str,
    abscisses: Sequence[str],
    series: Mapping[str, Sequence[float | None]],
    *,
    unite: str = "",
    description: str = "",
    en_tete: str = "",
    depuis_zero: bool = False,
) -> Graphique:
    """Une ligne par série, son nom au bout, son trait à elle ; une valeur absente coupe la ligne.

    L'échelle part de zéro, sauf si tout se joue loin de lui : une courbe montre des variations.
    """
    valeurs = [v for serie in series.values() for v in serie if v is not None]
    haut, bas = max(valeurs, default=1), min(valeurs, default=0)
    loin = not depuis_zero and bas > haut / 2 > 0
    reperes = graduations(haut if loin else max(haut, 0), bas if loin else min(bas, 0))
    gauche = max(largeur(nombre(r, unite), 12) for r in reperes) + 10
    droite = min(max((largeur(nom, 13) for nom in series), default=0) + 42, 190)
    place = LARGEUR - gauche - droite
    pas = place / max(len(abscisses) - 1, 1)
    echelle = (BAS - HAUT) / (reperes[-1] - reperes[0])
    dessin = Dessin(BAS + 30)

    def y(valeur: float) -> float:
        return BAS - (valeur - reperes[0]) * echelle

    for repere in reperes:
        dessin.repere(gauche, y(repere), gauche + place, y(repere))
        dessin.texte(gauche - 8, y(repere) + 4, nombre(repere, unite), ancre="end", corps=12)
    _abscisses(dessin, abscisses, gauche, pas)
    bouts: list[tuple[float, int, str]] = []
    for rang, (nom, serie) in enumerate(series.items()):
        points = [(gauche + i * pas, y(v)) if v is not None else None for i, v in enumerate(serie)]
        _trace(dessin, points, rang)
        if presents := [p for p in points if p]:
            bouts.append((presents[-1][1], rang, nom))
    _noms_des_series(dessin, bouts, gauche + place + 10, droite - 38)
    dit = description or _resume(abscisses, series, unite)
    lignes = tuple(
        (abscisse, *("" if serie[i] is None else nombre(serie[i] or 0, unite) for serie in series.values()))
        for i, abscisse in enumerate(abscisses)
    )
    return Graphique(dessin.svg(titre, dit), titre, dit, (en_tete or "Date", *series), lignes)


def _abscisses(dessin: Dessin, noms: Sequence[str], gauche: float, pas: float) -> None:
    """Assez d'étiquettes pour se repérer, jamais deux l'une sur l'autre."""
    large = max((largeur(nom, 12) for nom in noms), default=0) + 10
    saut = max(1, -(-round(large) // max(1, round(pas))))
    for rang in range(0, len(noms), saut):
        dessin.texte(gauche + rang * pas, BAS + 20, noms[rang], ancre="middle", corps=12)


def _trace(dessin: Dessin, points: Sequence[tuple[float, float] | None], rang: int) -> None:
    d, leve = "", True
    for point in points:
        if point:
            d += f"{'M' if leve else 'L'}{n(point[0])} {n(point[1])}"
        leve = point is None
    dessin.chemin(
        d or "M0 0",
        fill="none",
        stroke=teinte(rang),
        stroke_width=2.5,
        stroke_linejoin="round",
        **_tirets(rang),
    )
    if len(points) <= 16:
        for point in points:
            if point:
                dessin.ajouter("circle", cx=point[0], cy=point[1], r=3.5, fill=teinte(rang))


def _tirets(rang: int) -> dict[str, float | str]:
    return {"stroke_dasharray": TRAITS[rang % len(TRAITS)]} if rang % len(TRAITS) else {}


def _noms_des_series(dessin: Dessin, bouts: list[tuple[float, int, str]], x: float, place: float) -> None:
    """Chaque nom au bout de sa ligne ; deux lignes voisines écartent leurs noms."""
    dernier = -100.0
    for y, rang, nom in sorted(bouts):
        dernier = max(y + 4, dernier + 16)
        dessin.ligne(
            x, dernier - 4, x + 22, dernier - 4, stroke=teinte(rang), stroke_width=2.5, **_tirets(rang)
        )
        dessin.texte(x + 28, dernier, couper(nom, 13, place, 1), corps=13)


def _resume(abscisses: Sequence[str], series: Mapping[str, Sequence[float | None]], unite: str) -> str:
    phrases = []
    for nom, serie in series.items():
        presents = [(a, v) for a, v in zip(abscisses, serie, strict=True) if v is not None]
        if presents:
            (debut, premier), (fin, dernier) = presents[0], presents[-1]
            phrases.append(
                f"{nom} : de {nombre(premier, unite)} ({debut}) à {nombre(dernier, unite)} ({fin})"
            )
    return f"Courbe. {' ; '.join(phrases) or 'Aucune donnée'}. Toutes les valeurs sont dans le tableau."
