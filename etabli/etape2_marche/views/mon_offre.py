"""Ce qu'un candidat lit de sa propre offre, et rien de celles des autres."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.documents import MOTIFS, REJET, REJET_TARDIF
from etabli.etape2_marche.models import DemandeAuCandidat, Marche, Offre
from etabli.etape2_marche.views.commun import montrer, trouver
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger


def trouver_la_mienne(request: RequeteAgent, marche: Marche) -> Offre | None:
    """L'offre du groupement de l'agent, par la porte des candidats."""
    return Offre.objects.du_candidat(request.user).filter(marche=marche).first()


def exiger_la_mienne(request: RequeteAgent, marche: Marche) -> Offre:
    offre = trouver_la_mienne(request, marche)
    if offre is None:
        raise Http404
    return offre


@require_GET
def mon_offre(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_lire_sa_consultation(request.user, marche))
    offre = trouver_la_mienne(request, marche)
    demandes = DemandeAuCandidat.objects.visible_to(request.user).filter(offre=offre) if offre else []
    contexte: dict[str, Any] = {
        "offre": offre,
        "est_retenue": bool(offre and marche.notifie_le and offre.titulaire_id == marche.titulaire_id),
        "demandes": [(d, permissions.peut_repondre_a_la_demande(request.user, d)) for d in demandes],
        "motiver": offre and permissions.peut_demander_les_motifs(request.user, offre),
    }
    return montrer(request, marche, "mon_offre", contexte, gabarit="marche/mon_offre.html")


@require_GET
def fichier(request: RequeteAgent, pk: int) -> FileResponse:
    """Sa propre offre, une fois les plis ouverts : avant, personne n'en lit aucune."""
    offre = exiger_la_mienne(request, trouver(request, pk))
    if offre.fichier is None or not offre.marche.est_ouvert:
        raise Http404
    return reponse_de_version(offre.fichier.derniere)


@require_GET
def lettre(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    offre = exiger_la_mienne(request, trouver(request, pk))
    if offre.rejet_envoye_le is None:
        raise Http404
    return document_joint(REJET_TARDIF if offre.est_hors_delai else REJET, offre, forme)


@require_POST
def demander_les_motifs(request: RequeteAgent, pk: int) -> HttpResponse:
    offre = exiger_la_mienne(request, trouver(request, pk))
    exiger(permissions.peut_demander_les_motifs(request.user, offre))
    actions.demander_les_motifs(offre, par=request.user)
    messages.success(
        request, "Votre demande est enregistrée : le service acheteur vous répond sous quinze jours."
    )
    return redirect("marche:mon_offre", pk)


@require_GET
def lettre_des_motifs(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    offre = exiger_la_mienne(request, trouver(request, pk))
    if offre.motifs_donnes_le is None:
        raise Http404
    return document_joint(MOTIFS, offre, forme)
