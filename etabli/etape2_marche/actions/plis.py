"""Les plis : enregistrés fermés depuis le registre de PLACE, ouverts à deux."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.models import Marche, Offre, Titulaire
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire

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
    """Inscrit un pli au registre ; recommencer corrige la date et ajoute une version du fichier."""
    _verifier_la_reception(marche, titulaire, recue_le)
    offre, est_neuve = Offre.objects.update_or_create(
        marche=marche, titulaire=titulaire, defaults={"recue_le": recue_le, "enregistree_par": par}
    )
    if contenu:
        # L'offre n'a pas de fil : ni le fichier ni son journal n'entrent dans le dossier.
        version = deposer(
            offre, str(offre), contenu, nom, par=par, usage=USAGE, visibilite=SCELLE, fichier=offre.fichier
        )
        offre.fichier = version.fichier
        offre.save(update_fields=["fichier"])
    verbe = "a enregistré" if est_neuve else "a corrigé l'enregistrement de"
    inscrire("enregistrer_une_offre", marche, par=par, phrase=f"{verbe} un pli reçu sur PLACE")
    return offre


def _verifier_la_reception(marche: Marche, titulaire: Titulaire, recue_le: datetime) -> None:
    if not marche.consultations.filter(titulaire=titulaire).exists():
        raise ValidationError(
            {"titulaire": "Ce groupement n'a pas été consulté : son offre ne peut être reçue."}
        )
    if marche.date_limite and recue_le > marche.date_limite:
        raise ValidationError(
            {
                "recue_le": "Ce pli est arrivé après la date limite : il est éliminé sans être ouvert ni enregistré."
            }
        )
    if marche.consulte_le and recue_le < marche.consulte_le:
        raise ValidationError(
            {"recue_le": "Cette date précède le lancement de la consultation : vérifiez le registre PLACE."}
        )


@transaction.atomic
def retirer_un_pli(offre: Offre, *, par: Agent) -> None:
    """Une erreur de saisie se répare avant l'ouverture ; le fichier déposé reste, l'enregistrement part."""
    inscrire("retirer_un_pli", offre.marche, par=par, phrase="a retiré un pli enregistré par erreur")
    offre.delete()


@transaction.atomic
def demander_l_ouverture(marche: Marche, *, par: Agent) -> Marche:
    """La première des deux clés : rien ne s'ouvre tant qu'une autre personne n'a pas tourné la sienne."""
    marche.ouverture_demandee_par, marche.ouverture_demandee_le = par, now()
    marche.save(update_fields=["ouverture_demandee_par", "ouverture_demandee_le"])
    inscrire("demander_l_ouverture", marche, par=par, phrase="a demandé l'ouverture des plis")
    return marche


def inscrire_l_ouverture(marche: Marche, *, par: Agent, **_: Any) -> None:
    """Effet de l'ouverture : la date et les deux noms."""
    marche.ouvert_le = now()
    marche.save(update_fields=["ouvert_le"])
    if marche.ouverture_demandee_par is not None:
        marche.ouvert_par.set([marche.ouverture_demandee_par, par])
