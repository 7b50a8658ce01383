"""Les versions figées de la note : les lire, les comparer, les télécharger ; les écritures d'une rubrique."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature.actions import ecrire_la_rubrique
from etabli.etape1_candidature.actions.ecriture import organisations_des
from etabli.etape1_candidature.actions.note import contenu_de_la_note, version_deposee
from etabli.etape1_candidature.calcul import Comparaison, attribuer, changements_de_la_fiche, comparer
from etabli.etape1_candidature.documents import NOTE
from etabli.etape1_candidature.forms import EmpreinteForm
from etabli.etape1_candidature.models import Candidature, EcritureDeRubrique, Rubrique, VersionDeNote
from etabli.etape1_candidature.permissions import peut_ecrire
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.socle.rendu import page
from etabli.socle.reponses import document_joint
from etabli.socle.texte_riche import texte_brut
from etabli.socle.verdict import exiger

LES_DERNIERES = 30
ACTUELLE = "actuelle"


def _versions(request: RequeteAgent, candidature: Candidature) -> list[VersionDeNote]:
    visibles = VersionDeNote.objects.visible_to(request.user).select_related("figee_par")
    return list(visibles.filter(candidature=candidature))


@require_GET
def versions(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    liste = _versions(request, candidature)
    choix = [(ACTUELLE, "Le texte actuel"), *((str(v.numero), f"Version {v.numero}") for v in liste)]
    return page(
        request,
        "candidature/versions.html",
        contexte(
            request,
            candidature,
            "versions",
            versions=liste,
            choix=choix,
            deposee=version_deposee(candidature),
        ),
    )


@require_GET
def version(request: RequeteAgent, dossier_id: int, numero: int) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    visibles = VersionDeNote.objects.visible_to(request.user).select_related("figee_par")
    objet = get_object_or_404(visibles, candidature=candidature, numero=numero)
    return page(
        request,
        "candidature/version.html",
        contexte(request, candidature, "versions", version=objet, apercu=NOTE.html(objet)),
    )


@require_GET
def telecharger_la_version(request: RequeteAgent, dossier_id: int, numero: int, forme: str) -> HttpResponse:
    candidature = candidature_de(request, dossier_id)
    visibles = VersionDeNote.objects.visible_to(request.user)
    return document_joint(NOTE, get_object_or_404(visibles, candidature=candidature, numero=numero), forme)


@require_GET
def comparaison(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """`?de=1&a=actuelle` : ce qui a changé, rubrique par rubrique, mot à mot ; `tout=oui` rend les textes entiers."""
    candidature = candidature_de(request, dossier_id)
    liste = _versions(request, candidature)
    de, a = request.GET.get("de", ""), request.GET.get("a", ACTUELLE)
    avant, apres = (_contenu(candidature, liste, cle) for cle in (de, a))
    valeurs = {"de": _nom(de), "a": _nom(a), "cle_de": de, "cle_a": a, **_ecarts(request, avant, apres)}
    return page(
        request, "candidature/comparaison.html", contexte(request, candidature, "versions", **valeurs)
    )


@require_GET
def deposee_et_consultee(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """La note telle que déposée, et telle que consultée au marché (`?consultee=3`, à défaut la dernière figée)."""
    candidature = candidature_de(request, dossier_id)
    liste = _versions(request, candidature)
    if not liste:
        raise Http404
    voulue = request.GET.get("consultee", "")
    consultee = next((v for v in liste if str(v.numero) == voulue), liste[0])
    # Un dossier repris d'ailleurs peut n'avoir pas de dépôt au journal : sa première version en tient lieu.
    deposee = version_deposee(candidature) or liste[-1]
    valeurs = {
        "deposee": deposee,
        "consultee": consultee,
        "est_la_meme": deposee.empreinte == consultee.empreinte,
        **_ecarts(request, deposee.contenu, consultee.contenu),
    }
    titre = "Telle que déposée, telle que consultée"
    tout = contexte(request, candidature, "versions", titre, **valeurs)
    return page(request, "candidature/deposee_et_consultee.html", tout)


@require_GET
def verifier(request: RequeteAgent, dossier_id: int) -> HttpResponse:
    """`?empreinte=…` : celle d'un document reçu est-elle celle d'une version de ce dossier ?"""
    candidature = candidature_de(request, dossier_id)
    liste = _versions(request, candidature)
    form = EmpreinteForm(request.GET if "empreinte" in request.GET else None)
    trouvees = (
        [v for v in liste if v.empreinte.startswith(form.cleaned_data["empreinte"])]
        if form.is_valid()
        else []
    )
    tout = contexte(
        request,
        candidature,
        "versions",
        "Vérifier une empreinte",
        versions=[(v, v.est_intacte) for v in liste],
        trouvees=trouvees,
    )
    return page(request, "candidature/verifier.html", tout, form=form)


def _ecarts(request: RequeteAgent, avant: dict[str, Any], apres: dict[str, Any]) -> dict[str, Any]:
    comparaisons = comparer_les_notes(avant, apres)
    return {
        "comparaisons": comparaisons,
        "inchangees": [f"« {c.titre} »" for c in comparaisons if not c.est_change],
        "changements": changements_de_la_fiche(avant, apres),
        "en_entier": request.GET.get("tout") == "oui",
    }


def _contenu(candidature: Candidature, liste: list[VersionDeNote], cle: str) -> dict[str, Any]:
    if cle == ACTUELLE:
        return contenu_de_la_note(candidature)
    contenus: dict[str, dict[str, Any]] = {str(v.numero): v.contenu for v in liste}
    if cle not in contenus:
        raise Http404
    return contenus[cle]


def _nom(cle: str) -> str:
    return "Texte actuel" if cle == ACTUELLE else f"Version {cle}"


def comparer_les_notes(avant: dict[str, Any], apres: dict[str, Any]) -> list[Comparaison]:
    """Une comparaison par rubrique, dans l'ordre de la note."""
    textes = {r["cle"]: texte_brut(r["contenu"]) for r in avant.get("rubriques", ())}
    return [
        comparer(r["titre"], textes.get(r["cle"], ""), texte_brut(r["contenu"]))
        for r in apres.get("rubriques", ())
    ]


