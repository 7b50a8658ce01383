"""Le relevé d'une séance : toutes ses lignes, quel que soit leur modèle, sous des clés que deux postes partagent.

Rien n'est énuméré ici : tout modèle de l'étage relié à la séance voyage, ceux d'aujourd'hui et ceux de demain.
"""

import datetime
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models.fields.related import RelatedField

from etabli.annuaire.models import Agent
from etabli.etape4_seance.models import Seance, Valise
from etabli.territoires.models import Commune

# Ce qui appartient à chaque poste : son écran, son minuteur, ses identifiants.
PROPRE_AU_POSTE = {
    "seance.seance": {
        "id",
        "atelier",
        "code",
        "revision",
        "vue_de_l_ecran",
        "projetee",
        "minuteur_fin_le",
        "cree_le",
        "modifie_le",
    },
}
# Hors de la séance, on désigne par ce que les deux postes connaissent.
NOMS_PARTAGES: dict[type[models.Model], str] = {Agent: "email", Commune: "code"}

Lignes = dict[str, dict[str, dict[str, Any]]]


@cache
def modeles() -> dict[str, type[models.Model]]:
    """Les modèles de la séance, chacun après ceux qu'il désigne."""
    etage = apps.get_app_config(Seance._meta.app_label)
    restants = [
        m for m in etage.get_models(include_auto_created=True) if m is not Valise and chemin(m) is not None
    ]
    ranges: dict[str, type[models.Model]] = {}
    while restants:
        prets = [m for m in restants if not {v for v in _vises(m) if v is not m} & set(restants)]
        for modele in prets:
            ranges[modele._meta.label_lower] = modele
            restants.remove(modele)
    return ranges


@cache
def chemin(modele: type[models.Model]) -> str | None:
    """Le plus court chemin de renvois jusqu'à la séance : « activite__seance » ; vide pour elle-même."""
    a_voir: deque[tuple[type[models.Model], str]] = deque([(modele, "")])
    vus = {modele}
    while a_voir:
        ici, parcouru = a_voir.popleft()
        if ici is Seance:
            return parcouru
        for champ in renvois(ici):
            suivant = champ.related_model
            if not champ.null and suivant not in vus and suivant._meta.app_label == Seance._meta.app_label:
                vus.add(suivant)
                a_voir.append((suivant, f"{parcouru}__{champ.name}".strip("_")))
    return None


def renvois(modele: type[models.Model]) -> Iterator[Any]:
    return (champ for champ in modele._meta.concrete_fields if isinstance(champ, RelatedField))


def champs(modele: type[models.Model]) -> list[Any]:
    propres = PROPRE_AU_POSTE.get(modele._meta.label_lower, set())
    return [
        c
        for c in modele._meta.concrete_fields
        if not c.primary_key and c.name not in propres and (not isinstance(c, RelatedField) or _voyage(c))
    ]


def vise(etiquette: str, nom: str) -> str | None:
    """Le modèle que désigne ce champ, s'il voyage lui aussi."""
    champ: Any = modeles()[etiquette]._meta.get_field(nom)
    est_dedans = isinstance(champ, RelatedField) and champ.related_model._meta.label_lower in modeles()
    return str(champ.related_model._meta.label_lower) if est_dedans else None


def _vises(modele: type[models.Model]) -> set[Any]:
    noms = {champ.name for champ in champs(modele)}
    return {champ.related_model for champ in renvois(modele) if champ.name in noms}


def _voyage(champ: Any) -> bool:
    return (
        champ.related_model in NOMS_PARTAGES or champ.related_model._meta.app_label == Seance._meta.app_label
    )


class Cles:
    """D'un identifiant d'ici à la clé partagée, et retour.

    Un identifiant tiré au hasard est sa propre clé. Un numéro porte le nom du poste qui l'a donné : « n12 »
    vient de la plateforme nationale, « p5 » du portable ; l'autre poste tient la correspondance.
    """

    def __init__(self, valise: Valise) -> None:
        self.correspondance: dict[str, dict[str, Any]] = {
            m: dict(c) for m, c in valise.correspondance.items()
        }
        self.inverse = {
            modele: {str(pk): cle for cle, pk in cles.items()} for modele, cles in self.correspondance.items()
        }
        self.ici = "p" if valise.est_emportee else "n"

    def cle(self, modele: type[models.Model], pk: Any) -> str:
        connue = self.inverse.get(modele._meta.label_lower, {}).get(str(pk))
        return connue or (str(pk) if isinstance(pk, UUID) else f"{self.ici}{pk}")

    def pk(self, modele: type[models.Model], cle: str) -> Any:
        """L'identifiant d'ici, ou None si la ligne n'y est pas encore connue."""
        connu = self.correspondance.get(modele._meta.label_lower, {}).get(cle)
        if connu is not None:
            return modele._meta.pk.to_python(connu)
        if isinstance(modele._meta.pk, models.UUIDField):
            return UUID(cle)
        return int(cle[1:]) if cle[:1] == self.ici and cle[1:].isdigit() else None

    def noter(self, modele: type[models.Model], cle: str, pk: Any) -> None:
        etiquette = modele._meta.label_lower
        self.correspondance.setdefault(etiquette, {})[cle] = str(pk) if isinstance(pk, UUID) else pk
        self.inverse.setdefault(etiquette, {})[str(pk)] = cle


def relever(seance: Seance, cles: Cles) -> Lignes:
    """Toutes les lignes de la séance, en valeurs que JSON sait écrire ; une requête par modèle."""
    noms = _noms_partages(seance)
    lignes: Lignes = {}
    for etiquette, modele in modeles().items():
        ici = modele._base_manager.filter(**_de_la_seance(modele, seance))
        lignes[etiquette] = {
            cles.cle(modele, objet.pk): {
                champ.name: _valeur(champ, objet, cles, noms) for champ in champs(modele)
            }
            for objet in ici.order_by("pk")
        }
    return lignes


def _de_la_seance(modele: type[models.Model], seance: Seance) -> dict[str, Any]:
    return {chemin(modele) or "pk": seance.pk}


def _noms_partages(seance: Seance) -> dict[Any, dict[Any, str]]:
    """Les agents et communes que la séance cite, en une requête chacun."""
    cites: dict[Any, set[Any]] = {autre: set() for autre in NOMS_PARTAGES}
    for modele in modeles().values():
        for champ in renvois(modele):
            if champ.related_model in cites:
                ici = modele._base_manager.filter(**_de_la_seance(modele, seance)).order_by()
                cites[champ.related_model] |= set(ici.values_list(champ.attname, flat=True).distinct()) - {
                    None
                }
    return {
        autre: dict(autre._base_manager.filter(pk__in=pks).values_list("pk", NOMS_PARTAGES[autre]))
        for autre, pks in cites.items()
    }


def _valeur(champ: Any, objet: Any, cles: Cles, noms: dict[Any, dict[Any, str]]) -> Any:
    valeur = champ.value_from_object(objet)
    if valeur is not None and isinstance(champ, RelatedField):
        autre = champ.related_model
        return noms[autre].get(valeur) if autre in NOMS_PARTAGES else cles.cle(autre, valeur)
    return en_json(valeur)


def en_json(valeur: Any) -> Any:
    if isinstance(valeur, datetime.datetime):
        return valeur.astimezone(datetime.UTC).isoformat()
    if isinstance(valeur, datetime.date | datetime.time):
        return valeur.isoformat()
    return str(valeur) if isinstance(valeur, UUID | Decimal) else valeur
