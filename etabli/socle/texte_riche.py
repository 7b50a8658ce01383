"""Le texte riche : ce que l'éditeur laisse écrire, ce que le serveur laisse entrer, et rien d'autre."""

import re
from html import unescape
from typing import Any

import nh3
from django import forms
from django.db import models
from django.utils.html import linebreaks, strip_tags

BALISES = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h3", "h4", "blockquote"}
PROTOCOLES = {"http", "https", "mailto", "tel"}
_nettoyeur = nh3.Cleaner(
    tags=BALISES,
    attributes={"a": {"href", "title"}},
    url_schemes=PROTOCOLES,
    link_rel="noopener noreferrer",
    clean_content_tags={"script", "style", "iframe", "object"},
)
_EQUIVALENTS = (
    (re.compile(r"<(/?)b(?=[\s>])", re.I), r"<\1strong"),
    (re.compile(r"<(/?)i(?=[\s>])", re.I), r"<\1em"),
    (re.compile(r"<(/?)h[12](?=[\s>])", re.I), r"<\1h3"),
    (re.compile(r"<(/?)h[56](?=[\s>])", re.I), r"<\1h4"),
)
_BLOC = re.compile(r"<(p|ul|ol|h3|h4|blockquote)\b", re.I)
_VIDE = re.compile(r"(?:<(p|h3|h4|li|blockquote)>(?:\s|&nbsp;|<br ?/?>)*</\1>\s*)+", re.I)


def assainir(html: str) -> str:
    """Ne garde que les balises admises ; un texte sans balise devient des paragraphes."""
    html = html.strip()
    if not html:
        return ""
    for motif, remplacement in _EQUIVALENTS:
        html = motif.sub(remplacement, html)
    propre = _nettoyeur.clean(html).strip()
    if propre and not _BLOC.search(propre):
        propre = linebreaks(propre.replace("<br>", "\n"))
    return "" if _VIDE.fullmatch(propre) else propre


def texte_brut(html: str) -> str:
    """Le même texte sans balise, pour les extraits, la recherche et les courriels."""
    espace = re.sub(r"</(?:p|li|h3|h4|blockquote)>|<br ?/?>", " ", html, flags=re.I)
    return re.sub(r"\s+", " ", unescape(strip_tags(espace))).strip()


class ZoneRiche(forms.Textarea):
    """Une zone de texte ordinaire, que le script de la page remplace par un éditeur quand il peut."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 8, "data-riche": "", **(attrs or {})})

    def use_required_attribute(self, initial: Any) -> bool:
        # L'éditeur cache la zone : le navigateur ne saurait pas montrer un champ obligatoire invisible.
        return False


class ChampRiche(forms.CharField):
    widget = ZoneRiche

    def __init__(self, **options: Any) -> None:
        # Les formulaires de modèle proposent leur propre zone de texte : on garde la nôtre.
        if not isinstance(options.get("widget"), ZoneRiche):
            options["widget"] = ZoneRiche()
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return assainir(super().to_python(value) or "")


class TexteRiche(models.TextField):  # type: ignore[type-arg]
    """Une colonne de texte riche : assainie à l'enregistrement, éditée par `ChampRiche`."""

    def get_prep_value(self, value: Any) -> Any:
        valeur = super().get_prep_value(value)
        return assainir(valeur) if isinstance(valeur, str) else valeur

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        valeur = super().pre_save(model_instance, add)
        if isinstance(valeur, str):
            valeur = assainir(valeur)
            setattr(model_instance, self.attname, valeur)
        return valeur

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)
        return super().formfield(**{"form_class": ChampRiche, **kwargs})

    def deconstruct(self) -> Any:
        nom, _, args, kwargs = super().deconstruct()
        return nom, "django.db.models.TextField", args, kwargs
