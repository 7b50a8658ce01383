"""La prestation par phase, la logistique par session, et qui doit combien à qui."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape3_atelier.actions import (
    depenser,
    fixer_la_repartition,
    payer_la_depense,
    repartir_le_service,
)
from etabli.etape3_atelier.calcul.budget import Solde, reglements, repartir, soldes
from etabli.etape3_atelier.colonnes import DEPENSES, FACTURES, PAR_PHASE, PAR_SESSION, SOLDES, en_page
from etabli.etape3_atelier.forms import DepenseForm, PartageForm, ServiceForm
from etabli.etape3_atelier.models import (
    Atelier,
    Depense,
    cle_de_partage,
    comptes_du_marche,
    comptes_par_session,
)
from etabli.etape3_atelier.permissions import peut_tenir_les_comptes
from etabli.etape3_atelier.views.commun import montrer, saisir, trouver
from etabli.socle.formulaires import tenter
from etabli.socle.verdict import exiger


def montants_par_phase(atelier: Atelier) -> tuple[dict[int, Decimal], bool]:
    """Jalon → montant, et si ce n'est qu'une proposition, au prorata des durées."""
    jalons = list(atelier.jalons.all())
    ecrits = {j.pk: j.montant_ht for j in jalons if j.montant_ht is not None}
    if ecrits or not jalons or not atelier.marche.montant_ht:
        return ecrits, False
    return repartir(atelier.marche.montant_ht, {j.pk: j.phase.nb_jours for j in jalons}), True


def lignes_du_service(atelier: Atelier) -> list[tuple[Any, str, Decimal | None]]:
    montants, _ = montants_par_phase(atelier)
    return [(j, j.phase.periode, montants.get(j.pk)) for j in atelier.jalons.all()]


def lignes_des_soldes(atelier: Atelier, depenses: Iterable[Depense]) -> list[tuple[Any, int, Solde]]:
    """Co-porteur, parts, solde ; vide tant que personne ne partage rien."""
    cle = cle_de_partage(atelier)
    if not any(cle.values()):
        return []
    payees = [(d.payeur, d.montant) for d in depenses if d.est_payee]
    return [(o, cle.get(o, 0), solde) for o, solde in soldes(payees, cle).items()]


@require_GET
def budget(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    depenses = list(atelier.depenses.select_related("payeur", "justificatif"))
    montants, est_propose = montants_par_phase(atelier)
    partages = lignes_des_soldes(atelier, depenses)
    facture = comptes_du_marche(atelier)
    contexte = {
        "service": en_page(PAR_PHASE, lignes_du_service(atelier), vide="Le calendrier n'est pas publié."),
        "est_propose": est_propose,
        "reparti": sum(montants.values(), Decimal(0)),
        "logistique": en_page(DEPENSES, depenses, vide="Aucune dépense inscrite."),
        "paye": sum((d.montant for d in depenses if d.est_payee), Decimal(0)),
        "prevu": sum((d.montant for d in depenses), Decimal(0)),
        "sessions": en_page(PAR_SESSION, comptes_par_session(atelier, depenses)),
        "factures": en_page(FACTURES, facture) if facture else None,
        "soldes": en_page(SOLDES, partages) if partages else None,
        "reglements": reglements({organisation: solde for organisation, _, solde in partages}),
        "peut_compter": peut_tenir_les_comptes(request.user, atelier),
    }
    return montrer(request, atelier, "budget", "budget", contexte)


@require_http_methods(["GET", "POST"])
def ajouter(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_tenir_les_comptes(request.user, atelier))
    form = DepenseForm(request.POST or None, request.FILES or None, atelier=atelier)

    def ecrire(saisi: dict[str, Any]) -> None:
        depenser(atelier, justificatif=saisi.pop("piece"), par=request.user, **saisi)

    if tenter(form, ecrire):
        messages.success(request, "La dépense est inscrite.")
        return redirect("atelier:budget", dossier_id)
    annuler = reverse("atelier:budget", args=[dossier_id])
    return saisir(request, atelier, form, actif="budget", titre="Inscrire une dépense", annuler=annuler)


@require_GET
def depense(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    inscrite = get_object_or_404(atelier.depenses.select_related("payeur", "justificatif"), pk=pk)
    contexte = {"depense": inscrite, "peut_modifier": peut_tenir_les_comptes(request.user, atelier)}
    return montrer(request, atelier, "depense", "budget", contexte)


@require_POST
def payer(request: RequeteAgent, dossier_id: int, pk: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_tenir_les_comptes(request.user, atelier))
    payer_la_depense(get_object_or_404(atelier.depenses, pk=pk), par=request.user)
    messages.success(request, "La dépense est notée comme payée.")
    return redirect("atelier:budget", dossier_id)


@require_http_methods(["GET", "POST"])
def partage(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_tenir_les_comptes(request.user, atelier))
    form = PartageForm(request.POST or None, atelier=atelier)
    if tenter(form, lambda _: fixer_la_repartition(atelier, form.parts(), par=request.user)):
        messages.success(request, "Le partage de la logistique est fixé.")
        return redirect("atelier:budget", dossier_id)
    intro = "Combien de parts de la logistique prend chacun : 2 et 1 font deux tiers et un tiers."
    options = {"titre": "Partager la logistique", "intro": intro, "actif": "budget"}
    return saisir(request, atelier, form, annuler=reverse("atelier:budget", args=[dossier_id]), **options)


@require_http_methods(["GET", "POST"])
def service(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    atelier = trouver(request, dossier_id)
    exiger(peut_tenir_les_comptes(request.user, atelier))
    proposes, _ = montants_par_phase(atelier)
    form = ServiceForm(request.POST or None, jalons=list(atelier.jalons.all()), proposes=proposes)
    if tenter(form, lambda _: repartir_le_service(atelier, form.montants(), par=request.user)):
        messages.success(request, "La prestation est répartie par phase.")
        return redirect("atelier:budget", dossier_id)
    options = {"titre": "Répartir la prestation par phase", "actif": "budget"}
    return saisir(request, atelier, form, annuler=reverse("atelier:budget", args=[dossier_id]), **options)
