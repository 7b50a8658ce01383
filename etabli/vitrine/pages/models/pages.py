"""Les pages de la vitrine : un chapô, un corps fait de blocs, et des chiffres lus au moment de l'affichage."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from wagtail.admin.panels import FieldPanel, HelpPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.models.pages import PageManager
from wagtail.query import PageQuerySet

from etabli.socle.affichage import Lien
from etabli.socle.rendu import page as rendre
from etabli.vitrine.pages.blocs import CORPS
from etabli.vitrine.pages.vivants import Sources, en_clair, refus

AIDE = HelpPanel(
    heading="Chiffres vivants", template="vitrine/pages/aide_des_chiffres.html", classname="collapsed"
)
DITS = ("title", "chapo", "search_description", "seo_title")


class PageQuerySetDeLaVitrine(PageQuerySet):
    def visible_to(self, agent: object) -> Self:
        """Le public lit ce qui est en ligne ; un brouillon ne se lit que par l'aperçu de la rédaction."""
        en_ligne: Self = self.live()
        return en_ligne


class PageDeLaVitrine(Page):
    """Ce que toutes les pages rédigées partagent."""

    chapo = models.TextField(
        "chapô",
        max_length=400,
        blank=True,
        help_text="Deux phrases au plus, sous le titre : ce que l'on va lire. Les chiffres vivants y sont admis.",
    )
    corps = StreamField(CORPS, verbose_name="corps", blank=True)

    content_panels = [*Page.content_panels, FieldPanel("chapo"), FieldPanel("corps"), AIDE]
    # Le menu et le plan du site sont tenus par le code : rien d'autre à régler que l'adresse et le résumé.
    promote_panels = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]
    private_page_options: list[str] = []
    show_in_menus_default = False
    gabarit = "vitrine/pages/page.html"
    # Renseignés par `livraison` pour une page lue hors de la base.
    adresse = ""
    sommaire_livre: list[Lien] = []

    objects = PageManager.from_queryset(PageQuerySetDeLaVitrine)()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        refus_des_champs = {nom: phrase for nom in DITS if (phrase := refus(str(getattr(self, nom) or "")))}
        if refus_des_champs:
            raise ValidationError(refus_des_champs)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return rendre(request, self.gabarit, self.contexte(request))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """L'aperçu est la page elle-même, brouillon compris."""
        return rendre(request, self.gabarit, {**self.contexte(request), "est_un_apercu": True})

    def contexte(self, request: HttpRequest) -> dict[str, Any]:
        sources = Sources()
        adresse = self.get_url(request) if self.pk else self.adresse
        resume = self.search_description or self.chapo
        return {
            "page": self,
            "sources": sources,
            "titre_de_la_fenetre": en_clair(self.seo_title or self.title, sources),
            "resume": en_clair(resume, sources),
            "parents": self.parents(request),
            "ici": adresse,
            "adresse_absolue": request.build_absolute_uri(adresse),
        }

    def parents(self, request: HttpRequest) -> list[Lien]:
        """Le fil d'Ariane, sans l'accueil ni la page elle-même."""
        if not self.pk or self.depth <= 3:
            return []
        return [Lien(p.title, p.get_url(request)) for p in self.get_ancestors().filter(depth__gt=2)]


class Accueil(PageDeLaVitrine):
    """La page d'accueil : une ouverture à côté de la carte, puis des blocs sur toute la largeur."""

    ouverture = StreamField(
        [bloc for bloc in CORPS if bloc[0] == "appel"],
        verbose_name="boutons de l'ouverture",
        blank=True,
        max_num=3,
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("chapo"),
        FieldPanel("ouverture"),
        FieldPanel("corps"),
        AIDE,
    ]
    gabarit = "vitrine/pages/accueil.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.PageDuProgramme", "pages.Faq", "pages.Actualites", "pages.PageLegale"]
    max_count = 1

    class Meta:
        verbose_name = "page d'accueil"
        verbose_name_plural = "pages d'accueil"
        ordering = ["path"]


