"""Créer un jeton, le révoquer, noter qu'il sert."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.models import Jeton
from etabli.donnees_ouvertes.models.jetons import DEBUT, LONGUEUR_DU_PREFIXE, empreinte
from etabli.donnees_ouvertes.permissions import peut_creer_un_jeton, peut_revoquer
from etabli.socle.journal import inscrire
from etabli.socle.verdict import exiger

DUREE_AU_PLUS = timedelta(days=366)
# Noter chaque demande coûterait une écriture de plus ; à la minute près suffit pour savoir s'il sert encore.
PRECISION = timedelta(minutes=1)
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


@transaction.atomic
def creer_un_jeton(nom: str, portees: Sequence[str], expire_le: date, *, par: Agent) -> tuple[Jeton, str]:
    """Le jeton et son secret, que rien ne permettra de relire ensuite."""
    exiger(peut_creer_un_jeton(par))
    if not portees or set(portees) - set(Portee.values):
        raise ValidationError({"portees": "Choisissez au moins une portée dans la liste."})
    if not localdate() < expire_le <= localdate() + DUREE_AU_PLUS:
        raise ValidationError({"expire_le": "Choisissez une date à venir, dans un an au plus."})
    prefixe = f"{DEBUT}_" + "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR_DU_PREFIXE))
    secret = f"{prefixe}_{secrets.token_urlsafe(32)}"
    jeton = Jeton.objects.create(
        agent=par,
        nom=nom.strip(),
        prefixe=prefixe,
        empreinte=empreinte(secret),
        portees=[p for p in Portee.values if p in portees],
        expire_le=expire_le,
    )
    inscrire(
        "creer_un_jeton",
        jeton,
        par=par,
        phrase=f"a créé le jeton {jeton}"[:300],
        donnees={"portees": jeton.portees, "expire_le": expire_le},
    )
    return jeton, secret


@transaction.atomic
def revoquer(jeton: Jeton, *, par: Agent) -> Jeton:
    jeton = Jeton.objects.select_for_update().get(pk=jeton.pk)
    exiger(peut_revoquer(par, jeton))
    jeton.revoque_le = now()
    jeton.save(update_fields=["revoque_le", "modifie_le"])
    inscrire("revoquer_un_jeton", jeton, par=par, phrase=f"a révoqué le jeton {jeton}"[:300])
    return jeton


def noter_l_usage(jeton: Jeton) -> None:
    assez_vieux = Q(dernier_usage_le__isnull=True) | Q(dernier_usage_le__lt=now() - PRECISION)
    if jeton.dernier_usage_le is None or jeton.dernier_usage_le < now() - PRECISION:
        Jeton.objects.filter(assez_vieux, pk=jeton.pk).update(dernier_usage_le=now())
