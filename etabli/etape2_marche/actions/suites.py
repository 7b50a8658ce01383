"""Après le classement : choisir, prévenir les autres, notifier, ou renoncer."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche.actions.commun import sonner
from etabli.etape2_marche.actions.exemplaires import lire_les_signatures
from etabli.etape2_marche.classement import classement_de
from etabli.etape2_marche.execution import consommation_de
from etabli.etape2_marche.models import Marche, ModificationDeSousTraitance, Offre
from etabli.socle.fichiers import deposer
from etabli.socle.francais import jour
from etabli.socle.journal import inscrire
from etabli.socle.signature import Lecture

ACTE_SIGNE = "acte_signe"


def retenir_une_offre(marche: Marche, *, par: Agent, offre: Offre, motif: str = "", **_: Any) -> None:
    """Effet de l'attribution : la mieux classée, ou une autre avec un motif écrit."""
    lignes = {ligne.cle: ligne for ligne in classement_de(marche)}
    ligne = lignes.get(offre.pk)
    if ligne is None:
        raise ValidationError({"offre": "Choisissez une offre classée."})
    if (ligne.rang > 1 or ligne.est_ex_aequo) and not motif.strip():
        raise ValidationError(
            {"motif": "Cette offre n'est pas seule en tête : écrivez pourquoi elle est choisie."}
        )
    marche.titulaire, marche.montant_ht, marche.motif = offre.titulaire, offre.montant_ht, motif.strip()
    marche.save(update_fields=["titulaire", "montant_ht", "motif"])


@transaction.atomic
def constater_les_attestations(marche: Marche, *, par: Agent) -> Marche:
    marche.attestations_le = localdate()
    marche.save(update_fields=["attestations_le"])
    inscrire(
        "constater_les_attestations", marche, par=par, phrase="a vérifié les attestations de l'équipe choisie"
    )
    return marche


@transaction.atomic
def ecrire_le_motif_du_rejet(offre: Offre, motif: str, *, par: Agent) -> Offre:
    offre.motif_du_rejet = motif.strip()
    offre.save(update_fields=["motif_du_rejet", "modifie_le"])
    inscrire("ecrire_le_motif_du_rejet", offre, par=par, phrase="a écrit les motifs d'un rejet")
    return offre


@transaction.atomic
def envoyer_les_rejets(marche: Marche, *, par: Agent, attente_jours: int = 0) -> list[Offre]:
    """Prévient tous les candidats écartés qui ne l'ont pas encore été ; `attente_jours` : délai avant signature."""
    if attente_jours:
        marche.signature_possible_le = localdate() + timedelta(days=attente_jours)
        marche.save(update_fields=["signature_possible_le"])
    ecartees = list(
        marche.offres.exclude(titulaire=marche.titulaire)
        .filter(rejet_envoye_le=None)
        .select_related("titulaire__groupement", "marche__titulaire__groupement", "marche__dossier")
    )
    for offre in ecartees:
        offre.rejet_envoye_le = now()
        offre.save(update_fields=["rejet_envoye_le"])
        sonner("rejeter", offre, par=par)
    inscrire("envoyer_les_rejets", marche, par=par, phrase="a prévenu les candidats dont l'offre est écartée")
    return ecartees


@transaction.atomic
def constater_la_signature(
    marche: Marche,
    *,
    par: Agent,
    signe_le: date,
    signataire: str,
    contenu: bytes = b"",
    nom: str = "",
    lecture: Lecture | None = None,
) -> Marche:
    """L'acte d'engagement est signé des deux côtés ; l'exemplaire signé se garde avec son empreinte."""
    if signe_le > localdate():
        raise ValidationError({"signe_le": "Cette date est à venir : indiquez celle de la signature."})
    if marche.signature_possible_le and signe_le < marche.signature_possible_le:
        raise ValidationError(
            {
                "signe_le": "Le délai d'attente que vous avez annoncé aux candidats court jusqu'au "
                f"{jour(marche.signature_possible_le)}."
            }
        )
    marche.signe_le, marche.signataire = signe_le, signataire.strip()
    if contenu:
        version = deposer(
            marche,
            "Acte d'engagement signé",
            contenu,
            nom,
            par=par,
            usage=ACTE_SIGNE,
            fichier=marche.acte_signe,
            signatures=(lecture or lire_les_signatures(contenu)).en_donnees(),
        )
        marche.acte_signe = version.fichier
    marche.save(update_fields=["signe_le", "signataire", "acte_signe"])
    inscrire(
        "constater_la_signature", marche, par=par, phrase="a enregistré la signature de l'acte d'engagement"
    )
    return marche


