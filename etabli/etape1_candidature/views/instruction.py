"""L'instruction par la DGALN : critères, avis, décision ; et le réglage des critères."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.actions.attente import capacite
from etabli.etape1_candidature.enums import A_INSTRUIRE
from etabli.etape1_candidature.forms import AvisForm, CritereForm
from etabli.etape1_candidature.models import Avis, Candidature, CritereDEligibilite
from etabli.etape1_candidature.permissions import (
    peut_donner_un_avis,
    peut_instruire,
    peut_lire_les_avis_des_autres,
    peut_regler_les_criteres,
)
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.etape1_candidature.workflow import CYCLE, INSTRUCTION
from etabli.socle.rendu import page, veut_un_fragment
from etabli.socle.verdict import exiger

GABARIT = "candidature/instruction.html"
ACTES_DE_L_INSTRUCTION = {t.nom for t in INSTRUCTION}


@require_GET
def instruction(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    exiger(peut_instruire(request.user, candidature))
    return page(request, GABARIT, _contexte(request, candidature))


def _contexte(request: RequeteAgent, candidature: Candidature, refuse: Any = None) -> dict[str, Any]:
    """`refuse` : (clé du critère, formulaire) d'un avis mal rempli, à remontrer tel quel."""
    criteres = list(CritereDEligibilite.objects.visible_to(request.user).filter(est_actif=True))
    avis = list(
        Avis.objects.visible_to(request.user)
        .filter(candidature=candidature)
        .select_related("instructeur", "critere")
    )
    miens = {a.critere_id: a for a in avis if a.instructeur_id == request.user.pk}
    a_tout_dit = all(c.pk in miens for c in criteres)
    lecture = peut_lire_les_avis_des_autres(request.user, candidature, a_tout_dit=a_tout_dit)
    autres = [a for a in avis if a.instructeur_id != request.user.pk] if lecture else []
    lignes = [
        {
            "critere": critere,
            "mien": miens.get(critere.pk),
            "form": refuse[1] if refuse and refuse[0] == critere.pk else _form(critere, miens),
            "autres": [a for a in autres if a.critere_id == critere.pk],
        }
        for critere in criteres
    ]
    actes = [
        (acte, reverse("candidature:avancer", args=[candidature.dossier_id, acte.transition.nom]))
        for acte in CYCLE.actes_possibles(candidature, request.user)
        if acte.transition.nom in ACTES_DE_L_INSTRUCTION
    ]
    nb, cohorte = len({a.instructeur_id for a in avis}), capacite(candidature)
    return contexte(
        request,
        candidature,
        "instruction",
        lignes=lignes,
        lecture=lecture,
        peut_aviser=peut_donner_un_avis(request.user, candidature),
        nb_instructeurs=nb,
        nb_donnes=len(miens),
        instructeurs_dits="instructeurs ont donné un avis" if nb > 1 else "instructeur a donné un avis",
        retenues_dites=f"{'retenues' if cohorte.nb_retenues > 1 else 'retenue'} cette année",
        est_a_instruire=candidature.etat in A_INSTRUIRE,
        capacite=cohorte,
        actes=actes,
    )


def _form(critere: CritereDEligibilite, miens: dict[int, Avis]) -> AvisForm:
    mien = miens.get(critere.pk)
    initial = {"sens": mien.sens, "motif": mien.motif} if mien else None
    return AvisForm(prefix=f"critere-{critere.pk}", initial=initial)


@require_POST
def aviser(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    exiger(peut_donner_un_avis(request.user, candidature))
    critere = get_object_or_404(CritereDEligibilite.objects.visible_to(request.user), pk=pk, est_actif=True)
    form = AvisForm(request.POST, prefix=f"critere-{pk}")
    if not form.is_valid():
        return page(
            request, GABARIT, _contexte(request, candidature, (pk, form)), fragment="avis", statut=422
        )
    actions.donner_un_avis(candidature, critere, **form.cleaned_data, par=request.user)
    if veut_un_fragment(request):
        return page(request, GABARIT, _contexte(request, candidature), fragment="avis")
    messages.success(request, f"Votre avis sur « {critere} » est enregistré.")
    return redirect("candidature:instruction", dossier_id)


@require_GET
def criteres(request: RequeteAgent) -> HttpResponse:
    exiger(peut_regler_les_criteres(request.user))
    liste = CritereDEligibilite.objects.visible_to(request.user)
    return page(request, "candidature/criteres.html", {"criteres": liste})


@require_http_methods(["GET", "POST"])
def critere(request: RequeteAgent, pk: int | None = None) -> HttpResponse:
    exiger(peut_regler_les_criteres(request.user))
    visibles = CritereDEligibilite.objects.visible_to(request.user)
    objet = get_object_or_404(visibles, pk=pk) if pk else CritereDEligibilite(est_proposition=False)
    form = CritereForm(request.POST or None, instance=objet)
    if form.is_valid():
        regle = actions.modifier_un_critere(form.save(commit=False), par=request.user)
        messages.success(request, f"Le critère « {regle} » est enregistré.")
        return redirect("candidature:criteres")
    return page(request, "candidature/critere.html", {"critere": objet}, form=form)


@require_POST
def installer(request: RequeteAgent) -> HttpResponse:
    exiger(peut_regler_les_criteres(request.user))
    nb = actions.installer_les_criteres()
    messages.success(request, f"Critères proposés ajoutés : {nb}.")
    return redirect("candidature:criteres")
