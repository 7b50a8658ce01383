"""Les balises de saisie écrites directement : les mêmes octets que les gabarits de Django, dix fois moins cher.

Django rend chaque option d'une liste par un gabarit inclus ; une page filtrée par département, EPCI et format en a
des centaines. Les balises simples s'écrivent ici ; tout le reste passe par les gabarits, comme avant.
"""

from collections.abc import Callable
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

BALISES = "django/forms/widgets/"
OPTION = f"{BALISES}select_option.html"


class RenduDesChamps(TemplatesSetting):
    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> SafeString:
        if (ecrire := ECRITURES.get(template_name)) and (html := ecrire(context["widget"])) is not None:
            return mark_safe(html)  # noqa: S308 -- chaque valeur est échappée ci-dessous
        return mark_safe(super().render(template_name, context, request))  # noqa: S308 -- rendu par Django


def attributs(donnes: dict[str, Any]) -> str:
    return "".join(
        f" {nom}" if valeur is True else f' {nom}="{_texte(valeur)}"'
        for nom, valeur in donnes.items()
        if valeur is not False
    )


def _texte(valeur: Any) -> str:
    return str(conditional_escape(valeur)) if isinstance(valeur, str) else escape(str(valeur))


def _affiche(valeur: Any) -> str:
    return str(conditional_escape(localize(valeur)))


def saisie(widget: dict[str, Any]) -> str:
    valeur = "" if widget["value"] is None else f' value="{_texte(widget["value"])}"'
    return (
        f'<input type="{widget["type"]}" name="{escape(widget["name"])}"{valeur}{attributs(widget["attrs"])}>'
    )


def zone(widget: dict[str, Any]) -> str:
    contenu = _affiche(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{escape(widget["name"])}"{attributs(widget["attrs"])}>\n{contenu}</textarea>'


def liste(widget: dict[str, Any]) -> str | None:
    """`None` quand une option a son propre gabarit : celui-là sait mieux."""
    morceaux = []
    for groupe, options, _ in widget["optgroups"]:
        if any(option["template_name"] != OPTION for option in options):
            return None
        if groupe:
            morceaux.append(f'\n  <optgroup label="{_affiche(groupe)}">')
        morceaux += [
            f'\n  <option value="{_texte(o["value"])}"{attributs(o["attrs"])}>{_affiche(o["label"])}</option>\n'
            for o in options
        ]
        if groupe:
            morceaux.append("\n  </optgroup>")
    debut = f'<select name="{escape(widget["name"])}"{attributs(widget["attrs"])}>'
    return f"{debut}{''.join(morceaux)}\n</select>"


SAISIES = (
    "input",
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "checkbox",
)
ECRITURES: dict[str, Callable[[dict[str, Any]], str | None]] = {
    **{f"{BALISES}{nom}.html": saisie for nom in SAISIES},
    f"{BALISES}textarea.html": zone,
    f"{BALISES}select.html": liste,
}
