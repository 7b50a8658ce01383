"""Régler le dossier de consultation, y joindre des annexes, cocher ce qui est fait sur PLACE."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models import DossierDeConsultation, Marche, PointDeControle
from etabli.etape2_marche.place import CLES
from etabli.socle.fichiers import deposer, fichiers_de
from etabli.socle.journal import inscrire
from etabli.socle.models import Fichier, VersionDeFichier

ANNEXE = "annexe-du-dce"
ARCHIVE = "archive-du-dce"


def dce_de(marche: Marche) -> DossierDeConsultation:
    """Celui du marché ; tant que rien n'y est réglé, un dossier aux valeurs par défaut, pas encore en base."""
    existant = DossierDeConsultation.objects.filter(marche=marche).first()
    return existant or DossierDeConsultation(marche=marche)


def _en_base(marche: Marche) -> DossierDeConsultation:
    return DossierDeConsultation.objects.get_or_create(marche=marche)[0]


@transaction.atomic
def regler_le_dce(marche: Marche, *, par: Agent, **champs: Any) -> DossierDeConsultation:
    """contact, questions_jusqu_au, validite_jours, montant_estime_ht, duree_souhaitee_mois, precisions, consignes."""
    dce = _en_base(marche)
    for nom, valeur in champs.items():
        setattr(dce, nom, valeur)
    dce.full_clean()
    dce.save()
    inscrire("regler_le_dce", marche, par=par, phrase="a réglé le dossier de consultation")
    return dce


def figer_le_dce(marche: Marche, *, par: Agent, **_: Any) -> None:
    """Effet du lancement : ce que les titulaires ont reçu ne change plus."""
    dce = _en_base(marche)
    if dce.questions_jusqu_au and marche.date_limite and dce.questions_jusqu_au > marche.date_limite:
        raise ValidationError(
            "Les questions sont reçues jusqu'à une date postérieure à la date limite des offres : "
            "corrigez l'une ou l'autre."
        )
    dce.fige_le = now()
    dce.save(update_fields=["fige_le", "modifie_le"])


def annexes_de(dce: DossierDeConsultation) -> list[Fichier]:
    return list(fichiers_de(dce, ANNEXE)) if dce.pk else []


@transaction.atomic
def joindre_une_annexe(
    marche: Marche, titre: str, contenu: bytes, nom: str, *, par: Agent
) -> VersionDeFichier:
    """Une annexe documentaire : elle part dans l'archive, avec son empreinte."""
    return deposer(_en_base(marche), titre, contenu, nom, par=par, usage=ANNEXE)


@transaction.atomic
def retirer_une_annexe(marche: Marche, fichier: Fichier, *, par: Agent) -> None:
    titre = fichier.titre
    fichier.versions.all().delete()
    fichier.delete()
    inscrire("retirer_une_annexe", marche, par=par, phrase=f"a retiré l'annexe «\u00a0{titre}\u00a0»")


@transaction.atomic
def garder_l_archive(marche: Marche, contenu: bytes, nom: str, *, par: Agent) -> DossierDeConsultation:
    """Conserve l'archive telle qu'elle est déposée sur PLACE : c'est elle qui fera preuve."""
    dce = _en_base(marche)
    version = deposer(
        dce, "Dossier de consultation déposé", contenu, nom, par=par, usage=ARCHIVE, fichier=dce.archive
    )
    dce.archive = version.fichier
    dce.save(update_fields=["archive", "modifie_le"])
    return dce


@transaction.atomic
def cocher(marche: Marche, cle: str, *, par: Agent) -> None:
    """Coche un point de la liste PLACE, ou le décoche s'il l'était."""
    if cle not in CLES:
        raise ValidationError("Ce point n'est pas dans la liste.")
    existant = PointDeControle.objects.filter(marche=marche, cle=cle).first()
    if existant:
        existant.delete()
        inscrire(
            "decocher", marche, par=par, phrase="a décoché un point de la liste PLACE", donnees={"point": cle}
        )
        return
    PointDeControle.objects.create(marche=marche, cle=cle, fait_par=par)
    inscrire("cocher", marche, par=par, phrase="a coché un point de la liste PLACE", donnees={"point": cle})


@transaction.atomic
def noter_la_reference(
    marche: Marche, reference_place: str, *, par: Agent, url_place: str = "", publiee_le: date | None = None
) -> Marche:
    """La référence que PLACE a donnée, recopiée ici."""
    if publiee_le and publiee_le > localdate():
        raise ValidationError({"publiee_le": "Cette date est à venir : indiquez celle de la publication."})
    marche.reference_place = reference_place.strip()
    marche.save(update_fields=["reference_place", "modifie_le"])
    dce = _en_base(marche)
    dce.url_place, dce.publiee_le = url_place, publiee_le
    dce.save(update_fields=["url_place", "publiee_le", "modifie_le"])
    inscrire(
        "noter_la_reference",
        marche,
        par=par,
        phrase=f"a recopié la référence PLACE {marche.reference_place}",
    )
    return marche
