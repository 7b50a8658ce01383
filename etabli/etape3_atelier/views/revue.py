"""Revoir tout le calendrier, à la souris, au clavier ou par les dates ; comparer deux versions."""

from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.calendrier import icalendar
from etabli.dossier.lecture import DateDatee
from etabli.etape3_atelier.abonnements import dates
from etabli.etape3_atelier.actions import revoir_le_calendrier
from etabli.etape3_atelier.calcul.calendrier import differences
from etabli.etape3_atelier.forms import RevueForm
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import peut_deplacer
from etabli.etape3_atelier.views.commun import montrer, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page, veut_un_fragment
from etabli.socle.reponses import piece_jointe
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def revoir(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """« Vérifier » montre ce qui changerait et ce qui mérite un second regard ; « Publier » l'écrit."""
    atelier = trouver(request, dossier_id)
    exiger(peut_deplacer(request.user, atelier))
    est_publiee = request.POST.get("geste") == "publier"
    derniere = atelier.versions_du_calendrier.first()
    initial = {"depuis": derniere.numero if derniere else 0}
    form = RevueForm(request.POST or None, initial=initial, atelier=atelier, est_publiee=est_publiee)
    if est_publiee and tenter(form, lambda saisi: _publier(request, atelier, form, saisi)):
        return redirect("atelier:calendrier", dossier_id)
    contexte = _contexte(atelier, form, derniere.numero if derniere else 0)
    if veut_un_fragment(request):
        return page(request, "atelier/revoir.html", contexte, fragment="apercu")
    return page(request, "atelier/revoir.html", contexte, form=form)


def _publier(request: RequeteAgent, atelier: Atelier, form: RevueForm, saisi: dict[str, Any]) -> None:
    version = revoir_le_calendrier(
        atelier, form.places(), motif=saisi["motif"], depuis=saisi["depuis"], par=request.user
    )
    if version is None:
        messages.info(request, "Aucune date ni aucun lieu n'a changé : aucune version n'est publiée.")
    else:
        phrase = (
            f"La version {version.numero} du calendrier est publiée ; ceux qu'elle concerne en sont prévenus."
        )
        messages.success(request, phrase)


def _contexte(atelier: Atelier, form: RevueForm, derniere: int) -> dict[str, Any]:
    """Après un refus pour version périmée, le formulaire repart de la version publiée entre-temps."""
    contexte: dict[str, Any] = {
        "atelier": atelier,
        "dossier": atelier.dossier,
        "form": form,
        "aujourd_hui": localdate(),
        "derniere": derniere,
        "feries": sorted(
            jour.isoformat()
            for jour in atelier.feries({p.debut_le.year + n for p in form.phases for n in (0, 1)})
        ),
    }
    if form.is_bound and not any(nom.startswith(("debut_", "fin_", "lieu_")) for nom in form.errors):
        voulues = form.phases_voulues()
        contexte["changements"] = differences(form.phases, voulues)
        contexte["avertissements"] = atelier.avertissements(voulues)
    return contexte


@require_GET
def comparer(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """Deux versions côte à côte ; sans choix, la dernière et celle d'avant."""
    atelier = trouver(request, dossier_id)
    versions = {str(v.numero): v for v in atelier.versions_du_calendrier.select_related("publiee_par")}
    recentes = [*versions.values()][:2]
    paires = [*pairwise(recentes)]
    apres = versions.get(request.GET.get("a", "")) or (recentes[0] if recentes else None)
    avant = versions.get(request.GET.get("de", "")) or (paires[0][1] if paires else apres)
    contexte = {
        "versions": versions.values(),
        "de": avant,
        "a": apres,
        "changements": differences(avant.phases, apres.phases) if avant and apres else [],
    }
    return montrer(request, atelier, "comparer", "calendrier", contexte)


@require_GET
def agenda(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """Les phases, les sessions et les réunions de cet atelier, pour un logiciel d'agenda."""
    atelier = trouver(request, dossier_id)
    dossier = atelier.dossier
    les_dates = [DateDatee(dossier, datee) for datee in dates([dossier]).get(dossier.pk, ())]
    contenu = icalendar(les_dates, titre=f"Atelier – {dossier.titre}")
    return piece_jointe(contenu, "text/calendar; charset=utf-8", f"atelier-{dossier_id}.ics")
