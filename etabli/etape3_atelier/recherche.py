"""Ce que l'atelier donne à chercher : fiches de lecture, texte des documents, entretiens, constats."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from etabli.etape3_atelier.models import Atelier, Constat, DocumentLu, Entretien, PageDeDocument
from etabli.socle.recherche import Cherchable, declarer


def _vers(page: str) -> Callable[[Any], str]:
    return lambda partie: reverse(f"atelier:{page}", args=[partie.atelier.dossier_id, partie.pk])


def _partie(modele: type[Model], nom: str, page: str, corps: Callable[[Any], str], ordre: int) -> Cherchable:
    return Cherchable(
        modele,
        nom,
        # `str` ne nomme jamais une personne à qui l'on a promis de ne pas le faire.
        titre=str,
        corps=corps,
        visibles=modele._default_manager.all().visible_to,  # type: ignore[attr-defined]
        lien=_vers(page),
        fil=lambda partie: partie.atelier.fil,
        precharger=lambda q: q.select_related("atelier"),
        ordre=ordre,
    )


declarer(
    _partie(
        DocumentLu,
        "Fiches de lecture",
        "document",
        lambda d: "\n".join(filter(None, (d.auteur, d.dit, d.contradiction, d.manque))),
        40,
    ),
    Cherchable(
        PageDeDocument,
        "Dans les documents",
        titre=str,
        corps=lambda p: p.texte,
        visibles=Atelier.objects.visible_to,
        porte=lambda p: p.document.atelier_id,
        lien=lambda p: p.get_absolute_url(),
        fil=lambda p: p.document.atelier.fil,
        precharger=lambda q: q.select_related("document__atelier"),
        # Six cents pages d'un coup : la lecture du document les indexe elle-même, en un lot.
        au_fil_de_l_eau=False,
        ordre=42,
    ),
    Cherchable(
        Entretien,
        "Entretiens",
        titre=str,
        corps=lambda e: e.texte_cherchable,
        # Les notes sont dans le texte : qui ne peut pas les lire ne les trouve pas non plus.
        visibles=Entretien.objects.lisibles_par,
        lien=_vers("entretien"),
        fil=lambda e: e.atelier.fil,
        precharger=lambda q: q.select_related("atelier").prefetch_related("reponses"),
        ordre=45,
    ),
    _partie(Constat, "Constats", "constat", lambda c: c.texte, 50),
)
