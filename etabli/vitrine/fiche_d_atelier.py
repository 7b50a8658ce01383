"""La fiche publique d'un atelier : ce que le ministère en dit, ses livrables, l'avancement de ses actions."""

from collections import Counter
from typing import Any

from django.db.models import Prefetch, QuerySet

from etabli.annuaire.models import MembreDeGroupement
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier
from etabli.etape3_atelier.models import Atelier
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.models import Action
from etabli.etape6_restitution.models import FichePublique
from etabli.etape6_restitution.publics import livrables_publies
from etabli.socle.colonnes import Colonne, Tableau
from etabli.socle.graphiques import Graphique, barres
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.models import Perimetre

NIVEAUX = {
    StatutAction.A_VENIR: "neutre",
    StatutAction.EN_COURS: "info",
    StatutAction.REALISEE: "success",
    StatutAction.EN_PAUSE: "warning",
    StatutAction.BLOQUEE: "error",
    StatutAction.ABANDONNEE: "neutre",
}
COLONNES = (
    Colonne("action", "Action", lambda a: f"{a.numero}. {a.titre}"),
    Colonne("axe", "Axe", lambda a: a.axe.titre, secondaire=True),
    Colonne("maitrise_d_ouvrage", "Maîtrise d'ouvrage", lambda a: str(a.maitrise_d_ouvrage or "")),
    Colonne("horizon", "Horizon", lambda a: a.get_horizon_display()),
    Colonne(
        "statut", "Statut", lambda a: a.get_statut_display(), "badge",
        niveau=lambda a: NIVEAUX[StatutAction(a.statut)],
    ),
)  # fmt: skip


def actions_adoptees(dossier: Dossier) -> QuerySet[Action]:
    """Une feuille de route n'est publique qu'adoptée."""
    return Action.objects.filter(
        feuille__dossier=dossier, feuille__etat__in=[Etat.ADOPTEE, Etat.CLOSE]
    ).for_list()


def fiche_detaillee(publique: FichePublique) -> dict[str, Any]:
    dossier = publique.dossier
    perimetre = Perimetre.objects.with_territoires().get(pk=dossier.perimetre_id)
    actions = list(actions_adoptees(dossier))
    return {
        "publique": publique,
        "dossier": dossier,
        "perimetre": perimetre,
        "carte": carte_du_perimetre(
            perimetre,
            titre=f"Le territoire : {perimetre.nom}",
            description=f"Les communes de {perimetre.libelle_court} et leurs voisines.",
        ),
        "maitrise_d_ouvrage": dossier.organisations(Role.PILOTE, Role.COPILOTE, Role.COPORTEUR),
        "equipe": _equipe(dossier),
        "livrables": livrables_publies([dossier]).get(dossier.pk, []),
        "avancement": graphique_d_avancement(actions) if actions else None,
        "actions": Tableau(COLONNES, actions, "Les actions de la feuille de route") if actions else None,
    }


def _equipe(dossier: Dossier) -> list[MembreDeGroupement]:
    membres = MembreDeGroupement.objects.select_related("organisation")
    atelier = (
        Atelier.objects.filter(dossier=dossier)
        .select_related("equipe")
        .prefetch_related(Prefetch("equipe__membres", membres))
        .first()
    )
    return atelier.equipe.membres_en_cours() if atelier else []


def graphique_d_avancement(actions: list[Action]) -> Graphique:
    nombres = Counter(a.statut for a in actions)
    return barres(
        "Les actions par statut",
        [(s.label, nombres[s.value]) for s in StatutAction if nombres[s.value]],
        en_tete="Statut",
    )
