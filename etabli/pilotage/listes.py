"""Les listes du pilotage : derrière chaque chiffre, l'une d'elles, filtrée comme lui."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q
from django.http import QueryDict

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College, Etape
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.dossier.models import Dossier
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Emargement, Seance
from etabli.etape5_feuille_de_route.enums import Echeance, Horizon, Priorite, StatutAction
from etabli.etape5_feuille_de_route.models import Action, BilanDeSuivi
from etabli.pilotage import lecture
from etabli.pilotage.colonnes import ACTIONS, BILANS, DOSSIERS, PRESENCES, SEANCES
from etabli.pilotage.couverture import COMMUNES, DEPARTEMENTS, EPCIS, REGIONS
from etabli.pilotage.lecture import est_arrete
from etabli.pilotage.reperes import RYTHMES, AvecReperes
from etabli.socle.listes import Liste, ListeLue
from etabli.socle.sans_accents import contient
from etabli.territoires.models import Commune, Departement, Epci, Region

SITUATIONS = [("", "Toutes"), ("en_cours", "En cours"), ("arretes", "Arrêtés")]


class FiltreDesDossiers(AvecReperes, FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etape", "region", "departement")
    field_order = (*premiers, "situation", "rythme")
    vers: ClassVar[str] = ""

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etape = forms.ChoiceField(label="Étape", required=False, choices=[("", "Toutes"), *Etape.choices])
    situation = forms.ChoiceField(label="Situation", required=False, choices=SITUATIONS)
    rythme = forms.ChoiceField(
        label="Rythme", required=False, choices=RYTHMES, help_text="Parmi les dossiers en cours"
    )

    def quand_situation(self, situation: str) -> Q:
        return est_arrete() if situation == "arretes" else ~est_arrete()

    def quand_rythme(self, rythme: str) -> Q:
        return ~est_arrete() & super().quand_rythme(rythme)


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


class FiltreDesPresences(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "college", "region", "departement")
    field_order = (*premiers, "session")
    vers: ClassVar[str] = "seance__atelier__dossier"

    college = forms.ChoiceField(label="Collège", required=False, choices=[("", "Tous"), *College.choices])
    session = forms.IntegerField(label="Session", required=False, min_value=1, max_value=99)
    q = forms.CharField(label="Séance ou territoire", required=False, max_length=80)

    def quand_session(self, numero: int) -> Q:
        return Q(seance__numero=numero)

    def quand_q(self, texte: str) -> Q:
        du_dossier = ("titre", "perimetre__nom")
        return contient(texte, "seance__titre", *(self.du_dossier(champ) for champ in du_dossier))


class FiltreDesBilans(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "echeance", "region", "departement")
    field_order = premiers
    vers: ClassVar[str] = "feuille__dossier"

    q = forms.CharField(label="Dossier ou territoire", required=False, max_length=80)
    echeance = forms.TypedChoiceField(
        label="Échéance", required=False, coerce=int, choices=[("", "Toutes"), *Echeance.choices]
    )


def _actions(actions: Any, agent: Agent) -> Any:
    return actions.for_list().select_related("feuille__dossier")


def _seances(seances: Any, agent: Agent) -> Any:
    comptes = {f"nb_{c.value}": Count("emargements", filter=Q(emargements__college=c.value)) for c in College}
    return seances.for_list().annotate(nb_presents=Count("emargements"), **comptes)


def _presences(presences: Any, agent: Agent) -> Any:
    return presences.select_related("seance__atelier__dossier")


@dataclass(frozen=True)
class ListeDuPilotage:
    """Une liste et ce qu'elle montre ; `visibles(agent)` rend ce que cet agent peut y lire."""

    titre: str
    liste: Liste
    visibles: Callable[[Agent], Any]

    def lue(self, parametres: QueryDict, agent: Agent) -> ListeLue:
        return ListeLue(self.liste, parametres, self.visibles(agent), agent)


def _des_seances_visibles(agent: Agent) -> Any:
    return Emargement.objects.filter(seance__in=Seance.objects.visible_to(agent))


def _compteur(jeu: Any, filtre: Any, unite: str, tri: str, facette: str, dite: str, **autres: Any) -> Liste:
    return Liste(jeu, filtre, unite, tri=tri, facette=facette, facette_dite=dite, **autres)


LISTES: dict[str, ListeDuPilotage] = {
    "dossiers": ListeDuPilotage(
        "Les dossiers et leurs délais",
        _compteur(
            DOSSIERS,
            FiltreDesDossiers,
            "dossier",
            "entree_le",
            "etape",
            "Dossiers par étape",
            toutes="Tous",
            ecran=("titre", "departements", "pilote", "etape", "etat", "entree_le", "jours", "comparaison"),
            preparer=lecture.preparer,
            completer=lecture.completer,
        ),
        Dossier.objects.visible_to,
    ),
    "actions": ListeDuPilotage(
        "Les actions des feuilles de route",
        _compteur(
            ACTIONS, FiltreDesActions, "action", "dossier", "statut", "Actions par statut", preparer=_actions
        ),
        Action.objects.visible_to,
    ),
    "seances": ListeDuPilotage(
        "Les séances et leur fréquentation",
        _compteur(SEANCES, FiltreDesSeances, "séance", "-le", "etat", "Séances par état", preparer=_seances),
        Seance.objects.visible_to,
    ),
    "presences": ListeDuPilotage(
        "Les présences en séance",
        _compteur(
            PRESENCES,
            FiltreDesPresences,
            "présence",
            "-le",
            "college",
            "Présences par collège",
            preparer=_presences,
        ),
        _des_seances_visibles,
    ),
    "bilans": ListeDuPilotage(
        "Les bilans des feuilles de route",
        _compteur(
            BILANS, FiltreDesBilans, "bilan", "-etabli_le", "echeance", "Bilans par échéance", toutes="Tous"
        ),
        BilanDeSuivi.objects.visible_to,
    ),
    "regions": ListeDuPilotage("Les régions", REGIONS, Region.objects.visible_to),
    "departements": ListeDuPilotage("Les départements", DEPARTEMENTS, Departement.objects.visible_to),
    "epci": ListeDuPilotage(
        "Les intercommunalités", EPCIS, lambda agent: Epci.objects.visible_to(agent).filter(est_actuel=True)
    ),
    "communes": ListeDuPilotage(
        "Les communes", COMMUNES, lambda agent: Commune.objects.visible_to(agent).filter(est_actuelle=True)
    ),
}
