"""La feuille de route : des contributions aux enjeux, des enjeux aux axes, des axes aux actions financées."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import Dossier, Thematique
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul import LigneDeFinancement, PlanDeFinancement, plan
from etabli.etape5_feuille_de_route.enums import (
    Etat,
    Horizon,
    Maturite,
    Priorite,
    StatutAction,
    TypeSuite,
)
from etabli.socle.models import Horodate
from etabli.territoires.models import Commune


class FeuilleDeRouteQuerySet(models.QuerySet["FeuilleDeRoute"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(dossier__in=Dossier.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier")


class FeuilleDeRoute(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="feuille_de_route")
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.REDACTION)
    vision = models.TextField("vision", blank=True)
    adoptee_le = models.DateField("adoptée le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)

    objects = FeuilleDeRouteQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="feuille_de_route_etat_connu", condition=Q(etat__in=Etat.values))
        ]

    def __str__(self) -> str:
        return f"Feuille de route « {self.dossier} »"

    def get_absolute_url(self) -> str:
        return reverse("feuille_de_route:detail", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class Enjeu(models.Model):
    """Ce qui compte, tel que la session 1 l'a établi ; il s'appuie sur des paroles et des constats."""

    feuille = models.ForeignKey(FeuilleDeRoute, models.CASCADE, related_name="enjeux")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("enjeu", max_length=200)
    texte = models.TextField("explication", blank=True)
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="enjeux")
    constats = models.ManyToManyField(Constat, blank=True, related_name="enjeux")

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["feuille", "ordre", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def fil(self) -> str:
        return self.feuille.fil


class Axe(models.Model):
    """Une orientation de la stratégie (session 2), qui répond à des enjeux."""

    feuille = models.ForeignKey(FeuilleDeRoute, models.CASCADE, related_name="axes")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("axe", max_length=200)
    texte = models.TextField("intention", blank=True)
    enjeux = models.ManyToManyField(Enjeu, blank=True, related_name="axes")
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="axes")

    class Meta:
        verbose_name = "axe"
        ordering = ["feuille", "ordre", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def fil(self) -> str:
        return self.feuille.fil


class Objectif(models.Model):
    axe = models.ForeignKey(Axe, models.CASCADE, related_name="objectifs")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("objectif", max_length=200)

    class Meta:
        verbose_name = "objectif"
        ordering = ["axe", "ordre", "pk"]

    def __str__(self) -> str:
        return self.titre


def _total(champ: str) -> Coalesce:
    return Coalesce(
        Sum(f"financements__{champ}"),
        Value(Decimal(0)),
        output_field=DecimalField(max_digits=14, decimal_places=2),
    )


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(feuille__in=FeuilleDeRoute.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("axe", "objectif", "thematique", "maitrise_d_ouvrage").order_by("numero")

    def for_detail(self) -> Self:
        """Une action et tout ce qu'on en montre, en un nombre constant de requêtes."""
        return (
            self.for_list()
            .select_related("feuille__dossier")
            .prefetch_related("financements", "etapes", "communes", "depend_de", "contributions")
        )

    def en_jeu(self) -> Self:
        """Ce que l'on compte encore : une action abandonnée reste écrite, sans peser sur les totaux."""
        return self.exclude(statut=StatutAction.ABANDONNEE)

    def avec_financement(self) -> Self:
        """Annote demandé, obtenu et payé, en euros."""
        return self.annotate(demande=_total("demande"), obtenu=_total("obtenu"), paye=_total("paye"))


class Action(Horodate):
    feuille = models.ForeignKey(FeuilleDeRoute, models.CASCADE, related_name="actions")
    axe = models.ForeignKey(Axe, models.PROTECT, related_name="actions")
    objectif = models.ForeignKey(
        Objectif, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="objectif"
    )
    numero = models.PositiveSmallIntegerField("numéro")
    titre = models.CharField("action", max_length=250)
    description = models.TextField("description", blank=True)
    thematique = models.ForeignKey(
        Thematique, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name="thématique"
    )
    priorite = models.CharField("priorité", max_length=10, choices=Priorite, default=Priorite.MOYENNE)
    maturite = models.CharField("maturité", max_length=20, choices=Maturite, default=Maturite.FICHE_PROJET)
    statut = models.CharField("statut", max_length=20, choices=StatutAction, default=StatutAction.A_VENIR)
    horizon = models.CharField("horizon", max_length=10, choices=Horizon, default=Horizon.COURT)
    maitrise_d_ouvrage = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name="maîtrise d'ouvrage",
    )
    referent = models.CharField("référent", max_length=160, blank=True)
    partenaires = models.CharField("partenaires", max_length=400, blank=True)
    communes = models.ManyToManyField(Commune, blank=True, related_name="+", verbose_name="communes")
    debut_le = models.DateField("début", null=True, blank=True)
    fin_le = models.DateField("fin", null=True, blank=True)
    cout_min = models.DecimalField(
        "coût HT, au moins", max_digits=12, decimal_places=2, null=True, blank=True
    )
    cout_max = models.DecimalField("coût HT, au plus", max_digits=12, decimal_places=2, null=True, blank=True)
    indicateur = models.CharField("indicateur", max_length=250, blank=True)
    prochain_pas = models.CharField("prochain pas", max_length=250, blank=True)
    documents_lies = models.CharField("liens avec PLUi, SCoT, CRTE, PPA", max_length=300, blank=True)
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="actions")
    depend_de = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="conditionne", verbose_name="dépend de"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        ordering = ["feuille", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["feuille", "numero"], name="action_numerotee"),
            models.CheckConstraint(
                name="action_finit_apres_son_debut",
                condition=Q(debut_le__isnull=True) | Q(fin_le__isnull=True) | Q(fin_le__gte=F("debut_le")),
            ),
            models.CheckConstraint(
                name="action_fourchette_de_cout",
                condition=Q(cout_min__isnull=True)
                | Q(cout_max__isnull=True)
                | Q(cout_max__gte=F("cout_min")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.titre}"

    def get_absolute_url(self) -> str:
        return reverse("feuille_de_route:action", args=[self.feuille.dossier_id, self.numero])

    @property
    def fil(self) -> str:
        return self.feuille.fil

    @property
    def plan(self) -> PlanDeFinancement:
        """Les financements doivent être préchargés quand il y a plusieurs actions."""
        lignes = [
            LigneDeFinancement(f.financeur, f.demande, f.obtenu, f.paye) for f in self.financements.all()
        ]
        return plan(self.cout, lignes, self.cout_min)

    @property
    def cout(self) -> Decimal | None:
        """Le haut de la fourchette, ou le seul montant connu."""
        return self.cout_min if self.cout_max is None else self.cout_max

    @property
    def version(self) -> str:
        """Ce qui change à chaque enregistrement : un formulaire sait s'il a été lu trop tôt."""
        return self.modifie_le.isoformat()


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

    class Meta:
        verbose_name = "point de suivi"
        verbose_name_plural = "points de suivi"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.le:%d/%m/%Y} : {self.get_statut_display()}"
