"""Ce que la DGALN écrit en pilotant : les normes de délai, le rapport annuel."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate

from etabli.annuaire.requete import RequeteAgent
from etabli.dossier.enums import Etape
from etabli.dossier.models import FormatAtelier
from etabli.dossier.telechargement import reponse_de_version
from etabli.pilotage import actions
from etabli.pilotage.forms import RapportForm, formulaires_des_normes
from etabli.pilotage.models import NormeDEtape, RapportAnnuel
from etabli.pilotage.permissions import peut_composer_le_rapport, peut_regler_les_normes
from etabli.pilotage.reperes import lire_les_reperes
from etabli.pilotage.tasks import composer_en_arriere_plan
from etabli.socle.fichiers import fichiers_de
from etabli.socle.models import VersionDeFichier
from etabli.socle.rendu import page
from etabli.socle.verdict import exiger


def normes(request: RequeteAgent, code: str) -> HttpResponse:
    exiger(peut_regler_les_normes(request.user))
    format_ = get_object_or_404(FormatAtelier.objects.visible_to(request.user), pk=code)
    posees = {n.etape: n for n in NormeDEtape.objects.visible_to(request.user).filter(format=format_)}
    formulaires = formulaires_des_normes(request.POST or None, posees)
    sont_justes = all(form.is_valid() for form in formulaires.values())
    if request.method == "POST" and sont_justes:
        lues = {e: (f.cleaned_data["nb_jours"], f.cleaned_data["source"]) for e, f in formulaires.items()}
        actions.regler_les_normes(format_, lues, par=request.user)
        messages.success(request, f"Les normes du format «\u00a0{format_}\u00a0» sont réglées.")
        return redirect("pilotage:accueil")
    reperes = lire_les_reperes()
    lignes = [(Etape(e), form, reperes.medianes.get(e)) for e, form in formulaires.items()]
    contexte = {
        "format": format_,
        "lignes": lignes,
        "formats": FormatAtelier.objects.visible_to(request.user),
    }
    statut = 422 if request.method == "POST" else 200
    return page(request, "pilotage/normes.html", contexte, statut=statut)


def rapports(request: RequeteAgent) -> HttpResponse:
    """Les rapports déjà composés, et de quoi en composer un."""
    exiger(peut_composer_le_rapport(request.user))
    form = RapportForm(request.POST or None, initial={"annee": localdate().year})
    if form.is_valid():
        rapport = actions.ouvrir_le_rapport(
            form.cleaned_data["annee"], form.cleaned_data["introduction"], par=request.user
        )
        return redirect("socle:travail", composer_en_arriere_plan(rapport, par=request.user).pk)
    composes = RapportAnnuel.objects.visible_to(request.user)
    return page(request, "pilotage/rapports.html", {"rapports": composes}, form=form)


def rapport(request: RequeteAgent, annee: int) -> HttpResponse:
    exiger(peut_composer_le_rapport(request.user))
    voulu = get_object_or_404(RapportAnnuel.objects.visible_to(request.user), annee=annee)
    fichiers = fichiers_de(voulu).prefetch_related("versions")
    form = RapportForm(initial={"annee": voulu.annee, "introduction": voulu.introduction})
    return page(request, "pilotage/rapport.html", {"rapport": voulu, "fichiers": fichiers, "form": form})


def fichier(request: RequeteAgent, annee: int, version: int) -> HttpResponseBase:
    exiger(peut_composer_le_rapport(request.user))
    voulu = get_object_or_404(RapportAnnuel.objects.visible_to(request.user), annee=annee)
    return reponse_de_version(get_object_or_404(VersionDeFichier, pk=version, fichier__in=fichiers_de(voulu)))
