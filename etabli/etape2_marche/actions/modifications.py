"""Ce qui change en route : les avenants et la sous-traitance. On n'édite pas le marché, on ajoute."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.etape2_marche.actions.execution import numero_suivant
from etabli.etape2_marche.enums import EtatDeLActe
from etabli.etape2_marche.execution import (
    bilan_de,
    consommation_de,
    facture_par_le_sous_traitant,
    montant_de_l_acte,
)
from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    Marche,
    ModificationDeSousTraitance,
    Phase,
)
from etabli.socle.francais import euros
from etabli.socle.journal import inscrire

ZERO = Decimal(0)


@transaction.atomic
def preparer_un_avenant(
    marche: Marche,
    objet: str,
    motif: str,
    *,
    par: Agent,
    avenant: Avenant | None = None,
    ecart_ht: Decimal = ZERO,
    phase: Phase | None = None,
    duree_mois_apres: int | None = None,
    titulaires_apres: Iterable[Organisation] = (),
) -> Avenant:
    """Ouvre un projet d'avenant, ou réécrit `avenant` ; rien ne change au marché avant sa notification."""
    avenant = avenant or Avenant(marche=marche, numero=numero_suivant(marche.avenants))
    avenant.objet, avenant.motif = objet.strip(), motif.strip()
    avenant.ecart_ht, avenant.phase, avenant.duree_mois_apres = ecart_ht or ZERO, phase, duree_mois_apres
    _verifier_l_avenant(avenant)
    avenant.save()
    avenant.titulaires_apres.set(titulaires_apres)
    inscrire("preparer_un_avenant", avenant, par=par, phrase=f"a préparé l'avenant n° {avenant.numero}")
    return avenant


def _verifier_l_avenant(avenant: Avenant) -> None:
    """Un avenant ne dépasse pas le maximum de l'accord-cadre, et ne retire pas ce qui est déjà facturé."""
    marche, bilan = avenant.marche, bilan_de(avenant.marche)
    if bilan.prix_actuel + avenant.ecart_ht <= 0:
        raise ValidationError({"ecart_ht": "Le prix du marché ne peut devenir nul ou négatif."})
    reste = consommation_de(marche.accord_cadre).reste
    if reste is not None and avenant.ecart_ht > reste:
        raise ValidationError(
            {"ecart_ht": f"L'accord-cadre n'a plus que {euros(reste)} HT : cet écart dépasse son maximum."}
        )
    if avenant.ecart_ht < 0 and avenant.phase is None:
        raise ValidationError({"phase": "Choisissez la phase dont le prix diminue."})
    if avenant.phase and bilan.reste_de(avenant.phase.pk) + avenant.ecart_ht < 0:
        reste_de_la_phase = euros(bilan.reste_de(avenant.phase.pk))
        raise ValidationError(
            {"ecart_ht": f"Il ne reste que {reste_de_la_phase} HT à facturer sur cette phase."}
        )


def notifier_l_avenant(avenant: Avenant, *, par: Agent, notifie_le: date | None = None, **_: Any) -> None:
    """Effet de la notification : le prix, la durée et l'équipe du marché sont désormais ceux de l'avenant."""
    avenant.notifie_le = notifie_le or localdate()
    marche = avenant.marche
    if avenant.notifie_le > localdate():
        raise ValidationError({"notifie_le": "Cette date est à venir : indiquez celle de la réception."})
    if marche.notifie_le and avenant.notifie_le < marche.notifie_le:
        raise ValidationError({"notifie_le": "Un avenant ne peut précéder la notification du marché."})
    if avenant.ecart_ht and avenant.phase is None:
        avenant.phase = Phase.objects.create(
            marche=marche,
            ordre=(marche.phases.order_by("-ordre").values_list("ordre", flat=True).first() or 0) + 1,
            intitule=f"Prestations de l'avenant n° {avenant.numero}",
            montant_ht=ZERO,
        )
    if avenant.ecart_ht:
        # L'avenant est déjà « notifié » : son écart est dans la somme.
        avenant.montant_ht_apres = bilan_de(marche).prix_actuel
    avenant.save(update_fields=["notifie_le", "phase", "montant_ht_apres"])


