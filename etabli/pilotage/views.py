"""Le tableau de bord, ses listes, ses exports, sa carte."""

from collections import Counter

from django.core.exceptions import PermissionDenied
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
from etabli.territoires.cartes import carte_de_france

EXPORTS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def ouvrir(request: RequeteAgent) -> FiltreDePilotage:
    """Le filtre, pour qui a le droit de regarder l'ensemble."""
    verdict = peut_piloter(request.user)
    if not verdict:
        raise PermissionDenied(verdict.motif)
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
    if forme not in EXPORTS:
        raise Http404("Cette liste se télécharge en CSV ou en classeur XLSX.")
    lignes = choisie.lire(request.user, filtre)
    contenu = choisie.jeu.csv(lignes) if forme == "csv" else choisie.jeu.xlsx(lignes)
    reponse = HttpResponse(contenu, content_type=EXPORTS[forme])
    reponse["Content-Disposition"] = f'attachment; filename="{choisie.jeu.nom}.{forme}"'
    return reponse


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
