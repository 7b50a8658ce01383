"""Le lien que porte la lettre : signé, il ne vaut que pour une action, et que tant qu'il n'est ni retiré ni périmé."""

from django.core import signing
from django.urls import reverse

from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.models import LienDeSuivi

SEL = "etabli.feuille_de_route.suivi"


def adresse_du_lien(lien: LienDeSuivi) -> str:
    return reverse("feuille_de_route:suivre_par_lien", args=[signing.dumps(lien.pk, salt=SEL)])


def lire_le_lien(jeton: str) -> LienDeSuivi | None:
    """None quand le lien est faux, retiré, périmé, ou que le suivi est clos."""
    try:
        cle = signing.loads(jeton, salt=SEL)
    except signing.BadSignature:
        return None
    liens = LienDeSuivi.objects.select_related("action__feuille__dossier", "action__axe")
    lien = liens.filter(pk=cle, action__isnull=False).first()
    if lien is None or not lien.est_valable or lien.action.feuille.etat == Etat.CLOSE:
        return None
    return lien
