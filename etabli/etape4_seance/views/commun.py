"""Ce que toutes les vues d'agent partagent : la séance visible, son fil d'Ariane, ses onglets."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.models import Seance
from etabli.etape4_seance.permissions import peut_animer, peut_lire_les_presents
from etabli.socle.affichage import Lien, Onglet

ONGLETS = (
    ("detail", "La séance"),
    ("animer", "Pupitre"),
    ("emargement", "Émargement"),
    ("resultats", "Résultats"),
    ("compte_rendu", "Compte rendu"),
)


def seance_visible(request: RequeteAgent, pk: int) -> Seance:
    return get_object_or_404(Seance.objects.visible_to(request.user).for_detail(), pk=pk)


def commun(request: RequeteAgent, seance: Seance, ici: str, actif: str = "") -> dict[str, Any]:
    """`ici` nomme la page, `actif` l'onglet où elle se range."""
    dossier = seance.atelier.dossier
    return {
        "seance": seance,
        "dossier": dossier,
        "ici": ici,
        "onglets": _onglets(request, seance, actif),
        "code_lisible": lisible(seance.code),
        "liens": [Lien(dossier.titre, dossier.get_absolute_url()), Lien("Séances", seance.url_de_la_liste)],
    }


def _onglets(request: RequeteAgent, seance: Seance, actif: str) -> list[Onglet]:
    """Le pupitre ne se montre qu'à qui anime, la feuille de présence qu'à qui peut la lire."""
    gardes = {"animer": peut_animer, "emargement": peut_lire_les_presents}
    return [
        Onglet(libelle, reverse(f"seance:{nom}", args=[seance.pk]), nom == actif)
        for nom, libelle in ONGLETS
        if nom not in gardes or gardes[nom](request.user, seance)
    ]


def veut_du_json(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def refus_lisibles_par_l_appareil(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """La boîte d'envoi n'abandonne un article que sur un refus de la plateforme, dit en JSON avec sa phrase.

    Toute autre réponse (portail du lieu, serveur en panne) lui fait garder l'article et réessayer.
    """

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return vue(request, *args, **kwargs)
        except PermissionDenied as refus:
            detail, statut = str(refus), 403
        except Http404:
            detail, statut = "Cette activité n'est plus dans la séance.", 404
        if veut_du_json(request):
            return JsonResponse({"detail": detail}, status=statut)
        raise PermissionDenied(detail) if statut == 403 else Http404

    return enveloppe
