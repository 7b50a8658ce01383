"""Aider à choisir : des critères tirés de la feuille et des votes de la salle, pondérés par qui regarde."""

from collections.abc import Mapping
from dataclasses import dataclass

from etabli.etape4_seance.enums import TypeActivite
from etabli.etape5_feuille_de_route.calcul import Critere, classement, places_extremes
from etabli.etape5_feuille_de_route.calcul.priorites import basculements
from etabli.etape5_feuille_de_route.enums import Horizon, Maturite, Priorite
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.etape5_feuille_de_route.votes import Votes, lire_les_votes, types_de_votes
from etabli.socle.francais import liste_et
from etabli.socle.graphiques import Axe as AxeDuNuage
from etabli.socle.graphiques import Graphique, PointNote, nuage_de_points

CRITERES = (
    ("gommettes", "Gommettes collées en séance"),
    ("jugement", "Jugement majoritaire de la salle"),
    ("matrice", "Impact et faisabilité, vus par la salle"),
    ("sondage", "Choisie au sondage"),
    ("paroles", "Contributions qui l'ont fait naître"),
    ("priorite", "Priorité écrite dans la fiche"),
    ("maturite", "Maturité"),
    ("financement", "Part déjà financée"),
    ("horizon", "Rapidité"),
    ("cout", "Faible coût"),
)
VOTES = frozenset({TypeActivite.JUGEMENT, TypeActivite.MATRICE, TypeActivite.SONDAGE})
PRIORITES = {Priorite.HAUTE: 1.0, Priorite.MOYENNE: 0.5, Priorite.BASSE: 0.0}
HORIZONS = {Horizon.COURT: 1.0, Horizon.MOYEN: 0.5, Horizon.LONG: 0.0}


@dataclass(frozen=True)
class Classee:
    place: int
    action: Action
    score: float
    detail: str
    meilleure: int
    pire: int

    @property
    def places(self) -> str:
        """D'une place à l'autre, quand les poids changent."""
        return (
            f"de {self.meilleure} à {self.pire}" if self.meilleure != self.pire else f"toujours {self.place}"
        )


@dataclass(frozen=True)
class Lecture:
    """Le classement, et les critères sans lesquels une autre action viendrait en tête."""

    classees: list[Classee]
    bascules: list[tuple[str, Action]]

    def graphique(self) -> Graphique:
        """À droite ce que les critères appuient, en haut ce qui change de place dès que l'on change les poids."""
        return nuage_de_points(
            "Ce que chaque place doit aux poids",
            [PointNote(x.action.titre, x.score * 100, x.pire - x.meilleure) for x in self.classees],
            AxeDuNuage("Score sur 100", 0, 100),
            AxeDuNuage("Places d'écart", 0, 1 + max(x.pire - x.meilleure for x in self.classees)),
            quadrants=(
                "appui faible, place fragile",
                "appui fort, place fragile",
                "",
                "appui fort, place sûre",
            ),
        )


def criteres_de(feuille: FeuilleDeRoute) -> list[tuple[str, str]]:
    """Un vote qui n'a pas eu lieu n'est pas un critère : il noterait tout le monde zéro."""
    tenus = types_de_votes(feuille)
    return [(cle, libelle) for cle, libelle in CRITERES if cle not in VOTES or cle in tenus]


def lire_les_priorites(feuille: FeuilleDeRoute, poids: Mapping[str, int]) -> Lecture:
    actions = {a.pk: a for a in feuille.actions.en_jeu().for_detail()}
    offerts = criteres_de(feuille)
    criteres = [Critere(libelle, poids.get(cle, 1)) for cle, libelle in offerts]
    if not actions or not any(c.poids for c in criteres):
        return Lecture([], [])
    toutes = _noter(actions, lire_les_votes(feuille, actions))
    notes = {pk: tuple(lues[cle] for cle, _ in offerts) for pk, lues in toutes.items()}
    extremes = places_extremes(notes, criteres)
    classees = [
        Classee(place, actions[pk], score, _expliquer(notes[pk], criteres), *extremes[pk])
        for place, (pk, score) in enumerate(classement(notes, criteres), 1)
    ]
    return Lecture(classees, [(nom, actions[pk]) for nom, pk in basculements(notes, criteres).items()])


def _noter(actions: Mapping[int, Action], votes: Votes) -> dict[int, dict[str, float]]:
    """Chaque critère va de 0 à 1 ; ce que l'on ignore vaut 0."""
    paroles = {pk: len(a.contributions.all()) for pk, a in actions.items()}
    plus_votee, plus_dite = max(votes.gommettes.values(), default=0), max(paroles.values(), default=0)
    plus_chere = max((a.cout for a in actions.values() if a.cout), default=None)
    return {
        pk: {
            "gommettes": votes.gommettes.get(pk, 0) / plus_votee if plus_votee else 0.0,
            "jugement": votes.jugement.get(pk, 0.0),
            "matrice": votes.matrice.get(pk, 0.0),
            "sondage": votes.sondage.get(pk, 0.0),
            "paroles": paroles[pk] / plus_dite if plus_dite else 0.0,
            "priorite": PRIORITES[Priorite(action.priorite)],
            "maturite": float(action.maturite == Maturite.FICHE_ACTION),
            "financement": float(action.plan.taux_obtenu or 0),
            "horizon": HORIZONS[Horizon(action.horizon)],
            "cout": float(1 - action.cout / plus_chere) if action.cout is not None and plus_chere else 0.0,
        }
        for pk, action in actions.items()
    }


def _expliquer(notes: tuple[float, ...], criteres: list[Critere]) -> str:
    """Les critères qui pèsent le plus dans ce score."""
    apports = sorted(
        ((note * c.poids, c.nom) for note, c in zip(notes, criteres, strict=True)), key=lambda x: -x[0]
    )
    return liste_et([nom.lower() for apport, nom in apports[:3] if apport > 0]) or "aucun de ces critères"
