"""Le portrait d'un périmètre, en valeurs puis en blocs : la note, le livret et les rapports l'impriment tel quel."""

from collections.abc import Iterator, Mapping
from typing import Any

from etabli.socle.document.blocs import Bloc, Figure, Liste, Paragraphe, Tableau
from etabli.territoires.chiffres import PAS_ENCORE_IMPORTE, Illustre, lire_les_chiffres
from etabli.territoires.models import Perimetre


def blocs_du_portrait(perimetre: Perimetre, *, avec_graphiques: bool = True) -> Iterator[Bloc]:
    """Le portrait d'aujourd'hui, tel que les mesures importées le donnent."""
    yield from blocs_du_portrait_fige(figer_le_portrait(perimetre), avec_graphiques=avec_graphiques)


def figer_le_portrait(perimetre: Perimetre) -> dict[str, Any]:
    """Les chiffres de cet instant, en valeurs simples : un import d'après n'y change plus rien."""
    chiffres = lire_les_chiffres(perimetre.nom, perimetre.lire_les_communes())
    return {
        "colonnes": list(chiffres.colonnes),
        "lignes": [
            {"libelle": ligne.libelle, "valeurs": list(ligne.valeurs), "source": ligne.source}
            for ligne in chiffres.lignes
        ],
        "graphiques": [_figer(illustre) for illustre in chiffres.graphiques],
        "manques": list(chiffres.manques),
    }


def _figer(illustre: Illustre) -> dict[str, Any]:
    graphique = illustre.graphique
    return {
        "titre": graphique.titre,
        "description": graphique.description,
        "svg": graphique.svg,
        "source": illustre.source,
    }


def blocs_du_portrait_fige(portrait: Mapping[str, Any], *, avec_graphiques: bool = True) -> Iterator[Bloc]:
    """Le tableau de comparaison, les graphiques, ce qui manque ; chaque chiffre dit sa source."""
    yield Tableau(
        ["Mesure", *portrait["colonnes"], "Source"],
        [[ligne["libelle"], *ligne["valeurs"], ligne["source"]] for ligne in portrait["lignes"]],
        "Le territoire, ses départements et la France",
        alignements=("gauche", "droite", "droite", "droite", "gauche"),
        largeurs=(20, 19, 19, 21, 21),
    )
    for graphique in portrait["graphiques"] if avec_graphiques else ():
        alternative = f"{graphique['titre']}. {graphique['description']}"
        legende = ". Source : ".join(filter(None, (graphique["titre"], graphique["source"])))
        yield Figure(graphique["svg"], legende, alternative)
    # Un fichier que l'outil n'a pas reçu regarde qui l'installe, jamais qui lit le document.
    manques = [manque for manque in portrait["manques"] if not manque.endswith(PAS_ENCORE_IMPORTE)]
    if manques:
        yield Paragraphe("Ce que ce portrait ne dit pas, faute de données :")
        yield Liste(manques)
