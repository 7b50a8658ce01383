"""Ce que les machines suivent : le flux des actualités et la liste des adresses publiques."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from wagtail.models import Page

from etabli.vitrine.catalogue import toutes_les_fiches
from etabli.vitrine.pages.vivants import Sources, en_clair

ATOM = "application/atom+xml; charset=utf-8"
DERNIERS = 20
FIXES = ("ateliers", "auto_test", "plan", "stats")


def atom(request: HttpRequest, billets: Any) -> str:
    sources = Sources()
    flux = Atom1Feed(
        title="Ateliers Locaux : actualités",
        link=request.build_absolute_uri(reverse("vitrine:actualites")),
        feed_url=request.build_absolute_uri(),
        description="Les actualités du programme",
        language="fr",
    )
    for billet in billets.order_by("-date", "-pk")[:DERNIERS]:
        adresse = request.build_absolute_uri(billet.get_url(request))
        flux.add_item(
            title=en_clair(billet.title, sources),
            link=adresse,
            description=en_clair(billet.chapo, sources),
            unique_id=adresse,
            pubdate=make_aware(datetime.combine(billet.date, time(9))),
            updateddate=billet.last_published_at,
        )
    return flux.writeString("utf-8")


@dataclass(frozen=True)
class Adresse:
    url: str
    modifiee_le: datetime | None = None


def adresses_publiques(request: HttpRequest) -> list[Adresse]:
    """Les pages en ligne, les pages tenues par le code et les fiches d'atelier qui ne sont pas fictives."""
    pages = [
        Adresse(request.build_absolute_uri(p.get_url(request)), p.last_published_at)
        for p in Page.objects.live().filter(depth__gt=1)
        if p.get_url(request)
    ]
    fixes = [Adresse(request.build_absolute_uri(reverse(f"vitrine:{nom}"))) for nom in FIXES]
    fiches = [Adresse(request.build_absolute_uri(f.url)) for f in toutes_les_fiches() if not f.est_fictif]
    return [*pages, *fixes, *fiches]
