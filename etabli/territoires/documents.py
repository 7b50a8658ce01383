"""Le portrait d'un périmètre, en blocs : la note, le livret et les rapports l'impriment tel quel."""

from collections.abc import Iterator

from etabli.socle.document.blocs import Bloc, Liste, Paragraphe, Tableau
from etabli.territoires.chiffres import Chiffres, lire_les_chiffres
from etabli.territoires.models import Perimetre


def blocs_du_portrait(perimetre: Perimetre, *, avec_graphiques: bool = True) -> Iterator[Bloc]:
    """Le tableau de comparaison, les graphiques et leurs valeurs, ce qui manque ; chaque chiffre dit sa source."""
    chiffres = lire_les_chiffres(perimetre.nom, perimetre.lire_les_communes())
    yield _comparaison(chiffres)
    if avec_graphiques:
        for illustre in chiffres.graphiques:
            yield illustre.graphique.figure(credit=f"Source : {illustre.source}" if illustre.source else "")
    if chiffres.manques:
        yield Paragraphe("Ce que ce portrait ne dit pas, faute de données :")
        yield Liste(chiffres.manques)


def _comparaison(chiffres: Chiffres) -> Tableau:
    return Tableau(
        ["", *chiffres.colonnes, "Source"],
        [[ligne.libelle, *ligne.valeurs, ligne.source] for ligne in chiffres.lignes],
        "Le territoire, ses départements et la France",
        alignements=("gauche", "droite", "droite", "droite", "gauche"),
    )
