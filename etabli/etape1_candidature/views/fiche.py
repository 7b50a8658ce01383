"""La page de la candidature, ses actes, ses documents."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import PORTEURS, Role
from etabli.dossier.models import Dossier, Membre
from etabli.etape1_candidature.abonnements import ATTENDUS, NIVEAUX, qui_est_attendu
from etabli.etape1_candidature.actions.attente import capacite
from etabli.etape1_candidature.documents import DECISION, NOTE, a_une_decision
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.forms import SAISIES
from etabli.etape1_candidature.models import Candidature, dossiers_proches
from etabli.etape1_candidature.permissions import la_note_est_ouverte, peut_ecrire
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.rendu import page, veut_un_fragment
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger

LES_PLUS_RECENTS = 6


@require_GET
def detail(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    return page(request, "candidature/detail.html", _fiche(request, candidature), fragment="fiche")


def _fiche(request: RequeteAgent, candidature: Candidature) -> dict[str, Any]:
    for rubrique in candidature.rubriques.all():
        rubrique.candidature = candidature
    actes = [
        (acte, reverse("candidature:avancer", args=[candidature.dossier_id, acte.transition.nom]))
        for acte in CYCLE.actes_possibles(candidature, request.user)
    ]
    manques = candidature.manques()
    return contexte(
        request,
        candidature,
        "detail",
        niveau=NIVEAUX.get(Etat(candidature.etat), "info"),
        actes=actes,
        attendu=_en_suite(ATTENDUS[candidature.etat][1]) if candidature.etat in ATTENDUS else "",
        de_qui=qui_est_attendu(candidature, request.user),
        rubriques=[(r, peut_ecrire(request.user, r)) for r in candidature.rubriques.all()],
        redaction=la_note_est_ouverte(candidature),
        bloquants=[m for m in manques if m.est_bloquant],
        conseils=[m for m in manques if not m.est_bloquant],
        complement=next((c for c in candidature.complements.all() if c.recue_le is None), None),
        porteurs=_porteurs(candidature),
        capacite=capacite(candidature) if candidature.etat in (Etat.ELIGIBLE, Etat.LISTE_D_ATTENTE) else None,
        proches=_proches(request, candidature),
        a_une_decision=a_une_decision(candidature),
        faits=_faits(candidature)[:LES_PLUS_RECENTS],
    )


def _porteurs(candidature: Candidature) -> list[tuple[str, list[Membre]]]:
    """Ceux qui portent la candidature, rôle par rôle : l'équipe et les lecteurs n'en sont pas."""
    membres = [m for m in candidature.dossier.membres_en_cours() if m.role in PORTEURS]
    par_role = {role: [m for m in membres if m.role == role] for role in PORTEURS}
    return [(Role(role).label, places) for role, places in par_role.items() if places]


def _proches(request: RequeteAgent, candidature: Candidature) -> list[Any]:
    """L'État voit tous les dossiers voisins ; les autres membres, ceux qu'ils voient déjà."""
    if candidature.est_close:
        return []
    proches = dossiers_proches(candidature.dossier.perimetre, sauf=candidature.dossier)
    if request.user.est_dgaln or request.user.est_service_deconcentre:
        return proches
    visibles = set(Dossier.objects.visible_to(request.user).values_list("pk", flat=True))
    return [p for p in proches if p.dossier.pk in visibles]


def _faits(candidature: Candidature) -> Any:
    """Seulement ceux de cette étape : les suivantes ont leurs propres lecteurs."""
    return Fait.objects.du_fil(candidature.fil).filter(sujet_type__app_label=Candidature._meta.app_label)


def _en_suite(phrase: str) -> str:
    """La même phrase, à la suite d'une autre : les sigles gardent leurs capitales."""
    return phrase[:1].lower() + phrase[1:]


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, dossier_id: int, acte: str) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    if acte not in CYCLE.par_nom:
        raise Http404
    exiger(CYCLE.verdict(acte, candidature, request.user))
    if acte in SAISIES:
        return _avec_saisie(request, candidature, acte)
    if request.method == "GET":
        return redirect(candidature)
    CYCLE.avancer(acte, candidature, par=request.user)
    return _accompli(request, candidature, acte)


def _avec_saisie(request: RequeteAgent, candidature: Candidature, acte: str) -> HttpResponse:
    form = SAISIES[acte](request.POST or None, candidature=candidature, agent=request.user)
    if tenter(form, lambda lu: CYCLE.avancer(acte, candidature, par=request.user, **lu)):
        return _accompli(request, candidature, acte)
    transition = CYCLE.par_nom[acte]
    return page(
        request,
        "candidature/acte.html",
        contexte(request, candidature, "detail", transition.libelle, transition=transition),
        form=form,
    )


def _accompli(request: RequeteAgent, candidature: Candidature, acte: str) -> HttpResponse:
    messages.success(request, f"C'est fait : {_en_suite(CYCLE.par_nom[acte].libelle)}.")
    if not veut_un_fragment(request):
        return redirect(candidature)
    fraiche = candidature_de(request, candidature.dossier_id)
    return page(request, "candidature/detail.html", _fiche(request, fraiche), fragment="fiche")


@require_GET
def note(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    """La note telle qu'elle est aujourd'hui ; les versions figées ont leur propre adresse."""
    return document_joint(NOTE, candidature_de(request, dossier_id), forme)


@require_GET
def decision(request: RequeteAgent, dossier_id: int, forme: str) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    if not a_une_decision(candidature):
        raise Http404
    return document_joint(DECISION, candidature, forme)
