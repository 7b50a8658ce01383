"""Ajouter, décrire, effacer une photo."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.db.models.fields.files import FieldFile

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.models import Photo
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire


@transaction.atomic
def ajouter_une_photo(
    dossier: Dossier,
    contenu: bytes,
    nom: str,
    *,
    legende: str,
    alternative: str,
    credit: str,
    est_autorisee: bool,
    usage: str = "",
    par: Agent,
) -> Photo:
    """Sans droit à l'image vérifié, la photo est gardée mais n'entre dans aucun livrable."""
    version = deposer(dossier, legende[:200], contenu, nom, par=par, usage="photo", visibilite="equipe")
    ordre = (dossier.photos.aggregate(n=Max("ordre"))["n"] or 0) + 1
    return Photo.objects.create(
        dossier=dossier,
        fichier=version.fichier,
        legende=legende,
        alternative=alternative,
        credit=credit,
        est_autorisee=est_autorisee,
        usage=usage,
        ordre=ordre,
    )


@transaction.atomic
def modifier_la_photo(photo: Photo, *, par: Agent, **champs: Any) -> Photo:
    avant = {nom: str(getattr(photo, nom)) for nom in champs}
    for nom, valeur in champs.items():
        setattr(photo, nom, valeur)
    photo.save(update_fields=[*champs, "modifie_le"])
    inscrire(
        "modifier_la_photo",
        photo.dossier,
        par=par,
        phrase=f"a modifié la photo «\u00a0{photo}\u00a0»"[:300],
        donnees={"avant": avant},
    )
    return photo


@transaction.atomic
def supprimer_la_photo(photo: Photo, motif: str, *, par: Agent) -> None:
    """L'image quitte la plateforme, octets compris ; le journal garde sa légende et le motif, jamais l'image."""
    dossier, fichier, legende, credit = photo.dossier, photo.fichier, photo.legende, photo.credit
    contenus = [version.contenu for version in fichier.versions.all()]
    photo.delete()
    fichier.delete()
    inscrire(
        "supprimer_la_photo",
        dossier,
        par=par,
        phrase=f"a supprimé la photo «\u00a0{legende}\u00a0»"[:300],
        donnees={"motif": motif.strip(), "credit": credit},
    )
    # Après la base : si elle refuse, rien n'est perdu.
    transaction.on_commit(partial(_effacer, contenus))


def _effacer(contenus: list[FieldFile]) -> None:
    for contenu in contenus:
        contenu.delete(save=False)
