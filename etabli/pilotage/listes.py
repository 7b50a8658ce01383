"""Les listes de travail du pilotage : les dossiers et leurs délais, les actions, les séances."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Etape
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.dossier.models import Dossier
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.enums import Horizon, Priorite, StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.pilotage.colonnes import ACTIONS, DOSSIERS, SEANCES
from etabli.pilotage.lecture import lignes_de
from etabli.socle.listes import Liste
from etabli.socle.sans_accents import contient


class FiltreDesDossiers(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etape", "region", "departement")
    field_order = premiers
    vers: ClassVar[str] = ""

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etape = forms.ChoiceField(label="Étape", required=False, choices=[("", "Toutes"), *Etape.choices])


class FiltreDesActions(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "statut", "region", "departement")
    field_order = (*premiers, "priorite", "horizon")
    vers: ClassVar[str] = "feuille__dossier"

    q = forms.CharField(label="Action, territoire ou maîtrise d'ouvrage", required=False, max_length=80)
    statut = forms.ChoiceField(
        label="Statut de l'action", required=False, choices=[("", "Tous"), *StatutAction.choices]
    )
    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), *Priorite.choices]
    )
    horizon = forms.ChoiceField(label="Horizon", required=False, choices=[("", "Tous"), *Horizon.choices])

    def quand_q(self, texte: str) -> Q:
        du_dossier = ("feuille__dossier__titre", "feuille__dossier__perimetre__nom")
        return contient(texte, "titre", "maitrise_d_ouvrage__nom", *du_dossier)


class FiltreDesSeances(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etat", "region", "departement")
    field_order = premiers
    vers: ClassVar[str] = "atelier__dossier"

    q = forms.CharField(label="Séance ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Etat.choices])

    def quand_q(self, texte: str) -> Q:
        return contient(texte, "titre", "atelier__dossier__titre", "atelier__dossier__perimetre__nom")


def _actions(actions: Any, agent: Agent) -> Any:
    return actions.for_list().select_related("feuille__dossier")


def _seances(seances: Any, agent: Agent) -> Any:
    comptes = {f"nb_{c.value}": Count("emargements", filter=Q(emargements__college=c.value)) for c in College}
    return seances.for_list().annotate(nb_presents=Count("emargements"), **comptes)


# L'ordre des dossiers est celui de l'urgence : le plus en retard sur la médiane d'abord.
LISTES: dict[str, tuple[Liste, Any, str]] = {
    "dossiers": (
        Liste(
            DOSSIERS,
            FiltreDesDossiers,
            "dossier",
            tri="",
            facette="etape",
            facette_dite="Dossiers par étape",
            toutes="Tous",
            preparer=lignes_de,
        ),
        Dossier.objects,
        "Les dossiers et leurs délais",
    ),
    "actions": (
        Liste(
            ACTIONS,
            FiltreDesActions,
            "action",
            tri="dossier",
            facette="statut",
            facette_dite="Actions par statut",
            preparer=_actions,
        ),
        Action.objects,
        "Les actions des feuilles de route",
    ),
    "seances": (
        Liste(
            SEANCES,
            FiltreDesSeances,
            "séance",
            tri="-le",
            facette="etat",
            facette_dite="Séances par état",
            preparer=_seances,
        ),
        Seance.objects,
        "Les séances et leur fréquentation",
    ),
}
