"""Les livrables : leurs sections, les remarques des pilotes, les versions gelées."""

from typing import Self

from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import TypeLivrable
from etabli.dossier.models import Dossier, Membre, des_dossiers_vus
from etabli.etape6_restitution.enums import Etat, Nature
from etabli.etape6_restitution.models.plans import Partie
from etabli.socle.models import Fichier, Horodate

FORMES = ("pdf", "odt", "docx")


class LivrableQuerySet(models.QuerySet["Livrable"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def for_list(self) -> Self:
        """De quoi écrire une ligne : versions, fichiers, et si tout est écrit."""
        return self.select_related("dossier").prefetch_related(
            "sections", "observations", *(f"versions__{forme}__versions" for forme in FORMES)
        )

    def for_detail(self) -> Self:
        """La page d'un livrable et tous ses droits, en un nombre constant de requêtes."""
        membres = Membre.objects.en_cours().select_related("organisation")
        return (
            self.for_list()
            .select_related("dossier__format", "dossier__perimetre")
            .prefetch_related(
                Prefetch("dossier__membres", membres),
                "sections__modifiee_par",
                "observations__auteur",
                "observations__section",
                "versions__gelee_par",
            )
        )


class Livrable(Horodate):
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="livrables")
    type = models.CharField("type", max_length=20, choices=TypeLivrable)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.ATTENDU)
    attendu_le = models.DateField("attendu le", null=True, blank=True)
    soumis_le = models.DateField("soumis le", null=True, blank=True)
    accepte_le = models.DateField("accepté le", null=True, blank=True)
    publie_le = models.DateField("publié le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    pages_min = models.PositiveSmallIntegerField("pages au moins", null=True, blank=True)
    pages_max = models.PositiveSmallIntegerField("pages au plus", null=True, blank=True)
    # Ce que le dernier PDF a compté : {"le": …, "total": …, "pages": [[clé de la partie, nombre], …]}.
    pages_comptees = models.JSONField("pages comptées", default=dict, blank=True)

    objects = LivrableQuerySet.as_manager()

    class Meta:
        verbose_name = "livrable"
        ordering = ["dossier", "attendu_le", "pk"]
        constraints = [
            models.CheckConstraint(name="livrable_etat_connu", condition=Q(etat__in=Etat.values)),
            models.UniqueConstraint(fields=["dossier", "type"], name="un_livrable_de_chaque_type"),
            # L'état s'écrit avant les effets de l'acte : c'est entre les dates que la règle se tient.
            models.CheckConstraint(
                name="livrable_publie_apres_acceptation",
                condition=Q(publie_le__isnull=True) | Q(accepte_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.get_type_display()

    def get_absolute_url(self) -> str:
        return reverse("restitution:livrable", args=[self.dossier_id, self.type])

    @property
    def derniere_version(self) -> "VersionDeLivrable | None":
        """La plus récente ; sans requête quand les versions sont préchargées."""
        return max(self.versions.all(), key=lambda v: v.numero, default=None)

    @property
    def remarques_ouvertes(self) -> "list[Observation]":
        return [o for o in self.observations.all() if o.levee_le is None]

    @property
    def fourchette(self) -> tuple[int, int] | None:
        """Les pages que vise son plan ; rien quand le plan n'en dit rien."""
        return (self.pages_min or 1, self.pages_max) if self.pages_max else None

    @property
    def sections_ecrites(self) -> "list[Section]":
        """Celles que l'équipe écrit ; les autres viennent du dossier."""
        return [s for s in self.sections.all() if s.nature == Nature.ECRITE]

    @property
    def sections_vides(self) -> "list[Section]":
        return [s for s in self.sections_ecrites if not s.contenu and not s.est_ecartee]

    @property
    def est_commence(self) -> bool:
        """Soumis, écrit ou relu : il garde son plan tant que personne ne prend le nouveau."""
        ecrit = any(s.contenu for s in self.sections.all())
        return self.etat != Etat.ATTENDU or ecrit or bool(self.observations.all())

    @property
    def url_des_livrables(self) -> str:
        return reverse("restitution:livrables", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class Section(Partie):
    """Une partie du livrable, copiée du plan ; `cle` dit ce qui l'écrit ou ce qui la nourrit."""

    livrable = models.ForeignKey(Livrable, models.CASCADE, related_name="sections")
    contenu = models.TextField("contenu", blank=True)
    version = models.PositiveIntegerField("version", default=0)
    modifiee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    modifiee_le = models.DateTimeField("modifiée le", null=True, blank=True)
    # Écartée, elle ne s'imprime pas ; hors plan, le plan en vigueur ne la connaît plus. Son texte reste.
    est_ecartee = models.BooleanField("écartée du document", default=False)
    est_hors_plan = models.BooleanField("hors du plan", default=False)

    class Meta:
        verbose_name = "section"
        ordering = ["livrable", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["livrable", "cle"], name="section_unique")]

    def get_absolute_url(self) -> str:
        return reverse("restitution:section", args=[self.livrable.dossier_id, self.livrable.type, self.cle])


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


class VersionQuerySet(models.QuerySet["VersionDeLivrable"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(livrable__in=Livrable.objects.visible_to(agent))

    def publiques(self) -> Self:
        """Ce que tout le monde peut lire, sans compte ; la plus récente d'abord."""
        return (
            self.filter(publiee_le__isnull=False, pdf__isnull=False)
            .select_related("livrable__dossier")
            .prefetch_related(*(f"{forme}__versions" for forme in FORMES))
            .order_by("livrable", "-numero")
        )


class VersionDeLivrable(models.Model):
    """Un livrable gelé : l'empreinte de son contenu et ses trois fichiers."""

    livrable = models.ForeignKey(Livrable, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    empreinte = models.CharField("empreinte SHA-256 du PDF", max_length=64, blank=True)
    nb_pages = models.PositiveSmallIntegerField("nombre de pages", null=True, blank=True)
    pdf = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    odt = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(Fichier, models.PROTECT, null=True, related_name="+")
    gelee_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    gelee_le = models.DateTimeField("gelée le", auto_now_add=True)
    # Publiée, une version le reste : rouvrir le livrable ne la retire pas au public.
    publiee_le = models.DateField("publiée le", null=True, blank=True)

    objects = VersionQuerySet.as_manager()

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

    @property
    def fichiers(self) -> list[tuple[str, Fichier]]:
        """Ceux qui sont écrits, par forme ; sans requête quand ils sont préchargés."""
        formes = ((forme, getattr(self, forme)) for forme in FORMES)
        return [(forme, fichier) for forme, fichier in formes if fichier]
