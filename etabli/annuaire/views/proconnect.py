"""Entrer par ProConnect, en revenir, confirmer son identité, s'en détacher."""

import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire import actions, proconnect
from etabli.annuaire.adresses import adresse_sure, jeton_de_l_invitation
from etabli.annuaire.confirmation import identite_a_confirmer
from etabli.annuaire.models import Agent
from etabli.annuaire.proconnect import Demande, Identite, ProConnectError
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.rendu import page

journal = logging.getLogger(__name__)
# Au-delà, ProConnect a répondu sans redemander qui est là : cela ne confirme rien.
RECENTE = 5 * 60


@login_not_required
@never_cache
@require_GET
def entrer(request: HttpRequest) -> HttpResponse:
    return _partir(request, "entrer", adresse_sure(request.GET.get("next", "")))


@never_cache
@require_GET
def confirmer(request: RequeteAgent) -> HttpResponse:
    """Une page avant de partir : la politique de contenu n'y laisse pas mener la suite d'un formulaire."""
    suite = urlencode({"next": adresse_sure(request.GET.get("next", ""))})
    return _avant_de_partir(
        request, "Confirmer votre identité", f"{reverse('annuaire:partir_confirmer')}?{suite}"
    )


@never_cache
@require_GET
def partir_confirmer(request: RequeteAgent) -> HttpResponse:
    return _partir(request, "confirmer", adresse_sure(request.GET.get("next", "")))


@identite_a_confirmer
@never_cache
@require_GET
def rattacher(request: RequeteAgent) -> HttpResponse:
    return _avant_de_partir(request, "Rattacher ProConnect", reverse("annuaire:partir_rattacher"))


@identite_a_confirmer
@never_cache
@require_GET
def partir_rattacher(request: RequeteAgent) -> HttpResponse:
    return _partir(request, "rattacher", "")


@identite_a_confirmer
@require_POST
def detacher(request: RequeteAgent) -> HttpResponse:
    if not hasattr(request.user, "proconnect"):
        raise Http404
    actions.detacher(request.user.proconnect, par=request.user)
    messages.success(request, "ProConnect est détaché de votre compte.")
    return redirect("mfa_index")


@login_not_required
@never_cache
@require_GET
def retour(request: HttpRequest) -> HttpResponse:
    """Ce que ProConnect répond. Tout défaut mène à la même page, qui dit quoi faire."""
    if not proconnect.est_regle():
        raise Http404
    try:
        demande, lue = proconnect.recevoir(request)
        return SUITES[demande.but](request, demande, lue)
    except ProConnectError as erreur:
        journal.warning("ProConnect : %s", erreur.cause or erreur.phrase)
        return _refuser(request, erreur.phrase)
    except ValidationError as refus:
        return _refuser(request, " ".join(refus.messages))


@login_not_required
@never_cache
@require_GET
def fin(request: HttpRequest) -> HttpResponse:
    """ProConnect a fermé sa session et nous rend le navigateur."""
    if proconnect.est_notre_fin(request.GET.get("state", "")):
        messages.success(request, "Vous êtes déconnecté d'ici et de ProConnect.")
    return redirect("/")


def _avant_de_partir(request: HttpRequest, titre: str, depart: str) -> HttpResponse:
    if not proconnect.est_regle():
        raise Http404
    return page(request, "annuaire/proconnect_depart.html", {"titre": titre, "depart": depart})


def _partir(request: HttpRequest, but: str, suite: str) -> HttpResponse:
    if not proconnect.est_regle():
        raise Http404
    try:
        return redirect(proconnect.demander(request, but=but, suite=suite))
    except ProConnectError as erreur:
        journal.warning("ProConnect : %s", erreur.cause)
        return _refuser(request, erreur.phrase)


def _refuser(request: HttpRequest, phrase: str) -> HttpResponse:
    return page(request, "annuaire/proconnect_refus.html", {"phrase": phrase}, statut=403)


def _entrer(request: HttpRequest, demande: Demande, lue: Identite) -> HttpResponse:
    agent = actions.reconnaitre(lue, jeton=jeton_de_l_invitation(demande.suite))
    if request.user.is_authenticated and request.user.pk != agent.pk:
        logout(request)
    request.session["proconnect"] = {"jeton": lue.jeton, "deux_facteurs": lue.deux_facteurs}
    record_authentication(request, agent, "proconnect", uid=lue.sub)
    reponse: HttpResponse = perform_login(request, Login(user=agent, redirect_url=demande.suite or None))
    return reponse


def _confirmer(request: HttpRequest, demande: Demande, lue: Identite) -> HttpResponse:
    agent = request.user
    if not isinstance(agent, Agent) or not hasattr(agent, "proconnect") or agent.proconnect.sub != lue.sub:
        raise ProConnectError("ProConnect a reconnu une autre personne que vous. Rien n'est confirmé.")
    if lue.authentifiee_le is not None and demande.le - float(lue.authentifiee_le) > RECENTE:
        raise ProConnectError("ProConnect n'a pas vérifié de nouveau qui vous êtes. Rien n'est confirmé.")
    record_authentication(request, agent, "proconnect", uid=lue.sub, reauthenticated=True)
    request.GET = QueryDict(urlencode({"next": demande.suite}))
    return resume_request(request) or redirect(demande.suite or "annuaire:mon_compte")


def _rattacher(request: HttpRequest, demande: Demande, lue: Identite) -> HttpResponse:
    if not isinstance(request.user, Agent):
        raise ProConnectError(proconnect.PERIMEE)
    actions.rattacher(request.user, lue, par=request.user)
    messages.success(request, "ProConnect est rattaché à votre compte : vous pouvez entrer par lui.")
    return redirect("mfa_index")


SUITES = {"entrer": _entrer, "confirmer": _confirmer, "rattacher": _rattacher}
