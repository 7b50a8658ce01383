"""La feuille de route rangée pour être lue : la même lecture sert aux pages et aux documents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import ManyToManyField

from etabli.etape5_feuille_de_route.calcul import (
    ActionDatee,
    Avis,
    LigneDeFinancement,
    PartDeFinanceur,
    Regle,
    Total,
    conflits_de_dates,
    juger,
    marges,
    par_financeur,
    somme,
    somme_par_annee,
    taux_d_aides,
)
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import Action, Axe, FeuilleDeRoute, Objectif
from etabli.socle.francais import euros, jour
from etabli.socle.graphiques import (
    Graphique,
    Jalon,
    Periode,
    Tache,
    barres_empilees,
    colonnes,
    frise,
    gantt,
)

EUROS = "€"


@dataclass(frozen=True)
class AxeLu:
    """Un axe, son rang, et ses actions dans l'ordre des numéros."""

    rang: int
    axe: Axe
    actions: list[Action]

    @property
    def total(self) -> Total:
        return somme(a.plan for a in self.actions)

    @property
    def objectifs(self) -> list[tuple[Objectif | None, list[Action]]]:
        """Chaque objectif et ses actions ; celles qui n'en ont pas viennent à la fin, sous « aucun »."""
        ranges: dict[int | None, list[Action]] = defaultdict(list)
        for action in self.actions:
            ranges[action.objectif_id].append(action)
        suite: list[tuple[Objectif | None, list[Action]]] = [
            (objectif, ranges.pop(objectif.pk, [])) for objectif in self.axe.objectifs.all()
        ]
        restes = [action for reste in ranges.values() for action in reste]
        return [*suite, (None, restes)] if restes else suite


def lire_les_axes(feuille: FeuilleDeRoute, actions: Iterable[Action]) -> list[AxeLu]:
    """Tous les axes, même vides, avec celles des actions données qu'ils portent."""
    par_axe: dict[int, list[Action]] = defaultdict(list)
    for action in actions:
        par_axe[action.axe_id].append(action)
    axes = feuille.axes.prefetch_related("objectifs", "enjeux")
    return [AxeLu(rang, axe, par_axe[axe.pk]) for rang, axe in enumerate(axes, 1)]


@dataclass(frozen=True)
class Financement:
    """Le plan de financement d'un ensemble d'actions, sous tous ses angles."""

    actions: list[Action]
    total: Total = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", somme(a.plan for a in self.actions))

    @property
    def par_financeur(self) -> list[LigneDeFinancement]:
        return par_financeur(ligne for action in self.actions for ligne in action.lignes)

    @property
    def par_annee(self) -> dict[int, Decimal]:
        return somme_par_annee(a.annees for a in self.actions)

    @property
    def sans_dates(self) -> list[Action]:
        """Celles que la répartition par année ne sait pas placer."""
        return [a for a in self.actions if a.cout is not None and not a.annees]

    @property
    def annees_a_revoir(self) -> list[Action]:
        """Celles dont la répartition écrite ne fait plus le coût : le prorata la remplace en attendant."""
        return [a for a in self.actions if a.ecart_des_annees]

    @property
    def nb_reparties(self) -> int:
        return sum(bool(a.annees_saisies) and not a.ecart_des_annees for a in self.actions)

    @property
    def excedents(self) -> list[Action]:
        return [a for a in self.actions if a.plan.excedent]

    @property
    def parts(self) -> list[PartDeFinanceur]:
        return [PartDeFinanceur(ligne, self.total.cout) for ligne in self.par_financeur]

    def au_dela(self, plafond: int | None) -> list[tuple[Action, Decimal]]:
        """Les actions dont les aides dépassent la part maximale que la feuille s'est donnée, en %."""
        if plafond is None:
            return []
        taux = [(a, taux_d_aides(a.cout, a.lignes, str(a.maitrise_d_ouvrage or ""))) for a in self.actions]
        return [(a, t) for a, t in taux if t is not None and t * 100 > plafond]

    def avis(self, regles: Sequence[Regle]) -> list[tuple[Action, Avis]]:
        """Action par action, ce que disent les règles qui la visent ; les dépassements d'abord."""
        rendus = [(a, avis) for a in self.actions for avis in avis_sur(a, regles)]
        return sorted(rendus, key=lambda couple: couple[1].est_tenue)

    def graphique_des_financeurs(self) -> Graphique:
        lignes = self.par_financeur
        return barres_empilees(
            "Ce que chaque financeur apporte",
            [ligne.financeur for ligne in lignes],
            {
                "Payé": [float(min(ligne.paye, ligne.obtenu)) for ligne in lignes],
                "Obtenu, à payer": [float(ligne.obtenu - min(ligne.paye, ligne.obtenu)) for ligne in lignes],
                "Demandé, en attente": [
                    float(max(Decimal(0), ligne.demande - ligne.obtenu)) for ligne in lignes
                ],
            },
            unite=EUROS,
            en_tete="Financeur",
        )

    def graphique_des_annees(self) -> Graphique:
        return colonnes(
            "Le coût, année par année",
            [(str(annee), float(montant)) for annee, montant in self.par_annee.items()],
            unite=EUROS,
            en_tete="Année",
        )


