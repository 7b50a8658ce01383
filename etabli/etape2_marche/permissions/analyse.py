"""Le choix collégial : qui désigne, qui déclare, qui note, quand on se réunit, qui lit l'analyse."""

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS
from etabli.etape2_marche.classement import cases_a_noter, classement_de
from etabli.etape2_marche.enums import DECIDES, Conformite, Etat
from etabli.etape2_marche.models import DemandeAuCandidat, Evaluateur, Marche, Note
from etabli.etape2_marche.permissions.commun import (
    a_l_etat,
    achete,
    est_candidat,
    evaluateur_de,
    evalue,
    evalue_pour_l_acheteur,
    places_perdues,
)
from etabli.socle.verdict import Verdict, exige, non


def peut_composer_le_college(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche) and a_l_etat(
        marche, Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT, Etat.ANALYSE
    )


def peut_designer(agent: Agent, marche: Marche, choisi: Agent) -> Verdict:
    return (
        peut_composer_le_college(agent, marche)
        and exige(
            marche.dossier.roles_de(choisi) & set(PORTEURS),
            "Un évaluateur vient d'une organisation pilote ou co-porteuse de l'atelier.",
        )
        and exige(
            not est_candidat(choisi, marche),
            "Cette personne appartient à un groupement titulaire de l'accord-cadre.",
        )
    )


def ont_note(marche: Marche) -> set[int]:
    """Les évaluateurs qui ont déjà donné une note : on ne les retire plus."""
    return set(Note.objects.filter(evaluateur__marche=marche).values_list("evaluateur_id", flat=True)) - {
        None
    }


def peut_retirer_du_college(agent: Agent, evaluateur: Evaluateur) -> Verdict:
    """Qui a noté ne se retire plus, sauf s'il n'est plus en fonction : personne d'autre ne pourrait le dire."""
    return peut_composer_le_college(agent, evaluateur.marche) and exige(
        not evaluateur.notes.exists() or evaluateur.pk in places_perdues(evaluateur.marche),
        "Cette personne a déjà noté des offres : elle ne peut que se déporter elle-même.",
    )


def peut_declarer_ses_interets(agent: Agent, marche: Marche) -> Verdict:
    evaluateur = evaluateur_de(agent, marche)
    if evaluateur is None or evaluateur.deporte_le:
        return non("Vous n'êtes pas du choix collégial.")
    return exige(not evaluateur.declaration_le, "Votre déclaration est déjà faite.") and a_l_etat(
        marche, Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT, Etat.ANALYSE
    )


def peut_se_deporter(agent: Agent, marche: Marche) -> Verdict:
    evaluateur = evaluateur_de(agent, marche)
    if evaluateur is None or evaluateur.deporte_le:
        return non("Vous n'êtes pas du choix collégial.")
    # Jusqu'en réunion : un lien d'intérêts se découvre quand il se découvre.
    return a_l_etat(
        marche, Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT, Etat.ANALYSE, Etat.CONSENSUS
    )


def peut_verifier_une_offre(agent: Agent, marche: Marche) -> Verdict:
    return a_l_etat(marche, Etat.ANALYSE) and evalue_pour_l_acheteur(agent, marche)


def peut_noter(agent: Agent, marche: Marche) -> Verdict:
    return a_l_etat(marche, Etat.ANALYSE) and evalue(agent, marche)


def manques_du_college(marche: Marche) -> list[str]:
    """Le choix est collégial : pilote, opérateur s'il y en a un, collectivités (programme, « équipes »)."""
    votants = [e for e in marche.evaluateurs.all() if not e.deporte_le]
    presents = {e.organisation_id for e in votants}
    manques = [
        role.label.lower()
        for role in PORTEURS
        if (membres := marche.dossier.organisations(role)) and not presents & {m.pk for m in membres}
    ]
    phrases = [f"il n'y a personne pour : {', '.join(manques)}"] if manques else []
    muets = [str(e) for e in votants if not e.declaration_le]
    return phrases + ([f"attend la déclaration de {', '.join(muets)}"] if muets else [])


def manques_de_l_analyse(marche: Marche) -> list[str]:
    """Ce qui reste à faire avant la réunion de choix."""
    offres = list(marche.offres.all())
    recevables = [o for o in offres if o.est_recevable]
    manques = manques_du_college(marche)
    if a_verifier := [o for o in offres if o.conformite == Conformite.A_VERIFIER]:
        manques.append(f"{len(a_verifier)} offre(s) dont la conformité reste à vérifier")
    if ouvertes := DemandeAuCandidat.objects.filter(offre__marche=marche, close_le=None).count():
        manques.append(f"{ouvertes} demande(s) à un candidat dont la suite est à donner")
    if [o for o in recevables if o.montant_ht is None]:
        manques.append("un prix manque")
    votants = [e for e in marche.evaluateurs.all() if e.peut_lire]
    attendues = len(recevables) * len(cases_a_noter(marche.accord_cadre)) * len(votants)
    donnees = Note.objects.filter(offre__in=recevables, evaluateur__in=votants).count()
    if donnees < attendues:
        manques.append(f"{attendues - donnees} note(s) individuelle(s) sur {attendues}")
    return manques


def peut_reunir(agent: Agent, marche: Marche) -> Verdict:
    if not (verdict := evalue_pour_l_acheteur(agent, marche)):
        return verdict
    manques = manques_de_l_analyse(marche)
    return exige(not manques, f"Il reste à faire : {' ; '.join(manques)}.") and exige(
        marche.offres.recevables().exists(),
        "Aucune offre n'est recevable : le marché se déclare infructueux.",
    )


def peut_arreter_les_notes(agent: Agent, marche: Marche) -> Verdict:
    return a_l_etat(marche, Etat.CONSENSUS) and evalue_pour_l_acheteur(agent, marche)


def peut_attribuer(agent: Agent, marche: Marche) -> Verdict:
    return evalue_pour_l_acheteur(agent, marche) and exige(
        classement_de(marche), "Il manque des notes arrêtées en réunion : le classement n'est pas complet."
    )


def peut_lire_l_analyse(agent: Agent, marche: Marche) -> Verdict:
    """Les évaluateurs dès la réunion de choix ; l'acheteur et la DGALN une fois le choix fait."""
    if est_candidat(agent, marche):
        return non("L'analyse ne se communique pas aux candidats.")
    if marche.etat == Etat.CONSENSUS:
        return evalue(agent, marche)
    return exige(marche.etat in DECIDES, "L'analyse se lit à partir de la réunion de choix.") and exige(
        agent.est_dgaln or marche.acheteur_id in agent.organisations_ids or evalue(agent, marche),
        "L'analyse se lit par les évaluateurs, le service acheteur et la DGALN.",
    )
