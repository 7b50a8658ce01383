"""La navigation : chaque étage inscrit ses entrées dans `AppConfig.ready` ; la page les lit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from django.core.checks import CheckMessage, Warning, register
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import cached_property

Lieu = Literal["principal", "compte", "pied"]


def tout_le_monde(user: Any) -> bool:
    return True


def connecte(user: Any) -> bool:
    return bool(user.is_authenticated)


def anonyme(user: Any) -> bool:
    return not user.is_authenticated


@dataclass(frozen=True)
class Entree:
    """Une ligne de menu. `pour(user)` ne doit pas interroger la base pour un visiteur sans compte."""

    libelle: str
    url_name: str
    ordre: int = 100
    pour: Callable[[Any], bool] = tout_le_monde
    lieu: Lieu = "principal"
    icone: str = ""


@dataclass(frozen=True)
class EntreeAffichee:
    libelle: str
    url: str
    icone: str
    est_active: bool
    est_la_page: bool


_entrees: dict[tuple[str, str], Entree] = {}


def enregistrer(*entrees: Entree) -> None:
    """Inscrire deux fois la même entrée la remplace : `ready` peut être rejoué."""
    for entree in entrees:
        _entrees[entree.lieu, entree.url_name] = entree


def entrees(lieu: Lieu) -> list[Entree]:
    return sorted((e for e in _entrees.values() if e.lieu == lieu), key=lambda e: (e.ordre, e.libelle))


class Navigation:
    """Les menus d'une requête, calculés seulement si la page les montre."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def principale(self) -> list[EntreeAffichee]:
        return list(self._affichees("principal"))

    @cached_property
    def compte(self) -> list[EntreeAffichee]:
        return list(self._affichees("compte"))

    @cached_property
    def pied(self) -> list[EntreeAffichee]:
        return list(self._affichees("pied"))

    def _affichees(self, lieu: Lieu) -> Iterable[EntreeAffichee]:
        user = getattr(self._request, "user", None)
        ici = self._request.path
        for entree in entrees(lieu):
            url = _adresse(entree)
            if url and user is not None and entree.pour(user):
                dessous = url != "/" and ici.startswith(url)
                yield EntreeAffichee(entree.libelle, url, entree.icone, dessous or ici == url, ici == url)


def _adresse(entree: Entree) -> str:
    return _chemin(entree.url_name, get_urlconf())


@cache
def _chemin(nom: str, adresses: str | None) -> str:
    """Une entrée sans page n'est pas montrée : la vérification ci-dessous la signale au démarrage."""
    try:
        return reverse(nom, adresses)
    except NoReverseMatch:
        return ""


@register()
def chaque_entree_mene_quelque_part(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    return [
        Warning(f"L'entrée de menu « {e.libelle} » vise une page inconnue : {e.url_name}.", id="socle.W001")
        for e in _entrees.values()
        if not _adresse(e)
    ]
