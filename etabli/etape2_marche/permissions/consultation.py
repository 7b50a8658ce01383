"""Consulter, prolonger, questionner, répondre, décliner."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Consultation, Marche, Question
from etabli.etape2_marche.permissions.cadre import defauts_du_cadre
from etabli.etape2_marche.permissions.commun import a_l_etat, achete
from etabli.socle.verdict import OUI, Verdict, exige


def peut_lancer_la_consultation(agent: Agent, marche: Marche) -> Verdict:
    defauts = defauts_du_cadre(marche.accord_cadre)
    return achete(agent, marche) and exige(
        not defauts, f"L'accord-cadre est à compléter par la DGALN : {' ; '.join(defauts)}."
    )


def peut_prolonger(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche)


def peut_clore_la_reception(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche) and exige(
        marche.est_echu, f"La date limite ({_quand(marche)}) n'est pas passée : aucun pli ne se prend avant."
    )


def _quand(marche: Marche) -> str:
    if not marche.date_limite:
        return "non fixée"
    return date_format(localtime(marche.date_limite), "j F Y à H:i")


def consultation_de(agent: Agent, marche: Marche) -> Consultation | None:
    """L'invitation reçue par le groupement de l'agent, s'il en est."""
    return (
        Consultation.objects.filter(
            marche=marche,
            titulaire__groupement__membres__organisation_id__in=agent.organisations_ids,
            titulaire__groupement__membres__jusqu_au__isnull=True,
        )
        .select_related("titulaire__groupement")
        .first()
    )


def peut_poser_une_question(agent: Agent, marche: Marche) -> Verdict:
    """Un titulaire ; ou l'acheteur, qui recopie une question reçue sur PLACE."""
    return (
        a_l_etat(marche, Etat.CONSULTATION)
        and exige(not marche.est_echu, "La date limite est passée.")
        and exige(
            marche.acheteur_id in agent.organisations_ids or consultation_de(agent, marche),
            "Seuls les titulaires consultés posent des questions.",
        )
    )


def peut_repondre(agent: Agent, question: Question) -> Verdict:
    return (
        achete(agent, question.marche)
        and a_l_etat(question.marche, Etat.CONSULTATION)
        and exige(question.repondue_le is None, "Cette question a déjà sa réponse.")
    )


def peut_decliner(agent: Agent, marche: Marche) -> Verdict:
    consultation = consultation_de(agent, marche)
    return (
        a_l_etat(marche, Etat.CONSULTATION)
        and exige(consultation, "Seul un titulaire consulté peut décliner.")
        and exige(consultation and not consultation.a_decline_le, "Votre groupement a déjà décliné.")
    )


def peut_lire_les_pieces(agent: Agent, marche: Marche) -> Verdict:
    """Qui voit le marché lit le dossier de consultation : il est fait pour être lu."""
    return OUI
