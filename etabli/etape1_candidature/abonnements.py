"""Ce que la candidature dit au dossier : son état, ce qu'elle attend et de qui, ses dates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.dispatch import receiver
from django.urls import reverse

from etabli.annuaire.models import Agent, Invitation
from etabli.dossier import gardes, passations, volets
from etabli.dossier.enums import PORTEURS, Etape, Role
from etabli.dossier.models import Dossier
from etabli.dossier.reponses import ouvrir_aux_reponses
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet
from etabli.etape1_candidature.actions import passation, tenir_la_promesse
from etabli.etape1_candidature.enums import A_INSTRUIRE, REDIGEABLES, Etat
from etabli.etape1_candidature.models import Candidature, InvitationAuDossier
from etabli.etape1_candidature.permissions import la_note_laisse_le_perimetre, peut_ouvrir
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle import navigation
from etabli.socle.cycle import acte_accompli
from etabli.socle.francais import jour
from etabli.socle.memoire import lue_une_fois
from etabli.socle.verdict import OUI, Verdict

NIVEAUX = {
    Etat.RETENUE: "success",
    Etat.ELIGIBLE: "success",
    Etat.SANS_SUITE: "error",
    Etat.NON_ELIGIBLE: "error",
    Etat.RETIREE: "error",
    Etat.REUNIE: "error",
    Etat.LISTE_D_ATTENTE: "warning",
    Etat.COMPLEMENT: "warning",
    Etat.AJOURNEE: "warning",
    Etat.OUVERTE: "new",
}
DGALN = "dgaln"
# Les actes qu'un mot suffit à faire : la lettre de rappel propose de les confirmer d'un clic.
D_UN_MOT = {
    Etat.OUVERTE: "signaler",
    Etat.SIGNALEE: "caracteriser",
    Etat.RELECTURE: "rendre_la_relecture",
    Etat.DEPOSEE: "declarer_recevable",
    Etat.AJOURNEE: "reprendre_l_instruction",
}
# État → qui doit agir, ce qu'on attend de lui, et où.
ATTENDUS: dict[str, tuple[str, str, str]] = {
    Etat.OUVERTE: (Role.PILOTE, "Signaler le dossier à la DGALN", "detail"),
    Etat.SIGNALEE: (DGALN, "Dire si l'opportunité est caractérisée", "detail"),
    Etat.REDACTION: ("porteurs", "Rédiger la note d'opportunité", "detail"),
    Etat.RELECTURE: (DGALN, "Relire la note d'opportunité", "detail"),
    Etat.FIGEE: ("porteurs", "Réunir les courriers signés, puis déposer", "courriers"),
    Etat.DEPOSEE: (DGALN, "Dire si la candidature est recevable", "instruction"),
    Etat.COMPLEMENT: ("porteurs", "Répondre à la demande de complément", "detail"),
    Etat.INSTRUCTION: (DGALN, "Donner un avis et décider de l'éligibilité", "instruction"),
    Etat.AJOURNEE: (DGALN, "Reprendre l'instruction", "instruction"),
    Etat.ELIGIBLE: (DGALN, "Retenir la candidature ou l'inscrire en liste d'attente", "detail"),
    Etat.LISTE_D_ATTENTE: (DGALN, "Revoir la liste d'attente", "detail"),
}


@lue_une_fois
def _candidatures(dossiers: Sequence[Dossier]) -> list[Candidature]:
    """Une requête, quel que soit le nombre de dossiers ; chacune reçoit son dossier déjà lu."""
    par_pk = {d.pk: d for d in dossiers}
    remplies = Count("rubriques", filter=~Q(rubriques__contenu=""))
    trouvees = Candidature.objects.filter(dossier__in=par_pk).annotate(nb_remplies=remplies)
    for candidature in trouvees:
        candidature.dossier = par_pk[candidature.dossier_id]
    return list(trouvees)


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    return {
        c.dossier_id: Resume(
            libelle=c.get_etat_display() if agent.est_dgaln else CYCLE.libelle_public(c),
            url=c.get_absolute_url(),
            niveau=NIVEAUX.get(Etat(c.etat), "info"),
            detail=_detail(c),
        )
        for c in _candidatures(dossiers)
    }


def _detail(candidature: Candidature) -> str:
    if candidature.etat in REDIGEABLES:
        return f"{getattr(candidature, 'nb_remplies', 0)} rubriques sur 7 commencées"
    if candidature.etat == Etat.RETENUE:
        return f"Cohorte {candidature.cohorte}"
    if candidature.etat == Etat.AJOURNEE and candidature.reexamen_le:
        return f"Réexamen prévu le {jour(candidature.reexamen_le, semaine=False)}"
    return ""


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    return [_attente(c, agent) for c in _candidatures(dossiers) if c.etat in ATTENDUS]


def qui_est_attendu(candidature: Candidature, agent: Agent) -> str:
    """Vide quand c'est l'agent qui regarde."""
    qui, _, _ = ATTENDUS.get(candidature.etat, ("", "", ""))
    return "" if _est_attendu(qui, candidature.dossier, agent) else _nom(qui, candidature.dossier)


def _attente(candidature: Candidature, agent: Agent) -> Attente:
    _, libelle, page = ATTENDUS[candidature.etat]
    return Attente(
        dossier=candidature.dossier,
        libelle=libelle,
        url=reverse(f"candidature:{page}", args=[candidature.dossier_id]),
        pour_le=candidature.a_relancer_le,
        de_qui=qui_est_attendu(candidature, agent),
        acte=f"candidature/{acte}" if (acte := D_UN_MOT.get(Etat(candidature.etat))) else "",
        objet_pk=candidature.pk,
    )


def _est_attendu(qui: str, dossier: Dossier, agent: Agent) -> bool:
    if qui == DGALN:
        return agent.est_dgaln
    roles = set(PORTEURS) if qui == "porteurs" else {qui}
    return bool(dossier.roles_de(agent) & roles)


def _nom(qui: str, dossier: Dossier) -> str:
    if qui == DGALN:
        return "la DGALN"
    if qui == Role.PILOTE:
        return dossier.pilote.nom_court if dossier.pilote else "le pilote"
    return "les porteurs"


def dates(dossiers: Sequence[Dossier]) -> dict[int, list[DateDuDossier]]:
    """Les jours qui comptent de la procédure, une fois passés, et le jour de relance s'il y en a un."""
    return {c.dossier_id: _dates(c) for c in _candidatures(dossiers)}


