"""Proposer un calendrier, le contrôler, dire ce qui a changé. Tout se compte en jours.

Les durées minimale et maximale viennent du format (programme.txt : dix à quinze mois pour un atelier local).
L'écart minimal entre deux sessions n'est fixé par aucun texte : c'est une proposition, réglable.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from etabli.socle import francais

UN_JOUR = timedelta(days=1)
# Six semaines : le temps d'exploiter une session et de convoquer la suivante.
ECART_ENTRE_SESSIONS = 42


class Nature(StrEnum):
    """Les natures de phase que le calcul traite à part ; les autres se placent toutes de la même façon."""

    SESSION = "session"


@dataclass(frozen=True)
class PhasePrevue:
    """Une phase du format : son décalage en semaines depuis le lancement, sa durée en jours."""

    ordre: int
    nature: str
    nom: str
    session: int | None
    decalage_semaines: int
    duree_jours: int

    @property
    def est_session(self) -> bool:
        return self.nature == Nature.SESSION


@dataclass(frozen=True)
class PhaseDatee:
    ordre: int
    nature: str
    nom: str
    session: int | None
    debut_le: date
    fin_le: date
    lieu: str = ""

    @property
    def est_session(self) -> bool:
        return self.nature == Nature.SESSION

    @property
    def nb_jours(self) -> int:
        return (self.fin_le - self.debut_le).days + 1

    @property
    def jours(self) -> list[date]:
        return [self.debut_le + n * UN_JOUR for n in range(self.nb_jours)]

    @property
    def periode(self) -> str:
        return francais.periode(self.debut_le, self.fin_le)

    def en_json(self) -> dict[str, Any]:
        return asdict(self) | {"debut_le": self.debut_le.isoformat(), "fin_le": self.fin_le.isoformat()}

    @classmethod
    def depuis(cls, ligne: dict[str, Any]) -> Self:
        dates = {cle: date.fromisoformat(ligne[cle]) for cle in ("debut_le", "fin_le")}
        return cls(**(ligne | dates))


class Sujet(StrEnum):
    TROP_COURT = "trop_court"
    TROP_LONG = "trop_long"
    FERIE = "ferie"
    WEEK_END = "week_end"
    SESSIONS_PROCHES = "sessions_proches"
    CHEVAUCHEMENT = "chevauchement"
    EQUIPE_PRISE = "equipe_prise"


@dataclass(frozen=True)
class Avertissement:
    """Un calendrier discutable reste permis : on dit pourquoi, quelqu'un décide."""

    sujet: Sujet
    phrase: str
    ordre: int | None = None


@dataclass(frozen=True)
class Difference:
    nom: str
    avant: str
    apres: str


def en_clair(jour: date) -> str:
    return francais.jour(jour, semaine=False)


def est_ouvre(jour: date, feries: Collection[date]) -> bool:
    return jour.weekday() < 5 and jour not in feries


def proposer_un_calendrier(
    phases: Sequence[PhasePrevue],
    lance_le: date,
    feries: Collection[date],
    ecart: int = ECART_ENTRE_SESSIONS,
) -> list[PhaseDatee]:
    """Place chaque phase à son décalage, ou plus tard s'il le faut, jamais plus tôt.

    L'ordre du format est gardé sans chevauchement ; chaque phase commence et finit un jour ouvré ; une
    session tient en jours ouvrés consécutifs et laisse au moins `ecart` jours après la précédente.
    """
    proposees: list[PhaseDatee] = []
    au_plus_tot, session_au_plus_tot = date.min, date.min
    for phase in sorted(phases, key=lambda p: p.ordre):
        duree = max(1, phase.duree_jours)
        debut = max(lance_le + timedelta(weeks=phase.decalage_semaines), au_plus_tot)
        if phase.est_session:
            debut = _debut_de_session(max(debut, session_au_plus_tot), duree, feries)
            fin = debut + (duree - 1) * UN_JOUR
            session_au_plus_tot = fin + (ecart + 1) * UN_JOUR
        else:
            debut = _premier_ouvre(debut, feries)
            fin = _dernier_ouvre(debut + (duree - 1) * UN_JOUR, feries)
        proposees.append(PhaseDatee(phase.ordre, phase.nature, phase.nom, phase.session, debut, fin))
        au_plus_tot = fin + UN_JOUR
    return proposees


def _premier_ouvre(jour: date, feries: Collection[date]) -> date:
    while not est_ouvre(jour, feries):
        jour += UN_JOUR
    return jour


def _dernier_ouvre(jour: date, feries: Collection[date]) -> date:
    """Ne recule jamais avant un début ouvré : il s'y arrêterait."""
    while not est_ouvre(jour, feries):
        jour -= UN_JOUR
    return jour


def _debut_de_session(jour: date, duree: int, feries: Collection[date]) -> date:
    """Le premier jour d'une suite ininterrompue de jours ouvrés ; aucune semaine n'en a plus de cinq."""
    if duree > 5:
        raise ValueError("Une session tient en cinq jours au plus.")
    while not all(est_ouvre(jour + n * UN_JOUR, feries) for n in range(duree)):
        jour += UN_JOUR
    return jour


