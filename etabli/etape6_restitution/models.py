"""Les livrables : sections écrites par l'équipe, remarques des pilotes, versions gelées ; la fiche publique."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import Dossier
from etabli.etape6_restitution.enums import Etat
from etabli.socle.models import Fichier, Horodate


class LivrableQuerySet(models.QuerySet["Livrable"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(dossier__in=Dossier.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier").prefetch_related("versions")


class Livrable(Horodate):
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="livrables")
    type = models.CharField("type", max_length=20, choices=TypeLivrable)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.ATTENDU)
    attendu_le = models.DateField("attendu le", null=True, blank=True)
    soumis_le = models.DateField("soumis le", null=True, blank=True)
    accepte_le = models.DateField("accepté le", null=True, blank=True)
    publie_le = models.DateField("publié le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)

    objects = LivrableQuerySet.as_manager()

    class Meta:
        verbose_name = "livrable"
        ordering = ["dossier", "attendu_le", "pk"]
        constraints = [
            models.CheckConstraint(name="livrable_etat_connu", condition=Q(etat__in=Etat.values)),
            models.UniqueConstraint(fields=["dossier", "type"], name="un_livrable_de_chaque_type"),
            models.CheckConstraint(
                name="livrable_publie_date", condition=~Q(etat=Etat.PUBLIE) | Q(publie_le__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.get_type_display()

    def get_absolute_url(self) -> str:
        return reverse("restitution:livrable", args=[self.dossier_id, self.type])

    @property
    def url_des_livrables(self) -> str:
        return reverse("restitution:livrables", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class Section(models.Model):
    """Une partie écrite par l'équipe ; `cle` dit où elle prend place dans le plan du livrable."""

    livrable = models.ForeignKey(Livrable, models.CASCADE, related_name="sections")
    cle = models.SlugField("clé")
    titre = models.CharField("titre", max_length=200)
    contenu = models.TextField("contenu", blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    version = models.PositiveIntegerField("version", default=0)
    modifiee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)

    class Meta:
        verbose_name = "section"
        ordering = ["livrable", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["livrable", "cle"], name="section_unique")]

    def __str__(self) -> str:
        return self.titre


class Observation(models.Model):
    """Une remarque d'un pilote sur une section soumise."""

    livrable = models.ForeignKey(Livrable, models.CASCADE, related_name="observations")
    section = models.ForeignKey(Section, models.CASCADE, null=True, blank=True, related_name="observations")
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    texte = models.TextField("remarque")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)
    levee_le = models.DateTimeField("levée le", null=True, blank=True)

    class Meta:
        verbose_name = "observation"
        ordering = ["ecrite_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]


class VersionDeLivrable(models.Model):
    """Un livrable gelé : l'empreinte de son contenu et ses trois fichiers."""

    livrable = models.ForeignKey(Livrable, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    empreinte = models.CharField("empreinte SHA-256", max_length=64)
    nb_pages = models.PositiveSmallIntegerField("nombre de pages", null=True, blank=True)
    pdf = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    odt = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    gelee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    gelee_le = models.DateTimeField("gelée le", auto_now_add=True)

    class Meta:
        verbose_name = "version de livrable"
        ordering = ["livrable", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["livrable", "numero"], name="version_de_livrable_numerotee")
        ]

    def __str__(self) -> str:
        return f"{self.livrable}, version {self.numero}"

    @property
    def est_prete(self) -> bool:
        """Ses trois fichiers sont écrits."""
        return None not in (self.pdf_id, self.odt_id, self.docx_id)


class Photo(Horodate):
    """Une image de l'atelier, avec son crédit, son alternative et le droit de la montrer."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="photos")
    fichier = models.ForeignKey(Fichier, models.PROTECT, related_name="+")
    legende = models.CharField("légende", max_length=300)
    alternative = models.CharField("description pour qui ne la voit pas", max_length=300)
    credit = models.CharField("crédit", max_length=160)
    est_autorisee = models.BooleanField("droit à l'image vérifié", default=False)
    usage = models.CharField("usage dans les livrables", max_length=60, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "photo"
        ordering = ["dossier", "ordre", "pk"]

    def __str__(self) -> str:
        return self.legende


class FichePublique(Horodate):
    """Ce que le public lit de l'atelier : la fiche du site du ministère (domaine.md §1)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="fiche_publique")
    titre = models.CharField("titre thématique", max_length=200)
    annee = models.CharField("année", max_length=40)
    territoire_et_perimetre = models.TextField("le territoire et le périmètre de réflexion")
    publiee_le = models.DateField("publiée le", null=True, blank=True)

    class Meta:
        verbose_name = "fiche publique"
        verbose_name_plural = "fiches publiques"
        ordering = ["-publiee_le"]
        constraints = [
            models.CheckConstraint(name="fiche_publique_titree", condition=~Q(titre="") & ~Q(annee=""))
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("vitrine:atelier", args=[self.dossier_id])
