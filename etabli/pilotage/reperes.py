"""À quoi se comparent les délais : la médiane de tous les séjours finis, et la norme de chaque format."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.utils.timezone import localdate

from etabli.dossier.models import Dossier, Sejour
from etabli.pilotage.calcul import Repere, du_milieu, mediane
from etabli.pilotage.models import NormeDEtape
from etabli.socle.memoire import lue_une_fois


@dataclass(frozen=True)
class Reperes:
    """Les mêmes pour tous ceux qui regardent : un filtre change les dossiers montrés, pas ce qui est long."""

    nb_finis: Mapping[str, int]
    medianes: Mapping[str, float]
    normes: Mapping[tuple[str, str], int]

    def pour(self, dossier: Dossier) -> Repere:
        norme = self.normes.get((dossier.format_id, dossier.etape))
        return Repere(self.medianes.get(dossier.etape), norme)

    def au_dessus_de_la_mediane(self, le: date) -> Q:
        return _un_de({Q(etape=e): jours for e, jours in self.medianes.items()}, le)

    def hors_norme(self, le: date) -> Q:
        return _un_de({Q(format=f, etape=e): jours for (f, e), jours in self.normes.items()}, le)


def _un_de(limites: Mapping[Q, float], le: date) -> Q:
    condition = Q(pk__in=[])
    for ou, jours in limites.items():
        # « Plus de 12,5 jours » en compte au moins 13 : l'arrondi par le bas garde l'égalité hors du compte.
        condition |= ou & Q(etape_depuis_le__lt=le - timedelta(days=int(jours)))
    return condition


@lue_une_fois
def lire_les_reperes() -> Reperes:
    """Deux requêtes, et une par étape dont on est déjà sorti trois fois."""
    nombres = dict(Sejour.objects.order_by().values_list("etape").annotate(nb=Count("pk")))
    medianes = {}
    for etape, nb in nombres.items():
        debut, fin = du_milieu(nb)
        durees = Sejour.objects.filter(etape=etape).order_by("nb_jours").values_list("nb_jours", flat=True)
        if (valeur := mediane(nb, list(durees[debut:fin]))) is not None:
            medianes[etape] = valeur
    normes = {(n.format_id, n.etape): n.nb_jours for n in NormeDEtape.objects.all()}
    return Reperes(nombres, medianes, normes)


class AvecReperes:
    """Pour un filtre : les repères se lisent une fois, pour la liste, ses compteurs et ses pages."""

    @cached_property
    def reperes(self) -> Reperes:
        return lire_les_reperes()

    def quand_rythme(self, rythme: str) -> Q:
        aujourd_hui = localdate()
        choix = {"mediane": self.reperes.au_dessus_de_la_mediane, "norme": self.reperes.hors_norme}
        return choix[rythme](aujourd_hui)


RYTHMES = [("", "Tous"), ("mediane", "Au-dessus de la médiane"), ("norme", "Hors de la norme")]
