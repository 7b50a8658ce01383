"""L'action : qui la porte, quand, à quel coût, et ce dont elle dépend."""

from decimal import Decimal
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import Thematique
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.calcul import (
    LigneDeFinancement,
    PlanDeFinancement,
    annees_de,
    ecart_des_annees,
    plan,
)
from etabli.etape5_feuille_de_route.enums import Horizon, Maturite, Priorite, StatutAction
from etabli.etape5_feuille_de_route.models.chaine import Axe, FeuilleDeRoute, Objectif
from etabli.socle.models import Horodate
from etabli.territoires.models import Commune


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
            .prefetch_related(
                "financements", "etapes", "communes", "depend_de", "contributions", "couts_annuels"
            )
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
    motif_de_priorite = models.TextField("raison de cette priorité", blank=True)
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
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
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
                violation_error_message="La fin précède le début : corrigez l'une des deux dates.",
            ),
            models.CheckConstraint(
                name="action_fourchette_de_cout",
                condition=Q(cout_min__isnull=True)
                | Q(cout_max__isnull=True)
                | Q(cout_max__gte=F("cout_min")),
                violation_error_message="Le coût le plus haut est sous le plus bas : corrigez l'un des deux.",
            ),
            models.CheckConstraint(
                name="action_point_entier",
                condition=Q(lon__isnull=True, lat__isnull=True) | Q(lon__isnull=False, lat__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero}. {self.titre}"

    def clean(self) -> None:
        if self.objectif and self.objectif.axe_id != self.axe_id:
            raise ValidationError(
                {"objectif": "Cet objectif est celui d'un autre axe : choisissez-en un de l'axe."}
            )

    def get_absolute_url(self) -> str:
        return reverse("feuille_de_route:action", args=[self.feuille.dossier_id, self.numero])

    @property
    def nommee(self) -> str:
        """Comme on la cite dans une phrase."""
        return f"l'action {self.numero} «\u00a0{self.titre}\u00a0»"

    @property
    def fil(self) -> str:
        return self.feuille.fil

    @property
    def plan(self) -> PlanDeFinancement:
        """Les financements doivent être préchargés quand il y a plusieurs actions."""
        return plan(self.cout, self.lignes, self.cout_min)

    @property
    def lignes(self) -> list[LigneDeFinancement]:
        return [
            LigneDeFinancement(f.financeur, f.demande, f.obtenu, f.paye, f.dispositif)
            for f in self.financements.all()
        ]

    @property
    def annees_saisies(self) -> dict[int, Decimal]:
        """Le coût tel qu'on l'a réparti ; vide quand personne ne l'a fait."""
        return {cout.annee: cout.montant for cout in self.couts_annuels.all()}

    @property
    def annees(self) -> dict[int, Decimal]:
        return annees_de(self.cout, self.annees_saisies, self.debut_le, self.fin_le)

    @property
    def ecart_des_annees(self) -> Decimal:
        return ecart_des_annees(self.cout, self.annees_saisies)

    @property
    def point(self) -> tuple[float, float] | None:
        """(longitude, latitude) du lieu marqué."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    @property
    def cout(self) -> Decimal | None:
        """Le haut de la fourchette, ou le seul montant connu."""
        return self.cout_min if self.cout_max is None else self.cout_max

    @property
    def est_en_jeu(self) -> bool:
        return self.statut != StatutAction.ABANDONNEE

    @property
    def version(self) -> str:
        """Ce qui change à chaque enregistrement : un formulaire sait s'il a été lu trop tôt."""
        return self.modifie_le.isoformat()
