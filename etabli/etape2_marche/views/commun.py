"""Ce que toutes les pages du marché font : le trouver, vérifier un droit, saisir, montrer les onglets."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche.enums import ENGAGES
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions import lit_le_dossier, peut_voir_la_conduite
from etabli.etape2_marche.permissions.execution import peut_voir_l_execution
from etabli.etape2_marche.workflow import CYCLE
from etabli.socle.affichage import Onglet
from etabli.socle.document import FORMES
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

ONGLETS = (
    ("detail", "Vue d'ensemble"),
    ("consultation", "Consultation"),
    ("mon_offre", "Notre offre"),
    ("plis", "Plis et offres"),
    ("analyse", "Choix collégial"),
    ("suites", "Suites"),
    ("execution", "Exécution"),
)
# Ce qu'un candidat voit du marché.
PUBLICS = ("detail", "consultation", "mon_offre")


def trouver(request: RequeteAgent, pk: int) -> Marche:
    return get_object_or_404(Marche.objects.visible_to(request.user).for_detail(), pk=pk)


def trouver_la_conduite(request: RequeteAgent, pk: int) -> Marche:
    """Le marché, pour ses pages intérieures : un candidat qui en devine l'adresse lit pourquoi il n'y entre pas."""
    marche = trouver(request, pk)
    exiger(peut_voir_la_conduite(request.user, marche))
    return marche


def onglets(marche: Marche, agent: Agent, actif: str) -> list[Onglet]:
    conduit = bool(peut_voir_la_conduite(agent, marche))
    return [
        Onglet(libelle, reverse(f"marche:{nom}", args=[marche.pk]), nom == actif)
        for nom, libelle in ONGLETS
        if (
            _execution_visible(marche, agent)
            if nom == "execution"
            else nom != "mon_offre"
            if conduit
            else nom in PUBLICS
        )
    ]


def _execution_visible(marche: Marche, agent: Agent) -> bool:
    """L'onglet paraît avec l'exécution ; l'équipe titulaire le voit aussi."""
    return marche.etat in ENGAGES and bool(peut_voir_l_execution(agent, marche))


def montrer(
    request: RequeteAgent,
    marche: Marche,
    actif: str,
    contexte: dict[str, Any],
    *,
    gabarit: str,
    form: forms.BaseForm | None = None,
) -> HttpResponse:
    conduit = bool(peut_voir_la_conduite(request.user, marche))
    communs = {
        "marche": marche,
        "dossier": marche.dossier,
        "conduit": conduit,
        "lit_le_dossier": lit_le_dossier(request.user, marche),
        "etat": marche.get_etat_display() if conduit else CYCLE.libelle_public(marche),
        "onglets": onglets(marche, request.user, actif),
        "actif": actif,
        "titre_de_page": dict(ONGLETS)[actif],
        "formes": tuple(FORMES),
    }
    return page(request, gabarit, {**communs, **contexte}, form=form)


def saisir(
    request: RequeteAgent,
    marche: Marche,
    form: forms.BaseForm,
    *,
    actif: str,
    titre: str,
    libelle: str = "Enregistrer",
    intro: str = "",
) -> HttpResponse:
    """Une page d'un seul formulaire ; 422 quand il a des erreurs."""
    contexte = {
        "titre": titre,
        "libelle": libelle,
        "intro": intro,
        "marche": marche,
        "dossier": marche.dossier,
        "lit_le_dossier": lit_le_dossier(request.user, marche),
        "retour_libelle": dict(ONGLETS)[actif],
        "retour": reverse(f"marche:{actif}", args=[marche.pk]),
    }
    return page(request, "marche/saisie.html", contexte, form=form)
