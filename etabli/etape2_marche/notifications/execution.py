"""Pendant l'exécution : ce que l'acheteur décide s'écrit à l'équipe, une fois par décision."""

from django.dispatch import receiver

from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    Facture,
    LivrableDuMarche,
    OrdreDeService,
)
from etabli.etape2_marche.notifications.passation import a_l_equipe, courriels_de
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli

DuMarche = OrdreDeService | LivrableDuMarche | Avenant


def a_l_equipe_du_marche(objet: DuMarche) -> list[str]:
    return a_l_equipe(objet.marche)


def au_mandataire_et_a_l_emetteur(facture: Facture) -> list[str]:
    """Un sous-traitant payé directement lit le retour de sa facture, et l'équipe aussi."""
    return [*a_l_equipe(facture.marche), *courriels_de(facture.emetteur)]


def a_l_equipe_et_a_qui_sous_traite(acte: ActeDeSousTraitance) -> list[str]:
    return [*a_l_equipe(acte.marche), *courriels_de(acte.donneur_d_ordre)]


ORDRE = Lettre(
    "marche-ordre-de-service",
    "Ordre de service n° {{ objet.numero }} : {{ objet.marche.dossier }}",
    "marche/lettres/ordre.txt",
    a_l_equipe_du_marche,
)
DECISION = Lettre(
    "marche-decision-d-admission",
    "{{ decision.get_decision_display }} : {{ objet }}, {{ objet.marche.dossier }}",
    "marche/lettres/decision.txt",
    a_l_equipe_du_marche,
)
FACTURE_RETOURNEE = Lettre(
    "marche-facture-retournee",
    "Facture {{ objet.numero }} retournée : {{ objet.marche.dossier }}",
    "marche/lettres/facture_retournee.txt",
    au_mandataire_et_a_l_emetteur,
)
AVENANT = Lettre(
    "marche-avenant",
    "Avenant n° {{ objet.numero }} : {{ objet.marche.dossier }}",
    "marche/lettres/avenant.txt",
    a_l_equipe_du_marche,
)
SOUS_TRAITANCE = Lettre(
    "marche-sous-traitance",
    "Sous-traitant {{ objet.get_etat_display|lower }} : {{ objet.marche.dossier }}",
    "marche/lettres/sous_traitance.txt",
    a_l_equipe_et_a_qui_sous_traite,
)
DECISIONS = ("admettre", "ajourner", "admettre_avec_refaction", "rejeter")


@receiver(acte_accompli, sender=OrdreDeService, dispatch_uid="lettres_des_ordres")
def ecrire_l_ordre(*, acte: str, objet: OrdreDeService, **_: object) -> None:
    if acte == "emettre_un_ordre":
        ORDRE.envoyer(objet, occasion=f"ordre-{objet.pk}")


@receiver(acte_accompli, sender=LivrableDuMarche, dispatch_uid="lettres_des_decisions")
def ecrire_la_decision(*, acte: str, objet: LivrableDuMarche, **_: object) -> None:
    """Un livrable ajourné puis admis donne deux décisions, donc deux lettres."""
    decision = objet.decisions.order_by("pk").last() if acte in DECISIONS else None
    if decision:
        DECISION.envoyer(objet, occasion=f"decision-{decision.pk}", decision=decision)


@receiver(acte_accompli, sender=Facture, dispatch_uid="lettres_des_factures")
def ecrire_le_retour(*, acte: str, objet: Facture, **_: object) -> None:
    if acte == "retourner":
        FACTURE_RETOURNEE.envoyer(objet, occasion=f"facture-retournee-{objet.pk}")


@receiver(acte_accompli, sender=Avenant, dispatch_uid="lettres_des_avenants")
def ecrire_l_avenant(*, acte: str, objet: Avenant, **_: object) -> None:
    if acte == "notifier":
        AVENANT.envoyer(objet, occasion=f"avenant-{objet.pk}")


@receiver(acte_accompli, sender=ActeDeSousTraitance, dispatch_uid="lettres_de_la_sous_traitance")
def ecrire_de_la_sous_traitance(*, acte: str, objet: ActeDeSousTraitance, **_: object) -> None:
    if acte in ("accepter", "refuser"):
        SOUS_TRAITANCE.envoyer(objet, occasion=f"sous-traitance-{objet.pk}-{acte}")
