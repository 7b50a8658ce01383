"""Ce qui se cherche : chaque étage le déclare dans `AppConfig.ready`, par son `abonnements.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet


def son_identifiant(objet: Any) -> int:
    return int(objet.pk)


def toujours(objet: Any) -> bool:
    return True


def son_fil(objet: Any) -> str:
    return str(getattr(objet, "fil", ""))


def tel_quel(objets: QuerySet[Any]) -> QuerySet[Any]:
    return objets


@dataclass(frozen=True)
class Cherchable:
    """Un modèle donné à chercher.

    `titre` et `corps` rendent du texte nu (jamais de balises) ; `lien`, l'adresse où mène le résultat.
    Les droits : `porte(objet)` est l'identifiant de ce par quoi on y entre (l'objet même, ou la séance qui le
    contient), `visibles(agent)` le `visible_to` de cette porte. Ce que `se_cherche` refuse sort de l'index.
    `precharger` joint ce qu'il faut pour tout réindexer sans requête par ligne.
    `au_fil_de_l_eau=False` : les écritures ne touchent pas l'index (une salle de trois cents téléphones ne
    l'attend pas) ; l'étage appelle `indexer` quand le moment est venu.
    """

    modele: type[Model]
    nom: str
    titre: Callable[[Any], str]
    corps: Callable[[Any], str]
    visibles: Callable[[Any], QuerySet[Any]]
    lien: Callable[[Any], str]
    porte: Callable[[Any], int] = son_identifiant
    se_cherche: Callable[[Any], bool] = toujours
    fil: Callable[[Any], str] = son_fil
    precharger: Callable[[QuerySet[Any]], QuerySet[Any]] = tel_quel
    au_fil_de_l_eau: bool = True
    ordre: int = 100

    @property
    def genre(self) -> str:
        return str(self.modele._meta.label_lower)


_cherchables: dict[str, Cherchable] = {}


def inscrire(cherchable: Cherchable) -> None:
    """Inscrire deux fois le même modèle le remplace : `ready` peut être rejoué."""
    _cherchables[cherchable.genre] = cherchable


def cherchables() -> list[Cherchable]:
    return sorted(_cherchables.values(), key=lambda c: (c.ordre, c.nom))


def cherchable(genre: str) -> Cherchable:
    return _cherchables[genre]
