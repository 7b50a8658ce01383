"""Choisir une région ou un département dans une liste : elle ne change qu'avec le découpage."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.utils.choices import CallableChoiceIterator

from etabli.socle.memoire import Tiroir
from etabli.territoires.models import Chargement, Departement, Region

CHOIX: Tiroir[list[tuple[str, str]]] = Tiroir(4, 24 * 3600)


class ChampDeTerritoire(forms.ModelChoiceField[Any]):
    """Cent trente-cinq noms que chaque liste de travail montre : lus une fois par découpage, pas par page."""

    def __init__(self, modele: type[Region] | type[Departement], **options: Any) -> None:
        self.modele = modele
        super().__init__(modele._default_manager.all(), **options)

    def _get_choices(self) -> Iterable[Any]:
        return CallableChoiceIterator(lambda: self._noms)

    choices = property(_get_choices)

    @cached_property
    def _noms(self) -> list[tuple[str, str]]:
        """Propre au formulaire affiché, qui en est une copie."""
        vide = [] if self.empty_label is None else [("", str(self.empty_label))]
        return [*vide, *noms(self.modele)]


def noms(modele: Any) -> list[tuple[str, str]]:
    """(code, nom), dans l'ordre des noms."""
    charge_le = Chargement.dernier()
    gardes = CHOIX.lire((modele, charge_le)) if charge_le else None
    if gardes is None:
        gardes = [(str(t.pk), str(t)) for t in modele.objects.all()]
        if charge_le:
            CHOIX.ranger((modele, charge_le), gardes)
    return gardes
