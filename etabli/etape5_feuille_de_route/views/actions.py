"""Les actions : le tableau, la fiche, l'écriture, le suivi."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.listes import contexte_de_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import (
    ActionModifieeEntreTemps,
    ajouter_une_action,
    ce_que_cela_decale,
    faire_le_point,
    modifier_une_action,
    retirer_une_action,
    tenir_le_plan,
    tenir_les_etapes,
)
from etabli.etape5_feuille_de_route.colonnes import niveau
from etabli.etape5_feuille_de_route.fiches_de_seance import fiches_de
from etabli.etape5_feuille_de_route.forms import (
    ActionForm,
    EtapesFormSet,
    FiltresForm,
    PlanFormSet,
    PointForm,
    RetirerForm,
    etapes_initiales,
    plan_initial,
)
from etabli.etape5_feuille_de_route.lecture import avis_sur, ecarts, frise_des_actions
from etabli.etape5_feuille_de_route.listes import ACTIONS
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute, RegleDeFinancement
from etabli.etape5_feuille_de_route.permissions import peut_rediger, peut_replanifier, peut_suivre
from etabli.etape5_feuille_de_route.views.commun import montrer, saisir, trouver, trouver_l_action
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.verdict import exiger

AIDE_DU_PLAN = "Une ligne par financeur et dispositif, en euros hors taxes. Une ligne vide ne compte pas."
AIDE_DES_ETAPES = "Dans l'ordre où elles viennent. Une étape dont on efface le nom s'en va."
ENTRE_TEMPS = 409


@require_GET
def actions(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    contexte: dict[str, Any] = {
        **contexte_de_la_liste(
            request,
            ACTIONS,
            feuille.actions.all(),
            titre=f"Actions, {feuille.dossier}",
            filtre=_filtre(request, feuille),
            exports=reverse("feuille_de_route:exporter_actions", args=[dossier_id, "FORME"]),
        ),
        "cible": "#table",
        "peut_rediger": peut_rediger(request.user, feuille),
        "a_des_axes": feuille.axes.exists(),
        "nb_fiches": fiches_de(feuille).count(),
    }
    return montrer(request, feuille, "actions", "actions", contexte, fragment="table")


def _filtre(request: RequeteAgent, feuille: FeuilleDeRoute) -> FiltresForm:
    return FiltresForm(request.GET, agent=request.user, feuille=feuille)


@require_GET
def exporter(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    nom = f"feuille-de-route-{dossier_id}-actions"
    return telecharger_la_liste(
        request, ACTIONS, feuille.actions.all(), forme, nom, _filtre(request, feuille)
    )


@require_GET
def action(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    contexte: dict[str, Any] = {
        "action": lue,
        "niveau": niveau(lue),
        "plan": lue.plan,
        "avis": avis_sur(
            lue, [r.regle for r in RegleDeFinancement.objects.visible_to(request.user).en_vigueur()]
        ),
        "requises": lue.depend_de.select_related("feuille"),
        "conditionnees": lue.conditionne.select_related("feuille"),
        "paroles": lue.contributions.select_related("activite__seance"),
        "points": lue.points.select_related("par"),
        "frise": frise_des_actions([lue]) if lue.debut_le and lue.fin_le else None,
        "peut_rediger": peut_rediger(request.user, feuille),
        "peut_suivre": peut_suivre(request.user, lue),
        "peut_replanifier": peut_replanifier(request.user, feuille),
        "faits": Fait.objects.sur(lue)[:6],
    }
    return montrer(request, feuille, "action", "actions", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """`?axe=` propose l'axe d'où l'on vient."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    form = ActionForm(request.POST or None, initial={"axe": request.GET.get("axe")}, feuille=feuille)

    def ecrire(saisi: dict[str, Any]) -> None:
        ecrite = ajouter_une_action(feuille, saisi.pop("axe"), saisi.pop("titre"), par=request.user, **saisi)
        form.instance.numero = ecrite.numero

    if tenter(form, ecrire):
        messages.success(request, "L'action est ajoutée. Complétez ses étapes et son financement.")
        return redirect("feuille_de_route:action", dossier_id, form.instance.numero)
    annuler = reverse("feuille_de_route:actions", args=[dossier_id])
    return saisir(
        request, feuille, form, titre="Ajouter une action", annuler=annuler, gabarit="action_saisie"
    )


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    """Si quelqu'un a enregistré entre-temps, les deux textes se montrent et rien n'est écrasé sans le vouloir."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    lue = trouver_l_action(feuille, numero)
    version = request.POST.get("version", lue.version)
    form = ActionForm(request.POST or None, instance=lue, feuille=feuille)
    options: dict[str, Any] = {
        "titre": f"Modifier l'action {numero}",
        "gabarit": "action_saisie",
        "action": lue,
    }
    try:
        if tenter(form, lambda s: modifier_une_action(lue, par=request.user, version_lue=version, **s)):
            messages.success(request, "L'action est à jour.")
            return redirect(_apres(lue, form))
    except ActionModifieeEntreTemps as conflit:
        version, options["statut"] = conflit.actuelle.version, ENTRE_TEMPS
        options["ecarts"] = ecarts(conflit.actuelle, form.cleaned_data)
    return saisir(request, feuille, form, annuler=lue.get_absolute_url(), version=version, **options)


def _apres(lue: Action, form: ActionForm) -> str:
    """La fiche ; ou, quand une date changée en bouscule d'autres, la page qui propose de les décaler."""
    enregistree = lue.feuille.actions.select_related("feuille").get(pk=lue.pk)
    dates = enregistree.debut_le, enregistree.fin_le
    if {"debut_le", "fin_le"} & set(form.changed_data) and ce_que_cela_decale(enregistree, *dates):
        return reverse("feuille_de_route:deplacer_une_action", args=[lue.feuille.dossier_id, lue.numero])
    return lue.get_absolute_url()


