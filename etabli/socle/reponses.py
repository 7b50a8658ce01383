"""Ce que l'on télécharge : toujours une pièce jointe, jamais montrée ni exécutée chez nous."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse

from etabli.socle.colonnes import JeuDeColonnes
from etabli.socle.document import FORMES, Document

TABLEURS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def piece_jointe(octets: bytes, type_mime: str, nom: str) -> HttpResponse:
    return HttpResponse(
        octets,
        content_type=type_mime,
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Cache-Control": "private, no-store",
        },
    )


def document_joint(document: Document, objet: Any, forme: str) -> HttpResponse:
    """Le document écrit dans l'une de ses formes ; une autre forme n'existe pas."""
    if forme not in FORMES:
        raise Http404
    return piece_jointe(document.ecrire(objet, forme), FORMES[forme], document.nom_de_fichier(objet, forme))


def tableur_joint(jeu: JeuDeColonnes, lignes: Iterable[Any], forme: str, nom: str) -> HttpResponse:
    """Les lignes d'un tableau, en CSV ou en classeur (XLSX, ODS) ; `nom` est donné sans extension."""
    if forme not in TABLEURS:
        raise Http404
    return piece_jointe(getattr(jeu, forme)(lignes), TABLEURS[forme], f"{nom}.{forme}")
