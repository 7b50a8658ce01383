"""Les champs à la manière du design de l'État : classes, types et messages, sans rien écrire de plus."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.widgets import DateTimeBaseInput
from django.utils.safestring import SafeString

from etabli.socle.texte_riche import ChampRiche, ZoneRiche

__all__ = ["ChampEuros", "ChampRiche", "ZoneRiche", "afficher", "erreurs_du_champ", "tenter"]

# Un champ vide se corrige d'un geste qui dépend de sa nature : on le nomme.
GESTES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.FileInput, "Joignez un fichier"),
    (forms.CheckboxInput, "Cochez cette case pour continuer"),
    (forms.CheckboxSelectMultiple, "Cochez au moins une réponse"),
    (forms.SelectMultiple, "Choisissez au moins une réponse"),
    (forms.RadioSelect, "Choisissez une réponse"),
    (forms.Select, "Choisissez une réponse dans la liste"),
    (forms.DateInput, "Indiquez une date"),
)
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.Select, "fr-select"),
    (forms.FileInput, "fr-upload"),
)
# Le navigateur sait saisir ces trois natures mieux qu'une zone de texte ; il veut la forme ISO.
TEMPORELS: tuple[tuple[type[DateTimeBaseInput], str, str], ...] = (
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.TimeInput, "time", "%H:%M"),
)
COMPLETIONS = {"email": "email", "tel": "tel"}


def afficher(champ: BoundField) -> SafeString:
    """La balise du champ, avec sa classe, son type et le lien vers son aide et ses erreurs."""
    widget = _widget_de_saisie(champ.field.widget)
    attrs: dict[str, Any] = {}
    if classe := _classe(widget):
        attrs["class"] = " ".join(filter(None, (widget.attrs.get("class"), classe)))
    if not champ.use_fieldset and (lies := _decrit_par(champ)):
        attrs["aria-describedby"] = lies
    input_type = getattr(widget, "input_type", "")
    if input_type in COMPLETIONS and "autocomplete" not in widget.attrs:
        attrs["autocomplete"] = COMPLETIONS[input_type]
    return champ.as_widget(widget=widget, attrs=attrs)


def _decrit_par(champ: BoundField) -> str:
    liens = [champ.field.widget.attrs.get("aria-describedby", "")]
    if champ.help_text:
        liens.append(f"{champ.auto_id}_helptext")
    if champ.errors:
        liens.append(f"{champ.auto_id}_error")
    return " ".join(filter(None, liens))


def _widget_de_saisie(widget: forms.Widget) -> forms.Widget:
    if isinstance(widget, forms.SplitDateTimeWidget):
        return forms.SplitDateTimeWidget(
            date_format="%Y-%m-%d",
            time_format="%H:%M",
            date_attrs={"type": "date", "aria-label": "Jour"},
            time_attrs={"type": "time", "aria-label": "Heure"},
        )
    for nature, type_html, forme in TEMPORELS:
        if isinstance(widget, nature) and widget.input_type == "text":
            remplacant = nature(attrs={**widget.attrs, "type": type_html}, format=forme)
            remplacant.is_required = widget.is_required
            return remplacant
    return widget


def _classe(widget: forms.Widget) -> str:
    if getattr(widget, "input_type", "") in ("range", "color"):
        return ""
    return next((classe for nature, classe in CLASSES if isinstance(widget, nature)), "fr-input")


def erreurs_du_champ(champ: BoundField) -> list[str]:
    """Les phrases à montrer ; « ce champ est obligatoire » devient ce qu'il faut faire."""
    usuel = forms.Field.default_error_messages["required"]
    phrases: list[str] = []
    for erreur in champ.errors.as_data():
        if erreur.code == "required" and erreur.message == usuel:
            phrases.append(_geste(champ))
        else:
            phrases.extend(str(message) for message in erreur.messages)
    return phrases


def _geste(champ: BoundField) -> str:
    for nature, phrase in GESTES:
        if isinstance(champ.field.widget, nature):
            return f"{phrase}."
    return f"Remplissez le champ « {champ.label} »."


class ChampEuros(forms.DecimalField):
    """Un montant comme on l'écrit : « 12 345,60 € », « 12345.6 » ou « 1 200 euros »."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": "Écrivez un montant en euros, par exemple 12 345,60.",
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 12, "decimal_places": 2, "min_value": 0, **options})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, Decimal):
            return super().to_python(value)
        try:
            return Decimal(lire_un_montant(str(value)))
        except InvalidOperation:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.2f}".replace(".", ",") if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


def lire_un_montant(texte: str) -> str:
    """Retire espaces, unité et séparateurs ; la virgule française devient un point."""
    nu = re.sub(r"[\s\u00a0\u202f'’]|€|euros?$", "", texte.strip(), flags=re.I)
    return nu.replace(".", "").replace(",", ".") if "," in nu else nu


def tenter(form: forms.BaseForm, ecrire: Callable[[dict[str, Any]], object]) -> bool:
    """Écrit si la saisie est bonne ; un refus de l'action se dit à son champ, ou en tête s'il n'en a pas."""
    if not form.is_valid():
        return False
    try:
        ecrire(form.cleaned_data)
    except ValidationError as refus:
        par_champ = refus.error_dict if hasattr(refus, "error_dict") else {"": [refus]}
        for nom, erreurs in par_champ.items():
            form.add_error(nom if nom in form.fields else None, erreurs)
        return False
    return True
