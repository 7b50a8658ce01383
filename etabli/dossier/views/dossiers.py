"""La liste des dossiers, la page d'un dossier, sa modification."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions, lecture
from etabli.dossier.colonnes import DOSSIERS
from etabli.dossier.enums import Etape
from etabli.dossier.forms import DossierForm, FiltreDossiers, MessageForm
from etabli.dossier.models import Dossier, Message
from etabli.dossier.permissions import (
    peut_changer_le_perimetre,
    peut_ecrire_un_message,
    peut_gerer_les_membres,
    peut_joindre_un_fichier,
    peut_modifier_le_dossier,
)
from etabli.dossier.views.acces import le_dossier
from etabli.dossier.volets import attentes_de
from etabli.socle.colonnes import Tableau
from etabli.socle.rendu import page
from etabli.socle.reponses import tableur_joint
from etabli.socle.verdict import exiger
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.forms import PerimetreForm

RANG = Case(
    *[When(etape=etape, then=Value(rang)) for rang, etape in enumerate(Etape)],
    output_field=IntegerField(),
)


def _filtres(request: RequeteAgent, filtre: FiltreDossiers) -> QuerySet[Dossier]:
    dossiers = filtre.appliquer(Dossier.objects.visible_to(request.user).for_list(), request.user)
    return dossiers.annotate(rang_de_l_etape=RANG).order_by(DOSSIERS.tri(request.GET, "-ouvert_le"), "-pk")


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    filtre = FiltreDossiers(request.GET)
    feuille = Paginator(_filtres(request, filtre), 25).get_page(request.GET.get("page"))
    lecture.poser_les_departements(feuille)
    tableau = Tableau(
        [c for c in DOSSIERS.colonnes if not c.secondaire],
        feuille,
        "Dossiers",
        vide="Aucun dossier ne répond à ces critères.",
        parametres=request.GET,
        legende_visible=False,
    )
    contexte = {
        "filtre": filtre,
        "feuille": feuille,
        "tableau": tableau,
        "compteurs": _compteurs(request, filtre),
    }
    return page(request, "dossier/liste.html", contexte, fragment="resultats")


def _compteurs(request: RequeteAgent, filtre: FiltreDossiers) -> list[dict[str, Any]]:
    """Combien à chaque étape, les autres filtres gardés : chaque compteur mène à sa liste."""
    dossiers = filtre.appliquer(Dossier.objects.visible_to(request.user), request.user, sauf_etape=True)
    nombres = dict(dossiers.order_by().values_list("etape").annotate(nb=Count("pk", distinct=True)))
    choisie = filtre.cleaned_data.get("etape", "")
    toutes = [("", "Tous", sum(nombres.values())), *((e.value, e.label, nombres.get(e, 0)) for e in Etape)]
    return [{"etape": e, "libelle": lib, "nb": nb, "actif": e == choisie} for e, lib, nb in toutes]


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    dossiers = list(_filtres(request, FiltreDossiers(request.GET)))
    lecture.poser_les_departements(dossiers)
    return tableur_joint(DOSSIERS, dossiers, forme, "dossiers")


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    contexte = contexte_du_detail(request, dossier)
    contexte["message_form"] = MessageForm(dossier=dossier, agent=request.user)
    return page(request, "dossier/detail.html", contexte)


def contexte_du_detail(request: RequeteAgent, dossier: Dossier) -> dict[str, Any]:
    agent = request.user
    attentes = attentes_de([dossier], agent)
    lecture.poser_les_departements([dossier])
    return {
        "dossier": dossier,
        "frise": lecture.frise(dossier, agent),
        "miennes": [a for a in attentes if not a.de_qui],
        "des_autres": [a for a in attentes if a.de_qui],
        "dates": lecture.dates_de([dossier], depuis=localdate())[:5],
        "membres": dossier.membres_en_cours(),
        "mes_roles": [
            m.get_role_display()
            for m in dossier.membres_en_cours()
            if m.organisation_id in agent.organisations_ids
        ],
        "thematiques": dossier.thematiques.all(),
        "messages_du_dossier": _messages(request, dossier)[:20],
        "fichiers": lecture.fichiers_visibles(dossier, agent),
        "faits": lecture.faits_visibles([dossier], agent)[:8],
        "peut_modifier": peut_modifier_le_dossier(agent, dossier),
        "peut_changer_le_perimetre": peut_changer_le_perimetre(agent, dossier),
        "peut_ecrire": peut_ecrire_un_message(agent, dossier),
        "peut_joindre": peut_joindre_un_fichier(agent, dossier),
        "peut_gerer": peut_gerer_les_membres(agent, dossier),
        "carte": carte_du_perimetre(
            dossier.perimetre,
            titre=f"Le périmètre d'étude : {dossier.perimetre.nom}",
            description=f"{dossier.perimetre.libelle_court}, dans son département.",
        ),
    }


def _messages(request: RequeteAgent, dossier: Dossier) -> QuerySet[Message]:
    return Message.objects.visible_to(request.user).filter(dossier=dossier).select_related("auteur")


def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_modifier_le_dossier(request.user, dossier))
    form = DossierForm(request.POST or None, instance=dossier)
    if form.is_valid():
        actions.modifier_le_dossier(dossier, par=request.user, **form.champs())
        messages.success(request, "Le dossier est modifié.")
        return redirect(dossier)
    return page(request, "dossier/modifier.html", {"dossier": le_dossier(request, pk)}, form=form)


def perimetre(request: RequeteAgent, pk: int, *, de_reflexion: bool = False) -> HttpResponse:
    dossier = le_dossier(request, pk)
    exiger(peut_changer_le_perimetre(request.user, dossier))
    actuel = dossier.perimetre_de_reflexion if de_reflexion else dossier.perimetre
    form = PerimetreForm(request.POST or None, perimetre=actuel)
    if form.is_valid():
        trace = form.enregistrer(par=request.user)
        actions.changer_le_perimetre(dossier, trace, de_reflexion=de_reflexion, par=request.user)
        messages.success(request, f"Le périmètre est tracé : {trace.libelle_court}.")
        return redirect(dossier)
    contexte = {"dossier": dossier, "de_reflexion": de_reflexion}
    return page(request, "dossier/perimetre.html", contexte, form=form)
