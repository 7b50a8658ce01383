"""Le profil d'un jugement majoritaire : une barre par proposition, une part par mention, un trait à la moitié."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etabli.etape4_seance.calcul.jugement import Rangee
from etabli.socle.graphiques import Graphique
from etabli.socle.graphiques.dessin import CORPS, INTERLIGNE, LARGEUR, Dessin
from etabli.socle.graphiques.mesures import couper, largeur

# Du vert au rouge en passant par le gris : l'ordre se lit aussi en noir et blanc, aux lettres de chaque part.
ENCRES = ("#00634a", "#2f7d4f", "#6a7d24", "#6b6b6b", "#8f6a1c", "#a8502f", "#a02121")
BLANC = "#ffffff"
QUADRANTS = ("À préparer", "À engager", "À écarter pour l'instant", "À saisir en passant")


@dataclass(frozen=True)
class Gabarit:
    """La page se lit de près ; l'écran de la salle, du dernier rang."""

    largeur: float
    marge: float
    barre: float
    corps: float


PAGE = Gabarit(LARGEUR, 210.0, 26.0, CORPS)
SALLE = Gabarit(1150.0, 480.0, 40.0, 22.0)


def jugement_en_barres(
    titre: str, rangees: Sequence[Rangee[str]], noms: Mapping[str, str], mentions: Sequence[str]
) -> Graphique:
    description = "Jugement majoritaire. " + _dite(rangees, noms, mentions)
    svg = dessiner_le_jugement(titre, description, rangees, noms, mentions, PAGE)
    entetes = ("Place", "Proposition", "Mention majoritaire", *mentions, "Avis")
    lignes = tuple(_ligne(rangee, noms[rangee.cle], mentions) for rangee in rangees)
    return Graphique(svg, titre, description, entetes, lignes)


def dessiner_le_jugement(
    titre: str,
    description: str,
    rangees: Sequence[Rangee[str]],
    noms: Mapping[str, str],
    mentions: Sequence[str],
    gabarit: Gabarit,
) -> str:
    cles = [(encre(rang, len(mentions)), chr(ord("A") + rang)) for rang in range(len(mentions))]
    dessin = Dessin(0, gabarit.largeur)
    haut = y = _legende(dessin, cles, mentions, gabarit)
    place = gabarit.largeur - gabarit.marge - 8
    for rangee in rangees:
        lignes = couper(f"{rangee.place or '–'}. {noms[rangee.cle]}", gabarit.corps, gabarit.marge - 16, 3)
        hauteur = max(gabarit.barre + 16, len(lignes) * gabarit.corps * INTERLIGNE + 14)
        milieu = y + hauteur / 2
        debut = milieu + gabarit.corps * 0.36 - (len(lignes) - 1) * gabarit.corps * INTERLIGNE / 2
        dessin.texte(0, debut, lignes, corps=gabarit.corps)
        _barre(dessin, rangee, cles, milieu, place, gabarit)
        y += hauteur
    moitie = gabarit.marge + place / 2
    dessin.ligne(moitie, haut, moitie, y, stroke_width=2, stroke_dasharray="5 3")
    dessin.texte(moitie, y + gabarit.corps, "la moitié des avis", ancre="middle", corps=gabarit.corps * 0.86)
    dessin.hauteur = y + gabarit.corps * 1.6
    return dessin.svg(titre, description)


def _legende(
    dessin: Dessin, cles: Sequence[tuple[str, str]], mentions: Sequence[str], gabarit: Gabarit
) -> float:
    """Une pastille, une lettre et son nom par mention ; rend le bas de la légende."""
    x, y, cote = 0.0, gabarit.corps, gabarit.corps * 0.86
    for (teinte, lettre), mention in zip(cles, mentions, strict=True):
        nom = f"{lettre} {mention}"
        place = cote * 3.2 + largeur(nom, gabarit.corps * 0.93)
        if x and x + place > gabarit.largeur:
            x, y = 0.0, y + gabarit.corps * 1.6
        dessin.rectangle(x, y - cote * 0.86, cote, cote, teinte)
        dessin.texte(x + cote * 1.5, y, nom, corps=gabarit.corps * 0.93)
        x += place
    return y + gabarit.corps


