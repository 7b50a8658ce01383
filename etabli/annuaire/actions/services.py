"""Les services de l'État qui peuvent porter, piloter ou soutenir un atelier."""

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction

from etabli.annuaire.models import Organisation
from etabli.territoires.models import Departement, Region


@transaction.atomic
def installer_les_services() -> int:
    """Inscrit les services de `donnees/annuaire/services.csv` qui manquent ; rend combien.

    Un service se reconnaît à son type et à son territoire : une fiche corrigée à la main n'est pas écrasée.
    Les territoires sont ceux de `charger_territoires` ; un code inconnu laisse la ligne de côté.
    """
    departements = set(Departement.objects.values_list("code", flat=True))
    regions = set(Region.objects.values_list("code", flat=True))
    connus = set(Organisation.objects.values_list("type", "departement_id", "region_id"))
    nouveaux = []
    for ligne in lire_les_services():
        departement, region = ligne["departement"] or None, ligne["region"] or None
        if (departement and departement not in departements) or (region and region not in regions):
            continue
        if (ligne["type"], departement, region) not in connus:
            nouveaux.append(
                Organisation(
                    type=ligne["type"],
                    nom=ligne["nom"],
                    sigle=ligne["sigle"],
                    departement_id=departement,
                    region_id=region,
                )
            )
    Organisation.objects.bulk_create(nouveaux)
    return len(nouveaux)


def lire_les_services() -> list[dict[str, str]]:
    with (Path(settings.DONNEES) / "annuaire" / "services.csv").open(encoding="utf-8", newline="") as flux:
        return list(csv.DictReader(flux))
