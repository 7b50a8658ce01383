"""Le dossier de consultation, les questions et leurs réponses."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.actions.dce import annexes_de, dce_de
from etabli.etape2_marche.actions.execution import phases_proposees
from etabli.etape2_marche.documents import DCE, archive_du_dce
from etabli.etape2_marche.documents.dpgf import CLASSEURS
from etabli.etape2_marche.documents.jugement import criteres_de, regles_du_jugement
from etabli.etape2_marche.forms import QuestionForm, ReponseForm
from etabli.etape2_marche.models import Consultation, Marche, Question
from etabli.etape2_marche.permissions.consultation import peut_regler_le_dce, peut_suivre_place
from etabli.etape2_marche.permissions.execution import peut_preparer_les_phases
from etabli.etape2_marche.place import points_de
from etabli.etape2_marche.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import document_joint, piece_jointe
from etabli.socle.verdict import exiger


@require_GET
def consultation(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    questions = Question.objects.visible_to(request.user).filter(marche=marche)
    criteres = criteres_de(marche.accord_cadre)
    contexte: dict[str, Any] = {
        "criteres": criteres,
        "regles": regles_du_jugement(marche.accord_cadre, criteres),
        "pieces": DCE,
        "consultations": Consultation.objects.visible_to(request.user)
        .filter(marche=marche)
        .select_related("titulaire__groupement"),
        "questions": questions.select_related("titulaire__groupement").distinct(),
        "poser": permissions.peut_poser_une_question(request.user, marche),
        "repond": bool(permissions.achete(request.user, marche)),
        **_preparation(request, marche),
    }
    return montrer(request, marche, "consultation", contexte, gabarit="marche/consultation.html")


def _preparation(request: RequeteAgent, marche: Marche) -> dict[str, Any]:
    """Le dossier tel qu'il est réglé, et la liste de ce qui se fait sur PLACE."""
    dce = dce_de(marche)
    return {
        "reglages": dce,
        "annexes": annexes_de(dce),
        "regler": peut_regler_le_dce(request.user, marche),
        "suivre": peut_suivre_place(request.user, marche),
        "points": points_de(marche),
        "classeurs": tuple(CLASSEURS),
        "phases": phases_proposees(marche),
        "preparer_les_phases": peut_preparer_les_phases(request.user, marche),
    }


@require_GET
def piece(request: RequeteAgent, pk: int, slug: str, forme: str) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_les_pieces(request.user, marche))
    document = next((d for d in DCE if d.slug == slug), None)
    if document is None:
        raise Http404
    return document_joint(document, marche, forme)


@require_GET
def dce(request: RequeteAgent, pk: int) -> HttpResponse:
    """L'archive gardée, si elle l'est ; sinon composée à l'instant."""
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_les_pieces(request.user, marche))
    if gardee := dce_de(marche).archive:
        with gardee.derniere.contenu.open("rb") as contenu:
            return piece_jointe(contenu.read(), "application/zip", gardee.derniere.nom)
    nom = f"dce-{slugify(str(marche.dossier))[:60]}.zip"
    return piece_jointe(archive_du_dce(marche), "application/zip", nom)


@require_http_methods(["GET", "POST"])
def poser(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_poser_une_question(request.user, marche))
    form, mienne = QuestionForm(request.POST or None), permissions.consultation_de(request.user, marche)
    titulaire = mienne.titulaire if mienne else None
    if tenter(
        form, lambda s: actions.poser_une_question(marche, s["texte"], par=request.user, titulaire=titulaire)
    ):
        messages.success(request, "Votre question est transmise au service acheteur.")
        return redirect("marche:consultation", pk)
    return saisir(request, marche, form, actif="consultation", titre="Poser une question", libelle="Envoyer")


@require_http_methods(["GET", "POST"])
def repondre(request: RequeteAgent, pk: int, question_id: int) -> HttpResponse:
    marche = trouver(request, pk)
    questions = Question.objects.visible_to(request.user).filter(marche=marche).distinct()
    question = get_object_or_404(questions, pk=question_id)
    exiger(permissions.peut_repondre(request.user, question))
    form = ReponseForm(request.POST or None)
    if tenter(form, lambda s: actions.repondre(question, s["reponse"], par=request.user)):
        messages.success(request, "La réponse est envoyée à tous les titulaires consultés.")
        return redirect("marche:consultation", pk)
    titre = "Répondre à une question"
    return saisir(
        request, marche, form, actif="consultation", titre=titre, libelle="Publier", intro=question.texte
    )


@require_POST
def decliner(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_decliner(request.user, marche))
    if consultation := permissions.consultation_de(request.user, marche):
        actions.decliner(consultation, par=request.user)
    messages.success(request, "C'est noté : votre groupement ne répondra pas à cette consultation.")
    return redirect(marche)
