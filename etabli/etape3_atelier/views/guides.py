"""Les guides d'entretien, les réponses question par question, et le retrait d'un accord."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import (
    ecrire_un_guide,
    noter_les_reponses,
    questions_posees,
    retirer_le_consentement,
)
from etabli.etape3_atelier.calcul.guides import INTRODUCTION, MODELES, modele
from etabli.etape3_atelier.forms import GuideForm, ReponsesForm
from etabli.etape3_atelier.permissions import (
    peut_contribuer,
    peut_enqueter,
    peut_modifier_l_entretien,
)
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def guides(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    contexte = {
        "guides": atelier.guides.all(),
        "modeles": MODELES,
        "peut_ajouter": peut_enqueter(request.user, atelier),
    }
    return montrer(request, atelier, "guides", "entretiens", contexte)


@require_http_methods(["GET", "POST"])
def guide(request: RequeteAgent, dossier_id: int, pk: int | None = None) -> HttpResponse:
    """Écrire un guide (`?modele=` en propose un à récrire), ou le modifier."""
    atelier = trouver(request, dossier_id)
    exiger(peut_enqueter(request.user, atelier))
    ecrit = get_object_or_404(atelier.guides, pk=pk) if pk else None
    initial = {} if ecrit else _propose(request.GET.get("modele", ""))
    form = GuideForm(request.POST or None, instance=ecrit, initial=initial)
    if tenter(form, lambda saisi: ecrire_un_guide(atelier, guide=ecrit, par=request.user, **saisi)):
        messages.success(request, "Le guide est enregistré.")
        return redirect("atelier:guides", dossier_id)
    options = {
        "titre": "Modifier le guide" if ecrit else "Écrire un guide d'entretien",
        "annuler": reverse("atelier:guides", args=[dossier_id]),
        "retirer": reverse("atelier:retirer_guides", args=[dossier_id, pk]) if pk else "",
    }
    return saisir(request, atelier, form, actif="entretiens", **options)


def _propose(cle: str) -> dict[str, Any]:
    choisi = modele(cle)
    if choisi is None:
        return {"introduction": INTRODUCTION}
    questions = "\n".join(choisi.questions)
    return {
        "nom": choisi.nom,
        "college": choisi.college,
        "introduction": INTRODUCTION,
        "questions": questions,
    }


@require_http_methods(["GET", "POST"])
def noter(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    """Prendre les notes, une zone par question du guide."""
    atelier = trouver(request, dossier_id)
    mene = get_object_or_404(atelier.entretiens.select_related("guide"), pk=pk)
    exiger(peut_modifier_l_entretien(request.user, mene))
    form = ReponsesForm(request.POST or None, questions=questions_posees(mene))
    if tenter(form, lambda _: noter_les_reponses(mene, form.notes(), par=request.user)):
        messages.success(request, "Les réponses sont enregistrées.")
        return redirect("atelier:entretien", dossier_id, pk)
    intro = mene.guide.introduction if mene.guide else ""
    options = {"titre": f"Notes d'entretien : {mene}", "intro": intro}
    annuler = reverse("atelier:entretien", args=[dossier_id, pk])
    return saisir(request, atelier, form, actif="entretiens", annuler=annuler, **options)


@require_POST
def retirer_l_accord_d_un_entretien(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    mene = get_object_or_404(atelier.entretiens, pk=pk)
    exiger(peut_modifier_l_entretien(request.user, mene))
    retirer_le_consentement(mene, par=request.user)
    messages.success(request, "L'accord est retiré : plus aucune citation n'est reproduite.")
    return redirect("atelier:entretien", dossier_id, pk)


@require_POST
def retirer_l_accord_d_un_contact(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    retirer_le_consentement(get_object_or_404(atelier.contacts, pk=pk), par=request.user)
    messages.success(request, "L'accord est retiré : cette personne ne recevra plus rien de l'atelier.")
    return redirect("atelier:contact", dossier_id, pk)
