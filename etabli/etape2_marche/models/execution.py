"""L'exécution : les phases et leur prix, les ordres, les livrables, les factures, ce qui change en route.

Le marché garde son prix et sa durée d'origine ; chaque avenant notifié dit ce qu'il y ajoute.
"""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import TypeLivrable
from etabli.etape2_marche.enums import (
    LIVRABLES_CLOS,
    Decision,
    EtatDeLActe,
    EtatDeLaFacture,
    EtatDeLAvenant,
    EtatDeLOrdre,
    EtatDuLivrable,
    NatureDeFacture,
    NatureDOrdre,
    VariationDePrix,
)
from etabli.etape2_marche.models.marche import Marche, dossiers_portes_par, groupements_de
from etabli.socle.models import Horodate


def montant(libelle: str, **options: Any) -> "models.DecimalField[Any, Any]":
    return models.DecimalField(libelle, max_digits=10, decimal_places=2, **options)


class ExecutionQuerySet(models.QuerySet[Any]):
    """Ce qui s'exécute se lit par qui conduit le marché, et par l'équipe qui en est titulaire."""

    def visible_to(self, agent: Agent) -> Self:
        if agent.est_dgaln:
            return self
        places = groupements_de(agent).values("groupement_id")
        portes = dossiers_portes_par(agent).values("dossier_id")
        return self.filter(
            Q(marche__dossier_id__in=portes)
            | Q(marche__titulaire__groupement_id__in=places, marche__notifie_le__isnull=False)
        )


class DuMarche(Horodate):
    """Ce que tout objet de l'exécution sait : son marché, et le dossier où son journal se lit."""

    marche: "models.ForeignKey[Any, Any]"
    # Le segment d'adresse de sa famille.
    famille = ""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("marche:objet_d_execution", args=[self.marche.pk, self.famille, self.pk])

    @property
    def fil(self) -> str:
        return str(self.marche.fil)


class Phase(models.Model):
    """Un poste de la décomposition du prix : ce que l'on paie quand la phase est faite."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="phases")
    ordre = models.PositiveSmallIntegerField("ordre")
    intitule = models.CharField("phase", max_length=160)
    montant_ht = montant("prix HT", null=True, blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "phase du marché"
        verbose_name_plural = "phases du marché"
        ordering = ["marche", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "ordre"], name="phase_du_marche_ordonnee"),
            models.CheckConstraint(
                name="phase_prix_positif", condition=Q(montant_ht__isnull=True) | Q(montant_ht__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.intitule


class OrdreDeService(DuMarche):
    """Une décision de l'acheteur que l'équipe exécute ; elle en accuse réception, et peut l'assortir d'observations."""

    famille = "ordres"
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="ordres")
    numero = models.PositiveSmallIntegerField("numéro")
    nature = models.CharField("nature", max_length=20, choices=NatureDOrdre)
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="ordres")
    objet = models.TextField("ce qui est prescrit")
    effet_le = models.DateField("prend effet le")
    emis_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    emis_le = models.DateTimeField("émis le")
    etat = models.CharField("état", max_length=20, choices=EtatDeLOrdre, default=EtatDeLOrdre.EMIS)
    recu_le = models.DateField("reçu le", null=True, blank=True)
    observations = models.TextField("observations de l'équipe", blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "ordre de service"
        verbose_name_plural = "ordres de service"
        ordering = ["marche", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "numero"], name="ordre_de_service_numerote"),
            models.CheckConstraint(
                name="ordre_recu_avec_sa_date",
                condition=~Q(etat=EtatDeLOrdre.RECU) | Q(emis_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Ordre de service n° {self.numero}"


class LivrableDuMarche(DuMarche):
    """Ce que l'équipe doit remettre, et la décision que sa vérification appelle."""

    famille = "livrables"
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="livrables")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    intitule = models.CharField("livrable", max_length=160)
    type = models.CharField("type", max_length=20, choices=TypeLivrable, blank=True)
    phase = models.ForeignKey(Phase, models.PROTECT, null=True, blank=True, related_name="livrables")
    attendu_le = models.DateField("attendu le", null=True, blank=True)
    remis_le = models.DateField("remis le", null=True, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatDuLivrable, default=EtatDuLivrable.ATTENDU)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "livrable du marché"
        verbose_name_plural = "livrables du marché"
        ordering = ["marche", "ordre", "pk"]

    def __str__(self) -> str:
        return self.intitule

    @property
    def est_clos(self) -> bool:
        return self.etat in LIVRABLES_CLOS


