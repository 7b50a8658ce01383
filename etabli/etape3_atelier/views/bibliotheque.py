"""Les documents lus et leurs fiches de lecture."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import (
    demander_la_lecture,
    joindre_le_document,
    lire_un_document,
    modifier,
)
from etabli.etape3_atelier.colonnes import DOCUMENTS, en_page
from etabli.etape3_atelier.forms import DocumentLuForm
from etabli.etape3_atelier.models import Atelier, Constat, DocumentLu, Entretien, PageDeDocument
from etabli.etape3_atelier.permissions import peut_contribuer, peut_enqueter
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.affichage import Onglet, lien_de_fichier
from etabli.socle.formulaires import tenter
from etabli.socle.recherche import chercher
from etabli.socle.verdict import exiger

# La fiche les donne ; le tableau de la page reste court.
DETAIL = ("page", "contradiction", "manque")
PAR_PAGE = 15
# Ce que la boîte de la bibliothèque cherche, dans cet atelier : le reste du dossier a la sienne.
CHERCHES = tuple(m._meta.label_lower for m in (DocumentLu, PageDeDocument, Entretien, Constat))


@require_GET
def bibliotheque(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    mots = request.GET.get("q", "").strip()[:200]
    contexte: dict[str, Any] = {"mots": mots, "peut_ajouter": peut_contribuer(request.user, atelier)}
    if mots:
        contexte |= _trouver(request, atelier, mots)
    else:
        documents = DocumentLu.objects.visible_to(request.user).filter(atelier=atelier).for_list()
        lus = [_avec(atelier, document_) for document_ in documents]
        contexte["nb"] = len(lus)
        contexte["tableau"] = en_page(DOCUMENTS, lus, sans=DETAIL, vide="Aucun document n'a encore été lu.")
    return montrer(request, atelier, "bibliotheque", "bibliotheque", contexte, fragment="resultats")


def _trouver(request: RequeteAgent, atelier: Atelier, mots: str) -> dict[str, Any]:
    genre = request.GET.get("genre", "")
    feuille_demandee = request.GET.get("page", "")
    numero = int(feuille_demandee) if feuille_demandee.isdecimal() and len(feuille_demandee) < 5 else 1
    numero = max(numero, 1)
    trouvailles = chercher(
        mots,
        request.user,
        fil=atelier.fil,
        parmi=CHERCHES,
        genre=genre,
        de=(numero - 1) * PAR_PAGE,
        combien=PAR_PAGE,
    )
    ici = f"?{urlencode({'q': mots})}"
    choix = [("", "Tout", sum(nb for *_, nb in trouvailles.par_genre)), *trouvailles.par_genre]
    return {
        "trouvailles": trouvailles,
        "genres": [Onglet(nom, f"{ici}&genre={cle}", cle == genre, nb) for cle, nom, nb in choix],
        "feuille": Paginator(range(trouvailles.nb), PAR_PAGE).get_page(numero),
    }


def _avec(atelier: Atelier, document_: DocumentLu) -> DocumentLu:
    document_.atelier = atelier
    return document_


@require_GET
def texte(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    """Le texte tiré du document, page par page : là où mène un résultat de recherche."""
    atelier = trouver(request, dossier_id)
    lu = get_object_or_404(atelier.documents_lus.select_related("fichier"), pk=pk)
    numeros = list(lu.pages.values_list("numero", flat=True))
    demande = request.GET.get("page", "")
    numero = int(demande) if demande.isdecimal() and int(demande) in numeros else min(numeros, default=0)
    page_lue = get_object_or_404(lu.pages, numero=numero)
    contexte = {
        "document": lu,
        "page_lue": page_lue,
        "avant": max((n for n in numeros if n < numero), default=None),
        "apres": min((n for n in numeros if n > numero), default=None),
        "derniere": numeros[-1],
        "peut_constater": peut_enqueter(request.user, atelier),
    }
    return montrer(request, atelier, "texte", "bibliotheque", contexte)


@require_POST
def relire(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    """Redemande la lecture d'un document dont le texte n'est pas venu."""
    atelier = trouver(request, dossier_id)
    exiger(peut_contribuer(request.user, atelier))
    demander_la_lecture(get_object_or_404(atelier.documents_lus.exclude(fichier=None), pk=pk))
    messages.success(request, "La lecture est demandée : le texte sera cherchable dans un instant.")
    return redirect("atelier:document", dossier_id, pk)


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
