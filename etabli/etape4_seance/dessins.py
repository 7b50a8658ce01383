"""Le profil d'un jugement majoritaire : une barre par proposition, une part par mention, un trait à la moitié."""

from collections.abc import Mapping, Sequence

from etabli.etape4_seance.calcul.jugement import Rangee
from etabli.socle.graphiques import Graphique
from etabli.socle.graphiques.dessin import CORPS, INTERLIGNE, LARGEUR, Dessin, legende
from etabli.socle.graphiques.mesures import couper, largeur

# Du vert au rouge en passant par le gris : l'ordre se lit aussi en noir et blanc, aux lettres de chaque part.
ENCRES = ("#00634a", "#2f7d4f", "#6a7d24", "#6b6b6b", "#8f6a1c", "#a8502f", "#a02121")
BLANC = "#ffffff"
MARGE, BARRE = 210.0, 26.0


def jugement_en_barres(
    titre: str, rangees: Sequence[Rangee[str]], noms: Mapping[str, str], mentions: Sequence[str]
) -> Graphique:
    encres = [encre(rang, len(mentions)) for rang in range(len(mentions))]
    lettres = [_lettre(rang) for rang in range(len(mentions))]
    dessin = Dessin(0)
    y = legende(
        dessin, [(e, f"{lettre} {nom}") for e, lettre, nom in zip(encres, lettres, mentions, strict=True)], 14
    )
    y += 10
    haut = y
    place = LARGEUR - MARGE - 8
    for rangee in rangees:
        nom = f"{rangee.place or '–'}. {noms[rangee.cle]}"
        lignes = couper(nom, CORPS, MARGE - 16, 3)
        hauteur = max(BARRE + 16, len(lignes) * CORPS * INTERLIGNE + 14)
        milieu = y + hauteur / 2
        haut_du_texte = milieu + 5 - (len(lignes) - 1) * CORPS * INTERLIGNE / 2
        dessin.texte(0, haut_du_texte, lignes)
        x = MARGE
        for nb, teinte, lettre in zip(rangee.comptes, encres, lettres, strict=True):
            long = place * nb / (rangee.nb or 1)
            if long:
                dessin.rectangle(x, milieu - BARRE / 2, max(long - 1.5, 0.5), BARRE, teinte)
                ecrit = f"{lettre} {nb}"
                if largeur(ecrit, 12) + 6 < long:
                    dessin.texte(
                        x + long / 2, milieu + 4.5, ecrit, ancre="middle", corps=12, gras=True, encre=BLANC
                    )
            x += long
        y += hauteur
    dessin.ligne(MARGE + place / 2, haut, MARGE + place / 2, y, stroke_width=2, stroke_dasharray="5 3")
    dessin.texte(MARGE + place / 2, y + 16, "la moitié des avis", ancre="middle", corps=12)
    dessin.hauteur = y + 24
    description = "Jugement majoritaire. " + _dite(rangees, noms, mentions)
    entetes = ("Place", "Proposition", "Mention majoritaire", *mentions, "Avis")
    lignes_du_tableau = tuple(_ligne(rangee, noms[rangee.cle], mentions) for rangee in rangees)
    return Graphique(dessin.svg(titre, description), titre, description, entetes, lignes_du_tableau)


def encre(rang: int, nb: int) -> str:
    """Quel que soit le nombre de mentions, la première est la plus verte et la dernière la plus rouge."""
    return ENCRES[round(rang * (len(ENCRES) - 1) / max(nb - 1, 1))]


def _lettre(rang: int) -> str:
    return chr(ord("A") + rang)


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
