"""Ce que l'étape fait quand l'atelier sonne, et ce qu'elle dit d'elle-même au dossier."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.dispatch import receiver
from django.utils.timezone import localdate, localtime

from etabli.annuaire.models import Agent
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Attente, Resume, Volet, enregistrer
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.actions import creer_les_seances, suivre_le_calendrier
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.models import Activite, Seance
from etabli.etape4_seance.permissions import ANIMATEURS
from etabli.socle.cycle import acte_accompli
from etabli.socle.francais import jour, pluriel
from etabli.socle.memoire import lue_une_fois

NIVEAUX = {Etat.PREPARATION: "new", Etat.OUVERTE: "info", Etat.CLOSE: "warning", Etat.COMPTE_RENDU: "success"}
FINIES = {Etat.CLOSE, Etat.COMPTE_RENDU}


@receiver(acte_accompli, sender=Atelier, dispatch_uid="preparer_les_seances")
def preparer_les_seances(*, acte: str, objet: Atelier, par: Agent, **_: object) -> None:
    """L'atelier lancé, ses séances existent ; son calendrier changé, celles à venir le suivent."""
    if acte in {"lancer", "deplacer_un_jalon"}:
        creer_les_seances(objet)
        suivre_le_calendrier(objet, par=par)


@receiver(acte_accompli, sender=Seance, dispatch_uid="avancer_avec_les_seances")
def avancer_le_dossier(*, acte: str, objet: Seance, par: Agent, **_: object) -> None:
    """La première ouverte met le dossier aux séances ; la dernière close, à la feuille de route."""
    atelier = objet.atelier
    if acte == "ouvrir":
        passer_a(atelier.dossier, Etape.SEANCES, par=par)
    if acte == "clore" and not atelier.seances.exclude(etat__in=FINIES).exists():
        passer_a(atelier.dossier, Etape.FEUILLE_DE_ROUTE, par=par)


@lue_une_fois
def _par_dossier(dossiers: Sequence[Dossier]) -> dict[int, list[Seance]]:
    ses_activites = Activite.objects.filter(seance=OuterRef("pk"))
    seances = Seance.objects.filter(atelier__dossier__in=dossiers).select_related("atelier")
    groupes: dict[int, list[Seance]] = {}
    for seance in seances.annotate(a_des_activites=Exists(ses_activites)).order_by("numero"):
        groupes.setdefault(seance.atelier.dossier_id, []).append(seance)
    return groupes


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    return {pk: _resume(pk, seances) for pk, seances in _par_dossier(dossiers).items()}


def _resume(dossier_id: int, seances: list[Seance]) -> Resume:
    """La séance en cours, sinon la prochaine, sinon le compte de celles qui sont tenues."""
    url = seances[0].url_de_la_liste
    for etat in (Etat.OUVERTE, Etat.PREPARATION):
        if seance := next((s for s in seances if s.etat == etat), None):
            return Resume(
                f"Session {seance.numero} : {seance.get_etat_display().lower()}",
                url,
                NIVEAUX[etat],
                jour(localtime(seance.debut).date(), semaine=False),
            )
    a_diffuser = sum(s.etat == Etat.CLOSE for s in seances)
    detail = f"{pluriel(a_diffuser, 'compte rendu')} à diffuser" if a_diffuser else ""
    return Resume(f"{pluriel(len(seances), 'session')} tenues", url, "success", detail)


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    """Ce que l'équipe et le pilote ont à faire ; les autres lisent de qui on l'attend."""
    par_pk = {dossier.pk: dossier for dossier in dossiers}
    attendues = []
    for pk, seances in _par_dossier(dossiers).items():
        dossier = par_pk[pk]
        de_qui = "" if dossier.roles_de(agent) & ANIMATEURS else "l'équipe projet"
        for seance in seances:
            if attendu := _attendu(seance):
                libelle, url = attendu
                pour_le = localtime(seance.debut).date() if seance.etat == Etat.PREPARATION else None
                attendues.append(Attente(dossier, libelle, url, pour_le, de_qui))
    return attendues


def _attendu(seance: Seance) -> tuple[str, str] | None:
    if seance.etat == Etat.CLOSE:
        return f"Diffuser le compte rendu de la session {seance.numero}", seance.url_du_compte_rendu
    proche = (localtime(seance.debut).date() - localdate()).days <= 45
    if seance.etat == Etat.PREPARATION and proche and not seance.a_des_activites:  # type: ignore[attr-defined]
        return f"Préparer les activités de la session {seance.numero}", seance.get_absolute_url()
    return None


enregistrer(Volet(Etape.SEANCES, resumes=resumes, attentes=attentes))