class DecisionDAdmission(models.Model):
    """Une décision prise après vérification d'un livrable : elle ne s'efface pas, une autre peut la suivre."""

    livrable = models.ForeignKey(LivrableDuMarche, models.CASCADE, related_name="decisions")
    decision = models.CharField("décision", max_length=20, choices=Decision)
    motif = models.TextField("motif", blank=True)
    prononcee_le = models.DateField("prononcée le")
    remis_le = models.DateField("sur la remise du")
    refaction_ht = montant("réfaction HT", default=Decimal(0))
    a_reprendre_pour_le = models.DateField("à reprendre pour le", null=True, blank=True)
    par = models.ForeignKey(Agent, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "décision d'admission"
        verbose_name_plural = "décisions d'admission"
        ordering = ["livrable", "prononcee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_defavorable_motivee",
                condition=Q(decision=Decision.ADMISSION) | ~Q(motif=""),
            ),
            models.CheckConstraint(
                name="refaction_chiffree",
                condition=Q(decision=Decision.REFACTION, refaction_ht__gt=0)
                | (~Q(decision=Decision.REFACTION) & Q(refaction_ht=0)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} : {self.livrable}"


class ActeDeSousTraitance(DuMarche):
    """Un sous-traitant présenté, puis accepté ou refusé ; accepté, il est payé à hauteur de son acte."""

    famille = "sous-traitance"
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="actes_de_sous_traitance")
    numero = models.PositiveSmallIntegerField("numéro")
    donneur_d_ordre = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="membre de l'équipe qui sous-traite"
    )
    sous_traitant = models.ForeignKey(
        Organisation, models.PROTECT, related_name="actes_de_sous_traitance", verbose_name="sous-traitant"
    )
    prestation = models.TextField("prestation sous-traitée")
    montant_ht = montant("montant maximal HT", validators=[MinValueValidator(Decimal("0.01"))])
    duree_mois = models.PositiveSmallIntegerField("durée en mois")
    variation_de_prix = models.CharField(
        "variation du prix", max_length=20, choices=VariationDePrix, default=VariationDePrix.FERME
    )
    est_paye_directement = models.BooleanField("payé directement par l'acheteur", default=True)
    presente_le = models.DateField("présenté le")
    etat = models.CharField("état", max_length=20, choices=EtatDeLActe, default=EtatDeLActe.PRESENTE)
    motif = models.TextField("motif du refus", blank=True)
    notifie_le = models.DateField("notifié le", null=True, blank=True)
    donnees_publiees_le = models.DateField("données essentielles publiées le", null=True, blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "acte de sous-traitance"
        verbose_name_plural = "actes de sous-traitance"
        ordering = ["marche", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "numero"], name="acte_de_sous_traitance_numerote"),
            models.CheckConstraint(name="sous_traitance_chiffree", condition=Q(montant_ht__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Acte de sous-traitance n° {self.numero} : {self.sous_traitant}"


class ModificationDeSousTraitance(models.Model):
    """Ce qu'un acte modificatif change à un acte publié : on n'édite pas, on ajoute (DECP v2.0.3)."""

    acte = models.ForeignKey(ActeDeSousTraitance, models.CASCADE, related_name="modifications")
    montant_ht = montant("nouveau montant maximal HT", null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("nouvelle durée en mois", null=True, blank=True)
    motif = models.TextField("motif")
    notifie_le = models.DateField("notifiée le")
    donnees_publiees_le = models.DateField("données essentielles publiées le", null=True, blank=True)

    class Meta:
        verbose_name = "modification d'un acte de sous-traitance"
        verbose_name_plural = "modifications d'actes de sous-traitance"
        ordering = ["acte", "notifie_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="modification_de_sous_traitance_utile",
                condition=Q(montant_ht__isnull=False) | Q(duree_mois__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Modification de l'acte n° {self.acte.numero}"


class AvenantQuerySet(ExecutionQuerySet):
    def notifies(self) -> Self:
        return self.filter(etat=EtatDeLAvenant.NOTIFIE)


class Avenant(DuMarche):
    """Ce qui change au marché : son prix, sa durée ou la composition de l'équipe, jamais l'accord-cadre.

    `titulaires_apres` n'est rempli que si l'équipe change ; c'est alors toute l'équipe, le mandataire d'abord.
    """

    famille = "avenants"
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="avenants")
    numero = models.PositiveSmallIntegerField("numéro")
    objet = models.TextField("objet de l'avenant")
    motif = models.TextField("ce qui le rend nécessaire")
    ecart_ht = montant("écart de prix HT", default=Decimal(0))
    phase = models.ForeignKey(
        Phase,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="avenants",
        verbose_name="phase dont le prix change",
    )
    duree_mois_apres = models.PositiveSmallIntegerField("nouvelle durée en mois", null=True, blank=True)
    titulaires_apres = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name="équipe après l'avenant"
    )
    etat = models.CharField("état", max_length=20, choices=EtatDeLAvenant, default=EtatDeLAvenant.PROJET)
    montant_ht_apres = montant("montant HT du marché après l'avenant", null=True, blank=True)
    notifie_le = models.DateField("notifié le", null=True, blank=True)
    donnees_publiees_le = models.DateField("données essentielles publiées le", null=True, blank=True)

    objects = AvenantQuerySet.as_manager()

    class Meta:
        verbose_name = "avenant"
        ordering = ["marche", "numero"]
        constraints = [models.UniqueConstraint(fields=["marche", "numero"], name="avenant_numerote")]

    def __str__(self) -> str:
        return f"Avenant n° {self.numero}"


class Facture(DuMarche):
    """Une demande de paiement : ses lignes par phase, ce qui en est retenu, et le jour où elle est payée."""

    famille = "factures"
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="factures")
    numero = models.CharField("numéro de la facture", max_length=60)
    emetteur = models.ForeignKey(
        Organisation, models.PROTECT, related_name="factures", verbose_name="émise par"
    )
    acte = models.ForeignKey(
        ActeDeSousTraitance,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="factures",
        verbose_name="au titre de l'acte de sous-traitance",
    )
    nature = models.CharField(
        "nature", max_length=20, choices=NatureDeFacture, default=NatureDeFacture.ACOMPTE
    )
    recue_le = models.DateField("reçue le")
    avance_ht = montant("avance HT", default=Decimal(0))
    reprise_d_avance_ht = montant("remboursement de l'avance HT", default=Decimal(0))
    retenue_ht = montant("retenue HT", default=Decimal(0))
    motif_de_retenue = models.CharField("motif de la retenue", max_length=300, blank=True)
    taux_tva = models.DecimalField("taux de TVA en %", max_digits=4, decimal_places=2, default=Decimal(20))
    etat = models.CharField("état", max_length=20, choices=EtatDeLaFacture, default=EtatDeLaFacture.RECUE)
    service_fait_le = models.DateField("service fait constaté le", null=True, blank=True)
    payee_le = models.DateField("payée le", null=True, blank=True)
    reference_de_paiement = models.CharField("référence du paiement", max_length=80, blank=True)
    motif = models.TextField("motif du retour", blank=True)

    objects = ExecutionQuerySet.as_manager()

    class Meta:
        verbose_name = "facture"
        ordering = ["marche", "recue_le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "emetteur", "numero"], name="facture_une_fois"),
            models.CheckConstraint(
                name="facture_retenues_positives",
                condition=Q(avance_ht__gte=0, reprise_d_avance_ht__gte=0, retenue_ht__gte=0),
            ),
            models.CheckConstraint(
                name="facture_retenue_motivee", condition=Q(retenue_ht=0) | ~Q(motif_de_retenue="")
            ),
        ]

    def __str__(self) -> str:
        return f"Facture {self.numero}"


class LigneDeFacture(models.Model):
    """Ce qu'une facture demande pour une phase."""

    facture = models.ForeignKey(Facture, models.CASCADE, related_name="lignes")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="lignes")
    montant_ht = montant("montant HT")

    class Meta:
        verbose_name = "ligne de facture"
        verbose_name_plural = "lignes de facture"
        ordering = ["facture", "phase__ordre"]
        constraints = [
            models.UniqueConstraint(fields=["facture", "phase"], name="une_ligne_par_phase"),
            models.CheckConstraint(name="ligne_de_facture_positive", condition=Q(montant_ht__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.phase} : {self.montant_ht} € HT"