def avis_sur(action: Action, regles: Sequence[Regle]) -> list[Avis]:
    return juger(action.cout, action.lignes, str(action.maitrise_d_ouvrage or ""), regles)


def par_debut(actions: Iterable[Action]) -> list[Action]:
    """Les actions datées, la première à commencer d'abord."""
    datees = [a for a in actions if a.debut_le and a.fin_le]
    return sorted(datees, key=lambda a: (a.debut_le, a.fin_le, a.numero))


def frise_des_actions(actions: Sequence[Action], aujourd_hui: date | None = None) -> Graphique:
    """Une rangée par action datée ; une action seule montre aussi les dates de ses étapes."""
    periodes = [
        Periode(str(a), a.debut_le, a.fin_le, str(a.axe), a.get_statut_display())
        for a in par_debut(actions)
        if a.debut_le and a.fin_le
    ]
    etapes = actions[0].etapes.all() if len(actions) == 1 else ()
    jalons = [Jalon(e.libelle, e.prevue_le) for e in etapes if e.prevue_le]
    axes = sorted({(a.axe.ordre, str(a.axe)) for a in actions})
    ordre = [axe for _, axe in axes]
    titre = "Le calendrier de l'action" if len(actions) == 1 else "Le calendrier des actions"
    return frise(titre, periodes, jalons, aujourd_hui=aujourd_hui, ordre=ordre)


@dataclass(frozen=True)
class Datee:
    """Une action datée, ce qu'elle peut glisser (rien à dire quand elle est faite), et si elle devrait être finie."""

    action: Action
    marge: int | None
    est_en_retard: bool

    @property
    def est_critique(self) -> bool:
        """Un jour de plus repousse la fin de l'ensemble."""
        return self.marge is not None and self.marge <= 0

    @property
    def reperes(self) -> str:
        return ", ".join(filter(None, ("critique" * self.est_critique, "en retard" * self.est_en_retard)))


def lire_les_dates(actions: Sequence[Action], toutes: Iterable[Action], aujourd_hui: date) -> list[Datee]:
    """Les actions datées de la vue ; leur marge tient compte de toutes celles de la feuille."""
    libres = marges(_datees(toutes))
    return [
        Datee(
            action,
            libres.get(action.pk) if action.statut != StatutAction.REALISEE else None,
            bool(action.fin_le and action.fin_le < aujourd_hui and action.statut != StatutAction.REALISEE),
        )
        for action in par_debut(actions)
    ]


def calendrier_des_actions(datees: Sequence[Datee], aujourd_hui: date) -> Graphique:
    """Chaque barre mène à son action ; les flèches disent qui attend qui."""
    axes = sorted({(d.action.axe.ordre, str(d.action.axe)) for d in datees})
    taches = [
        Tache(
            d.action.pk,
            str(d.action),
            d.action.debut_le,
            d.action.fin_le,
            str(d.action.axe),
            d.action.get_absolute_url(),
            d.action.get_statut_display(),
            tuple(r.pk for r in d.action.depend_de.all()),
            d.est_critique,
            d.est_en_retard,
        )
        for d in datees
        if d.action.debut_le and d.action.fin_le
    ]
    ordre = [axe for _, axe in axes]
    return gantt("Le calendrier des actions", taches, aujourd_hui=aujourd_hui, ordre=ordre)


def _datees(actions: Iterable[Action]) -> list[ActionDatee]:
    return [
        ActionDatee(a.pk, a.titre, a.debut_le, a.fin_le, tuple(r.pk for r in a.depend_de.all()))
        for a in actions
    ]


def tensions(actions: Iterable[Action]) -> list[tuple[Action, Action]]:
    """Les actions qui commencent avant que celle dont elles dépendent ne finisse."""
    lues = {a.pk: a for a in actions}
    conflits = conflits_de_dates(_datees(lues.values()))
    return [(lues[action.cle], lues[requise.cle]) for action, requise in conflits]


def ecarts(actuelle: Action, saisi: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Champ par champ, ce que l'autre a enregistré et ce que l'on voulait écrire, quand ils diffèrent."""
    differents = []
    for nom, voulu in saisi.items():
        champ: Any = Action._meta.get_field(nom)
        if isinstance(champ, ManyToManyField):
            en_base, a_ecrire = (
                ", ".join(sorted(map(str, x))) for x in (getattr(actuelle, nom).all(), voulu)
            )
        else:
            en_base, a_ecrire = _lisible(actuelle, nom), _lisible(Action(**{nom: voulu}), nom)
        if en_base != a_ecrire:
            differents.append((str(champ.verbose_name), en_base or "vide", a_ecrire or "vide"))
    return differents


def _lisible(action: Action, nom: str) -> str:
    """Un choix se dit par son libellé, une date et un montant comme on les écrit."""
    dire = getattr(action, f"get_{nom}_display", None)
    valeur = dire() if dire else getattr(action, nom)
    if isinstance(valeur, Decimal):
        return euros(valeur)
    if isinstance(valeur, date):
        return jour(valeur, semaine=False)
    return str(valeur or "")
