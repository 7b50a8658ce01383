"""L'exécution : le bilan, les alertes, et les objets de chaque famille avec leurs actes et leurs pièces."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from etabli.annuaire.requete import RequeteAgent
from etabli.etape2_marche import permissions
from etabli.etape2_marche.actions import execution as ecrire
from etabli.etape2_marche.actions.exemplaires import exemplaire_de, lecture_de
from etabli.etape2_marche.colonnes_execution import niveau
from etabli.etape2_marche.documents.paiements import ETAT_DES_PAIEMENTS
from etabli.etape2_marche.execution import alertes_de, bilan_de, terme_de
from etabli.etape2_marche.forms.execution import LivrablesForm, PhasesForm
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions import execution as droits
from etabli.etape2_marche.views.commun import montrer, saisir, trouver
from etabli.etape2_marche.views.familles import FAMILLES, Famille
from etabli.socle.document import FORMES
from etabli.socle.formulaires import tenter
from etabli.socle.models import Fait
from etabli.socle.reponses import TABLEURS, document_joint, tableur_joint
from etabli.socle.verdict import exiger


def _marche(request: RequeteAgent, pk: int) -> Marche:
    marche = trouver(request, pk)
    exiger(droits.peut_voir_l_execution(request.user, marche))
    return marche


def trouver_la_famille(slug: str) -> Famille:
    if slug not in FAMILLES:
        raise Http404
    return FAMILLES[slug]


def trouver_l_objet(request: RequeteAgent, pk: int, famille: Famille, objet_id: int) -> Any:
    marche = _marche(request, pk)
    objet = get_object_or_404(famille.de(request.user, marche), pk=objet_id)
    objet.marche = marche
    return objet


@require_GET
def execution(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = _marche(request, pk)
    contexte = {
        "bilan": bilan_de(marche),
        "terme": terme_de(marche),
        "alertes": alertes_de(marche),
        "phases": droits.peut_preparer_les_phases(request.user, marche),
        "a_des_prix": marche.phases.filter(montant_ht__isnull=False).exists(),
        "classeurs": tuple(TABLEURS),
        "manques": droits.manques_pour_solder(marche),
        "familles": [_montree(request, marche, f) for f in FAMILLES.values()],
    }
    return montrer(request, marche, "execution", contexte, gabarit="marche/execution.html")


def _montree(request: RequeteAgent, marche: Marche, famille: Famille) -> dict[str, Any]:
    objets = list(famille.de(request.user, marche))
    for objet in objets:
        objet.marche = marche
    return {
        "famille": famille,
        "tableau": famille.colonnes.tableau(objets, famille.titre, vide=famille.vide, legende_visible=False),
        "nombre": len(objets),
        "creer": famille.peut_creer(request.user, marche),
        "url": _ou_creer(marche, famille),
    }


def _ou_creer(marche: Marche, famille: Famille) -> str:
    """Les livrables se tiennent tous ensemble ; le reste se crée un par un."""
    if famille.formulaire is None:
        return reverse("marche:livrables", args=[marche.pk])
    return reverse("marche:creer_dans_l_execution", args=[marche.pk, famille.slug])


@require_http_methods(["GET", "POST"])
def phases(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = trouver(request, pk)
    exiger(permissions.peut_voir_la_conduite(request.user, marche))
    exiger(droits.peut_preparer_les_phases(request.user, marche))
    form = PhasesForm(request.POST or None, marche=marche)
    if tenter(form, lambda s: ecrire.fixer_les_phases(marche, form.phases(s), par=request.user)):
        messages.success(request, "Les phases sont enregistrées.")
        return redirect("marche:execution" if marche.notifie_le else "marche:consultation", pk)
    return saisir(
        request,
        marche,
        form,
        actif="execution" if marche.notifie_le else "consultation",
        titre="Phases et décomposition du prix",
        intro="Le prix du marché se décompose par phase : chaque facture s'y rapporte ensuite.",
    )


@require_http_methods(["GET", "POST"])
def livrables(request: RequeteAgent, pk: int) -> HttpResponse:
    marche = _marche(request, pk)
    exiger(droits.peut_tenir_les_livrables(request.user, marche))
    form = LivrablesForm(request.POST or None, marche=marche)
    if tenter(form, lambda s: ecrire.tenir_les_livrables(marche, form.saisis(s), par=request.user)):
        messages.success(request, "Les livrables attendus sont enregistrés.")
        return redirect("marche:execution", pk)
    return saisir(request, marche, form, actif="execution", titre="Livrables attendus")


@require_http_methods(["GET", "POST"])
def creer(request: RequeteAgent, pk: int, famille: str) -> HttpResponse:
    marche, choisie = _marche(request, pk), trouver_la_famille(famille)
    if choisie.formulaire is None or choisie.creer is None:
        raise Http404
    exiger(choisie.peut_creer(request.user, marche))
    form, creer_ = choisie.formulaire(request.POST or None, marche=marche), choisie.creer
    if tenter(form, lambda saisi: creer_(marche, form, saisi, request.user)):
        messages.success(request, "C'est enregistré.")
        return redirect("marche:execution", pk)
    return saisir(request, marche, form, actif="execution", titre=choisie.ajouter)


@require_GET
def objet(request: RequeteAgent, pk: int, famille: str, objet_id: int) -> HttpResponse:
    choisie = trouver_la_famille(famille)
    trouve = trouver_l_objet(request, pk, choisie, objet_id)
    peut_modifier = choisie.peut_modifier
    contexte = {
        "objet": trouve,
        "famille": choisie,
        "fiche": [(libelle, valeur) for libelle, valeur in choisie.fiche(trouve) if valeur],
        "actes": choisie.cycle.actes_possibles(trouve, request.user),
        "pieces": [
            (rang, piece.titre, piece.slug, sujet)
            for rang, (piece, sujet) in enumerate(choisie.pieces(trouve), 1)
        ],
        "modifier": peut_modifier(request.user, trouve) if peut_modifier else None,
        "niveau": niveau(trouve),
        "faits": Fait.objects.sur(trouve),
        **_exemplaire(request, choisie, trouve),
    }
    return montrer(request, trouve.marche, "execution", contexte, gabarit="marche/execution_objet.html")


def _exemplaire(request: RequeteAgent, famille: Famille, objet: Any) -> dict[str, Any]:
    """L'exemplaire signé de ce qui se signe, et ce que disent ses signatures."""
    if not famille.se_signe:
        return {}
    fichier = exemplaire_de(objet)
    return {
        "exemplaire": fichier,
        "lecture": lecture_de(fichier),
        "joindre": droits.peut_joindre_l_exemplaire(request.user, objet),
    }


