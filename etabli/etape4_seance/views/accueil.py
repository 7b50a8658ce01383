"""À l'accueil et après : émarger, saisir les cartes papier."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance import actions
from etabli.etape4_seance.depouillement import a_bulletins
from etabli.etape4_seance.forms import CartesForm, EmargementForm
from etabli.etape4_seance.permissions import peut_emarger, peut_lire_les_presents, peut_saisir_des_cartes
from etabli.etape4_seance.resultats import presences
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def emargement(request: RequeteAgent, pk: int) -> HttpResponse:
    """Le pupitre de l'accueil : un nom, un collège, et au suivant."""
    seance = seance_visible(request, pk)
    exiger(peut_lire_les_presents(request.user, seance))
    verdict = peut_emarger(request.user, seance)
    form = EmargementForm(request.POST or None)
    if request.method == "POST":
        exiger(verdict)
        if form.is_valid():
            ligne = actions.emarger(seance, par=request.user, **form.cleaned_data)
            messages.success(request, f"{ligne.nom} est inscrit parmi les présents.")
            return redirect("seance:emargement", pk)
    contexte = {"lignes": seance.emargements.all(), "presences": presences(seance), "verdict": verdict}
    return page(
        request,
        "seance/emargement.html",
        commun(request, seance, "Émargement", "emargement") | contexte,
        form=form,
    )


@require_POST
def retirer_l_emargement(request: RequeteAgent, pk: int, ligne_id: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    ligne = get_object_or_404(seance.emargements, pk=ligne_id)
    actions.retirer_l_emargement(ligne, par=request.user)
    messages.success(request, f"{ligne.nom} est retiré de la liste des présents.")
    return redirect("seance:emargement", pk)


@require_http_methods(["GET", "POST"])
def cartes(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    exiger(peut_saisir_des_cartes(request.user, seance))
    choisi = {nom: request.GET.get(nom, "") for nom in ("activite", "table", "college")}
    form = CartesForm(request.POST or None, seance=seance, initial={"lot": uuid4(), **choisi})
    if form.is_valid():
        saisie = form.cleaned_data
        gardees = actions.saisir_des_cartes(
            saisie["activite"],
            form.en_cartes(),
            par=request.user,
            table=saisie["table"],
            college=saisie["college"],
            lot=saisie["lot"],
        )
        messages.success(request, f"Cartes gardées : {len(gardees)}. Vous pouvez saisir la table suivante.")
        return redirect(reverse("seance:cartes", args=[pk]) + f"?activite={saisie['activite'].pk}")
    contexte = commun(request, seance, "Cartes papier") | {"votes": a_bulletins(seance)}
    return page(request, "seance/cartes.html", contexte, form=form)
