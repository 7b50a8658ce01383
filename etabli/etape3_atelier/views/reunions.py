"""Les réunions des comités : l'ordre du jour avant, les présents et les décisions après."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import annuler_la_reunion, convoquer, relever_les_decisions
from etabli.etape3_atelier.forms import ReleveForm, ReunionForm, reunion_initiale
from etabli.etape3_atelier.models import Atelier, Reunion
from etabli.etape3_atelier.permissions import peut_composer, peut_contribuer
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


def _la_reunion(atelier: Atelier, pk: int) -> Reunion:
    reunion: Reunion = get_object_or_404(atelier.reunions().select_related("comite"), pk=pk)
    reunion.comite.atelier = atelier
    return reunion


@require_GET
def reunion(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    trouvee = _la_reunion(atelier, pk)
    contexte = {
        "reunion": trouvee,
        "presents": trouvee.presents.all(),
        "decisions": trouvee.decisions.prefetch_related("taches__confiee_a"),
        "peut_composer": peut_composer(request.user, atelier),
        "peut_confier": peut_contribuer(request.user, atelier),
    }
    return montrer(request, atelier, "reunion", "equipe", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    comite = get_object_or_404(atelier.comites, pk=pk)
    form = ReunionForm(request.POST or None)
    if tenter(form, lambda _: convoquer(comite, par=request.user, **form.convocation())):
        messages.success(request, "La réunion est fixée ; elle est dans les agendas.")
        return redirect(comite)
    options = {"titre": f"Fixer une réunion : {comite}", "annuler": comite.get_absolute_url()}
    return saisir(request, atelier, form, actif="equipe", **options)


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    fixee = _la_reunion(atelier, pk)
    form = ReunionForm(request.POST or None, initial=reunion_initiale(fixee))
    if tenter(form, lambda _: convoquer(fixee.comite, reunion=fixee, par=request.user, **form.convocation())):
        messages.success(request, "La réunion est à jour ; les agendas suivront.")
        return redirect(fixee)
    options = {"titre": f"Modifier la réunion : {fixee}", "annuler": fixee.get_absolute_url()}
    return saisir(request, atelier, form, actif="equipe", **options)


@require_POST
def annuler(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    annulee = annuler_la_reunion(_la_reunion(atelier, pk), par=request.user)
    messages.success(request, "La réunion est annulée ; les agendas abonnés l'effaceront.")
    return redirect(annulee)


@require_http_methods(["GET", "POST"])
def relever(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_composer(request.user, atelier))
    tenue = _la_reunion(atelier, pk)
    form = ReleveForm(request.POST or None, reunion=tenue)
    if tenter(
        form,
        lambda saisi: relever_les_decisions(
            tenue, saisi.get("presents", ()), saisi["decisions"], par=request.user
        ),
    ):
        messages.success(request, "Le relevé de décisions est enregistré.")
        return redirect(tenue)
    options = {"titre": f"Relevé de décisions : {tenue}", "annuler": tenue.get_absolute_url()}
    return saisir(request, atelier, form, actif="equipe", **options)
