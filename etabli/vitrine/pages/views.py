"""Ce que le public lit des pages rédigées, et la porte par où la DGALN donne le droit d'en écrire."""

from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.views import serve

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger
from etabli.vitrine.pages.actions import donner_le_droit, retirer_le_droit
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.flux import ATOM, adresses_publiques, atom
from etabli.vitrine.pages.forms import DroitForm
from etabli.vitrine.pages.frequentation import frequentation
from etabli.vitrine.pages.livraison import est_installee, page_livree
from etabli.vitrine.pages.models import Billet, Passage, Rendu
from etabli.vitrine.pages.permissions import peut_donner_le_droit
from etabli.vitrine.pages.redacteurs import ceux_qui_redigent

UN_AN = 365 * 24 * 3600


@login_not_required
@require_safe
def servir(request: HttpRequest, chemin: str = "") -> HttpResponse:
    """La page en ligne à cette adresse, ou là où elle a déménagé ; avant l'installation, la page livrée."""
    if not est_installee(request):
        return page_livree(chemin).serve(request)
    try:
        reponse: HttpResponse = serve(request, chemin)
    except Http404:
        if ailleurs := _demenagee(request):
            return ailleurs
        raise
    return reponse


def _demenagee(request: HttpRequest) -> HttpResponse | None:
    rien = HttpResponseNotFound()
    suite: HttpResponse = RedirectMiddleware(lambda _: rien).process_response(request, rien)
    return suite if suite is not rien else None


@login_not_required
@require_safe
def image(request: HttpRequest, pk: int, nom: str) -> HttpResponseBase:
    """Une image à la taille de la page ; son adresse change avec elle, on peut donc la garder un an."""
    rendu = get_object_or_404(Rendu, pk=pk)
    if PurePosixPath(rendu.file.name).name != nom:
        raise Http404
    try:
        reponse = FileResponse(rendu.file.open("rb"))
    except FileNotFoundError as absent:
        raise Http404 from absent
    patch_cache_control(reponse, public=True, max_age=UN_AN, immutable=True)
    return reponse


@login_not_required
@require_safe
def flux_des_actualites(request: HttpRequest) -> HttpResponse:
    return HttpResponse(atom(request, Billet.objects.visible_to(request.user)), content_type=ATOM)


@login_not_required
@require_safe
def plan_pour_les_robots(request: HttpRequest) -> HttpResponse:
    contexte = {"adresses": adresses_publiques(request)}
    return HttpResponse(
        render_to_string("vitrine/pages/sitemap.xml", contexte), content_type="application/xml"
    )


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    contexte = {"plan": request.build_absolute_uri(reverse("vitrine:sitemap"))}
    return HttpResponse(render_to_string("vitrine/pages/robots.txt", contexte), content_type="text/plain")


@login_not_required
@require_GET
def stats(request: HttpRequest) -> HttpResponse:
    contexte = frequentation(Passage.objects.visible_to(request.user), localdate())
    return page(request, "vitrine/pages/stats.html", contexte)


@require_http_methods(["GET", "POST"])
def redacteurs(request: RequeteAgent) -> HttpResponse:
    exiger(peut_donner_le_droit(request.user))
    form = DroitForm(request.POST or None, par=request.user)
    if form.is_valid():
        agent, niveau = form.cleaned_data["agent"], Niveau(form.cleaned_data["niveau"])
        donner_le_droit(agent, niveau, par=request.user)
        messages.success(request, f"{agent} peut maintenant {niveau.label}.")
        return redirect("vitrine:redacteurs")
    contexte = {"redacteurs": ceux_qui_redigent(Agent.objects.visible_to(request.user))}
    return page(request, "vitrine/pages/redacteurs.html", contexte, form=form)


@require_POST
def retirer(request: RequeteAgent, pk: int) -> HttpResponse:
    agent = get_object_or_404(Agent.objects.visible_to(request.user), pk=pk)
    retirer_le_droit(agent, par=request.user)
    messages.success(request, f"{agent} n'a plus accès à la rédaction du site.")
    return redirect("vitrine:redacteurs")


@login_not_required
def entrer_par_la_porte(request: HttpRequest, **_: Any) -> HttpResponse:
    """Il n'y a qu'une page de connexion : celle des agents."""
    return redirect_to_login(reverse("wagtailadmin_home"))
