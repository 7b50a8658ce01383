"""Les documents lus et leurs fiches de lecture."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import joindre_le_document, lire_un_document, modifier
from etabli.etape3_atelier.colonnes import DOCUMENTS, en_page
from etabli.etape3_atelier.forms import DocumentLuForm
from etabli.etape3_atelier.models import Atelier, DocumentLu
from etabli.etape3_atelier.permissions import peut_contribuer, peut_enqueter
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.affichage import lien_de_fichier
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger

# La fiche les donne ; le tableau de la page reste court.
DETAIL = ("page", "contradiction", "manque")


@require_GET
def bibliotheque(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    mots = request.GET.get("q", "").strip()
    documents = DocumentLu.objects.visible_to(request.user).filter(atelier=atelier).for_list()
    trouves = list(documents.parlant_de(mots))
    vide = f"Aucune fiche ne parle de « {mots} »." if mots else "Aucun document n'a encore été lu."
    contexte = {
        "tableau": en_page(DOCUMENTS, [_avec(atelier, d) for d in trouves], sans=DETAIL, vide=vide),
        "mots": mots,
        "nb": len(trouves),
        "peut_ajouter": peut_contribuer(request.user, atelier),
    }
    return montrer(request, atelier, "bibliotheque", "bibliotheque", contexte, fragment="resultats")


def _avec(atelier: Atelier, document_: DocumentLu) -> DocumentLu:
    document_.atelier = atelier
    return document_


def ecrire(atelier: Atelier, document_: DocumentLu | None, saisi: dict[str, Any], par: Agent) -> None:
    piece = saisi.pop("piece", None)
    if document_ is None:
        document_ = lire_un_document(atelier, par=par, **saisi)
    else:
        modifier(document_, saisi, par=par)
    if piece:
        nom, contenu = piece
        joindre_le_document(document_, contenu, nom, par=par)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    form = DocumentLuForm(request.POST or None, request.FILES or None)
    if tenter(form, lambda saisi: ecrire(atelier, None, saisi, request.user)):
        messages.success(request, "La fiche de lecture est enregistrée.")
        return redirect("atelier:bibliotheque", dossier_id)
    annuler = reverse("atelier:bibliotheque", args=[dossier_id])
    options = {"actif": "bibliotheque", "titre": "Ajouter un document lu", "annuler": annuler}
    return saisir(request, atelier, form, **options)


@require_GET
def document(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    lu = get_object_or_404(atelier.documents_lus.select_related("fichier"), pk=pk)
    url = reverse("atelier:fichier", args=[dossier_id, lu.fichier_id]) if lu.fichier_id else ""
    contexte = {
        "document": lu,
        "fichiers": [lien_de_fichier(lu.fichier, url)] if lu.fichier else [],
        "constats": lu.constats.all(),
        "peut_modifier": peut_contribuer(request.user, atelier),
        "peut_constater": peut_enqueter(request.user, atelier),
    }
    return montrer(request, atelier, "document", "bibliotheque", contexte)


@require_http_methods(["GET", "POST"])
def modifier_un_document(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    lu = get_object_or_404(atelier.documents_lus, pk=pk)
    form = DocumentLuForm(request.POST or None, request.FILES or None, instance=lu)
    if tenter(form, lambda saisi: ecrire(atelier, lu, saisi, request.user)):
        messages.success(request, "La fiche de lecture est à jour.")
        return redirect("atelier:document", dossier_id, pk)
    annuler = reverse("atelier:document", args=[dossier_id, pk])
    options = {"actif": "bibliotheque", "titre": "Modifier la fiche de lecture", "annuler": annuler}
    return saisir(request, atelier, form, **options)
