"""Écrire la chaîne : enjeux, axes, objectifs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.forms import AxeForm, EnjeuForm, ObjectifForm
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute, Objectif
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.views.commun import saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exige, exiger


@dataclass(frozen=True)
class Genre:
    """Un maillon de la chaîne : son formulaire, l'action qui l'ajoute, les mots de ses pages."""

    form: type[EnjeuForm] | type[AxeForm]
    ajouter: Callable[..., Any]
    relation: str
    nom: str


GENRES = {
    "enjeux": Genre(EnjeuForm, actions.ajouter_un_enjeu, "enjeux", "enjeu"),
    "axes": Genre(AxeForm, actions.ajouter_un_axe, "axes", "axe"),
}


def _a_ecrire(request: RequeteAgent, dossier_id: int) -> FeuilleDeRoute:
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    return feuille


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int, genre: str) -> HttpResponse:
    feuille, quoi = _a_ecrire(request, dossier_id), GENRES[genre]
    form = quoi.form(request.POST or None, feuille=feuille)
    if tenter(form, lambda saisi: quoi.ajouter(feuille, par=request.user, **saisi)):
        messages.success(request, f"L'{quoi.nom} est ajouté.")
        return redirect(feuille)
    titre = f"Ajouter un {quoi.nom}"
    return saisir(request, feuille, form, titre=titre, annuler=feuille.get_absolute_url())


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, dossier_id: int, genre: str, pk: int) -> HttpResponse:
    feuille, quoi = _a_ecrire(request, dossier_id), GENRES[genre]
    maillon = get_object_or_404(getattr(feuille, quoi.relation), pk=pk)
    form = quoi.form(request.POST or None, instance=maillon, feuille=feuille)
    if tenter(form, lambda saisi: actions.modifier_un_maillon(maillon, par=request.user, **saisi)):
        messages.success(request, f"L'{quoi.nom} est à jour.")
        return redirect(feuille)
    contexte = {"maillon": maillon, "genre": genre, "cible": quoi.nom}
    options: dict[str, Any] = {"titre": f"Modifier l'{quoi.nom}", "gabarit": "maillon", **contexte}
    return saisir(request, feuille, form, annuler=feuille.get_absolute_url(), **options)


@require_POST
def retirer(request: RequeteAgent, dossier_id: int, genre: str, pk: int) -> HttpResponse:
    """Le refus d'un axe qui porte des actions revient en message : rien n'était à saisir."""
    feuille, quoi = _a_ecrire(request, dossier_id), GENRES[genre]
    maillon = get_object_or_404(getattr(feuille, quoi.relation), pk=pk)
    try:
        actions.retirer_un_maillon(maillon, par=request.user)
    except ValidationError as refus:
        messages.error(request, " ".join(refus.messages))
    else:
        messages.success(request, f"L'{quoi.nom} est retiré.")
    return redirect(feuille)


@require_POST
def deplacer(request: RequeteAgent, dossier_id: int, genre: str, pk: int, sens: str) -> HttpResponse:
    feuille, quoi = _a_ecrire(request, dossier_id), GENRES[genre]
    maillon = get_object_or_404(getattr(feuille, quoi.relation), pk=pk)
    if sens not in ("monter", "descendre"):
        raise Http404
    actions.deplacer_un_maillon(maillon, -1 if sens == "monter" else 1, par=request.user)
    return redirect(f"{feuille.get_absolute_url()}#{quoi.nom}-{pk}")


@require_POST
def depuis_les_familles(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    feuille = _a_ecrire(request, dossier_id)
    seances = Seance.objects.visible_to(request.user).filter(atelier__dossier=feuille.dossier_id)
    numero = request.POST.get("seance", "")
    exiger(exige(numero.isdigit(), "Choisissez la séance dont les familles deviennent des enjeux."))
    seance = get_object_or_404(seances, pk=int(numero))
    crees = actions.enjeux_depuis_les_familles(feuille, seance, par=request.user)
    if crees:
        messages.success(
            request, f"{len(crees)} enjeu{'x' if len(crees) > 1 else ''} depuis les familles de {seance}."
        )
    else:
        messages.info(request, "Toutes ces familles ont déjà leur enjeu.")
    return redirect(feuille)


@require_http_methods(["GET", "POST"])
def ajouter_un_objectif(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    feuille = _a_ecrire(request, dossier_id)
    axe = get_object_or_404(feuille.axes, pk=pk)
    form = ObjectifForm(request.POST or None)
    if tenter(form, lambda saisi: actions.ajouter_un_objectif(axe, par=request.user, **saisi)):
        messages.success(request, "L'objectif est ajouté.")
        return redirect(feuille)
    options: dict[str, Any] = {"titre": "Ajouter un objectif", "intro": f"Axe : {axe}"}
    return saisir(request, feuille, form, annuler=feuille.get_absolute_url(), **options)


@require_http_methods(["GET", "POST"])
def modifier_un_objectif(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    feuille = _a_ecrire(request, dossier_id)
    objectif = _objectif(feuille, pk)
    form = ObjectifForm(request.POST or None, instance=objectif)
    if tenter(form, lambda saisi: actions.modifier_un_maillon(objectif, par=request.user, **saisi)):
        messages.success(request, "L'objectif est à jour.")
        return redirect(feuille)
    options: dict[str, Any] = {
        "titre": "Modifier l'objectif",
        "gabarit": "maillon",
        "maillon": objectif,
        "genre": "objectifs",
    }
    return saisir(request, feuille, form, annuler=feuille.get_absolute_url(), **options)


@require_POST
def retirer_un_objectif(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    feuille = _a_ecrire(request, dossier_id)
    actions.retirer_un_maillon(_objectif(feuille, pk), par=request.user)
    messages.success(request, "L'objectif est retiré ; ses actions restent dans l'axe.")
    return redirect(feuille)


def _objectif(feuille: FeuilleDeRoute, pk: int) -> Objectif:
    for axe in feuille.axes.prefetch_related("objectifs"):
        for objectif in axe.objectifs.all():
            if objectif.pk == pk:
                return objectif
    raise Http404
