"""À quel acte quelle lettre : les titulaires consultés, les évaluateurs, l'acheteur."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import receiver

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.etape2_marche.classement import comparaison_de
from etabli.etape2_marche.models import Consultation, DemandeAuCandidat, Evaluateur, Marche, Offre, Question
from etabli.socle.courriel import Lettre
from etabli.socle.cycle import acte_accompli


def courriels_de(organisation: Organisation | None) -> list[str]:
    """Les agents en fonction dans l'organisation ; à défaut, son adresse."""
    if organisation is None:
        return []
    agents = Agent.objects.filter(is_active=True, fonctions__in=organisation.fonctions.en_cours())
    return list(agents.values_list("email", flat=True).distinct()) or [organisation.courriel]


def mandataire_de(groupement: Groupement) -> list[str]:
    return courriels_de(groupement.mandataire)


def au_consulte(consultation: Consultation) -> list[str]:
    return mandataire_de(consultation.titulaire.groupement)


def au_candidat(offre: Offre) -> list[str]:
    return mandataire_de(offre.titulaire.groupement)


def a_l_equipe(marche: Marche) -> list[str]:
    return mandataire_de(marche.titulaire.groupement) if marche.titulaire else []


def a_l_acheteur(question: Question) -> list[str]:
    return courriels_de(question.marche.acheteur)


def a_l_evaluateur(evaluateur: Evaluateur) -> list[str]:
    return [evaluateur.agent.email]


def a_l_acheteur_de_l_offre(offre: Offre) -> list[str]:
    return courriels_de(offre.marche.acheteur)


def au_candidat_interroge(demande: DemandeAuCandidat) -> list[str]:
    return mandataire_de(demande.offre.titulaire.groupement)


def a_qui_a_demande(demande: DemandeAuCandidat) -> list[str]:
    return [demande.demandee_par.email]


CONSULTATION = Lettre(
    "marche-consultation",
    "Consultation : {{ objet.marche.dossier }}",
    "marche/lettres/consultation.txt",
    au_consulte,
)
PROLONGATION = Lettre(
    "marche-prolongation",
    "Nouvelle date limite : {{ objet.marche.dossier }}",
    "marche/lettres/prolongation.txt",
    au_consulte,
)
REPONSE = Lettre(
    "marche-reponse",
    "Une réponse est publiée : {{ objet.marche.dossier }}",
    "marche/lettres/reponse.txt",
    au_consulte,
)
SANS_EQUIPE = Lettre(
    "marche-sans-equipe",
    "Consultation sans suite : {{ objet.marche.dossier }}",
    "marche/lettres/sans_equipe.txt",
    au_consulte,
)
QUESTION = Lettre(
    "marche-question",
    "Une question attend votre réponse : {{ objet.marche.dossier }}",
    "marche/lettres/question.txt",
    a_l_acheteur,
)
EVALUATEUR = Lettre(
    "marche-evaluateur",
    "Choix de l'équipe : {{ objet.marche.dossier }}",
    "marche/lettres/evaluateur.txt",
    a_l_evaluateur,
)
REUNION = Lettre(
    "marche-reunion",
    "Réunion de choix ouverte : {{ objet.marche.dossier }}",
    "marche/lettres/reunion.txt",
    a_l_evaluateur,
)
REJET = Lettre(
    "marche-rejet",
    "Votre offre : {{ objet.marche.dossier }}",
    "marche/lettres/rejet.txt",
    au_candidat,
)
TARDIF = Lettre(
    "marche-pli-tardif",
    "Pli arrivé hors délai : {{ objet.marche.dossier }}",
    "marche/lettres/tardif.txt",
    au_candidat,
)
MOTIFS_DEMANDES = Lettre(
    "marche-motifs-demandes",
    "Un candidat demande les motifs du rejet : {{ objet.marche.dossier }}",
    "marche/lettres/motifs_demandes.txt",
    a_l_acheteur_de_l_offre,
)
MOTIFS_DONNES = Lettre(
    "marche-motifs-donnes",
    "Ce qui distingue l'offre retenue : {{ objet.marche.dossier }}",
    "marche/lettres/motifs_donnes.txt",
    au_candidat,
)
DEMANDE = Lettre(
    "marche-demande",
    "Votre offre appelle une réponse : {{ objet.offre.marche.dossier }}",
    "marche/lettres/demande.txt",
    au_candidat_interroge,
)
REPONSE_DU_CANDIDAT = Lettre(
    "marche-reponse-du-candidat",
    "Un candidat a répondu : {{ objet.offre.marche.dossier }}",
    "marche/lettres/reponse_du_candidat.txt",
    a_qui_a_demande,
)
NOTIFICATION = Lettre(
    "marche-notification",
    "Notification du marché : {{ objet.dossier }}",
    "marche/lettres/notification.txt",
    a_l_equipe,
)