def _barre(
    dessin: Dessin,
    rangee: Rangee[str],
    cles: Sequence[tuple[str, str]],
    milieu: float,
    place: float,
    gabarit: Gabarit,
) -> None:
    x, corps = gabarit.marge, gabarit.corps * 0.86
    for nb, (teinte, lettre) in zip(rangee.comptes, cles, strict=True):
        long = place * nb / (rangee.nb or 1)
        if long:
            dessin.rectangle(x, milieu - gabarit.barre / 2, max(long - 1.5, 0.5), gabarit.barre, teinte)
            ecrit = f"{lettre} {nb}"
            if largeur(ecrit, corps) + 6 < long:
                dessin.texte(
                    x + long / 2,
                    milieu + corps * 0.36,
                    ecrit,
                    ancre="middle",
                    corps=corps,
                    gras=True,
                    encre=BLANC,
                )
        x += long


def matrice_pour_la_salle(titre: str, description: str, points: Sequence[tuple[float, float]]) -> str:
    """Les quatre cases et des pastilles numérotées : la liste des noms est à côté, en grandes lettres."""
    cote, marge = 560.0, 44.0
    dessin = Dessin(cote + marge, cote + marge)
    demi = cote / 2
    for rang, nom in enumerate(QUADRANTS):
        x, y = marge + (rang % 2) * demi, (rang // 2) * demi
        dessin.ajouter("rect", x=x, y=y, width=demi, height=demi, fill="none", stroke="currentColor")
        dessin.texte(x + 12, y + (28 if rang < 2 else demi - 14), nom, corps=22, gras=True)
    dessin.texte(marge, cote + 32, "faisabilité →", corps=22)
    dessin.texte(0, 24, "↑", corps=26)
    dessin.texte(0, 52, "im-", corps=20)
    dessin.texte(0, 74, "pact", corps=20)
    deja: dict[tuple[float, float], int] = {}
    for rang, (faisabilite, impact) in enumerate(points, 1):
        decalage = deja.get((faisabilite, impact), 0)
        deja[(faisabilite, impact)] = decalage + 1
        cx = marge + 30 + (cote - 60) * (faisabilite - 1) / 4 + decalage * 40
        cy = cote - 30 - (cote - 60) * (impact - 1) / 4
        dessin.ajouter("circle", cx=cx, cy=cy, r=22, fill=ENCRES[0], stroke=BLANC, stroke_width=2)
        dessin.texte(cx, cy + 8, str(rang), ancre="middle", corps=22, gras=True, encre=BLANC)
    return dessin.svg(titre, description)


def encre(rang: int, nb: int) -> str:
    """Quel que soit le nombre de mentions, la première est la plus verte et la dernière la plus rouge."""
    return ENCRES[round(rang * (len(ENCRES) - 1) / max(nb - 1, 1))]


def _ligne(rangee: Rangee[str], nom: str, mentions: Sequence[str]) -> tuple[str, ...]:
    if rangee.jauge is None:
        return ("–", nom, "Aucun avis", *("0" for _ in mentions), "0")
    place = f"{rangee.place}{' ex æquo' if rangee.est_ex_aequo else ''}"
    majoritaire = f"{mentions[rangee.jauge.mention]}\u00a0{rangee.jauge.signe}"
    return (place, nom, majoritaire, *(str(nb) for nb in rangee.comptes), str(rangee.nb))


def _dite(rangees: Sequence[Rangee[str]], noms: Mapping[str, str], mentions: Sequence[str]) -> str:
    dites = [
        f"{rangee.place}. {noms[rangee.cle]}, {mentions[rangee.jauge.mention].lower()}\u00a0{rangee.jauge.signe}"
        for rangee in rangees
        if rangee.jauge
    ]
    return "; ".join(dites) + ". Toutes les mentions sont dans le tableau."
