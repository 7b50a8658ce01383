"""Geler une version, ranger ses fichiers et les brouillons."""

import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Max

from etabli.annuaire.models import Agent
from etabli.etape6_restitution.models import Livrable, VersionDeLivrable
from etabli.socle.fichiers import deposer, fichiers_de
from etabli.socle.models import Fichier, VersionDeFichier


@transaction.atomic
def geler(livrable: Livrable, *, par: Agent | None) -> VersionDeLivrable:
    """Réserve le numéro d'une version ; ses fichiers y sont rangés quand ils sont écrits."""
    dernier = livrable.versions.aggregate(n=Max("numero"))["n"] or 0
    return VersionDeLivrable.objects.create(livrable=livrable, numero=dernier + 1, gelee_par=par)


@transaction.atomic
def ranger_les_fichiers(
    version: VersionDeLivrable,
    fichiers: dict[str, tuple[bytes, str]],
    *,
    nb_pages: int | None,
    par: Agent | None,
) -> VersionDeLivrable:
    """`fichiers` donne, par forme (pdf, odt, docx), les octets et le nom ; l'empreinte est celle du PDF."""
    livrable = version.livrable
    for forme, (contenu, nom) in fichiers.items():
        deposee = deposer(
            livrable,
            f"{livrable}, version {version.numero} ({forme.upper()})",
            contenu,
            nom,
            par=par,
            usage="livrable",
            visibilite="equipe",
        )
        setattr(version, forme, deposee.fichier)
    version.nb_pages = nb_pages
    version.empreinte = hashlib.sha256(fichiers["pdf"][0]).hexdigest()
    version.save(update_fields=["nb_pages", "empreinte", *fichiers])
    return version


@transaction.atomic
def ranger_un_brouillon(
    livrable: Livrable, contenu: bytes, nom: str, *, nb_pages: int | None = None, par: Agent
) -> VersionDeFichier:
    """Un brouillon par forme, en versions : le précédent reste, il n'est jamais public."""
    forme = nom.rpartition(".")[2]
    usage = f"brouillon-{forme}"
    titre = f"{livrable}, brouillon {forme.upper()}"
    if nb_pages:
        titre += f" ({nb_pages} pages)"
    deja = fichiers_de(livrable, usage).first()
    deposee = deposer(livrable, titre, contenu, nom, par=par, usage=usage, visibilite="equipe", fichier=deja)
    Fichier.objects.filter(pk=deposee.fichier_id).update(titre=titre)
    return deposee


def garder_les_pages(livrable: Livrable, comptees: dict[str, Any]) -> None:
    """Ce que le dernier PDF a compté, partie par partie : la page du livrable dit alors où couper, au juste."""
    if comptees:
        livrable.pages_comptees = comptees
        Livrable.objects.filter(pk=livrable.pk).update(pages_comptees=comptees)
