"""Préparer la séance : ses dates, son programme, ses tables, ses activités."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance import actions
from etabli.etape4_seance.forms import ActiviteForm, SeanceForm, SequenceForm, TableForm
from etabli.etape4_seance.forms.activite import EXPLICATIONS
from etabli.etape4_seance.models import Activite, Seance, Sequence, TableDeSeance
from etabli.etape4_seance.permissions import peut_preparer
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    form = SeanceForm(request.POST or None, instance=seance)
    return _saisir(
        request,
        seance,
        form,
        "Modifier la séance",
        lambda champs: actions.modifier_la_seance(seance, par=request.user, **champs),
    )


@require_http_methods(["GET", "POST"])
def ajouter_une_sequence(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    form = SequenceForm(request.POST or None)
    return _saisir(
        request,
        seance,
        form,
        "Ajouter au programme",
        lambda champs: actions.ajouter_une_sequence(seance, par=request.user, **champs),
    )


@require_http_methods(["GET", "POST"])
def modifier_une_sequence(request: RequeteAgent, pk: int, sequence_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    sequence = get_object_or_404(seance.sequences, pk=sequence_id)
    form = SequenceForm(request.POST or None, instance=sequence)
    return _saisir(
        request,
        seance,
        form,
        f"Modifier «\u00a0{sequence}\u00a0»",
        lambda champs: actions.modifier_une_sequence(sequence, par=request.user, **champs),
    )


@require_POST
def retirer_une_sequence(request: RequeteAgent, pk: int, sequence_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    sequence: Sequence = get_object_or_404(seance.sequences, pk=sequence_id)
    actions.retirer_une_sequence(sequence, par=request.user)
    return redirect(seance)


@require_http_methods(["GET", "POST"])
def ajouter_une_table(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    form = TableForm(request.POST or None)
    return _saisir(
        request,
        seance,
        form,
        "Ajouter une table",
        lambda champs: actions.ajouter_une_table(seance, par=request.user, **champs),
    )


@require_http_methods(["GET", "POST"])
def modifier_une_table(request: RequeteAgent, pk: int, table_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    table = get_object_or_404(seance.tables, pk=table_id)
    form = TableForm(request.POST or None, instance=table)
    return _saisir(
        request,
        seance,
        form,
        f"Modifier la table {table.numero}",
        lambda champs: actions.modifier_une_table(table, par=request.user, **champs),
    )


@require_POST
def retirer_une_table(request: RequeteAgent, pk: int, table_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    table: TableDeSeance = get_object_or_404(seance.tables, pk=table_id)
    actions.retirer_une_table(table, par=request.user)
    return redirect(seance)


@require_http_methods(["GET", "POST"])
def ajouter_une_activite(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = _seance(request, pk)
    form = ActiviteForm(request.POST or None, seance=seance, initial=request.GET.dict())
    type_ = form.type_choisi
    if request.method == "GET" and type_ is None:
        types = [(t.value, t.label, explication) for t, explication in EXPLICATIONS.items()]
        contexte = commun(request, seance, "Ajouter une activité") | {"types": types}
        return page(request, "seance/choisir_une_activite.html", contexte)
    return _saisir(
        request,
        seance,
        form,
        f"Ajouter une activité : {type_.label.lower()}" if type_ else "Ajouter une activité",
        lambda champs: actions.ajouter_une_activite(seance, par=request.user, **champs),
    )


@require_http_methods(["GET", "POST"])
def modifier_une_activite(request: RequeteAgent, pk: int, activite_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    activite = get_object_or_404(seance.activites, pk=activite_id)
    form = ActiviteForm(request.POST or None, instance=activite, seance=seance)
    return _saisir(
        request,
        seance,
        form,
        f"Modifier «\u00a0{activite}\u00a0»",
        lambda champs: actions.modifier_une_activite(activite, par=request.user, **champs),
    )


@require_POST
def deplacer_une_activite(request: RequeteAgent, pk: int, activite_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    activite: Activite = get_object_or_404(seance.activites, pk=activite_id)
    actions.deplacer_l_activite(activite, request.POST.get("sens", ""), par=request.user)
    return redirect(seance)


@require_POST
def retirer_une_activite(request: RequeteAgent, pk: int, activite_id: int) -> HttpResponse:
    seance = _seance(request, pk)
    activite: Activite = get_object_or_404(seance.activites, pk=activite_id)
    actions.retirer_une_activite(activite, par=request.user)
    messages.success(request, f"L'activité «\u00a0{activite}\u00a0» est retirée.")
    return redirect(seance)


def _seance(request: RequeteAgent, pk: int) -> Seance:
    """La séance, si l'agent la voit et peut la préparer ; sinon le refus dit pourquoi."""
    seance = seance_visible(request, pk)
    exiger(peut_preparer(request.user, seance))
    return seance


def _saisir(
    request: RequeteAgent,
    seance: Seance,
    form: ModelForm[Any],
    titre: str,
    enregistrer: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    if form.is_valid():
        enregistrer(form.cleaned_data)
        messages.success(request, "C'est enregistré.")
        return redirect(seance)
    return page(request, "seance/formulaire.html", commun(request, seance, titre), form=form)
