"""Les cinq livrables, puis un livrable : son plan, ses remarques, ses actes, ses versions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape6_restitution import actions, calcul
from etabli.etape6_restitution.colonnes import COLONNES
from etabli.etape6_restitution.documents import DOCUMENTS, composer_en_groupes
from etabli.etape6_restitution.documents.pagination import postes
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.forms import MotifForm, ObservationForm
from etabli.etape6_restitution.models import FORMES, Livrable
from etabli.etape6_restitution.permissions import peut_ecrire, peut_lever, peut_observer
from etabli.etape6_restitution.plans import BLOCS
from etabli.etape6_restitution.views.commun import (
    montrer,
    montrer_le_livrable,
    saisir,
    trouver,
    trouver_le_dossier,
)
from etabli.etape6_restitution.views.fichiers import brouillons, versions_lues
from etabli.etape6_restitution.workflow import CYCLE
from etabli.socle.affichage import Lien
from etabli.socle.colonnes import Tableau
from etabli.socle.verdict import exiger


@require_GET
def livrables(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    attendus = Livrable.objects.visible_to(request.user).for_list().filter(dossier=dossier)
    tableau = Tableau(
        COLONNES,
        attendus,
        "Les livrables de l'atelier",
        vide="Les livrables apparaissent quand l'atelier est lancé : leurs dates viennent du calendrier.",
    )
    return montrer(request, dossier, "livrables", {"tableau": tableau})


@require_GET
def livrable(request: RequeteAgent, dossier_id: int, type_: str) -> HttpResponse:
    objet = trouver(request, dossier_id, type_)
    return _page(request, objet, ObservationForm(livrable=objet))


def _page(request: RequeteAgent, objet: Livrable, form: ObservationForm) -> HttpResponse:
    contexte: dict[str, Any] = {
        "formes": FORMES,
        "sections": parties(objet),
        "actes": CYCLE.actes_possibles(objet, request.user),
        "ecriture": peut_ecrire(request.user, objet),
        "observation": peut_observer(request.user, objet),
        "levee": peut_lever(request.user, objet),
        "est_en_retard": est_en_retard(objet),
        "est_rendu": objet.etat in (Etat.ACCEPTE, Etat.PUBLIE),
        "brouillons": brouillons(objet),
        "versions": versions_lues(objet),
        "budget": _budget(objet),
        "ecart": comparer_au_plan(objet),
    }
    return montrer_le_livrable(request, objet, "livrable", contexte, form=form)


def _budget(objet: Livrable) -> calcul.Budget | None:
    """Ce que prend chaque partie, seulement là où le plan donne un nombre de pages."""
    if not objet.fourchette:
        return None
    return calcul.budget(postes(*composer_en_groupes(objet)), objet.fourchette, objet.pages_comptees)


def comparer_au_plan(objet: Livrable) -> calcul.Ecart:
    """Ce que le plan en vigueur changerait à ce livrable ; rien pour un livrable déjà rendu."""
    if objet.etat in (Etat.ACCEPTE, Etat.PUBLIE):
        return calcul.Ecart()
    plan = actions.plan_de(objet.type, objet.dossier.format)
    return calcul.comparer(objet.sections.all(), plan.parties.all(), objet.fourchette, plan.fourchette)


def parties(objet: Livrable) -> list[dict[str, Any]]:
    """Chaque section dans l'ordre du plan, ce qui la remplit, ses remarques encore ouvertes."""
    ouvertes = objet.remarques_ouvertes
    return [
        {
            "section": s,
            "aide": s.aide or (BLOCS[s.cle].apporte if s.cle in BLOCS else ""),
            "ouvertes": sum(o.section_id == s.pk for o in ouvertes),
        }
        for s in objet.sections.all()
    ]


def est_en_retard(objet: Livrable) -> bool:
    return bool(objet.attendu_le and not objet.soumis_le and objet.attendu_le < localdate())


@require_GET
def apercu(request: RequeteAgent, dossier_id: int, type_: str) -> HttpResponse:
    """Le document tel qu'il se lirait aujourd'hui, à l'écran."""
    objet = trouver(request, dossier_id, type_)
    return montrer_le_livrable(request, objet, "apercu", {"html": DOCUMENTS[objet.type].html(objet)})


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, dossier_id: int, type_: str, acte: str) -> HttpResponse:
    """Un acte qui demande un motif montre d'abord son formulaire."""
    objet = trouver(request, dossier_id, type_)
    transition = CYCLE.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(CYCLE.verdict(acte, objet, request.user))
    if not transition.saisie:
        CYCLE.avancer(acte, objet, par=request.user)
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(objet)
    form = MotifForm(request.POST or None)
    if form.is_valid():
        CYCLE.avancer(acte, objet, par=request.user, **form.cleaned_data)
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(objet)
    liens = [
        Lien(str(objet.dossier), objet.dossier.get_absolute_url()),
        Lien(str(objet), objet.get_absolute_url()),
    ]
    textes = {"titre": transition.libelle, "libelle": transition.libelle, "annuler": objet.get_absolute_url()}
    return saisir(request, objet.dossier, form, liens=liens, **textes)


@require_http_methods(["POST"])
def observer(request: RequeteAgent, dossier_id: int, type_: str) -> HttpResponse:
    objet = trouver(request, dossier_id, type_)
    exiger(peut_observer(request.user, objet))
    form = ObservationForm(request.POST, livrable=objet)
    if not form.is_valid():
        return _page(request, objet, form)
    saisie = form.cleaned_data
    actions.observer(objet, saisie["texte"], section=saisie["section"], par=request.user)
    messages.success(request, "La remarque est écrite : l'équipe la voit dès maintenant.")
    return redirect(objet)


@require_http_methods(["POST"])
def lever(request: RequeteAgent, dossier_id: int, type_: str, pk: int) -> HttpResponse:
    objet = trouver(request, dossier_id, type_)
    exiger(peut_lever(request.user, objet))
    actions.lever_l_observation(get_object_or_404(objet.observations, pk=pk), par=request.user)
    messages.success(request, "La remarque est levée.")
    return redirect(objet)
