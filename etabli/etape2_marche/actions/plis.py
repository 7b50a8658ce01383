"""Les plis : enregistrés fermés depuis le registre de PLACE, ouverts à deux."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.timezone import localtime, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.enums import Conformite
from etabli.etape2_marche.models import Marche, Offre, PliScelle, Titulaire
from etabli.socle.fichiers import deposer, nom_sur, verifier
from etabli.socle.francais import heure, jour
from etabli.socle.journal import inscrire
from etabli.socle.scelle import SceauRompuError, desceller, sceller

USAGE = "offre"  # la vue des fichiers du dossier refuse cet usage
SCELLE = "scelle"


@transaction.atomic
def enregistrer_une_offre(
    marche: Marche,
    titulaire: Titulaire,
    recue_le: datetime,
    *,
    par: Agent,
    contenu: bytes = b"",
    nom: str = "",
) -> Offre:
    """Inscrit un pli au registre ; recommencer le corrige. Hors délai, il est inscrit et n'est pas gardé."""
    _verifier_la_reception(marche, titulaire, recue_le)
    tardif = _motif_de_retard(marche, recue_le)
    if tardif and contenu:
        raise ValidationError(
            {
                "fichier": "Ce pli est arrivé hors délai : il s'inscrit au registre, son contenu ne se dépose pas."
            }
        )
    offre, est_neuve = Offre.objects.update_or_create(
        marche=marche,
        titulaire=titulaire,
        defaults={
            "recue_le": recue_le,
            "enregistree_par": par,
            "conformite": Conformite.HORS_DELAI if tardif else Conformite.A_VERIFIER,
            "motif_de_conformite": tardif,
        },
    )
    if contenu:
        _fermer(offre, contenu, nom)
    if tardif:
        _jeter(offre)
    verbe = "a enregistré" if est_neuve else "a corrigé l'enregistrement de"
    quoi = "un pli arrivé hors délai" if tardif else "un pli reçu sur PLACE"
    inscrire("enregistrer_une_offre", marche, par=par, phrase=f"{verbe} {quoi}")
    _reprendre_la_demande(marche, par)
    return offre


def _motif_de_retard(marche: Marche, recue_le: datetime) -> str:
    if not marche.date_limite or recue_le <= marche.date_limite:
        return ""
    recu, limite = localtime(recue_le), localtime(marche.date_limite)
    return (
        f"Pli reçu le {jour(recu.date())} à {heure(recu)}, après la date limite fixée au "
        f"{jour(limite.date())} à {heure(limite)}. Il n'a pas été ouvert."
    )


def _verifier_la_reception(marche: Marche, titulaire: Titulaire, recue_le: datetime) -> None:
    if not marche.consultations.filter(titulaire=titulaire).exists():
        raise ValidationError(
            {"titulaire": "Ce groupement n'a pas été consulté : son offre ne peut être reçue."}
        )
    if recue_le > now():
        raise ValidationError({"recue_le": "Cette date est à venir : recopiez celle du registre de PLACE."})
    if marche.consulte_le and recue_le < marche.consulte_le:
        raise ValidationError(
            {"recue_le": "Cette date précède le lancement de la consultation : vérifiez le registre PLACE."}
        )


def _fermer(offre: Offre, contenu: bytes, nom: str) -> None:
    """Ni fichier de la maison, ni version, ni texte à chercher : rien d'autre que des octets chiffrés."""
    nom = nom_sur(nom)
    verifier(nom, contenu)
    _jeter(offre)
    pli = PliScelle(offre=offre, nom=nom, sha256=hashlib.sha256(contenu).hexdigest(), taille=len(contenu))
    pli.contenu.save(f"{offre.pk}.pli", ContentFile(sceller(contenu, _objet(offre))), save=False)
    pli.save()


def _jeter(offre: Offre) -> None:
    for pli in PliScelle.objects.filter(offre=offre):
        _effacer(pli)
        pli.delete()


def _effacer(pli: PliScelle) -> None:
    """Au commit seulement : si l'écriture échoue, le contenu fermé est encore là."""
    nom, depot = pli.contenu.name, pli.contenu.storage
    if nom:
        transaction.on_commit(lambda: depot.delete(nom))


