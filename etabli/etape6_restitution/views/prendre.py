"""Un livrable et son plan : prendre celui qui est en vigueur, écarter une partie, la remettre."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.calcul import comparer
from etabli.etape6_restitution.forms import PrendreLePlanForm
from etabli.etape6_restitution.permissions import peut_ecarter, peut_ecrire
from etabli.etape6_restitution.views.commun import montrer_le_livrable, trouver
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def prendre_le_plan(request: RequeteAgent, dossier_id: int, type_: str) -> HttpResponse:
    """Ce qui change d'abord, puis le choix : rien d'écrit ne se perd."""
    livrable = trouver(request, dossier_id, type_)
    exiger(peut_ecrire(request.user, livrable))
    plan = actions.plan_de(livrable.type, livrable.dossier.format)
    ecart = comparer(livrable.sections.all(), plan.parties.all(), livrable.fourchette, plan.fourchette)
    retirees = {cle for cle, _ in ecart.retirees}
    orphelines = [s for s in livrable.sections.all() if s.cle in retirees and s.contenu]
    form = PrendreLePlanForm(request.POST if request.method == "POST" else None, orphelines=orphelines)
    if form.is_valid():
        actions.prendre_le_plan(livrable, a_ecarter=form.a_ecarter, par=request.user)
        messages.success(request, "Le livrable suit maintenant le plan en vigueur.")
        return redirect(livrable)
    contexte = {"ecart": ecart, "plan": plan, "orphelines": orphelines}
    return montrer_le_livrable(request, livrable, "prendre_le_plan", contexte, form=form)


@require_POST
def imprimer(request: RequeteAgent, dossier_id: int, type_: str, cle: str, geste: str) -> HttpResponse:
    """Écarter une partie du document, ou l'y remettre."""
    livrable = trouver(request, dossier_id, type_)
    section = get_object_or_404(livrable.sections.select_related("livrable__dossier"), cle=cle)
    exiger(peut_ecarter(request.user, livrable, section))
    if geste == "ecarter":
        actions.ecarter_la_section(section, par=request.user)
        messages.success(request, f"«\u00a0{section}\u00a0» ne s'imprime plus ; rien n'en est perdu.")
    elif geste == "remettre":
        actions.remettre_la_section(section, par=request.user)
        messages.success(request, f"«\u00a0{section}\u00a0» est de nouveau dans le document.")
    else:
        raise Http404
    return redirect(f"{livrable.get_absolute_url()}#partie-{cle}")
