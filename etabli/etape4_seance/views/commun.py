"""Ce que toutes les vues d'agent partagent : la séance visible, son fil d'Ariane, ses onglets."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.models import Seance
from etabli.etape4_seance.permissions import peut_animer
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
    """Le pupitre ne se montre qu'à qui anime."""
    anime = bool(peut_animer(request.user, seance))
    return [
        Onglet(libelle, reverse(f"seance:{nom}", args=[seance.pk]), nom == actif)
        for nom, libelle in ONGLETS
        if nom != "animer" or anime
    ]
