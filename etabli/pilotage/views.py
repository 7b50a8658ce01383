"""Le tableau de bord, ses listes, ses exports, sa carte."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.pilotage.colonnes import LISTES, Liste, dossiers
from etabli.pilotage.forms import FiltreDePilotage
from etabli.pilotage.permissions import peut_piloter, peut_voir_la_cohorte
from etabli.pilotage.tableau_de_bord import cadres_en_vigueur, cohortes, tableau_de_bord
from etabli.socle.colonnes import Tableau
from etabli.socle.rendu import page
from etabli.socle.reponses import tableur_joint
from etabli.socle.verdict import exiger
from etabli.territoires.cartes import carte_de_france


def ouvrir(request: RequeteAgent) -> FiltreDePilotage:
    """Le filtre, pour qui a le droit de regarder l'ensemble."""
    exiger(peut_piloter(request.user))
    return FiltreDePilotage(request.GET)


def la_liste(nom: str) -> Liste:
    if nom not in LISTES:
        raise Http404("Le pilotage n'a pas de liste de ce nom.")
    return LISTES[nom]


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
    filtre, choisie = ouvrir(request), la_liste(nom)
    feuille = Paginator(list(choisie.lire(request.user, filtre)), 50).get_page(request.GET.get("page"))
    contexte = {
        "filtre": filtre,
        "champs": [filtre[champ] for champ in choisie.filtres],
        "nom": nom,
        "liste": choisie,
        "feuille": feuille,
        "tableau": Tableau(
            choisie.jeu.colonnes,
            feuille,
            choisie.titre,
            "Aucune ligne ne répond à ces critères.",
            legende_visible=False,
        ),
    }
    return page(request, "pilotage/liste.html", contexte, fragment="resultats")


@require_GET
def exporter(request: RequeteAgent, nom: str, forme: str) -> HttpResponse:
    filtre, choisie = ouvrir(request), la_liste(nom)
    return tableur_joint(choisie.jeu, choisie.lire(request.user, filtre), forme, choisie.jeu.nom)


@require_GET
def carte(request: RequeteAgent) -> HttpResponse:
    """Les dossiers visibles par département ; la page dit les mêmes nombres en liste."""
    nombres = Counter(d.code for x in dossiers(request.user, ouvrir(request)) for d in x.departements)
    dessin = carte_de_france(
        titre="Dossiers par département",
        description="Le nombre de dossiers de chaque département ; la liste de la page dit les mêmes nombres.",
        valeurs=dict(nombres),
        unite="dossier(s)",
    )
    return HttpResponse(dessin, content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})
