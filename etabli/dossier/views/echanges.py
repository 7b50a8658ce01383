"""Les messages et les fichiers d'un dossier."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions, lecture
from etabli.dossier.enums import Visibilite
from etabli.dossier.forms import FichierForm, MessageForm, VersionForm
from etabli.dossier.models import Message
from etabli.dossier.permissions import peut_ecrire_un_message, peut_joindre_un_fichier
from etabli.dossier.telechargement import reponse_de_version
from etabli.dossier.views.acces import le_dossier
from etabli.socle.models import VersionDeFichier
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


def les_messages(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    verdict = peut_ecrire_un_message(request.user, dossier)
    form = MessageForm(request.POST or None, dossier=dossier, agent=request.user)
    if request.method == "POST":
        exiger(verdict)
        if form.is_valid():
            actions.ecrire_un_message(dossier, par=request.user, **form.cleaned_data)
            messages.success(request, "Le message est envoyé.")
            return redirect("dossier:messages", dossier.pk)
    visibles = Message.objects.visible_to(request.user).filter(dossier=dossier).select_related("auteur")
    feuille = Paginator(visibles, 30).get_page(request.GET.get("page"))
    contexte = {"dossier": dossier, "feuille": feuille, "peut_ecrire": verdict}
    return page(request, "dossier/messages.html", contexte, form=form)


@require_GET
def les_fichiers(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    contexte = {
        "dossier": dossier,
        "fichiers": lecture.fichiers_visibles(dossier, request.user),
        "visibilites": dict(Visibilite.choices),
        "peut_joindre": peut_joindre_un_fichier(request.user, dossier),
    }
    return page(request, "dossier/fichiers.html", contexte)


def joindre(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_joindre_un_fichier(request.user, dossier))
    form = FichierForm(request.POST or None, request.FILES or None, dossier=dossier, agent=request.user)
    if form.is_valid():
        (nom, contenu), lu = form.cleaned_data["fichier"], form.cleaned_data
        actions.joindre_un_fichier(
            dossier, lu["titre"], contenu, nom, par=request.user, visibilite=lu["visibilite"]
        )
        messages.success(request, f"«\u00a0{lu['titre']}\u00a0» est joint au dossier.")
        return redirect("dossier:fichiers", dossier.pk)
    contexte = {"dossier": dossier, "titre": "Joindre un fichier"}
    return page(request, "dossier/joindre.html", contexte, form=form)


def nouvelle_version(request: RequeteAgent, pk: int, fichier_pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_joindre_un_fichier(request.user, dossier))
    fichier = get_object_or_404(lecture.fichiers_visibles(dossier, request.user), pk=fichier_pk)
    form = VersionForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        nom, contenu = form.cleaned_data["fichier"]
        actions.joindre_un_fichier(dossier, fichier.titre, contenu, nom, par=request.user, fichier=fichier)
        messages.success(request, f"La nouvelle version de «\u00a0{fichier.titre}\u00a0» est jointe.")
        return redirect("dossier:fichiers", dossier.pk)
    contexte = {"dossier": dossier, "titre": f"Nouvelle version de «\u00a0{fichier.titre}\u00a0»"}
    return page(request, "dossier/joindre.html", contexte, form=form)


@require_GET
def telecharger(request: RequeteAgent, pk: int, version_pk: int) -> FileResponse:
    dossier = le_dossier(request, pk)
    visibles = lecture.fichiers_visibles(dossier, request.user)
    version = get_object_or_404(VersionDeFichier, fichier__in=visibles.values("pk"), pk=version_pk)
    return reponse_de_version(version)
