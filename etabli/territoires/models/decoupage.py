"""Le découpage administratif d'un millésime, et les périmètres que l'on y trace."""

from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.socle.memoire import lue_une_fois
from etabli.socle.models import Horodate
from etabli.territoires.calcul import Emprise
from etabli.territoires.enums import (
    Genre,
    NatureDeCommune,
    NatureDEpci,
    NiveauDeContour,
    PrecisionDuPoint,
)


class PublicQuerySet(models.QuerySet[Any]):
    """Le découpage administratif est public : tout le monde voit tout."""

    def visible_to(self, agent: object) -> Self:
        return self.all()


class Territoire(models.Model):
    """Ce que les quatre niveaux ont en commun : un code officiel, un nom, une page."""

    genre: Genre
    nom = models.CharField("nom", max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("territoires:detail", args=[self.genre.value, self.pk])


class Region(Territoire):
    genre = Genre.REGION
    code = models.CharField("code Insee", max_length=3, primary_key=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "région"
        ordering = ["nom"]


class Departement(Territoire):
    """Un département, ou la collectivité d'outre-mer qui en tient lieu (975 à 989)."""

    genre = Genre.DEPARTEMENT
    code = models.CharField("code Insee", max_length=3, primary_key=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région", related_name="departements")
    chef_lieu = models.CharField("code Insee du chef-lieu", max_length=5, blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "département"
        ordering = ["code"]


class Epci(Territoire):
    """Une intercommunalité à fiscalité propre."""

    genre = Genre.EPCI
    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    nature = models.CharField("nature", max_length=5, choices=NatureDEpci)
    population = models.PositiveIntegerField("population municipale", null=True)
    nb_communes = models.PositiveSmallIntegerField("nombre de communes", default=0)
    lon = models.FloatField("longitude", null=True)
    lat = models.FloatField("latitude", null=True)
    est_actuel = models.BooleanField("existe au millésime en cours", default=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "intercommunalité"
        verbose_name_plural = "intercommunalités"
        ordering = ["nom"]


class CommuneQuerySet(PublicQuerySet):
    def actuelles(self) -> Self:
        return self.filter(est_actuelle=True)

    def for_list(self) -> Self:
        """Ce qu'il faut pour écrire une ligne de tableau sans autre requête."""
        return self.select_related("departement", "epci", "successeur").order_by("departement_id", "nom")


class Commune(Territoire):
    """Une commune d'aujourd'hui, ou une d'hier qui renvoie à celle qui lui a succédé."""

    genre = Genre.COMMUNE
    code = models.CharField("code Insee", max_length=5, primary_key=True)
    nature = models.CharField(
        "nature", max_length=14, choices=NatureDeCommune, default=NatureDeCommune.COMMUNE
    )
    autres_noms = models.JSONField("noms portés auparavant", default=list, blank=True)
    departement = models.ForeignKey(
        Departement, models.PROTECT, verbose_name="département", related_name="communes"
    )
    epci = models.ForeignKey(
        Epci, models.SET_NULL, null=True, blank=True, verbose_name="intercommunalité", related_name="communes"
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, db_index=True)
    codes_postaux = models.CharField("codes postaux", max_length=250, blank=True)
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    precision_du_point = models.CharField(
        "précision du point", max_length=8, choices=PrecisionDuPoint, blank=True
    )
    est_actuelle = models.BooleanField("existe au millésime en cours", default=True)
    annee_de_fin = models.PositiveSmallIntegerField("année de la fusion", null=True, blank=True)
    successeur = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="commune actuelle",
        related_name="anciennes",
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["nom", "code"]
        constraints = [
            models.CheckConstraint(
                name="commune_ancienne_a_un_successeur",
                condition=Q(est_actuelle=True, successeur=None)
                | Q(est_actuelle=False, successeur__isnull=False),
            )
        ]


class PerimetreQuerySet(models.QuerySet["Perimetre"]):
    def visible_to(self, agent: object) -> Self:
        """Un périmètre ne dit que des noms publics ; c'est le dossier qui le porte qui se réserve."""
        return self.all()

    def with_territoires(self) -> Self:
        """De quoi lire communes, EPCI et départements de toute une liste en deux requêtes."""
        communes = Commune.objects.select_related("departement", "epci").order_by("departement_id", "nom")
        return self.prefetch_related(models.Prefetch("communes", queryset=communes))


class Perimetre(Horodate):
    """Un ensemble de communes, au millésime où on l'a tracé ; ses mesures sont prises à ce moment-là."""

    nom = models.CharField("nom", max_length=200)
    communes = models.ManyToManyField(Commune, verbose_name="communes", related_name="perimetres")
    millesime = models.PositiveSmallIntegerField("millésime du code officiel géographique")
    population = models.PositiveIntegerField("population municipale", null=True, editable=False)
    nb_communes = models.PositiveIntegerField("nombre de communes", default=0, editable=False)
    lon = models.FloatField("longitude du centre", null=True, editable=False)
    lat = models.FloatField("latitude du centre", null=True, editable=False)
    ouest = models.FloatField(null=True, editable=False)
    sud = models.FloatField(null=True, editable=False)
    est = models.FloatField(null=True, editable=False)
    nord = models.FloatField(null=True, editable=False)

    objects = PerimetreQuerySet.as_manager()

    class Meta:
        verbose_name = "périmètre"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    @property
    def centre(self) -> tuple[float, float] | None:
        """(longitude, latitude), pondéré par la population."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    @property
    def emprise(self) -> Emprise | None:
        if self.ouest is None or self.sud is None or self.est is None or self.nord is None:
            return None
        return Emprise(self.ouest, self.sud, self.est, self.nord)

    @property
    def epcis(self) -> list[Epci]:
        """Les intercommunalités concernées, la plus présente d'abord."""
        return classer_par_presence([c.epci for c in self.lire_les_communes() if c.epci])

    @property
    def departements(self) -> list[Departement]:
        return classer_par_presence([c.departement for c in self.lire_les_communes()])

    @property
    def libelle_court(self) -> str:
        pluriel = "s" if self.nb_communes > 1 else ""
        return f"{self.nom} ({self.nb_communes}\u00a0commune{pluriel})"

    @property
    def communes_remplacees(self) -> list[Commune]:
        """Celles qui ont fusionné depuis que le périmètre a été tracé."""
        return [c for c in self.lire_les_communes() if not c.est_actuelle]

    def lire_les_communes(self) -> list[Commune]:
        if "communes" not in getattr(self, "_prefetched_objects_cache", {}):
            models.prefetch_related_objects(
                [self],
                models.Prefetch("communes", queryset=Commune.objects.select_related("departement", "epci")),
            )
        return list(self.communes.all())


def classer_par_presence(territoires: list[Any]) -> list[Any]:
    """Chacun une fois, le plus fréquent d'abord, puis par code."""
    par_code = {t.pk: t for t in territoires}
    nb = {code: sum(t.pk == code for t in territoires) for code in par_code}
    return [par_code[code] for code in sorted(par_code, key=lambda code: (-nb[code], code))]


class Contour(models.Model):
    """Le dessin officiel d'une commune ou d'une intercommunalité, importé par qui en a le fichier."""

    niveau = models.CharField("niveau", max_length=8, choices=NiveauDeContour)
    code = models.CharField("code Insee ou SIREN", max_length=9)
    geometrie = models.JSONField("géométrie (MultiPolygon, WGS 84)")
    source = models.CharField("source", max_length=200)
    millesime = models.PositiveSmallIntegerField("millésime")

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "contour"
        ordering = ["niveau", "code"]
        constraints = [models.UniqueConstraint(fields=["niveau", "code"], name="un_contour_par_territoire")]

    def __str__(self) -> str:
        return f"{self.get_niveau_display()} {self.code}"


class Chargement(models.Model):
    """Le millésime en place : une seule ligne, écrite par `charger_territoires`."""

    cle = models.PositiveSmallIntegerField(primary_key=True, default=1)
    millesime = models.PositiveSmallIntegerField("millésime du code officiel géographique")
    empreinte = models.CharField("empreinte des fichiers", max_length=64)
    # Change aussi quand des contours arrivent : ce qui a été dessiné avant se redessine.
    charge_le = models.DateTimeField("chargé le", auto_now=True)

    class Meta:
        verbose_name = "chargement"
        constraints = [models.CheckConstraint(name="un_seul_chargement", condition=Q(cle=1))]

    def __str__(self) -> str:
        return f"code officiel géographique {self.millesime}"

    @staticmethod
    @lue_une_fois
    def dernier() -> datetime | None:
        """Quand le découpage a changé pour la dernière fois : ce qui en a été tiré avant ne vaut plus."""
        return Chargement.objects.values_list("charge_le", flat=True).first()


class Entree(models.Model):
    """Une façon de nommer un territoire : la ligne que la recherche parcourt (voir `recherche`)."""

    genre = models.CharField("genre", max_length=11, choices=Genre)
    code = models.CharField("code", max_length=9, db_index=True)
    nom = models.CharField("nom affiché", max_length=120)
    precision = models.CharField("de quoi le reconnaître", max_length=250)
    cle = models.CharField("nom normalisé", max_length=120)
    mots = models.CharField("mots du nom et codes", max_length=600)
    lieu = models.CharField("mots du département", max_length=120, blank=True)
    poids = models.PositiveIntegerField("poids", default=0)
    code_du_successeur = models.CharField(max_length=9, blank=True)
    nom_du_successeur = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "entrée de recherche"
        verbose_name_plural = "entrées de recherche"

    def __str__(self) -> str:
        return f"{self.nom} ({self.precision})"
