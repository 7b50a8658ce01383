"""Ce que le public lit : les livrables publiés, leurs fichiers. La vitrine n'a besoin de rien d'autre."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import VersionDeLivrable, VersionQuerySet


@dataclass(frozen=True)
class FichierPublic:
    """`taille` en octets."""

    forme: str
    url: str
    taille: int


@dataclass(frozen=True)
class LivrablePublic:
    type: str
    titre: str
    date: date
    nb_pages: int | None
    fichiers: tuple[FichierPublic, ...]


def versions_publiques() -> VersionQuerySet:
    """La seule porte sans compte : ce qui a été publié, et rien d'autre."""
    return VersionDeLivrable.objects.publiques()


def livrables_publies(dossiers: Iterable[Dossier]) -> dict[int, list[LivrablePublic]]:
    """Par dossier, la dernière version publiée de chaque livrable, dans l'ordre où on les attend."""
    versions = versions_publiques().filter(livrable__dossier__in=list(dossiers))
    dernieres: dict[int, VersionDeLivrable] = {}
    for version in versions:
        dernieres.setdefault(version.livrable_id, version)
    publies: dict[int, list[LivrablePublic]] = defaultdict(list)
    for version in sorted(dernieres.values(), key=_ordre):
        publies[version.livrable.dossier_id].append(_public(version))
    return dict(publies)


def _ordre(version: VersionDeLivrable) -> tuple[date, int]:
    return version.livrable.attendu_le or date.max, version.livrable_id


def _public(version: VersionDeLivrable) -> LivrablePublic:
    return LivrablePublic(
        type=version.livrable.type,
        titre=str(version.livrable),
        date=version.publiee_le or version.gelee_le.date(),
        nb_pages=version.nb_pages,
        fichiers=tuple(
            FichierPublic(forme, reverse("restitution:public", args=[version.pk, forme]), f.derniere.taille)
            for forme, f in version.fichiers
        ),
    )
