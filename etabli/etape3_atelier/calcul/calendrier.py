"""Proposer un calendrier, le contrôler, dire ce qui a changé. Tout se compte en jours.

Les durées minimale et maximale viennent du format (programme.txt : dix à quinze mois pour un atelier local).
L'écart minimal entre deux sessions n'est fixé par aucun texte : c'est une proposition, réglable.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self

from etabli.socle import francais
from etabli.socle.mots import sans_accents

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
    LIEU_PRIS = "lieu_pris"
    PERSONNE_PRISE = "personne_prise"


@dataclass(frozen=True)
class Avertissement:
    """Un calendrier discutable reste permis : on dit pourquoi, quelqu'un décide."""

    sujet: Sujet
    phrase: str
    ordre: int | None = None


@dataclass(frozen=True)
class Occupation:
    """Un lieu ou une personne déjà pris ces jours-là. `pour` : les phases (leur ordre) que cela gêne ; vide : le lieu
    se compare à celui de chaque session."""

    nom: str
    debut_le: date
    fin_le: date
    ou: str
    pour: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Difference:
    """Ce qui a changé pour une phase. `ecart` le dit en une phrase : « commence 7 jours plus tard »."""

    nom: str
    avant: str
    apres: str
    ecart: str = ""
    nature: str = ""


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
    lieux: Sequence[Occupation] = (),
    personnes: Sequence[Occupation] = (),
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
        *_sur_les_lieux([p for p in ordonnees if p.est_session and p.lieu], lieux),
        *_sur_les_personnes([p for p in ordonnees if p.est_session], personnes),
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


def meme_lieu(un: str, autre: str) -> bool:
    """Sans égard aux accents, à la casse ni à la ponctuation : « Salle des fêtes » et « salle des Fetes »."""
    return bool(un.strip()) and _nu(un) == _nu(autre)


def _nu(texte: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in sans_accents(texte)).split())


def _se_croisent(phase: PhaseDatee, occupation: Occupation) -> bool:
    return phase.debut_le <= occupation.fin_le and occupation.debut_le <= phase.fin_le


def _sur_les_lieux(sessions: Sequence[PhaseDatee], lieux: Sequence[Occupation]) -> Iterable[Avertissement]:
    for session in sessions:
        for pris in lieux:
            if _se_croisent(session, pris) and meme_lieu(session.lieu, pris.nom):
                yield Avertissement(
                    Sujet.LIEU_PRIS,
                    f"« {session.nom} » : {session.lieu} est déjà pris "
                    f"{francais.periode(pris.debut_le, pris.fin_le)} ({pris.ou}).",
                    session.ordre,
                )


def _sur_les_personnes(
    sessions: Sequence[PhaseDatee], personnes: Sequence[Occupation]
) -> Iterable[Avertissement]:
    for session in sessions:
        for prise in personnes:
            if session.ordre in prise.pour and _se_croisent(session, prise):
                yield Avertissement(
                    Sujet.PERSONNE_PRISE,
                    f"« {session.nom} » : {prise.nom} intervient déjà "
                    f"{francais.periode(prise.debut_le, prise.fin_le)} ({prise.ou}).",
                    session.ordre,
                )


def decaler(
    phases: Sequence[PhaseDatee], apres: int, jours: int, feries: Collection[date]
) -> list[PhaseDatee]:
    """Les phases qui suivent celle d'ordre `apres`, glissées d'autant de jours ; les durées restent.

    Un début qui tomberait un jour chômé attend le premier jour ouvré ; une session, la première suite de jours
    ouvrés qui la contient.
    """
    glissees = []
    for phase in sorted(phases, key=lambda p: p.ordre):
        if phase.ordre <= apres or not jours:
            continue
        debut = phase.debut_le + jours * UN_JOUR
        if phase.est_session and phase.nb_jours <= 5:
            debut = _debut_de_session(debut, phase.nb_jours, feries)
        else:
            debut = _premier_ouvre(debut, feries)
        glissees.append(replace(phase, debut_le=debut, fin_le=debut + (phase.nb_jours - 1) * UN_JOUR))
    return glissees


def differences(avant: Sequence[PhaseDatee], apres: Sequence[PhaseDatee]) -> list[Difference]:
    """Phase par phase, ce qui n'est plus pareil : dates, lieu, phase ajoutée ou retirée."""
    anciennes = {p.ordre: p for p in avant}
    nouvelles = {p.ordre: p for p in apres}
    changees = []
    for ordre in sorted(anciennes.keys() | nouvelles.keys()):
        ancienne, nouvelle = anciennes.get(ordre), nouvelles.get(ordre)
        connue = nouvelle or ancienne
        if connue and ancienne != nouvelle:
            ecart = _ecart(ancienne, nouvelle)
            changees.append(Difference(connue.nom, _place(ancienne), _place(nouvelle), ecart, connue.nature))
    return changees


def _ecart(avant: PhaseDatee | None, apres: PhaseDatee | None) -> str:
    if avant is None or apres is None:
        return "phase ajoutée" if apres else "phase retirée"
    dits = []
    if decalage := (apres.debut_le - avant.debut_le).days:
        sens = "tard" if decalage > 0 else "tôt"
        dits.append(f"commence {francais.pluriel(abs(decalage), 'jour')} plus {sens}")
    if allongement := apres.nb_jours - avant.nb_jours:
        sens = "plus" if allongement > 0 else "moins"
        dits.append(f"dure {francais.pluriel(abs(allongement), 'jour')} de {sens}")
    if avant.lieu != apres.lieu:
        dits.append(
            "change de lieu" if avant.lieu and apres.lieu else "a un lieu" if apres.lieu else "perd son lieu"
        )
    if avant.nom != apres.nom:
        dits.append(f"s'appelait « {avant.nom} »")
    return francais.liste_et(dits)


def _place(phase: PhaseDatee | None) -> str:
    if phase is None:
        return "absente"
    return f"{phase.periode}, {phase.lieu}" if phase.lieu else phase.periode
