"""Ce que l'étape fait quand l'atelier sonne, ce qu'elle dit au dossier, et le sort des contributions."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count
from django.dispatch import receiver
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape, Role
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet, enregistrer
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance import suites
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.actions import creer_la_feuille, date_du_bilan
from etabli.etape5_feuille_de_route.enums import Echeance, Etat, StatutAction
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute
from etabli.socle.cycle import acte_accompli
from etabli.socle.memoire import lue_une_fois

NIVEAUX = {Etat.REDACTION: "info", Etat.CONCERTATION: "new", Etat.ADOPTEE: "success", Etat.CLOSE: "success"}
# Ce que la procédure attend, selon l'état, et de qui.
ATTENDUS = {
    Etat.REDACTION: ("Écrire la feuille de route et la soumettre aux co-porteurs", Role.EQUIPE),
    Etat.CONCERTATION: (
        "Enregistrer l'adoption de la feuille de route, ou la rendre à l'équipe",
        Role.PILOTE,
    ),
}
ETAPES_DE_TRAVAIL = (Etape.FEUILLE_DE_ROUTE, Etape.RESTITUTION, Etape.SUIVI)


@receiver(acte_accompli, sender=Atelier, dispatch_uid="ouvrir_la_feuille_de_route")
def ouvrir_la_feuille(*, acte: str, objet: Atelier, **_: object) -> None:
    """L'atelier lancé, sa feuille de route s'ouvre ; rejouable."""
    if acte == "lancer":
        creer_la_feuille(objet.dossier)


@receiver(acte_accompli, sender=FeuilleDeRoute, dispatch_uid="passer_a_la_restitution")
def passer_a_la_restitution(*, acte: str, objet: FeuilleDeRoute, par: Agent, **_: object) -> None:
    if acte == "adopter":
        passer_a(objet.dossier, Etape.RESTITUTION, par=par)


@lue_une_fois
def _feuilles(dossiers: Sequence[Dossier]) -> list[FeuilleDeRoute]:
    """Deux requêtes, bilans compris."""
    return list(FeuilleDeRoute.objects.filter(dossier__in=dossiers).prefetch_related("bilans"))


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    feuilles = _feuilles(dossiers)
    comptes = dict(
        Action.objects.filter(feuille__in=feuilles).order_by().values_list("feuille").annotate(Count("pk"))
    )
    return {
        feuille.dossier_id: Resume(
            libelle=feuille.get_etat_display(),
            url=feuille.get_absolute_url(),
            niveau=NIVEAUX[Etat(feuille.etat)],
            detail=_compte(comptes.get(feuille.pk, 0)),
        )
        for feuille in feuilles
    }


def _compte(nb: int) -> str:
    return f"{nb} action{'s' if nb > 1 else ''}" if nb else ""


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    """Rien n'est attendu avant que la dernière session ait eu lieu."""
    par_pk = {d.pk: d for d in dossiers if d.etape in ETAPES_DE_TRAVAIL}
    feuilles = [f for f in _feuilles(dossiers) if f.dossier_id in par_pk]
    attendues = []
    for feuille in (f for f in feuilles if f.etat in ATTENDUS):
        dossier, (libelle, role) = par_pk[feuille.dossier_id], ATTENDUS[Etat(feuille.etat)]
        responsables = dossier.organisations(role)
        est_a_moi = role in dossier.roles_de(agent)
        de_qui = "" if est_a_moi else str(responsables[0] if responsables else role.label)
        attendues.append(Attente(dossier, libelle, feuille.get_absolute_url(), None, de_qui))
    return [*attendues, *_bilans_attendus(feuilles, par_pk, agent)]


def _bilans_attendus(
    feuilles: Sequence[FeuilleDeRoute], par_pk: dict[int, Dossier], agent: Agent
) -> list[Attente]:
    """Le plus ancien bilan dont l'échéance est passée, par feuille adoptée."""
    attendus = []
    for feuille in (f for f in feuilles if f.etat == Etat.ADOPTEE and f.adoptee_le):
        faits = {bilan.echeance for bilan in feuille.bilans.all()}
        for echeance in Echeance:
            prevu_le = date_du_bilan(feuille, echeance)
            if echeance in faits or prevu_le is None or prevu_le > localdate():
                continue
            dossier = par_pk[feuille.dossier_id]
            responsables = dossier.organisations(Role.PILOTE)
            est_a_moi = Role.PILOTE in dossier.roles_de(agent)
            de_qui = "" if est_a_moi else str(responsables[0] if responsables else Role.PILOTE.label)
            url = reverse("feuille_de_route:suivi", args=[feuille.dossier_id])
            attendus.append(Attente(dossier, f"Établir le bilan {echeance.label}", url, prevu_le, de_qui))
            break
    return attendus


def dates(dossiers: Sequence[Dossier]) -> dict[int, list[DateDuDossier]]:
    """La fin prévue de chaque action qui n'est ni réalisée ni abandonnée."""
    datees: dict[int, list[DateDuDossier]] = defaultdict(list)
    actions = Action.objects.filter(feuille__dossier__in=dossiers, fin_le__isnull=False).exclude(
        statut__in=[StatutAction.REALISEE, StatutAction.ABANDONNEE]
    )
    for action in actions.select_related("feuille").order_by("fin_le"):
        if action.fin_le is None:
            continue
        datees[action.feuille.dossier_id].append(
            DateDuDossier(f"Fin prévue : {action.titre}", action.fin_le, cle=f"action-{action.pk}")
        )
    return dict(datees)


def sort_des_contributions(contributions: Sequence[Contribution]) -> dict[UUID, list[str]]:
    """Trois requêtes, quel que soit le nombre de contributions."""
    phrases: dict[UUID, list[str]] = defaultdict(list)
    ids = [c.pk for c in contributions]
    for modele, debut in (
        (Enjeu, "Retenue dans l'enjeu"),
        (Axe, "A nourri l'axe"),
        (Action, "A fait naître l'action"),
    ):
        liens = modele.objects.filter(contributions__in=ids).values_list("contributions", "titre")
        for contribution_id, titre in liens.order_by("pk"):
            phrases[contribution_id].append(f"{debut} «\u00a0{titre}\u00a0»")
    return dict(phrases)


enregistrer(Volet(Etape.FEUILLE_DE_ROUTE, resumes=resumes, attentes=attentes, dates=dates))
suites.enregistrer(sort_des_contributions)
