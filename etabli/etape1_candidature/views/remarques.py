"""Les remarques d'une rubrique : faire, répondre, lever, rouvrir."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.forms import LeveeForm, RemarqueForm
from etabli.etape1_candidature.models import Remarque, Rubrique
from etabli.etape1_candidature.notifications import prevenir_les_mentionnes
from etabli.etape1_candidature.permissions import peut_lever, peut_remarquer, peut_rouvrir_la_remarque
from etabli.etape1_candidature.views.rubriques import page_de_la_rubrique, retour, rubrique_de
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger

FRAGMENT = "remarques"


def _ouvrant_un_fil(request: RequeteAgent, objet: Rubrique, pk: int) -> Remarque:
    visibles = Remarque.objects.visible_to(request.user).filter(en_reponse_a__isnull=True)
    remarque = get_object_or_404(visibles.select_related("auteur"), pk=pk, rubrique=objet)
    remarque.rubrique = objet
    return remarque


@require_POST
def remarquer(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, cle)
    exiger(peut_remarquer(request.user, objet))
    personnes = actions.personnes_a_prevenir(candidature, sauf=request.user)
    form = RemarqueForm(request.POST, personnes=personnes)
    if not form.is_valid():
        return page_de_la_rubrique(request, objet, form_de_remarque=form, fragment=FRAGMENT)
    prevenir_les_mentionnes(actions.remarquer(objet, **form.cleaned_data, par=request.user))
    return retour(request, objet, "La remarque est ajoutée.", FRAGMENT)


@require_POST
def repondre(request: RequeteAgent, dossier_id: int, cle: str, pk: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, cle)
    remarque = _ouvrant_un_fil(request, objet, pk)
    exiger(peut_remarquer(request.user, objet))
    personnes = actions.personnes_a_prevenir(candidature, sauf=request.user)
    form = RemarqueForm(request.POST, personnes=personnes, prefix=f"reponse-{pk}")
    if not tenter(
        form,
        lambda lu: prevenir_les_mentionnes(
            actions.remarquer(objet, **lu, par=request.user, en_reponse_a=remarque)
        ),
    ):
        return page_de_la_rubrique(request, objet, reponses={pk: form}, fragment=FRAGMENT)
    return retour(request, objet, "La réponse est ajoutée.", FRAGMENT)


@require_POST
def lever(request: RequeteAgent, dossier_id: int, cle: str, pk: int) -> HttpResponse:
    _, objet = rubrique_de(request, dossier_id, cle)
    remarque = _ouvrant_un_fil(request, objet, pk)
    exiger(peut_lever(request.user, remarque))
    form = LeveeForm(request.POST, prefix=f"levee-{pk}")
    reponse = form.cleaned_data["reponse"] if form.is_valid() else ""
    actions.lever_une_remarque(remarque, par=request.user, reponse=reponse)
    return retour(request, objet, "La remarque est levée.", FRAGMENT)


@require_POST
def rouvrir(request: RequeteAgent, dossier_id: int, cle: str, pk: int) -> HttpResponse:
    _, objet = rubrique_de(request, dossier_id, cle)
    remarque = _ouvrant_un_fil(request, objet, pk)
    exiger(peut_rouvrir_la_remarque(request.user, remarque))
    actions.rouvrir_une_remarque(remarque, par=request.user)
    return retour(request, objet, "La remarque est rouverte.", FRAGMENT)
