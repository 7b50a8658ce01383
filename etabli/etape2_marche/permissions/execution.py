"""Pendant l'exécution : l'acheteur ordonne, vérifie et paie ; l'équipe reçoit, remet et présente ses sous-traitants."""

from collections.abc import Iterable
from decimal import Decimal

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import (
    ENGAGES,
    LIVRABLES_CLOS,
    Etat,
    EtatDeLActe,
    EtatDeLaFacture,
    EtatDeLAvenant,
)
from etabli.etape2_marche.execution import bilan_de
from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    Facture,
    LivrableDuMarche,
    Marche,
    OrdreDeService,
)
from etabli.etape2_marche.permissions.commun import a_l_etat, achete, peut_voir_la_conduite
from etabli.socle.francais import euros, liste_et
from etabli.socle.verdict import OUI, Verdict, exige, non


def est_de_l_equipe(agent: Agent, marche: Marche) -> bool:
    """L'agent est d'un membre en cours du groupement titulaire du marché notifié."""
    if marche.titulaire is None or not marche.notifie_le:
        return False
    membres = marche.titulaire.groupement.membres_en_cours()
    return any(m.organisation_id in agent.organisations_ids for m in membres)


def peut_voir_l_execution(agent: Agent, marche: Marche) -> Verdict:
    if est_de_l_equipe(agent, marche):
        return OUI
    return peut_voir_la_conduite(agent, marche)


def execute(agent: Agent, marche: Marche) -> Verdict:
    """Le service acheteur, tant que le marché n'est pas soldé."""
    return a_l_etat(marche, Etat.NOTIFIE) and achete(agent, marche)


def execute_ou_equipe(agent: Agent, marche: Marche) -> Verdict:
    if not (verdict := a_l_etat(marche, Etat.NOTIFIE)):
        return verdict
    return exige(
        achete(agent, marche) or est_de_l_equipe(agent, marche),
        f"Seuls le service acheteur ({marche.acheteur.nom_court}) et l'équipe titulaire le peuvent.",
    )


def peut_preparer_les_phases(agent: Agent, marche: Marche) -> Verdict:
    """Les phases se nomment avant la consultation et se chiffrent une fois l'équipe choisie."""
    if not (verdict := achete(agent, marche)):
        return verdict
    if marche.etat not in (Etat.PREPARATION, Etat.ATTRIBUE, Etat.NOTIFIE):
        return non(
            f"À l'état «\u00a0{Etat(marche.etat).label}\u00a0», la décomposition du prix ne change pas : "
            "les candidats la remplissent ou le marché est clos."
        )
    return exige(
        not marche.factures.exclude(etat=EtatDeLaFacture.REJETEE).exists(),
        "Une facture est enregistrée : le prix des phases ne change plus que par avenant.",
    )


def peut_tenir_les_livrables(agent: Agent, marche: Marche) -> Verdict:
    return execute(agent, marche)


def peut_ordonner(agent: Agent, marche: Marche) -> Verdict:
    return execute(agent, marche)


def peut_preparer_un_avenant(agent: Agent, marche: Marche) -> Verdict:
    return execute(agent, marche) and exige(
        not marche.avenants.filter(etat=EtatDeLAvenant.PROJET).exists(),
        "Un projet d'avenant est déjà ouvert : notifiez-le ou abandonnez-le d'abord.",
    )


def peut_enregistrer_une_facture(agent: Agent, marche: Marche) -> Verdict:
    return execute(agent, marche) and exige(
        marche.phases.filter(montant_ht__isnull=False).exists(),
        "Fixez d'abord le prix de chaque phase : une facture se rapporte à une phase.",
    )


def peut_presenter_un_sous_traitant(agent: Agent, marche: Marche) -> Verdict:
    return execute_ou_equipe(agent, marche)


def peut_accuser_reception(agent: Agent, ordre: OrdreDeService) -> Verdict:
    return execute_ou_equipe(agent, ordre.marche)


