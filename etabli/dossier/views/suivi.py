"""Le temps du dossier : mon espace, le journal, les dates et l'agenda."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.actions import renouveler_la_cle_du_calendrier, revoquer_la_cle_du_calendrier
from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import lecture
from etabli.dossier.calendrier import icalendar
from etabli.dossier.colonnes import JOURNAL
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.dossier.views.acces import le_dossier
from etabli.dossier.volets import attentes_de, invitations_de
from etabli.socle.affichage import DateDeFrise
from etabli.socle.memoire import lecture_commune
from etabli.socle.rendu import page
from etabli.socle.reponses import piece_jointe, tableur_joint


@require_GET
@lecture_commune()
def mon_espace(request: RequeteAgent) -> HttpResponse:
    agent = request.user
    dossiers = list(Dossier.objects.visible_to(agent).for_list())
    attentes = attentes_de(dossiers, agent)
    nombres = Counter(d.etape for d in dossiers)
    contexte = {
        "dossiers": dossiers,
        "recents": dossiers[:8],
        "par_etape": [(etape, nombres[etape]) for etape in Etape if nombres[etape]],
        "miennes": [*invitations_de(agent), *(a for a in attentes if not a.de_qui)],
        "des_autres": [a for a in attentes if a.de_qui],
        "dates": lecture.dates_de(dossiers, depuis=localdate())[:8],
        "faits": _faits_situes(dossiers, agent),
    }
    return page(request, "dossier/mon_espace.html", contexte)


def _faits_situes(dossiers: list[Dossier], agent: Agent) -> list[tuple[Any, Dossier]]:
    """Les derniers faits, chacun avec son dossier."""
    par_fil = {dossier.fil: dossier for dossier in dossiers}
    return [(fait, par_fil[fait.fil]) for fait in lecture.faits_visibles(dossiers, agent)[:10]]


@require_GET
def journal(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    feuille = Paginator(lecture.faits_visibles([dossier], request.user), 50).get_page(request.GET.get("page"))
    lignes = [(f, lecture.changements(f), lecture.motif_du_fait(f)) for f in feuille]
    return page(request, "dossier/journal.html", {"dossier": dossier, "feuille": feuille, "lignes": lignes})


@require_GET
def journal_csv(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    faits = lecture.faits_visibles([dossier], request.user).order_by("numero")
    return tableur_joint(JOURNAL, faits, "csv", f"journal-{dossier.fil}")


@require_GET
def dates(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    frise = [
        DateDeFrise(d.date.libelle, d.date.debut_le, d.date.fin_le, d.date.lieu)
        for d in lecture.dates_de([dossier])
    ]
    return page(request, "dossier/dates.html", {"dossier": dossier, "frise": frise})


@require_GET
def calendrier_du_dossier(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    return _ics(
        icalendar(lecture.dates_de([dossier], avec_annulees=True), titre=dossier.titre), f"{dossier.fil}.ics"
    )


@require_GET
def mon_calendrier(request: RequeteAgent) -> HttpResponse:
    dossiers = list(Dossier.objects.visible_to(request.user).for_list())
    contexte = {"dates": lecture.dates_de(dossiers, depuis=localdate()), "dossiers": dossiers}
    return page(request, "dossier/mon_calendrier.html", contexte)


@require_POST
def changer_la_cle(request: RequeteAgent) -> HttpResponse:
    """Ouvrir, renouveler ou fermer l'adresse d'abonnement."""
    if "fermer" in request.POST:
        revoquer_la_cle_du_calendrier(request.user, par=request.user)
        messages.success(request, "L'adresse d'abonnement est fermée.")
    else:
        renouveler_la_cle_du_calendrier(request.user, par=request.user)
        messages.success(
            request, "Votre adresse d'abonnement est prête. L'ancienne, s'il y en avait une, est fermée."
        )
    return redirect("dossier:mon_calendrier")


@login_not_required
@require_GET
def abonnement(request: HttpRequest, cle: str, pk: int | None = None) -> HttpResponse:
    """Le flux qu'un agenda relit sans connexion : la clé dit qui lit, les droits du jour disent quoi."""
    agent = Agent.objects.de_la_cle(cle)
    if agent is None:
        raise Http404
    dossiers = Dossier.objects.visible_to(agent).for_list()
    if pk is not None:
        un = get_object_or_404(dossiers, pk=pk)
        return _ics(icalendar(lecture.dates_de([un], avec_annulees=True), titre=un.titre), f"{un.fil}.ics")
    contenu = icalendar(lecture.dates_de(list(dossiers), avec_annulees=True), titre="Ateliers Locaux")
    return _ics(contenu, "ateliers-locaux.ics")


def _ics(contenu: bytes, nom: str) -> HttpResponse:
    reponse = piece_jointe(contenu, "text/calendar; charset=utf-8", nom)
    reponse["Cache-Control"] = "private, max-age=900"
    return reponse
