"""La cohorte de l'année et la liste d'attente, format par format."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import FormatAtelier
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.calcul import Capacite
from etabli.etape1_candidature.forms import RangForm
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.permissions import peut_tenir_la_liste
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def liste_d_attente(request: RequeteAgent) -> HttpResponse:
    exiger(peut_tenir_la_liste(request.user))
    annee = localdate().year
    visibles = Candidature.objects.visible_to(request.user)
    retenues = list(visibles.de_la_cohorte(annee).for_list().order_by("etat_depuis_le", "pk"))
    attente = list(visibles.en_attente().for_list())
    formats = [
        _du_format(format_, annee, retenues, attente)
        for format_ in FormatAtelier.objects.visible_to(request.user)
    ]
    contexte = {"annee": annee, "formats": [f for f in formats if f["retenues"] or f["attente"]]}
    return page(request, "candidature/liste_d_attente.html", contexte)


def _du_format(
    format_: FormatAtelier, annee: int, retenues: list[Candidature], attente: list[Candidature]
) -> dict[str, Any]:
    siennes = [c for c in retenues if c.dossier.format_id == format_.pk]
    return {
        "format": format_,
        "retenues": siennes,
        "attente": [c for c in attente if c.dossier.format_id == format_.pk],
        "capacite": Capacite(annee, len(siennes), format_.capacite_annuelle),
    }


@require_http_methods(["GET", "POST"])
def rang(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(peut_tenir_la_liste(request.user))
    attente = Candidature.objects.visible_to(request.user).en_attente().for_list()
    candidature = get_object_or_404(attente, pk=pk)
    nombre = attente.filter(dossier__format=candidature.dossier.format).count()
    form = RangForm(request.POST or None, nombre=nombre)
    if tenter(form, lambda lu: actions.changer_de_rang(candidature, par=request.user, **lu)):
        messages.success(request, f"« {candidature} » est au rang {form.cleaned_data['rang']}.")
        return redirect("candidature:liste_d_attente")
    return page(request, "candidature/rang.html", {"candidature": candidature}, form=form)
