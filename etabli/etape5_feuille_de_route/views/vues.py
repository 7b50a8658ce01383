"""Les mêmes actions, rangées par état, par lieu, deux à deux ; les filtres sont ceux de la liste."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import faire_le_point
from etabli.etape5_feuille_de_route.colonnes import LIEUX
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.forms import CroiserForm, FiltresForm, StatutForm
from etabli.etape5_feuille_de_route.forms.suivi import A_EXPLIQUER
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_suivre
from etabli.etape5_feuille_de_route.views.commun import montrer, trouver, trouver_l_action
from etabli.etape5_feuille_de_route.vues import RANGEMENTS, carte_des_actions, matrice_des_actions, par_etat
from etabli.socle.colonnes import Tableau
from etabli.socle.verdict import exiger

INCOMPRIS = 422


def _filtrees(request: RequeteAgent, feuille: FeuilleDeRoute) -> tuple[FiltresForm, list[Action]]:
    """Chaque action garde la feuille déjà lue : ses droits se jugent sans autre requête."""
    filtres = FiltresForm(request.GET, agent=request.user, feuille=feuille)
    actions = list(filtres.appliquer(feuille.actions.for_detail()))
    for action in actions:
        action.feuille = feuille
    return filtres, actions


@require_GET
def avancement(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtres, actions = _filtrees(request, feuille)
    contexte: dict[str, Any] = {
        "filtres": filtres,
        "nb": len(actions),
        "colonnes": par_etat(actions),
        "mobiles": {a.pk for a in actions if peut_suivre(request.user, a)},
        "statuts": StatutAction.choices,
        "requete": request.GET.urlencode(),
    }
    return montrer(request, feuille, "avancement", "avancement", contexte, fragment="table")


@require_POST
def changer_le_statut(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    """Un point de suivi daté d'aujourd'hui ; un arrêt s'explique, donc mène à la page du point."""
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    form = StatutForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choisissez l'un des statuts proposés.")
    elif (statut := form.cleaned_data["statut"]) in A_EXPLIQUER and statut != lue.statut:
        adresse = reverse("feuille_de_route:point", args=[dossier_id, numero])
        return redirect(f"{adresse}?statut={statut}")
    elif statut != lue.statut:
        faire_le_point(lue, localdate(), statut, par=request.user)
        messages.success(
            request, f"L'action {numero} est maintenant «\u00a0{StatutAction(statut).label}\u00a0»."
        )
    suite = QueryDict(request.POST.get("requete", "")).urlencode()
    adresse = reverse("feuille_de_route:avancement", args=[dossier_id])
    return redirect(f"{adresse}?{suite}#action-{numero}" if suite else f"{adresse}#action-{numero}")


@require_GET
def carte(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtres, actions = _filtrees(request, feuille)
    lue = carte_des_actions(feuille, actions)
    contexte: dict[str, Any] = {
        "filtres": filtres,
        "nb": len(actions),
        "lue": lue,
        "tableau": Tableau(LIEUX.colonnes, lue.lieux, LIEUX.titre, "", legende_visible=False),
    }
    return montrer(request, feuille, "carte", "carte", contexte, fragment="table")


@require_GET
def matrice(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    filtres, actions = _filtrees(request, feuille)
    rangements = [(cle, titre) for cle, (titre, _) in RANGEMENTS.items()]
    croisement = CroiserForm(request.GET or None, rangements=rangements)
    lignes, colonnes = croisement.choisis() if croisement.is_bound else ("axe", "priorite")
    croisee = matrice_des_actions(actions, lignes, colonnes)
    contexte: dict[str, Any] = {
        "filtres": filtres,
        "croisement": CroiserForm(initial={"lignes": lignes, "colonnes": colonnes}, rangements=rangements),
        "matrice": croisee,
        "rangees": list(zip(croisee.lignes, croisee.cases, croisee.totaux_des_lignes, strict=True)),
        "en_lignes": RANGEMENTS[lignes][0],
        "en_colonnes": RANGEMENTS[colonnes][0],
        "nb": len(actions),
    }
    return montrer(request, feuille, "matrice", "matrice", contexte, fragment="table")
