"""La séance : son programme, ses tables, ses activités, et ce que chacun y dit."""

import uuid
from typing import Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.dossier.models import Dossier
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.calcul.heures import duree_dite, heure_dite
from etabli.etape4_seance.enums import CaseAfom, Etat, EtatActivite, Saisie, TypeActivite, VueDEcran
from etabli.socle.models import Horodate
from etabli.socle.texte_riche import TexteRiche


class SeanceQuerySet(models.QuerySet["Seance"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(atelier__dossier__in=Dossier.objects.visible_to(agent))

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


class ActiviteQuerySet(models.QuerySet["Activite"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(seance__in=Seance.objects.visible_to(agent))


class Activite(models.Model):
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="activites")
    ordre = models.PositiveSmallIntegerField("ordre")
    type = models.CharField("type", max_length=20, choices=TypeActivite)
    titre = models.CharField("titre", max_length=200)
    consigne = models.TextField("consigne", blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatActivite, default=EtatActivite.PREPAREE)
    # Gommettes : on vote sur les contributions d'une autre activité.
    porte_sur = models.ForeignKey(
        "self", models.RESTRICT, null=True, blank=True, related_name="votes", verbose_name="porte sur"
    )
    nb_gommettes = models.PositiveSmallIntegerField("gommettes par personne", default=3)
    est_masquee = models.BooleanField("résultats masqués pendant le vote", default=False)
    modifie_le = models.DateTimeField("modifiée le", auto_now=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "activité"
        ordering = ["seance", "ordre"]
        constraints = [
            models.CheckConstraint(name="activite_etat_connu", condition=Q(etat__in=EtatActivite.values)),
            models.UniqueConstraint(fields=["seance", "ordre"], name="activite_ordonnee"),
            models.CheckConstraint(
                name="gommettes_portent_sur_une_activite",
                condition=~Q(type=TypeActivite.GOMMETTES) | Q(porte_sur__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def fil(self) -> str:
        return self.seance.fil


class Participant(models.Model):
    """Une personne dans la salle : un jeton, un collège, un pseudonyme au plus."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seance = models.ForeignKey(Seance, models.CASCADE, related_name="participants")
    college = models.CharField("collège", max_length=20, choices=College, blank=True)
    pseudo = models.CharField("pseudonyme", max_length=40, blank=True)
    table = models.ForeignKey(
        TableDeSeance, models.SET_NULL, null=True, blank=True, related_name="participants"
    )
    # Une tablette de table parle pour sa table, pas pour une personne.
    est_scribe = models.BooleanField("écrit pour sa table", default=False)
    arrive_le = models.DateTimeField("arrivé le", auto_now_add=True)

    class Meta:
        verbose_name = "participant"
        ordering = ["arrive_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="participant_d_un_college_ou_d_une_table",
                condition=Q(est_scribe=True) | ~Q(college=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.table) if self.est_scribe else self.pseudo or self.get_college_display()


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
        return self.select_related("activite", "participant", "table", "famille", "doublon_de")

    def montrables(self) -> Self:
        """Ce que la salle voit : ni masqué par la modération, ni doublon d'un autre."""
        return self.filter(est_masquee=False, doublon_de__isnull=True)

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
    est_masquee = models.BooleanField("masquée", default=False)
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


class Emargement(models.Model):
    """Une ligne de la feuille de présence, saisie à l'accueil ; minimum de données."""

    seance = models.ForeignKey(Seance, models.CASCADE, related_name="emargements")
    nom = models.CharField("nom", max_length=160)
    college = models.CharField("collège", max_length=20, choices=College)
    organisme = models.CharField("organisme", max_length=200, blank=True)
    present_le = models.DateTimeField("présent le", auto_now_add=True)
    par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "émargement"
        ordering = ["college", "nom"]

    def __str__(self) -> str:
        return self.nom
