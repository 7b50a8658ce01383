"""Envoyer une invitation, la suivre, y répondre."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire import actions, appareils
from etabli.annuaire.adresses import adresse_sure
from etabli.annuaire.forms import AcceptationForm, AccepterForm, InvitationForm
from etabli.annuaire.models import Agent, Invitation, Organisation
from etabli.annuaire.permissions import peut_gerer_l_invitation, peut_inviter
from etabli.annuaire.requete import RequeteAgent
from etabli.annuaire.sessions import noter_la_session
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

MOTEUR = "allauth.account.auth_backends.AuthenticationBackend"
# Le lien est mort : la page dit pourquoi, avec le statut qui convient aux machines.
PLUS_VALABLE = 410


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    invitations = Invitation.objects.visible_to(request.user).for_list()
    feuille = Paginator(invitations, 25).get_page(request.GET.get("page"))
    lignes = [(i, peut_gerer_l_invitation(request.user, i)) for i in feuille]
    return page(request, "annuaire/invitations.html", {"feuille": feuille, "lignes": lignes})


def inviter(request: RequeteAgent, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    exiger(peut_inviter(request.user, organisation))
    form = InvitationForm(request.POST or None)
    suite = request.GET.get("suite", "")[:300]
    if tenter(
        form, lambda lu: actions.inviter(organisation=organisation, par=request.user, suite=suite, **lu)
    ):
        messages.success(
            request, f"L'invitation part à {form.cleaned_data['email']}. Elle vaut quinze jours."
        )
        return redirect(organisation)
    return page(request, "annuaire/inviter.html", {"organisation": organisation}, form=form)


@require_POST
def renvoyer(request: RequeteAgent, pk: int) -> HttpResponse:
    invitation = _a_gerer(request, pk)
    actions.renvoyer_l_invitation(invitation, par=request.user)
    messages.success(request, f"Un nouveau lien part à {invitation.email}. L'ancien ne marche plus.")
    return redirect(_retour(request))


@require_POST
def retirer(request: RequeteAgent, pk: int) -> HttpResponse:
    invitation = _a_gerer(request, pk)
    actions.retirer_l_invitation(invitation, par=request.user)
    messages.success(request, f"L'invitation de {invitation.email} est retirée.")
    return redirect(_retour(request))


def _retour(request: RequeteAgent) -> str:
    """La page d'où l'on gérait l'invitation, si elle est des nôtres."""
    return adresse_sure(request.GET.get("suite", ""), reverse("annuaire:invitations"))


def _a_gerer(request: RequeteAgent, pk: int) -> Invitation:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user).for_list(), pk=pk)
    exiger(peut_gerer_l_invitation(request.user, invitation))
    return invitation


@login_not_required
@never_cache
@sensitive_post_parameters("mot_de_passe", "confirmation")
def repondre(request: HttpRequest, jeton: str) -> HttpResponse:
    """La porte d'entrée d'une personne invitée ; le jeton de l'adresse est la seule preuve demandée."""
    invitation = get_object_or_404(Invitation.objects.du_jeton(actions.empreinte(jeton)))
    if not invitation.est_ouverte:
        return page(request, "annuaire/repondre.html", {"invitation": invitation}, statut=PLUS_VALABLE)
    if isinstance(request.user, Agent):
        return _repondre_connecte(request, invitation, request.user)
    if invitation.a_un_compte:
        return page(request, "annuaire/repondre.html", {"invitation": invitation, "a_un_compte": True})
    form = AcceptationForm(request.POST or None, email=invitation.email)
    ouverts: list[Agent] = []
    if tenter(form, lambda lu: ouverts.append(actions.accepter_en_creant_un_compte(invitation, **lu))):
        return _ouvrir_la_session(request, invitation, ouverts[0])
    return page(request, "annuaire/repondre.html", {"invitation": invitation}, form=form)


def _ouvrir_la_session(request: HttpRequest, invitation: Invitation, agent: Agent) -> HttpResponse:
    login(request, agent, backend=MOTEUR)
    noter_la_session(request)
    reponse = _accueillir(request, invitation)
    appareils.retenir(request, reponse, agent)
    return reponse


def _repondre_connecte(request: HttpRequest, invitation: Invitation, agent: Agent) -> HttpResponse:
    """Sous une autre adresse que celle invitée, il faut dire que les deux sont à soi."""
    form = AccepterForm(
        request.POST if request.method == "POST" else None, invitation=invitation, agent=agent
    )
    if tenter(form, lambda _: actions.accepter_avec_un_compte(invitation, agent)):
        return _accueillir(request, invitation)
    return page(request, "annuaire/repondre.html", {"invitation": invitation}, form=form)


def _accueillir(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    messages.success(request, f"Bienvenue. Vous agissez désormais pour {invitation.organisation}.")
    return redirect(adresse_sure(invitation.suite, "/mon-espace/"))