@require_http_methods(["GET", "POST"])
def modifier(request: RequeteAgent, pk: int, famille: str, objet_id: int) -> HttpResponse:
    choisie = trouver_la_famille(famille)
    sujet = trouver_l_objet(request, pk, choisie, objet_id)
    if not (choisie.peut_modifier and choisie.formulaire_de_modification and choisie.modifier):
        raise Http404
    exiger(choisie.peut_modifier(request.user, sujet))
    form, ecrire_ = (
        choisie.formulaire_de_modification(request.POST or None, marche=sujet.marche, objet=sujet),
        choisie.modifier,
    )
    if tenter(form, lambda saisi: ecrire_(sujet, saisi, request.user)):
        messages.success(request, "C'est enregistré.")
        return redirect(sujet)
    titre = f"{choisie.libelle_de_modification} : {sujet}"
    return saisir(request, sujet.marche, form, actif="execution", titre=titre)


@require_http_methods(["GET", "POST"])
def avancer(request: RequeteAgent, pk: int, famille: str, objet_id: int, acte: str) -> HttpResponse:
    """Comme pour le marché : l'acte qui demande une saisie montre d'abord son formulaire."""
    choisie = trouver_la_famille(famille)
    sujet, transition = trouver_l_objet(request, pk, choisie, objet_id), choisie.cycle.par_nom.get(acte)
    if transition is None or (request.method == "GET" and not transition.saisie):
        raise Http404
    exiger(choisie.cycle.verdict(acte, sujet, request.user))
    if transition.saisie:
        form = choisie.actes[acte](request.POST or None, marche=sujet.marche, objet=sujet)
        if not tenter(form, lambda saisi: choisie.cycle.avancer(acte, sujet, par=request.user, **saisi)):
            titre = f"{transition.libelle} : {sujet}"
            return saisir(
                request, sujet.marche, form, actif="execution", titre=titre, libelle=transition.libelle
            )
    else:
        choisie.cycle.avancer(acte, sujet, par=request.user)
    messages.success(request, f"«\u00a0{transition.libelle}\u00a0» : c'est fait.")
    return redirect(sujet)


@require_GET
def document(
    request: RequeteAgent, pk: int, famille: str, objet_id: int, slug: str, rang: int, forme: str
) -> HttpResponse:
    choisie = trouver_la_famille(famille)
    toutes = choisie.pieces(trouver_l_objet(request, pk, choisie, objet_id))
    if not 1 <= rang <= len(toutes) or toutes[rang - 1][0].slug != slug or forme not in FORMES:
        raise Http404
    piece, sujet = toutes[rang - 1]
    return document_joint(piece, sujet, forme)


@require_GET
def factures(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    marche, famille = _marche(request, pk), FAMILLES["factures"]
    lignes = famille.de(request.user, marche)
    return tableur_joint(famille.colonnes, lignes, forme, f"factures-{marche.numero or marche.pk}")


@require_GET
def etat_des_paiements(request: RequeteAgent, pk: int, forme: str) -> HttpResponse:
    return document_joint(ETAT_DES_PAIEMENTS, _marche(request, pk), forme)
