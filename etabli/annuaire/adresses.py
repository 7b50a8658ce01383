"""Les adresses qu'on nous tend pour la suite : seulement les nôtres."""

import re

from django.utils.http import url_has_allowed_host_and_scheme

INVITATION = re.compile(r"^/invitation/([\w-]+)/$")


def adresse_sure(adresse: str, defaut: str = "") -> str:
    """Un chemin de ce site ; ni autre hôte, ni `//`, ni `javascript:`."""
    sure = url_has_allowed_host_and_scheme(adresse, allowed_hosts=None)
    return adresse if adresse.startswith("/") and sure else defaut


def jeton_de_l_invitation(suite: str) -> str:
    trouve = INVITATION.match(suite)
    return trouve[1] if trouve else ""
