"""Les champs structurés de la note : type d'objet, échelle, acteurs à mobiliser, documents à remettre."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape1_candidature.forms import ActeurForm, DocumentForm, QualifierForm
from etabli.etape1_candidature.models import Acteur, DocumentARemettre
from etabli.etape1_candidature.permissions import peut_completer_la_note
from etabli.etape1_candidature.views.rubriques import page_de_la_rubrique, retour, rubrique_de
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


@require_POST
def qualifier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.OBJET)
    exiger(peut_completer_la_note(request.user, candidature))
    form = QualifierForm(request.POST, candidature=candidature)
    if not tenter(form, lambda _: actions.qualifier(candidature, **form.saisis, par=request.user)):
        form.relire()
        return page_de_la_rubrique(request, objet, form_de_qualite=form, fragment="qualite")
    return retour(request, objet, "Le type d'objet et l'échelle sont enregistrés.", "qualite")


@require_POST
def citer_un_acteur(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    form = ActeurForm(request.POST, prefix="acteur")
    if not form.is_valid():
        return page_de_la_rubrique(request, objet, form_d_acteur=form, fragment="acteurs")
    actions.citer_un_acteur(candidature, **form.cleaned_data, par=request.user)
    return retour(request, objet, "L'acteur est ajouté.", "acteurs")


@require_POST
def retirer_un_acteur(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    acteur = get_object_or_404(Acteur.objects.visible_to(request.user), pk=pk, candidature=candidature)
    actions.retirer_un_acteur(acteur, par=request.user)
    return retour(request, objet, "L'acteur est retiré.", "acteurs")


@require_POST
def citer_un_document(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    form = DocumentForm(request.POST, prefix="document")
    if not form.is_valid():
        return page_de_la_rubrique(request, objet, form_de_document=form, fragment="documents")
    actions.citer_un_document(candidature, **form.cleaned_data, par=request.user)
    return retour(request, objet, "Le document est ajouté.", "documents")


@require_POST
def retirer_un_document(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.RESSOURCES)
    exiger(peut_completer_la_note(request.user, candidature))
    visibles = DocumentARemettre.objects.visible_to(request.user)
    document = get_object_or_404(visibles, pk=pk, candidature=candidature)
    actions.retirer_un_document(document, par=request.user)
    return retour(request, objet, "Le document est retiré.", "documents")
