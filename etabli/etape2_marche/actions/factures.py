"""Les factures : enregistrées par phase, vérifiées, payées ou retournées."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.etape2_marche.enums import LIVRABLES_CLOS, EtatDeLActe, NatureDeFacture
from etabli.etape2_marche.execution import (
    bilan_de,
    demande_de,
    facture_par_le_sous_traitant,
    montant_de_l_acte,
)
from etabli.etape2_marche.models import ActeDeSousTraitance, Facture, LigneDeFacture, Marche, Phase
from etabli.socle.francais import euros, liste_et
from etabli.socle.journal import inscrire

ZERO = Decimal(0)


@transaction.atomic
def enregistrer_une_facture(
    marche: Marche,
    numero: str,
    recue_le: date,
    lignes: Mapping[Phase, Decimal],
    *,
    par: Agent,
    emetteur: Organisation | None = None,
    acte: ActeDeSousTraitance | None = None,
    nature: str = NatureDeFacture.ACOMPTE,
    **retenues: Any,
) -> Facture:
    """Une facture reçue ; `retenues` : avance_ht, reprise_d_avance_ht, retenue_ht, motif_de_retenue, taux_tva.

    Elle ne peut demander plus que ce qui reste dû : sur sa phase, sur l'avance, sur l'acte du sous-traitant.
    """
    emetteur = emetteur or (acte.sous_traitant if acte else _mandataire(marche))
    facture = Facture(
        marche=marche,
        numero=numero.strip(),
        emetteur=emetteur,
        acte=acte,
        nature=nature,
        recue_le=recue_le,
        **{"taux_tva": marche.accord_cadre.taux_tva, **retenues},
    )
    _verifier_la_facture(facture, lignes)
    facture.full_clean(validate_constraints=False)
    facture.save()
    LigneDeFacture.objects.bulk_create(
        LigneDeFacture(facture=facture, phase=phase, montant_ht=prix)
        for phase, prix in lignes.items()
        if prix
    )
    net = demande_de(facture).net
    inscrire(
        "enregistrer_une_facture",
        facture,
        par=par,
        phrase=f"a enregistré la facture {facture.numero} de {emetteur} : {euros(net)} HT",
    )
    return facture


def _mandataire(marche: Marche) -> Organisation:
    mandataire = marche.titulaire.groupement.mandataire if marche.titulaire else None
    if mandataire is None:
        raise ValidationError("Le groupement titulaire n'a pas de mandataire : complétez l'accord-cadre.")
    return mandataire


def _verifier_la_facture(facture: Facture, lignes: Mapping[Phase, Decimal]) -> None:
    marche, bilan = facture.marche, bilan_de(facture.marche)
    if facture.recue_le > localdate():
        raise ValidationError({"recue_le": "Cette date est à venir : indiquez celle de la réception."})
    if marche.notifie_le and facture.recue_le < marche.notifie_le:
        raise ValidationError({"recue_le": "Le marché n'était pas notifié à cette date."})
    if Facture.objects.filter(marche=marche, emetteur=facture.emetteur, numero=facture.numero).exists():
        raise ValidationError({"numero": "Cette facture est déjà enregistrée : vérifiez son numéro."})
    for phase, prix in lignes.items():
        reste = bilan.reste_de(phase.pk)
        if prix > reste:
            raise ValidationError(
                {
                    f"phase_{phase.pk}": f"Il ne reste que {euros(reste)} HT à facturer sur «\u00a0{phase}\u00a0»."
                }
            )
    _verifier_l_avance(facture, bilan.avance_a_rembourser)
    brut = sum(lignes.values(), ZERO)
    if facture.acte:
        _verifier_le_sous_traitant(facture, facture.acte, brut)
    retire = facture.reprise_d_avance_ht + facture.retenue_ht
    if brut + facture.avance_ht <= 0:
        raise ValidationError(
            "Indiquez ce que la facture demande : au moins un montant par phase, ou une avance."
        )
    if retire > brut:
        raise ValidationError(
            {"retenue_ht": f"On ne retient pas plus que les {euros(brut)} HT de prestations facturées."}
        )
    if facture.retenue_ht and not facture.motif_de_retenue.strip():
        raise ValidationError({"motif_de_retenue": "Dites pourquoi : réfaction décidée, pénalité…"})


def _verifier_l_avance(facture: Facture, a_rembourser: Decimal) -> None:
    if facture.avance_ht and not facture.marche.a_une_avance:
        raise ValidationError({"avance_ht": "Ce marché a été notifié sans avance."})
    if facture.reprise_d_avance_ht > a_rembourser:
        raise ValidationError(
            {"reprise_d_avance_ht": f"Il ne reste que {euros(a_rembourser)} HT d'avance à rembourser."}
        )


def _verifier_le_sous_traitant(facture: Facture, acte: ActeDeSousTraitance, brut: Decimal) -> None:
    if acte.etat != EtatDeLActe.ACCEPTE:
        raise ValidationError(
            {"acte": "Ce sous-traitant n'est pas accepté : il ne peut être payé directement."}
        )
    if not acte.est_paye_directement:
        raise ValidationError(
            {"acte": "Cet acte ne prévoit pas le paiement direct : l'équipe paie ce sous-traitant."}
        )
    reste = montant_de_l_acte(acte) - facture_par_le_sous_traitant(acte)
    if brut > reste:
        raise ValidationError({"acte": f"Il ne reste que {euros(reste)} HT sur cet acte de sous-traitance."})


def livrables_ouverts(facture: Facture) -> list[str]:
    """Les livrables des phases facturées qui ne sont pas admis ; pour un solde, tous ceux du marché."""
    livrables = facture.marche.livrables.exclude(etat__in=LIVRABLES_CLOS)
    if facture.nature != NatureDeFacture.SOLDE:
        livrables = livrables.filter(phase__in=facture.lignes.values("phase"))
    return [str(livrable) for livrable in livrables]


def constater_le_service_fait(
    facture: Facture, *, par: Agent, service_fait_le: date | None = None, motif: str = "", **_: Any
) -> None:
    """Effet : si un livrable de la phase n'est pas admis, l'acheteur écrit pourquoi il paie quand même."""
    service_fait_le = service_fait_le or localdate()
    if service_fait_le > localdate():
        raise ValidationError({"service_fait_le": "Cette date est à venir : indiquez celle du constat."})
    ouverts = livrables_ouverts(facture)
    if ouverts and not motif.strip():
        raise ValidationError(
            {"motif": f"{liste_et(ouverts)} : pas encore admis. Écrivez pourquoi le service est fait."}
        )
    facture.service_fait_le, facture.motif = service_fait_le, motif.strip()
    facture.save(update_fields=["service_fait_le", "motif"])


def payer(
    facture: Facture, *, par: Agent, payee_le: date | None = None, reference_de_paiement: str = "", **_: Any
) -> None:
    payee_le = payee_le or localdate()
    if payee_le > localdate():
        raise ValidationError({"payee_le": "Cette date est à venir : indiquez celle du paiement."})
    if payee_le < facture.recue_le:
        raise ValidationError({"payee_le": "La facture n'était pas encore reçue à cette date."})
    facture.payee_le, facture.reference_de_paiement = payee_le, reference_de_paiement.strip()
    facture.save(update_fields=["payee_le", "reference_de_paiement"])


def retourner(facture: Facture, *, par: Agent, motif: str, **_: Any) -> None:
    if not motif.strip():
        raise ValidationError({"motif": "Écrivez ce qu'il faut corriger : l'émetteur le lira."})
    facture.motif = motif.strip()
    facture.save(update_fields=["motif"])
