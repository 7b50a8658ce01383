"""La liste des dossiers, la page d'un dossier, sa modification."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions, lecture
from etabli.dossier.forms import DossierForm, MessageForm
from etabli.dossier.listes import DOSSIERS
from etabli.dossier.models import Dossier, Message
from etabli.dossier.permissions import (
    peut_changer_le_perimetre,
    peut_ecrire_un_message,
    peut_gerer_les_membres,
    peut_joindre_un_fichier,
    peut_modifier_le_dossier,
)
from etabli.dossier.views.acces import le_dossier
from etabli.dossier.volets import attentes_de
from etabli.socle.memoire import lecture_commune
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.forms import PerimetreForm

# La page en montre trois, et dit qu'il y en a d'autres.
NB_DE_MESSAGES = 4


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    visibles = Dossier.objects.visible_to(request.user)
    return montrer_la_liste(
        request,
        DOSSIERS,
        visibles,
        "annuaire/listes/page.html",
        {"gabarit_vide": "dossier/_aucun_dossier.html"},
        exports=reverse("dossier:exporter", args=["FORME"]),
    )


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    return telecharger_la_liste(
        request, DOSSIERS, Dossier.objects.visible_to(request.user), forme, "dossiers"
    )


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    contexte = contexte_du_detail(request, dossier)
    contexte["message_form"] = MessageForm(dossier=dossier, agent=request.user)
    return page(request, "dossier/detail.html", contexte)


@lecture_commune()
def contexte_du_detail(request: RequeteAgent, dossier: Dossier) -> dict[str, Any]:
    agent = request.user
    attentes = attentes_de([dossier], agent)
    lecture.poser_les_departements([dossier])
    return {
        "dossier": dossier,
        "frise": lecture.frise(dossier, agent),
        "miennes": [a for a in attentes if not a.de_qui],
        "des_autres": [a for a in attentes if a.de_qui],
        "dates": lecture.dates_de([dossier], depuis=localdate())[:5],
        "membres": dossier.membres_en_cours(),
        "mes_roles": [
            m.get_role_display()
            for m in dossier.membres_en_cours()
            if m.organisation_id in agent.organisations_ids
        ],
        "thematiques": dossier.thematiques.all(),
        "messages_du_dossier": list(_messages(request, dossier)[:NB_DE_MESSAGES]),
        "fichiers": lecture.fichiers_visibles(dossier, agent),
        "faits": lecture.faits_visibles([dossier], agent)[:8],
        "peut_modifier": peut_modifier_le_dossier(agent, dossier),
        "peut_changer_le_perimetre": peut_changer_le_perimetre(agent, dossier),
        "peut_ecrire": peut_ecrire_un_message(agent, dossier),
        "peut_joindre": peut_joindre_un_fichier(agent, dossier),
        "peut_gerer": peut_gerer_les_membres(agent, dossier),
        "carte": carte_du_perimetre(
            dossier.perimetre,
            titre=f"Le périmètre d'étude : {dossier.perimetre.nom}",
            description=f"{dossier.perimetre.libelle_court}, dans son département.",
        ),
    }


def _messages(request: RequeteAgent, dossier: Dossier) -> QuerySet[Message]:
    return Message.objects.visible_to(request.user).filter(dossier=dossier).select_related("auteur")


def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_modifier_le_dossier(request.user, dossier))
    form = DossierForm(request.POST or None, instance=dossier)
    if form.is_valid():
        actions.modifier_le_dossier(dossier, par=request.user, **form.champs())
        messages.success(request, "Le dossier est modifié.")
        return redirect(dossier)
    return page(request, "dossier/modifier.html", {"dossier": le_dossier(request, pk)}, form=form)


def perimetre(request: RequeteAgent, pk: int, *, de_reflexion: bool = False) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_changer_le_perimetre(request.user, dossier))
    actuel = dossier.perimetre_de_reflexion if de_reflexion else dossier.perimetre
    form = PerimetreForm(request.POST or None, perimetre=actuel)
    if form.is_valid():
        trace = form.enregistrer(par=request.user)
        actions.changer_le_perimetre(dossier, trace, de_reflexion=de_reflexion, par=request.user)
        messages.success(request, f"Le périmètre est tracé : {trace.libelle_court}.")
        return redirect(_suite(request) or dossier)
    contexte = {"dossier": dossier, "de_reflexion": de_reflexion}
    return page(request, "dossier/perimetre.html", contexte, form=form)


def _suite(request: RequeteAgent) -> str:
    """La page d'où l'on vient, si elle est bien de ce site."""
    suite = request.GET.get("suite", "")
    return suite if url_has_allowed_host_and_scheme(suite, {request.get_host()}) else ""
