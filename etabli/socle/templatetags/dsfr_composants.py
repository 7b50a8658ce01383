"""Un composant, un fichier : {% dsfr "badge" niveau="success" %}, {% dsfr "alerte" avec %}…{% findsfr %}.

La première ligne du gabarit déclare ce qu'il accepte :
    {# accepte: titre, niveau=info|success|error, ferme=non, ... #}
`titre` est exigé ; `niveau` prend une des valeurs dites, la première par défaut ; `oui` et `non` sont des
booléens ; `...` laisse passer les attributs hx_*, data_* et aria_*. Tout autre attribut est une erreur.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms.utils import flatatt
from django.template.base import FilterExpression, Parser, Template, Token
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
DECLARATION = re.compile(r"\{#\s*accepte:\s*(?P<liste>.*?)\s*#\}")
ATTRIBUT = re.compile(r"(?P<nom>\w+)=(?P<valeur>.+)", re.S)
LIBRES = ("hx_", "data_", "aria_")
MOTS = {"oui": True, "non": False, "": ""}
CHAMP_DE_L_ENVOI = "_envoi"
PASSE = ("request", "csrf_token", "user")


@dataclass(frozen=True)
class Declaration:
    """Ce qu'un composant accepte, lu dans son gabarit."""

    nom: str
    exiges: tuple[str, ...]
    defauts: dict[str, Any]
    valeurs: dict[str, tuple[str, ...]]
    est_ouverte: bool

    @property
    def acceptes(self) -> list[str]:
        return [*self.exiges, *self.defauts, *(["hx_*, data_*, aria_*"] if self.est_ouverte else [])]

    def verifie(self, donnes: dict[str, Any]) -> None:
        libres = LIBRES if self.est_ouverte else ()
        inconnus = [n for n in donnes if n not in self.exiges and n not in self.defauts]
        if inconnus := [n for n in inconnus if not n.startswith(libres)] if libres else inconnus:
            self._refuse(f"n'accepte pas {', '.join(sorted(inconnus))}")
        if manquants := set(self.exiges) - donnes.keys():
            self._refuse(f"attend {', '.join(sorted(manquants))}")

    def verifie_une_valeur(self, nom: str, valeur: Any) -> None:
        permises = self.valeurs.get(nom)
        if permises and str(valeur) not in permises:
            self._refuse(f"n'accepte pas {nom}={valeur!s}, mais {', '.join(p or 'rien' for p in permises)}")

    def _refuse(self, phrase: str) -> None:
        raise template.TemplateSyntaxError(
            f"Le composant « {self.nom} » {phrase}. Attributs acceptés : {', '.join(self.acceptes)}."
        )


def declaration(nom: str) -> tuple[Template, Declaration]:
    gabarit: Template = get_template(f"dsfr_composants/{nom}.html").template  # type: ignore[attr-defined]
    trouve = DECLARATION.match(gabarit.source)
    if not trouve:
        raise template.TemplateSyntaxError(f"dsfr_composants/{nom}.html ne déclare pas ce qu'il accepte.")
    exiges: list[str] = []
    defauts: dict[str, Any] = {}
    valeurs: dict[str, tuple[str, ...]] = {}
    est_ouverte = False
    for morceau in filter(None, (m.strip() for m in trouve["liste"].split(","))):
        cle, egal, defaut = morceau.partition("=")
        if cle == "...":
            est_ouverte = True
        elif not egal:
            exiges.append(cle)
        else:
            premiere, *autres = defaut.split("|")
            defauts[cle] = MOTS.get(premiere, int(premiere) if premiere.isdigit() else premiere)
            if autres:
                valeurs[cle] = (premiere, *autres)
    return gabarit, Declaration(nom, tuple(exiges), defauts, valeurs, est_ouverte)


