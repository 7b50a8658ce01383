"""Ce que toutes les pages de l'étape font : trouver la feuille, vérifier un droit, saisir, montrer les onglets."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.affichage import Onglet
from etabli.socle.colonnes import JeuDeColonnes
from etabli.socle.rendu import page
from etabli.socle.reponses import tableur_joint

ONGLETS = (
    ("detail", "Vue d'ensemble"),
    ("actions", "Actions"),
    ("avancement", "Avancement"),
    ("calendrier", "Calendrier"),
    ("financement", "Financement"),
    ("carte", "Carte"),
    ("matrice", "Matrice"),
    ("trace", "Trace"),
    ("priorites", "Priorités"),
    ("suivi", "Suivi"),
)
FILTREES = ("actions", "avancement", "calendrier", "financement", "carte", "matrice")


def trouver(request: RequeteAgent, dossier_id: int) -> FeuilleDeRoute:
    feuilles = FeuilleDeRoute.objects.visible_to(request.user).for_detail()
    return get_object_or_404(feuilles, dossier_id=dossier_id)


def trouver_l_action(feuille: FeuilleDeRoute, numero: int) -> Action:
    """L'action garde la feuille déjà lue : ses membres ne sont pas relus pour juger les droits."""
    action: Action = get_object_or_404(
        feuille.actions.for_list().prefetch_related("financements", "couts_annuels"), numero=numero
    )
    action.feuille = feuille
    return action


def onglets(request: RequeteAgent, feuille: FeuilleDeRoute, actif: str) -> list[Onglet]:
    """Les filtres suivent d'une vue des actions à l'autre."""
    filtres = request.GET.copy()
    for nom in ("tri", "page"):
        filtres.pop(nom, None)
    suite = f"?{filtres.urlencode()}" if filtres and actif in FILTREES else ""
    return [
        Onglet(
            libelle,
            reverse(f"feuille_de_route:{nom}", args=[feuille.dossier_id])
            + (suite if nom in FILTREES else ""),
            nom == actif,
        )
        for nom, libelle in ONGLETS
    ]


def montrer(
    request: RequeteAgent,
    feuille: FeuilleDeRoute,
    gabarit: str,
    actif: str,
    contexte: dict[str, Any],
    *,
    fragment: str = "",
) -> HttpResponse:
    communs = {
        "feuille": feuille,
        "dossier": feuille.dossier,
        "onglets": onglets(request, feuille, actif),
        "actif": dict(ONGLETS)[actif],
    }
    return page(request, f"feuille_de_route/{gabarit}.html", {**communs, **contexte}, fragment=fragment)


def saisir(
    request: RequeteAgent,
    feuille: FeuilleDeRoute,
    form: Any,
    *,
    titre: str,
    annuler: str,
    gabarit: str = "saisie",
    statut: int = 200,
    **contexte: Any,
) -> HttpResponse:
    """Une page d'un seul formulaire ; 422 quand il a des erreurs."""
    communs = {"feuille": feuille, "dossier": feuille.dossier, "titre": titre, "annuler": annuler}
    contexte = {"libelle": "Enregistrer", "intro": "", "action": None, **communs, **contexte}
    return page(request, f"feuille_de_route/{gabarit}.html", contexte, form=form, statut=statut)


def en_fichier(jeu: JeuDeColonnes, lignes: Any, forme: str, dossier_id: int) -> HttpResponse:
    return tableur_joint(jeu, lignes, forme, f"feuille-de-route-{dossier_id}-{jeu.nom}")
