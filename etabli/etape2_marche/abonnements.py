"""Ce que l'étape fait quand la candidature sonne, et ce qu'elle dit d'elle-même au dossier."""

from collections.abc import Collection, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier import gardes
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import PORTEURS, Etape, Role
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet, enregistrer
from etabli.etape1_candidature.enums import Etat as EtatDeCandidature
from etabli.etape1_candidature.models import Candidature
from etabli.etape2_marche.actions import ouvrir_le_marche
from etabli.etape2_marche.enums import DECIDES, ENGAGES, SANS_EQUIPE, Etat
from etabli.etape2_marche.execution import decisions_attendues
from etabli.etape2_marche.models import DemandeAuCandidat, Evaluateur, Marche, Offre
from etabli.etape2_marche.permissions import DELAI_DES_MOTIFS
from etabli.etape2_marche.workflow import CYCLE
from etabli.socle import navigation
from etabli.socle.cycle import acte_accompli
from etabli.socle.journal import inscrire
from etabli.socle.memoire import lue_une_fois
from etabli.socle.verdict import OUI, Verdict, non


@receiver(acte_accompli, sender=Candidature, dispatch_uid="ouvrir_le_marche")
def ouvrir_le_marche_du_dossier(*, acte: str, objet: Candidature, par: Agent | None, **_: object) -> None:
    """La candidature retenue ouvre le marché ; s'il manque de quoi, le journal du dossier dit quoi."""
    if acte != "retenir":
        return
    passer_a(objet.dossier, Etape.MARCHE, par=par)
    try:
        ouvrir_le_marche(objet.dossier, par=par)
    except ValidationError as manque:
        inscrire(
            "ouvrir_le_marche",
            objet.dossier,
            par=None,
            phrase=f"n'a pas pu ouvrir le marché. {' '.join(manque.messages)}",
        )


@lue_une_fois
def _marches(dossiers: Sequence[Dossier]) -> dict[int, Marche]:
    """Le marché de chaque dossier : celui en cours, à défaut le dernier (une requête)."""
    par_pk = {dossier.pk: dossier for dossier in dossiers}
    retenus: dict[int, Marche] = {}
    for marche in Marche.objects.filter(dossier__in=par_pk).select_related(
        "acheteur", "titulaire__groupement"
    ):
        actuel = retenus.get(marche.dossier_id)
        if actuel is None or (actuel.etat in SANS_EQUIPE and marche.etat not in SANS_EQUIPE):
            marche.dossier = par_pk[marche.dossier_id]
            retenus[marche.dossier_id] = marche
    return retenus


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    return {pk: _resume(marche, agent) for pk, marche in _marches(dossiers).items()}


def _resume(marche: Marche, agent: Agent) -> Resume:
    """Un lecteur ou une équipe ne lit que le libellé public : jamais où en est l'analyse."""
    roles = marche.dossier.roles_de(agent)
    conduit = agent.est_dgaln or bool(roles & set(PORTEURS))
    niveaux = {Etat.NOTIFIE: "success", Etat.SOLDE: "success", Etat.PREPARATION: "new"}
    return Resume(
        libelle=marche.get_etat_display() if conduit else CYCLE.libelle_public(marche),
        url=marche.get_absolute_url() if conduit or Role.EQUIPE in roles else "",
        niveau="error" if marche.etat in SANS_EQUIPE else niveaux.get(Etat(marche.etat), "info"),
        detail=str(marche.titulaire) if marche.etat in DECIDES and marche.titulaire else "",
    )


ATTENDUS = {
    Etat.PREPARATION: "Préparer le dossier de consultation et lancer la consultation",
    Etat.DEPOUILLEMENT: "Enregistrer les plis reçus sur PLACE et les ouvrir, à deux",
    Etat.ANALYSE: "Conduire l'analyse des offres",
    Etat.CONSENSUS: "Arrêter les notes et enregistrer le choix de l'équipe",
    Etat.ATTRIBUE: "Prévenir les candidats écartés et notifier le marché",
}


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    """Ce que la procédure attend de l'acheteur, et de chaque évaluateur la part qui est la sienne."""
    marches = _marches(dossiers)
    retires = _dont_la_candidature_est_retiree(marches)
    attendues = [a for marche in marches.values() if (a := _de_l_acheteur(marche, agent, retires))]
    miennes = Evaluateur.objects.votants().filter(agent=agent, marche__in=marches.values())
    for evaluateur in miennes:
        marche = next(m for m in marches.values() if m.pk == evaluateur.marche_id)
        if evaluateur.declaration_le is None and marche.etat not in (*DECIDES, *SANS_EQUIPE):
            libelle = "Déclarer vos intérêts avant de lire les offres"
        elif marche.etat == Etat.ANALYSE:
            libelle = "Lire et noter les offres"
        else:
            continue
        attendues.append(Attente(marche.dossier, libelle, marche.get_absolute_url()))
    return attendues + _motifs_a_donner(marches, agent) + _a_executer(marches, agent)


def _dont_la_candidature_est_retiree(marches: dict[int, Marche]) -> set[int]:
    """Ceux qui courent encore alors que le territoire a renoncé : il ne reste qu'à les clore."""
    courants = [m.dossier_id for m in marches.values() if m.etat not in (*SANS_EQUIPE, *ENGAGES)]
    retirees = Candidature.objects.filter(dossier__in=courants, etat=EtatDeCandidature.RETIREE)
    return {marches[dossier].pk for dossier in retirees.values_list("dossier_id", flat=True)}


