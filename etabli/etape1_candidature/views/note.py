"""Écrire une rubrique à plusieurs : texte, conflit, présence, remarques, champs structurés."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.calcul import comparer
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape1_candidature.forms import (
    ActeurForm,
    ConfierForm,
    DocumentForm,
    LeveeForm,
    QualifierForm,
    RemarqueForm,
    RubriqueForm,
)
from etabli.etape1_candidature.guidage import GUIDES
from etabli.etape1_candidature.models import Acteur, Candidature, DocumentARemettre, Remarque, Rubrique
from etabli.etape1_candidature.permissions import (
    peut_completer_la_note,
    peut_ecrire,
    peut_lever,
    peut_remarquer,
    peut_repartir,
)
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.socle.rendu import page, veut_un_fragment
from etabli.socle.texte_riche import texte_brut
from etabli.socle.verdict import exiger

GABARIT = "candidature/rubrique.html"
CONFLIT = 409


def _rubrique(request: RequeteAgent, dossier_id: int, cle: str) -> tuple[Candidature, Rubrique]:
    candidature = candidature_de(request, dossier_id)
    visibles = Rubrique.objects.visible_to(request.user).for_detail()
    rubrique = get_object_or_404(visibles, candidature=candidature, cle=cle)
    rubrique.candidature = candidature
    return candidature, rubrique


def _page(request: RequeteAgent, rubrique: Rubrique, *, fragment: str = "", **forms: Any) -> HttpResponse:
    """La page d'une rubrique ; un formulaire refusé y revient avec ce qui était tapé."""
    candidature = rubrique.candidature
    refuse = next((f for f in forms.values() if f is not None and f.is_bound and f.errors), None)
    valeurs = {
        "rubrique": rubrique,
        "guide": GUIDES[rubrique.cle],
        "conflit": None,
        "vient_d_etre": False,
        "voisines": _voisines(candidature, rubrique),
        "peut_ecrire": peut_ecrire(request.user, rubrique),
        "peut_remarquer": peut_remarquer(request.user, rubrique),
        "peut_completer": peut_completer_la_note(request.user, candidature),
        "peut_repartir": peut_repartir(request.user, candidature),
        "manques": [m for m in candidature.manques() if m.rubrique == rubrique.cle],
        "remarques": [
            (r, peut_lever(request.user, r), LeveeForm(prefix=f"levee-{r.pk}")) for r in _remarques(rubrique)
        ],
        **_formulaires(rubrique),
        **{nom: form for nom, form in forms.items() if form is not None},
    }
    return page(
        request,
        GABARIT,
        contexte(request, candidature, "", str(rubrique), **valeurs),
        fragment=fragment,
        statut=422 if refuse else 200,
    )


def _remarques(rubrique: Rubrique) -> list[Remarque]:
    remarques = list(rubrique.remarques.select_related("auteur", "levee_par"))
    for remarque in remarques:
        remarque.rubrique = rubrique
    return remarques


def _formulaires(rubrique: Rubrique) -> dict[str, Any]:
    candidature = rubrique.candidature
    porteurs = candidature.dossier.organisations(*PORTEURS)
    qualite = {"type_d_objet": candidature.type_d_objet, "echelle": candidature.echelle}
    return {
        "form": RubriqueForm(initial={"contenu": rubrique.contenu, "version": rubrique.version}),
        "form_de_remarque": RemarqueForm(),
        "form_de_repartition": ConfierForm(rubrique=rubrique, porteurs=porteurs),
        "form_de_qualite": QualifierForm(initial=qualite),
        "form_d_acteur": ActeurForm(prefix="acteur"),
        "form_de_document": DocumentForm(prefix="document"),
    }


def _voisines(candidature: Candidature, rubrique: Rubrique) -> tuple[Rubrique | None, Rubrique | None]:
    toutes = list(candidature.rubriques.all())
    for autre in toutes:
        autre.candidature = candidature
    rang = [r.cle for r in toutes].index(rubrique.cle)
    return (toutes[rang - 1] if rang else None, toutes[rang + 1] if rang + 1 < len(toutes) else None)


