"""Ce que l'étape fait quand l'atelier sonne, quand un livrable avance, et ce qu'elle dit au dossier."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.dispatch import receiver

from etabli.annuaire.models import Agent
from etabli.dossier.actions import passer_a
from etabli.dossier.enums import Etape, Role, TypeLivrable
from etabli.dossier.models import Dossier
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet, enregistrer
from etabli.etape3_atelier.models import Atelier
from etabli.etape6_restitution.actions import attendre_les_livrables, geler
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable
from etabli.etape6_restitution.tasks import ecrire_en_arriere_plan
from etabli.socle.cycle import acte_accompli
from etabli.socle.memoire import lue_une_fois

ATTENDUS = {
    Etat.ATTENDU: ("Écrire et soumettre", Role.EQUIPE),
    Etat.A_CORRIGER: ("Corriger et soumettre à nouveau", Role.EQUIPE),
    Etat.SOUMIS: ("Relire", Role.PILOTE),
    Etat.ACCEPTE: ("Publier", Role.PILOTE),
}


@receiver(acte_accompli, sender=Atelier, dispatch_uid="attendre_les_livrables")
def ouvrir_les_livrables(*, acte: str, objet: Atelier, **_: object) -> None:
    """L'atelier lancé, ses livrables sont attendus à leur date ; rejouable."""
    if acte == "lancer":
        attendre_les_livrables(objet.dossier, objet.lance_le)


@receiver(acte_accompli, sender=Livrable, dispatch_uid="geler_le_livrable")
def geler_le_livrable(*, acte: str, objet: Livrable, par: Agent, **_: object) -> None:
    """Accepté, le livrable est gelé : ses trois fichiers s'écrivent en arrière-plan."""
    if acte == "accepter":
        ecrire_en_arriere_plan(geler(objet, par=par), par=par)


@receiver(acte_accompli, sender=Livrable, dispatch_uid="passer_au_suivi")
def passer_au_suivi(*, acte: str, objet: Livrable, par: Agent, **_: object) -> None:
    """Le livret publié, l'atelier est rendu au public : le suivi de la feuille de route commence."""
    if acte == "publier" and objet.type == TypeLivrable.LIVRET:
        passer_a(objet.dossier, Etape.SUIVI, par=par)


@lue_une_fois
def _livrables(dossiers: Sequence[Dossier]) -> list[Livrable]:
    return list(Livrable.objects.filter(dossier__in=dossiers))


def resumes(dossiers: Sequence[Dossier], agent: Agent) -> dict[int, Resume]:
    par_dossier: dict[int, list[Livrable]] = defaultdict(list)
    for livrable in _livrables(dossiers):
        par_dossier[livrable.dossier_id].append(livrable)
    return {cle: _resume(livrables) for cle, livrables in par_dossier.items()}


def _resume(livrables: list[Livrable]) -> Resume:
    nb, publies = len(livrables), sum(x.etat == Etat.PUBLIE for x in livrables)
    return Resume(
        libelle="Publiée"
        if publies == nb
        else "En cours"
        if any(x.soumis_le for x in livrables)
        else "À venir",
        url=livrables[0].url_des_livrables,
        niveau="success" if publies == nb else "info",
        detail=f"{publies} livrable{'s' if publies > 1 else ''} publié{'s' if publies > 1 else ''} sur {nb}",
    )


def attentes(dossiers: Sequence[Dossier], agent: Agent) -> list[Attente]:
    par_pk = {d.pk: d for d in dossiers}
    attendues = []
    a_faire = [x for x in _livrables(dossiers) if x.etat in ATTENDUS]
    for livrable in sorted(a_faire, key=lambda x: (x.attendu_le or date.max, x.pk)):
        dossier, (verbe, role) = par_pk[livrable.dossier_id], ATTENDUS[Etat(livrable.etat)]
        responsables = dossier.organisations(role)
        est_a_moi = role in dossier.roles_de(agent)
        de_qui = "" if est_a_moi else str(responsables[0] if responsables else role.label)
        libelle = f"{verbe} : {livrable.get_type_display().lower()}"
        attendues.append(Attente(dossier, libelle, livrable.get_absolute_url(), livrable.attendu_le, de_qui))
    return attendues


def dates(dossiers: Sequence[Dossier]) -> dict[int, list[DateDuDossier]]:
    datees: dict[int, list[DateDuDossier]] = defaultdict(list)
    for livrable in _livrables(dossiers):
        if livrable.attendu_le and livrable.etat != Etat.PUBLIE:
            datees[livrable.dossier_id].append(
                DateDuDossier(f"Attendu : {livrable}", livrable.attendu_le, cle=f"livrable-{livrable.pk}")
            )
    return dict(datees)


enregistrer(Volet(Etape.RESTITUTION, resumes=resumes, attentes=attentes, dates=dates))
