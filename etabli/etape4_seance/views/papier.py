"""Les bulletins de papier : choisir le vote, puis les taper à la suite."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance.actions.papier import saisir_des_bulletins
from etabli.etape4_seance.forms.papier import BulletinsDePapierForm
from etabli.etape4_seance.models import Activite
from etabli.etape4_seance.permissions import peut_saisir_des_bulletins
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.socle.francais import pluriel
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def bulletins_de_papier(request: RequeteAgent, pk: int, activite_id: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    activite: Activite = get_object_or_404(seance.activites, pk=activite_id)
    exiger(peut_saisir_des_bulletins(request.user, activite))
    form = BulletinsDePapierForm(request.POST or None, activite=activite, initial={"lot": uuid4()})
    if form.is_valid():
        saisie = {nom: v for nom, v in form.cleaned_data.items() if nom != "bulletins"}
        nb = saisir_des_bulletins(activite, form.cleaned_data["bulletins"], par=request.user, **saisie)
        fait = f"{pluriel(nb, 'bulletin')} de papier en plus." if nb else "Cet envoi était déjà compté."
        messages.success(request, fait)
        return redirect("seance:bulletins_de_papier", pk, activite_id)
    contexte = commun(request, seance, "Bulletins de papier", "resultats") | {"activite": activite}
    return page(request, "seance/bulletins_de_papier.html", contexte, form=form)
