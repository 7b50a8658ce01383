"""Qui est dans le dossier, avec quel rôle, depuis quand."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from etabli.annuaire.actions import organisation_de_l_epci, organisation_de_la_commune
from etabli.annuaire.models import Agent, Fonction, Organisation
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions
from etabli.dossier.enums import Role
from etabli.dossier.forms import MembreForm, RetraitForm, territoire_choisi
from etabli.dossier.models import Dossier, Membre
from etabli.dossier.permissions import peut_gerer_les_membres, peut_passer_la_main, peut_retirer
from etabli.dossier.views.acces import le_dossier
from etabli.socle.rendu import page
from etabli.socle.verdict import Verdict, exiger
from etabli.territoires.models import Epci


@require_GET
def liste(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    en_cours = dossier.membres_en_cours()
    agents: dict[int, list[Fonction]] = {}
    fonctions = Fonction.objects.visible_to(request.user).en_cours().select_related("agent")
    for fonction in fonctions.filter(organisation__in=[m.organisation_id for m in en_cours]):
        agents.setdefault(fonction.organisation_id, []).append(fonction)
    peut_gerer = peut_gerer_les_membres(request.user, dossier)
    contexte = {
        "dossier": dossier,
        "lignes": [
            (
                m,
                agents.get(m.organisation_id, []),
                _peut_inviter(request, m, peut_gerer),
                _peut_retirer(request, m, dossier),
                peut_passer_la_main(request.user, m),
            )
            for m in en_cours
        ],
        "anciens": dossier.membres_passes(),
        "peut_gerer": peut_gerer,
    }
    return page(request, "dossier/membres.html", contexte)


def _peut_inviter(request: RequeteAgent, membre: Membre, peut_gerer: object) -> bool:
    """Le pilote invite chez tous les membres de son dossier : inutile de redemander à la base pour chacun."""
    return bool(peut_gerer) or membre.organisation_id in request.user.organisations_ids


def _peut_retirer(request: RequeteAgent, membre: Membre, dossier: Dossier) -> Verdict:
    """Le dossier déjà lu sert à juger chaque membre, sans le relire."""
    membre.dossier = dossier
    return peut_retirer(request.user, membre)


def ajouter(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_gerer_les_membres(request.user, dossier))
    q = request.POST.get("q") or request.GET.get("q", "")
    form = MembreForm(request.POST or None, q=q, dossier=dossier)
    if form.is_valid():
        organisation = organisation_choisie(request.user, *form.cleaned_data["choix"])
        membre = actions.ajouter_un_membre(
            dossier, organisation, Role(form.cleaned_data["role"]), par=request.user
        )
        messages.success(request, f"{organisation} rejoint le dossier : {membre.get_role_display().lower()}.")
        return redirect("dossier:membres", dossier.pk)
    return page(request, "dossier/ajouter_un_membre.html", {"dossier": dossier, "q": q}, form=form)


def organisation_choisie(agent: Agent, genre: str, code: str) -> Organisation:
    if genre == "organisation":
        return get_object_or_404(Organisation.objects.visible_to(agent), pk=code)
    territoire = territoire_choisi(genre, code)
    if isinstance(territoire, Epci):
        return organisation_de_l_epci(territoire, par=agent)
    assert territoire is not None  # noqa: S101 -- le formulaire n'accepte que ce qu'il a proposé
    return organisation_de_la_commune(territoire.successeur or territoire, par=agent)


def retirer(request: RequeteAgent, pk: int, membre_pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    membre = get_object_or_404(dossier.membres.en_cours().select_related("organisation"), pk=membre_pk)
    membre.dossier = dossier
    exiger(peut_retirer(request.user, membre))
    form = RetraitForm(request.POST or None)
    if form.is_valid():
        actions.retirer_un_membre(membre, par=request.user, motif=form.cleaned_data["motif"])
        messages.success(request, f"{membre.organisation} ne voit plus ce dossier.")
        return redirect("dossier:membres", dossier.pk)
    return page(request, "dossier/retirer_un_membre.html", {"dossier": dossier, "membre": membre}, form=form)
