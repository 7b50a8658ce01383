"""Ce que chaque étape dit d'elle-même au dossier, sans que le dossier connaisse ses étapes.

Le dossier est sous les étapes : il ne peut pas les importer. Chaque étape enregistre ici un volet, dans
`AppConfig.ready` ; la page du dossier et « Mon espace » composent ce qu'ils reçoivent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier


@dataclass(frozen=True)
class Resume:
    """L'état d'une étape pour la frise du dossier : son libellé, sa page, ce qu'elle attend."""

    libelle: str
    url: str = ""
    niveau: str = "info"  # un niveau de badge DSFR : info, success, warning, error, new
    detail: str = ""


@dataclass(frozen=True)
class Attente:
    """Quelque chose que quelqu'un doit faire. `de_qui` vide : c'est l'agent qui regarde."""

    dossier: Dossier
    libelle: str
    url: str
    pour_le: date | None = None
    de_qui: str = ""
    # L'acte qui y répond d'un seul mot : « nom du cycle/acte » (voir `reponses`). Vide : il faut ouvrir la page.
    acte: str = ""
    objet_pk: int = 0

    @property
    def est_en_retard(self) -> bool:
        return self.pour_le is not None and self.pour_le < localdate()


@dataclass(frozen=True)
class DateDuDossier:
    libelle: str
    debut_le: date
    fin_le: date | None = None
    lieu: str = ""
    cle: str = ""
    # Pour les agendas : à quelle heure s'il y en a une, le rang de ce changement, et si c'est annulé.
    debut: datetime | None = None
    fin: datetime | None = None
    revision: int = 0
    modifie_le: datetime | None = None
    est_annulee: bool = False


@dataclass(frozen=True)
class Volet:
    """`resumes` et `attentes` reçoivent plusieurs dossiers et répondent en un nombre constant de requêtes.

    `invites` dit ce que l'étape attend d'un agent qui n'est pas, ou pas encore, membre du dossier.
    """

    etape: Etape
    resumes: Callable[[Sequence[Dossier], Agent], dict[int, Resume]]
    attentes: Callable[[Sequence[Dossier], Agent], list[Attente]] = field(default=lambda dossiers, agent: [])
    dates: Callable[[Sequence[Dossier]], dict[int, list[DateDuDossier]]] = field(default=lambda dossiers: {})
    invites: Callable[[Agent], list[Attente]] = field(default=lambda agent: [])


_volets: dict[Etape, Volet] = {}


def enregistrer(volet: Volet) -> None:
    _volets[volet.etape] = volet


def volets() -> list[Volet]:
    """Dans l'ordre du programme."""
    return [_volets[etape] for etape in Etape if etape in _volets]


def attentes_de(dossiers: Iterable[Dossier], agent: Agent) -> list[Attente]:
    """Tout ce que les étapes attendent, le plus pressé d'abord ; sans date à la fin."""
    liste = list(dossiers)
    return _les_plus_presses([a for volet in volets() for a in volet.attentes(liste, agent)])


def attentes_par_etape(dossiers: Iterable[Dossier], agent: Agent) -> list[tuple[Etape, Attente]]:
    """Ce que chaque étape attend de cet agent, et de lui seul, le plus pressé d'abord."""
    liste = list(dossiers)
    siennes = [
        (volet.etape, attente)
        for volet in volets()
        for attente in (*volet.attentes(liste, agent), *volet.invites(agent))
        if not attente.de_qui
    ]
    ordre = {id(a): rang for rang, a in enumerate(_les_plus_presses([a for _, a in siennes]))}
    return sorted(siennes, key=lambda paire: ordre[id(paire[1])])


def invitations_de(agent: Agent) -> list[Attente]:
    """Ce que l'on attend de lui dans des dossiers qu'il ne voit pas : une équipe consultée, par exemple."""
    return _les_plus_presses([a for volet in volets() for a in volet.invites(agent)])


def _les_plus_presses(attentes: list[Attente]) -> list[Attente]:
    return sorted(attentes, key=lambda a: (a.pour_le is None, a.pour_le or date.max, a.dossier.titre))
