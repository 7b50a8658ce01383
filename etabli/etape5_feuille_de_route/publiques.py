"""Ce que le public lit d'une feuille de route : l'avancement, jamais l'argent ni ce qui n'a pas été montré."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.etape5_feuille_de_route.models import (
    Action,
    BilanDeSuivi,
    FeuilleDeRoute,
    LienDeSuivi,
    PointDeSuivi,
)
from etabli.socle.colonnes import Colonne, Tableau
from etabli.socle.graphiques import Graphique, barres_empilees

AUJOURD_HUI = "Aujourd'hui"


@dataclass(frozen=True)
class Etat:
    """L'avancement à un moment : combien d'actions dans chaque statut."""

    libelle: str
    statuts: dict[str, int]
    texte: str = ""


def etats(bilans: Sequence[BilanDeSuivi], actions: Sequence[Action]) -> list[Etat]:
    """Chaque bilan, puis aujourd'hui."""
    passes = [Etat(str(b).capitalize(), b.contenu["statuts"], b.texte) for b in bilans]
    comptes = {statut: sum(a.statut == statut for a in actions) for statut in StatutAction.values}
    return [*passes, Etat(AUJOURD_HUI, comptes)]


def graphique_de_l_avancement(lus: Sequence[Etat]) -> Graphique:
    return barres_empilees(
        "L'avancement des actions",
        [etat.libelle for etat in lus],
        {
            str(libelle): [float(etat.statuts.get(statut, 0)) for etat in lus]
            for statut, libelle in StatutAction.choices
            if any(etat.statuts.get(statut) for etat in lus)
        },
        en_tete="Quand",
    )


def tableau_public(actions: Sequence[Action], titre: str, lien: Any) -> Tableau:
    colonnes = (
        Colonne("action", "Action", str, lien=lien),
        Colonne("porteur", "Maîtrise d'ouvrage", lambda a: str(a.maitrise_d_ouvrage or "à désigner")),
        Colonne("statut", "Où elle en est", lambda a: a.get_statut_display()),
        Colonne("fin_le", "Fin prévue", lambda a: a.fin_le, "date"),
    )
    return Tableau(colonnes, actions, titre, "Aucune action.", legende_visible=False)


def actions_publiques(feuille: FeuilleDeRoute) -> list[Action]:
    actions = feuille.actions.select_related("axe", "maitrise_d_ouvrage").order_by("axe__ordre", "numero")
    return list(actions)


def feuilles_publiques() -> "QuerySet[FeuilleDeRoute]":
    return FeuilleDeRoute.objects.publiques().select_related("dossier")


def nouvelles_de(feuille: FeuilleDeRoute) -> "QuerySet[PointDeSuivi]":
    """De la plus récente à la plus ancienne, toutes actions ensemble."""
    return PointDeSuivi.objects.filter(action__feuille=feuille).select_related("action__feuille", "par")


def liens_ouverts(feuille: FeuilleDeRoute) -> "QuerySet[LienDeSuivi]":
    liens = LienDeSuivi.objects.filter(action__feuille=feuille, revoque_le=None, expire_le__gte=localdate())
    return liens.select_related("action")
