"""Ce qui se tient au fil du temps : les étapes, les financements, les nouvelles."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.etape5_feuille_de_route.enums import ENGAGEES, Echeance, StatutAction, TypeSuite
from etabli.etape5_feuille_de_route.models.action import Action
from etabli.etape5_feuille_de_route.models.chaine import FeuilleDeRoute


class EtapeDAction(models.Model):
    action = models.ForeignKey(Action, models.CASCADE, related_name="etapes")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    libelle = models.CharField("étape", max_length=200)
    prevue_le = models.DateField("prévue le", null=True, blank=True)
    faite_le = models.DateField("faite le", null=True, blank=True)

    class Meta:
        verbose_name = "étape"
        ordering = ["action", "ordre", "pk"]

    def __str__(self) -> str:
        return self.libelle


class Financement(models.Model):
    """Une ligne du plan de financement, montants HT en euros."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="financements")
    financeur = models.CharField("financeur", max_length=160)
    dispositif = models.CharField("dispositif", max_length=160, blank=True)
    demande = models.DecimalField(
        "demandé", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    obtenu = models.DecimalField(
        "obtenu", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    paye = models.DecimalField(
        "payé", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "financement"
        ordering = ["action", "pk"]
        constraints = [
            models.CheckConstraint(
                name="financement_positif", condition=Q(demande__gte=0, obtenu__gte=0, paye__gte=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.financeur} : {self.demande} €"


class PointDeSuivi(models.Model):
    """Une nouvelle de l'action, datée, et sa suite typée s'il y en a une."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="points")
    le = models.DateField("date")
    statut = models.CharField("statut", max_length=20, choices=StatutAction)
    texte = models.TextField("ce qui s'est passé", blank=True)
    suite = models.CharField("suite", max_length=20, choices=TypeSuite, blank=True)
    par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    auteur = models.EmailField("adresse de qui l'a écrit sans compte", blank=True)
    est_public = models.BooleanField("montré sur la page publique", default=False)

    class Meta:
        verbose_name = "point de suivi"
        verbose_name_plural = "points de suivi"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y} : {self.get_statut_display()}"


class LienDeSuivi(models.Model):
    """Une adresse à qui l'on confie les nouvelles d'une action : un seul usage, une fin, et l'on peut le retirer."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="liens_de_suivi")
    adresse = models.EmailField("adresse électronique")
    cree_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    expire_le = models.DateField("valable jusqu'au")
    revoque_le = models.DateTimeField("retiré le", null=True, blank=True)
    servi_le = models.DateTimeField("dernière nouvelle le", null=True, blank=True)

    class Meta:
        verbose_name = "lien de suivi"
        verbose_name_plural = "liens de suivi"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"Lien de suivi de {self.adresse}"

    @property
    def fil(self) -> str:
        return self.action.fil

    @property
    def est_valable(self) -> bool:
        return self.revoque_le is None and self.expire_le >= localdate()


class BilanQuerySet(models.QuerySet["BilanDeSuivi"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(feuille__in=FeuilleDeRoute.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("feuille__dossier")


class BilanDeSuivi(models.Model):
    """Où en était la feuille à 6, 12 ou 24 mois : une photographie que rien ne change ensuite."""

    feuille = models.ForeignKey(FeuilleDeRoute, models.CASCADE, related_name="bilans")
    echeance = models.PositiveSmallIntegerField("échéance", choices=Echeance)
    etabli_le = models.DateField("établi le")
    texte = models.TextField("ce qu'il faut en retenir", blank=True)
    contenu = models.JSONField("état des actions")
    par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    objects = BilanQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan de suivi"
        verbose_name_plural = "bilans de suivi"
        ordering = ["feuille", "echeance"]
        constraints = [models.UniqueConstraint(fields=["feuille", "echeance"], name="un_bilan_par_echeance")]

    def __str__(self) -> str:
        return f"Bilan {self.get_echeance_display()}"

    @property
    def fil(self) -> str:
        return self.feuille.fil

    @property
    def nb_actions(self) -> int:
        return sum(self.contenu["statuts"].values())

    @property
    def nb_engagees(self) -> int:
        """Commencées ou finies le jour de la photographie."""
        return sum(self.contenu["statuts"].get(statut, 0) for statut in ENGAGEES)
