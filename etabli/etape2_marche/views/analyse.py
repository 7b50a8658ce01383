"""Le choix collégial : le collège, les notes de chacun, celles de tous, le classement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.analyse import ecarts_de, tableau_du_classement
from etabli.etape2_marche.classement import classement_de, plages_de
from etabli.etape2_marche.dessins import dessin_des_plages
from etabli.etape2_marche.documents import PROCES_VERBAL, RAPPORT
from etabli.etape2_marche.forms import DeportForm, EvaluateurForm, GrilleForm
from etabli.etape2_marche.models import Evaluateur, Marche, Note, Offre
from etabli.etape2_marche.views.commun import montrer, saisir, trouver_la_conduite
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger

DOCUMENTS = {document.slug: document for document in (RAPPORT, PROCES_VERBAL)}


@require_GET
def analyse(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    mien = permissions.evaluateur_de(request.user, marche)
    contexte: dict[str, Any] = {
        "mien": mien,
        "evaluateurs": marche.evaluateurs.all(),
        "partis": (partis := permissions.places_perdues(marche)),
        "ont_note": permissions.ont_note(marche) - partis,
        "designer": permissions.peut_composer_le_college(request.user, marche),
        "declarer": permissions.peut_declarer_ses_interets(request.user, marche),
        "deporter": permissions.peut_se_deporter(request.user, marche),
        "noter": permissions.peut_noter(request.user, marche),
        "arreter": permissions.peut_arreter_les_notes(request.user, marche),
        "lire": permissions.peut_lire_l_analyse(request.user, marche),
        "documents": DOCUMENTS.values(),
        "consultations": marche.consultations.all(),
    }
    return montrer(request, marche, "analyse", contexte, gabarit="marche/analyse.html")


@require_http_methods(["GET", "POST"])
def designer(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_composer_le_college(request.user, marche))
    form = EvaluateurForm(request.POST or None, marche=marche)
    if tenter(form, lambda saisi: _designer(request, marche, saisi)):
        messages.success(request, f"{form.choisi} prend part au choix de l'équipe.")
        return redirect("marche:analyse", pk)
    return saisir(request, marche, form, actif="analyse", titre="Désigner un évaluateur", libelle="Désigner")


def _designer(request: RequeteAgent, marche: Marche, saisi: dict[str, Any]) -> None:
    fonction = saisi["fonction"]
    if not (verdict := permissions.peut_designer(request.user, marche, fonction.agent)):
        raise ValidationError({"fonction": verdict.motif})
    actions.designer_un_evaluateur(marche, fonction.agent, fonction.organisation, par=request.user)


@require_POST
def retirer(request: RequeteAgent, pk: int, evaluateur_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_composer_le_college(request.user, marche))
    visibles = Evaluateur.objects.visible_to(request.user).filter(marche=marche)
    evaluateur = get_object_or_404(visibles, pk=evaluateur_id)
    exiger(permissions.peut_retirer_du_college(request.user, evaluateur))
    actions.retirer_un_evaluateur(evaluateur, par=request.user)
    return redirect("marche:analyse", pk)


@require_POST
def declarer(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_declarer_ses_interets(request.user, marche))
    if evaluateur := permissions.evaluateur_de(request.user, marche):
        actions.declarer_sans_conflit(evaluateur, par=request.user)
    messages.success(request, "Votre déclaration est enregistrée.")
    return redirect("marche:analyse", pk)


@require_http_methods(["GET", "POST"])
def se_deporter(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_se_deporter(request.user, marche))
    evaluateur = permissions.evaluateur_de(request.user, marche)
    form = DeportForm(request.POST if request.method == "POST" else None)
    if evaluateur and tenter(
        form, lambda lu: actions.se_deporter(evaluateur, par=request.user, motif=lu["motif"])
    ):
        messages.success(request, "Vous ne prenez plus part au choix de l'équipe.")
        return redirect("marche:analyse", pk)
    return saisir(request, marche, form, actif="analyse", titre="Me déporter", libelle="Je me déporte")


def _a_noter(request: RequeteAgent, marche: Marche) -> list[Offre]:
    visibles = Offre.objects.visible_to(request.user).filter(marche=marche)
    return list(visibles.recevables().select_related("titulaire__groupement"))


@require_http_methods(["GET", "POST"])
def noter(request: RequeteAgent, pk: int) -> HttpResponse:
    """La grille d'un évaluateur : ses notes à lui, et elles seules."""
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_noter(request.user, marche))
    evaluateur = permissions.evaluateur_de(request.user, marche)
    miennes = Note.objects.visible_to(request.user).filter(evaluateur=evaluateur)
    form = GrilleForm(request.POST or None, marche=marche, offres=_a_noter(request, marche), notes=miennes)
    if evaluateur and tenter(form, lambda _: actions.noter(evaluateur, form.saisies(), par=request.user)):
        messages.success(request, "Vos notes sont enregistrées. Vous seul les voyez jusqu'à la réunion.")
        return redirect("marche:analyse", pk)
    return montrer(
        request, marche, "analyse", {"titre": "Mes notes"}, gabarit="marche/grille.html", form=form
    )


@require_http_methods(["GET", "POST"])
def consensus(request: RequeteAgent, pk: int) -> HttpResponse:
    """La réunion de choix : les notes de chacun, leur écart, et la note arrêtée ensemble."""
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_arreter_les_notes(request.user, marche))
    toutes = Note.objects.visible_to(request.user).filter(offre__marche=marche)
    individuelles = list(toutes.individuelles().du_college().select_related("evaluateur__agent"))
    form = GrilleForm(
        request.POST or None,
        marche=marche,
        offres=_a_noter(request, marche),
        notes=toutes.de_consensus(),
        reperes=individuelles,
    )
    if tenter(form, lambda _: actions.arreter_les_notes(marche, form.saisies(), par=request.user)):
        messages.success(request, "Les notes arrêtées ensemble sont enregistrées.")
        return redirect("marche:classement", pk)
    contexte = {"titre": "Notes arrêtées ensemble", "ecarts": ecarts_de(individuelles), "ensemble": True}
    return montrer(request, marche, "analyse", contexte, gabarit="marche/grille.html", form=form)


@require_GET
def classement(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_l_analyse(request.user, marche))
    lignes, plages = classement_de(marche), plages_de(marche)
    contexte = {
        **tableau_du_classement(marche, lignes),
        "departage": next((ligne.departage for ligne in lignes if ligne.departage), ""),
        "plages": plages,
        "solidite": dessin_des_plages(plages) if any(not p.est_libre for p in plages) else None,
        "arreter": permissions.peut_arreter_les_notes(request.user, marche),
        "attribuer": permissions.peut_attribuer(request.user, marche),
    }
    return montrer(request, marche, "analyse", contexte, gabarit="marche/classement.html")


@require_GET
def document(request: RequeteAgent, pk: int, slug: str, forme: str) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_l_analyse(request.user, marche))
    if slug not in DOCUMENTS:
        raise Http404
    return document_joint(DOCUMENTS[slug], marche, forme)
