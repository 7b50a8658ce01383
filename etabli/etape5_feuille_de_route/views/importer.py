"""Rapporter un tableau d'actions : l'essai à blanc d'abord, l'écriture quand on l'a lu."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape5_feuille_de_route.actions import importer_des_actions
from etabli.etape5_feuille_de_route.colonnes import COLONNES_DES_ACTIONS, ERREURS_D_IMPORT
from etabli.etape5_feuille_de_route.echange import Essai, comparer
from etabli.etape5_feuille_de_route.echange.cases import CALCULEES
from etabli.etape5_feuille_de_route.forms import ImporterForm
from etabli.etape5_feuille_de_route.models import FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_rediger
from etabli.etape5_feuille_de_route.porteurs import porteurs_possibles
from etabli.etape5_feuille_de_route.views.commun import saisir, trouver
from etabli.socle.colonnes import Tableau
from etabli.socle.francais import pluriel
from etabli.socle.verdict import exiger

SEL = "etabli.feuille_de_route.import"
VALIDITE = 3600  # secondes entre l'essai et l'accord
ENTRE_TEMPS = 409
A_CORRIGER = 422


@require_http_methods(["GET", "POST"])
def importer(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """Rien n'est écrit ici : la page montre ce que le tableau changerait, case par case."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    form = ImporterForm(request.POST, request.FILES) if request.method == "POST" else ImporterForm()
    if not form.is_valid():
        return _page(request, feuille, form)
    nom, rangees = form.cleaned_data["fichier"]
    creer = form.cleaned_data["creer_les_maillons"]
    essai = comparer(feuille, rangees, porteurs_possibles(feuille), creer_les_maillons=creer)
    charge = {"f": feuille.pk, "a": request.user.pk, "n": nom, "r": rangees, "c": creer, "e": essai.empreinte}
    jeton = signing.dumps(charge, salt=SEL, compress=True) if essai.est_a_ecrire else ""
    statut = A_CORRIGER if essai.erreurs else 200
    vierge = ImporterForm(initial={"creer_les_maillons": creer})
    return _page(request, feuille, vierge, essai=essai, nom=nom, jeton=jeton, statut=statut)


@require_POST
def ecrire(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """Ce qui a été montré, et rien d'autre : si la feuille a changé depuis, l'essai se relit d'abord."""
    feuille = trouver(request, dossier_id)
    exiger(peut_rediger(request.user, feuille))
    try:
        lu = signing.loads(request.POST.get("jeton", ""), salt=SEL, max_age=VALIDITE)
    except signing.BadSignature:
        lu = {}
    if (lu.get("f"), lu.get("a")) != (feuille.pk, request.user.pk):
        messages.error(request, "Cet essai est trop ancien : choisissez à nouveau le fichier.")
        return redirect("feuille_de_route:importer_des_actions", dossier_id)
    essai = comparer(feuille, lu["r"], porteurs_possibles(feuille), creer_les_maillons=lu["c"])
    if essai.empreinte != lu["e"]:
        charge = {**lu, "e": essai.empreinte}
        jeton = signing.dumps(charge, salt=SEL, compress=True) if essai.est_a_ecrire else ""
        options: dict[str, Any] = {"nom": lu["n"], "jeton": jeton, "entre_temps": True, "statut": ENTRE_TEMPS}
        return _page(request, feuille, ImporterForm(), essai=essai, **options)
    nb = importer_des_actions(feuille, essai, nom=lu["n"], par=request.user)
    messages.success(
        request,
        f"C'est importé : le tableau a écrit {pluriel(nb, 'action')}.",
    )
    return redirect("feuille_de_route:actions", dossier_id)


def _page(
    request: RequeteAgent,
    feuille: FeuilleDeRoute,
    form: ImporterForm,
    *,
    essai: Essai | None = None,
    statut: int = 200,
    **contexte: Any,
) -> HttpResponse:
    erreurs = (
        Tableau(ERREURS_D_IMPORT.colonnes, essai.erreurs, ERREURS_D_IMPORT.titre, "", legende_visible=False)
        if essai and essai.erreurs
        else None
    )
    options = {
        "titre": "Importer un tableau d'actions",
        "libelle": "Essayer sans rien écrire",
        "annuler": reverse("feuille_de_route:actions", args=[feuille.dossier_id]),
        "essai": essai,
        "erreurs": erreurs,
        "colonnes_lues": [c for c in COLONNES_DES_ACTIONS.colonnes if c.nom not in CALCULEES],
        **contexte,
    }
    return saisir(request, feuille, form, gabarit="importer", statut=statut, **options)
