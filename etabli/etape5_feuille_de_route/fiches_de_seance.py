"""Les fiches-actions que les tables ont écrites, et l'action qui en est née."""

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute


@dataclass(frozen=True)
class FicheDeSeance:
    """`action` est celle qui l'a reprise, s'il y en a une."""

    fiche: Contribution
    action: Action | None


def fiches_de(feuille: FeuilleDeRoute) -> "QuerySet[Contribution]":
    return Contribution.objects.fiches_action().filter(activite__seance__atelier__dossier=feuille.dossier_id)


def fiches_lues(feuille: FeuilleDeRoute) -> list[FicheDeSeance]:
    """Deux requêtes, quel que soit le nombre de fiches ; celles qui restent à reprendre d'abord."""
    siennes = Prefetch(
        "actions", Action.objects.filter(feuille=feuille).select_related("feuille"), "reprises"
    )
    fiches = fiches_de(feuille).select_related("activite__seance", "commune").prefetch_related(siennes)
    lues = [
        FicheDeSeance(fiche, next(iter(fiche.reprises), None))
        for fiche in fiches.order_by("activite__seance__numero", "recue_le", "pk")
    ]
    return sorted(lues, key=lambda lue: lue.action is not None)
