"""Qui peut porter une action : ceux que la fiche propose, et que la reprise d'une fiche de séance reconnaît."""

from django.db.models import Q, QuerySet

from etabli.annuaire.models import Organisation
from etabli.dossier.enums import Role
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute


def porteurs_possibles(feuille: FeuilleDeRoute) -> "QuerySet[Organisation]":
    """Les membres du dossier hors équipe, les collectivités du périmètre, ceux qui portent déjà une action."""
    membres = [m.organisation_id for m in feuille.dossier.membres_en_cours() if m.role != Role.EQUIPE]
    communes = feuille.dossier.perimetre.communes.all()
    deja = feuille.actions.exclude(maitrise_d_ouvrage=None).values("maitrise_d_ouvrage")
    return Organisation.objects.filter(
        Q(pk__in=membres)
        | Q(pk__in=deja)
        | Q(commune__in=communes.values("pk"))
        | Q(epci__in=communes.values("epci"))
    )