def _pas_de_marche_en_cours(dossier: Dossier) -> Verdict:
    """Une nouvelle candidature aura sa note, donc son marché : l'ancien se clôt d'abord."""
    marche = Marche.objects.courants().filter(dossier=dossier).select_related("acheteur").first()
    if marche is None:
        return OUI
    return non(
        f"Le marché de l'ancienne candidature court encore : {marche.acheteur.nom_court} doit d'abord le "
        "déclarer sans suite."
    )


def _a_executer(marches: dict[int, Marche], agent: Agent) -> list[Attente]:
    """Les livrables remis et les factures reçues, à l'acheteur seul, à la page où l'on en décide."""
    miens = [m for m in marches.values() if m.acheteur_id in agent.organisations_ids]
    return [
        Attente(
            marche.dossier,
            alerte.libelle,
            reverse("marche:objet_d_execution", args=[marche.pk, alerte.famille, alerte.objet_id]),
            alerte.pour_le,
        )
        for marche, alerte in (decisions_attendues(miens) if miens else ())
    ]


def _motifs_a_donner(marches: dict[int, Marche], agent: Agent) -> list[Attente]:
    """Un candidat écarté a demandé ce qui distingue l'offre retenue : la réponse est due sous quinze jours."""
    miens = {m.pk: m for m in marches.values() if m.acheteur_id in agent.organisations_ids}
    if not miens:
        return []
    demandees = Offre.objects.filter(
        marche__in=list(miens), motifs_demandes_le__isnull=False, motifs_donnes_le=None
    ).values_list("marche_id", "motifs_demandes_le")
    return [
        Attente(
            miens[pk].dossier,
            "Donner à un candidat écarté les motifs qu'il demande",
            reverse("marche:suites", args=[pk]),
            demande_le + DELAI_DES_MOTIFS,
        )
        for pk, demande_le in demandees
        if demande_le
    ]


def _de_l_acheteur(marche: Marche, agent: Agent, retires: Collection[int]) -> Attente | None:
    libelle, pour_le = ATTENDUS.get(Etat(marche.etat), ""), None
    if marche.pk in retires:
        libelle = "Déclarer le marché sans suite : la candidature est retirée"
    elif marche.etat == Etat.CONSULTATION and marche.date_limite:
        pour_le = localdate(marche.date_limite)
        libelle = "Clore la réception des offres" if marche.est_echu else ""
    if not libelle:
        return None
    est_a_moi = marche.acheteur_id in agent.organisations_ids
    return Attente(
        marche.dossier,
        libelle,
        marche.get_absolute_url(),
        pour_le,
        "" if est_a_moi else marche.acheteur.nom_court,
    )


def invites(agent: Agent) -> list[Attente]:
    """Une équipe consultée n'est pas membre du dossier : sa consultation l'attend dans « Mon espace »."""
    if not agent.est_hors_administration:
        return []
    ouvertes = Marche.objects.consultant(agent).select_related("dossier").order_by("date_limite")
    return [
        Attente(
            marche.dossier,
            "Lire la consultation et y répondre, ou décliner",
            marche.get_absolute_url(),
            _jour(marche, "date_limite"),
        )
        for marche in ouvertes
    ] + _reponses_attendues(agent)


def _reponses_attendues(agent: Agent) -> list[Attente]:
    """Ce que l'acheteur a demandé au groupement de l'agent, et qui attend sa réponse."""
    siennes = Offre.objects.du_candidat(agent).values("pk")
    demandes = DemandeAuCandidat.objects.filter(offre__in=siennes, repondue_le=None, close_le=None)
    return [
        Attente(
            demande.offre.marche.dossier,
            "Répondre à l'acheteur sur votre offre",
            reverse("marche:mon_offre", args=[demande.offre.marche_id]),
            demande.reponse_attendue_le,
        )
        for demande in demandes.select_related("offre__marche__dossier")
    ]


def dates(dossiers: Sequence[Dossier]) -> dict[int, list[DateDuDossier]]:
    return {pk: _dates(marche) for pk, marche in _marches(dossiers).items()}


def _dates(marche: Marche) -> list[DateDuDossier]:
    jours: list[tuple[str, str, date | None]] = [
        ("consultation", "Consultation des équipes", _jour(marche, "consulte_le")),
        ("date-limite", "Date limite de réception des offres", _jour(marche, "date_limite")),
        ("notification", "Notification du marché", marche.notifie_le),
    ]
    return [
        DateDuDossier(libelle, jour, cle=f"marche-{marche.pk}-{cle}") for cle, libelle, jour in jours if jour
    ]


def _jour(marche: Marche, champ: str) -> date | None:
    instant = getattr(marche, champ)
    return localdate(instant) if instant else None


enregistrer(Volet(Etape.MARCHE, resumes=resumes, attentes=attentes, dates=dates, invites=invites))
gardes.garder_la_reouverture("marche", _pas_de_marche_en_cours)
navigation.enregistrer(
    navigation.Entree(
        "Marchés",
        "marche:liste",
        ordre=40,
        pour=lambda user: (
            user.is_authenticated
            and (user.est_dgaln or user.est_service_deconcentre or user.est_hors_administration)
        ),
    ),
)
