"""Ce que les permissions du marché partagent : qui achète, qui porte, qui évalue, qui est candidat."""

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS
from etabli.dossier.models import Dossier
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Evaluateur, Marche, Titulaire
from etabli.socle.verdict import Verdict, exige, non


def est_candidat(agent: Agent, marche: Marche) -> bool:
    """L'agent appartient à un groupement titulaire : il ne tient aucun rôle dans le choix."""
    return Titulaire.objects.filter(
        accord_cadre_id=marche.accord_cadre_id,
        groupement__membres__organisation_id__in=agent.organisations_ids,
        groupement__membres__jusqu_au__isnull=True,
    ).exists()


def lit_le_dossier(agent: Agent, marche: Marche) -> bool:
    """L'équipe choisie en devient membre ; un candidat, lui, n'y entre pas."""
    return agent.est_dgaln or bool(marche.dossier.roles_de(agent))


def a_l_etat(marche: Marche, *etats: Etat) -> Verdict:
    return exige(
        marche.etat in etats,
        f"Ce n'est pas possible à l'état «\u00a0{Etat(marche.etat).label}\u00a0» du marché.",
    )


def achete(agent: Agent, marche: Marche) -> Verdict:
    return exige(
        marche.acheteur_id in agent.organisations_ids,
        f"Seul le service acheteur ({marche.acheteur.nom_court}) le peut.",
    ) and exige(
        not est_candidat(agent, marche), "Vous appartenez à un groupement titulaire de l'accord-cadre."
    )


def porte(agent: Agent, marche: Marche) -> Verdict:
    return exige(
        marche.dossier.roles_de(agent) & set(PORTEURS),
        "Seuls les pilotes et co-porteurs de l'atelier prennent part au choix de l'équipe.",
    ) and exige(
        not est_candidat(agent, marche), "Vous appartenez à un groupement titulaire de l'accord-cadre."
    )


def evaluateur_de(agent: Agent, marche: Marche) -> Evaluateur | None:
    return next((e for e in marche.evaluateurs.all() if e.agent_id == agent.pk), None)


def places_perdues(marche: Marche) -> set[int]:
    """Les évaluateurs dont la fonction a pris fin, ou dont l'organisation ne porte plus l'atelier : une requête."""
    en_poste = set(
        Fonction.objects.en_cours()
        .filter(agent__evaluations__marche=marche)
        .values_list("agent_id", "organisation_id")
    )
    porteurs = {m.organisation_id for m in marche.dossier.membres_en_cours() if m.role in PORTEURS}
    return {
        e.pk
        for e in marche.evaluateurs.all()
        if e.organisation_id not in porteurs or (e.agent_id, e.organisation_id) not in en_poste
    }


def evalue(agent: Agent, marche: Marche) -> Verdict:
    evaluateur = evaluateur_de(agent, marche)
    if evaluateur is None or evaluateur.deporte_le:
        return non("Seules les personnes désignées pour le choix collégial lisent et notent les offres.")
    if evaluateur.pk in places_perdues(marche):
        return non(
            f"Vous avez été désigné au nom de {evaluateur.organisation.nom_court} : vous n'y êtes plus en fonction, "
            "ou elle ne porte plus l'atelier."
        )
    return exige(evaluateur.declaration_le, "Déclarez d'abord que vous n'avez aucun conflit d'intérêts.")


def evalue_pour_l_acheteur(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche) and evalue(agent, marche)


def peut_chercher_le_marche(agent: Agent, dossier: Dossier) -> Verdict:
    """Qui voit le dossier sans le porter ne suit le marché que par la frise du dossier."""
    return exige(
        agent.est_dgaln or dossier.roles_de(agent) & set(PORTEURS),
        "Le choix de l'équipe se suit entre les porteurs de l'atelier et la DGALN. "
        "La page du dossier dit où il en est.",
    )


def peut_voir_la_conduite(agent: Agent, marche: Marche) -> Verdict:
    """Registre, collège, calendrier interne : qui achète ou porte, jamais un candidat."""
    return exige(
        (agent.est_dgaln or marche.dossier.roles_de(agent) & set(PORTEURS))
        and not est_candidat(agent, marche),
        "Ces pages sont réservées aux porteurs de l'atelier et à la DGALN.",
    )
