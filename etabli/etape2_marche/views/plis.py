"""Les plis fermés, leur ouverture à deux, puis les offres que lisent les seuls évaluateurs."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.confirmation import exiger_la_confirmation
from etabli.annuaire.requete import RequeteAgent
from etabli.annuaire.second_facteur import exiger_le_second_facteur
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.analyse import reperes_de_prix
from etabli.etape2_marche.documents import OUVERTURE
from etabli.etape2_marche.enums import Conformite, Etat
from etabli.etape2_marche.forms import ConformiteForm, PliForm
from etabli.etape2_marche.models import Marche, Offre
from etabli.etape2_marche.views.commun import montrer, saisir, trouver, trouver_la_conduite
from etabli.etape2_marche.workflow import CYCLE
from etabli.socle.document import FORMES
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger


@require_GET
def plis(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    actes = CYCLE.actes_possibles(marche, request.user)
    tardives = marche.offres.filter(conformite=Conformite.HORS_DELAI, rejet_envoye_le=None)
    lisibles = Offre.objects.visible_to(request.user).filter(marche=marche)
    contexte: dict[str, Any] = {
        "registre": marche.offres.all().registre(),
        "offres": lisibles.select_related("titulaire__groupement", "fichier").prefetch_related("demandes"),
        "reperes": reperes_de_prix(lisibles),
        "renvoyer": any(permissions.peut_renvoyer_un_pli(request.user, o) for o in tardives),
        "hors_delai": Conformite.HORS_DELAI.value,
        "formes": tuple(FORMES),
        "enregistrer": permissions.peut_enregistrer_une_offre(request.user, marche),
        "demander": permissions.peut_demander_l_ouverture(request.user, marche),
        "ouvrir": next((a for a in actes if a.transition.nom == "ouvrir_les_plis"), None),
        "verifier": permissions.peut_verifier_une_offre(request.user, marche),
        "est_au_depouillement": marche.etat == Etat.DEPOUILLEMENT,
    }
    return montrer(request, marche, "plis", contexte, gabarit="marche/plis.html")


@require_http_methods(["GET", "POST"])
def enregistrer(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_enregistrer_une_offre(request.user, marche))
    form = PliForm(request.POST or None, request.FILES or None, marche=marche)
    if tenter(form, lambda saisi: _enregistrer(request, marche, saisi)):
        messages.success(request, "Le pli est enregistré, fermé.")
        return redirect("marche:plis", pk)
    return saisir(request, marche, form, actif="plis", titre="Enregistrer un pli")


def _enregistrer(request: RequeteAgent, marche: Marche, saisi: dict[str, Any]) -> None:
    nom, contenu = saisi["fichier"] or ("", b"")
    actions.enregistrer_une_offre(
        marche, saisi["titulaire"], saisi["recue_le"], par=request.user, contenu=contenu, nom=nom
    )


@require_POST
def retirer(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    """Le pli se retire sans être lu : on le désigne par le registre, jamais par son contenu."""
    marche = trouver(request, pk)
    exiger(permissions.peut_enregistrer_une_offre(request.user, marche))
    actions.retirer_un_pli(get_object_or_404(marche.offres, pk=offre_id), par=request.user)
    messages.success(request, "L'enregistrement du pli est retiré.")
    return redirect("marche:plis", pk)


@require_POST
def demander_l_ouverture(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_demander_l_ouverture(request.user, marche))
    exiger_le_second_facteur(request, request.user)
    exiger_la_confirmation(request)
    actions.demander_l_ouverture(marche, par=request.user)
    messages.success(
        request, "L'ouverture est demandée : une autre personne doit maintenant ouvrir les plis."
    )
    return redirect("marche:plis", pk)


@require_http_methods(["GET", "POST"])
def verifier(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    offre = get_object_or_404(Offre.objects.visible_to(request.user).filter(marche=marche), pk=offre_id)
    exiger(permissions.peut_verifier_une_offre(request.user, marche))
    initial = {
        "conformite": offre.conformite,
        "montant_ht": offre.montant_ht,
        "motif": offre.motif_de_conformite,
    }
    form = ConformiteForm(request.POST or None, initial=initial)
    if tenter(form, lambda saisi: actions.verifier_une_offre(offre, par=request.user, **saisi)):
        messages.success(request, f"{offre} : {offre.get_conformite_display().lower()}.")
        return redirect("marche:offre", pk, offre_id)
    return saisir(request, marche, form, actif="plis", titre=f"Vérifier : {offre}")


@require_GET
def proces_verbal(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    """L'enveloppe de chaque pli et les deux noms : tous les porteurs le lisent, une fois les plis ouverts."""
    marche = trouver_la_conduite(request, pk)
    if not marche.est_ouvert:
        raise Http404
    return document_joint(OUVERTURE, marche, forme)


@require_GET
def fichier(request: RequeteAgent, pk: int, offre_id: int) -> FileResponse:
    """La seule porte vers le contenu d'une offre : introuvable pour qui n'a pas à la lire."""
    marche = trouver_la_conduite(request, pk)
    offre = get_object_or_404(Offre.objects.visible_to(request.user).filter(marche=marche), pk=offre_id)
    if offre.fichier is None:
        raise Http404
    return reponse_de_version(offre.fichier.derniere)
