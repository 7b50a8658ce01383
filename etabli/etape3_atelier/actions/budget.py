"""Les dépenses de logistique, leur partage, et la prestation répartie par phase."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import PORTEURS
from etabli.etape3_atelier.models import Atelier, Depense, Jalon, PartDeLogistique
from etabli.socle.fichiers import deposer
from etabli.socle.francais import euros
from etabli.socle.journal import inscrire


@transaction.atomic
def depenser(
    atelier: Atelier,
    session: int,
    objet: str,
    montant: Decimal,
    payeur: Organisation,
    *,
    est_payee: bool = True,
    justificatif: tuple[str, bytes] | None = None,
    par: Agent,
) -> Depense:
    """Inscrit une dépense (ou un devis) ; `justificatif` est un couple nom du fichier, contenu."""
    if not 1 <= session <= atelier.nb_sessions:
        raise ValidationError({"session": f"L'atelier compte {atelier.nb_sessions} sessions."})
    _verifier_le_porteur(atelier, payeur)
    depense = Depense.objects.create(
        atelier=atelier, session=session, objet=objet, montant=montant, payeur=payeur, est_payee=est_payee
    )
    inscrire(
        "depenser",
        atelier,
        par=par,
        phrase=f"a inscrit la dépense « {objet} » (session {session})"[:300],
        donnees={"montant": montant, "payeur": str(payeur), "est_payee": est_payee},
    )
    if justificatif:
        nom, contenu = justificatif
        depense.justificatif = deposer(
            atelier, objet, contenu, nom, par=par, usage="justificatif", visibilite="porteurs"
        ).fichier
        depense.save(update_fields=["justificatif", "modifie_le"])
    return depense


@transaction.atomic
def payer_la_depense(depense: Depense, *, par: Agent) -> Depense:
    depense.est_payee = True
    depense.save(update_fields=["est_payee", "modifie_le"])
    inscrire(
        "payer_la_depense", depense.atelier, par=par, phrase=f"a noté comme payée « {depense.objet} »"[:300]
    )
    return depense


@transaction.atomic
def retirer_une_depense(depense: Depense, *, par: Agent) -> None:
    """La ligne disparaît des comptes, le journal garde ce qu'elle disait."""
    donnees = {"objet": depense.objet, "montant": depense.montant, "session": depense.session}
    atelier = depense.atelier
    depense.delete()
    inscrire(
        "retirer_une_depense",
        atelier,
        par=par,
        phrase=f"a retiré la dépense « {donnees['objet']} »"[:300],
        donnees=donnees,
    )


@transaction.atomic
def fixer_la_repartition(atelier: Atelier, parts: Mapping[Organisation, int], *, par: Agent) -> None:
    """La clé de partage de la logistique entre co-porteurs, en parts entières."""
    if not any(parts.values()):
        raise ValidationError("Il faut au moins une part : sans cela personne ne paierait.")
    for organisation, nb in parts.items():
        _verifier_le_porteur(atelier, organisation)
        PartDeLogistique.objects.update_or_create(
            atelier=atelier, organisation=organisation, defaults={"parts": nb}
        )
    inscrire(
        "fixer_la_repartition",
        atelier,
        par=par,
        phrase="a fixé le partage de la logistique",
        donnees={str(organisation): nb for organisation, nb in parts.items()},
    )


@transaction.atomic
def repartir_le_service(atelier: Atelier, montants: Mapping[Jalon, Decimal], *, par: Agent) -> None:
    """Ce que chaque phase prend du montant du marché ; la somme ne peut le dépasser."""
    prevu, total = sum(montants.values(), Decimal(0)), atelier.marche.montant_ht
    if total is not None and prevu > total:
        raise ValidationError(
            f"La somme des phases dépasse de {euros(prevu - total)} le montant du marché. Réduisez une phase."
        )
    for jalon, montant in montants.items():
        jalon.montant_ht = montant
        jalon.save(update_fields=["montant_ht"])
    inscrire("repartir_le_service", atelier, par=par, phrase="a réparti la prestation par phase")


def _verifier_le_porteur(atelier: Atelier, organisation: Organisation) -> None:
    if organisation not in atelier.dossier.organisations(*PORTEURS):
        raise ValidationError(
            {"payeur": f"{organisation} n'est pas co-porteur : la logistique revient aux co-porteurs."}
        )
