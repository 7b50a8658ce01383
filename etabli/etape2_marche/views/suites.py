"""Après le choix : attestations, lettres de rejet, notification, données essentielles."""

import json
from typing import Any

from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.actions.exemplaires import lecture_de
from etabli.etape2_marche.decp import decp, manques_detailles, restent_a_publier
from etabli.etape2_marche.documents import ARRET, NOTIFICATION, REJET, REJET_TARDIF
from etabli.etape2_marche.enums import DECIDES, SANS_EQUIPE
from etabli.etape2_marche.forms import RejetForm
from etabli.etape2_marche.models import Marche, Offre
from etabli.etape2_marche.ocds import paquet
from etabli.etape2_marche.views.commun import montrer, saisir, trouver_la_conduite
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import document_joint, piece_jointe
from etabli.socle.verdict import exiger


def _ecartees(request: RequeteAgent, marche: Marche) -> Any:
    """Les offres écartées, pour qui écrit aux candidats : leur nom et leur sort, pas leur contenu."""
    return Offre.objects.ecartees_pour(request.user, marche)


@require_GET
def suites(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    contexte: dict[str, Any] = {
        "est_decide": marche.etat in DECIDES,
        "ecartees": _ecartees(request, marche),
        "attester": permissions.peut_constater_les_attestations(request.user, marche),
        "ecrire": permissions.peut_ecrire_les_rejets(request.user, marche),
        "envoyer": permissions.peut_envoyer_les_rejets(request.user, marche),
        "lire": permissions.peut_lire_l_analyse(request.user, marche),
        "lecture": lecture_de(marche.acte_signe),
        "signer": permissions.peut_signer(request.user, marche),
        "motiver": permissions.achete(request.user, marche),
        "publier": permissions.peut_publier_les_donnees(request.user, marche),
        "manques": manques_detailles(marche, request.user) if marche.notifie_le else [],
        "restent": restent_a_publier(marche) if marche.notifie_le else [],
    }
    return montrer(request, marche, "suites", contexte, gabarit="marche/suites.html")


@require_POST
def attestations(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_constater_les_attestations(request.user, marche))
    actions.constater_les_attestations(marche, par=request.user)
    messages.success(request, "Les attestations de l'équipe choisie sont vérifiées.")
    return redirect("marche:suites", pk)


@require_http_methods(["GET", "POST"])
def rejet(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_ecrire_les_rejets(request.user, marche))
    offre = get_object_or_404(_ecartees(request, marche), pk=offre_id)
    form = RejetForm(request.POST or None, initial={"motif": offre.motif_du_rejet})
    if tenter(form, lambda saisi: actions.ecrire_le_motif_du_rejet(offre, saisi["motif"], par=request.user)):
        return redirect("marche:suites", pk)
    return saisir(request, marche, form, actif="suites", titre=f"Lettre de rejet : {offre.titulaire}")


@require_GET
def lettre_de_rejet(request: RequeteAgent, pk: int, offre_id: int, forme: str) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_l_analyse(request.user, marche))
    offre = get_object_or_404(_ecartees(request, marche), pk=offre_id)
    return document_joint(REJET_TARDIF if offre.est_hors_delai else REJET, offre, forme)


@require_GET
def decision_d_arret(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    if marche.etat not in SANS_EQUIPE:
        raise Http404
    return document_joint(ARRET, marche, forme)


@require_GET
def lettre_de_notification(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_l_analyse(request.user, marche))
    return document_joint(NOTIFICATION, marche, forme)


@require_GET
def donnees(request: RequeteAgent, pk: int) -> HttpResponse:
    """Le fichier à déposer ; incomplet, il ne se fabrique pas et dit ce qui manque."""
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_les_donnees_essentielles(request.user, marche))
    contenu = json.dumps(decp([marche]), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    return piece_jointe(contenu.encode(), "application/json", f"decp-{marche.numero}.json")


@require_GET
def donnees_de_l_annee(request: RequeteAgent, pk: int, annee: int) -> HttpResponse:
    """Tous les marchés complets du même acheteur, notifiés la même année, en un seul fichier."""
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_les_donnees_essentielles(request.user, marche))
    voisins = Marche.objects.visible_to(request.user).filter(acheteur=marche.acheteur, notifie_le__year=annee)
    contenu = json.dumps(decp(voisins.pour_les_donnees()), ensure_ascii=False, indent=2)
    nom = f"decp-{annee}-{marche.acheteur.siret}.json"
    return piece_jointe(contenu.encode(), "application/json", nom)


@require_GET
def ocds(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_les_donnees_essentielles(request.user, marche))
    contenu = json.dumps(paquet([marche]), ensure_ascii=False, indent=2)
    return piece_jointe(contenu.encode(), "application/json", f"ocds-{marche.numero}.json")


@require_POST
def publier(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_publier_les_donnees(request.user, marche))
    actions.constater_la_publication(marche, par=request.user)
    messages.success(request, "La publication des données essentielles est enregistrée.")
    return redirect("marche:suites", pk)