@require_GET
def ecritures(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    """Qui a écrit quoi : chaque phrase d'aujourd'hui à son auteur, puis chaque écriture face à la précédente."""
    candidature = candidature_de(request, dossier_id)
    visibles = Rubrique.objects.visible_to(request.user).for_detail()
    rubrique = get_object_or_404(visibles, candidature=candidature, cle=cle)
    liste = list(rubrique.ecritures.select_related("auteur"))
    avants = [*(e.contenu for e in liste[1:]), ""]
    paires = [
        (e, comparer(f"Écriture {e.version}", texte_brut(avant), texte_brut(e.contenu)))
        for e, avant in list(zip(liste, avants, strict=True))[:LES_DERNIERES]
    ]
    valeurs = {
        "rubrique": rubrique,
        "parts": _parts(liste),
        "ecritures": paires,
        "de_cote": list(rubrique.propositions.visible_to(request.user).select_related("auteur")),
        "peut_ecrire": peut_ecrire(request.user, rubrique),
    }
    tout = contexte(request, candidature, "note", "Qui a écrit quoi", **valeurs)
    return page(request, "candidature/ecritures.html", tout)


def _parts(recentes: list[EcritureDeRubrique]) -> list[tuple[EcritureDeRubrique, str, str]]:
    """Chaque part avec sa dernière écriture et l'organisation de son auteur."""
    anciennes = recentes[::-1]
    parts = attribuer([e.contenu for e in anciennes], [e.auteur_id for e in anciennes])
    services = organisations_des({anciennes[p.rang].auteur_id for p in parts})
    return [(anciennes[p.rang], p.html, services.get(anciennes[p.rang].auteur_id, "")) for p in parts]


@require_POST
def reprendre(request: RequeteAgent, dossier_id: int, cle: str, version: int) -> HttpResponse:
    """Remet une écriture ancienne dans la rubrique : une écriture de plus, aucune d'effacée."""
    candidature = candidature_de(request, dossier_id)
    rubrique = get_object_or_404(
        Rubrique.objects.visible_to(request.user).for_detail(), candidature=candidature, cle=cle
    )
    rubrique.candidature = candidature
    exiger(peut_ecrire(request.user, rubrique))
    ecriture = get_object_or_404(rubrique.ecritures, version=version)
    ecrire_la_rubrique(rubrique, ecriture.contenu, version_lue=rubrique.version, par=request.user)
    messages.success(request, f"Le texte de l'écriture n° {version} est repris.")
    return redirect(rubrique)
