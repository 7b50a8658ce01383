"""Ce qui se calcule d'une candidature sans la base : ce qui manque, l'horloge, la capacité, les relances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Proposition de rédaction, jamais bloquante : en dessous, une rubrique dit rarement ce que l'équipe attend.
NB_MOTS_CONSEILLES = 60

# Délais indicatifs en jours, proposés : le programme n'en fixe aucun. Passé ce temps dans l'état, on relance.
DELAIS_INDICATIFS = {
    "ouverte": 30,
    "signalee": 15,
    "redaction": 60,
    "relecture": 15,
    "figee": 30,
    "deposee": 15,
    "complement": 30,
    "instruction": 30,
    "ajournee": 60,
    "eligible": 30,
}


@dataclass(frozen=True)
class Manque:
    """Une chose qui manque à la note. Bloquant : la note ne peut pas être figée sans elle."""

    rubrique: str
    phrase: str
    est_bloquant: bool = True


@dataclass(frozen=True)
class ContenuDeLaNote:
    """Ce qu'il faut savoir de la note pour dire ce qui lui manque."""

    nb_mots: Mapping[str, int]
    intitules: Mapping[str, str]
    nb_communes: int
    nb_coporteurs: int
    a_un_type_d_objet: bool
    a_une_echelle: bool
    nb_thematiques: int
    nb_acteurs: int
    nb_documents: int
    remarques_ouvertes: Mapping[str, int]


def manques(note: ContenuDeLaNote) -> list[Manque]:
    """Ce qui manque, dans l'ordre des rubriques, le bloquant d'abord dans chacune.

    Source des exigences : les sept rubriques, et « il est nécessaire de bien identifier […] l'intention, ses
    thématiques, son secteur […], les acteurs à mobiliser et les ressources documentaires » (programme).
    """
    return [manque for cle in note.intitules for manque in _de_la_rubrique(cle, note)]


def _de_la_rubrique(cle: str, note: ContenuDeLaNote) -> list[Manque]:
    trouves = [Manque(cle, phrase) for phrase, il_manque in _exigences(cle, note) if il_manque]
    trouves += [Manque(cle, phrase, False) for phrase, il_manque in _conseils(cle, note) if il_manque]
    return trouves


def _exigences(cle: str, note: ContenuDeLaNote) -> list[tuple[str, bool]]:
    intitule = note.intitules[cle]
    structurees = {
        "porteurs": [("Aucune collectivité co-porteuse n'est membre du dossier.", not note.nb_coporteurs)],
        "localisation": [("Le périmètre d'étude ne compte aucune commune.", not note.nb_communes)],
        "objet": [("Le type d'objet n'est pas choisi.", not note.a_un_type_d_objet)],
    }
    return [
        (f"La rubrique « {intitule} » est vide.", not note.nb_mots.get(cle)),
        *structurees.get(cle, []),
    ]


def _conseils(cle: str, note: ContenuDeLaNote) -> list[tuple[str, bool]]:
    nb_mots, ouvertes = note.nb_mots.get(cle, 0), note.remarques_ouvertes.get(cle, 0)
    courte = (
        f"« {note.intitules[cle]} » est brève ({_compte(nb_mots, 'mot')}) : l'équipe aura peu pour répondre."
    )
    structures = {
        "localisation": [("L'échelle de réflexion n'est pas précisée.", not note.a_une_echelle)],
        "objet": [("Aucune thématique n'est choisie.", not note.nb_thematiques)],
        "ressources": [
            ("Aucun acteur à mobiliser n'est cité.", not note.nb_acteurs),
            ("Aucun document à remettre à l'équipe n'est cité.", not note.nb_documents),
        ],
    }
    return [
        (courte, 0 < nb_mots < NB_MOTS_CONSEILLES),
        *structures.get(cle, []),
        (f"{_compte(ouvertes, 'remarque')} de relecture à lever.", bool(ouvertes)),
    ]


def _compte(nombre: int, mot: str) -> str:
    return f"{nombre} {mot}{'s' if nombre > 1 else ''}"


@dataclass(frozen=True)
class Pause:
    """Un temps où la balle est chez les porteurs. Sans fin : elle dure encore."""

    debut_le: date
    fin_le: date | None = None


@dataclass(frozen=True)
class Horloge:
    """Le délai d'instruction : les jours depuis le dépôt, moins ceux où l'on attendait les porteurs."""

    deposee_le: date
    pauses: Sequence[Pause] = ()
    decidee_le: date | None = None

    def nb_jours(self, aujourd_hui: date) -> int:
        """En jours calendaires ; jamais négatif, deux pauses qui se recouvrent ne comptent qu'une fois."""
        fin = max(self.decidee_le or aujourd_hui, self.deposee_le)
        return (fin - self.deposee_le).days - self.nb_jours_de_pause(aujourd_hui)

    def nb_jours_de_pause(self, aujourd_hui: date) -> int:
        fin = max(self.decidee_le or aujourd_hui, self.deposee_le)
        total, atteint = 0, self.deposee_le
        for pause in sorted(self.pauses, key=lambda p: p.debut_le):
            debut = min(max(pause.debut_le, atteint), fin)
            bout = min(max(pause.fin_le or fin, debut), fin)
            total, atteint = total + (bout - debut).days, max(atteint, bout)
        return total

    @property
    def est_arretee(self) -> bool:
        return self.decidee_le is None and any(p.fin_le is None for p in self.pauses)


@dataclass(frozen=True)
class Capacite:
    """Ce que le programme peut accompagner dans une année, et où l'on en est."""

    annee: int
    nb_retenues: int
    capacite: int | None = None

    @property
    def reste(self) -> int | None:
        return None if self.capacite is None else self.capacite - self.nb_retenues

    @property
    def est_atteinte(self) -> bool:
        return self.reste is not None and self.reste <= 0

    @property
    def phrase(self) -> str:
        retenues = f"{_compte(self.nb_retenues, 'candidature')} retenue{'s' if self.nb_retenues > 1 else ''}"
        if self.capacite is None:
            return f"{retenues} en {self.annee}."
        if self.est_atteinte:
            return f"{retenues} en {self.annee} : la capacité indicative de {self.capacite} est atteinte."
        return f"{retenues} en {self.annee} sur une capacité indicative de {self.capacite}."


def a_relancer_le(etat: str, depuis_le: date) -> date | None:
    """Le jour où l'on relance celui qu'on attend ; None quand on n'attend personne."""
    delai = DELAIS_INDICATIFS.get(etat)
    return None if delai is None else depuis_le + timedelta(days=delai)
