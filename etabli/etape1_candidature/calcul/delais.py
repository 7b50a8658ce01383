"""L'horloge de l'instruction, la capacité de l'année, le jour de la relance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from etabli.etape1_candidature.calcul.manques import compte

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
    "liste_d_attente": 90,
}


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
        retenues = f"{compte(self.nb_retenues, 'candidature')} retenue{'s' if self.nb_retenues > 1 else ''}"
        if self.capacite is None:
            return f"{retenues} en {self.annee}."
        if self.est_atteinte:
            return f"{retenues} en {self.annee} : la capacité indicative de {self.capacite} est atteinte."
        return f"{retenues} en {self.annee} sur une capacité indicative de {self.capacite}."


def raison_de_deroger(capacite: Capacite, nb_devant: int) -> str:
    """Pourquoi retenir celle-ci maintenant ne va pas de soi ; vide quand la voie est libre."""
    raisons = []
    if capacite.est_atteinte:
        raisons.append(f"La capacité indicative de {capacite.capacite} est atteinte pour {capacite.annee}.")
    if nb_devant == 1:
        raisons.append("Une autre candidature la précède en liste d'attente.")
    elif nb_devant:
        raisons.append(f"{nb_devant} autres candidatures la précèdent en liste d'attente.")
    return " ".join(raisons)


def a_relancer_le(etat: str, depuis_le: date) -> date | None:
    """Le jour où l'on relance celui qu'on attend ; None quand on n'attend personne."""
    delai = DELAIS_INDICATIFS.get(etat)
    return None if delai is None else depuis_le + timedelta(days=delai)
