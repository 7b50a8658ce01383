"""Consulter, prolonger, questionner, répondre, décliner."""

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Consultation, DossierDeConsultation, Marche, Question
from etabli.etape2_marche.permissions.cadre import defauts_du_cadre
from etabli.etape2_marche.permissions.commun import a_l_etat, achete
from etabli.socle.verdict import Verdict, exige


def peut_lancer_la_consultation(agent: Agent, marche: Marche) -> Verdict:
    cadre = marche.accord_cadre
    defauts = defauts_du_cadre(cadre)
    return (
        achete(agent, marche)
        and exige(not defauts, f"L'accord-cadre est à compléter par la DGALN : {' ; '.join(defauts)}.")
        and exige(
            cadre.debut_le <= localdate() <= cadre.fin_le,
            f"L'accord-cadre n'est pas en vigueur ({cadre.periode}) : rattachez le marché à celui qui l'est.",
        )
        and exige(
            _est_admis(marche),
            f"{marche.acheteur.nom_court} n'est pas dans la liste des services acheteurs de l'accord-cadre : "
            "demandez à la DGALN de l'y ajouter.",
        )
    )


def _est_admis(marche: Marche) -> bool:
    """Sans liste, tout service déconcentré achète sur le cadre."""
    admis = set(marche.accord_cadre.acheteurs.values_list("pk", flat=True))
    return not admis or marche.acheteur_id in admis


def peut_regler_le_dce(agent: Agent, marche: Marche) -> Verdict:
    return achete(agent, marche) and exige(
        marche.etat == Etat.PREPARATION,
        "Le dossier de consultation est parti : il ne change plus. Une précision se donne en répondant à une "
        "question, pour tous les titulaires.",
    )


def peut_suivre_place(agent: Agent, marche: Marche) -> Verdict:
    """Cocher la liste PLACE, recopier la référence, garder l'archive : jusqu'à la clôture des offres."""
    return achete(agent, marche) and a_l_etat(marche, Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT)


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
        and exige(not _questions_closes(marche), "Le délai pour poser des questions est passé.")
        and exige(
            marche.acheteur_id in agent.organisations_ids or consultation_de(agent, marche),
            "Seuls les titulaires consultés posent des questions.",
        )
    )


def _questions_closes(marche: Marche) -> bool:
    dce = DossierDeConsultation.objects.filter(marche=marche, questions_jusqu_au__lte=now())
    return dce.exists()


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
    return exige(
        Marche.objects.visible_to(agent).filter(pk=marche.pk).exists(),
        "Le dossier de consultation se lit par les porteurs de l'atelier, la DGALN et les titulaires consultés.",
    )
