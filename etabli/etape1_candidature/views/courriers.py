"""Réunir les courriers : préparer, télécharger le projet, joindre l'exemplaire signé."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.documents import COURRIER
from etabli.etape1_candidature.forms import CourrierSigneForm, EnvoiForm, ProjetForm, RelanceForm
from etabli.etape1_candidature.models import Candidature, Courrier
from etabli.etape1_candidature.permissions import (
    peut_faire_signer,
    peut_joindre_le_courrier,
    peut_lire_l_exemplaire,
    peut_preparer_les_courriers,
    peut_relancer,
)
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.affichage import lien_de_fichier
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger

Ecrire = Callable[[dict[str, Any]], object]


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
            nb_signes=sum(1 for ligne in lignes if ligne["courrier"].est_signe),
            preparation=peut_preparer_les_courriers(request.user, candidature),
            depot=CYCLE.verdict("deposer", candidature, request.user),
            derniere=derniere,
        ),
    )


def _ligne(
    request: RequeteAgent, candidature: Candidature, courrier: Courrier, derniere: object
) -> dict[str, Any]:
    courrier.candidature = candidature
    exemplaire = None
    if courrier.fichier and peut_lire_l_exemplaire(request.user, courrier):
        url = reverse("candidature:exemplaire", args=[candidature.dossier_id, courrier.pk])
        exemplaire = lien_de_fichier(courrier.fichier, url)
    return {
        "courrier": courrier,
        "exemplaire": exemplaire,
        "est_ancien": courrier.est_signe and courrier.version != derniere,
        "lecture": courrier.signature_lue,
        "verdict": peut_joindre_le_courrier(request.user, courrier),
        "faire_signer": not courrier.est_signe and peut_faire_signer(request.user, courrier),
        "relance": peut_relancer(request.user, courrier),
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
    visibles = (
        Courrier.objects.visible_to(request.user)
        .select_related("organisation", "fichier")
        .prefetch_related("relances__par")
    )
    courrier = get_object_or_404(visibles, candidature=candidature, pk=pk)
    courrier.candidature = candidature
    return candidature, courrier


@require_GET
def projet(request: RequeteAgent, dossier_id: int, pk: int, forme: str) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    return document_joint(COURRIER, courrier, forme)


def _avec_un_formulaire(
    request: RequeteAgent, courrier: Courrier, form: Form, gabarit: str, ecrire: Ecrire, merci: str
) -> HttpResponse:
    if tenter(form, ecrire):
        messages.success(request, merci)
        return redirect("candidature:courriers", courrier.candidature.dossier_id)
    suite = contexte(request, courrier.candidature, "courriers", courrier=courrier)
    return page(request, f"candidature/{gabarit}.html", suite, form=form)


@require_http_methods(["GET", "POST"])
def completer(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    exiger(peut_faire_signer(request.user, courrier))
    form = ProjetForm(request.POST or None, courrier=courrier)
    return _avec_un_formulaire(
        request,
        courrier,
        form,
        "completer_le_projet",
        lambda lu: actions.completer_le_projet(courrier, par=request.user, **lu),
        "Le projet est complété : téléchargez-le, puis faites-le signer.",
    )


@require_http_methods(["GET", "POST"])
def envoyer(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    exiger(peut_faire_signer(request.user, courrier))
    form = EnvoiForm(request.POST or None, initial={"envoye_a": courrier.envoye_a})
    return _avec_un_formulaire(
        request,
        courrier,
        form,
        "envoyer_a_la_signature",
        lambda lu: actions.envoyer_a_la_signature(courrier, par=request.user, **lu),
        "L'envoi à la signature est noté. Vous pourrez relancer le signataire une fois par jour.",
    )


@require_http_methods(["GET", "POST"])
def relancer(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    exiger(peut_relancer(request.user, courrier))
    return _avec_un_formulaire(
        request,
        courrier,
        RelanceForm(request.POST if request.method == "POST" else None),
        "relancer",
        lambda lu: actions.relancer(courrier, par=request.user, **lu),
        f"Le rappel part à {courrier.organisation}.",
    )


@require_http_methods(["GET", "POST"])
def joindre(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    exiger(peut_joindre_le_courrier(request.user, courrier))
    initial = {"signataire": courrier.signataire, "signe_le": courrier.signe_le}
    form = CourrierSigneForm(request.POST or None, request.FILES or None, initial=initial)
    return _avec_un_formulaire(
        request,
        courrier,
        form,
        "joindre",
        lambda lu: actions.joindre_le_courrier_signe(
            courrier,
            form.contenu,
            lu["fichier"].name,
            lu["signataire"],
            lu["signe_le"],
            par=request.user,
            lecture=form.lecture,
        ),
        "L'exemplaire signé est joint, avec son empreinte et ce que dit sa signature.",
    )


@require_GET
def exemplaire(request: RequeteAgent, dossier_id: int, pk: int) -> FileResponse:
    _, courrier = _courrier(request, dossier_id, pk)
    if courrier.fichier is None:
        raise Http404
    exiger(peut_lire_l_exemplaire(request.user, courrier))
    return reponse_de_version(courrier.fichier.derniere)
