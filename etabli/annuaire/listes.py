"""Montrer et télécharger une liste de travail : les vues des étapes ne disent que laquelle, et ce qui se voit."""

from typing import Any

from django.http import HttpResponse

from etabli.annuaire.requete import RequeteAgent
from etabli.annuaire.vues_enregistrees import barre, jeton_de
from etabli.socle.listes import Filtre, Liste, ListeLue
from etabli.socle.memoire import lecture_commune
from etabli.socle.rendu import page, veut_un_fragment
from etabli.socle.reponses import tableur_joint

FORMES = (("csv", "CSV"), ("xlsx", "classeur XLSX"), ("ods", "classeur ODS"))
RESULTATS = "annuaire/listes/page.html"


def contexte_de_la_liste(
    request: RequeteAgent,
    liste: Liste,
    visibles: Any,
    *,
    exports: str,
    titre: str = "",
    filtre: Filtre | None = None,
) -> dict[str, Any]:
    """`exports` est l'adresse du fichier, avec « FORME » à la place de l'extension."""
    lue = ListeLue(liste, request.GET, visibles, request.user, filtre)
    suite = lue.propres.urlencode()
    titre = titre or liste.jeu.titre
    return {
        "lue": lue,
        "filtre": lue.filtre,
        "vues": barre(lue, request.path, request.user),
        "jeton_de_vue": jeton_de(request.path, titre),
        "partages": [f.organisation for f in request.user.fonctions_en_cours],
        "titre_de_la_liste": titre,
        "gabarit_vide": "",
        "cible": "#resultats",
        "telechargements": [
            (libelle, f"{exports.replace('FORME', forme)}?{suite}") for forme, libelle in FORMES
        ],
    }


@lecture_commune()
def montrer_la_liste(
    request: RequeteAgent,
    liste: Liste,
    visibles: Any,
    gabarit: str,
    contexte: dict[str, Any] | None = None,
    **options: Any,
) -> HttpResponse:
    complet = {**contexte_de_la_liste(request, liste, visibles, **options), **(contexte or {})}
    # Le gabarit de l'étape habille la page ; les résultats, eux, sont les mêmes partout.
    gabarit = RESULTATS if veut_un_fragment(request) else gabarit
    return page(request, gabarit, complet, fragment="resultats")


def telecharger_la_liste(
    request: RequeteAgent, liste: Liste, visibles: Any, forme: str, nom: str, filtre: Filtre | None = None
) -> HttpResponse:
    """Exactement ce que la page montre : mêmes filtres, même tri ; les colonnes choisies, ou toutes."""
    lue = ListeLue(liste, request.GET, visibles, request.user, filtre)
    return tableur_joint(lue.jeu, lue.lignes_du_fichier(), forme, nom)
