"""Les entretiens : ce que l'on promet de taire ne s'affiche nulle part."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import mener_un_entretien, modifier
from etabli.etape3_atelier.calcul.anonymat import nomme
from etabli.etape3_atelier.colonnes import ENTRETIENS, en_page
from etabli.etape3_atelier.forms import EntretienForm
from etabli.etape3_atelier.models import Entretien
from etabli.etape3_atelier.permissions import (
    peut_enqueter,
    peut_lire_les_notes,
    peut_modifier_l_entretien,
)
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_GET
def entretiens(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    menes = list(Entretien.objects.visible_to(request.user).filter(atelier=atelier).for_list())
    for mene in menes:
        mene.atelier = atelier
    contexte = {
        "tableau": en_page(ENTRETIENS, menes, vide="Aucun entretien n'a encore été mené."),
        "peut_ajouter": peut_enqueter(request.user, atelier),
        "guides": atelier.guides.all(),
    }
    return montrer(request, atelier, "entretiens", "entretiens", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_enqueter(request.user, atelier))
    initial = {"guide": request.GET["guide"]} if "guide" in request.GET else {}
    form = EntretienForm(request.POST or None, initial=initial, atelier=atelier)
    menes: list[Entretien] = []
    if tenter(form, lambda saisi: menes.append(mener_un_entretien(atelier, par=request.user, **saisi))):
        messages.success(request, "L'entretien est enregistré.")
        if menes[0].guide_id:
            return redirect("atelier:noter", dossier_id, menes[0].pk)
        return redirect("atelier:entretiens", dossier_id)
    annuler = reverse("atelier:entretiens", args=[dossier_id])
    options = {"actif": "entretiens", "titre": "Enregistrer un entretien", "annuler": annuler}
    return saisir(request, atelier, form, **options)


@require_GET
def entretien(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    mene = get_object_or_404(atelier.entretiens, pk=pk)
    contexte = {
        "entretien": mene,
        "notes": peut_lire_les_notes(request.user, mene),
        "reponses": mene.reponses.all(),
        "constats": (les_constats := list(mene.constats.all())),
        "trop_dits": [c for c in les_constats if nomme(c.texte, mene.noms_tus)],
        "peut_modifier": peut_modifier_l_entretien(request.user, mene),
        "peut_constater": peut_enqueter(request.user, atelier),
    }
    return montrer(request, atelier, "entretien", "entretiens", contexte)


@require_http_methods(["GET", "POST"])
def modifier_un_entretien(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    mene = get_object_or_404(atelier.entretiens, pk=pk)
    exiger(peut_modifier_l_entretien(request.user, mene))
    form = EntretienForm(request.POST or None, instance=mene, atelier=atelier)
    if tenter(form, lambda saisi: modifier(mene, saisi, par=request.user)):
        messages.success(request, "L'entretien est à jour.")
        return redirect("atelier:entretien", dossier_id, pk)
    annuler = reverse("atelier:entretien", args=[dossier_id, pk])
    options = {"actif": "entretiens", "titre": "Modifier un entretien", "annuler": annuler}
    return saisir(request, atelier, form, **options)