def peut_remettre(agent: Agent, livrable: LivrableDuMarche) -> Verdict:
    return execute_ou_equipe(agent, livrable.marche)


def peut_decider(agent: Agent, livrable: LivrableDuMarche) -> Verdict:
    return execute(agent, livrable.marche)


def peut_traiter_la_facture(agent: Agent, facture: Facture) -> Verdict:
    return execute(agent, facture.marche)


def peut_modifier_l_avenant(agent: Agent, avenant: Avenant) -> Verdict:
    return execute(agent, avenant.marche) and exige(
        avenant.etat == EtatDeLAvenant.PROJET, "Cet avenant n'est plus un projet : il ne se modifie plus."
    )


def peut_conclure_l_avenant(agent: Agent, avenant: Avenant) -> Verdict:
    return execute(agent, avenant.marche)


def peut_notifier_l_avenant(agent: Agent, avenant: Avenant) -> Verdict:
    return execute(agent, avenant.marche) and exige(
        avenant.ecart_ht or avenant.duree_mois_apres or avenant.titulaires_apres.exists(),
        "Cet avenant ne change ni le prix, ni la durée, ni l'équipe : complétez-le avant de le notifier.",
    )


def peut_joindre_l_exemplaire(agent: Agent, piece: OrdreDeService | Avenant | ActeDeSousTraitance) -> Verdict:
    """L'exemplaire signé vient de l'un ou de l'autre des signataires."""
    abandonnes = (EtatDeLAvenant.ABANDONNE, EtatDeLActe.REFUSE)
    return execute_ou_equipe(agent, piece.marche) and exige(
        piece.etat not in abandonnes, "Cette pièce n'a pas eu de suite : elle ne se signe pas."
    )


def peut_decider_de_l_acte(agent: Agent, acte: ActeDeSousTraitance) -> Verdict:
    return execute(agent, acte.marche)


def peut_modifier_l_acte(agent: Agent, acte: ActeDeSousTraitance) -> Verdict:
    return execute(agent, acte.marche) and exige(
        acte.etat == EtatDeLActe.ACCEPTE, "Seul un acte accepté se modifie."
    )


def manques_pour_solder(marche: Marche) -> list[str]:
    """Ce qui reste ouvert ; chaque phrase dit quoi fermer."""
    if marche.etat not in ENGAGES:
        return []
    manques = []
    if ouverts := list(marche.livrables.exclude(etat__in=LIVRABLES_CLOS)):
        manques.append(f"décidez de {liste_et(_cites(ouverts))}")
    if pendantes := list(marche.factures.filter(etat__in=[EtatDeLaFacture.RECUE, EtatDeLaFacture.VERIFIEE])):
        manques.append(f"payez ou retournez {liste_et(f'la facture {f.numero}' for f in pendantes)}")
    if marche.avenants.filter(etat=EtatDeLAvenant.PROJET).exists():
        manques.append("notifiez ou abandonnez le projet d'avenant")
    if marche.actes_de_sous_traitance.filter(etat=EtatDeLActe.PRESENTE).exists():
        manques.append("acceptez ou refusez le sous-traitant présenté")
    bilan = bilan_de(marche)
    if bilan.avance_a_rembourser:
        manques.append(
            f"l'avance n'est pas remboursée : il reste {euros(bilan.avance_a_rembourser)} HT à reprendre"
        )
    if bilan.refactions_a_retenir > Decimal(0):
        manques.append(
            f"une réfaction de {euros(bilan.refactions_a_retenir)} HT n'est retenue sur aucune facture"
        )
    return manques


def _cites(objets: Iterable[object]) -> list[str]:
    return [f"«\u00a0{objet}\u00a0»" for objet in objets]


def peut_solder(agent: Agent, marche: Marche) -> Verdict:
    if not (verdict := achete(agent, marche)):
        return verdict
    manques = manques_pour_solder(marche)
    return exige(not manques, f"Avant de solder, {' ; '.join(manques)}.")