def _objet(offre: Offre) -> str:
    return f"marche-{offre.marche_id}-offre-{offre.pk}"


def _reprendre_la_demande(marche: Marche, par: Agent) -> None:
    """Le registre a changé : qui avait demandé l'ouverture ne l'avait pas vu ainsi."""
    if marche.ouverture_demandee_par_id is None:
        return
    marche.ouverture_demandee_par, marche.ouverture_demandee_le = None, None
    marche.save(update_fields=["ouverture_demandee_par", "ouverture_demandee_le"])
    inscrire(
        "reprendre_la_demande_d_ouverture",
        marche,
        par=par,
        phrase="a changé le registre : l'ouverture des plis est à demander de nouveau",
    )


@transaction.atomic
def retirer_un_pli(offre: Offre, *, par: Agent) -> None:
    """Une erreur de saisie se répare avant l'ouverture ; le contenu fermé part avec l'enregistrement."""
    marche = offre.marche
    inscrire("retirer_un_pli", marche, par=par, phrase="a retiré un pli enregistré par erreur")
    _jeter(offre)
    offre.delete()
    _reprendre_la_demande(marche, par)


@transaction.atomic
def demander_l_ouverture(marche: Marche, *, par: Agent) -> Marche:
    """La première des deux clés : rien ne s'ouvre tant qu'une autre personne n'a pas tourné la sienne."""
    marche.ouverture_demandee_par, marche.ouverture_demandee_le = par, now()
    marche.save(update_fields=["ouverture_demandee_par", "ouverture_demandee_le"])
    inscrire("demander_l_ouverture", marche, par=par, phrase="a demandé l'ouverture des plis")
    return marche


def inscrire_l_ouverture(marche: Marche, *, par: Agent, **_: Any) -> None:
    """Effet de l'ouverture : la date, les deux noms, et chaque pli descellé, relu contre son empreinte."""
    marche.ouvert_le = now()
    marche.save(update_fields=["ouvert_le"])
    if marche.ouverture_demandee_par is not None:
        marche.ouvert_par.set([marche.ouverture_demandee_par, par])
    for pli in PliScelle.objects.filter(offre__marche=marche).select_related("offre__titulaire__groupement"):
        _desceller(pli, par)


def _desceller(pli: PliScelle, par: Agent) -> None:
    offre = pli.offre
    with pli.contenu.open("rb") as ferme:
        try:
            contenu = desceller(ferme.read(), _objet(offre))
        except SceauRompuError as rompu:
            raise ValidationError(f"Le pli de {offre.titulaire} ne s'ouvre pas. {rompu}") from rompu
    _ranger(offre, contenu, pli.nom, par)
    _effacer(pli)
    pli.contenu = ""
    pli.save(update_fields=["contenu"])


def _ranger(offre: Offre, contenu: bytes, nom: str, par: Agent) -> None:
    # L'offre n'a pas de fil : ni le fichier ni son journal n'entrent dans le dossier.
    version = deposer(
        offre, str(offre), contenu, nom, par=par, usage=USAGE, visibilite=SCELLE, fichier=offre.fichier
    )
    offre.fichier = version.fichier
    offre.save(update_fields=["fichier"])


@transaction.atomic
def joindre_une_offre(offre: Offre, contenu: bytes, nom: str, *, par: Agent) -> Offre:
    """L'offre ouverte sur PLACE, rapportée ici pour les évaluateurs qui n'ont pas de compte là-bas."""
    _ranger(offre, contenu, nom, par)
    inscrire("joindre_une_offre", offre, par=par, phrase="a joint une offre ouverte sur PLACE")
    return offre


@transaction.atomic
def renvoyer_un_pli_tardif(offre: Offre, *, par: Agent) -> Offre:
    """Le candidat apprend que son pli, arrivé trop tard, n'a pas été ouvert, et pourquoi."""
    offre.rejet_envoye_le = now()
    offre.save(update_fields=["rejet_envoye_le"])
    inscrire(
        "renvoyer_un_pli_tardif",
        offre.marche,
        par=par,
        phrase="a écarté sans l'ouvrir un pli arrivé hors délai",
    )
    sonner("renvoyer_un_pli_tardif", offre, par=par)
    return offre
