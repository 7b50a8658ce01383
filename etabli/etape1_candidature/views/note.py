"""Écrire une rubrique à plusieurs : la note et sa répartition, le texte, la présence, le choix entre deux textes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.forms import ChoixForm, RepartitionForm, RubriqueForm
from etabli.etape1_candidature.models import Candidature, Proposition
from etabli.etape1_candidature.permissions import (
    la_note_est_ouverte,
    peut_ecrire,
    peut_repartir,
    peut_trancher,
)
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.etape1_candidature.views.rubriques import page_de_la_rubrique, rubrique_de
from etabli.socle.formulaires import tenter
from etabli.socle.francais import heure, liste_et
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

CONFLIT = 409


@require_GET
def la_note(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    return _la_note(request, candidature_de(request, dossier_id))


def _la_note(request: RequeteAgent, candidature: Candidature, **suite: Any) -> HttpResponse:
    """Les sept rubriques : où chacune en est, qui y écrit en ce moment, qui peut y écrire."""
    presents = actions.presences(candidature)
    rubriques = list(candidature.rubriques.all())
    for rubrique in rubriques:
        rubrique.candidature = candidature
    manques = candidature.manques()
    valeurs = {
        "rubriques": [(r, peut_ecrire(request.user, r), presents.get(r.cle, [])) for r in rubriques],
        "redaction": la_note_est_ouverte(candidature),
        "bloquants": [m for m in manques if m.est_bloquant],
        "conseils": [m for m in manques if not m.est_bloquant],
        "porteurs": candidature.dossier.organisations(*PORTEURS),
        "peut_repartir": peut_repartir(request.user, candidature),
        "form_de_repartition": _repartition(candidature),
        **suite,
    }
    tout = contexte(request, candidature, "note", **valeurs)
    statut = 422 if tout["form_de_repartition"].errors else 200
    return page(request, "candidature/note.html", tout, fragment="rubriques", statut=statut)


def _repartition(candidature: Candidature, data: Any = None) -> RepartitionForm:
    porteurs = candidature.dossier.organisations(*PORTEURS)
    return RepartitionForm(data, rubriques=list(candidature.rubriques.all()), porteurs=porteurs)


@require_POST
def repartir(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    exiger(peut_repartir(request.user, candidature))
    form = _repartition(candidature, request.POST)
    if not form.is_valid():
        return _la_note(request, candidature, form_de_repartition=form)
    for rubrique, organisations in form.changements:
        premiere = organisations[0] if organisations else None
        actions.confier_la_rubrique(rubrique, premiere, par=request.user, avec=organisations[1:])
    messages.success(request, "La répartition est enregistrée.")
    return redirect("candidature:la_note", candidature.dossier_id)


@require_http_methods(["GET", "POST"])
def rubrique(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    _, objet = rubrique_de(request, dossier_id, cle)
    if request.method == "GET":
        return page_de_la_rubrique(request, objet)
    exiger(peut_ecrire(request.user, objet))
    form = RubriqueForm(request.POST, rubrique=objet, par=request.user)
    if not form.is_valid():
        return page_de_la_rubrique(request, objet, form=form)
    try:
        reception = actions.recevoir_un_texte(
            objet, form.cleaned_data["contenu"], **form.recu, par=request.user
        )
    except actions.Conflit as conflit:
        return _a_choisir(request, conflit)
    return _recue(request, reception)


def veut_du_json(request: RequeteAgent) -> bool:
    """L'enregistrement automatique ne veut pas d'une page."""
    return not request.accepts("text/html")


def _recue(request: RequeteAgent, reception: actions.Reception) -> HttpResponse:
    ecrite = reception.rubrique
    phrase = f"« {ecrite} » est enregistrée."
    if reception.est_a_relire:
        qui = ecrite_aussi_par(request, reception)
        phrase = f"« {ecrite} » est enregistrée : votre texte et celui de {qui} sont réunis."
    if not veut_du_json(request):
        messages.success(request, phrase)
        return redirect(ecrite)
    reunie = reception.reunie
    return JsonResponse(
        {
            "etat": "reuni" if reception.est_a_relire else "enregistre",
            "phrase": phrase,
            "heure": heure(ecrite.modifiee_le) if ecrite.modifiee_le else "",
            "version": ecrite.version,
            "contenu": ecrite.contenu,
            "base": {"version": reception.version_du_texte, "depuis": reunie.pk if reunie else ""},
        }
    )


def ecrite_aussi_par(request: RequeteAgent, reception: actions.Reception) -> str:
    lue = reception.reunie.version_lue if reception.reunie else reception.version_du_texte
    return _autres_auteurs(request, reception.rubrique, lue)


def _autres_auteurs(request: RequeteAgent, objet: Any, version_lue: int) -> str:
    """Ceux qui ont écrit depuis ; soi-même, c'est un autre onglet ou un autre appareil."""
    depuis = objet.ecritures.filter(version__gt=version_lue).select_related("auteur")
    autres = sorted({str(e.auteur) for e in depuis if e.auteur_id != request.user.pk})
    return liste_et(autres) if autres else "vous-même, depuis un autre écran"


