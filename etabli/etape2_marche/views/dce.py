"""Le dossier de consultation : ses réglages, ses annexes, son aperçu, et la liste de ce qui se fait sur PLACE."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import permissions
from etabli.etape2_marche.actions import dce as ecrire
from etabli.etape2_marche.documents import DCE, archive_du_dce
from etabli.etape2_marche.documents.dpgf import CLASSEURS, SLUG, ecrire_la_decomposition
from etabli.etape2_marche.forms.dce import AnnexeForm, ReferenceForm, ReglagesForm
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions.consultation import peut_regler_le_dce, peut_suivre_place
from etabli.etape2_marche.place import CLES
from etabli.etape2_marche.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fichier
from etabli.socle.reponses import TABLEURS, piece_jointe
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def regler(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(peut_regler_le_dce(request.user, marche))
    form = ReglagesForm(request.POST or None, instance=ecrire.dce_de(marche))
    if tenter(form, lambda saisi: ecrire.regler_le_dce(marche, par=request.user, **saisi)):
        messages.success(request, "Le dossier de consultation est réglé : relisez l'aperçu des pièces.")
        return redirect("marche:consultation", pk)
    intro = "Le reste vient de la note figée et de l'accord-cadre : il n'y a rien à recopier."
    return saisir(request, marche, form, actif="consultation", titre="Régler le dossier", intro=intro)


@require_GET
def apercu(request: RequeteAgent, pk: int, slug: str) -> HttpResponse:
    """La pièce telle qu'elle se lira, sans la télécharger."""
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_les_pieces(request.user, marche))
    piece = next((d for d in DCE if d.slug == slug), None)
    if piece is None:
        raise Http404
    contexte = {"piece": piece, "apercu": piece.html(marche)}
    return montrer(request, marche, "consultation", contexte, gabarit="marche/apercu.html")


@require_GET
def decomposition(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_les_pieces(request.user, marche))
    if forme not in CLASSEURS:
        raise Http404
    return piece_jointe(ecrire_la_decomposition(marche, forme), TABLEURS[forme], f"{SLUG}.{forme}")


@require_http_methods(["GET", "POST"])
def joindre(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(peut_regler_le_dce(request.user, marche))
    form = AnnexeForm(request.POST or None, request.FILES or None)
    if tenter(
        form,
        lambda s: ecrire.joindre_une_annexe(
            marche, s["titre"], s["fichier"][1], s["fichier"][0], par=request.user
        ),
    ):
        messages.success(request, "L'annexe est jointe : elle partira dans l'archive.")
        return redirect("marche:consultation", pk)
    return saisir(request, marche, form, actif="consultation", titre="Joindre une annexe", libelle="Joindre")


def _annexe(marche: Marche, fichier_id: int) -> Fichier:
    annexes = ecrire.annexes_de(ecrire.dce_de(marche))
    annexe = next((f for f in annexes if f.pk == fichier_id), None)
    if annexe is None:
        raise Http404
    return annexe


@require_GET
def annexe(request: RequeteAgent, pk: int, fichier_id: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_les_pieces(request.user, marche))
    version = _annexe(marche, fichier_id).derniere
    with version.contenu.open("rb") as contenu:
        return piece_jointe(contenu.read(), version.type_mime, version.nom)


@require_POST
def retirer(request: RequeteAgent, pk: int, fichier_id: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(peut_regler_le_dce(request.user, marche))
    ecrire.retirer_une_annexe(marche, _annexe(marche, fichier_id), par=request.user)
    messages.success(request, "L'annexe est retirée.")
    return redirect("marche:consultation", pk)


@require_POST
def cocher(request: RequeteAgent, pk: int, cle: str) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(peut_suivre_place(request.user, marche))
    if cle not in CLES:
        raise Http404
    ecrire.cocher(marche, cle, par=request.user)
    return redirect("marche:consultation", pk)


@require_http_methods(["GET", "POST"])
def reference(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(peut_suivre_place(request.user, marche))
    dce = ecrire.dce_de(marche)
    connus = {
        "reference_place": marche.reference_place,
        "url_place": dce.url_place,
        "publiee_le": dce.publiee_le,
    }
    form = ReferenceForm(request.POST or None, initial=connus)
    if tenter(form, lambda saisi: ecrire.noter_la_reference(marche, par=request.user, **saisi)):
        messages.success(request, "La référence PLACE est notée.")
        return redirect("marche:consultation", pk)
    return saisir(request, marche, form, actif="consultation", titre="Recopier la référence PLACE")


@require_POST
def garder(request: RequeteAgent, pk: int) -> HttpResponse:
    """L'archive que l'on vient de déposer : gardée telle quelle, avec son empreinte."""
    marche = trouver(request, pk)
    exiger(peut_suivre_place(request.user, marche))
    nom = f"dce-{slugify(str(marche.dossier))[:60]}.zip"
    ecrire.garder_l_archive(marche, archive_du_dce(marche), nom, par=request.user)
    messages.success(request, "L'archive déposée est gardée, avec son empreinte.")
    return redirect("marche:consultation", pk)