# Une lettre à chaque titulaire consulté.
AUX_CONSULTES = {
    "lancer_la_consultation": CONSULTATION,
    "prolonger": PROLONGATION,
    "declarer_infructueux": SANS_EQUIPE,
    "declarer_sans_suite": SANS_EQUIPE,
}

AUX_CANDIDATS = {
    "renvoyer_un_pli_tardif": TARDIF,
    "demander_les_motifs": MOTIFS_DEMANDES,
    "donner_les_motifs": MOTIFS_DONNES,
}


def consultes(marche: Marche) -> Iterable[Consultation]:
    return marche.consultations.select_related(
        "marche__dossier", "marche__acheteur", "titulaire__groupement"
    ).prefetch_related("titulaire__groupement__membres__organisation")


@receiver(acte_accompli, sender=Marche, dispatch_uid="lettres_du_marche")
def ecrire_pour_le_marche(*, acte: str, objet: Marche, donnees: dict[str, Any], **_: object) -> None:
    if lettre := AUX_CONSULTES.get(acte):
        for consultation in consultes(objet):
            occasion = f"{consultation.pk}-{acte}-{objet.date_limite:%Y%m%d%H%M}" if objet.date_limite else ""
            lettre.envoyer(consultation, occasion=occasion, motif=donnees.get("motif", ""))
    if acte == "reunir":
        for evaluateur in objet.evaluateurs.votants().select_related("agent", "marche__dossier"):
            REUNION.envoyer(evaluateur, occasion=f"reunion-{evaluateur.pk}")
    if acte == "notifier":
        NOTIFICATION.envoyer(objet, occasion=f"notification-{objet.pk}")


@receiver(acte_accompli, sender=Question, dispatch_uid="lettres_des_questions")
def ecrire_pour_la_question(*, acte: str, objet: Question, **_: object) -> None:
    if acte == "poser_une_question":
        QUESTION.envoyer(objet, occasion=f"question-{objet.pk}")
    if acte == "repondre":
        for consultation in consultes(objet.marche):
            occasion = f"reponse-{objet.pk}-{consultation.pk}"
            REPONSE.envoyer(consultation, occasion=occasion, question=objet.texte, reponse=objet.reponse)


@receiver(acte_accompli, sender=Evaluateur, dispatch_uid="lettres_aux_evaluateurs")
def ecrire_a_l_evaluateur(*, acte: str, objet: Evaluateur, **_: object) -> None:
    if acte == "designer_un_evaluateur":
        EVALUATEUR.envoyer(objet, occasion=f"evaluateur-{objet.pk}")


@receiver(acte_accompli, sender=Offre, dispatch_uid="lettres_de_rejet")
def ecrire_au_candidat_ecarte(*, acte: str, objet: Offre, **_: object) -> None:
    if acte == "rejeter" and objet.est_hors_delai:
        TARDIF.envoyer(objet, occasion=f"tardif-{objet.pk}")
    elif acte == "rejeter":
        REJET.envoyer(objet, occasion=f"rejet-{objet.pk}", comparaison=comparaison_de(objet))
    if lettre := AUX_CANDIDATS.get(acte):
        lettre.envoyer(objet, occasion=f"{acte}-{objet.pk}")


@receiver(acte_accompli, sender=DemandeAuCandidat, dispatch_uid="lettres_des_demandes")
def ecrire_pour_la_demande(*, acte: str, objet: DemandeAuCandidat, **_: object) -> None:
    if acte == "demander_au_candidat":
        DEMANDE.envoyer(objet, occasion=f"demande-{objet.pk}")
    if acte == "repondre_a_la_demande":
        REPONSE_DU_CANDIDAT.envoyer(objet, occasion=f"reponse-a-la-demande-{objet.pk}")
