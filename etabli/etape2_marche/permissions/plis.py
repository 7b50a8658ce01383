"""Les plis s'enregistrent fermés et s'ouvrent à deux."""

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import Conformite, Etat
from etabli.etape2_marche.models import Marche, Offre
from etabli.etape2_marche.permissions.commun import a_l_etat, achete, porte
from etabli.socle.verdict import Verdict, exige


def peut_enregistrer_une_offre(agent: Agent, marche: Marche) -> Verdict:
    return a_l_etat(marche, Etat.DEPOUILLEMENT) and achete(agent, marche)


def peut_renvoyer_un_pli(agent: Agent, offre: Offre) -> Verdict:
    """Un pli tardif s'écarte sans attendre la fin de l'analyse : il n'y a rien à en lire."""
    return (
        achete(agent, offre.marche)
        and exige(offre.conformite == Conformite.HORS_DELAI, "Ce pli est arrivé à temps.")
        and exige(offre.rejet_envoye_le is None, "Ce candidat est déjà prévenu.")
    )


def peut_demander_l_ouverture(agent: Agent, marche: Marche) -> Verdict:
    return (
        a_l_etat(marche, Etat.DEPOUILLEMENT)
        and porte(agent, marche)
        and exige(
            marche.offres.a_temps().exists(),
            "Aucune offre arrivée à temps n'est enregistrée : le marché se déclare infructueux."
            if marche.offres.exists()
            else "Aucune offre n'est enregistrée.",
        )
        and exige(
            marche.ouverture_demandee_par_id is None,
            "L'ouverture est déjà demandée : une autre personne doit maintenant ouvrir les plis.",
        )
    )


def peut_ouvrir_les_plis(agent: Agent, marche: Marche) -> Verdict:
    """Deux personnes différentes, dont une au moins du service acheteur."""
    premiere = marche.ouverture_demandee_par
    return (
        porte(agent, marche)
        and exige(premiere, "Une première personne doit d'abord demander l'ouverture des plis.")
        and exige(
            premiere and premiere.pk != agent.pk,
            "Les plis s'ouvrent à deux : une autre personne que vous doit le faire.",
        )
        and exige(
            premiere and marche.acheteur_id in (agent.organisations_ids | premiere.organisations_ids),
            f"L'une des deux personnes doit être du service acheteur ({marche.acheteur.nom_court}).",
        )
    )
