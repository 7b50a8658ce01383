"""D'autres façons de ranger les mêmes actions : par état, par lieu, deux à deux."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from etabli.etape5_feuille_de_route.calcul import Matrice, croiser
from etabli.etape5_feuille_de_route.enums import Horizon, Maturite, Priorite, StatutAction
from etabli.etape5_feuille_de_route.lieux import communes_placees, fond_de_carte, marquer
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.territoires.cartes import carte_de_communes
from etabli.territoires.models import Commune


def _parmi(nom: str, choix: Any) -> Callable[[Action], tuple[Hashable, str]]:
    """Dans l'ordre où l'étape énonce ces valeurs."""
    rangs = {valeur: (rang, libelle) for rang, (valeur, libelle) in enumerate(choix.choices)}
    return lambda action: rangs[getattr(action, nom)]


# Ce par quoi une action se range ; la clé est celle de l'adresse.
RANGEMENTS: dict[str, tuple[str, Callable[[Action], tuple[Hashable, str]]]] = {
    "axe": ("Axe", lambda a: ((a.axe.ordre, a.axe_id), str(a.axe))),
    "priorite": ("Priorité", _parmi("priorite", Priorite)),
    "statut": ("Statut", _parmi("statut", StatutAction)),
    "horizon": ("Horizon", _parmi("horizon", Horizon)),
    "maturite": ("Maturité", _parmi("maturite", Maturite)),
    "thematique": (
        "Thématique",
        lambda a: ((a.thematique is None, str(a.thematique or "")), str(a.thematique or "Aucune")),
    ),
    "porteur": (
        "Maîtrise d'ouvrage",
        lambda a: (
            (a.maitrise_d_ouvrage is None, str(a.maitrise_d_ouvrage or ""), a.maitrise_d_ouvrage_id or 0),
            str(a.maitrise_d_ouvrage or "À désigner"),
        ),
    ),
}


@dataclass(frozen=True)
class ColonneDEtat:
    statut: str
    libelle: str
    actions: list[Action]


def par_etat(actions: Sequence[Action]) -> list[ColonneDEtat]:
    """Toutes les colonnes, même vides : on y déplace des actions."""
    ranges: dict[str, list[Action]] = defaultdict(list)
    for action in actions:
        ranges[action.statut].append(action)
    return [ColonneDEtat(valeur, str(libelle), ranges[valeur]) for valeur, libelle in StatutAction.choices]


def matrice_des_actions(actions: Sequence[Action], en_ligne: str, en_colonne: str) -> Matrice[Action]:
    return croiser(actions, RANGEMENTS[en_ligne][1], RANGEMENTS[en_colonne][1])


@dataclass(frozen=True)
class Lieu:
    commune: Commune
    actions: list[Action]


@dataclass(frozen=True)
class CarteDesActions:
    svg: str
    lieux: list[Lieu]
    partout: list[Action]
    situees: list[Action]


def carte_des_actions(feuille: FeuilleDeRoute, actions: Sequence[Action]) -> CarteDesActions:
    """Les communes où quelque chose se fait ; sans commune écrite, une action vaut pour tout le périmètre."""
    par_commune: dict[str, list[Action]] = defaultdict(list)
    communes: dict[str, Commune] = {}
    for action in actions:
        for commune in action.communes.all():
            par_commune[commune.code].append(action)
            communes[commune.code] = commune
    lieux = [
        Lieu(commune, par_commune[code])
        for code, commune in sorted(communes.items(), key=lambda c: (-len(par_commune[c[0]]), c[1].nom))
    ]
    partout = [a for a in actions if not a.communes.all()]
    situees = [a for a in actions if a.point]
    if not lieux:
        return CarteDesActions("", lieux, partout, situees)
    placees = communes_placees(feuille) if situees else []
    if placees:
        # Des points : la carte est celle du périmètre, où ils ont été marqués.
        return CarteDesActions(marquer(fond_de_carte(feuille), placees, situees), lieux, partout, situees)
    svg = carte_de_communes(
        [lieu.commune for lieu in lieux],
        millesime=feuille.dossier.perimetre.millesime,
        titre="Les communes où une action se fait",
        description="La liste qui suit donne, pour chaque commune, ses actions.",
    )
    return CarteDesActions(svg, lieux, partout, situees)