def _dates(candidature: Candidature) -> list[DateDuDossier]:
    faites: list[tuple[str, date | None]] = [
        ("Signalement à la DGALN", candidature.signalee_le),
        ("Dépôt de la candidature", candidature.deposee_le),
        ("Décision sur la candidature", candidature.decidee_le),
    ]
    if candidature.etat in A_INSTRUIRE and candidature.a_relancer_le:
        faites.append(("Candidature : délai indicatif de l'étape en cours", candidature.a_relancer_le))
    return [
        DateDuDossier(libelle, jour, cle=f"candidature-{rang}")
        for rang, (libelle, jour) in enumerate(faites)
        if jour
    ]


@receiver(acte_accompli, sender=Invitation, dispatch_uid="promesses_de_candidature")
def accueillir(*, objet: Invitation, **_: Any) -> None:
    """La personne invitée a accepté : son organisation prend la place et les rubriques promises."""
    promesse = InvitationAuDossier.objects.filter(invitation=objet).select_related("dossier").first()
    if promesse:
        tenir_la_promesse(promesse)


def _la_note_laisse_le_perimetre(dossier: Dossier) -> Verdict:
    lues = _candidatures([dossier])
    return la_note_laisse_le_perimetre(lues[0]) if lues else OUI


ouvrir_aux_reponses("candidature", CYCLE)
gardes.garder_le_perimetre("candidature", _la_note_laisse_le_perimetre)
passations.enregistrer("candidature", passations.Passation(passation.apercu, passation.transmettre))
volets.enregistrer(Volet(Etape.CANDIDATURE, resumes, attentes, dates))
navigation.enregistrer(
    navigation.Entree(
        "Candidatures",
        "candidature:liste",
        ordre=30,
        pour=lambda user: user.is_authenticated and bool(peut_ouvrir(user)),
    )
)
