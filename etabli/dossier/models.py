"""Le programme décrit comme des données, et le dossier qui relie toutes les étapes d'un territoire."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Etape, NatureDePhase, Role, TypeLivrable, Visibilite
from etabli.socle.models import Horodate
from etabli.territoires.models import Perimetre


class ProgrammeQuerySet(models.QuerySet[Any]):
    """Le programme est public : ses formats, ses phases et ses thématiques se lisent partout."""

    def visible_to(self, agent: object) -> Self:
        return self.all()


class FormatAtelier(models.Model):
    """Ce que le programme fixe pour un format : durées en mois, montant en euros, capacité par an."""

    code = models.SlugField("code", primary_key=True)
    nom = models.CharField("nom", max_length=80)
    description = models.TextField("description", blank=True)
    duree_min_mois = models.PositiveSmallIntegerField("durée minimale en mois", null=True, blank=True)
    duree_max_mois = models.PositiveSmallIntegerField("durée maximale en mois", null=True, blank=True)
    nb_sessions = models.PositiveSmallIntegerField("nombre de sessions in situ", default=0)
    jours_min_par_session = models.PositiveSmallIntegerField(
        "jours par session au moins", null=True, blank=True
    )
    jours_max_par_session = models.PositiveSmallIntegerField(
        "jours par session au plus", null=True, blank=True
    )
    montant_indicatif = models.DecimalField(
        "montant indicatif en euros", max_digits=10, decimal_places=2, null=True, blank=True
    )
    montant_est_ht = models.BooleanField("montant hors taxes (vide : non précisé)", null=True, blank=True)
    part_dgaln = models.PositiveSmallIntegerField(
        "part prise en charge par la DGALN, en %", null=True, blank=True
    )
    logistique = models.CharField("qui paie la logistique", max_length=200, blank=True)
    engagement_min_mois = models.PositiveSmallIntegerField(
        "engagement du service, mois au moins", null=True, blank=True
    )
    engagement_max_mois = models.PositiveSmallIntegerField(
        "engagement du service, mois au plus", null=True, blank=True
    )
    capacite_annuelle = models.PositiveSmallIntegerField("capacité annuelle", null=True, blank=True)
    source = models.CharField("source", max_length=300, blank=True)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "format d'atelier"
        ordering = ["ordre"]
        constraints = [
            models.CheckConstraint(
                name="format_durees_ordonnees",
                condition=Q(duree_min_mois__isnull=True)
                | Q(duree_max_mois__isnull=True)
                | Q(duree_min_mois__lte=models.F("duree_max_mois")),
                violation_error_message="La durée minimale dépasse la durée maximale.",
            ),
            models.CheckConstraint(
                name="format_part_bornee",
                condition=Q(part_dgaln__isnull=True) | Q(part_dgaln__lte=100),
                violation_error_message="La part de la DGALN va de 0 à 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class PhaseType(models.Model):
    """Une phase du déroulé type : son décalage et sa durée en semaines depuis le lancement."""

    format = models.ForeignKey(FormatAtelier, models.CASCADE, related_name="phases")
    ordre = models.PositiveSmallIntegerField("ordre")
    nature = models.CharField("nature", max_length=20, choices=NatureDePhase)
    nom = models.CharField("nom", max_length=160)
    session = models.PositiveSmallIntegerField("numéro de session", null=True, blank=True)
    decalage_semaines = models.PositiveSmallIntegerField("décalage en semaines")
    duree_jours = models.PositiveSmallIntegerField("durée en jours")

    class Meta:
        verbose_name = "phase type"
        ordering = ["format", "ordre"]
        constraints = [models.UniqueConstraint(fields=["format", "ordre"], name="phase_type_ordonnee")]

    def __str__(self) -> str:
        return self.nom


class LivrableType(models.Model):
    """Un livrable attendu par le format, et la semaine où on l'attend depuis le lancement."""

    format = models.ForeignKey(FormatAtelier, models.CASCADE, related_name="livrables")
    type = models.CharField("type", max_length=20, choices=TypeLivrable)
    description = models.CharField("ce qu'il contient", max_length=300)
    decalage_semaines = models.PositiveSmallIntegerField("décalage en semaines")

    class Meta:
        verbose_name = "livrable type"
        ordering = ["format", "decalage_semaines", "pk"]
        constraints = [models.UniqueConstraint(fields=["format", "type"], name="livrable_type_unique")]

    def __str__(self) -> str:
        return self.get_type_display()