class PageDuProgramme(PageDeLaVitrine):
    """Une page qui explique le programme ; celles du sommaire se suivent."""

    est_au_sommaire = models.BooleanField(
        "au sommaire du programme",
        default=False,
        help_text="La page paraît dans la barre qui relie les pages du programme, dans l'ordre de l'arborescence.",
    )
    titre_court = models.CharField("titre court", max_length=60, blank=True, help_text="Pour cette barre.")
    content_panels = [
        *Page.content_panels,
        FieldPanel("chapo"),
        FieldPanel("corps"),
        FieldPanel("est_au_sommaire"),
        FieldPanel("titre_court"),
        AIDE,
    ]
    parent_page_types = ["pages.Accueil", "pages.PageDuProgramme"]
    subpage_types = ["pages.PageDuProgramme"]

    class Meta:
        verbose_name = "page du programme"
        verbose_name_plural = "pages du programme"
        ordering = ["path"]

    @property
    def libelle(self) -> str:
        return self.titre_court or self.title

    def contexte(self, request: HttpRequest) -> dict[str, Any]:
        commun, sommaire = super().contexte(request), self.pages_du_sommaire(request)
        suite = [lien for lien in sommaire[:1] if lien.url != commun["ici"] and not commun["parents"]]
        return {**commun, "sommaire": sommaire, "parents": [*commun["parents"], *suite]}

    def pages_du_sommaire(self, request: HttpRequest) -> list[Lien]:
        if not self.est_au_sommaire or not self.pk:
            return self.sommaire_livre
        soeurs = PageDuProgramme.objects.live().filter(est_au_sommaire=True).order_by("path")
        return [Lien(s.libelle, s.get_url(request)) for s in soeurs]


class PageLegale(PageDeLaVitrine):
    """Une mention obligatoire : mentions légales, données personnelles, conditions, accessibilité."""

    a_jour_le = models.DateField("à jour le", null=True, blank=True)
    content_panels = [
        *Page.content_panels,
        FieldPanel("a_jour_le"),
        FieldPanel("chapo"),
        FieldPanel("corps"),
        AIDE,
    ]
    parent_page_types = ["pages.Accueil"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "page légale"
        verbose_name_plural = "pages légales"
        ordering = ["path"]


class Faq(PageDeLaVitrine):
    """Les questions fréquentes, rangées sous des titres."""

    parent_page_types = ["pages.Accueil"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = "questions fréquentes"
        verbose_name_plural = "questions fréquentes"
        ordering = ["path"]


class Actualites(PageDeLaVitrine):
    """L'index des actualités, du plus récent au plus ancien."""

    gabarit = "vitrine/pages/actualites.html"
    parent_page_types = ["pages.Accueil"]
    subpage_types = ["pages.Billet"]
    max_count = 1
    PAR_PAGE = 10

    class Meta:
        verbose_name = "actualités"
        verbose_name_plural = "actualités"
        ordering = ["path"]

    def contexte(self, request: HttpRequest) -> dict[str, Any]:
        billets = Paginator(self.billets(), self.PAR_PAGE)
        return {**super().contexte(request), "billets": billets.get_page(request.GET.get("page"))}

    @staticmethod
    def billets() -> "models.QuerySet[Billet]":
        billets: models.QuerySet[Billet] = Billet.objects.live()
        return billets.select_related("illustration").order_by("-date", "-pk")


class Billet(PageDeLaVitrine):
    """Une actualité, datée."""

    date = models.DateField("date", default=localdate)
    illustration = models.ForeignKey(
        "pages.Illustration", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="image"
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("chapo"),
        FieldPanel("illustration"),
        FieldPanel("corps"),
        AIDE,
    ]
    gabarit = "vitrine/pages/billet.html"
    parent_page_types = ["pages.Actualites"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "actualité"
        verbose_name_plural = "actualités"
        ordering = ["-date", "-pk"]
