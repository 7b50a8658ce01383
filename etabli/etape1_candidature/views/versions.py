"""Les versions figées de la note : les lire, les comparer, les télécharger ; les écritures d'une rubrique."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature.actions.note import contenu_de_la_note
from etabli.etape1_candidature.calcul import Comparaison, comparer
from etabli.etape1_candidature.documents import NOTE
from etabli.etape1_candidature.models import Candidature, Rubrique, VersionDeNote
from etabli.etape1_candidature.views.portes import candidature_de, contexte
from etabli.socle.rendu import page
from etabli.socle.reponses import document_joint
from etabli.socle.texte_riche import texte_brut

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
        contexte(request, candidature, "versions", versions=liste, choix=choix),
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
    """`?de=1&a=actuelle` : ce qui a changé, rubrique par rubrique, mot à mot."""
    candidature = candidature_de(request, dossier_id)
    par_numero = {str(v.numero): v for v in _versions(request, candidature)}
    de, a = request.GET.get("de", ""), request.GET.get("a", ACTUELLE)
    contenus = [_contenu(candidature, par_numero, cle) for cle in (de, a)]
    valeurs: dict[str, Any] = {
        "de": _nom(de),
        "a": _nom(a),
        "comparaisons": comparer_les_notes(*contenus),
    }
    return page(
        request, "candidature/comparaison.html", contexte(request, candidature, "versions", **valeurs)
    )


def _contenu(candidature: Candidature, par_numero: dict[str, VersionDeNote], cle: str) -> dict[str, Any]:
    if cle == ACTUELLE:
        return contenu_de_la_note(candidature)
    if cle not in par_numero:
        raise Http404
    contenu: dict[str, Any] = par_numero[cle].contenu
    return contenu


def _nom(cle: str) -> str:
    return "Texte actuel" if cle == ACTUELLE else f"Version {cle}"


def comparer_les_notes(avant: dict[str, Any], apres: dict[str, Any]) -> list[Comparaison]:
    """Une comparaison par rubrique, puis une pour ce qui est structuré."""
    textes = {r["cle"]: texte_brut(r["contenu"]) for r in avant.get("rubriques", ())}
    rubriques = [
        comparer(r["titre"], textes.get(r["cle"], ""), texte_brut(r["contenu"]))
        for r in apres.get("rubriques", ())
    ]
    return [*rubriques, comparer("Fiche et périmètre", _fiche(avant), _fiche(apres))]


def _fiche(contenu: dict[str, Any]) -> str:
    """Tout ce qui n'est pas une rubrique, dit en phrases comparables."""
    perimetre = contenu.get("perimetre") or {}
    lignes = [
        f"Intitulé : {contenu.get('titre', '')}.",
        f"Type d'objet : {contenu.get('type_d_objet', '') or 'non choisi'}.",
        f"Échelle : {contenu.get('echelle', '') or 'non précisée'}.",
        f"Thématiques : {', '.join(contenu.get('thematiques', ())) or 'aucune'}.",
        f"Porteurs : {', '.join(p['organisation'] for p in contenu.get('porteurs', ()))}.",
        f"Communes : {', '.join(c['nom'] for c in perimetre.get('communes', ()))}.",
        f"Acteurs : {', '.join(a['nom'] for a in contenu.get('acteurs', ())) or 'aucun'}.",
        f"Documents : {', '.join(d['titre'] for d in contenu.get('documents', ())) or 'aucun'}.",
    ]
    return " ".join(lignes)


@require_GET
def ecritures(request: RequeteAgent, dossier_id: int, cle: str) -> HttpResponse:
    """Qui a écrit quoi : chaque écriture d'une rubrique, comparée à la précédente."""
    candidature = candidature_de(request, dossier_id)
    visibles = Rubrique.objects.visible_to(request.user).for_detail()
    rubrique = get_object_or_404(visibles, candidature=candidature, cle=cle)
    liste = list(rubrique.ecritures.select_related("auteur")[:30])
    avants = [*(e.contenu for e in liste[1:]), ""]
    paires = [
        (e, comparer(f"Écriture {e.version}", texte_brut(avant), texte_brut(e.contenu)))
        for e, avant in zip(liste, avants, strict=True)
    ]
    return page(
        request,
        "candidature/ecritures.html",
        contexte(request, candidature, "", str(rubrique), rubrique=rubrique, ecritures=paires),
    )
