"""L'exemplaire signé d'un ordre, d'un avenant ou d'un acte : le joindre, le relire."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape2_marche.actions.exemplaires import exemplaire_de, joindre_l_exemplaire
from etabli.etape2_marche.forms import ExemplaireForm
from etabli.etape2_marche.permissions.execution import peut_joindre_l_exemplaire
from etabli.etape2_marche.views.commun import saisir
from etabli.etape2_marche.views.execution import trouver_l_objet, trouver_la_famille
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


def _piece(request: RequeteAgent, pk: int, famille: str, objet_id: int) -> Any:
    choisie = trouver_la_famille(famille)
    if not choisie.se_signe:
        raise Http404
    return trouver_l_objet(request, pk, choisie, objet_id)


@require_http_methods(["GET", "POST"])
def joindre(request: RequeteAgent, pk: int, famille: str, objet_id: int) -> HttpResponse:
    piece = _piece(request, pk, famille, objet_id)
    exiger(peut_joindre_l_exemplaire(request.user, piece))
    envoye = request.method == "POST"
    form = ExemplaireForm(request.POST if envoye else None, request.FILES if envoye else None)

    def faire(saisi: dict[str, Any]) -> None:
        lu = saisi["fichier"]
        joindre_l_exemplaire(piece, lu.contenu, lu.nom, par=request.user, lecture=lu.lecture)

    if tenter(form, faire):
        messages.success(
            request, "L'exemplaire signé est joint, avec son empreinte et ce que dit sa signature."
        )
        return redirect(piece)
    titre = f"Joindre l'exemplaire signé : {piece}"
    return saisir(request, piece.marche, form, actif="execution", titre=titre, libelle="Joindre")


@require_GET
def exemplaire(request: RequeteAgent, pk: int, famille: str, objet_id: int) -> FileResponse:
    fichier = exemplaire_de(_piece(request, pk, famille, objet_id))
    if fichier is None:
        raise Http404
    return reponse_de_version(fichier.derniere)
