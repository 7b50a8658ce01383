"""Ce que l'on vérifie d'une base et de ses fichiers : la chaîne du journal, chaque empreinte, rien d'absent."""

import hashlib
from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from etabli.socle.journal import ruptures
from etabli.socle.models import VersionDeFichier
from etabli.socle.sauvegarde.archive import fichiers_cites


def controler() -> Iterator[str]:
    """Une phrase par défaut trouvé ; rien : tout tient."""
    attend = migrations_en_attente()
    if attend:
        yield f"{len(attend)} migrations restent à appliquer (manage.py migrate), à commencer par {attend[0]}."
        return
    yield from ruptures()
    for depot, nom in fichiers_cites():
        if not depot.exists(nom):
            yield f"Le fichier « {nom} » est cité par la base et manque."
    for version in VersionDeFichier.objects.order_by("pk").iterator():
        try:
            with version.contenu.open("rb") as ouvert:
                somme = hashlib.file_digest(ouvert, "sha256").hexdigest()
        except FileNotFoundError:
            continue  # déjà dit
        if somme != version.sha256:
            yield f"« {version} » n'a plus l'empreinte inscrite à son dépôt."


def migrations_en_attente() -> list[str]:
    executant = MigrationExecutor(connection)
    plan = executant.migration_plan(executant.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
