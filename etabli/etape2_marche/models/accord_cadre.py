"""L'accord-cadre de la DGALN, ses critères, ses titulaires."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.etape2_marche.enums import (
    ClauseEnvironnementale,
    ClauseSociale,
    FormeDeGroupement,
    FormeDePrix,
    Procedure,
    RegleDArrondi,
    RegleDEgalite,
    RegleDePrix,
    TypeDePrix,
)
from etabli.socle.models import Horodate

CPV = RegexValidator(r"^[0-9]{8}$", "Un code CPV compte huit chiffres, sans le caractère de contrôle.")
# Les données essentielles n'admettent que 16 caractères, sans espace ni ponctuation gênante (DECP v2.0.3).
IDENTIFIANT = RegexValidator(
    r'^[^&"\\<\s,;]{1,16}$', "Seize caractères au plus, sans espace, virgule ni point-virgule."
)


class AccordCadreQuerySet(models.QuerySet["AccordCadre"]):
    def visible_to(self, agent: Agent) -> Self:
        """La DGALN et les services qui achètent ; un titulaire, les siens."""
        if agent.est_dgaln or agent.est_service_deconcentre:
            return self
        titres = Titulaire.objects.filter(
            groupement__membres__organisation_id__in=agent.organisations_ids,
            groupement__membres__jusqu_au__isnull=True,
        )
        return self.filter(pk__in=titres.values("accord_cadre_id"))

    def en_vigueur(self, le: date | None = None) -> Self:
        jour = le or localdate()
        return self.filter(debut_le__lte=jour, fin_le__gte=jour)

    def for_list(self) -> Self:
        return self.annotate(nb_titulaires=models.Count("titulaires"))


class AccordCadre(Horodate):
    numero = models.CharField("numéro", max_length=16, blank=True, validators=[IDENTIFIANT])
    intitule = models.CharField("intitulé", max_length=200)
    debut_le = models.DateField("du")
    fin_le = models.DateField("au")
    est_date_au_jour = models.BooleanField("dates connues au jour près", default=True)
    montant_maximum = models.DecimalField(
        "montant maximum HT en euros", max_digits=12, decimal_places=2, null=True, blank=True
    )
    nb_titulaires_attendus = models.PositiveSmallIntegerField("nombre de titulaires", null=True, blank=True)
    regle_de_prix = models.CharField(
        "règle de notation du prix", max_length=20, choices=RegleDePrix, default=RegleDePrix.PROPORTIONNELLE
    )
    regle_d_egalite = models.CharField(
        "en cas d'égalité", max_length=20, choices=RegleDEgalite, default=RegleDEgalite.AUCUNE
    )
    regle_d_arrondi = models.CharField(
        "comparaison des totaux", max_length=20, choices=RegleDArrondi, default=RegleDArrondi.EXACT
    )
    note_maximale = models.PositiveSmallIntegerField(
        "note maximale par critère",
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    code_cpv = models.CharField("code CPV", max_length=8, blank=True, validators=[CPV])
    procedure = models.CharField("procédure de passation", max_length=40, choices=Procedure, blank=True)
    forme_de_prix = models.CharField("forme du prix", max_length=20, choices=FormeDePrix, blank=True)
    type_de_prix = models.CharField("type de prix", max_length=30, choices=TypeDePrix, blank=True)
    clause_sociale = models.CharField(
        "considération sociale", max_length=40, choices=ClauseSociale, blank=True
    )
    clause_environnementale = models.CharField(
        "considération environnementale", max_length=40, choices=ClauseEnvironnementale, blank=True
    )
    acheteurs = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name="services acheteurs",
        help_text="Aucun : tous les services déconcentrés peuvent passer un marché subséquent.",
    )
    taux_tva = models.DecimalField(
        "taux de TVA en %",
        max_digits=4,
        decimal_places=2,
        default=Decimal(20),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(30))],
    )
    delai_de_verification_mois = models.PositiveSmallIntegerField(
        "délai de vérification d'un livrable, en mois", default=2
    )
    delai_de_paiement_jours = models.PositiveSmallIntegerField(
        "délai de paiement d'une facture, en jours", default=30
    )
    source = models.CharField("source", max_length=300, blank=True)
    est_fictif = models.BooleanField("valeurs fictives de démonstration", default=False)

    objects = AccordCadreQuerySet.as_manager()

    class Meta:
        verbose_name = "accord-cadre"
        verbose_name_plural = "accords-cadres"
        ordering = ["-debut_le"]
        constraints = [
            models.CheckConstraint(
                name="accord_cadre_finit_apres_son_debut", condition=Q(fin_le__gt=models.F("debut_le"))
            ),
            models.UniqueConstraint(
                fields=["numero"], condition=~Q(numero=""), name="accord_cadre_numero_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.intitule

    def get_absolute_url(self) -> str:
        return reverse("marche:accord_cadre", args=[self.pk])

    @property
    def periode(self) -> str:
        """« 2019-2023 » quand seules les années sont connues."""
        if self.est_date_au_jour:
            return f"du {self.debut_le:%d/%m/%Y} au {self.fin_le:%d/%m/%Y}"
        return f"{self.debut_le.year}-{self.fin_le.year}"

    @property
    def nb_titulaires_inconnus(self) -> int:
        """Ceux que le cadre annonce et qui ne sont pas encore saisis."""
        return max(0, (self.nb_titulaires_attendus or 0) - len(self.titulaires.all()))

    @property
    def total_des_poids(self) -> Decimal:
        return sum((c.poids for c in self.criteres.all()), Decimal(0))


class Critere(models.Model):
    accord_cadre = models.ForeignKey(AccordCadre, models.CASCADE, related_name="criteres")
    nom = models.CharField("critère", max_length=200)
    poids = models.DecimalField(
        "poids en %", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    est_prix = models.BooleanField("critère du prix", default=False)
    est_proposition = models.BooleanField("proposition, à remplacer par le critère du cadre", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "critère d'attribution"
        verbose_name_plural = "critères d'attribution"
        ordering = ["accord_cadre", "ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accord_cadre"], condition=Q(est_prix=True), name="un_seul_critere_de_prix"
            ),
            models.CheckConstraint(name="critere_poids_positif", condition=Q(poids__gt=0)),
        ]

    def __str__(self) -> str:
        return self.nom


class SousCritere(models.Model):
    """Une part d'un critère, notée à part ; son poids se prend sur celui du critère."""

    critere = models.ForeignKey(Critere, models.CASCADE, related_name="sous_criteres")
    nom = models.CharField("sous-critère", max_length=200)
    poids = models.DecimalField(
        "poids en %", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "sous-critère"
        verbose_name_plural = "sous-critères"
        ordering = ["critere", "ordre", "pk"]
        constraints = [
            models.CheckConstraint(name="sous_critere_poids_positif", condition=Q(poids__gt=0)),
        ]

    def __str__(self) -> str:
        return self.nom


class Titulaire(models.Model):
    accord_cadre = models.ForeignKey(AccordCadre, models.CASCADE, related_name="titulaires")
    groupement = models.ForeignKey(Groupement, models.PROTECT, related_name="titres")
    rang = models.PositiveSmallIntegerField("rang", default=1)
    forme = models.CharField("forme du groupement", max_length=20, choices=FormeDeGroupement, blank=True)
    depuis_le = models.DateField("depuis le", null=True, blank=True)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)
    motif_de_fin = models.TextField("motif de la fin du titre", blank=True)

    class Meta:
        verbose_name = "titulaire"
        ordering = ["accord_cadre", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["accord_cadre", "groupement"], name="titulaire_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.groupement)

    @property
    def est_en_cours(self) -> bool:
        return self.jusqu_au is None or self.jusqu_au >= localdate()
