"""Les lettres que la maison écrit d'elle-même, quand un travail d'arrière-plan est fini."""

from etabli.etape6_restitution.models import VersionDeLivrable
from etabli.socle.courriel import Lettre


def _qui_a_gele(version: VersionDeLivrable) -> list[str]:
    return [version.gelee_par.email] if version.gelee_par else []


FICHIERS_PRETS = Lettre(
    "livrable-fichiers-prets",
    "{{ objet.livrable.dossier }} : {{ objet.livrable|lower }}, les trois fichiers sont prêts",
    "restitution/lettres/fichiers_prets.txt",
    _qui_a_gele,
)
