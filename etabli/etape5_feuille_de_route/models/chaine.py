"""La chaîne : la feuille, ses enjeux, ses axes, leurs objectifs."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier, des_dossiers_vus
from etabli.etape3_atelier.models import Constat
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.socle.models import Horodate


class FeuilleDeRouteQuerySet(models.QuerySet["FeuilleDeRoute"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier")

    def publiques(self) -> Self:
        """Celles dont le suivi est ouvert à tous ; une feuille encore en écriture ne l'est jamais."""
        return self.filter(publiee_le__isnull=False, etat__in=[Etat.ADOPTEE, Etat.CLOSE])

    def for_detail(self) -> Self:
        """La feuille, son dossier et ses membres : de quoi juger tous les droits sans autre requête."""
        return self.select_related("dossier__format").prefetch_related("dossier__membres__organisation")


class FeuilleDeRoute(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="feuille_de_route")
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.REDACTION)
    vision = models.TextField("vision", blank=True)
    adoptee_le = models.DateField("adoptée le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    publiee_le = models.DateField("suivi public depuis le", null=True, blank=True)
    taux_maximal = models.PositiveSmallIntegerField(
        "part maximale d'aides, en %",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    objects = FeuilleDeRouteQuerySet.as_manager()

    class Meta:
        verbose_name = "feuille de route"
        verbose_name_plural = "feuilles de route"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="feuille_de_route_etat_connu", condition=Q(etat__in=Etat.values))
        ]

    def __str__(self) -> str:
        return f"Feuille de route «\u00a0{self.dossier}\u00a0»"

    def get_absolute_url(self) -> str:
        return reverse("feuille_de_route:detail", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"

    def contributions(self) -> "models.QuerySet[Contribution]":
        """Tout ce que les séances de ce dossier ont recueilli et montrent."""
        return Contribution.objects.filter(activite__seance__atelier__dossier=self.dossier_id).montrables()


class EnjeuQuerySet(models.QuerySet["Enjeu"]):
    def avec_comptes(self) -> Self:
        """Combien de contributions et de constats portent chaque enjeu, et les axes qui y répondent."""
        return self.prefetch_related("axes").annotate(
            nb_contributions=models.Count("contributions", distinct=True),
            nb_constats=models.Count("constats", distinct=True),
        )


class Enjeu(models.Model):
    """Ce qui compte, tel que la session 1 l'a établi ; il s'appuie sur des paroles et des constats."""

    feuille = models.ForeignKey(FeuilleDeRoute, models.CASCADE, related_name="enjeux")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    titre = models.CharField("enjeu", max_length=200)
    texte = models.TextField("explication", blank=True)
    contributions = models.ManyToManyField(Contribution, blank=True, related_name="enjeux")
    constats = models.ManyToManyField(Constat, blank=True, related_name="enjeux")

    objects = EnjeuQuerySet.as_manager()

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
