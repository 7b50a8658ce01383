"""Après le choix : attestations, rejets, notification ; ou renoncer, et relancer."""

from etabli.annuaire.models import Agent
from etabli.etape2_marche.decp import manques_decp, restent_a_publier
from etabli.etape2_marche.enums import ANALYSES, ENGAGES, Conformite, Etat
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions.commun import a_l_etat, achete
from etabli.socle.verdict import Verdict, exige


def peut_constater_les_attestations(agent: Agent, marche: Marche) -> Verdict:
    return (
        a_l_etat(marche, Etat.ATTRIBUE)
        and achete(agent, marche)
        and exige(marche.attestations_le is None, "Les attestations sont déjà vérifiées.")
    )


def peut_ecrire_les_rejets(agent: Agent, marche: Marche) -> Verdict:
    return a_l_etat(marche, Etat.ATTRIBUE) and achete(agent, marche)


def peut_envoyer_les_rejets(agent: Agent, marche: Marche) -> Verdict:
    return (
        peut_ecrire_les_rejets(agent, marche)
        and exige(
            marche.attestations_le,
            "Vérifiez d'abord les attestations de l'équipe choisie, puis prévenez les autres.",
        )
        and exige(_a_prevenir(marche), "Tous les candidats écartés sont prévenus.")
    )


def _a_prevenir(marche: Marche) -> bool:
    return marche.offres.exclude(titulaire=marche.titulaire).filter(rejet_envoye_le=None).exists()


def peut_notifier(agent: Agent, marche: Marche) -> Verdict:
    return (
        achete(agent, marche)
        and exige(marche.attestations_le, "Vérifiez d'abord les attestations de l'équipe choisie.")
        and exige(not _a_prevenir(marche), "Prévenez d'abord les candidats dont l'offre est écartée.")
        and exige(marche.signe_le, "Enregistrez d'abord la signature de l'acte d'engagement.")
    )


def peut_declarer_infructueux(agent: Agent, marche: Marche) -> Verdict:
    if not (verdict := achete(agent, marche)):
        return verdict
    if marche.etat not in ANALYSES:
        return exige(
            not marche.offres.a_temps().exists(), "Des offres sont enregistrées : ouvrez d'abord les plis."
        )
    ouvertes = marche.offres.filter(conformite__in=[Conformite.A_VERIFIER, Conformite.COMPLETE])
    return exige(not ouvertes.exists(), "Une offre au moins est recevable ou reste à vérifier.")


def peut_declarer_sans_suite(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche)


def peut_relancer(agent: Agent, marche: Marche) -> Verdict:
    return (
        a_l_etat(marche, Etat.INFRUCTUEUX, Etat.SANS_SUITE)
        and achete(agent, marche)
        and exige(
            not Marche.objects.courants().filter(dossier_id=marche.dossier_id).exists(),
            "Un autre marché est déjà en cours pour ce dossier.",
        )
    )


def peut_lire_les_donnees_essentielles(agent: Agent, marche: Marche) -> Verdict:
    manques = manques_decp(marche)
    return exige(not manques, f"Il manque, pour publier les données essentielles : {', '.join(manques)}.")


def peut_publier_les_donnees(agent: Agent, marche: Marche) -> Verdict:
    return (
        a_l_etat(marche, *ENGAGES)
        and achete(agent, marche)
        and peut_lire_les_donnees_essentielles(agent, marche)
        and exige(restent_a_publier(marche), "La publication est déjà enregistrée.")
    )
