"""Les listes du pilotage : déclarées une fois, montrées, exportées."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.dossier.models import Dossier
from etabli.etape4_seance.models import Seance
from etabli.etape5_feuille_de_route.models import Action
from etabli.pilotage.forms import FiltreDePilotage
from etabli.pilotage.lecture import lignes_de
from etabli.socle.colonnes import Colonne, JeuDeColonnes

DOSSIERS = JeuDeColonnes(
    "pilotage-dossiers",
    "Dossiers",
    (
        Colonne("titre", "Dossier", lambda x: x.dossier.titre, lien=lambda x: x.dossier.get_absolute_url()),
        Colonne("departements", "Départements", lambda x: ", ".join(d.code for d in x.departements)),
        Colonne("pilote", "Pilote", lambda x: x.dossier.pilote.nom_court if x.dossier.pilote else "", secondaire=True),
        Colonne("etape", "Étape", lambda x: x.dossier.get_etape_display(), "badge"),
        Colonne("etat", "État", lambda x: x.etat, secondaire=True),
        Colonne("entree_le", "À cette étape depuis le", lambda x: x.entree_le, "date"),
        Colonne("jours", "Jours", lambda x: x.sejour.nb_jours if x.sejour else None, "entier"),
        Colonne(
            "mediane", "Médiane de l'étape", lambda x: x.mediane, "decimal", secondaire=True,
            description="Jours passés à cette étape par les dossiers qui en sont sortis ; vide à moins de trois.",
        ),
        Colonne("comparaison", "Au regard de la médiane", lambda x: x.comparaison),
        Colonne("fictif", "Fictif", lambda x: x.dossier.est_fictif, "booleen", secondaire=True),
    ),
)  # fmt: skip

ACTIONS = JeuDeColonnes(
    "pilotage-actions",
    "Actions",
    (
        Colonne("action", "Action", str, lien=lambda a: a.get_absolute_url()),
        Colonne("dossier", "Dossier", lambda a: a.feuille.dossier.titre, secondaire=True),
        Colonne("maitrise_d_ouvrage", "Maîtrise d'ouvrage", lambda a: a.maitrise_d_ouvrage),
        Colonne("priorite", "Priorité", lambda a: a.get_priorite_display()),
        Colonne("horizon", "Horizon", lambda a: a.get_horizon_display()),
        Colonne("statut", "Statut", lambda a: a.get_statut_display()),
        Colonne("cout_max", "Coût HT, au plus", lambda a: a.cout, "euros"),
    ),
)

SEANCES = JeuDeColonnes(
    "pilotage-seances",
    "Séances",
    (
        Colonne("seance", "Séance", lambda s: s.titre, lien=lambda s: s.get_absolute_url()),
        Colonne("dossier", "Dossier", lambda s: s.atelier.dossier.titre, secondaire=True),
        Colonne("le", "Le", lambda s: s.debut, "instant"),
        Colonne("etat", "État", lambda s: s.get_etat_display()),
        *(Colonne(f"nb_{c.value}", c.label, attrgetter(f"nb_{c.value}"), "entier") for c in College),
        Colonne("nb_presents", "Émargements", lambda s: s.nb_presents, "entier"),
    ),
)


def dossiers(agent: Agent, filtre: FiltreDePilotage) -> list[Any]:
    visibles = filtre.dossiers(Dossier.objects.visible_to(agent))
    if etape := filtre.lu("etape"):
        visibles = visibles.filter(etape=etape)
    return lignes_de(visibles, agent)


def actions(agent: Agent, filtre: FiltreDePilotage) -> Iterable[Action]:
    miens = filtre.dossiers(Dossier.objects.visible_to(agent))
    trouvees = Action.objects.visible_to(agent).filter(feuille__dossier__in=miens).for_list()
    if statut := filtre.lu("statut"):
        trouvees = trouvees.filter(statut=statut)
    return trouvees.select_related("feuille__dossier").order_by("feuille__dossier_id", "numero")


def seances(agent: Agent, filtre: FiltreDePilotage) -> Iterable[Seance]:
    miens = filtre.dossiers(Dossier.objects.visible_to(agent))
    comptes = {f"nb_{c.value}": Count("emargements", filter=Q(emargements__college=c.value)) for c in College}
    return (
        Seance.objects.visible_to(agent)
        .filter(atelier__dossier__in=miens)
        .for_list()
        .annotate(nb_presents=Count("emargements"), **comptes)
        .order_by("-debut")
    )


@dataclass(frozen=True)
class Liste:
    """Une liste du pilotage : ses colonnes, ses lignes, les filtres qu'elle comprend."""

    jeu: JeuDeColonnes
    lire: Callable[[Agent, FiltreDePilotage], Iterable[Any]]
    filtres: tuple[str, ...]
    titre: str


TERRITOIRE = ("region", "departement", "format")
LISTES: dict[str, Liste] = {
    "dossiers": Liste(DOSSIERS, dossiers, (*TERRITOIRE, "etape"), "Les dossiers et leurs délais"),
    "actions": Liste(ACTIONS, actions, (*TERRITOIRE, "statut"), "Les actions des feuilles de route"),
    "seances": Liste(SEANCES, seances, TERRITOIRE, "Les séances et leur fréquentation"),
}