def ajouter_des_mois(jour: date, nb: int) -> date:
    """Le même quantième `nb` mois plus tard, ou le dernier jour du mois s'il n'existe pas."""
    annee, mois = divmod(jour.year * 12 + jour.month - 1 + nb, 12)
    return date(annee, mois + 1, min(jour.day, monthrange(annee, mois + 1)[1]))


def duree_en_mois(debut: date, fin: date) -> int:
    """Le nombre de mois révolus entre deux dates."""
    nb = (fin.year - debut.year) * 12 + fin.month - debut.month
    return nb if ajouter_des_mois(debut, nb) <= fin else nb - 1


def avertissements(
    phases: Sequence[PhaseDatee],
    mois_min: int | None,
    mois_max: int | None,
    feries: dict[date, str],
    *,
    lance_le: date | None = None,
    prises: Iterable[tuple[date, date]] = (),
    ecart: int = ECART_ENTRE_SESSIONS,
) -> list[Avertissement]:
    """Ce qui mérite un second regard. `prises` : les jours où l'équipe est déjà en session ailleurs."""
    if not phases:
        return []
    ordonnees = sorted(phases, key=lambda p: p.ordre)
    debut = lance_le or min(p.debut_le for p in ordonnees)
    return [
        *_sur_la_duree(debut, max(p.fin_le for p in ordonnees), mois_min, mois_max),
        *(a for phase in ordonnees for a in _sur_les_jours(phase, feries)),
        *_sur_les_enchainements(ordonnees, ecart),
        *_sur_l_equipe([p for p in ordonnees if p.est_session], list(prises)),
    ]


def _sur_la_duree(
    debut: date, fin: date, mois_min: int | None, mois_max: int | None
) -> Iterable[Avertissement]:
    duree = duree_en_mois(debut, fin)
    if mois_min and fin < ajouter_des_mois(debut, mois_min):
        yield Avertissement(
            Sujet.TROP_COURT,
            f"Le calendrier dure {duree} mois révolus ; le format en prévoit au moins {mois_min}.",
        )
    if mois_max and fin > ajouter_des_mois(debut, mois_max):
        yield Avertissement(
            Sujet.TROP_LONG,
            f"Le calendrier dépasse {mois_max} mois, durée maximale du format : il finit le {en_clair(fin)}.",
        )


def _sur_les_jours(phase: PhaseDatee, feries: dict[date, str]) -> Iterable[Avertissement]:
    """Une session compte par chacun de ses jours ; une autre phase, par son premier et son dernier."""
    jours = phase.jours if phase.est_session else sorted({phase.debut_le, phase.fin_le})
    for jour in jours:
        if jour in feries:
            phrase = f"« {phase.nom} » : le {en_clair(jour)} est férié ({feries[jour]})."
            yield Avertissement(Sujet.FERIE, phrase, phase.ordre)
        elif jour.weekday() >= 5:
            nom_du_jour = "samedi" if jour.weekday() == 5 else "dimanche"
            phrase = f"« {phase.nom} » : le {en_clair(jour)} est un {nom_du_jour}."
            yield Avertissement(Sujet.WEEK_END, phrase, phase.ordre)


def _sur_les_enchainements(phases: Sequence[PhaseDatee], ecart: int) -> Iterable[Avertissement]:
    for avant, apres in pairwise(phases):
        if apres.debut_le <= avant.fin_le:
            yield Avertissement(
                Sujet.CHEVAUCHEMENT,
                f"« {apres.nom} » commence le {en_clair(apres.debut_le)}, avant la fin de « {avant.nom} » "
                f"({en_clair(avant.fin_le)}).",
                apres.ordre,
            )
    for avant, apres in pairwise([p for p in phases if p.est_session]):
        jours = (apres.debut_le - avant.fin_le).days - 1
        if jours < ecart:
            yield Avertissement(
                Sujet.SESSIONS_PROCHES,
                f"Il reste {max(jours, 0)} jours entre « {avant.nom} » et « {apres.nom} » ; {ecart} laissent "
                "le temps d'approfondir et de convoquer.",
                apres.ordre,
            )


def _sur_l_equipe(
    sessions: Sequence[PhaseDatee], prises: Sequence[tuple[date, date]]
) -> Iterable[Avertissement]:
    for session in sessions:
        if any(debut <= session.fin_le and session.debut_le <= fin for debut, fin in prises):
            yield Avertissement(
                Sujet.EQUIPE_PRISE,
                f"« {session.nom} » : l'équipe est déjà en session dans un autre atelier {session.periode}.",
                session.ordre,
            )


def differences(avant: Sequence[PhaseDatee], apres: Sequence[PhaseDatee]) -> list[Difference]:
    """Phase par phase, ce qui n'est plus pareil : dates, lieu, phase ajoutée ou retirée."""
    anciennes = {p.ordre: p for p in avant}
    nouvelles = {p.ordre: p for p in apres}
    changees = []
    for ordre in sorted(anciennes.keys() | nouvelles.keys()):
        ancienne, nouvelle = anciennes.get(ordre), nouvelles.get(ordre)
        connue = nouvelle or ancienne
        if connue and ancienne != nouvelle:
            changees.append(Difference(connue.nom, _place(ancienne), _place(nouvelle)))
    return changees


def _place(phase: PhaseDatee | None) -> str:
    if phase is None:
        return "absente"
    return f"{phase.periode}, {phase.lieu}" if phase.lieu else phase.periode
