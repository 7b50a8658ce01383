"""Le français dans les gabarits : montants, nombres, dates, listes."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime, now

from etabli.socle import francais
from etabli.socle.texte_riche import assainir, texte_brut

register = template.Library()


def _local(valeur: Any) -> Any:
    return localtime(valeur) if isinstance(valeur, datetime) and is_aware(valeur) else valeur


def _jour_local(valeur: Any) -> date | None:
    valeur = _local(valeur)
    return valeur.date() if isinstance(valeur, datetime) else valeur or None


@register.filter(is_safe=False)
def euros(valeur: Decimal | float | int | None, decimales: int | None = None) -> str:
    return francais.euros(valeur, decimales)


@register.filter(is_safe=False)
def nombre(valeur: Decimal | float | int | None, decimales: int | None = None) -> str:
    return francais.nombre(valeur, decimales)


@register.filter(is_safe=False)
def pourcent(valeur: Decimal | float | None, decimales: int = 0) -> str:
    return francais.pourcent(valeur, decimales)


@register.filter(is_safe=False)
def pluriel(combien: int, mot: str) -> str:
    """{{ nb|pluriel:"commune" }} → « 3 communes » ; pour un pluriel rare : "œil,yeux"."""
    singulier, _, au_pluriel = mot.partition(",")
    return francais.pluriel(combien, singulier, au_pluriel)


@register.filter
def liste_et(elements: Iterable[object]) -> str:
    return mark_safe(francais.liste_et(conditional_escape(str(e)) for e in elements))  # noqa: S308 -- échappé


@register.filter(expects_localtime=True)
def quand(valeur: datetime | date | None) -> str:
    return francais.quand(_local(valeur), localtime(now())) if valeur else ""


@register.filter(expects_localtime=True)
def jour(valeur: datetime | date | None) -> str:
    return francais.jour(_jour_local(valeur))


@register.filter(expects_localtime=True)
def jour_court(valeur: datetime | date | None) -> str:
    """« 3 mars 2026 »."""
    return francais.jour(_jour_local(valeur), semaine=False)


@register.filter(expects_localtime=True)
def heure(valeur: datetime | None) -> str:
    return francais.heure(_local(valeur)) if valeur else ""


@register.filter
def periode(debut: date | None, fin: date | None = None) -> str:
    return francais.periode(_jour_local(debut), _jour_local(fin))


@register.filter
def taille(octets: int) -> str:
    return francais.taille(octets)


@register.filter
def prose(html: str | None) -> SafeString:
    """Le texte riche d'une personne, assaini une seconde fois avant d'être montré."""
    return mark_safe(assainir(html or ""))  # noqa: S308 -- assaini à la ligne même


@register.filter
def sans_balises(html: str | None) -> str:
    return texte_brut(html or "")
