"""Ce que toutes les pages de la candidature partagent : entrer, situer."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from etabli.annuaire.requete import RequeteAgent
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.affichage import Onglet

TITRES = {
    "detail": "Candidature",
    "note": "La note d'opportunité",
    "courriers": "Courriers",
    "versions": "Versions de la note",
    "instruction": "Instruction",
}


def candidature_de(request: RequeteAgent, dossier_id: int) -> Candidature:
    visibles = Candidature.objects.visible_to(request.user).for_detail()
    return get_object_or_404(visibles, dossier_id=dossier_id)


def contexte(
    request: RequeteAgent, candidature: Candidature, ici: str, titre: str = "", **suite: Any
) -> dict[str, Any]:
    """Le haut de chaque page : le dossier, l'état tel que cet agent le lit, les onglets."""
    return {
        "candidature": candidature,
        "dossier": candidature.dossier,
        "etat": libelle_de_l_etat(request, candidature),
        "onglets": onglets(request, candidature, ici),
        "titre_de_page": titre or TITRES[ici],
        **suite,
    }


def libelle_de_l_etat(request: RequeteAgent, candidature: Candidature) -> str:
    """L'instruction a son vocabulaire ; les porteurs lisent le libellé public."""
    est_dgaln = request.user.est_dgaln
    return candidature.get_etat_display() if est_dgaln else CYCLE.libelle_public(candidature)


def onglets(request: RequeteAgent, candidature: Candidature, ici: str) -> list[Onglet]:
    nb_a_signer = len(candidature.courriers_manquants())
    pages: list[tuple[str, str, int | None]] = [
        ("detail", "La candidature", None),
        ("la_note", "La note", None),
        ("courriers", "Courriers", nb_a_signer or None),
        ("versions", "Versions de la note", None),
    ]
    if request.user.est_dgaln:
        pages.append(("instruction", "Instruction", None))
    return [
        Onglet(
            libelle,
            reverse(f"candidature:{nom}", args=[candidature.dossier_id]),
            nom in (ici, f"la_{ici}"),
            nombre,
        )
        for nom, libelle, nombre in pages
    ]
