"""Ce qui se fait d'une offre ouverte : la joindre, demander au candidat, et ce que le candidat peut lui-même."""

from datetime import timedelta

from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import DemandeAuCandidat, Marche, Offre
from etabli.etape2_marche.permissions.commun import a_l_etat, achete, evalue_pour_l_acheteur
from etabli.etape2_marche.permissions.consultation import consultation_de
from etabli.socle.verdict import Verdict, exige

# Sur demande d'un candidat écarté, les motifs détaillés sont dus sous quinze jours (domaine.md, § 4.1).
DELAI_DES_MOTIFS = timedelta(days=15)


def peut_joindre_une_offre(agent: Agent, offre: Offre) -> Verdict:
    return a_l_etat(offre.marche, Etat.ANALYSE) and evalue_pour_l_acheteur(agent, offre.marche)


def peut_demander_au_candidat(agent: Agent, offre: Offre) -> Verdict:
    return (
        a_l_etat(offre.marche, Etat.ANALYSE)
        and evalue_pour_l_acheteur(agent, offre.marche)
        and exige(
            not any(d.close_le is None for d in offre.demandes.all()),
            "Une demande à ce candidat attend encore sa suite.",
        )
    )


def est_du_groupement(agent: Agent, offre: Offre) -> bool:
    return Offre.objects.du_candidat(agent).filter(pk=offre.pk).exists()


def peut_repondre_a_la_demande(agent: Agent, demande: DemandeAuCandidat) -> Verdict:
    """Le candidat ; ou l'acheteur, qui recopie une réponse reçue sur PLACE."""
    marche = demande.offre.marche
    return (
        a_l_etat(marche, Etat.ANALYSE)
        and exige(demande.repondue_le is None, "La réponse est déjà enregistrée.")
        and exige(demande.close_le is None, "Cette demande a déjà sa suite.")
        and exige(
            est_du_groupement(agent, demande.offre) or evalue_pour_l_acheteur(agent, marche),
            "Seul le candidat répond, ou le service acheteur qui recopie sa réponse.",
        )
    )


def peut_clore_la_demande(agent: Agent, demande: DemandeAuCandidat) -> Verdict:
    return (
        a_l_etat(demande.offre.marche, Etat.ANALYSE)
        and evalue_pour_l_acheteur(agent, demande.offre.marche)
        and exige(demande.close_le is None, "Cette demande a déjà sa suite.")
        and exige(
            demande.repondue_le or localdate() > demande.reponse_attendue_le,
            "Le candidat n'a pas encore répondu, et le délai qui lui est laissé n'est pas passé.",
        )
    )


def peut_lire_sa_consultation(agent: Agent, marche: Marche) -> Verdict:
    return exige(
        consultation_de(agent, marche),
        "Cette page est celle des groupements consultés : le vôtre ne l'est pas.",
    )


def peut_demander_les_motifs(agent: Agent, offre: Offre) -> Verdict:
    return (
        exige(est_du_groupement(agent, offre), "Seul le candidat écarté demande les motifs détaillés.")
        and exige(offre.rejet_envoye_le, "Aucune lettre de rejet ne vous a été envoyée.")
        and exige(offre.motifs_demandes_le is None, "Votre demande est déjà enregistrée.")
    )


def peut_donner_les_motifs(agent: Agent, offre: Offre) -> Verdict:
    return (
        achete(agent, offre.marche)
        and exige(offre.motifs_demandes_le, "Ce candidat n'a rien demandé.")
        and exige(offre.motifs_donnes_le is None, "Les motifs détaillés sont déjà envoyés.")
    )


def peut_signer(agent: Agent, marche: Marche) -> Verdict:
    return (
        a_l_etat(marche, Etat.ATTRIBUE)
        and achete(agent, marche)
        and exige(marche.attestations_le, "Vérifiez d'abord les attestations de l'équipe choisie.")
        and exige(
            not marche.offres.exclude(titulaire=marche.titulaire).filter(rejet_envoye_le=None).exists(),
            "Prévenez d'abord les candidats dont l'offre est écartée.",
        )
    )
