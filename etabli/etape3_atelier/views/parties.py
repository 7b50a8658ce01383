"""Ce qui vaut pour toutes les parties d'un atelier : retirer, exporter, télécharger."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.models import Agent
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape3_atelier import actions, colonnes
from etabli.etape3_atelier.models import (
    Atelier,
    DocumentLu,
    Entretien,
    Tache,
    comptes_du_marche,
    comptes_par_session,
)
from etabli.etape3_atelier.permissions import (
    peut_composer,
    peut_contribuer,
    peut_enqueter,
    peut_modifier_l_entretien,
    peut_tenir_les_comptes,
    peut_voir_les_personnes,
)
from etabli.etape3_atelier.views.budget import lignes_des_soldes, lignes_du_service
from etabli.etape3_atelier.views.commun import trouver
from etabli.socle.colonnes import JeuDeColonnes
from etabli.socle.models import Fichier
from etabli.socle.reponses import tableur_joint
from etabli.socle.verdict import Verdict, exiger

# Segment d'adresse → relation de l'atelier, droit, page de retour.
PARTIES: dict[str, tuple[str, Callable[[Agent, Any], Verdict], str]] = {
    "equipe": ("equipiers", lambda agent, e: peut_composer(agent, e.atelier), "equipe"),
    "comites": ("comites", lambda agent, c: peut_composer(agent, c.atelier), "equipe"),
    "taches": ("taches", lambda agent, t: peut_contribuer(agent, t.atelier), "taches"),
    "contacts": ("contacts", lambda agent, c: peut_contribuer(agent, c.atelier), "contacts"),
    "bibliotheque": ("documents_lus", lambda agent, d: peut_contribuer(agent, d.atelier), "bibliotheque"),
    "entretiens": ("entretiens", peut_modifier_l_entretien, "entretiens"),
    "guides": ("guides", lambda agent, g: peut_enqueter(agent, g.atelier), "guides"),
    "constats": ("constats", lambda agent, c: peut_enqueter(agent, c.atelier), "constats"),
    "depenses": ("depenses", lambda agent, d: peut_tenir_les_comptes(agent, d.atelier), "budget"),
}
EXPORTS: dict[str, tuple[JeuDeColonnes, Callable[[Atelier, Agent], Iterable[Any]]]] = {
    "calendrier": (colonnes.CALENDRIER, lambda atelier, agent: atelier.jalons.all()),
    "equipe": (
        colonnes.EQUIPE,
        lambda atelier, agent: atelier.equipiers.select_related("organisation").prefetch_related("sessions"),
    ),
    "taches": (
        colonnes.TACHES,
        lambda atelier, agent: Tache.objects.visible_to(agent).filter(atelier=atelier).for_list(),
    ),
    "contacts": (colonnes.CONTACTS, lambda atelier, agent: atelier.contacts.all()),
    "bibliotheque": (
        colonnes.DOCUMENTS,
        lambda atelier, agent: DocumentLu.objects.visible_to(agent).filter(atelier=atelier).for_list(),
    ),
    "entretiens": (
        colonnes.ENTRETIENS,
        lambda atelier, agent: Entretien.objects.visible_to(agent).filter(atelier=atelier).for_list(),
    ),
    "constats": (
        colonnes.CONSTATS,
        lambda atelier, agent: atelier.constats.select_related("thematique", "document", "entretien"),
    ),
    "service": (colonnes.PAR_PHASE, lambda atelier, agent: lignes_du_service(atelier)),
    "factures": (colonnes.FACTURES, lambda atelier, agent: comptes_du_marche(atelier)),
    "sessions": (
        colonnes.PAR_SESSION,
        lambda atelier, agent: comptes_par_session(atelier, atelier.depenses.all()),
    ),
    "soldes": (
        colonnes.SOLDES,
        lambda atelier, agent: lignes_des_soldes(atelier, atelier.depenses.select_related("payeur")),
    ),
    "depenses": (
        colonnes.DEPENSES,
        lambda atelier, agent: atelier.depenses.select_related("payeur", "justificatif"),
    ),
}


@require_POST
def retirer(request: RequeteAgent, dossier_id: int, partie: str, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    relation, peut_retirer, retour = PARTIES[partie]
    objet = get_object_or_404(getattr(atelier, relation), pk=pk)
    exiger(peut_retirer(request.user, objet))
    if partie == "depenses":
        actions.retirer_une_depense(objet, par=request.user)
    else:
        actions.retirer(objet, par=request.user)
    messages.success(request, "C'est retiré.")
    return redirect(f"atelier:{retour}", dossier_id)


@require_GET
def exporter(request: RequeteAgent, dossier_id: int, jeu: str, forme: str) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    if jeu not in EXPORTS:
        raise Http404
    if jeu == "contacts":
        exiger(peut_voir_les_personnes(request.user, atelier))
    declaration, lire = EXPORTS[jeu]
    return tableur_joint(declaration, lire(atelier, request.user), forme, f"atelier-{dossier_id}-{jeu}")


@require_GET
def fichier(request: RequeteAgent, dossier_id: int, pk: int) -> FileResponse:
    """La dernière version d'un document lu ou d'un justificatif de cet atelier, et d'aucun autre."""
    atelier = trouver(request, dossier_id)
    lus = atelier.documents_lus.filter(fichier=pk).values_list("fichier", flat=True)
    justificatifs = atelier.depenses.filter(justificatif=pk).values_list("justificatif", flat=True)
    trouve: Fichier = get_object_or_404(Fichier, pk__in={*lus, *justificatifs})
    if not lus:
        # Une facture se dépose pour les porteurs : elle ne se lit pas plus largement.
        exiger(peut_tenir_les_comptes(request.user, atelier))
    return reponse_de_version(trouve.derniere)
