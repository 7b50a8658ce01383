"""La liste des candidatures, ses compteurs, ses exports ; l'ouverture d'un dossier."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.forms import OuvrirForm
from etabli.etape1_candidature.listes import CANDIDATURES
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.permissions import peut_ouvrir, peut_regler_les_criteres
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    contexte = {
        "peut_ouvrir": peut_ouvrir(request.user),
        "peut_regler": peut_regler_les_criteres(request.user),
    }
    visibles = Candidature.objects.visible_to(request.user)
    exports = reverse("candidature:exporter", args=["FORME"])
    return montrer_la_liste(
        request, CANDIDATURES, visibles, "candidature/liste.html", contexte, exports=exports
    )


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    visibles = Candidature.objects.visible_to(request.user)
    return telecharger_la_liste(request, CANDIDATURES, visibles, forme, "candidatures")


def ouvrir(request: RequeteAgent) -> HttpResponse:
    exiger(peut_ouvrir(request.user))
    form = OuvrirForm(request.POST or None, agent=request.user)
    if form.is_valid():
        candidature = form.enregistrer()
        messages.success(request, "Le dossier est ouvert. Le service pilote peut le signaler à la DGALN.")
        return redirect(candidature)
    visibles = set(Dossier.objects.visible_to(request.user).values_list("pk", flat=True))
    proches = [(proche, proche.dossier.pk in visibles) for proche in form.proches]
    return page(request, "candidature/ouvrir.html", {"proches": proches}, form=form)
