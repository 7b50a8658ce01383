"""La séance : son programme, ses tables, ses activités, et ce que chacun y dit."""

from etabli.etape4_seance.models.activite import Activite, ActiviteQuerySet
from etabli.etape4_seance.models.bulletin import Bulletin
from etabli.etape4_seance.models.contribution import Contribution, ContributionQuerySet, Famille, Gommette
from etabli.etape4_seance.models.presence import Destinataire, Emargement, Participant
from etabli.etape4_seance.models.seance import (
    RevisionDuCompteRendu,
    Seance,
    SeanceQuerySet,
    Sequence,
    TableDeSeance,
)
from etabli.etape4_seance.models.valise import Valise

__all__ = [
    "Activite",
    "ActiviteQuerySet",
    "Bulletin",
    "Contribution",
    "ContributionQuerySet",
    "Destinataire",
    "Emargement",
    "Famille",
    "Gommette",
    "Participant",
    "RevisionDuCompteRendu",
    "Seance",
    "SeanceQuerySet",
    "Sequence",
    "TableDeSeance",
    "Valise",
]
