"""Ce que la plateforme dit d'elle-même à Prometheus : ses requêtes au fil de l'eau, ses files à l'instant où on lit."""

import os
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Min
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from etabli.socle.direct import nb_lecteurs_en_tout
from etabli.socle.models import LettreSortante, Travail

VERBES = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SEUILS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
REQUETES = Histogram(
    "etabli_requetes_secondes",
    "Durée des réponses, par vue, verbe et statut.",
    ("vue", "verbe", "statut"),
    buckets=SEUILS,
)
REQUETES_SQL = Counter("etabli_requetes_sql", "Requêtes SQL, par vue.", ("vue",))
FLUX = Counter("etabli_flux_ouverts", "Écrans et téléphones qui se sont mis à l'écoute.")


class Files(Collector):
    """Lues en base quand on les demande : la même réponse de chaque processus."""

    def collect(self) -> Iterable[Metric]:
        yield par_etat("etabli_lettres", "Lettres de la boîte d'envoi.", LettreSortante, "etat")
        yield par_etat("etabli_travaux", "Travaux demandés par les agents.", Travail, "etat")
        yield par_etat("etabli_taches", "Tâches de fond.", DBTaskResult, "status")
        yield GaugeMetricFamily(
            "etabli_taches_attente_secondes",
            "Depuis combien de temps attend la plus vieille tâche prête.",
            value=attente_de_la_file(),
        )
        yield GaugeMetricFamily(
            "etabli_lecteurs_du_direct", "Écrans et téléphones à l'écoute.", value=nb_lecteurs_en_tout()
        )


def par_etat(nom: str, aide: str, modele: type, champ: str) -> Metric:
    jauge = GaugeMetricFamily(nom, aide, labels=("etat",))
    lignes = modele._default_manager.values_list(champ).annotate(nb=Count("pk")).order_by()  # type: ignore[attr-defined]
    for etat, nb in lignes:
        jauge.add_metric((str(etat).lower(),), nb)
    return jauge


def attente_de_la_file() -> float:
    """En secondes ; zéro quand rien n'attend. Une tâche remise à plus tard n'attend pas."""
    plus_vieille: datetime | None = DBTaskResult.objects.ready().aggregate(m=Min("enqueued_at"))["m"]
    return max(0.0, (now() - plus_vieille).total_seconds()) if plus_vieille else 0.0


def exposer() -> bytes:
    """Avec plusieurs processus, `PROMETHEUS_MULTIPROC_DIR` leur donne un dossier où réunir leurs compteurs."""
    registre = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registre)  # type: ignore[no-untyped-call]
        au_fil_de_l_eau = generate_latest(registre)
    else:
        au_fil_de_l_eau = generate_latest(REGISTRY)
    files = CollectorRegistry()
    files.register(Files())
    return au_fil_de_l_eau + generate_latest(files)
