"""La liste des marchés, la vue d'ensemble, les actes du cycle."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.confirmation import exiger_la_confirmation
from etabli.annuaire.listes import montrer_la_liste, telecharger_la_liste
from etabli.annuaire.requete import RequeteAgent
from etabli.annuaire.second_facteur import exiger_le_second_facteur
from etabli.dossier.models import Dossier
from etabli.etape2_marche import actions, guide, permissions
from etabli.etape2_marche.forms import FORMULAIRES_D_ACTE
from etabli.etape2_marche.listes import MARCHES
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.views.commun import montrer, saisir, trouver
from etabli.etape2_marche.workflow import CYCLE
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

# Ce qu'un acte demande d'avoir compris avant de le faire.
INTROS = {
    "lancer_la_consultation": "Chaque titulaire de l'accord-cadre sera averti par courriel, au même instant.",
    "attribuer": "Le classement est recalculé depuis les notes arrêtées ensemble.",
    "notifier": "Le marché prend effet à la date à laquelle l'équipe l'a reçu.",
    "solder": "Tout est admis et payé : le marché se ferme, plus rien ne s'y enregistre.",
    "declarer_infructueux": "Le marché s'arrête ; il pourra être relancé.",
    "declarer_sans_suite": "Le marché s'arrête ; il pourra être relancé.",
}


@require_GET
def liste(request: RequeteAgent) -> HttpResponse:
    visibles = Marche.objects.visible_to(request.user)
    contexte = {"voit_les_cadres": bool(permissions.peut_voir_les_accords_cadres(request.user))}
    exports = reverse("marche:exporter", args=["FORME"])
    return montrer_la_liste(request, MARCHES, visibles, "marche/liste.html", contexte, exports=exports)


@require_GET
def exporter(request: RequeteAgent, forme: str) -> HttpResponse:
    return telecharger_la_liste(request, MARCHES, Marche.objects.visible_to(request.user), forme, "marches")


@require_GET
def du_dossier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """Le marché en cours du dossier ; à défaut le dernier, ou de quoi l'ouvrir."""
    du_dossier = Marche.objects.visible_to(request.user).filter(dossier_id=dossier_id)
    if marche := du_dossier.courants().first() or du_dossier.first():
        return redirect(marche)
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=dossier_id)
    exiger(permissions.peut_chercher_le_marche(request.user, dossier))
    verdict = permissions.peut_ouvrir_un_marche(request.user, dossier)
    return page(request, "marche/a_ouvrir.html", {"dossier": dossier, "verdict": verdict})


@require_POST
def ouvrir(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    dossier = get_object_or_404(Dossier.objects.visible_to(request.user), pk=dossier_id)
    verdict = permissions.peut_ouvrir_un_marche(request.user, dossier)
    exiger(verdict)
    try:
        return redirect(actions.ouvrir_le_marche(dossier, par=request.user))
    except ValidationError as manque:
        contexte = {"dossier": dossier, "verdict": verdict, "manques": manque.messages}
        return page(request, "marche/a_ouvrir.html", contexte, statut=422)


@require_GET
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    conduit = permissions.peut_voir_la_conduite(request.user, marche)
    contexte = {
        "actes": CYCLE.actes_possibles(marche, request.user) if conduit else [],
        "frise": guide.frise_de(marche) if conduit else [],
        "a_faire": guide.a_faire(marche) if conduit else [],
        "raisons": guide.RAISONS.get(marche.etat, ()) if conduit else (),
        "faits": Fait.objects.sur(marche)[:12] if conduit else [],
        "consultation": permissions.consultation_de(request.user, marche),
        "decliner": permissions.peut_decliner(request.user, marche),
        "relancer": permissions.peut_relancer(request.user, marche),
        "suivant": marche.relances.first(),
    }
    return montrer(request, marche, "detail", contexte, gabarit="marche/detail.html")


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, pk: int, acte: str) -> HttpResponse:
    """Un acte qui demande une date, un motif ou un choix montre d'abord son formulaire."""
    marche = trouver(request, pk)
    transition = CYCLE.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(CYCLE.verdict(acte, marche, request.user))
    if acte == "ouvrir_les_plis":
        exiger_le_second_facteur(request, request.user)
        exiger_la_confirmation(request)
    if not transition.saisie:
        CYCLE.avancer(acte, marche, par=request.user)
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(marche)
    form = FORMULAIRES_D_ACTE[acte](request.POST or None, marche=marche)
    if tenter(form, lambda saisi: CYCLE.avancer(acte, marche, par=request.user, **saisi)):
        messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
        return redirect(marche)
    libelle = transition.libelle
    return saisir(
        request, marche, form, actif="detail", titre=libelle, libelle=libelle, intro=INTROS.get(acte, "")
    )


@require_POST
def relancer(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_relancer(request.user, marche))
    messages.success(request, "Le marché est relancé : il repart de sa préparation.")
    return redirect(actions.relancer(marche, par=request.user))
