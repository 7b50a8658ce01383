"""L'atelier dans la durée : calendrier versionné, contacts, documents lus, entretiens, constats, budget."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.dossier.enums import College, NatureDePhase
from etabli.dossier.models import Dossier, Thematique
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.enums import Etat
from etabli.socle.models import Fichier, Horodate


class AtelierQuerySet(models.QuerySet["Atelier"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(dossier__in=Dossier.objects.visible_to(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier__format", "equipe").prefetch_related("jalons")


class Atelier(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="atelier")
    marche = models.OneToOneField(Marche, models.PROTECT, related_name="atelier")
    equipe = models.ForeignKey(
        Groupement, models.PROTECT, related_name="ateliers", verbose_name="équipe projet"
    )
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.PREPARATION)
    lance_le = models.DateField("lancé le", null=True, blank=True)
    acheve_le = models.DateField("achevé le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)

    objects = AtelierQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="atelier_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="atelier_lance_a_une_date",
                condition=Q(etat=Etat.PREPARATION) | Q(etat=Etat.INTERROMPU) | Q(lance_le__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.dossier.titre

    def get_absolute_url(self) -> str:
        return reverse("atelier:detail", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class Jalon(models.Model):
    """Une phase du calendrier en vigueur."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="jalons")
    ordre = models.PositiveSmallIntegerField("ordre")
    nature = models.CharField("nature", max_length=20, choices=NatureDePhase)
    nom = models.CharField("nom", max_length=160)
    session = models.PositiveSmallIntegerField("numéro de session", null=True, blank=True)
    debut_le = models.DateField("début")
    fin_le = models.DateField("fin")
    lieu = models.CharField("lieu", max_length=200, blank=True)

    class Meta:
        verbose_name = "jalon"
        ordering = ["atelier", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "ordre"], name="jalon_ordonne"),
            models.CheckConstraint(
                name="jalon_finit_apres_son_debut", condition=Q(fin_le__gte=models.F("debut_le"))
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class VersionDuCalendrier(models.Model):
    """Le calendrier tel qu'il a été annoncé, et pourquoi il a changé."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="versions_du_calendrier")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu")
    motif = models.CharField("ce qui a changé", max_length=300)
    publiee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    publiee_le = models.DateTimeField("publiée le", auto_now_add=True)

    class Meta:
        verbose_name = "version du calendrier"
        ordering = ["atelier", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "numero"], name="version_du_calendrier_numerotee")
        ]

    def __str__(self) -> str:
        return f"Calendrier, version {self.numero}"


class Contact(Horodate):
    """Une personne à mobiliser. On n'écrit qu'à celles qui y ont consenti."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="contacts")
    nom = models.CharField("nom", max_length=160)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    courriel = models.EmailField("courriel", blank=True)
    a_consenti_le = models.DateField("a consenti à être contacté le", null=True, blank=True)

    class Meta:
        verbose_name = "contact"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class DocumentLu(Horodate):
    """Une fiche de lecture : ce qu'un document dit, où, ce qu'il contredit, ce qu'il ne dit pas."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="documents_lus")
    titre = models.CharField("document", max_length=250)
    auteur = models.CharField("auteur", max_length=200, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    dit = models.TextField("ce qu'il dit")
    page = models.CharField("page", max_length=40, blank=True)
    contradiction = models.TextField("ce qu'il contredit", blank=True)
    manque = models.TextField("ce qu'il ne dit pas", blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "document lu"
        verbose_name_plural = "documents lus"
        ordering = ["titre"]

    def __str__(self) -> str:
        return self.titre


class Entretien(Horodate):
    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="entretiens")
    personne = models.CharField("personne rencontrée", max_length=160)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    mene_le = models.DateField("mené le", null=True, blank=True)
    a_consenti_le = models.DateField("a consenti à être cité le", null=True, blank=True)
    est_anonyme = models.BooleanField("ne pas nommer", default=False)
    notes = models.TextField("notes", blank=True)
    verbatim = models.TextField("citation", blank=True)

    class Meta:
        verbose_name = "entretien"
        ordering = ["mene_le", "pk"]

    def __str__(self) -> str:
        return self.qualite if self.est_anonyme else self.personne


class Constat(Horodate):
    """Ce que documents et entretiens établissent ; les enjeux s'appuieront dessus."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="constats")
    texte = models.TextField("constat")
    thematique = models.ForeignKey(Thematique, models.PROTECT, null=True, blank=True, related_name="+")
    document = models.ForeignKey(DocumentLu, models.CASCADE, null=True, blank=True, related_name="constats")
    entretien = models.ForeignKey(Entretien, models.CASCADE, null=True, blank=True, related_name="constats")

    class Meta:
        verbose_name = "constat"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.texte[:100]


class Depense(Horodate):
    """Une dépense de logistique d'une session, à la charge d'un co-porteur."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="depenses")
    session = models.PositiveSmallIntegerField("session")
    objet = models.CharField("objet", max_length=200)
    montant = models.DecimalField("montant TTC", max_digits=9, decimal_places=2)
    payeur = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="payée par")

    class Meta:
        verbose_name = "dépense"
        ordering = ["session", "pk"]
        constraints = [
            models.CheckConstraint(name="depense_positive", condition=Q(montant__gte=0)),
        ]

    def __str__(self) -> str:
        return self.objet