@transaction.atomic
def demander_les_motifs(offre: Offre, *, par: Agent) -> Offre:
    """Un candidat écarté demande ce qui distingue l'offre retenue ; la réponse est due sous quinze jours."""
    offre.motifs_demandes_le = localdate()
    offre.save(update_fields=["motifs_demandes_le"])
    inscrire(
        "demander_les_motifs", offre, par=par, phrase="a demandé les motifs détaillés du rejet de son offre"
    )
    sonner("demander_les_motifs", offre, par=par)
    return offre


@transaction.atomic
def donner_les_motifs(offre: Offre, texte: str, *, par: Agent) -> Offre:
    offre.motifs_donnes, offre.motifs_donnes_le = texte.strip(), now()
    offre.save(update_fields=["motifs_donnes", "motifs_donnes_le"])
    inscrire(
        "donner_les_motifs", offre, par=par, phrase="a donné à un candidat les motifs détaillés du rejet"
    )
    sonner("donner_les_motifs", offre, par=par)
    return offre


def enregistrer_la_notification(
    marche: Marche,
    *,
    par: Agent,
    numero: str,
    notifie_le: date,
    montant_ht: Decimal,
    duree_mois: int,
    a_une_avance: bool = False,
    a_de_la_sous_traitance: bool = False,
    **_: Any,
) -> None:
    """Effet de la notification ; l'accord-cadre ne peut dépasser son maximum, quand il est connu."""
    if notifie_le > localdate():
        raise ValidationError(
            {"notifie_le": "La date de notification est celle de la réception, déjà passée."}
        )
    if marche.signe_le and notifie_le < marche.signe_le:
        raise ValidationError(
            {"notifie_le": f"L'acte d'engagement est signé du {jour(marche.signe_le)} : il se notifie après."}
        )
    # L'état est déjà « notifié » : ce marché, encore au prix de l'offre, est dans la somme.
    reste = consommation_de(marche.accord_cadre).reste
    if reste is not None and montant_ht > reste:
        raise ValidationError(
            {"montant_ht": f"L'accord-cadre n'a plus que {reste} € HT : ce montant dépasse son maximum."}
        )
    marche.numero, marche.notifie_le, marche.montant_ht = numero, notifie_le, montant_ht
    marche.duree_mois, marche.a_une_avance = duree_mois, a_une_avance
    marche.a_de_la_sous_traitance = a_de_la_sous_traitance
    marche.full_clean(exclude=["titulaire"], validate_unique=False, validate_constraints=False)
    marche.save(
        update_fields=[
            "numero", "notifie_le", "montant_ht", "duree_mois", "a_une_avance", "a_de_la_sous_traitance",
        ]
    )  # fmt: skip


@transaction.atomic
def constater_la_publication(marche: Marche, *, par: Agent) -> Marche:
    """La première date de publication de chaque donnée : elle ne change plus, ce qui vient après s'ajoute."""
    if marche.donnees_publiees_le is None:
        marche.donnees_publiees_le = localdate()
        marche.save(update_fields=["donnees_publiees_le"])
    dates = {"notifie_le__isnull": False, "donnees_publiees_le": None}
    marche.avenants.filter(**dates).update(donnees_publiees_le=localdate())
    marche.actes_de_sous_traitance.filter(**dates).update(donnees_publiees_le=localdate())
    ModificationDeSousTraitance.objects.filter(acte__marche=marche, **dates).update(
        donnees_publiees_le=localdate()
    )
    inscrire(
        "constater_la_publication", marche, par=par, phrase="a publié les données essentielles du marché"
    )
    return marche


def enregistrer_le_motif(marche: Marche, *, par: Agent, motif: str, **_: Any) -> None:
    """Effet de ce qui se décide avec un motif : infructueux, sans suite."""
    if not motif.strip():
        raise ValidationError({"motif": "Écrivez le motif : les candidats ont le droit de le connaître."})
    marche.motif = motif.strip()
    marche.save(update_fields=["motif"])
