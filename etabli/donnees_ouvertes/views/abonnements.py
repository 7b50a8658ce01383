"""Les abonnements : qui est prévenu, de quoi, et ce que chaque appel a donné."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from etabli.annuaire.confirmation import exiger_la_confirmation
from etabli.annuaire.requete import RequeteAgent
from etabli.donnees_ouvertes import actions
from etabli.donnees_ouvertes.evenements import ESSAI, PAR_NOM
from etabli.donnees_ouvertes.forms import AbonnementForm
from etabli.donnees_ouvertes.models import Abonnement, Envoi
from etabli.donnees_ouvertes.permissions import peut_tenir_les_abonnements
from etabli.donnees_ouvertes.tasks import livrer, livrer_un_envoi
from etabli.socle.formulaires import tenter
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger

PAR_PAGE = 30


def _celui(request: RequeteAgent, pk: int) -> Abonnement:
    exiger(peut_tenir_les_abonnements(request.user))
    return get_object_or_404(Abonnement.objects.visible_to(request.user), pk=pk)


@require_safe
def liste(request: RequeteAgent) -> HttpResponse:
    exiger(peut_tenir_les_abonnements(request.user))
    abonnements = Abonnement.objects.visible_to(request.user).annotate(nb_envois=Count("envois"))
    return page(request, "donnees_ouvertes/abonnements.html", {"abonnements": abonnements})


@never_cache
@require_http_methods(["GET", "POST"])
def creer(request: RequeteAgent) -> HttpResponse:
    """Le secret se lit dans la réponse, une fois."""
    exiger(peut_tenir_les_abonnements(request.user))
    exiger_la_confirmation(request)
    form = AbonnementForm(request.POST or None)
    crees: list[tuple[Abonnement, str]] = []
    if tenter(form, lambda s: crees.append(actions.creer_un_abonnement(**s, par=request.user))):
        contexte = {"abonnement": crees[0][0], "secret": crees[0][1]}
        return page(request, "donnees_ouvertes/secret.html", contexte)
    return page(request, "donnees_ouvertes/abonnement_form.html", form=form)


@require_safe
def detail(request: RequeteAgent, pk: int) -> HttpResponse:
    abonnement = _celui(request, pk)
    envois = Envoi.objects.visible_to(request.user).filter(abonnement=abonnement)
    contexte = {
        "abonnement": abonnement,
        "evenements": [PAR_NOM[e] for e in abonnement.evenements if e in PAR_NOM],
        "feuille": Paginator(envois.prefetch_related("essais"), PAR_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "donnees_ouvertes/abonnement.html", contexte)


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int) -> HttpResponse:
    """Changer l'adresse, c'est envoyer ailleurs : on confirme qui l'on est, comme pour créer."""
    abonnement = _celui(request, pk)
    exiger_la_confirmation(request)
    form = AbonnementForm.de(abonnement, request.POST)
    if tenter(form, lambda s: actions.modifier_un_abonnement(abonnement, **s, par=request.user)):
        messages.success(request, f"L'abonnement « {abonnement} » est modifié.")
        return redirect(abonnement)
    return page(request, "donnees_ouvertes/abonnement_form.html", {"abonnement": abonnement}, form=form)


@require_http_methods(["GET", "POST"])
def supprimer(request: RequeteAgent, pk: int) -> HttpResponse:
    abonnement = _celui(request, pk)
    if request.method == "POST":
        actions.supprimer_un_abonnement(abonnement, par=request.user)
        messages.success(
            request, f"L'abonnement « {abonnement} » est supprimé, avec le journal de ses envois."
        )
        return redirect("donnees_ouvertes:abonnements")
    return page(request, "donnees_ouvertes/abonnement_supprimer.html", {"abonnement": abonnement})


@never_cache
@require_POST
def faire(request: RequeteAgent, pk: int, geste: str) -> HttpResponse:
    """Essayer, arrêter, reprendre, renouveler le secret."""
    gestes = {"essayer": _essayer, "arreter": _arreter, "reprendre": _reprendre, "renouveler": _renouveler}
    if geste not in gestes:
        raise Http404
    return gestes[geste](request, _celui(request, pk))


def _essayer(request: RequeteAgent, abonnement: Abonnement) -> HttpResponse:
    """Tout de suite, et une seule fois : on attend devant l'écran de savoir si l'adresse répond."""
    charge = {"le": localtime(now()).isoformat(timespec="seconds"), "message": "Ceci est un essai."}
    (envoi,) = actions.preparer_les_envois(ESSAI, charge, pour=abonnement)
    essai = livrer_un_envoi(str(envoi.pk))
    if essai and essai.est_bon:
        messages.success(request, f"L'adresse a répondu {essai.statut} en {essai.duree_ms} ms.")
    else:
        messages.error(request, f"L'essai a échoué : {essai or 'l’envoi était déjà pris'}.")
    return redirect(abonnement)


def _arreter(request: RequeteAgent, abonnement: Abonnement) -> HttpResponse:
    actions.arreter(abonnement, par=request.user)
    messages.success(request, "L'abonnement est arrêté : plus rien ne part.")
    return redirect(abonnement)


def _reprendre(request: RequeteAgent, abonnement: Abonnement) -> HttpResponse:
    actions.reprendre(abonnement, par=request.user)
    for envoi in Envoi.objects.visible_to(request.user).filter(abonnement=abonnement).a_faire():
        livrer.enqueue(str(envoi.pk))
    messages.success(request, "L'abonnement reprend ; ce qui attendait repart.")
    return redirect(abonnement)


def _renouveler(request: RequeteAgent, abonnement: Abonnement) -> HttpResponse:
    exiger_la_confirmation(request)
    secret = actions.renouveler_le_secret(abonnement, par=request.user)
    return page(request, "donnees_ouvertes/secret.html", {"abonnement": abonnement, "secret": secret})
