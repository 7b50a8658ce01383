"""Les fichiers : brouillons demandés, versions gelées, et ce que tout le monde peut lire."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape6_restitution.models import FORMES, Livrable
from etabli.etape6_restitution.permissions import peut_reecrire
from etabli.etape6_restitution.publics import versions_publiques
from etabli.etape6_restitution.tasks import demander_un_brouillon, ecrire_en_arriere_plan
from etabli.etape6_restitution.views.commun import trouver
from etabli.socle.affichage import LienDeFichier, lien_de_fichier
from etabli.socle.fichiers import fichiers_de
from etabli.socle.models import Fichier, VersionDeFichier
from etabli.socle.verdict import exiger


def lien(livrable: Livrable, fichier: Fichier) -> LienDeFichier:
    derniere = fichier.derniere
    url = reverse("restitution:fichier", args=[livrable.dossier_id, livrable.type, derniere.pk])
    return lien_de_fichier(fichier, url)


def brouillons(livrable: Livrable) -> list[LienDeFichier]:
    return [lien(livrable, f) for f in fichiers_de(livrable) if f.usage.startswith("brouillon-")]


def versions_lues(livrable: Livrable) -> list[dict[str, Any]]:
    return [
        {"version": v, "fichiers": [lien(livrable, f) for _, f in v.fichiers]}
        for v in livrable.versions.all()
    ]


@require_POST
def brouillon(request: RequeteAgent, dossier_id: int, type_: str, forme: str) -> HttpResponse:
    """Composé en arrière-plan ; la page d'avancement mène au fichier."""
    livrable = trouver(request, dossier_id, type_)
    if forme not in FORMES:
        raise Http404
    travail = demander_un_brouillon(livrable, forme, par=request.user)
    return redirect("socle:travail", pk=travail.pk)


@require_POST
def reecrire(request: RequeteAgent, dossier_id: int, type_: str, pk: int) -> HttpResponse:
    """Si l'écriture d'une version gelée a échoué : on la reprend, sous le même numéro."""
    livrable = trouver(request, dossier_id, type_)
    version = get_object_or_404(livrable.versions.filter(pdf=None), pk=pk)
    exiger(peut_reecrire(request.user, livrable))
    travail = ecrire_en_arriere_plan(version, par=request.user)
    return redirect("socle:travail", pk=travail.pk)


@require_GET
def fichier(request: RequeteAgent, dossier_id: int, type_: str, pk: int) -> FileResponse:
    """Une version ou un brouillon : à qui voit le livrable, et seulement ses fichiers."""
    livrable = trouver(request, dossier_id, type_)
    version = get_object_or_404(VersionDeFichier, pk=pk, fichier__in=fichiers_de(livrable))
    return reponse_de_version(version)


@login_not_required
@require_GET
def public(request: HttpRequest, pk: int, forme: str) -> FileResponse:
    """Un livrable publié, sans compte ; tout le reste est introuvable."""
    version = get_object_or_404(versions_publiques(), pk=pk)
    depose = dict(version.fichiers).get(forme)
    if depose is None:
        raise Http404
    reponse = reponse_de_version(depose.derniere)
    reponse.headers["Cache-Control"] = "public, max-age=86400, immutable"
    return reponse
