"""Ce que toutes les pages savent : le nom du site, la navigation, l'avertissement."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from etabli.socle.navigation import Navigation

# L'article du design de l'État demande ces renvois au pied de chaque page.
SITES_DE_L_ETAT = ("info.gouv.fr", "service-public.fr", "legifrance.gouv.fr", "data.gouv.fr")


def site(request: HttpRequest) -> dict[str, Any]:
    """Aucune requête : ces valeurs viennent des réglages, les menus se calculent à la demande."""
    marque = settings.MARQUE_DE_L_ETAT
    return {
        "nom_du_site": settings.NOM_DU_SITE,
        "accroche_du_site": settings.ACCROCHE_DU_SITE,
        "marque_de_l_etat": marque,
        "sites_de_l_etat": SITES_DE_L_ETAT if marque else (),
        "avertissement_demo": settings.AVERTISSEMENT_DEMO,
        "navigation": Navigation(request),
    }