class Thematique(models.Model):
    """Un thème d'aménagement ; les thèmes forment un arbre à deux niveaux."""

    nom = models.CharField("nom", max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="enfants")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "thématique"
        ordering = ["ordre", "nom"]
        constraints = [models.UniqueConstraint(fields=["nom"], name="thematique_unique")]

    def __str__(self) -> str:
        return self.nom


class DossierQuerySet(models.QuerySet["Dossier"]):
    def visible_to(self, agent: Agent) -> Self:
        """La DGALN voit tous les dossiers ; les autres, ceux dont leur organisation est membre."""
        if agent.est_dgaln:
            return self
        return self.filter(
            pk__in=Membre.objects.en_cours()
            .filter(organisation_id__in=agent.organisations_ids)
            .values("dossier_id")
        )

    def for_list(self) -> Self:
        return self.select_related("format", "perimetre").prefetch_related(
            Prefetch("membres", Membre.objects.en_cours().select_related("organisation"))
        )


def des_dossiers_vus(agent: Agent, chemin: str = "dossier") -> Q:
    """Ce qui relève des dossiers que cet agent voit ; qui les voit tous ne paie pas la sous-requête."""
    return Q() if agent.est_dgaln else Q(**{f"{chemin}__in": Dossier.objects.visible_to(agent)})


class Dossier(Horodate):
    """Le fil d'un atelier, du premier contact au suivi de la feuille de route."""

    titre = models.CharField("intitulé de l'atelier", max_length=200)
    format = models.ForeignKey(FormatAtelier, models.PROTECT, related_name="dossiers", verbose_name="format")
    perimetre = models.ForeignKey(
        Perimetre, models.PROTECT, related_name="+", verbose_name="périmètre d'étude"
    )
    perimetre_de_reflexion = models.ForeignKey(
        Perimetre,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="périmètre de réflexion",
    )
    thematiques = models.ManyToManyField(
        Thematique, blank=True, related_name="dossiers", verbose_name="thématiques"
    )
    etape = models.CharField("étape", max_length=20, choices=Etape, default=Etape.CANDIDATURE)
    etape_depuis_le = models.DateField("à cette étape depuis le", default=localdate)
    resume = models.TextField("en quelques lignes", blank=True)
    ouvert_par = models.ForeignKey(
        Agent, models.PROTECT, related_name="dossiers_ouverts", verbose_name="ouvert par"
    )
    ouvert_le = models.DateField("ouvert le", default=localdate)
    est_fictif = models.BooleanField("contenu fictif de démonstration", default=False)
    reuni_a = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reunis", verbose_name="réuni à"
    )

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        ordering = ["-ouvert_le", "-pk"]
        constraints = [
            models.CheckConstraint(name="dossier_etape_connue", condition=Q(etape__in=Etape.values))
        ]
        indexes = [
            models.Index(fields=["etape", "etape_depuis_le"], name="dossier_par_etape"),
            models.Index(fields=["-ouvert_le", "-id"], name="dossier_par_anciennete"),
        ]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        return reverse("dossier:detail", args=[self.pk])

    @property
    def fil(self) -> str:
        """La clé sous laquelle journal, fichiers et lettres de toutes les étapes se retrouvent."""
        return f"dossier-{self.pk}"

    def membres_en_cours(self) -> "list[Membre]":
        """Sans requête quand les membres sont préchargés par `for_list`."""
        return [m for m in self.membres.all() if m.est_en_cours]

    def membres_passes(self) -> "models.QuerySet[Membre]":
        return Membre.objects.filter(dossier=self, jusqu_au__lte=localdate()).select_related("organisation")

    def organisations(self, *roles: Role) -> list[Organisation]:
        return [m.organisation for m in self.membres_en_cours() if m.role in roles]

    def roles_de(self, agent: Agent) -> set[str]:
        """Les rôles que tient l'agent dans ce dossier par ses organisations."""
        return {m.role for m in self.membres_en_cours() if m.organisation_id in agent.organisations_ids}

    @property
    def pilote(self) -> Organisation | None:
        pilotes = self.organisations(Role.PILOTE)
        return pilotes[0] if pilotes else None


