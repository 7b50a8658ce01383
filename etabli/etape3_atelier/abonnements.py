"""Ce que l'étape fait quand le marché sonne, et ce qu'elle dit d'elle-même au dossier."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from etabli.annuaire.models import Agent
from etabli.dossier.actions import ajouter_un_membre, passer_a
from etabli.dossier.enums import Etape, Role
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet, enregistrer
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.actions import creer_l_atelier
from etabli.etape3_atelier.enums import Etat, EtatDuTexte
from etabli.etape3_atelier.models import Atelier, DocumentLu, Jalon, Reunion, Tache
from etabli.etape3_atelier.tasks import lire_bientot
from etabli.socle import navigation
from etabli.socle.cycle import acte_accompli
from etabli.socle.memoire import lue_une_fois

NIVEAUX = {
    Etat.PREPARATION: "new",
    Etat.EN_COURS: "info",
    Etat.PRODUCTION: "info",
    Etat.ACHEVE: "success",
    Etat.INTERROMPU: "error",
}


@receiver(acte_accompli, sender=Marche, dispatch_uid="ouvrir_l_atelier")
def ouvrir_l_atelier(*, acte: str, objet: Marche, par: Agent | None, **_: object) -> None:
    """Le marché notifié, l'équipe entre dans le dossier et l'atelier se prépare ; rejouable."""
    if acte != "notifier" or objet.titulaire is None:
        return
    atelier = creer_l_atelier(objet, par=par)
    for membre in objet.titulaire.groupement.membres.select_related("organisation"):
        if membre.est_en_cours:
            ajouter_un_membre(atelier.dossier, membre.organisation, Role.EQUIPE, par=par)
    passer_a(atelier.dossier, Etape.ATELIER, par=par)


@receiver(post_save, sender=DocumentLu, dispatch_uid="lire_le_document_depose")
def lire_le_document_depose(*, instance: DocumentLu, raw: bool = False, **_: object) -> None:
    """Par quelque chemin qu'il arrive, un document à lire est lu."""
    if instance.etat_du_texte == EtatDuTexte.A_LIRE and not raw:
        lire_bientot(instance)


@lue_une_fois
def _ateliers(dossiers: Sequence[Dossier]) -> list[Atelier]:
    """Deux requêtes, calendriers compris."""
    return list(Atelier.objects.filter(dossier__in=dossiers).prefetch_related("jalons"))


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    aujourd_hui = localdate()
    return {
        atelier.dossier_id: Resume(
            libelle=atelier.get_etat_display(),
            url=atelier.get_absolute_url(),
            niveau=NIVEAUX[Etat(atelier.etat)],
            detail=_detail(atelier, aujourd_hui),
        )
        for atelier in _ateliers(dossiers)
    }


def _detail(atelier: Atelier, aujourd_hui: date) -> str:
    prochains = atelier.prochains_jalons(aujourd_hui) if atelier.est_ouvert else []
    return f"{prochains[0].nom}, {prochains[0].phase.periode}" if prochains else ""


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    """Ce que la procédure attend du pilote ; les autres lisent de qui on l'attend."""
    par_pk = {dossier.pk: dossier for dossier in dossiers}
    attendues = []
    for atelier in _ateliers(dossiers):
        if attendu := _acte_attendu(atelier, localdate()):
            dossier = par_pk[atelier.dossier_id]
            libelle, pour_le = attendu
            est_a_moi = Role.PILOTE in dossier.roles_de(agent)
            de_qui = "" if est_a_moi else str(dossier.pilote or "le pilote local")
            attendues.append(Attente(dossier, libelle, atelier.get_absolute_url(), pour_le, de_qui))
    return attendues + _taches_de(agent, par_pk)


def _taches_de(agent: Agent, par_pk: dict[int, Dossier]) -> list[Attente]:
    """Celles qu'on lui a confiées, tant que l'atelier vit."""
    if not par_pk:
        return []
    siennes = Tache.objects.a_faire().filter(confiee_a=agent, atelier__dossier__in=par_pk)
    siennes = siennes.exclude(atelier__etat=Etat.INTERROMPU).select_related("atelier")
    return [
        Attente(
            par_pk[tache.atelier.dossier_id],
            tache.libelle,
            reverse("atelier:taches", args=[tache.atelier.dossier_id]),
            tache.pour_le,
        )
        for tache in siennes
    ]


def _acte_attendu(atelier: Atelier, aujourd_hui: date) -> tuple[str, date | None] | None:
    if atelier.etat == Etat.PREPARATION:
        return "Lancer l'atelier : réunion de cadrage et calendrier", None
    fin_des_sessions = max((j.fin_le for j in atelier.sessions), default=None)
    if atelier.etat == Etat.EN_COURS and fin_des_sessions and fin_des_sessions < aujourd_hui:
        return "Passer à la production des livrables", None
    fin = max((j.fin_le for j in atelier.jalons.all()), default=None)
    if atelier.etat == Etat.PRODUCTION and fin and fin < aujourd_hui:
        return "Déclarer l'atelier achevé", fin
    return None


def dates(dossiers: Sequence[Dossier]) -> dict[int, list[DateDuDossier]]:
    """Les phases du calendrier et les réunions des comités ; interrompu, l'atelier les annule."""
    datees: dict[int, list[DateDuDossier]] = {}
    for atelier in _ateliers(dossiers):
        jalons = sorted(atelier.jalons.all(), key=attrgetter("debut_le", "ordre"))
        datees[atelier.dossier_id] = [_date_du_jalon(jalon) for jalon in jalons]
    reunions = Reunion.objects.filter(comite__atelier__dossier__in=dossiers)
    for reunion in reunions.select_related("comite__atelier").order_by("debut"):
        datees.setdefault(reunion.comite.atelier.dossier_id, []).append(_date_de_la_reunion(reunion))
    return datees


def _date_du_jalon(jalon: Jalon) -> DateDuDossier:
    """Le rang croît aussi quand l'atelier s'interrompt ou reprend : l'agenda doit suivre."""
    atelier = jalon.atelier
    return DateDuDossier(
        jalon.nom,
        jalon.debut_le,
        jalon.fin_le,
        jalon.lieu,
        f"jalon-{jalon.pk}",
        revision=jalon.revision + atelier.nb_bascules,
        modifie_le=jalon.modifie_le,
        est_annulee=atelier.etat == Etat.INTERROMPU,
    )


def _date_de_la_reunion(reunion: Reunion) -> DateDuDossier:
    atelier = reunion.comite.atelier
    return DateDuDossier(
        reunion.comite.nom,
        localtime(reunion.debut).date(),
        localtime(reunion.fin).date(),
        reunion.lieu,
        f"reunion-{reunion.pk}",
        debut=reunion.debut,
        fin=reunion.fin,
        revision=reunion.revision + atelier.nb_bascules,
        modifie_le=reunion.modifie_le,
        est_annulee=bool(reunion.annulee_le) or atelier.etat == Etat.INTERROMPU,
    )


enregistrer(Volet(Etape.ATELIER, resumes=resumes, attentes=attentes, dates=dates))
navigation.enregistrer(
    navigation.Entree("Suivi des ateliers", "atelier:liste", ordre=45, pour=navigation.connecte)
)
