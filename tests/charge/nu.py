"""Le témoin du banc : des pages Django nues, servies par le même serveur, sur la même base.

Ce qu'écrirait quelqu'un le premier jour : les couches de `startproject`, un gabarit qui en étend un autre, l'ORM sans
rien de plus, ni design, ni droits, ni navigation. Une par nature de page ; c'est à elle que la nôtre se compare.
"""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.handlers.asgi import ASGIHandler
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.backends.django import DjangoTemplates
from django.test.utils import override_settings
from django.urls import path

from etabli.dossier.models import Dossier, Message
from etabli.etape1_candidature.models import Candidature
from etabli.etape4_seance.models import Contribution

COUCHES = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
GABARITS = {
    "base.html": """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{% block titre %}{% endblock %}
</title></head><body><nav>
{% if user.is_authenticated %}{{ user }}{% else %}<a href="/comptes/login/">Entrer</a>
{% endif %}</nav>{% for m in messages %}<p>{{ m }}</p>{% endfor %}{% block contenu %}{% endblock %}</body></html>""",
    "accueil.html": """{% extends "base.html" %}{% block titre %}Accueil{% endblock %}{% block contenu %}
<h1>Accueil</h1>
<ul>{% for d in dossiers %}<li><a href="/nu/{{ d.pk }}/">{{ d.titre }}</a></li>{% endfor %}</ul>{% endblock %}""",
    "detail.html": """{% extends "base.html" %}{% block titre %}{{ d.titre }}{% endblock %}{% block contenu %}
<h1>{{ d.titre }}</h1><dl><dt>Format</dt><dd>{{ d.format }}</dd><dt>Périmètre</dt><dd>{{ d.perimetre }}</dd>
<dt>Étape</dt><dd>{{ d.get_etape_display }}</dd></dl>
<ul>{% for m in membres %}<li>{{ m.organisation }}, {{ m.get_role_display }}</li>{% endfor %}</ul>{% endblock %}""",
    "liste.html": """{% extends "base.html" %}{% block titre %}Liste{% endblock %}{% block contenu %}<h1>Liste</h1>
<table><thead><tr><th>Titre</th><th>Format</th><th>Périmètre</th><th>Étape</th><th>Ouvert le</th></tr></thead><tbody>
{% for d in feuille %}<tr><td><a href="/nu/{{ d.pk }}/">{{ d.titre }}</a></td><td>{{ d.format }}</td>
<td>{{ d.perimetre }}</td><td>{{ d.get_etape_display }}</td><td>{{ d.cree_le|date:"d/m/Y" }}</td></tr>{% endfor %}
</tbody></table><p>Page {{ feuille.number }} sur {{ feuille.paginator.num_pages }}</p>{% endblock %}""",
    "tableau.html": """{% extends "base.html" %}{% block titre %}Tableau{% endblock %}{% block contenu %}
<h1>Tableau de bord</h1><dl>{% for e in etapes %}<dt>{{ e.etape }}</dt><dd>{{ e.nb }}</dd>{% endfor %}</dl>
<dl>{% for e in etats %}<dt>{{ e.etat }}</dt><dd>{{ e.nb }}</dd>{% endfor %}</dl><p>{{ nb_messages }} messages</p>
<table>{% for d in derniers %}<tr><td>{{ d.titre }}</td><td>{{ d.format }}</td><td>{{ d.cree_le|date:"d/m/Y" }}</td>
</tr>{% endfor %}</table>{% endblock %}""",
    "ecrire.html": """{% extends "base.html" %}{% block titre %}Écrire{% endblock %}{% block contenu %}<h1>Écrire</h1>
<form method="post">{% csrf_token %}{{ form }}<button>Envoyer</button></form>{% endblock %}""",
}
MOTEUR = DjangoTemplates(
    {
        "NAME": "nu",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [("django.template.loaders.locmem.Loader", GABARITS)],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
)


def rendre(request, gabarit, **contexte):
    return HttpResponse(MOTEUR.get_template(gabarit).render(contexte, request))


def accueil(request):
    return rendre(request, "accueil.html", dossiers=Dossier.objects.order_by("-pk")[:3])


def detail(request, pk):
    dossier = get_object_or_404(Dossier.objects.select_related("format", "perimetre"), pk=pk)
    return rendre(request, "detail.html", d=dossier, membres=dossier.membres.select_related("organisation"))


def liste(request, par_page):
    dossiers = Dossier.objects.select_related("format", "perimetre").order_by("-pk")
    feuille = Paginator(dossiers, par_page).get_page(request.GET.get("page"))
    return rendre(request, "liste.html", feuille=feuille)


@login_required
def tableau(request):
    return rendre(
        request,
        "tableau.html",
        etapes=Dossier.objects.values("etape").annotate(nb=Count("pk")).order_by("etape"),
        etats=Candidature.objects.values("etat").annotate(nb=Count("pk")).order_by("etat"),
        nb_messages=Message.objects.count(),
        derniers=Dossier.objects.select_related("format").order_by("-pk")[:20],
    )


class EcrireForm(forms.ModelForm):
    class Meta:
        model = Contribution
        fields = ("texte",)


def ecrire(request, pk):
    """Un envoi : le jeton, un formulaire, une ligne, une redirection."""
    form = EcrireForm(request.POST or None)
    if form.is_valid():
        form.instance.activite_id = pk
        form.save()
        return redirect("/nu/")
    return rendre(request, "ecrire.html", form=form)


urlpatterns = [
    path("nu/", accueil),
    path("nu/<int:pk>/", detail),
    path("nu/liste/<int:par_page>/", liste),
    path("nu/tableau/", tableau),
    path("nu/ecrire/<int:pk>/", ecrire),
]


class ServiceNu(ASGIHandler):
    """Le service de Django, tel que `get_asgi_application` le rend."""

    def load_middleware(self, is_async=False):
        with override_settings(MIDDLEWARE=COUCHES):
            super().load_middleware(is_async)

    def create_request(self, scope, body_file):
        requete, erreur = super().create_request(scope, body_file)
        if requete is not None:
            requete.urlconf = __name__
        return requete, erreur