@require_http_methods(["GET", "POST"])
def financer(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    formset = PlanFormSet(request.POST or None, initial=plan_initial(lue), prefix="plan")
    options: dict[str, Any] = {"titre": f"Financer l'action {numero}", "aide": AIDE_DU_PLAN}
    return tenir(request, lue, formset, tenir_le_plan, options)


@require_http_methods(["GET", "POST"])
def etapes(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    formset = EtapesFormSet(request.POST or None, initial=etapes_initiales(lue), prefix="etapes")
    options: dict[str, Any] = {"titre": f"Étapes de l'action {numero}", "aide": AIDE_DES_ETAPES}
    return tenir(request, lue, formset, tenir_les_etapes, options)


def tenir(
    request: RequeteAgent, lue: Any, formset: Any, ecrire: Any, options: dict[str, Any]
) -> HttpResponse:
    """Enregistrer toutes les lignes à la fois ; « Ajouter des lignes » en rend de vides sans rien perdre."""
    version = request.POST.get("version", lue.version)
    options |= {"gabarit": "lignes", "action": lue}
    if request.method == "POST" and "plus" not in request.POST and formset.is_valid():
        try:
            ecrire(lue, formset.lignes(), par=request.user, version_lue=version)
            messages.success(request, "C'est enregistré.")
            return redirect(lue)
        except ActionModifieeEntreTemps as conflit:
            version, options["statut"], options["entre_temps"] = conflit.actuelle.version, ENTRE_TEMPS, True
        except ValidationError as refus:
            formset.non_form_errors().extend(refus.messages)
    elif "plus" in request.POST:
        formset = type(formset)(_avec_des_lignes(request.POST, formset.prefix), prefix=formset.prefix)
        options["formset"] = formset
        return saisir(request, lue.feuille, None, annuler=lue.get_absolute_url(), version=version, **options)
    return saisir(
        request,
        lue.feuille,
        formset,
        annuler=lue.get_absolute_url(),
        version=version,
        formset=formset,
        **options,
    )


def _avec_des_lignes(saisi: Any, prefixe: str) -> Any:
    """Deux lignes de plus dans ce qui a été envoyé."""
    augmente = saisi.copy()
    nb = saisi.get(f"{prefixe}-TOTAL_FORMS", "0")
    augmente[f"{prefixe}-TOTAL_FORMS"] = str(int(nb) + 2 if nb.isdigit() else 2)
    return augmente


@require_http_methods(["GET", "POST"])
def point(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    lue = trouver_l_action(feuille, numero)
    exiger(peut_suivre(request.user, lue))
    form = PointForm(request.POST or None, initial={"statut": request.GET.get("statut", lue.statut)})
    if tenter(form, lambda saisi: faire_le_point(lue, par=request.user, **saisi)):
        messages.success(request, "Le point est enregistré.")
        return redirect(lue)
    options: dict[str, Any] = {"titre": "Faire le point", "intro": f"Action {lue}", "action": lue}
    return saisir(request, feuille, form, annuler=lue.get_absolute_url(), **options)


@require_http_methods(["GET", "POST"])
def retirer(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    lue = trouver_l_action(feuille, numero)
    form = RetirerForm(request.POST or None)
    if tenter(form, lambda saisi: retirer_une_action(lue, par=request.user, **saisi)):
        messages.success(request, "L'action est retirée ; le journal en garde la trace.")
        return redirect("feuille_de_route:actions", dossier_id)
    options: dict[str, Any] = {
        "titre": "Retirer l'action",
        "libelle": "Retirer définitivement",
        "intro": str(lue),
        "action": lue,
    }
    return saisir(request, feuille, form, annuler=lue.get_absolute_url(), **options)
