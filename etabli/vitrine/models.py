"""Les ateliers réels recensés avant la plateforme, les questions de l'auto-test, les alertes des visiteurs."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.dossier.models import FormatAtelier
from etabli.socle.models import Horodate
from etabli.territoires.models import Departement
from etabli.vitrine.enums import Position


class RealisationQuerySet(models.QuerySet["Realisation"]):
    def visible_to(self, agent: object) -> Self:
        """Le recensement est public."""
        return self.all()

    def for_list(self) -> Self:
        return self.select_related("format").prefetch_related("departements__region")


class Realisation(Horodate):
    """Un atelier réel, tel que des sources publiques le disent ; ce qu'elles taisent reste vide."""

    slug = models.SlugField("adresse", unique=True, max_length=120)
    nom = models.CharField("nom", max_length=200)
    format = models.ForeignKey(
        FormatAtelier, models.PROTECT, null=True, blank=True, related_name="realisations"
    )
    precision_du_format = models.CharField("réserve sur le format", max_length=200, blank=True)
    departements = models.ManyToManyField(Departement, blank=True, related_name="realisations")
    territoire = models.CharField("territoire bénéficiaire", max_length=300, blank=True)
    annee_debut = models.PositiveSmallIntegerField("première année", null=True, blank=True)
    annee_fin = models.PositiveSmallIntegerField("dernière année", null=True, blank=True)
    annee_texte = models.CharField("année, telle que la source la dit", max_length=120, blank=True)
    theme = models.CharField("thème", max_length=300, blank=True)
    equipe = models.CharField("équipe", max_length=300, blank=True)
    pilote = models.CharField("pilote", max_length=200, blank=True)
    sources = models.JSONField("sources", default=list)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    position = models.CharField("position", max_length=10, choices=Position, blank=True)

    objects = RealisationQuerySet.as_manager()

    class Meta:
        verbose_name = "réalisation"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="realisation_position_qualifiee",
                condition=Q(lon__isnull=True, lat__isnull=True, position="")
                | Q(lon__isnull=False, lat__isnull=False) & ~Q(position=""),
            ),
            models.CheckConstraint(
                name="realisation_annees_ordonnees",
                condition=Q(annee_debut__isnull=True, annee_fin__isnull=True)
                | Q(annee_fin__gte=models.F("annee_debut")),
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("vitrine:realisation", args=[self.slug])


class QuestionDAutoTestQuerySet(models.QuerySet["QuestionDAutoTest"]):
    def visible_to(self, agent: object) -> Self:
        """L'auto-test est public."""
        return self.all()


class QuestionDAutoTest(models.Model):
    """Une question de l'auto-test telle que la DGALN l'a réglée ; sans elle, c'est la proposition livrée."""

    cle = models.SlugField("clé", unique=True, max_length=40)
    texte = models.CharField("question", max_length=250)
    aide = models.TextField("ce qu'il faut comprendre", blank=True)
    si_oui = models.CharField("ce que l'on dit si la réponse est oui", max_length=250)
    sinon = models.TextField("conseil sinon")
    source = models.CharField("d'où vient cette question", max_length=300, blank=True)
    est_decisive = models.BooleanField("sans un oui, il manque une condition de départ", default=False)
    est_active = models.BooleanField("posée", default=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = QuestionDAutoTestQuerySet.as_manager()

    class Meta:
        verbose_name = "question de l'auto-test"
        verbose_name_plural = "questions de l'auto-test"
        ordering = ["ordre", "cle"]

    def __str__(self) -> str:
        return self.texte


class AlerteQuerySet(models.QuerySet["Alerte"]):
    def visible_to(self, agent: object) -> Self:
        """Personne ne les relit : on n'y entre que par le lien signé reçu à son adresse."""
        return self.none()

    def confirmees(self) -> Self:
        return self.filter(confirmee_le__isnull=False)

    def perimees(self, maintenant: datetime) -> Self:
        """Jamais confirmées à temps, ou arrivées à leur terme."""
        return self.filter(
            Q(confirmee_le__isnull=True, cree_le__lt=maintenant - Alerte.DELAI_DE_CONFIRMATION)
            | Q(confirmee_le__lt=maintenant - Alerte.DUREE)
        )


class Alerte(Horodate):
    """Une recherche gardée pour une adresse, sans compte ; l'adresse s'efface avec elle."""

    DELAI_DE_CONFIRMATION = timedelta(days=3)
    DUREE = timedelta(days=730)

    courriel = models.EmailField("adresse électronique")
    recherche = models.CharField("filtres, comme dans l'adresse de la page", max_length=600, blank=True)
    intitule = models.CharField("ce qui est suivi", max_length=300)
    confirmee_le = models.DateTimeField("confirmée le", null=True, blank=True)
    connus = models.JSONField("ateliers déjà annoncés", default=list)
    nb_lettres = models.PositiveIntegerField("nombre de lettres", default=0)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["cree_le"]
        constraints = [models.UniqueConstraint("courriel", "recherche", name="alerte_une_par_recherche")]

    def __str__(self) -> str:
        return self.intitule

    @property
    def fin_le(self) -> datetime:
        return (self.confirmee_le or self.cree_le) + self.DUREE
