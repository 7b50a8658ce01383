"""Réunir les courriers : préparer, télécharger le projet, joindre l'exemplaire signé."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.documents import COURRIER
from etabli.etape1_candidature.forms import CourrierSigneForm
from etabli.etape1_candidature.models import Candidature, Courrier
from etabli.etape1_candidature.permissions import peut_joindre_le_courrier, peut_preparer_les_courriers
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.affichage import lien_de_fichier
from etabli.socle.rendu import page
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger


@require_GET
def courriers(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    derniere = candidature.versions.first()
    lignes = [_ligne(request, candidature, courrier, derniere) for courrier in candidature.courriers.all()]
    return page(
        request,
        "candidature/courriers.html",
        contexte(
            request,
            candidature,
            "courriers",
            lignes=lignes,
            preparation=peut_preparer_les_courriers(request.user, candidature),
            depot=CYCLE.verdict("deposer", candidature, request.user),
            derniere=derniere,
        ),
    )


def _ligne(
    request: RequeteAgent, candidature: Candidature, courrier: Courrier, derniere: object
) -> dict[str, object]:
    courrier.candidature = candidature
    exemplaire = None
    if courrier.fichier:
        url = reverse("candidature:exemplaire", args=[candidature.dossier_id, courrier.pk])
        exemplaire = lien_de_fichier(courrier.fichier, url)
    return {
        "courrier": courrier,
        "exemplaire": exemplaire,
        "est_ancien": courrier.est_signe and courrier.version != derniere,
        "verdict": peut_joindre_le_courrier(request.user, courrier),
    }


@require_POST
def preparer(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    exiger(peut_preparer_les_courriers(request.user, candidature))
    prepares = actions.preparer_les_courriers(candidature, par=request.user)
    messages.success(request, f"{len(prepares)} courriers sont prêts à relire, à compléter et à signer.")
    return redirect("candidature:courriers", dossier_id)


def _courrier(request: RequeteAgent, dossier_id: int, pk: int) -> tuple[Candidature, Courrier]:
    candidature = candidature_de(request, dossier_id)
    visibles = Courrier.objects.visible_to(request.user).select_related("organisation", "fichier")
    courrier = get_object_or_404(visibles, candidature=candidature, pk=pk)
    courrier.candidature = candidature
    return candidature, courrier


@require_GET
def projet(request: RequeteAgent, dossier_id: int, pk: int, forme: str) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    return document_joint(COURRIER, courrier, forme)


@require_http_methods(["GET", "POST"])
def joindre(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature, courrier = _courrier(request, dossier_id, pk)
    exiger(peut_joindre_le_courrier(request.user, courrier))
    initial = {"signataire": courrier.signataire, "signe_le": courrier.signe_le}
    form = CourrierSigneForm(request.POST or None, request.FILES or None, initial=initial)
    if form.is_valid():
        d = form.cleaned_data
        actions.joindre_le_courrier_signe(
            courrier, form.contenu, d["fichier"].name, d["signataire"], d["signe_le"], par=request.user
        )
        messages.success(request, "L'exemplaire signé est joint, avec son empreinte.")
        return redirect("candidature:courriers", dossier_id)
    return page(
        request,
        "candidature/joindre.html",
        contexte(request, candidature, "courriers", courrier=courrier),
        form=form,
    )


@require_GET
def exemplaire(request: RequeteAgent, dossier_id: int, pk: int) -> FileResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    if courrier.fichier is None:
        raise Http404
    return reponse_de_version(courrier.fichier.derniere)