@require_http_methods(["GET", "POST"])
def rubrique(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    _, objet = _rubrique(request, dossier_id, cle)
    if request.method == "GET":
        return _page(request, objet)
    exiger(peut_ecrire(request.user, objet))
    form = RubriqueForm(request.POST)
    if not form.is_valid():
        return _page(request, objet, form=form)
    try:
        ecrite = actions.ecrire_la_rubrique(
            objet, form.cleaned_data["contenu"], version_lue=form.cleaned_data["version"], par=request.user
        )
    except actions.Conflit as conflit:
        return _choisir(request, objet, conflit)
    return _enregistree(request, ecrite)


def _enregistree(request: RequeteAgent, ecrite: Rubrique) -> HttpResponse:
    if veut_un_fragment(request):
        return page(
            request, GABARIT, {"rubrique": ecrite, "conflit": None, "vient_d_etre": True}, fragment="etat"
        )
    messages.success(request, f"« {ecrite} » est enregistrée.")
    return redirect(ecrite)


def _choisir(request: RequeteAgent, objet: Rubrique, conflit: actions.Conflit) -> HttpResponse:
    """Les deux textes côte à côte. L'enregistrement automatique, lui, prévient sans rien remplacer."""
    actuelle = conflit.actuelle
    if veut_un_fragment(request):
        return page(request, GABARIT, {"rubrique": objet, "conflit": actuelle}, fragment="etat")
    valeurs = {
        "rubrique": objet,
        "actuelle": actuelle,
        "propose": conflit.propose,
        "comparaison": comparer(str(objet), texte_brut(actuelle.contenu), texte_brut(conflit.propose)),
        "form": RubriqueForm(initial={"contenu": conflit.propose, "version": actuelle.version}),
        "form_reuni": RubriqueForm(
            initial={"contenu": actuelle.contenu + conflit.propose, "version": actuelle.version},
            auto_id="reuni_%s",
        ),
    }
    return page(
        request,
        "candidature/conflit.html",
        contexte(request, objet.candidature, "", str(objet), **valeurs),
        statut=CONFLIT,
    )


@require_POST
def presence(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    _, objet = _rubrique(request, dossier_id, cle)
    exiger(peut_ecrire(request.user, objet))
    autres = actions.se_signaler(objet, par=request.user)
    return page(request, "candidature/presence.html", {"autres": autres})


@require_POST
def confier(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, cle)
    exiger(peut_repartir(request.user, candidature))
    porteurs = candidature.dossier.organisations(*PORTEURS)
    form = ConfierForm(request.POST, rubrique=objet, porteurs=porteurs)
    if not form.is_valid():
        return _page(request, objet, form_de_repartition=form)
    actions.confier_la_rubrique(objet, form.cleaned_data["organisation"], par=request.user)
    messages.success(request, "La répartition est enregistrée.")
    return redirect(objet)


@require_POST
def remarquer(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    _, objet = _rubrique(request, dossier_id, cle)
    exiger(peut_remarquer(request.user, objet))
    form = RemarqueForm(request.POST)
    if not form.is_valid():
        return _page(request, objet, form_de_remarque=form, fragment="fil_de_remarques")
    actions.remarquer(objet, form.cleaned_data["texte"], par=request.user)
    return _retour(request, objet, "La remarque est ajoutée.", "fil_de_remarques")


@require_POST
def lever(request: RequeteAgent, dossier_id: int, cle: str, pk: int) -> HttpResponse:
    _, objet = _rubrique(request, dossier_id, cle)
    remarque = get_object_or_404(Remarque.objects.visible_to(request.user), pk=pk, rubrique=objet)
    remarque.rubrique = objet
    exiger(peut_lever(request.user, remarque))
    form = LeveeForm(request.POST, prefix=f"levee-{pk}")
    reponse = form.cleaned_data["reponse"] if form.is_valid() else ""
    actions.lever_une_remarque(remarque, par=request.user, reponse=reponse)
    return _retour(request, objet, "La remarque est levée.", "fil_de_remarques")


def _retour(request: RequeteAgent, objet: Rubrique, phrase: str, fragment: str) -> HttpResponse:
    messages.success(request, phrase)
    if veut_un_fragment(request):
        _, fraiche = _rubrique(request, objet.candidature.dossier_id, objet.cle)
        return _page(request, fraiche, fragment=fragment)
    return redirect(objet)


@require_POST
def qualifier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, CleRubrique.OBJET)
    exiger(peut_completer_la_note(request.user, candidature))
    form = QualifierForm(request.POST)
    if not form.is_valid():
        return _page(request, objet, form_de_qualite=form)
    actions.qualifier(candidature, **form.cleaned_data, par=request.user)
    messages.success(request, "Le type d'objet et l'échelle sont enregistrés.")
    return redirect(objet)


@require_POST
def citer_un_acteur(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    form = ActeurForm(request.POST, prefix="acteur")
    if not form.is_valid():
        return _page(request, objet, form_d_acteur=form, fragment="acteurs")
    actions.citer_un_acteur(candidature, **form.cleaned_data, par=request.user)
    return _retour(request, objet, "L'acteur est ajouté.", "acteurs")


@require_POST
def retirer_un_acteur(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    acteur = get_object_or_404(Acteur.objects.visible_to(request.user), pk=pk, candidature=candidature)
    actions.retirer_un_acteur(acteur, par=request.user)
    return _retour(request, objet, "L'acteur est retiré.", "acteurs")


@require_POST
def citer_un_document(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    form = DocumentForm(request.POST, prefix="document")
    if not form.is_valid():
        return _page(request, objet, form_de_document=form, fragment="documents")
    actions.citer_un_document(candidature, **form.cleaned_data, par=request.user)
    return _retour(request, objet, "Le document est ajouté.", "documents")


@require_POST
def retirer_un_document(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature, objet = _rubrique(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    visibles = DocumentARemettre.objects.visible_to(request.user)
    document = get_object_or_404(visibles, pk=pk, candidature=candidature)
    actions.retirer_un_document(document, par=request.user)
    return _retour(request, objet, "Le document est retiré.", "documents")
