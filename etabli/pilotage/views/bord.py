"""Le tableau de bord du pays, d'une région, d'un département ; ses listes, ses exports, ses dessins."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.pilotage import tableau_de_bord as bord
from etabli.pilotage.comptes import Comptes
from etabli.pilotage.filtre import FiltreDePilotage
from etabli.pilotage.graphiques import FORMES, GRAPHIQUES, en_fichier, traces
from etabli.pilotage.listes import LISTES, ListeDuPilotage
from etabli.pilotage.permissions import (
    peut_composer_le_rapport,
    peut_piloter,
    peut_regler_les_normes,
    peut_voir_la_cohorte,
)
from etabli.pilotage.programme import cadres_en_vigueur, cohortes
from etabli.socle.memoire import Tiroir, lecture_commune, revision_de_la_base
from etabli.socle.rendu import page
from etabli.socle.reponses import piece_jointe
from etabli.socle.verdict import exiger
from etabli.territoires.models import Departement, Region

# Une minute au plus, comme les pages publiques : des durées y courent.
BORDS: Tiroir[dict[str, Any]] = Tiroir(60, 60.0)
MIMES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def compter(request: RequeteAgent, **imposes: str) -> Comptes:
    """Ce que cet agent compte sous le filtre de l'adresse ; `imposes` vient de la page, pas de l'adresse."""
    exiger(peut_piloter(request.user))
    parametres = request.GET.copy()
    for cle, valeur in imposes.items():
        parametres[cle] = valeur
    return Comptes(request.user, FiltreDePilotage(parametres, agent=request.user))


def contexte_du_bord(comptes: Comptes) -> dict[str, Any]:
    agent = comptes.agent
    return {
        **_les_chiffres(comptes),
        "filtre": comptes.filtre,
        "peut_regler": peut_regler_les_normes(agent),
        "peut_composer": peut_composer_le_rapport(agent),
    }


def _les_chiffres(comptes: Comptes) -> dict[str, Any]:
    """Comptés une fois tant que rien ne s'écrit dans la base ; toute la DGALN lit les mêmes."""
    revision, agent = revision_de_la_base(), comptes.agent
    if revision is None or not settings.MEMOIRE_DES_PAGES:
        return _compter_tout(comptes)
    qui = "dgaln" if agent.est_dgaln else agent.pk
    cle = (revision, qui, comptes.filtre.propres().urlencode(), localdate())
    chiffres = BORDS.lire(cle)
    if chiffres is None:
        chiffres = _compter_tout(comptes)
        BORDS.ranger(cle, chiffres)
    return chiffres


@lecture_commune()
def _compter_tout(comptes: Comptes) -> dict[str, Any]:
    agent = comptes.agent
    return {
        "ensemble": bord.l_ensemble(comptes),
        "nb_fictifs": comptes.lignes("dossiers", fictif="seul").count(),
        "delais": bord.delais(comptes),
        "attentifs": bord.attentifs(comptes),
        "cohortes": cohortes(comptes) if peut_voir_la_cohorte(agent) else [],
        "cadres": cadres_en_vigueur(agent),
        "charge": bord.charge(comptes),
        "presences": bord.presences(comptes),
        "echeances": bord.aux_echeances(comptes),
        "statuts": bord.statuts(comptes),
        "couverture": bord.couverture(comptes),
        "departements": bord.par_departement(comptes),
        "traces": traces(comptes),
    }


@require_GET
def accueil(request: RequeteAgent) -> HttpResponse:
    comptes = compter(request)
    organisation = request.user.organisation_principale
    contexte = {"titre": "Pilotage", "organisation": organisation, **contexte_du_bord(comptes)}
    return page(request, "pilotage/accueil.html", contexte)


@require_GET
def region(request: RequeteAgent, code: str) -> HttpResponse:
    """Le même tableau, d'une seule région."""
    exiger(peut_piloter(request.user))
    lieu = get_object_or_404(Region.objects.visible_to(request.user), pk=code)
    contexte = {"titre": lieu.nom, "lieu": lieu, **contexte_du_bord(compter(request, region=lieu.pk))}
    return page(request, "pilotage/accueil.html", contexte)


@require_GET
def departement(request: RequeteAgent, code: str) -> HttpResponse:
    exiger(peut_piloter(request.user))
    visibles = Departement.objects.visible_to(request.user).select_related("region")
    lieu = get_object_or_404(visibles, pk=code)
    contexte = contexte_du_bord(compter(request, departement=lieu.pk))
    return page(request, "pilotage/accueil.html", {"titre": str(lieu), "lieu": lieu, **contexte})


def la_liste(request: RequeteAgent, nom: str) -> ListeDuPilotage:
    exiger(peut_piloter(request.user))
    if nom not in LISTES:
        raise Http404("Le pilotage n'a pas de liste de ce nom.")
    return LISTES[nom]


@require_GET
def liste(request: RequeteAgent, nom: str) -> HttpResponse:
    voulue = la_liste(request, nom)
    exports = reverse("pilotage:exporter", args=[nom, "FORME"])
    return montrer_la_liste(
        request,
        voulue.liste,
        voulue.visibles(request.user),
        "pilotage/liste.html",
        titre=voulue.titre,
        exports=exports,
    )


@require_GET
def exporter(request: RequeteAgent, nom: str, forme: str) -> HttpResponse:
    voulue = la_liste(request, nom)
    return telecharger_la_liste(
        request, voulue.liste, voulue.visibles(request.user), forme, voulue.liste.jeu.nom
    )


@require_GET
def graphique(request: RequeteAgent, nom: str, forme: str) -> HttpResponse:
    """Le dessin tel qu'on le voit, en fichier."""
    comptes = compter(request)
    if nom not in GRAPHIQUES or forme not in dict(FORMES):
        raise Http404("Le pilotage n'a pas de graphique de ce nom, ou pas sous cette forme.")
    dessin = GRAPHIQUES[nom](comptes)
    if dessin is None:
        raise Http404("Ce graphique n'a encore rien à montrer.")
    return piece_jointe(en_fichier(dessin, forme), MIMES[forme], f"pilotage-{nom}.{forme}")
