"""Ce qui se dit dans la salle : une contribution, sa famille, les gommettes qu'on y colle."""

import uuid
from typing import Self

from django.db import models

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.fiche import en_lignes
from etabli.etape4_seance.enums import CaseAfom, MotifDeMasquage, Saisie, TypeActivite
from etabli.etape4_seance.models.activite import Activite
from etabli.etape4_seance.models.presence import Participant
from etabli.etape4_seance.models.seance import Seance, TableDeSeance
from etabli.territoires.models import Commune


class Famille(models.Model):
    """Des contributions qui disent la même chose, réunies par l'animateur."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="familles")
    nom = models.CharField("nom", max_length=120)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "famille"
        ordering = ["seance", "ordre", "pk"]
        constraints = [models.UniqueConstraint(fields=["seance", "nom"], name="famille_nommee")]

    def __str__(self) -> str:
        return self.nom


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(activite__seance__in=Seance.objects.visible_to(agent))

    def de_la_seance(self, seance: Seance) -> Self:
        """Tout ce qui s'est dit dans une séance déjà trouvée, masqué et doublons compris."""
        return self.filter(activite__seance=seance)

    def for_list(self) -> Self:
        return self.select_related("activite", "participant", "table", "famille", "doublon_de", "commune")

    def montrables(self) -> Self:
        """Ce que la salle voit : ni masqué par la modération, ni doublon d'un autre."""
        return self.filter(est_masquee=False, doublon_de__isnull=True)

    def fiches_action(self) -> Self:
        """Les fiches écrites par les tables, prêtes à être reprises dans la feuille de route."""
        return self.montrables().filter(activite__type=TypeActivite.FICHE_ACTION).select_related("table")

    def avec_gommettes(self) -> Self:
        return self.annotate(nb_gommettes=models.Count("gommettes", distinct=True))


class Contribution(models.Model):
    """Une phrase dite dans la salle. Son identifiant vient de l'appareil : envoyée deux fois, gardée une."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    activite = models.ForeignKey(Activite, models.CASCADE, related_name="contributions")
    participant = models.ForeignKey(
        Participant, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    table = models.ForeignKey(
        TableDeSeance, models.SET_NULL, null=True, blank=True, related_name="contributions"
    )
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    saisie = models.CharField("saisie", max_length=20, choices=Saisie, default=Saisie.TELEPHONE)
    texte = models.CharField("contribution", max_length=500)
    case_afom = models.CharField("case", max_length=20, choices=CaseAfom, blank=True)
    famille = models.ForeignKey(Famille, models.SET_NULL, null=True, blank=True, related_name="contributions")
    doublon_de = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="doublons")
    # Une carte : le point ou le tracé (GeoJSON), et la commune qui sert de repère à qui ne voit pas la carte.
    geometrie = models.JSONField("tracé", null=True, blank=True)
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, blank=True, related_name="+")
    # Une fiche-action : ses rubriques, que la feuille de route reprendra ; le texte en est le titre.
    fiche = models.JSONField("rubriques de la fiche-action", default=dict, blank=True)
    est_preselectionnee = models.BooleanField("présélectionnée", default=False)
    est_masquee = models.BooleanField("masquée", default=False)
    motif_de_masquage = models.CharField(
        "motif de masquage", max_length=20, choices=MotifDeMasquage, blank=True
    )
    # Écrite sans réseau, arrivée après la fermeture : gardée, et dite telle.
    est_tardive = models.BooleanField("arrivée après la fermeture", default=False)
    recue_le = models.DateTimeField("reçue le", auto_now_add=True)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = "contribution"
        ordering = ["recue_le", "pk"]
        indexes = [models.Index(fields=["activite", "recue_le"], name="contribution_par_activite")]

    def __str__(self) -> str:
        return self.texte[:80]

    @property
    def rubriques(self) -> list[tuple[str, str]]:
        """Celles qu'une table a remplies dans sa fiche-action, sous leur libellé."""
        return en_lignes(self.fiche)


class Gommette(models.Model):
    """Une gommette collée par un participant. Plusieurs sur la même idée sont permises."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    activite = models.ForeignKey(Activite, models.CASCADE, related_name="gommettes")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="gommettes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="gommettes")
    posee_le = models.DateTimeField("posée le", auto_now_add=True)

    class Meta:
        verbose_name = "gommette"
        ordering = ["posee_le", "pk"]
        indexes = [models.Index(fields=["activite", "participant"], name="gommettes_d_un_participant")]

    def __str__(self) -> str:
        return f"{self.participant} → {self.contribution}"
