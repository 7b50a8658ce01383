"""Les accords-cadres : la liste, la consommation, les critères, les titulaires."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.analyse import tableau_de_la_consommation
from etabli.etape2_marche.colonnes import CADRES
from etabli.etape2_marche.execution import consommation_de, prevision_de
from etabli.etape2_marche.forms import CadreForm, CriteresForm, FinDeTitreForm, GroupementForm, TitreForm
from etabli.etape2_marche.models import AccordCadre
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    cadres = AccordCadre.objects.visible_to(request.user).for_list()
    contexte = {
        "tableau": CADRES.tableau(
            cadres, "Accords-cadres", vide="Aucun accord-cadre n'est saisi.", legende_visible=False
        ),
        "tenir": permissions.peut_tenir_les_accords_cadres(request.user),
    }
    return page(request, "marche/cadres.html", contexte)


def _trouver(request: RequeteAgent, pk: int) -> AccordCadre:
    cadres = AccordCadre.objects.visible_to(request.user).prefetch_related(
        "criteres__sous_criteres", "titulaires__groupement__membres__organisation"
    )
    return get_object_or_404(cadres, pk=pk)


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    cadre = _trouver(request, pk)
    bilan = consommation_de(cadre)
    contexte: dict[str, Any] = {
        "cadre": cadre,
        "acheteurs": list(cadre.acheteurs.all()),
        "prevision": prevision_de(cadre, bilan),
        "cumuls": [
            ("Par titulaire", bilan.titulaires),
            ("Par année", bilan.par_annee),
            ("Par région", bilan.regions),
        ],
        "tenir": permissions.peut_tenir_les_accords_cadres(request.user),
        "defauts": permissions.defauts_du_cadre(cadre),
        "a_des_propositions": any(c.est_proposition for c in cadre.criteres.all()),
        "voit_la_consommation": permissions.peut_voir_la_consommation(request.user, cadre),
        **tableau_de_la_consommation(bilan),
    }
    return page(request, "marche/cadre.html", contexte)


def _saisir(
    request: RequeteAgent, form: forms.BaseForm, titre: str, cadre: AccordCadre | None = None
) -> HttpResponse:
    retour = cadre.get_absolute_url() if cadre else reverse("marche:accords_cadres")
    contexte = {"titre": titre, "cadre": cadre, "retour": retour}
    return page(request, "marche/cadre_saisie.html", contexte, form=form)


@require_http_methods(["GET", "POST"])
def creer(request: RequeteAgent) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    form = CadreForm(request.POST or None)
    if form.is_valid():
        return redirect(actions.creer_un_accord_cadre(par=request.user, **form.cleaned_data))
    return _saisir(request, form, "Nouvel accord-cadre")


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    cadre = _trouver(request, pk)
    form = CadreForm(request.POST or None, instance=cadre)
    if form.is_valid():
        return redirect(
            actions.modifier_un_accord_cadre(_trouver(request, pk), par=request.user, **form.cleaned_data)
        )
    return _saisir(request, form, "Modifier l'accord-cadre", cadre)


@require_http_methods(["GET", "POST"])
def criteres(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    cadre = _trouver(request, pk)
    form = CriteresForm(request.POST or None, cadre=cadre)
    if tenter(form, lambda s: actions.fixer_les_criteres(cadre, form.criteres(s), par=request.user)):
        messages.success(request, "Les critères sont enregistrés.")
        return redirect(cadre)
    return _saisir(request, form, "Critères d'attribution", cadre)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    cadre = _trouver(request, pk)
    form = TitreForm(request.POST or None, cadre=cadre)
    if tenter(form, lambda s: actions.ajouter_un_titulaire(cadre, par=request.user, **s)):
        messages.success(request, "Le titulaire est ajouté.")
        return redirect(cadre)
    return _saisir(request, form, "Ajouter un titulaire", cadre)


@require_http_methods(["GET", "POST"])
def saisir_un_groupement(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    cadre = _trouver(request, pk)
    form = GroupementForm(request.POST or None)
    if tenter(form, lambda saisi: _inscrire(request, cadre, form, saisi)):
        messages.success(request, "Le groupement est saisi et titulaire de l'accord-cadre.")
        return redirect(cadre)
    return _saisir(request, form, "Saisir un groupement titulaire", cadre)


def _inscrire(request: RequeteAgent, cadre: AccordCadre, form: GroupementForm, saisi: dict[str, Any]) -> None:
    groupement = actions.creer_un_groupement(
        saisi["nom"], form.organisations(), par=request.user, source=saisi["source"]
    )
    actions.ajouter_un_titulaire(cadre, groupement, par=request.user, forme=saisi["forme"])


@require_http_methods(["GET", "POST"])
def retirer(request: RequeteAgent, pk: int, titulaire_id: int) -> HttpResponse:
    exiger(permissions.peut_tenir_les_accords_cadres(request.user))
    cadre = _trouver(request, pk)
    titulaire = get_object_or_404(cadre.titulaires, pk=titulaire_id)
    form = FinDeTitreForm(request.POST or None)
    if tenter(form, lambda saisi: actions.retirer_un_titulaire(titulaire, par=request.user, **saisi)):
        messages.success(request, f"{titulaire} n'est plus consulté après cette date.")
        return redirect(cadre)
    return _saisir(request, form, f"Mettre fin au titre de {titulaire}", cadre)
