"""Les champs structurés de la note : type d'objet, échelle, acteurs à mobiliser, documents à remettre."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature import actions
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape1_candidature.forms import ActeurForm, DocumentForm, QualifierForm
from etabli.etape1_candidature.models import Acteur, Candidature, DocumentARemettre
from etabli.etape1_candidature.permissions import peut_completer_la_note
from etabli.etape1_candidature.views.note import CONFLIT, veut_du_json
from etabli.etape1_candidature.views.rubriques import page_de_la_rubrique, retour, rubrique_de
from etabli.socle.formulaires import tenter
from etabli.socle.francais import heure
from etabli.socle.verdict import exiger


@require_POST
def qualifier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature, objet = rubrique_de(request, dossier_id, CleRubrique.OBJET)
    exiger(peut_completer_la_note(request.user, candidature))
    au_fil_de_l_eau = veut_du_json(request)
    form = QualifierForm(request.POST, candidature=candidature, est_partiel=au_fil_de_l_eau)
    fait = tenter(form, lambda _: actions.qualifier(candidature, **form.saisis, par=request.user))
    if au_fil_de_l_eau:
        return _dire_ou_en_sont_les_choix(candidature, form, fait=fait)
    if not fait:
        form.relire()
        return page_de_la_rubrique(request, objet, form_de_qualite=form, fragment="qualite")
    return retour(request, objet, "Le type d'objet et l'échelle sont enregistrés.", "qualite")


def _dire_ou_en_sont_les_choix(candidature: Candidature, form: QualifierForm, *, fait: bool) -> JsonResponse:
    """L'enregistrement automatique : où l'on en est, et les valeurs que l'agent a désormais sous les yeux."""
    candidature.refresh_from_db(fields=["type_d_objet", "echelle", "modifie_le"])
    valeurs = {"type_d_objet": candidature.type_d_objet, "echelle": candidature.echelle}
    if fait:
        quand = {"etat": "enregistre", "heure": heure(candidature.modifie_le)}
        return JsonResponse({**quand, "valeurs": valeurs})
    phrases = " ".join(str(e) for erreurs in form.errors.values() for e in erreurs)
    return JsonResponse({"etat": "conflit", "phrase": phrases, "valeurs": valeurs}, status=CONFLIT)


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
