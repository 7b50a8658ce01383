"""Les photos : les ajouter, les décrire, dire où elles vont et si l'on a le droit de les montrer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.forms import USAGES, DetailsDePhotoForm, PhotoForm, SuppressionDePhotoForm
from etabli.etape6_restitution.models import Photo
from etabli.etape6_restitution.permissions import peut_illustrer
from etabli.etape6_restitution.views.commun import montrer, saisir, trouver_le_dossier
from etabli.socle.affichage import Lien
from etabli.socle.document.images import lire as lire_l_image
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def photos(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    places = dict(USAGES)
    liste = [
        {"photo": p, "place": places.get(p.usage, p.usage)}
        for p in Photo.objects.visible_to(request.user).for_list().filter(dossier=dossier)
    ]
    return montrer(
        request, dossier, "photos", {"photos": liste, "ajout": peut_illustrer(request.user, dossier)}
    )


def _chemin(dossier: Dossier) -> dict[str, Any]:
    retour = reverse("restitution:photos", args=[dossier.pk])
    return {
        "liens": [Lien(str(dossier), dossier.get_absolute_url()), Lien("Photos", retour)],
        "annuler": retour,
    }


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    exiger(peut_illustrer(request.user, dossier))
    form = PhotoForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        nom, contenu = form.cleaned_data.pop("image")
        actions.ajouter_une_photo(dossier, contenu, nom, **form.cleaned_data, par=request.user)
        messages.success(request, "La photo est ajoutée.")
        return redirect("restitution:photos", dossier_id=dossier.pk)
    return saisir(request, dossier, form, titre="Ajouter une photo", libelle="Ajouter", **_chemin(dossier))


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    photo = get_object_or_404(Photo.objects.visible_to(request.user), dossier=dossier, pk=pk)
    exiger(peut_illustrer(request.user, dossier))
    form = DetailsDePhotoForm(request.POST or None, instance=photo)
    if form.is_valid():
        relue = Photo.objects.visible_to(request.user).get(pk=photo.pk)
        actions.modifier_la_photo(relue, par=request.user, **form.cleaned_data)
        messages.success(request, "La photo est décrite.")
        return redirect("restitution:photos", dossier_id=dossier.pk)
    titre = "Décrire la photo"
    return saisir(request, dossier, form, titre=titre, libelle="Enregistrer", **_chemin(dossier))


@require_http_methods(["GET", "POST"])
def supprimer(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    photo = get_object_or_404(Photo.objects.visible_to(request.user).for_list(), dossier=dossier, pk=pk)
    exiger(peut_illustrer(request.user, dossier))
    form = SuppressionDePhotoForm(request.POST or None)
    if form.is_valid():
        actions.supprimer_la_photo(photo, form.cleaned_data["motif"], par=request.user)
        messages.success(request, "La photo est supprimée : elle n'entrera plus dans aucun document.")
        return redirect("restitution:photos", dossier_id=dossier.pk)
    contexte = {"dossier": dossier, "photo": photo, **_chemin(dossier)}
    return page(request, "restitution/supprimer_la_photo.html", contexte, form=form)


@require_GET
def image(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    """Réduite et réécrite, comme dans les documents : ni le poids ni les coordonnées de l'original."""
    photos_vues = Photo.objects.visible_to(request.user).for_list()
    photo = get_object_or_404(photos_vues, dossier_id=dossier_id, pk=pk)
    with photo.fichier.derniere.contenu.open("rb") as original:
        reduite = lire_l_image(original.read())
    return HttpResponse(
        reduite.octets, content_type=reduite.mime, headers={"Cache-Control": "private, max-age=3600"}
    )
