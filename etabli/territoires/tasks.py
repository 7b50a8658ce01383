"""Relire et appliquer un import : trop long pour une page."""

from django.contrib.auth import get_user_model

from etabli.socle.travaux import Suivi
from etabli.territoires.actions import appliquer_un_import, relire_un_import
from etabli.territoires.models import ImportDeMesures

NB_DE_COMMUNES = 35_000


def relire(suivi: Suivi, *, pk: int) -> str:
    origine = ImportDeMesures.objects.get(pk=pk)
    relire_un_import(origine, dire=lambda nb: _avancer(suivi, nb))
    return origine.get_absolute_url()


def appliquer(suivi: Suivi, *, pk: int, auteur: int) -> str:
    origine = ImportDeMesures.objects.get(pk=pk)
    par = get_user_model()._default_manager.get(pk=auteur)
    appliquer_un_import(origine, par=par, dire=lambda nb: _avancer(suivi, nb))
    return origine.get_absolute_url()


def _avancer(suivi: Suivi, nb: int) -> None:
    suivi.avancer(min(95, 100 * nb // NB_DE_COMMUNES), f"{nb} lignes lues")
