"""Ce que l'atelier donne à chercher : fiches de lecture, entretiens, constats."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.urls import reverse

from etabli.etape3_atelier.models import Constat, DocumentLu, Entretien
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
    _partie(
        Entretien,
        "Entretiens",
        "entretien",
        lambda e: "\n".join(filter(None, (e.qualite, e.notes, e.verbatim))),
        45,
    ),
    _partie(Constat, "Constats", "constat", lambda c: c.texte, 50),
)