class Sejour(models.Model):
    """Le temps qu'un dossier a passé à une étape dont il est sorti ; celle où il est se lit sur lui."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="sejours")
    etape = models.CharField("étape", max_length=20, choices=Etape)
    entree_le = models.DateField("entré le")
    sortie_le = models.DateField("sorti le")
    nb_jours = models.PositiveIntegerField("nombre de jours")

    class Meta:
        verbose_name = "séjour à une étape"
        verbose_name_plural = "séjours aux étapes"
        ordering = ["dossier", "entree_le", "pk"]
        indexes = [models.Index(fields=["etape", "nb_jours"], name="sejour_par_duree")]
        constraints = [
            models.CheckConstraint(name="sejour_ordonne", condition=Q(sortie_le__gte=F("entree_le")))
        ]

    def __str__(self) -> str:
        return f"{self.get_etape_display()} : {self.nb_jours} jours"


class MembreQuerySet(models.QuerySet["Membre"]):
    def en_cours(self) -> Self:
        """`jusqu_au` est le premier jour sans accès : un retrait prend effet aussitôt."""
        return self.filter(Q(jusqu_au__isnull=True) | Q(jusqu_au__gt=localdate()))


class Membre(Horodate):
    """La place d'une organisation dans un dossier, et depuis quand."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="membres")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places_de_dossier")
    role = models.CharField("rôle", max_length=20, choices=Role)
    depuis_le = models.DateField("depuis le", default=localdate)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    objects = MembreQuerySet.as_manager()

    class Meta:
        verbose_name = "membre"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="membre_role_connu", condition=Q(role__in=Role.values)),
            models.UniqueConstraint(
                fields=["dossier", "organisation"],
                condition=Q(jusqu_au__isnull=True),
                name="membre_une_place_a_la_fois",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display().lower()}"

    @property
    def est_en_cours(self) -> bool:
        return self.jusqu_au is None or self.jusqu_au > localdate()


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, agent: Agent) -> Self:
        """Chacun lit ce que son rôle permet ; l'auteur relit toujours ce qu'il a écrit."""
        visibles = Q(auteur=agent)
        if agent.est_dgaln:
            return self.filter(visibles | Q(visibilite__in=[Visibilite.DGALN, Visibilite.EQUIPE]))
        miens = Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids)
        porteurs = miens.filter(role__in=[Role.PILOTE, Role.COPILOTE, Role.COPORTEUR]).values("dossier_id")
        visibles |= Q(dossier_id__in=porteurs)
        visibles |= Q(dossier_id__in=miens.values("dossier_id"), visibilite=Visibilite.EQUIPE)
        return self.filter(visibles)


class Message(models.Model):
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="messages")
    auteur = models.ForeignKey(Agent, models.PROTECT, related_name="messages")
    texte = models.TextField("message")
    visibilite = models.CharField(
        "qui peut le lire", max_length=20, choices=Visibilite, default=Visibilite.DGALN
    )
    ecrit_le = models.DateTimeField("écrit le", auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message"
        ordering = ["-ecrit_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="message_visibilite_connue", condition=Q(visibilite__in=Visibilite.values)
            )
        ]

    def __str__(self) -> str:
        return self.texte[:80]


class Rappel(models.Model):
    """Ce qui a été rappelé à quelqu'un : chaque palier d'une attente ne l'est qu'une fois."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="rappels")
    cle = models.CharField("attente rappelée", max_length=200)
    palier = models.CharField("palier", max_length=20)
    envoye_le = models.DateField("envoyé le")

    class Meta:
        verbose_name = "rappel"
        ordering = ["-envoye_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "cle", "palier"], name="rappel_une_seule_fois")
        ]

    def __str__(self) -> str:
        return f"{self.cle} ({self.palier})"


class RefusDeRappel(models.Model):
    """Une étape dont un agent ne veut plus de rappels par courriel ; son espace les montre toujours."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="refus_de_rappel")
    etape = models.CharField("étape", max_length=20, choices=Etape)

    class Meta:
        verbose_name = "refus de rappel"
        verbose_name_plural = "refus de rappel"
        ordering = ["agent", "etape"]
        constraints = [models.UniqueConstraint(fields=["agent", "etape"], name="refus_de_rappel_unique")]

    def __str__(self) -> str:
        return f"{self.agent}, {self.get_etape_display()}"
