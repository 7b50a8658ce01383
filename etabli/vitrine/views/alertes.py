"""Être prévenu par courriel, sans compte : chaque lien reçu ne sert qu'à une chose, et une page le dit avant d'agir."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from etabli.socle.adresse import adresse_de
from etabli.socle.essais import Essais
from etabli.socle.rendu import page
from etabli.vitrine.actions import arreter_une_alerte, confirmer_une_alerte, demander_une_alerte
from etabli.vitrine.filtres import Selection
from etabli.vitrine.lettres import ARRETER, CONFIRMER, alerte_du_jeton

# Chaque demande fait partir une lettre : un programme n'en fait pas partir mille.
DEMANDES = Essais("alerte", au_plus=30, fenetre=3600)
TROP_DE_DEMANDES = "Trop d'alertes ont été demandées depuis ce réseau. Recommencez dans une heure."
PERIME = "Ce lien n'est plus valable : l'alerte a été effacée, ou le délai pour la confirmer est passé."


class AlerteForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        help_text="Format attendu : nom@domaine.fr. Elle ne sert qu'à cette alerte et s'efface avec elle.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez l'adresse où vous prévenir.",
            "invalid": "Cette adresse n'est pas complète : elle s'écrit comme nom@domaine.fr.",
        },
    )


@login_not_required
@require_http_methods(["GET", "POST"])
def demander(request: HttpRequest) -> HttpResponse:
    recherche = Selection(request.GET).form
    form = AlerteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        adresse = adresse_de(request)
        if not DEMANDES.est_arrete(adresse):
            DEMANDES.noter(adresse)
            demander_une_alerte(form.cleaned_data["courriel"], recherche)
            return redirect("vitrine:alerte_demandee")
        form.add_error("courriel", TROP_DE_DEMANDES)
    return page(request, "vitrine/alerte.html", {"recherche": recherche}, form=form)


@login_not_required
@require_GET
def demandee(request: HttpRequest) -> HttpResponse:
    return page(request, "vitrine/alerte_dite.html", {"etape": "demandee"})


@login_not_required
@require_http_methods(["GET", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    alerte = alerte_du_jeton(jeton, CONFIRMER)
    if alerte is None:
        raise Http404(PERIME)
    if request.method == "POST":
        alerte = confirmer_une_alerte(alerte)
    etape = "confirmee" if alerte.confirmee_le else "a_confirmer"
    return page(request, "vitrine/alerte_dite.html", {"etape": etape, "alerte": alerte})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def arreter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Le lien signé prouve le droit : une messagerie peut l'envoyer d'elle-même (RFC 8058), sans nos cookies."""
    alerte = alerte_du_jeton(jeton, ARRETER)
    if request.method == "POST" and alerte is not None:
        arreter_une_alerte(alerte)
        alerte = None
    etape = "a_arreter" if alerte else "arretee"
    return page(request, "vitrine/alerte_dite.html", {"etape": etape, "alerte": alerte})
