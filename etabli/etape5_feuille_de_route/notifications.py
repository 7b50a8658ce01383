"""À quel acte quelle lettre : la feuille soumise, rendue, adoptée ; une action qui bloque ou s'arrête."""

from collections.abc import Callable
from typing import Any

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape5_feuille_de_route.liens import adresse_du_lien
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute, LienDeSuivi
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def en_fonction(*roles: Role) -> Callable[[FeuilleDeRoute], list[str]]:
    """Les adresses de tous les agents en fonction chez les membres qui tiennent ces rôles."""

    def adresses(feuille: FeuilleDeRoute) -> list[str]:
        fonctions = Fonction.objects.en_cours().filter(organisation__in=feuille.dossier.organisations(*roles))
        agents = Agent.objects.filter(is_active=True, fonctions__in=fonctions)
        return list(agents.values_list("email", flat=True).distinct())

    return adresses


LETTRES = {
    "soumettre": Lettre(
        "feuille-de-route-soumise",
        "{{ objet }} : à lire et à discuter",
        "feuille_de_route/lettres/soumettre.txt",
        en_fonction(*PORTEURS),
    ),
    "rendre": Lettre(
        "feuille-de-route-rendue",
        "{{ objet }} : à reprendre",
        "feuille_de_route/lettres/rendre.txt",
        en_fonction(Role.EQUIPE),
    ),
    "adopter": Lettre(
        "feuille-de-route-adoptee",
        "{{ objet }} : adoptée",
        "feuille_de_route/lettres/adopter.txt",
        en_fonction(*Role),
    ),
    "clore": Lettre(
        "feuille-de-route-close",
        "{{ objet }} : le suivi est clos",
        "feuille_de_route/lettres/clore.txt",
        en_fonction(*Role),
    ),
}


@receiver(acte_accompli, sender=FeuilleDeRoute, dispatch_uid="lettres_de_feuille_de_route")
def ecrire_aux_membres(
    *, acte: str, objet: FeuilleDeRoute, par: Agent, donnees: dict[str, Any], **_: object
) -> None:
    if lettre := LETTRES.get(acte):
        lettre.envoyer(objet, par=par, motif=donnees.get("motif", ""), nb=objet.actions.count())


def qui_suit(action: Action) -> list[str]:
    """Les porteurs, et ceux qui tiennent l'action ou attendent qu'elle finisse."""
    tenants = {action.maitrise_d_ouvrage_id, *action.conditionne.values_list("maitrise_d_ouvrage", flat=True)}
    fonctions = Fonction.objects.en_cours().filter(organisation__in=tenants - {None})
    tiennent = Agent.objects.filter(is_active=True, fonctions__in=fonctions)
    return [*en_fonction(*PORTEURS)(action.feuille), *tiennent.values_list("email", flat=True)]


POINT = Lettre(
    "feuille-de-route-point",
    "{{ objet.titre }} : {{ point.get_statut_display|lower }}",
    "feuille_de_route/lettres/point.txt",
    qui_suit,
)


@receiver(acte_accompli, sender=Action, dispatch_uid="lettre_du_point_de_suivi")
def dire_ce_qui_change(*, objet: Action, par: Agent | None, donnees: dict[str, Any], **_: object) -> None:
    """Une lettre quand l'action change de statut ; une nouvelle sans changement reste sur la page."""
    point = objet.points.get(pk=donnees["point"])
    POINT.envoyer(objet, occasion=f"point-{point.pk}", par=par, point=point)


LIEN = Lettre(
    "feuille-de-route-lien-de-suivi",
    "Donner des nouvelles : {{ objet.action.titre }}",
    "feuille_de_route/lettres/lien_de_suivi.txt",
    lambda lien: [lien.adresse],
    lambda lien: {"lien": adresse_du_lien(lien)},
)


@receiver(acte_accompli, sender=LienDeSuivi, dispatch_uid="lettre_du_lien_de_suivi")
def confier_par_lettre(*, objet: LienDeSuivi, par: Agent, **_: object) -> None:
    LIEN.envoyer(objet, par=par)
