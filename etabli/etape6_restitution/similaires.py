"""Les ateliers publiés qui ressemblent à celui-ci, et pourquoi."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import FichePublique
from etabli.etape6_restitution.ressemblance import Profil, Semblable, forme_du_territoire, les_plus_proches
from etabli.territoires.models import Commune


def ateliers_semblables(dossier: Dossier, *, au_plus: int = 4) -> Sequence[Semblable]:
    """Parmi les fiches publiées ; un nombre de requêtes constant. Vide si celui-ci n'est pas publié."""
    profils = profils_publies()
    ici = profils.pop(dossier.pk, None)
    return les_plus_proches(ici, profils.values(), au_plus=au_plus) if ici else []


def profils_publies() -> dict[int, Profil]:
    fiches = FichePublique.objects.publiees().select_related("dossier__perimetre")
    lues = list(fiches.prefetch_related("dossier__thematiques"))
    lieux = _lieux(f.dossier.perimetre_id for f in lues)
    return {f.dossier_id: _profil(f, lieux[f.dossier.perimetre_id]) for f in lues}


class _Lieux:
    def __init__(self) -> None:
        self.epcis: set[str] = set()
        self.departements: set[str] = set()
        self.regions: set[str] = set()


def _lieux(perimetres: Iterable[int]) -> dict[int, _Lieux]:
    voulus = set(perimetres)
    lus: dict[int, _Lieux] = defaultdict(_Lieux)
    couples = Commune.objects.filter(perimetres__in=voulus).values_list(
        "perimetres", "epci", "departement", "departement__region__nom"
    )
    for perimetre, epci, departement, region in couples.distinct():
        if perimetre in voulus:
            lieux = lus[perimetre]
            lieux.epcis |= {epci} if epci else set()
            lieux.departements.add(departement)
            lieux.regions.add(region)
    return lus


def _profil(fiche: FichePublique, lieux: _Lieux) -> Profil:
    dossier = fiche.dossier
    perimetre = dossier.perimetre
    return Profil(
        cle=f"atelier-{dossier.pk}",
        titre=fiche.titre,
        url=fiche.get_absolute_url(),
        themes=frozenset(t.nom for t in dossier.thematiques.all()),
        forme=forme_du_territoire(
            perimetre.nb_communes if perimetre else 0, len(lieux.epcis), len(lieux.departements)
        ),
        nb_habitants=perimetre.population if perimetre else None,
        regions=frozenset(lieux.regions),
    )
