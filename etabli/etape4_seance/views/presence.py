"""Sans compte, hors des activités : signer sa présence, laisser une adresse, lire ce que sont devenues ses idées."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from etabli.etape4_seance import actions
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.forms import AdresseForm, SignatureForm
from etabli.etape4_seance.models import Participant, Seance
from etabli.etape4_seance.permissions import peut_laisser_son_adresse, peut_signer
from etabli.etape4_seance.resultats import presences
from etabli.etape4_seance.salle import (
    destinataire_du_jeton,
    mes_contributions,
    participant_de,
    participant_du_jeton,
    seance_du_code,
)
from etabli.socle.rendu import page


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def signer(request: HttpRequest, code: str) -> HttpResponse:
    """La feuille de présence, depuis son téléphone : un nom, un collège."""
    seance = seance_du_code(request, code)
    verdict = peut_signer(seance)
    form = SignatureForm(request.POST or None)
    contexte = {"seance": seance, "verdict": verdict}
    if verdict and form.is_valid():
        contexte["ligne"] = actions.signer(seance, **form.cleaned_data)
    return page(request, "seance/signer.html", contexte, form=form)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def recevoir(request: HttpRequest, code: str) -> HttpResponse:
    """Laisser une adresse pour le compte rendu ; l'accord est demandé, gardé avec sa date, et se retire."""
    seance = seance_du_code(request, code)
    verdict = peut_laisser_son_adresse(seance)
    form = AdresseForm(request.POST or None)
    if verdict and form.is_valid():
        participant = participant_de(request, code)
        actions.laisser_son_adresse(seance, form.cleaned_data["courriel"], participant=participant)
        messages.success(request, "C'est noté. Vous recevrez le compte rendu quand il sera diffusé.")
        return redirect("seance:recevoir", seance.code)
    contexte = {"seance": seance, "verdict": verdict, "est_connu": participant_de(request, code) is not None}
    return page(request, "seance/recevoir.html", contexte, form=form)


@login_not_required
@never_cache
@require_GET
def suites(request: HttpRequest, code: str, jeton: str) -> HttpResponse:
    """Le lien personnel : ses contributions et leur sort, sans compte ni témoin."""
    participant = participant_du_jeton(jeton, code)
    return _lire(request, participant.seance, participant)


@login_not_required
@never_cache
@require_GET
def compte_rendu(request: HttpRequest, code: str) -> HttpResponse:
    """Le compte rendu diffusé, pour qui connaît le code de la séance."""
    return _lire(request, seance_du_code(request, code), None)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def effacer(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lien de bas de lettre : l'adresse s'efface d'un bouton, sans avoir à dire pourquoi."""
    destinataire = destinataire_du_jeton(jeton)
    contexte = {"destinataire": destinataire, "seance": destinataire.seance, "est_effacee": False}
    if request.method == "POST":
        actions.effacer_l_adresse(destinataire)
        contexte["est_effacee"] = True
    return page(request, "seance/effacer.html", contexte)


def _lire(request: HttpRequest, seance: Seance, participant: Participant | None) -> HttpResponse:
    contexte = {
        "seance": seance,
        "participant": participant,
        "miennes": mes_contributions(participant) if participant else [],
        "presences": presences(seance),
        "compte_rendu": seance.compte_rendu if seance.etat == Etat.COMPTE_RENDU else "",
    }
    return page(request, "seance/suites.html", contexte)
