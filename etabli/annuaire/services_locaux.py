"""Le service de l'État à qui s'adresser, département par département."""

from collections.abc import Sequence

from django.db.models import Q

from etabli.annuaire.enums import SERVICES_DECONCENTRES, TypeOrganisation
from etabli.annuaire.models import Organisation
from etabli.territoires.models import Departement

# La direction départementale d'abord ; là où il n'y en a pas, celle de la région ou de l'outre-mer.
ORDRE = {type_: rang for rang, type_ in enumerate(SERVICES_DECONCENTRES)}


def services_locaux(departements: Sequence[Departement]) -> dict[str, Organisation]:
    """Un service par code de département, en une requête ; un département sans service n'y est pas."""
    codes, regions = {d.code for d in departements}, {d.region_id for d in departements}
    services = Organisation.objects.filter(
        Q(departement__in=codes) | Q(departement=None, region__in=regions),
        type__in=SERVICES_DECONCENTRES,
        est_fictive=False,
    )
    trouves = sorted(
        services, key=lambda o: (o.departement_id is None, ORDRE[TypeOrganisation(o.type)], o.nom)
    )
    return {
        d.code: service
        for d in departements
        if (service := next((o for o in trouves if _couvre(o, d)), None)) is not None
    }


def _couvre(service: Organisation, departement: Departement) -> bool:
    if service.departement_id:
        return service.departement_id == departement.code
    return service.region_id == departement.region_id


def noms_des_services(departements: Sequence[Departement]) -> dict[str, str]:
    """Ce que le sélecteur de périmètre dit de chaque département."""
    return {code: service.nom_court for code, service in services_locaux(departements).items()}
