"""La fiche publique : ce que le site dira de l'atelier."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.forms import FicheForm
from etabli.etape6_restitution.models import FichePublique
from etabli.etape6_restitution.permissions import peut_presenter
from etabli.etape6_restitution.publics import livrables_publies
from etabli.etape6_restitution.views.commun import montrer, trouver_le_dossier
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def fiche(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    droit, ecrite = peut_presenter(request.user, dossier), _fiche(request, dossier)
    initial = {} if ecrite else {"titre": dossier.titre, "territoire_et_perimetre": dossier.resume}
    form = FicheForm(request.POST or None, instance=ecrite, initial=initial)
    if request.method == "POST":
        exiger(droit)
        if form.is_valid():
            saisie = form.cleaned_data
            textes = {"titre": saisie["titre"], "annee": saisie["annee"]}
            actions.ecrire_la_fiche(
                dossier, texte=saisie["territoire_et_perimetre"], par=request.user, **textes
            )
            messages.success(request, "La fiche est enregistrée.")
            return redirect("restitution:fiche", dossier_id=dossier.pk)
    contexte = {
        "fiche": _fiche(request, dossier),
        "droit": droit,
        "publies": livrables_publies([dossier]).get(dossier.pk, []),
    }
    return montrer(request, dossier, "fiche", contexte, form=form)


def _fiche(request: RequeteAgent, dossier: Dossier) -> FichePublique | None:
    return FichePublique.objects.visible_to(request.user).filter(dossier=dossier).first()


@require_POST
def publier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    exiger(peut_presenter(request.user, dossier))
    ecrite = get_object_or_404(FichePublique.objects.visible_to(request.user), dossier=dossier)
    actions.publier_la_fiche(ecrite, par=request.user)
    messages.success(request, "La fiche est publiée : tout le monde peut la lire.")
    return redirect("restitution:fiche", dossier_id=dossier.pk)


@require_POST
def retirer(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = trouver_le_dossier(request, dossier_id)
    exiger(peut_presenter(request.user, dossier))
    ecrite = get_object_or_404(FichePublique.objects.visible_to(request.user), dossier=dossier)
    actions.retirer_la_fiche(ecrite, par=request.user)
    messages.success(request, "La fiche est retirée du site.")
    return redirect("restitution:fiche", dossier_id=dossier.pk)
