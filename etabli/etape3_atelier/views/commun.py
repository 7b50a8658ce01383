"""Ce que toutes les pages de l'atelier font : le trouver, vérifier un droit, saisir, montrer les onglets."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.models import Atelier
from etabli.etape3_atelier.permissions import peut_voir_les_personnes
from etabli.socle.affichage import Onglet
from etabli.socle.rendu import page

ONGLETS = (
    ("detail", "Vue d'ensemble"),
    ("calendrier", "Calendrier"),
    ("equipe", "Équipe et comités"),
    ("taches", "Tâches"),
    ("contacts", "Contacts"),
    ("bibliotheque", "Bibliothèque"),
    ("entretiens", "Entretiens"),
    ("constats", "Constats"),
    ("budget", "Budget"),
)


def trouver(request: RequeteAgent, dossier_id: int) -> Atelier:
    ateliers = Atelier.objects.visible_to(request.user).for_detail()
    return get_object_or_404(ateliers, dossier_id=dossier_id)


def onglets(atelier: Atelier, agent: Agent, actif: str) -> list[Onglet]:
    montres = [
        Onglet(libelle, reverse(f"atelier:{nom}", args=[atelier.dossier_id]), nom == actif)
        for nom, libelle in ONGLETS
    ]
    return (
        montres
        if peut_voir_les_personnes(agent, atelier)
        else [o for o in montres if o.libelle != "Contacts"]
    )


def montrer(
    request: RequeteAgent,
    atelier: Atelier,
    gabarit: str,
    actif: str,
    contexte: dict[str, Any],
    *,
    fragment: str = "",
) -> HttpResponse:
    communs = {
        "atelier": atelier,
        "dossier": atelier.dossier,
        "onglets": onglets(atelier, request.user, actif),
        "actif": dict(ONGLETS)[actif],
    }
    return page(request, f"atelier/{gabarit}.html", {**communs, **contexte}, fragment=fragment)


def saisir(
    request: RequeteAgent,
    atelier: Atelier,
    form: forms.BaseForm,
    *,
    actif: str,
    titre: str,
    annuler: str,
    libelle: str = "Enregistrer",
    intro: str = "",
    retirer: str = "",
) -> HttpResponse:
    """Une page d'un seul formulaire ; 422 quand il a des erreurs. `retirer` : l'adresse qui efface l'objet."""
    contexte = {
        "atelier": atelier,
        "dossier": atelier.dossier,
        "titre": titre,
        "libelle": libelle,
        "annuler": annuler,
        "intro": intro,
        "retirer": retirer,
        "retour_libelle": dict(ONGLETS)[actif],
        "retour": reverse(f"atelier:{actif}", args=[atelier.dossier_id]),
    }
    return page(request, "atelier/saisie.html", contexte, form=form)
