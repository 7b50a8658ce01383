"""La séance, son programme minute, ses tables, et chaque version de son compte rendu."""

from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.models import des_dossiers_vus
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.calcul.heures import duree_dite, heure_dite
from etabli.etape4_seance.enums import Etat, VueDEcran
from etabli.socle.models import Horodate
from etabli.socle.texte_riche import TexteRiche


class SeanceQuerySet(models.QuerySet["Seance"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent, "atelier__dossier"))

    def for_list(self) -> Self:
        return self.select_related("atelier__dossier")

    def for_detail(self) -> Self:
        """La séance, son dossier et ses membres : de quoi juger tous les droits sans autre requête."""
        return self.select_related("atelier__dossier", "projetee").prefetch_related(
            "atelier__dossier__membres"
        )

    def with_comptes(self) -> Self:
        """De quoi écrire une ligne de la liste des séances sans autre requête."""
        return self.annotate(
            nb_participants=_compte("Participant", "seance"),
            nb_contributions=_compte("Contribution", "activite__seance"),
            nb_emargements=_compte("Emargement", "seance"),
            nb_activites=_compte("Activite", "seance"),
        )


def _compte(modele: str, lien: str) -> Coalesce:
    """Un sous-compte à part : deux jointures dans la même requête se multiplieraient."""
    lignes = apps.get_model("seance", modele).objects.filter(**{lien: models.OuterRef("pk")})
    comptees = lignes.order_by().values(lien).annotate(nb=models.Count("pk")).values("nb")
    return Coalesce(models.Subquery(comptees, output_field=models.IntegerField()), 0)


class Seance(Horodate):
    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="seances")
    numero = models.PositiveSmallIntegerField("numéro de session")
    titre = models.CharField("titre", max_length=200)
    debut = models.DateTimeField("début")
    fin = models.DateTimeField("fin")
    lieu = models.CharField("lieu", max_length=200)
    code = models.CharField("code d'accès", max_length=8, unique=True)
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.PREPARATION)
    compte_rendu = TexteRiche("compte rendu", blank=True)
    version_du_compte_rendu = models.PositiveIntegerField("version du compte rendu", default=0)
    # Croît à chaque changement visible à l'écran : un écran coupé sait s'il est en retard.
    revision = models.PositiveBigIntegerField("révision", default=0)
    vue_de_l_ecran = models.CharField(
        "vue de l'écran", max_length=20, choices=VueDEcran, default=VueDEcran.ACCUEIL
    )
    projetee = models.ForeignKey(
        "Activite", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="activité projetée"
    )
    # Le temps imparti, dit par le serveur : tous les écrans finissent à la même seconde.
    minuteur_fin_le = models.DateTimeField("fin du temps imparti", null=True, blank=True)
    purgee_le = models.DateTimeField("données des personnes effacées le", null=True, blank=True)

    objects = SeanceQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["atelier", "numero"]
        constraints = [
            models.CheckConstraint(name="seance_etat_connu", condition=Q(etat__in=Etat.values)),
            models.UniqueConstraint(fields=["atelier", "numero"], name="seance_numerotee"),
            models.CheckConstraint(
                name="seance_finit_apres_son_debut", condition=Q(fin__gt=models.F("debut"))
            ),
        ]

    def __str__(self) -> str:
        return f"Session {self.numero} : {self.titre}"

    def get_absolute_url(self) -> str:
        return reverse("seance:detail", args=[self.pk])

    @property
    def fil(self) -> str:
        return f"dossier-{self.atelier.dossier_id}"

    @property
    def est_ouverte(self) -> bool:
        return self.etat == Etat.OUVERTE

    @property
    def est_a_venir(self) -> bool:
        return self.etat == Etat.PREPARATION

    @property
    def url_de_la_liste(self) -> str:
        return reverse("seance:liste", args=[self.atelier.dossier_id])

    @property
    def url_du_compte_rendu(self) -> str:
        return reverse("seance:compte_rendu", args=[self.pk])


class RevisionDuCompteRendu(models.Model):
    """Le compte rendu tel qu'il était après chaque enregistrement : rien n'en est jamais perdu."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="revisions_du_compte_rendu")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.TextField("contenu", blank=True)
    par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    ecrite_le = models.DateTimeField("écrite le", auto_now_add=True)

    class Meta:
        verbose_name = "révision du compte rendu"
        verbose_name_plural = "révisions du compte rendu"
        ordering = ["seance", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["seance", "numero"], name="revision_du_compte_rendu_numerotee")
        ]

    def __str__(self) -> str:
        return f"Compte rendu, révision {self.numero}"


class Sequence(models.Model):
    """Une ligne du programme minute."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="sequences")
    debut = models.TimeField("début")
    duree_minutes = models.PositiveSmallIntegerField("durée en minutes")
    titre = models.CharField("titre", max_length=200)
    animateur = models.CharField("animée par", max_length=160, blank=True)

    class Meta:
        verbose_name = "séquence"
        ordering = ["seance", "debut", "pk"]

    def __str__(self) -> str:
        return self.titre

    @property
    def heure(self) -> str:
        return heure_dite(self.debut)

    @property
    def duree(self) -> str:
        return duree_dite(self.duree_minutes)


class TableDeSeance(models.Model):
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="tables")
    numero = models.PositiveSmallIntegerField("numéro")
    nom = models.CharField("nom", max_length=120, blank=True)
    animateur = models.CharField("animée par", max_length=160, blank=True)

    class Meta:
        verbose_name = "table"
        ordering = ["seance", "numero"]
        constraints = [models.UniqueConstraint(fields=["seance", "numero"], name="table_numerotee")]

    def __str__(self) -> str:
        return f"Table {self.numero}" + (f" : {self.nom}" if self.nom else "")
