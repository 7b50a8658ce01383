"""Le programme tel que la DGALN le règle : formats, déroulé type, livrables, thématiques."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions
from etabli.dossier.forms import FormatForm, LivrableFormSet, PhaseFormSet, ThematiqueForm, lignes_remplies
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.dossier.permissions import peut_changer_le_programme
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def programme(request: RequeteAgent) -> HttpResponse:
    contexte = {
        "formats": FormatAtelier.objects.visible_to(request.user).prefetch_related("phases", "livrables"),
        "principales": Thematique.objects.visible_to(request.user)
        .filter(parent=None)
        .prefetch_related("enfants"),
        "peut_regler": peut_changer_le_programme(request.user),
    }
    return page(request, "dossier/programme.html", contexte)


def modifier_le_format(request: RequeteAgent, code: str) -> HttpResponse:
    exiger(peut_changer_le_programme(request.user))
    format_ = get_object_or_404(FormatAtelier.objects.visible_to(request.user), code=code)
    form = FormatForm(request.POST or None, instance=format_)
    if form.is_valid():
        frais = FormatAtelier.objects.visible_to(request.user).get(code=code)
        actions.modifier_le_format(frais, par=request.user, **form.cleaned_data)
        messages.success(request, f"Le format «\u00a0{frais}\u00a0» est réglé.")
        return redirect("dossier:programme")
    return page(request, "dossier/format.html", {"format": format_}, form=form)


def modifier_les_phases(request: RequeteAgent, code: str) -> HttpResponse:
    exiger(peut_changer_le_programme(request.user))
    format_ = get_object_or_404(FormatAtelier.objects.visible_to(request.user), code=code)
    champs = ("nom", "nature", "session", "decalage_semaines", "duree_jours")
    lignes = PhaseFormSet(request.POST or None, initial=list(format_.phases.values(*champs)), prefix="phases")
    if request.method == "POST" and lignes.is_valid():
        actions.modifier_les_phases(format_, lignes_remplies(lignes), par=request.user)
        messages.success(request, "Le déroulé type est réglé. Les calendriers déjà en cours ne changent pas.")
        return redirect("dossier:programme")
    contexte = {"format": format_, "lignes": lignes, "titre": "Déroulé type"}
    return page(request, "dossier/lignes_du_format.html", contexte, form=lignes)


def modifier_les_livrables(request: RequeteAgent, code: str) -> HttpResponse:
    exiger(peut_changer_le_programme(request.user))
    format_ = get_object_or_404(FormatAtelier.objects.visible_to(request.user), code=code)
    champs = ("type", "description", "decalage_semaines")
    lignes = LivrableFormSet(
        request.POST or None, initial=list(format_.livrables.values(*champs)), prefix="livrables"
    )
    if request.method == "POST" and lignes.is_valid():
        actions.modifier_les_livrables(format_, lignes_remplies(lignes), par=request.user)
        messages.success(request, "Les livrables attendus sont réglés.")
        return redirect("dossier:programme")
    contexte = {"format": format_, "lignes": lignes, "titre": "Livrables attendus"}
    return page(request, "dossier/lignes_du_format.html", contexte, form=lignes)


def thematique(request: RequeteAgent, pk: int | None = None) -> HttpResponse:
    """Ajouter une thématique, ou en régler une."""
    exiger(peut_changer_le_programme(request.user))
    visibles = Thematique.objects.visible_to(request.user).annotate(nb_dossiers=Count("dossiers"))
    ancienne = get_object_or_404(visibles, pk=pk) if pk else None
    form = ThematiqueForm(request.POST or None, instance=ancienne)
    if tenter(form, lambda lu: _enregistrer(request, lu, pk)):
        messages.success(request, f"La thématique «\u00a0{form.cleaned_data['nom']}\u00a0» est enregistrée.")
        return redirect("dossier:programme")
    return page(request, "dossier/thematique.html", {"thematique": ancienne}, form=form)


def _enregistrer(request: RequeteAgent, lu: dict[str, Any], pk: int | None) -> None:
    if pk is None:
        actions.creer_une_thematique(par=request.user, **lu)
    else:
        fraiche = Thematique.objects.visible_to(request.user).get(pk=pk)
        actions.modifier_la_thematique(fraiche, par=request.user, **lu)


def supprimer_la_thematique(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(peut_changer_le_programme(request.user))
    thematique_ = get_object_or_404(Thematique.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        try:
            actions.supprimer_la_thematique(thematique_, par=request.user)
            messages.success(request, f"La thématique «\u00a0{thematique_}\u00a0» est supprimée.")
        except ValidationError as erreur:
            messages.error(request, " ".join(erreur.messages))
        return redirect("dossier:programme")
    return page(request, "dossier/supprimer_la_thematique.html", {"thematique": thematique_})
