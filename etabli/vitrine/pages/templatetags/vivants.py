"""{% vivants sources %}…{% finvivants %} : les chiffres entre accolades sont lus dans les données."""

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString

from etabli.vitrine.pages.vivants import CHIFFRES, Chiffre, Sources, remplacer

register = template.Library()


class NoeudVivant(template.Node):
    def __init__(self, sources: FilterExpression, contenu: template.NodeList) -> None:
        self.sources = sources
        self.nodelist = contenu

    def render(self, context: template.Context) -> SafeString:
        return remplacer(self.nodelist.render(context), self.sources.resolve(context) or Sources())


@register.tag("vivants")
def vivants(parser: Parser, token: Token) -> NoeudVivant:
    sources = parser.compile_filter(token.split_contents()[1])
    contenu = parser.parse(("finvivants",))
    parser.delete_first_token()
    return NoeudVivant(sources, contenu)


@register.simple_tag
def chiffres_vivants() -> list[Chiffre]:
    return list(CHIFFRES.values())


@register.filter
def marque(mot: str) -> str:
    """Le mot entre accolades, que {% vivants %} remplacera comme les autres ; seul, il prend une majuscule."""
    return f"{{{mot[:1].upper()}{mot[1:]}}}"
