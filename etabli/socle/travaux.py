"""Les travaux longs : lancés en arrière-plan, suivis par une barre d'avancement, refaits s'ils échouent."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.timezone import now
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from etabli.socle.empechements import phrase
from etabli.socle.identifiant import identifiant_courant, sous
from etabli.socle.models import EtatTravail, Travail

journal_technique = logging.getLogger(__name__)


class Suivi:
    """Ce qu'un travail reçoit pour dire où il en est."""

    def __init__(self, travail: Travail) -> None:
        self.travail = travail

    def avancer(self, pour_cent: int, etape: str = "") -> None:
        """Hors de toute transaction du travail : l'avancement se voit avant la fin."""
        Travail.objects.filter(pk=self.travail.pk).update(avancement=min(100, pour_cent), etape=etape)


def lancer(
    titre: str, fonction: Callable[..., str], /, *, par: Any, retour: str = "", **arguments: Any
) -> Travail:
    """Met un travail en file au commit. `fonction(suivi, **arguments)` rend l'adresse où aller ensuite.

    Les arguments doivent tenir en JSON : on passe des clés primaires, jamais des objets.
    """
    travail = Travail.objects.create(titre=titre, demande_par=par, retour=retour)
    chemin = f"{fonction.__module__}.{fonction.__qualname__}"
    requete = identifiant_courant()
    transaction.on_commit(lambda: faire.enqueue(str(travail.pk), chemin, arguments, requete))
    return travail


@task()
def faire(travail_id: str, chemin: str, arguments: dict[str, Any], requete: str = "") -> None:
    """Le journal technique du travail porte l'identifiant de la requête qui l'a demandé."""
    with sous(requete):
        _faire(travail_id, chemin, arguments)


def _faire(travail_id: str, chemin: str, arguments: dict[str, Any]) -> None:
    travail = Travail.objects.get(pk=travail_id)
    if travail.etat == EtatTravail.FAIT:
        return
    Travail.objects.filter(pk=travail.pk).update(etat=EtatTravail.EN_COURS, avancement=1)
    try:
        retour = import_string(chemin)(Suivi(travail), **arguments)
    except Exception as erreur:
        # La frontière du travail : l'échec se montre à l'agent, la trace va au journal technique.
        journal_technique.exception("Le travail %s a échoué", travail.titre)
        Travail.objects.filter(pk=travail.pk).update(
            etat=EtatTravail.ECHOUE, erreur=phrase(erreur)[:500], fini_le=now()
        )
        return
    Travail.objects.filter(pk=travail.pk).update(
        etat=EtatTravail.FAIT,
        avancement=100,
        etape="Terminé",
        retour=retour or travail.retour,
        fini_le=now(),
    )


INTERROMPU = "Ce travail a été interrompu avant sa fin : relancez-le. Le refaire ne double rien."


def abandonner_les_interrompus(depuis: timedelta) -> int:
    """Un ouvrier tué ne conclut pas : passé ce temps, le travail est dit échoué plutôt que montré sans fin."""
    limite = now() - depuis
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=limite).update(
        status=TaskResultStatus.FAILED, finished_at=now()
    )
    return _dire_interrompus(Travail.objects.filter(demande_le__lt=limite))


def abandonner_ceux_de(ouvrier: str) -> int:
    """Un ouvrier qui démarre n'a rien en cours : ce que la file prête à son nom, il est mort en le faisant."""
    taches = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    siennes = [tache for tache in taches if tache.worker_ids[-1:] == [ouvrier]]
    DBTaskResult.objects.filter(pk__in=[tache.pk for tache in siennes]).update(
        status=TaskResultStatus.FAILED, finished_at=now()
    )
    travaux = [tache.args_kwargs["args"][0] for tache in siennes if tache.task_path == faire.module_path]
    return _dire_interrompus(Travail.objects.filter(pk__in=travaux))


def _dire_interrompus(travaux: QuerySet[Travail]) -> int:
    return travaux.filter(etat=EtatTravail.EN_COURS).update(
        etat=EtatTravail.ECHOUE, erreur=INTERROMPU, fini_le=now()
    )
