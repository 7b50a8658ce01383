"""La page d'une rubrique, que chaque geste retrouve : avec ses formulaires, et ce qui était tapé s'il est refusé."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.permissions import peut_changer_le_perimetre
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.forms import (
    ActeurForm,
    DocumentForm,
    LeveeForm,
    QualifierForm,
    RemarqueForm,
    RubriqueForm,
)
from etabli.etape1_candidature.guidage import GUIDES
from etabli.etape1_candidature.models import Candidature, Remarque, Rubrique
from etabli.etape1_candidature.permissions import (
    peut_completer_la_note,
    peut_ecrire,
    peut_lever,
    peut_remarquer,
    peut_repartir,
    peut_rouvrir_la_remarque,
)
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.socle.rendu import page, veut_un_fragment

GABARIT = "candidature/rubrique.html"


def rubrique_de(request: RequeteAgent, dossier_id: int, cle: str) -> tuple[Candidature, Rubrique]:
    candidature = candidature_de(request, dossier_id)
    visibles = Rubrique.objects.visible_to(request.user).for_detail()
    rubrique = get_object_or_404(visibles, candidature=candidature, cle=cle)
    rubrique.candidature = candidature
    return candidature, rubrique


def page_de_la_rubrique(
    request: RequeteAgent, rubrique: Rubrique, *, fragment: str = "", reponses: Any = None, **forms: Any
) -> HttpResponse:
    """`reponses` : le formulaire de réponse refusé, par fil de remarques."""
    candidature = rubrique.candidature
    tous = [*forms.values(), *(reponses or {}).values()]
    refuse = any(f.is_bound and f.errors for f in tous)
    personnes = actions.personnes_a_prevenir(candidature, sauf=request.user)
    valeurs = {
        "rubrique": rubrique,
        "guide": GUIDES[rubrique.cle],
        "voisines": _voisines(candidature, rubrique),
        "peut_ecrire": peut_ecrire(request.user, rubrique),
        "peut_remarquer": peut_remarquer(request.user, rubrique),
        "peut_completer": peut_completer_la_note(request.user, candidature),
        "peut_changer_le_perimetre": peut_changer_le_perimetre(request.user, candidature.dossier),
        "peut_repartir": peut_repartir(request.user, candidature),
        "manques": [m for m in candidature.manques() if m.rubrique == rubrique.cle],
        "a_trancher": rubrique.propositions.visible_to(request.user).a_trancher_par(request.user).first(),
        "remarques": fils_de_remarques(request.user, rubrique, personnes, reponses or {}),
        "form": RubriqueForm(rubrique=rubrique, par=request.user),
        "form_de_remarque": RemarqueForm(personnes=personnes),
        "form_de_qualite": QualifierForm(candidature=candidature),
        "form_d_acteur": ActeurForm(prefix="acteur"),
        "form_de_document": DocumentForm(prefix="document"),
        **forms,
    }
    statut = 422 if refuse else 200
    tout = contexte(request, candidature, "note", str(rubrique), **valeurs)
    return page(request, GABARIT, tout, fragment=fragment, statut=statut)


def fils_de_remarques(
    agent: Agent, rubrique: Rubrique, personnes: dict[Agent, str], reponses: dict[int, Any]
) -> list[dict[str, Any]]:
    """Chaque remarque, ses réponses et ce que l'agent peut y faire ; en un nombre constant de requêtes."""
    toutes = list(rubrique.remarques.select_related("auteur", "levee_par").prefetch_related("mentionnes"))
    for remarque in toutes:
        remarque.rubrique = rubrique
    suites: dict[int | None, list[Remarque]] = {}
    for remarque in toutes:
        suites.setdefault(remarque.en_reponse_a_id, []).append(remarque)
    return [
        {
            "remarque": r,
            "suite": suites.get(r.pk, []),
            "peut_lever": peut_lever(agent, r),
            "peut_rouvrir": peut_rouvrir_la_remarque(agent, r),
            "form_de_levee": LeveeForm(prefix=f"levee-{r.pk}"),
            "form_de_reponse": reponses.get(r.pk) or _reponse(r, personnes),
        }
        for r in suites.get(None, [])
    ]


def _reponse(remarque: Remarque, personnes: dict[Agent, str]) -> RemarqueForm:
    """Qui a ouvert le fil est coché d'avance : c'est lui qui attend la réponse."""
    initial = {"mentionnes": [remarque.auteur_id]}
    return RemarqueForm(personnes=personnes, prefix=f"reponse-{remarque.pk}", initial=initial)


def _voisines(candidature: Candidature, rubrique: Rubrique) -> tuple[Rubrique | None, Rubrique | None]:
    toutes = list(candidature.rubriques.all())
    for autre in toutes:
        autre.candidature = candidature
    rang = [r.cle for r in toutes].index(rubrique.cle)
    return (toutes[rang - 1] if rang else None, toutes[rang + 1] if rang + 1 < len(toutes) else None)


def retour(request: RequeteAgent, objet: Rubrique, phrase: str, fragment: str) -> HttpResponse:
    messages.success(request, phrase)
    if veut_un_fragment(request):
        _, fraiche = rubrique_de(request, objet.candidature.dossier_id, objet.cle)
        return page_de_la_rubrique(request, fraiche, fragment=fragment)
    return redirect(f"{objet.get_absolute_url()}#{fragment}")