@transaction.atomic
def presenter_un_sous_traitant(
    marche: Marche,
    sous_traitant: Organisation,
    prestation: str,
    montant_ht: Decimal,
    duree_mois: int,
    *,
    par: Agent,
    donneur_d_ordre: Organisation | None = None,
    presente_le: date | None = None,
    **champs: Any,
) -> ActeDeSousTraitance:
    """Un sous-traitant présenté par l'équipe ; `champs` : variation_de_prix, est_paye_directement."""
    mandataire = marche.titulaire.groupement.mandataire if marche.titulaire else None
    donneur = donneur_d_ordre or mandataire
    if donneur is None:
        raise ValidationError({"donneur_d_ordre": "Choisissez le membre de l'équipe qui sous-traite."})
    if donneur == sous_traitant:
        raise ValidationError({"sous_traitant": "Un membre de l'équipe ne sous-traite pas à lui-même."})
    presente_le = presente_le or localdate()
    if presente_le > localdate():
        raise ValidationError({"presente_le": "Cette date est à venir : indiquez celle de la présentation."})
    acte = ActeDeSousTraitance(
        marche=marche,
        numero=numero_suivant(marche.actes_de_sous_traitance),
        donneur_d_ordre=donneur,
        sous_traitant=sous_traitant,
        prestation=prestation.strip(),
        montant_ht=montant_ht,
        duree_mois=duree_mois,
        presente_le=presente_le,
        **champs,
    )
    _verifier_le_plafond(acte, montant_ht)
    acte.full_clean()
    acte.save()
    inscrire(
        "presenter_un_sous_traitant", acte, par=par, phrase=f"a présenté le sous-traitant {sous_traitant}"
    )
    return acte


def _verifier_le_plafond(acte: ActeDeSousTraitance, montant_ht: Decimal) -> None:
    """Ensemble, les sous-traitants ne reçoivent pas plus que le marché."""
    autres = acte.marche.actes_de_sous_traitance.filter(etat=EtatDeLActe.ACCEPTE).exclude(pk=acte.pk)
    pris = sum((montant_de_l_acte(a) for a in autres.prefetch_related("modifications")), ZERO)
    prix = bilan_de(acte.marche).prix_actuel
    if pris + montant_ht > prix:
        raise ValidationError(
            {
                "montant_ht": f"Le marché est de {euros(prix)} HT, dont {euros(pris)} déjà sous-traités : "
                f"il ne reste que {euros(prix - pris)} HT."
            }
        )


def accepter_le_sous_traitant(
    acte: ActeDeSousTraitance, *, par: Agent, notifie_le: date | None = None, **_: Any
) -> None:
    acte.notifie_le = notifie_le or localdate()
    if acte.notifie_le > localdate():
        raise ValidationError({"notifie_le": "Cette date est à venir : indiquez celle de la notification."})
    if acte.notifie_le < acte.presente_le:
        raise ValidationError({"notifie_le": "L'acceptation ne peut précéder la présentation."})
    _verifier_le_plafond(acte, acte.montant_ht)
    acte.save(update_fields=["notifie_le"])


def refuser_le_sous_traitant(acte: ActeDeSousTraitance, *, par: Agent, motif: str, **_: Any) -> None:
    if not motif.strip():
        raise ValidationError({"motif": "Écrivez le motif du refus : l'équipe le lira."})
    acte.motif = motif.strip()
    acte.save(update_fields=["motif"])


@transaction.atomic
def modifier_un_acte(
    acte: ActeDeSousTraitance,
    *,
    par: Agent,
    motif: str,
    notifie_le: date,
    montant_ht: Decimal | None = None,
    duree_mois: int | None = None,
) -> ModificationDeSousTraitance:
    """Un acte modificatif : nouveau plafond ou nouvelle durée ; l'acte d'origine ne change pas."""
    if montant_ht is None and duree_mois is None:
        raise ValidationError("Indiquez un nouveau montant, une nouvelle durée, ou les deux.")
    if notifie_le > localdate():
        raise ValidationError({"notifie_le": "Cette date est à venir : indiquez celle de la notification."})
    if acte.notifie_le and notifie_le < acte.notifie_le:
        raise ValidationError({"notifie_le": "Une modification ne peut précéder l'acte qu'elle modifie."})
    if montant_ht is not None:
        deja = facture_par_le_sous_traitant(acte)
        if montant_ht < deja:
            raise ValidationError(
                {"montant_ht": f"{euros(deja)} HT sont déjà facturés par ce sous-traitant."}
            )
        _verifier_le_plafond(acte, montant_ht)
    modification = ModificationDeSousTraitance.objects.create(
        acte=acte, montant_ht=montant_ht, duree_mois=duree_mois, motif=motif.strip(), notifie_le=notifie_le
    )
    inscrire("modifier_un_acte", acte, par=par, phrase=f"a modifié l'acte de sous-traitance n° {acte.numero}")
    return modification
