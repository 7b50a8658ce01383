"""Les mêmes actions vues autrement : dans le temps, par l'argent, par ordre d'importance."""

from typing import Any

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.colonnes import (
    AVIS,
    CLASSEMENT,
    DATES,
    PAR_ACTION,
    PAR_AXE,
    PAR_FINANCEUR,
    PLAN,
)
from etabli.etape5_feuille_de_route.forms import FiltresForm, PoidsForm
from etabli.etape5_feuille_de_route.lecture import (
    Financement,
    calendrier_des_actions,
    lire_les_axes,
    lire_les_dates,
    tensions,
)
from etabli.etape5_feuille_de_route.models import Action, RegleDeFinancement
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.priorites import criteres_de, lire_les_priorites
from etabli.etape5_feuille_de_route.views.commun import en_fichier, montrer, trouver
from etabli.socle.colonnes import JeuDeColonnes, Tableau


def _en_tableau(jeu: JeuDeColonnes, lignes: Any, vide: str = "Rien pour l'instant.") -> Tableau:
    return Tableau(jeu.colonnes, lignes, jeu.titre, vide, legende_visible=False)


@require_GET
def calendrier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtres = FiltresForm(request.GET, feuille=feuille)
    actions: list[Action] = list(filtres.appliquer(feuille.actions.en_jeu().for_detail()))
    jour = localdate()
    datees = lire_les_dates(actions, feuille.actions.en_jeu().prefetch_related("depend_de"), jour)
    placees = {d.action.pk for d in datees}
    contexte: dict[str, Any] = {
        "filtres": filtres,
        "nb": len(actions),
        "graphique": calendrier_des_actions(datees, jour) if datees else None,
        "tableau": _en_tableau(DATES, datees, "Aucune action n'a encore ses deux dates."),
        "sans_dates": [a for a in actions if a.pk not in placees],
        "tensions": tensions(actions),
    }
    return montrer(request, feuille, "calendrier", "calendrier", contexte, fragment="table")


@require_GET
def financement(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtres = FiltresForm(request.GET, feuille=feuille)
    lu = Financement(list(filtres.appliquer(feuille.actions.en_jeu().for_detail())))
    avis = lu.avis([r.regle for r in RegleDeFinancement.objects.visible_to(request.user).en_vigueur()])
    axes = [axe for axe in lire_les_axes(feuille, lu.actions) if axe.actions]
    contexte: dict[str, Any] = {
        "filtres": filtres,
        "requete": request.GET.urlencode(),
        "lu": lu,
        "au_dela": lu.au_dela(feuille.taux_maximal),
        "avis": _en_tableau(AVIS, avis) if avis else None,
        "nb_depassements": sum(not rendu.est_tenue for _, rendu in avis),
        "peut_rediger": peut_rediger(request.user, feuille),
        "financeurs": _en_tableau(PAR_FINANCEUR, lu.parts, "Aucun financement n'est inscrit."),
        "axes": _en_tableau(PAR_AXE, axes),
        "actions": _en_tableau(PAR_ACTION, lu.actions),
    }
    return montrer(request, feuille, "financement", "financement", contexte, fragment="table")


@require_GET
def exporter_le_financement(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    actions = FiltresForm(request.GET, feuille=feuille).appliquer(feuille.actions.for_detail())
    return en_fichier(PLAN, [f for a in actions for f in a.financements.all()], forme, dossier_id)


@require_GET
def priorites(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    form = PoidsForm(request.GET or None, criteres=criteres_de(feuille))
    lecture = lire_les_priorites(feuille, form.poids())
    contexte: dict[str, Any] = {
        "poids": form,
        "lecture": lecture,
        "peut_rediger": peut_rediger(request.user, feuille),
        "tableau": _en_tableau(CLASSEMENT, lecture.classees, "Donnez du poids à au moins un critère."),
    }
    return montrer(request, feuille, "priorites", "priorites", contexte, fragment="table")
