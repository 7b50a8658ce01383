"""Ce qui protège mon compte : second facteur, ProConnect, sessions ouvertes."""

from allauth.account import views as allauth_comptes
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire import proconnect, second_facteur, sessions
from etabli.annuaire.adresses import adresse_sure
from etabli.annuaire.requete import RequeteAgent
from etabli.socle.rendu import page

SUITE = "suite_du_second_facteur"
LIEN_D_AILLEURS = (
    "Ce lien s'ouvre dans le navigateur où le code a été demandé. Ici, demandez un nouveau code, ou recopiez celui de "
    "la lettre dans l'autre navigateur."
)


@never_cache
@require_GET
def securite(request: RequeteAgent) -> HttpResponse:
    facteurs = second_facteur.facteurs_de(request.user)
    en_regle = second_facteur.est_en_regle(request, request.user)
    contexte = {
        "application": next((f for f in facteurs if f.type == Authenticator.Type.TOTP), None),
        "cles": [(f, f.wrap()) for f in facteurs if f.type == Authenticator.Type.WEBAUTHN],
        "codes": next((f.wrap() for f in facteurs if f.type == Authenticator.Type.RECOVERY_CODES), None),
        "motifs": second_facteur.motifs(request.user) if second_facteur.est_exige(request.user) else [],
        "sessions": sessions.sessions_de(request, request.user),
        "proconnect_est_regle": proconnect.est_regle(),
        "identite": getattr(request.user, "proconnect", None),
        "suite": request.session.get(SUITE, "") if en_regle else "",
    }
    return page(request, "annuaire/securite.html", contexte)


@never_cache
@require_GET
def exige(request: RequeteAgent) -> HttpResponse:
    """Où arrive qui doit avoir un second facteur et n'en a pas encore."""
    suite = adresse_sure(request.GET.get("next", ""))
    if second_facteur.a_un_second_facteur(request.user):
        return redirect(suite or "annuaire:mon_compte")
    request.session[SUITE] = suite
    return page(request, "annuaire/second_facteur.html", {"motifs": second_facteur.motifs(request.user)})


@require_POST
def fermer_la_session(request: RequeteAgent, pk: int) -> HttpResponse:
    if not sessions.fermer(request.user, pk):
        raise Http404
    messages.success(request, "La session est fermée : cet appareil devra se reconnecter.")
    return redirect("mfa_index")


@require_POST
def fermer_les_autres(request: RequeteAgent) -> HttpResponse:
    fermees = sessions.fermer_les_autres(request, request.user)
    messages.success(
        request,
        "Les autres sessions sont fermées." if fermees else "Il n'y avait pas d'autre session ouverte.",
    )
    return redirect("mfa_index")


@login_not_required
@never_cache
def se_deconnecter(request: HttpRequest) -> HttpResponse:
    """Entré par ProConnect, on en sort aussi : une page y mène, car un formulaire n'a pas le droit d'y aller."""
    jeton = request.session.get("proconnect", {}).get("jeton", "") if request.method == "POST" else ""
    fin = proconnect.adresse_de_fin(jeton) if jeton and proconnect.est_regle() else ""
    reponse: HttpResponse = allauth_comptes.logout(request)
    return page(request, "annuaire/proconnect_fin.html", {"fin": fin}) if fin else reponse


@login_not_required
@never_cache
def code_recu(request: HttpRequest) -> HttpResponse:
    """Le lien de la lettre remplit le code ; ouvert ailleurs, il dit pourquoi il n'entre pas."""
    reponse: HttpResponse = allauth_comptes.confirm_login_code(request)
    if request.GET.get("code") and request.method == "GET" and reponse.status_code == 302:
        messages.warning(request, LIEN_D_AILLEURS)
    return reponse
