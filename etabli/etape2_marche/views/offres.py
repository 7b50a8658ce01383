"""Une offre ouverte : la lire, la joindre, demander au candidat, suivre sa réponse."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.analyse import repere_de_prix
from etabli.etape2_marche.documents import DEMANDE
from etabli.etape2_marche.forms import DemandeForm, JoindreForm, ReponseDuCandidatForm, SuiteForm
from etabli.etape2_marche.models import DemandeAuCandidat, Marche, Offre
from etabli.etape2_marche.views.commun import montrer, saisir, trouver, trouver_la_conduite
from etabli.socle.formulaires import tenter
from etabli.socle.reponses import document_joint
from etabli.socle.verdict import exiger


def trouver_l_offre(request: RequeteAgent, marche: Marche, offre_id: int) -> Offre:
    visibles = Offre.objects.visible_to(request.user).filter(marche=marche)
    return get_object_or_404(
        visibles.select_related("titulaire__groupement", "fichier", "marche__acheteur").prefetch_related(
            "demandes"
        ),
        pk=offre_id,
    )


def trouver_la_demande(request: RequeteAgent, marche: Marche, demande_id: int) -> DemandeAuCandidat:
    demandes = DemandeAuCandidat.objects.visible_to(request.user).filter(offre__marche=marche)
    return get_object_or_404(
        demandes.select_related("offre__titulaire__groupement", "offre__marche__acheteur"), pk=demande_id
    )


@require_GET
def offre(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    lue = trouver_l_offre(request, marche, offre_id)
    contexte: dict[str, Any] = {
        "offre": lue,
        "repere": repere_de_prix(marche, lue),
        "verifier": permissions.peut_verifier_une_offre(request.user, marche),
        "joindre": permissions.peut_joindre_une_offre(request.user, lue),
        "demander": permissions.peut_demander_au_candidat(request.user, lue),
        "demandes": [
            (
                demande,
                permissions.peut_repondre_a_la_demande(request.user, demande),
                permissions.peut_clore_la_demande(request.user, demande),
            )
            for demande in lue.demandes.all()
        ],
    }
    return montrer(request, marche, "plis", contexte, gabarit="marche/offre.html")


@require_http_methods(["GET", "POST"])
def joindre(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    lue = trouver_l_offre(request, marche, offre_id)
    exiger(permissions.peut_joindre_une_offre(request.user, lue))
    form = JoindreForm(request.POST or None, request.FILES or None)

    def faire(saisi: dict[str, Any]) -> None:
        nom, contenu = saisi["fichier"]
        actions.joindre_une_offre(lue, contenu, nom, par=request.user)

    if tenter(form, faire):
        messages.success(request, "L'offre est jointe : les évaluateurs la lisent.")
        return redirect("marche:offre", pk, offre_id)
    return saisir(request, marche, form, actif="plis", titre=f"Joindre l'offre : {lue.titulaire}")


@require_http_methods(["GET", "POST"])
def demander(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    lue = trouver_l_offre(request, marche, offre_id)
    exiger(permissions.peut_demander_au_candidat(request.user, lue))
    form = DemandeForm(request.POST or None)
    if tenter(form, lambda saisi: actions.demander_au_candidat(lue, par=request.user, **saisi)):
        messages.success(request, "La demande est écrite au mandataire du groupement.")
        return redirect("marche:offre", pk, offre_id)
    titre = f"Demander au candidat : {lue.titulaire}"
    return saisir(request, marche, form, actif="plis", titre=titre, libelle="Envoyer la demande")


@require_http_methods(["GET", "POST"])
def repondre(request: RequeteAgent, pk: int, demande_id: int) -> HttpResponse:
    """Le candidat répond ici ; l'acheteur y recopie une réponse reçue sur PLACE."""
    marche = trouver(request, pk)
    demande = trouver_la_demande(request, marche, demande_id)
    exiger(permissions.peut_repondre_a_la_demande(request.user, demande))
    form = ReponseDuCandidatForm(request.POST or None)
    du_groupement = permissions.est_du_groupement(request.user, demande.offre)
    if tenter(form, lambda lu: actions.repondre_a_la_demande(demande, lu["reponse"], par=request.user)):
        messages.success(request, "La réponse est enregistrée.")
        return (
            redirect("marche:mon_offre", pk)
            if du_groupement
            else redirect("marche:offre", pk, demande.offre_id)
        )
    actif = "mon_offre" if du_groupement else "plis"
    return saisir(request, marche, form, actif=actif, titre=f"Répondre : {demande}", intro=demande.texte)


@require_http_methods(["GET", "POST"])
def clore(request: RequeteAgent, pk: int, demande_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    demande = trouver_la_demande(request, marche, demande_id)
    exiger(permissions.peut_clore_la_demande(request.user, demande))
    form = SuiteForm(request.POST or None)
    if tenter(form, lambda saisi: actions.clore_la_demande(demande, par=request.user, **saisi)):
        messages.success(
            request, "La suite est enregistrée : décidez maintenant de la conformité de l'offre."
        )
        return redirect("marche:offre", pk, demande.offre_id)
    intro = demande.reponse or "Le candidat n'a pas répondu dans le délai."
    return saisir(request, marche, form, actif="plis", titre=f"Donner suite : {demande}", intro=intro)


@require_GET
def lettre_de_demande(request: RequeteAgent, pk: int, demande_id: int, forme: str) -> HttpResponse:
    marche = trouver(request, pk)
    return document_joint(DEMANDE, trouver_la_demande(request, marche, demande_id), forme)


@require_POST
def renvoyer(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    """Un pli tardif se désigne par le registre : il n'a pas de contenu à lire."""
    marche = trouver_la_conduite(request, pk)
    tardive = get_object_or_404(marche.offres.select_related("titulaire__groupement"), pk=offre_id)
    exiger(permissions.peut_renvoyer_un_pli(request.user, tardive))
    actions.renvoyer_un_pli_tardif(tardive, par=request.user)
    messages.success(request, "Le candidat est prévenu que son pli, arrivé hors délai, n'est pas ouvert.")
    return redirect("marche:plis", pk)
