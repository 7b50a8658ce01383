"""Ce que la séance a donné : les résultats, le compte rendu, ce qui s'imprime."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape4_seance import actions
from etabli.etape4_seance.colonnes import (
    A_L_ECRAN,
    CONTRIBUTIONS,
    DONNEES_OUVERTES,
    VOTES,
    anonymes,
    avec_suites,
    valeurs,
)
from etabli.etape4_seance.documents import COMPTE_RENDU, MATERIEL
from etabli.etape4_seance.forms import CompteRenduForm, FiltresForm
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape4_seance.permissions import peut_lire_les_presents, peut_rediger
from etabli.etape4_seance.resultats import synthese
from etabli.etape4_seance.views.commun import commun, seance_visible
from etabli.socle.colonnes import Tableau
from etabli.socle.rendu import page
from etabli.socle.reponses import document_joint, tableur_joint
from etabli.socle.verdict import exiger

AUCUNE = "Aucune contribution ne répond à ces filtres."


@require_GET
def resultats(request: RequeteAgent, pk: int) -> HttpResponse:
    seance = seance_visible(request, pk)
    filtres = FiltresForm(request.GET, seance=seance)
    contributions = avec_suites(list(_contributions(seance, filtres, CONTRIBUTIONS.tri(request.GET))))
    contexte = {
        "filtres": filtres,
        "requete": request.GET.urlencode(),
        "synthese": synthese(seance),
        "nb": len(contributions),
        "tableau": Tableau(
            A_L_ECRAN, contributions, "Contributions de la séance", vide=AUCUNE, parametres=request.GET
        ),
    }
    return page(
        request,
        "seance/resultats.html",
        commun(request, seance, "Résultats", "resultats") | contexte,
        fragment="table",
    )


@require_GET
def exporter(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    seance = seance_visible(request, pk)
    lignes = avec_suites(list(_contributions(seance, FiltresForm(request.GET, seance=seance))))
    return tableur_joint(CONTRIBUTIONS, lignes, forme, f"contributions-session-{seance.numero}")


@require_GET
def exporter_les_votes(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    seance = seance_visible(request, pk)
    return tableur_joint(VOTES, valeurs(seance), forme, f"votes-session-{seance.numero}")


@require_GET
def exporter_anonyme(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    """Prêt à être ouvert à tous ; c'est à une personne de le publier."""
    seance = seance_visible(request, pk)
    nom = f"contributions-anonymes-session-{seance.numero}"
    return tableur_joint(DONNEES_OUVERTES, anonymes(seance), forme, nom)


@require_http_methods(["GET", "POST"])
def compte_rendu(request: RequeteAgent, pk: int) -> HttpResponse:
    """Rédiger à plusieurs : qui enregistre sur une version dépassée voit les deux textes, et ne perd rien."""
    seance = seance_visible(request, pk)
    verdict = peut_rediger(request.user, seance)
    initial = {"compte_rendu": seance.compte_rendu, "version": seance.version_du_compte_rendu}
    form = CompteRenduForm(request.POST or None, initial=initial)
    contexte: dict[str, Any] = {"verdict": verdict, "revisions": seance.revisions_du_compte_rendu.all()[:10]}
    if request.method == "POST" and form.is_valid():
        exiger(verdict)
        saisie = form.cleaned_data
        try:
            actions.rediger_le_compte_rendu(
                seance, saisie["compte_rendu"], version=saisie["version"], par=request.user
            )
        except actions.ConflitDeVersion as conflit:
            form = CompteRenduForm({**request.POST.dict(), "version": conflit.derniere.numero})
            form.add_error(None, f"{conflit} Reprenez votre texte d'après le sien, puis enregistrez.")
            contexte["derniere"] = conflit.derniere
        else:
            messages.success(request, "Le compte rendu est enregistré.")
            return redirect("seance:compte_rendu", pk)
    return page(
        request,
        "seance/compte_rendu.html",
        commun(request, seance, "Compte rendu", "compte_rendu") | contexte,
        form=form,
    )


@require_GET
def telecharger_le_compte_rendu(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    seance = seance_visible(request, pk)
    return document_joint(COMPTE_RENDU, seance, forme)


@require_GET
def materiel(request: RequeteAgent, pk: int) -> HttpResponse:
    """La feuille de présence est dans le lot, avec les noms déjà écrits."""
    seance = seance_visible(request, pk)
    exiger(peut_lire_les_presents(request.user, seance))
    return document_joint(MATERIEL, seance, "pdf")


def _contributions(seance: Seance, filtres: FiltresForm, tri: str = "") -> QuerySet[Contribution]:
    toutes = Contribution.objects.de_la_seance(seance).for_list().avec_gommettes()
    return filtres.appliquer(toutes.order_by(*filter(None, [tri]), "activite__ordre", "recue_le", "pk"))