def _a_choisir(request: RequeteAgent, conflit: actions.Conflit) -> HttpResponse:
    """Le texte est de côté, à l'abri : reste à choisir."""
    proposition = conflit.proposition
    if not veut_du_json(request):
        return redirect(proposition)
    qui = _autres_auteurs(request, conflit.actuelle, proposition.version_lue)
    phrase = f"Conflit : {qui} a changé le même passage. Votre texte est gardé de côté, rien n'est perdu."
    return JsonResponse(
        {"etat": "conflit", "phrase": phrase, "url": proposition.get_absolute_url()}, status=CONFLIT
    )


@require_http_methods(["GET", "POST"])
def conflit(request: RequeteAgent, dossier_id: int, cle: str, pk: int) -> HttpResponse:
    """Les deux textes, passage par passage."""
    _, objet = rubrique_de(request, dossier_id, cle)
    proposition = get_object_or_404(Proposition.objects.visible_to(request.user), pk=pk, rubrique=objet)
    proposition.rubrique = objet
    if request.method == "GET" and proposition.tranchee_le is not None:
        return redirect("candidature:ecritures", dossier_id, cle)
    exiger(peut_trancher(request.user, proposition))
    passages = actions.passages_a_trancher(proposition)
    auteurs = _autres_auteurs(request, objet, proposition.version_lue)
    envoyes = _choix_envoyes(request, passages)
    form = ChoixForm(envoyes, passages=passages, version=objet.version, auteurs=auteurs)
    try:
        if tenter(form, lambda lu: _trancher(request, proposition, form)):
            messages.success(
                request, f"« {objet} » est enregistrée ; les deux textes de départ restent gardés."
            )
            return redirect(objet)
    except actions.Conflit:
        return _encore_change(request, proposition)
    return _page_du_conflit(request, proposition, form)


def _choix_envoyes(request: RequeteAgent, passages: Any) -> Any:
    """« Tout mon texte » ou « tout le texte enregistré » vaut ce choix à chaque passage."""
    if request.method == "GET":
        return None
    if (tout := request.POST.get("tout", "")) not in ("la_mienne", "la_leur"):
        return request.POST
    choix = {f"passage_{n}": tout for n, _ in enumerate(passages)}
    return {"version": request.POST.get("version", ""), **choix}


def _trancher(request: RequeteAgent, proposition: Proposition, form: ChoixForm) -> Any:
    version = form.cleaned_data["version"]
    return actions.trancher(proposition, form.choix, version_lue=version, par=request.user)


def _encore_change(request: RequeteAgent, proposition: Proposition) -> HttpResponse:
    messages.warning(request, "La rubrique a encore changé : vérifiez les passages et choisissez de nouveau.")
    _, fraiche = rubrique_de(request, proposition.rubrique.candidature.dossier_id, proposition.rubrique.cle)
    proposition.rubrique = fraiche
    passages = actions.passages_a_trancher(proposition)
    auteurs = _autres_auteurs(request, fraiche, proposition.version_lue)
    form = ChoixForm(passages=passages, version=fraiche.version, auteurs=auteurs)
    return _page_du_conflit(request, proposition, form, statut=CONFLIT)


def _page_du_conflit(
    request: RequeteAgent, proposition: Proposition, form: ChoixForm, *, statut: int = 200
) -> HttpResponse:
    objet = proposition.rubrique
    valeurs = {
        "rubrique": objet,
        "proposition": proposition,
        "auteurs": _autres_auteurs(request, objet, proposition.version_lue),
        "nb_a_choisir": sum(p.sort == "conflit" for p in form.passages),
        "form": form,
    }
    titre = "Deux textes, à vous de choisir"
    statut = 422 if form.is_bound and form.errors else statut
    tout = contexte(request, objet.candidature, "note", titre, **valeurs)
    return page(request, "candidature/conflit.html", tout, statut=statut)


@require_POST
def presence(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    """Dit que l'on écrit ici ; rend qui d'autre y écrit, et si le texte a changé depuis qu'on l'a ouvert."""
    _, objet = rubrique_de(request, dossier_id, cle)
    exiger(peut_ecrire(request.user, objet))
    lue = request.POST.get("version", "")
    valeurs = {
        "autres": actions.se_signaler(objet, par=request.user),
        "rubrique": objet,
        "a_change": lue.isdigit() and int(lue) < objet.version and objet.modifiee_par_id != request.user.pk,
    }
    return page(request, "candidature/presence.html", valeurs)
