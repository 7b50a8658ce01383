"""Les adresses des pages rédigées. Celles du programme gardent leur nom : tout le site y renvoie déjà."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail.admin import urls as redaction
from wagtail.documents import urls as documents
from wagtail.utils.urlpatterns import decorate_urlpatterns

from etabli.vitrine.pages import views
from etabli.vitrine.pages.garde import garder

# Nom de l'adresse → chemin dans l'arborescence des pages.
CHEMINS = {
    "accueil": "",
    "programme": "le-programme/",
    "comprendre": "comprendre/",
    "deroulement": "deroulement/",
    "candidater": "candidater/",
    "faq": "questions-frequentes/",
    "actualites": "actualites/",
    "mentions_legales": "mentions-legales/",
    "donnees_personnelles": "donnees-personnelles/",
    "cgu": "conditions-d-utilisation/",
    "accessibilite": "accessibilite/",
}
pages = [path(chemin, views.servir, {"chemin": chemin}, name=nom) for nom, chemin in CHEMINS.items()]
vitrine = [
    *pages,
    path("actualites/flux.atom", views.flux_des_actualites, name="flux_des_actualites"),
    path("images/<int:pk>/<str:nom>", views.image, name="image"),
    path("stats/", views.stats, name="stats"),
    path("sitemap.xml", views.plan_pour_les_robots, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("redacteurs/", views.redacteurs, name="redacteurs"),
    path("redacteurs/<int:pk>/retirer/", views.retirer, name="retirer_un_redacteur"),
]

# La connexion, la déconnexion et le compte sont ceux des agents : les pages de Wagtail y renvoient.
urlpatterns = [
    path("redaction/login/", views.entrer_par_la_porte),
    path("redaction/logout/", RedirectView.as_view(pattern_name="account_logout")),
    path("redaction/account/", RedirectView.as_view(pattern_name="annuaire:mon_compte")),
    re_path(r"^redaction/password_reset/", views.entrer_par_la_porte),
    path("redaction/", include(garder(redaction.urlpatterns))),
    path("documents/", include(decorate_urlpatterns(documents.urlpatterns, login_not_required))),
]
# À poser en dernier : toute adresse que rien d'autre n'a prise est peut-être celle d'une page.
le_reste = [re_path(r"^(?P<chemin>(?:[\w.%-]+/)+)$", views.servir, name="wagtail_serve")]
