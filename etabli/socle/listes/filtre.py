"""Des filtres qui vivent dans l'adresse : chacun se voit, se retire d'un geste, et ne fait jamais d'erreur."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, Q
from django.forms.utils import ErrorList
from django.http import QueryDict

from etabli.socle import francais

GESTES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DateField, "Écrivez une date, par exemple 31/12/2026."),
    (forms.IntegerField, "Écrivez un nombre entier."),
    (forms.ChoiceField, "Choisissez une valeur de la liste."),
    (forms.ModelChoiceField, "Choisissez une valeur de la liste."),
)


@dataclass(frozen=True)
class Jeton:
    """Un filtre en vigueur, et l'adresse de la liste sans lui."""

    libelle: str
    adresse: str


class Filtre(forms.Form):
    """Un champ par filtre. Sans méthode `quand_<nom>(valeur) -> Q`, le nom du champ est celui de la colonne.

    Une condition ne joint jamais plusieurs lignes à une seule : elle passe par une sous-requête, pour que les
    compteurs restent justes. Ce qui ne se lit pas est dit au champ, et la liste est montrée sans.
    """

    premiers: ClassVar[tuple[str, ...]] = ()
    intervalles: ClassVar[tuple[tuple[str, str], ...]] = ()

    def __init__(self, parametres: QueryDict, *, agent: Any = None, **options: Any) -> None:
        super().__init__(parametres)
        self.agent, self.options = agent, options
        self.parametres = parametres
        self.preparer_les_champs()
        self.is_valid()
        self._dire_ce_qui_ne_se_lit_pas()

    def preparer_les_champs(self) -> None:
        """Pour restreindre les choix à ce que l'agent peut lire."""

    def relire(self, parametres: QueryDict) -> "Filtre":
        """Le même filtre, d'une autre adresse : celle d'une vue enregistrée."""
        return type(self)(parametres, agent=self.agent, **self.options)

    def _dire_ce_qui_ne_se_lit_pas(self) -> None:
        for nom in [n for n in self.errors if n in self.fields]:
            champ, brut = self.fields[nom], str(self.parametres.get(nom, ""))[:40]
            geste = next((g for nature, g in GESTES if isinstance(champ, nature)), "Écrivez-le autrement.")
            phrase = f"« {brut} » ne se lit pas : la liste est montrée sans ce filtre. {geste}"
            self.errors[nom] = ErrorList([phrase])
        for debut, fin in self.intervalles:
            du, au = self.cleaned_data.get(debut), self.cleaned_data.get(fin)
            if du and au and du > au:
                self.add_error(
                    fin, "Cette date est avant la première : la liste est montrée sans ces deux filtres."
                )
                self.cleaned_data.pop(debut, None)

    @property
    def refus(self) -> list[tuple[str, str]]:
        return [(str(self.fields[nom].label), str(e)) for nom, liste in self.errors.items() for e in liste]

    @property
    def choisis(self) -> dict[str, Any]:
        return {nom: v for nom, v in self.cleaned_data.items() if v not in (None, "", False)}

    @property
    def est_vide(self) -> bool:
        return not self.choisis

    def lu(self, nom: str) -> Any:
        return self.choisis.get(nom)

    def condition(self, *, sauf: Collection[str] = ()) -> Q:
        condition = Q()
        for nom, valeur in self.choisis.items():
            if nom not in sauf:
                propre = getattr(self, f"quand_{nom}", None)
                condition &= propre(valeur) if propre else Q(**{nom: valeur})
        return condition

    def propres(self) -> QueryDict:
        """Les paramètres de l'adresse qui filtrent vraiment, dans l'ordre des champs."""
        propres = QueryDict(mutable=True)
        for nom in self.fields:
            if nom in self.choisis:
                propres[nom] = str(self.parametres.get(nom))
        return propres

    def dire(self, nom: str) -> str:
        """« État : Déposée », « Déposée après le : 3 mars 2026 », « M'attend »."""
        champ, valeur = self.fields[nom], self.choisis[nom]
        if valeur is True:
            return str(champ.label)
        if isinstance(champ, forms.ChoiceField):
            valeur = _libelle(champ, valeur)
        elif isinstance(valeur, Model) and isinstance(champ, forms.ModelChoiceField):
            valeur = champ.label_from_instance(valeur)
        elif isinstance(valeur, date):
            valeur = francais.jour(valeur, semaine=False)
        return f"{champ.label} : {valeur}"

    @property
    def toujours_montres(self) -> list[Any]:
        return [self[nom] for nom in self.premiers or self.fields]

    @property
    def replies(self) -> list[Any]:
        return [self[nom] for nom in self.fields if self.premiers and nom not in self.premiers]

    @property
    def est_deplie(self) -> bool:
        """Un filtre en vigueur, ou illisible, ne se cache jamais."""
        return any(champ.name in self.choisis or champ.errors for champ in self.replies)


def _libelle(champ: Any, valeur: str) -> str:
    for cle, libelle in champ.choices:
        groupe = libelle if isinstance(libelle, list | tuple) else [(cle, libelle)]
        for sous_cle, sous_libelle in groupe:
            if str(sous_cle) == str(valeur):
                return str(sous_libelle)
    return valeur
