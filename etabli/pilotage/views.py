"""Le tableau de bord, ses listes, ses exports, sa carte."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.pilotage.forms import FiltreDePilotage
from etabli.pilotage.lecture import lignes_de
from etabli.pilotage.listes import LISTES
from etabli.pilotage.permissions import peut_piloter, peut_voir_la_cohorte
from etabli.pilotage.tableau_de_bord import cadres_en_vigueur, cohortes, tableau_de_bord
from etabli.socle.listes import Liste
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger
from etabli.territoires.cartes import carte_de_france


def ouvrir(request: RequeteAgent) -> FiltreDePilotage:
    """Le filtre, pour qui a le droit de regarder l'ensemble."""
    exiger(peut_piloter(request.user))
    return FiltreDePilotage(request.GET)


def la_liste(request: RequeteAgent, nom: str) -> tuple[Liste, Any, str]:
    """La liste, ce que l'agent en voit, son titre."""
    exiger(peut_piloter(request.user))
    if nom not in LISTES:
        raise Http404("Le pilotage n'a pas de liste de ce nom.")
    declaree, objets, titre = LISTES[nom]
    return declaree, objets.visible_to(request.user), titre


@require_GET
def accueil(request: RequeteAgent) -> HttpResponse:
    filtre = ouvrir(request)
    contexte = {
        "filtre": filtre,
        "cohortes": cohortes() if peut_voir_la_cohorte(request.user) else [],
        "cadres": cadres_en_vigueur(request.user),
        **tableau_de_bord(request.user, filtre),
    }
    return page(request, "pilotage/accueil.html", contexte)


@require_GET
def liste(request: RequeteAgent, nom: str) -> HttpResponse:
    declaree, visibles, titre = la_liste(request, nom)
    exports = reverse("pilotage:exporter", args=[nom, "FORME"])
    return montrer_la_liste(request, declaree, visibles, "pilotage/liste.html", titre=titre, exports=exports)


@require_GET
def exporter(request: RequeteAgent, nom: str, forme: str) -> HttpResponse:
    declaree, visibles, _ = la_liste(request, nom)
    return telecharger_la_liste(request, declaree, visibles, forme, declaree.jeu.nom)


@require_GET
def carte(request: RequeteAgent) -> HttpResponse:
    """Les dossiers visibles par département ; la page dit les mêmes nombres en liste."""
    voulus = ouvrir(request).dossiers(Dossier.objects.visible_to(request.user))
    nombres = Counter(d.code for x in lignes_de(voulus, request.user) for d in x.departements)
    dessin = carte_de_france(
        titre="Dossiers par département",
        description="Le nombre de dossiers de chaque département ; la liste de la page dit les mêmes nombres.",
        valeurs=dict(nombres),
        unite="dossier(s)",
    )
    return HttpResponse(dessin, content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})
