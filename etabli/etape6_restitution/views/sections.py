"""Écrire une partie : deux auteurs en même temps finissent par un choix, jamais par une perte."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape6_restitution.actions import SectionModifieeEntreTemps, ecrire_la_section
from etabli.etape6_restitution.enums import Nature
from etabli.etape6_restitution.forms import SectionForm
from etabli.etape6_restitution.models import Livrable, Section
from etabli.etape6_restitution.permissions import peut_ecrire
from etabli.etape6_restitution.views.commun import montrer_le_livrable, trouver
from etabli.socle.verdict import exiger

CONFLIT = 409


@require_http_methods(["GET", "POST"])
def section(request: RequeteAgent, dossier_id: int, type_: str, cle: str) -> HttpResponse:
    livrable = trouver(request, dossier_id, type_)
    partie = get_object_or_404(livrable.sections, cle=cle, nature=Nature.ECRITE)
    exiger(peut_ecrire(request.user, livrable))
    form = SectionForm(
        request.POST or None,
        initial={"contenu": partie.contenu, "version": partie.version},
        aide=partie.aide,
    )
    if not form.is_valid():
        return _page(request, livrable, partie, form)
    return _enregistrer(request, livrable, partie, form)


def _enregistrer(
    request: RequeteAgent, livrable: Livrable, partie: Section, form: SectionForm
) -> HttpResponse:
    saisie = form.cleaned_data
    try:
        ecrire_la_section(partie, saisie["contenu"], version_lue=saisie["version"], par=request.user)
    except SectionModifieeEntreTemps as conflit:
        return _choisir(request, livrable, conflit)
    messages.success(request, f"«\u00a0{partie}\u00a0» est enregistrée.")
    return redirect(livrable)


def _page(request: RequeteAgent, livrable: Livrable, partie: Section, form: SectionForm) -> HttpResponse:
    remarques = [o for o in livrable.remarques_ouvertes if o.section_id == partie.pk]
    return montrer_le_livrable(
        request, livrable, "section", {"section": partie, "remarques": remarques}, form=form
    )


def _choisir(request: RequeteAgent, livrable: Livrable, conflit: SectionModifieeEntreTemps) -> HttpResponse:
    """Les deux textes côte à côte, et de quoi les réunir."""
    actuelle = conflit.actuelle
    reuni = {"contenu": actuelle.contenu + conflit.propose, "version": actuelle.version}
    contexte = {
        "section": actuelle,
        "propose": conflit.propose,
        "form": SectionForm(initial=reuni, auto_id="reuni_%s"),
    }
    return montrer_le_livrable(request, livrable, "conflit", contexte, statut=CONFLIT)
