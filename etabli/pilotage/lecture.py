"""Ce que le pilotage lit d'un dossier : où il en est, depuis combien de temps, au regard de quoi."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.lecture import poser_les_departements
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Resume, volets
from etabli.etape1_candidature.enums import CLOSES
from etabli.etape1_candidature.enums import Etat as EtatDeCandidature
from etabli.etape1_candidature.models import Candidature
from etabli.pilotage.calcul import Repere
from etabli.pilotage.reperes import lire_les_reperes

ARRETEES = tuple(e for e in CLOSES if e != EtatDeCandidature.RETENUE)


def est_arrete() -> Q:
    """La candidature s'est close sans être retenue : le dossier n'attend plus personne."""
    return Q(Exists(Candidature.objects.filter(dossier=OuterRef("pk"), etat__in=ARRETEES)))


@dataclass(frozen=True)
class Regard:
    """Ce que la ligne d'un dossier dit de plus que lui."""

    nb_jours: int | None
    repere: Repere
    etat: str

    @property
    def comparaison(self) -> str:
        return "dossier arrêté" if self.nb_jours is None else self.repere.comparer(self.nb_jours)


def preparer(dossiers: Any, agent: Agent) -> Any:
    return dossiers.for_list().annotate(est_arrete=est_arrete())


def completer(dossiers: Sequence[Any], agent: Agent) -> None:
    """Pose `regard` et les départements : un nombre constant de requêtes pour toute une page."""
    poser_les_departements(dossiers)
    reperes, aujourd_hui, etats = lire_les_reperes(), localdate(), _etats(dossiers, agent)
    for dossier in dossiers:
        jours = max(0, (aujourd_hui - dossier.etape_depuis_le).days)
        resume = etats.get(dossier.pk)
        dossier.regard = Regard(
            None if dossier.est_arrete else jours, reperes.pour(dossier), resume.libelle if resume else ""
        )


def _etats(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    """Ce que l'étape courante de chaque dossier dit d'elle-même."""
    etats: dict[int, Resume] = {}
    for volet in volets():
        etats |= volet.resumes([d for d in dossiers if d.etape == volet.etape], agent)
    return etats
