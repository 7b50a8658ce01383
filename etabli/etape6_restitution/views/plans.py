"""Les plans des livrables : les lire (tous), les régler (la DGALN), partie par partie, sans JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.forms import (
    PagesDuPlanForm,
    PartieEcriteForm,
    PartieNourrieForm,
    PlanDuFormatForm,
)
from etabli.etape6_restitution.models import COPIES, PartieDuPlan, PlanDeLivrable
from etabli.etape6_restitution.permissions import peut_regler_les_plans
from etabli.etape6_restitution.plans import BLOCS
from etabli.socle.affichage import Lien
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

SENS = {"monter": -1, "descendre": 1}
FAITS_MONTRES = 12


@require_GET
def plans(request: RequeteAgent) -> HttpResponse:
    lus = list(PlanDeLivrable.objects.visible_to(request.user).for_list())
    if {plan.type for plan in lus} != set(TypeLivrable):
        actions.installer_les_plans()
        lus = list(PlanDeLivrable.objects.visible_to(request.user).for_list())
    ordre = list(TypeLivrable)
    ranges = sorted(lus, key=lambda p: (ordre.index(TypeLivrable(p.type)), p.format is not None, p.pk))
    contexte = {"plans": ranges, "droit": peut_regler_les_plans(request.user)}
    return page(request, "restitution/plans.html", contexte)


def trouver_le_plan(request: RequeteAgent, pk: int) -> PlanDeLivrable:
    return get_object_or_404(PlanDeLivrable.objects.visible_to(request.user).for_list(), pk=pk)


def trouver_la_partie(request: RequeteAgent, pk: int, partie: int) -> PartieDuPlan:
    exiger(peut_regler_les_plans(request.user))
    return get_object_or_404(trouver_le_plan(request, pk).parties.select_related("plan__format"), pk=partie)


@require_GET
def plan(request: RequeteAgent, pk: int) -> HttpResponse:
    lu = trouver_le_plan(request, pk)
    parties = list(lu.parties.all())
    contexte = {
        "plan": lu,
        "parties": [{"partie": p, "bloc": BLOCS.get(p.cle)} for p in parties],
        "somme": sum(p.pages_max or 0 for p in parties),
        "droit": peut_regler_les_plans(request.user),
        "faits": Fait.objects.sur(lu).order_by("-numero")[:FAITS_MONTRES],
        "form": None if lu.format_id else PlanDuFormatForm(plan=lu),
    }
    return page(request, "restitution/plan.html", contexte)


def _saisir(request: HttpRequest, plan: PlanDeLivrable, form: Any, titre: str, libelle: str) -> HttpResponse:
    liens = [
        Lien("Plans des livrables", reverse("restitution:plans")),
        Lien(str(plan), plan.get_absolute_url()),
    ]
    contexte = {"plan": plan, "titre": titre, "libelle": libelle, "liens": liens}
    return page(request, "restitution/plan_saisie.html", contexte, form=form)


@require_http_methods(["GET", "POST"])
def pages(request: RequeteAgent, pk: int) -> HttpResponse:
    lu = trouver_le_plan(request, pk)
    exiger(peut_regler_les_plans(request.user))
    initial = {"pages_min": lu.pages_min, "pages_max": lu.pages_max}
    form = PagesDuPlanForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.regler_le_plan(lu, **form.cleaned_data, par=request.user)
        messages.success(request, "Le nombre de pages est réglé.")
        return redirect(lu)
    return _saisir(request, lu, form, "Régler le nombre de pages", "Enregistrer")


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, pk: int, nature: str) -> HttpResponse:
    """`nature` : « ecrite » par l'équipe, ou « nourrie » par le dossier."""
    lu = trouver_le_plan(request, pk)
    exiger(peut_regler_les_plans(request.user))
    form = _formulaire_d_ajout(request, lu, nature)
    if tenter(form, lambda saisie: actions.ajouter_une_partie(lu, **saisie, par=request.user)):
        messages.success(request, "La partie est ajoutée à la fin du plan : montez-la où il faut.")
        return redirect(lu)
    quoi = "une partie que l'équipe écrit" if nature == "ecrite" else "un bloc nourri par le dossier"
    return _saisir(request, lu, form, f"Ajouter {quoi}", "Ajouter")


def _formulaire_d_ajout(
    request: HttpRequest, plan: PlanDeLivrable, nature: str
) -> PartieEcriteForm | PartieNourrieForm:
    if nature == "ecrite":
        return PartieEcriteForm(request.POST or None)
    if nature == "nourrie":
        return PartieNourrieForm(request.POST or None, deja=[p.cle for p in plan.parties.all()])
    raise Http404


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int, partie: int) -> HttpResponse:
    lue = trouver_la_partie(request, pk, partie)
    initial = {champ: getattr(lue, champ) for champ in COPIES if champ not in ("ordre", "nature")}
    form = PartieNourrieForm(request.POST or None, initial=initial, ajoute=False)
    if form.is_valid():
        actions.modifier_la_partie(lue, **form.cleaned_data, par=request.user)
        messages.success(request, f"«\u00a0{lue}\u00a0» est réglée.")
        return redirect(lue.plan)
    return _saisir(request, lue.plan, form, f"Régler «\u00a0{lue}\u00a0»", "Enregistrer")


@require_POST
def deplacer(request: RequeteAgent, pk: int, partie: int, sens: str) -> HttpResponse:
    """Le bouton reste sous le doigt : la page revient à la partie déplacée."""
    lue = trouver_la_partie(request, pk, partie)
    if sens not in SENS:
        raise Http404
    actions.deplacer_la_partie(lue, SENS[sens], par=request.user)
    return redirect(f"{lue.plan.get_absolute_url()}#partie-{lue.pk}")


@require_http_methods(["GET", "POST"])
def retirer(request: RequeteAgent, pk: int, partie: int) -> HttpResponse:
    lue = trouver_la_partie(request, pk, partie)
    plan, titre = lue.plan, str(lue)
    if request.method == "POST":
        if plan.parties.count() > 1:
            actions.retirer_la_partie(lue, par=request.user)
            messages.success(request, f"«\u00a0{titre}\u00a0» est retirée du plan.")
        else:
            messages.error(request, "Un plan garde au moins une partie.")
        return redirect(plan)
    return page(request, "restitution/plan_retirer.html", {"plan": plan, "partie": lue})


@require_POST
def faire_du_format(request: RequeteAgent, pk: int) -> HttpResponse:
    lu = trouver_le_plan(request, pk)
    exiger(peut_regler_les_plans(request.user))
    form = PlanDuFormatForm(request.POST, plan=lu)
    if not form.is_valid():
        return _saisir(request, lu, form, "Faire un plan propre à un format", "Faire ce plan")
    propre = actions.faire_un_plan_du_format(lu, form.cleaned_data["format"], par=request.user)
    messages.success(request, f"Le format «\u00a0{propre.format}\u00a0» a son plan : réglez-le ici.")
    return redirect(propre)


@require_POST
def rendre_au_commun(request: RequeteAgent, pk: int) -> HttpResponse:
    lu = trouver_le_plan(request, pk)
    exiger(peut_regler_les_plans(request.user))
    if lu.format_id is None:
        raise Http404
    commun = actions.rendre_le_plan_commun(lu, par=request.user)
    messages.success(request, "Le format suit de nouveau le plan commun.")
    return redirect(commun)
