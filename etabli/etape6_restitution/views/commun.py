"""Ce que toutes les pages de la restitution font : trouver, montrer les onglets."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import Livrable
from etabli.socle.affichage import Lien, Onglet
from etabli.socle.rendu import page

ONGLETS = (
    ("livrables", "Livrables"),
    ("photos", "Photos"),
    ("fiche", "Fiche publique"),
    ("corpus", "Corpus"),
)


def trouver_le_dossier(request: RequeteAgent, dossier_id: int) -> Dossier:
    return get_object_or_404(Dossier.objects.visible_to(request.user).for_list(), pk=dossier_id)


def trouver(request: RequeteAgent, dossier_id: int, type_: str) -> Livrable:
    if type_ not in TypeLivrable:
        raise Http404
    livrables = Livrable.objects.visible_to(request.user).for_detail()
    return get_object_or_404(livrables, dossier_id=dossier_id, type=type_)


def montrer(
    request: RequeteAgent, dossier: Dossier, gabarit: str, contexte: dict[str, Any], **options: Any
) -> HttpResponse:
    """Une page de premier rang : ses onglets, son dossier."""
    onglets = [
        Onglet(libelle, reverse(f"restitution:{nom}", args=[dossier.pk]), nom == gabarit)
        for nom, libelle in ONGLETS
    ]
    communs = {
        "dossier": dossier,
        "onglets": onglets,
        "liens": [Lien(str(dossier), dossier.get_absolute_url())],
    }
    return page(request, f"restitution/{gabarit}.html", {**communs, **contexte}, **options)


def montrer_le_livrable(
    request: RequeteAgent, livrable: Livrable, gabarit: str, contexte: dict[str, Any], **options: Any
) -> HttpResponse:
    """Une page sous un livrable : le chemin qui y mène."""
    liens = [
        Lien(str(livrable.dossier), livrable.dossier.get_absolute_url()),
        Lien("Livrables", livrable.url_des_livrables),
    ]
    if gabarit != "livrable":
        liens.append(Lien(str(livrable), livrable.get_absolute_url()))
    communs = {"livrable": livrable, "dossier": livrable.dossier, "liens": liens}
    return page(request, f"restitution/{gabarit}.html", {**communs, **contexte}, **options)


def saisir(request: RequeteAgent, dossier: Dossier, form: forms.BaseForm, **contexte: Any) -> HttpResponse:
    """Une page d'un seul formulaire (`titre`, `libelle`, `annuler`, `liens`) ; 422 quand il a des erreurs."""
    return page(request, "restitution/saisie.html", {"dossier": dossier, **contexte}, form=form)
