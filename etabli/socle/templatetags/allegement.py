"""Les feuilles de style de toutes les pages."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from etabli.socle.allegement.statiques import feuilles_de_l_etat

register = template.Library()


@register.simple_tag
def feuilles_du_dsfr() -> SafeString:
    liens = ((static(feuille),) for feuille in feuilles_de_l_etat())
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', liens)
