"""La logistique des sessions : ce qui est dépensé, qui l'a payé, et la part de chacun."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q, Sum

from etabli.annuaire.models import Organisation
from etabli.dossier.enums import PORTEURS, Role
from etabli.etape2_marche.enums import EtatDeLaFacture
from etabli.etape3_atelier.models.atelier import Atelier, PartieQuerySet
from etabli.socle.models import Fichier, Horodate


class DepenseQuerySet(PartieQuerySet):
    def for_list(self) -> Self:
        return self.select_related("payeur", "justificatif").prefetch_related("justificatif__versions")


class Depense(Horodate):
    """Une dépense de logistique d'une session, à la charge d'un co-porteur : un devis, puis une facture."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="depenses")
    session = models.PositiveSmallIntegerField("session")
    objet = models.CharField("objet", max_length=200)
    montant = models.DecimalField(
        "montant TTC", max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    payeur = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="payée par")
    est_payee = models.BooleanField("payée", default=True)
    justificatif = models.ForeignKey(
        Fichier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="devis ou facture"
    )

    objects = DepenseQuerySet.as_manager()

    class Meta:
        verbose_name = "dépense"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(name="depense_positive", condition=Q(montant__gte=0)),
            models.CheckConstraint(name="depense_d_une_session", condition=Q(session__gte=1)),
        ]

    def __str__(self) -> str:
        return self.objet


class PartDeLogistique(models.Model):
    """La clé de partage : combien de parts prend un co-porteur. Sans clé, chacun en prend une."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="parts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    parts = models.PositiveSmallIntegerField("parts", default=1)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "part de logistique"
        verbose_name_plural = "parts de logistique"
        ordering = ["atelier", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "organisation"], name="une_part_par_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} : {self.parts}"


def cle_de_partage(atelier: Atelier) -> dict[Organisation, int]:
    """Les parts de chaque porteur ; sans clé écrite, une par collectivité co-porteuse et rien pour l'État.

    programme.txt : « à la charge des co-porteurs, principalement de la ou des collectivités ».
    """
    ecrites = {part.organisation_id: part.parts for part in atelier.parts.all()}
    porteurs = atelier.dossier.organisations(*PORTEURS)
    if any(ecrites.get(o.pk) for o in porteurs):
        return {o: ecrites.get(o.pk, 0) for o in porteurs}
    collectivites = set(atelier.dossier.organisations(Role.COPORTEUR)) or set(porteurs)
    return {o: int(o in collectivites) for o in porteurs}


@dataclass(frozen=True)
class CompteDeSession:
    libelle: str
    prevu: Decimal
    paye: Decimal


def comptes_par_session(atelier: Atelier, depenses: Iterable[Depense]) -> list[CompteDeSession]:
    """Chaque session du calendrier, puis le total ; une session sans dépense y est, à zéro."""
    lignes = list(depenses)
    rangs = sorted({*range(1, atelier.nb_sessions + 1), *(d.session for d in lignes)})
    comptes = [_compter(f"Session n° {n}", [d for d in lignes if d.session == n]) for n in rangs]
    return [*comptes, _compter("Total", lignes)]


def _compter(libelle: str, lignes: Sequence[Depense]) -> CompteDeSession:
    prevu = sum((d.montant for d in lignes), Decimal(0))
    return CompteDeSession(libelle, prevu, sum((d.montant for d in lignes if d.est_payee), Decimal(0)))


@dataclass(frozen=True)
class CompteDuMarche:
    intitule: str
    montant_ht: Decimal | None
    facture_ht: Decimal
    paye_ht: Decimal

    @property
    def reste_ht(self) -> Decimal | None:
        return None if self.montant_ht is None else self.montant_ht - self.facture_ht


def comptes_du_marche(atelier: Atelier) -> list[CompteDuMarche]:
    """Les postes de prix de l'étape 2, ce qui en a été facturé et payé ; les factures refusées ne comptent pas."""
    comptees = ~Q(lignes__facture__etat=EtatDeLaFacture.REJETEE)
    postes = atelier.marche.phases.annotate(
        facture_ht=Sum("lignes__montant_ht", filter=comptees, default=Decimal(0)),
        paye_ht=Sum(
            "lignes__montant_ht",
            filter=comptees & Q(lignes__facture__payee_le__isnull=False),
            default=Decimal(0),
        ),
    )
    comptes = [CompteDuMarche(p.intitule, p.montant_ht, p.facture_ht, p.paye_ht) for p in postes]
    if not comptes:
        return []
    prix = [c.montant_ht for c in comptes if c.montant_ht is not None]
    total = CompteDuMarche(
        "Total",
        sum(prix, Decimal(0)) if len(prix) == len(comptes) else None,
        sum((c.facture_ht for c in comptes), Decimal(0)),
        sum((c.paye_ht for c in comptes), Decimal(0)),
    )
    return [*comptes, total]