def composant(nom: str, **valeurs: Any) -> SafeString:
    """Le même composant, demandé par du code : sans contenu ni attribut libre."""
    gabarit, declaree = declaration(nom)
    declaree.verifie(valeurs)
    rendu = gabarit.render(template.Context({**declaree.defauts, **valeurs}))
    return mark_safe(rendu.strip())  # noqa: S308 -- rendu par Django


class Composant(template.Node):
    child_nodelists = ("contenu",)

    def __init__(
        self, nom: str, donnes: dict[str, FilterExpression], contenu: template.NodeList | None
    ) -> None:
        self.gabarit, self.declaration = declaration(nom)
        self.declaration.verifie(donnes)
        self.donnes = donnes
        self.contenu = contenu if contenu is not None else template.NodeList()

    def render(self, context: template.Context) -> SafeString:
        valeurs = {nom: expression.resolve(context) for nom, expression in self.donnes.items()}
        for nom, valeur in valeurs.items():
            self.declaration.verifie_une_valeur(nom, valeur)
        libres = {n.replace("_", "-"): v for n, v in valeurs.items() if n.startswith(LIBRES)}
        passes = {nom: context[nom] for nom in PASSE if nom in context}
        rendu = context.new(
            {
                **passes,
                **self.declaration.defauts,
                **valeurs,
                "attributs": flatatt({n: v for n, v in libres.items() if v is not None}),
                "contenu": mark_safe(self.contenu.render(context)),  # noqa: S308 -- déjà rendu par Django
            }
        )
        return mark_safe(self.gabarit.render(rendu).strip())  # noqa: S308 -- rendu par Django


@register.filter
def pages_proches(page: Any) -> Iterator[int]:
    """1 … 4 5 6 … 12 : les deux bouts, les voisines ; zéro pour une coupure."""
    derniere, precedente = page.paginator.num_pages, 0
    voisines = range(max(1, page.number - 1), min(derniere, page.number + 1) + 1)
    for numero in sorted({1, derniere, *voisines}):
        if numero > precedente + 1:
            yield 0
        yield numero
        precedente = numero


@register.filter
def prefixe(texte: str, debut: str) -> str:
    return f"{debut}{texte}"


@register.filter
def classe_de_l_acte(transition: Any, nature: str) -> str:
    """L'acte principal se voit ; les autres restent en retrait."""
    nature = nature or ("primaire" if transition.est_principale else "secondaire")
    return {"primaire": "", "tertiaire": " fr-btn--tertiary"}.get(nature, " fr-btn--secondary")


@register.filter
def svg_sur(svg: str) -> SafeString:
    """Un graphique ou une carte écrits par le serveur ; rien d'autre ne passe sans échappement."""
    if not svg.lstrip().startswith("<svg"):
        raise ValueError("svg_sur attend un SVG écrit par le serveur.")
    return mark_safe(svg)  # noqa: S308 -- écrit par socle.graphiques ou territoires.cartes


@register.simple_tag
def envoi_unique() -> SafeString:
    """Le nom de ce formulaire-ci : envoyé deux fois, il n'écrit qu'une fois (voir `socle.envois`)."""
    return format_html('<input type="hidden" name="{}" value="{}">', CHAMP_DE_L_ENVOI, secrets.token_hex(12))


@register.tag("dsfr")
def dsfr(parser: Parser, token: Token) -> Composant:
    _, nom, *reste = token.split_contents()
    est_bloc = reste[-1:] == ["avec"]
    donnes: dict[str, FilterExpression] = {}
    for morceau in reste[:-1] if est_bloc else reste:
        if not (trouve := ATTRIBUT.fullmatch(morceau)):
            raise template.TemplateSyntaxError(f"{{% dsfr {nom} %}} : « {morceau} » n'est pas nom=valeur.")
        donnes[trouve["nom"]] = parser.compile_filter(trouve["valeur"])
    contenu = None
    if est_bloc:
        contenu = parser.parse(("findsfr",))
        parser.delete_first_token()
    return Composant(nom.strip("\"'"), donnes, contenu)
