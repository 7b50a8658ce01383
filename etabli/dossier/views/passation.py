"""Passer la main d'un rôle à une autre organisation."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier import actions, passations
from etabli.dossier.forms.passation import PassationForm
from etabli.dossier.models import Dossier
from etabli.dossier.permissions import peut_passer_la_main
from etabli.dossier.views.acces import le_dossier
from etabli.dossier.views.membres import organisation_choisie
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


@require_http_methods(["GET", "POST"])
def passer_la_main(request: RequeteAgent, pk: int, membre_pk: int) -> HttpResponse:
    dossier = le_dossier(request, pk)
    membre = get_object_or_404(dossier.membres.en_cours().select_related("organisation"), pk=membre_pk)
    membre.dossier = dossier
    exiger(peut_passer_la_main(request.user, membre))
    q = request.POST.get("q") or request.GET.get("q", "")
    form = PassationForm(request.POST or None, q=q, membre=membre)

    def ecrire(lu: dict[str, object]) -> None:
        a = organisation_choisie(request.user, *form.cleaned_data["choix"])
        actions.passer_la_main_du_role(
            membre,
            a,
            motif=form.cleaned_data["motif"],
            devient=form.cleaned_data["devient"],
            par=request.user,
        )

    if tenter(form, ecrire):
        messages.success(
            request, f"La main de {membre.organisation} est passée, avec ce qui lui était confié."
        )
        # Qui vient de quitter le dossier ne le voit plus : on ne l'y renvoie pas.
        reste = Dossier.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect("dossier:membres", pk) if reste else redirect("dossier:mon_espace")
    contexte = {
        "dossier": dossier,
        "membre": membre,
        "q": q,
        "transmis": passations.apercu(dossier, membre.organisation),
    }
    return page(request, "dossier/passer_la_main.html", contexte, form=form)
