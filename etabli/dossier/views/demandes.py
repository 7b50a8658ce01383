"""Mes données : les lire, les emporter, demander qu'on les efface ; et, à la DGALN, y répondre."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.confirmation import identite_a_confirmer
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.actions.demandes import demander, repondre_a_la_demande
from etabli.dossier.forms.demandes import DemandeForm, ReponseForm
from etabli.dossier.permissions import peut_repondre_aux_demandes
from etabli.socle.models import DemandeSurSesDonnees
from etabli.socle.personnes import donnees_de, dossier_personnel, raisons_de_garder
from etabli.socle.rendu import page
from etabli.socle.reponses import piece_jointe
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def mes_donnees(request: RequeteAgent) -> HttpResponse:
    form = DemandeForm(request.POST or None)
    if form.is_valid():
        demande = demander(**form.cleaned_data, par=request.user)
        messages.success(
            request, f"Votre demande est reçue : réponse avant le {demande.reponse_avant_le:%d/%m/%Y}."
        )
        return redirect("dossier:mes_donnees")
    contexte = {
        "tenues": [(t, len(lignes)) for t, lignes in donnees_de(request.user)],
        "gardees": raisons_de_garder(request.user),
        "demandes": DemandeSurSesDonnees.objects.visible_to(request.user).filter(demandee_par=request.user),
        "verdict": peut_repondre_aux_demandes(request.user),
    }
    return page(request, "dossier/mes_donnees.html", contexte, form=form)


@require_GET
def emporter_mes_donnees(request: RequeteAgent) -> HttpResponse:
    return piece_jointe(dossier_personnel(request.user), "application/zip", "mes-donnees.zip")


@require_GET
def demandes_recues(request: RequeteAgent) -> HttpResponse:
    exiger(peut_repondre_aux_demandes(request.user))
    contexte = {"demandes": DemandeSurSesDonnees.objects.visible_to(request.user), "aujourdhui": localdate()}
    return page(request, "dossier/demandes.html", contexte)


@identite_a_confirmer
@require_http_methods(["GET", "POST"])
def repondre_sur_les_donnees(request: RequeteAgent, pk: int) -> HttpResponse:
    exiger(peut_repondre_aux_demandes(request.user))
    demande = get_object_or_404(DemandeSurSesDonnees.objects.visible_to(request.user), pk=pk)
    form = ReponseForm(request.POST or None)
    if form.is_valid():
        oui = form.cleaned_data["decision"] == "oui"
        try:
            repondre_a_la_demande(
                demande, est_acceptee=oui, reponse=form.cleaned_data["reponse"], par=request.user
            )
        except ValidationError as refus:
            form.add_error(None, refus)
        else:
            messages.success(request, "La réponse est envoyée.")
            return redirect("dossier:demandes")
    contexte = {"demande": demande, "gardees": raisons_de_garder(demande.demandee_par)}
    return page(request, "dossier/repondre_sur_les_donnees.html", contexte, form=form)
