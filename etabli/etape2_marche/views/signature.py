"""Entre les lettres de rejet et la notification : l'attente choisie, la signature, les motifs demandés."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.telechargement import reponse_de_version
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.forms import EnvoyerLesRejetsForm, MotifsForm, SignatureForm
from etabli.etape2_marche.models import Offre
from etabli.etape2_marche.views.commun import saisir, trouver_la_conduite
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def envoyer_les_rejets(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_envoyer_les_rejets(request.user, marche))
    form = EnvoyerLesRejetsForm(request.POST or None)
    if tenter(form, lambda saisi: actions.envoyer_les_rejets(marche, par=request.user, **saisi)):
        messages.success(request, "Les candidats dont l'offre est écartée sont prévenus.")
        return redirect("marche:suites", pk)
    return saisir(
        request,
        marche,
        form,
        actif="suites",
        titre="Prévenir les candidats écartés",
        libelle="Envoyer les lettres",
        intro="Chaque lettre dit au candidat son rang, ses notes et celles de l'offre retenue, le nom de l'équipe et, "
        "si vous en choisissez un, le délai avant la signature.",
    )


@require_http_methods(["GET", "POST"])
def signer(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_signer(request.user, marche))
    form = SignatureForm(request.POST or None, request.FILES or None, marche=marche)

    def faire(saisi: dict[str, Any]) -> None:
        lu = saisi.pop("fichier")
        joint = {"contenu": lu.contenu, "nom": lu.nom, "lecture": lu.lecture} if lu else {}
        actions.constater_la_signature(marche, par=request.user, **joint, **saisi)

    if tenter(form, faire):
        messages.success(request, "La signature de l'acte d'engagement est enregistrée.")
        return redirect("marche:suites", pk)
    return saisir(request, marche, form, actif="suites", titre="Enregistrer la signature")


@require_GET
def acte_signe(request: RequeteAgent, pk: int) -> FileResponse:
    marche = trouver_la_conduite(request, pk)
    exiger(permissions.peut_lire_l_analyse(request.user, marche))
    if marche.acte_signe is None:
        raise Http404
    return reponse_de_version(marche.acte_signe.derniere)


@require_http_methods(["GET", "POST"])
def motifs(request: RequeteAgent, pk: int, offre_id: int) -> HttpResponse:
    marche = trouver_la_conduite(request, pk)
    offre = get_object_or_404(Offre.objects.ecartees_pour(request.user, marche), pk=offre_id)
    exiger(permissions.peut_donner_les_motifs(request.user, offre))
    form = MotifsForm(request.POST or None)
    if tenter(form, lambda saisi: actions.donner_les_motifs(offre, saisi["texte"], par=request.user)):
        messages.success(request, "Les motifs détaillés sont envoyés au candidat.")
        return redirect("marche:suites", pk)
    titre = f"Motifs détaillés : {offre.titulaire}"
    return saisir(request, marche, form, actif="suites", titre=titre, libelle="Envoyer")
