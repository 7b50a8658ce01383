"""L'accord-cadre et ses titulaires, le marché subséquent d'un dossier, les offres et leur analyse."""

from decimal import Decimal
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.dossier.models import Dossier, Membre
from etabli.dossier.enums import PORTEURS
from etabli.etape1_candidature.models import VersionDeNote
from etabli.etape2_marche.enums import Conformite, Etat, RegleDePrix
from etabli.socle.models import Fichier, Horodate


class AccordCadre(Horodate):
    numero = models.CharField("numéro", max_length=40, unique=True)
    intitule = models.CharField("intitulé", max_length=200)
    debut_le = models.DateField("du")
    fin_le = models.DateField("au")
    montant_maximum = models.DecimalField(
        "montant maximum HT en euros", max_digits=12, decimal_places=2, null=True, blank=True
    )
    regle_de_prix = models.CharField(
        "règle de notation du prix", max_length=20, choices=RegleDePrix, default=RegleDePrix.PROPORTIONNELLE
    )
    note_maximale = models.PositiveSmallIntegerField("note maximale par critère", default=5)
    source = models.CharField("source", max_length=300, blank=True)
    est_fictif = models.BooleanField("valeurs fictives de démonstration", default=False)

    class Meta:
        verbose_name = "accord-cadre"
        verbose_name_plural = "accords-cadres"
        ordering = ["-debut_le"]
        constraints = [
            models.CheckConstraint(
                name="accord_cadre_finit_apres_son_debut", condition=Q(fin_le__gt=models.F("debut_le"))
            )
        ]

    def __str__(self) -> str:
        return self.intitule


class Critere(models.Model):
    accord_cadre = models.ForeignKey(AccordCadre, models.CASCADE, related_name="criteres")
    nom = models.CharField("critère", max_length=200)
    poids = models.DecimalField(
        "poids en %", max_digits=5, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    est_prix = models.BooleanField("critère du prix", default=False)
    ordre = models.PositiveSmallIntegerField("ordre", default=1)

    class Meta:
        verbose_name = "critère d'attribution"
        verbose_name_plural = "critères d'attribution"
        ordering = ["accord_cadre", "ordre"]
        constraints = [
            models.UniqueConstraint(
                fields=["accord_cadre"], condition=Q(est_prix=True), name="un_seul_critere_de_prix"
            )
        ]

    def __str__(self) -> str:
        return self.nom


class Titulaire(models.Model):
    accord_cadre = models.ForeignKey(AccordCadre, models.CASCADE, related_name="titulaires")
    groupement = models.ForeignKey(Groupement, models.PROTECT, related_name="titres")
    rang = models.PositiveSmallIntegerField("rang", default=1)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "titulaire"
        ordering = ["accord_cadre", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["accord_cadre", "groupement"], name="titulaire_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.groupement)


class MarcheQuerySet(models.QuerySet["Marche"]):
    def visible_to(self, agent: Agent) -> Self:
        """Les porteurs et la DGALN toujours ; un titulaire consulté, dès la consultation ouverte."""
        if agent.est_dgaln:
            return self
        miens = Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids)
        porteurs = miens.filter(role__in=PORTEURS).values("dossier_id")
        return self.filter(
            Q(dossier_id__in=porteurs)
            | Q(
                pk__in=Consultation.objects.filter(
                    titulaire__groupement__membres__organisation_id__in=agent.organisations_ids,
                    titulaire__groupement__membres__jusqu_au__isnull=True,
                ).values("marche_id")
            )
        )

    def for_list(self) -> Self:
        return self.select_related("dossier", "acheteur", "titulaire__groupement", "accord_cadre")


class Marche(Horodate):
    """Un marché subséquent ; relancé, le dossier en a un second."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="marches")
    accord_cadre = models.ForeignKey(AccordCadre, models.PROTECT, related_name="marches")
    acheteur = models.ForeignKey(
        Organisation, models.PROTECT, related_name="marches", verbose_name="service acheteur"
    )
    cahier_des_clauses = models.ForeignKey(
        VersionDeNote, models.PROTECT, related_name="+", verbose_name="note valant cahier des clauses"
    )
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.PREPARATION)
    numero = models.CharField("numéro du marché", max_length=16, blank=True)
    reference_place = models.CharField("référence PLACE", max_length=80, blank=True)
    date_limite = models.DateTimeField("date limite de réception des offres", null=True, blank=True)
    consulte_le = models.DateTimeField("consultation lancée le", null=True, blank=True)
    ouvert_le = models.DateTimeField("plis ouverts le", null=True, blank=True)
    ouvert_par = models.ManyToManyField(Agent, blank=True, related_name="+", verbose_name="ouvert par")
    titulaire = models.ForeignKey(
        Titulaire,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="marches",
        verbose_name="équipe choisie",
    )
    montant_ht = models.DecimalField("montant HT", max_digits=10, decimal_places=2, null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée en mois", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    notifie_le = models.DateField("notifié le", null=True, blank=True)
    est_fictif = models.BooleanField("offres et montants fictifs", default=False)

    objects = MarcheQuerySet.as_manager()

    class Meta:
        verbose_name = "marché subséquent"
        verbose_name_plural = "marchés subséquents"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="marche_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="marche_notifie_a_titulaire_et_date",
                condition=~Q(etat__in=[Etat.NOTIFIE, Etat.SOLDE])
                | Q(titulaire__isnull=False, notifie_le__isnull=False, montant_ht__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=~Q(etat__in=[Etat.INFRUCTUEUX, Etat.SANS_SUITE]),
                name="un_marche_en_cours_par_dossier",
            ),
        ]

    def __str__(self) -> str:
        return f"Marché « {self.dossier} »"

    def get_absolute_url(self) -> str:
        return reverse("marche:detail", args=[self.pk])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"


class Consultation(models.Model):
    """Un titulaire consulté : tous le sont, par écrit, le même jour (R2162-10, à vérifier)."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="consultations")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, related_name="consultations")
    consulte_le = models.DateTimeField("consulté le")
    a_decline_le = models.DateTimeField("a décliné le", null=True, blank=True)

    class Meta:
        verbose_name = "consultation"
        ordering = ["titulaire__rang"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "titulaire"], name="titulaire_consulte_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.titulaire)


class Question(models.Model):
    """Une question d'un titulaire ; la réponse va à tous, sans dire qui demandait."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="questions")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, null=True, blank=True, related_name="+")
    texte = models.TextField("question")
    posee_le = models.DateTimeField("posée le", auto_now_add=True)
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    class Meta:
        verbose_name = "question"
        ordering = ["posee_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]


class OffreQuerySet(models.QuerySet["Offre"]):
    def visible_to(self, agent: Agent) -> Self:
        """Personne avant l'ouverture ; ensuite, les seuls évaluateurs qui ont déclaré n'avoir aucun conflit."""
        return self.filter(
            marche__ouvert_le__isnull=False,
            marche__evaluateurs__agent=agent,
            marche__evaluateurs__declaration_le__isnull=False,
        )


class Offre(Horodate):
    marche = models.ForeignKey(Marche, models.CASCADE, related_name="offres")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, related_name="offres")
    recue_le = models.DateTimeField("reçue sur PLACE le")
    montant_ht = models.DecimalField("montant HT", max_digits=10, decimal_places=2, null=True, blank=True)
    conformite = models.CharField(
        "conformité", max_length=20, choices=Conformite, default=Conformite.A_VERIFIER
    )
    motif_de_conformite = models.TextField("motif", blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OffreQuerySet.as_manager()

    class Meta:
        verbose_name = "offre"
        ordering = ["titulaire__rang"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "titulaire"], name="une_offre_par_titulaire")
        ]

    def __str__(self) -> str:
        return f"Offre de {self.titulaire}"


class Evaluateur(models.Model):
    """Un membre du choix collégial ; il ne lit rien avant d'avoir déclaré n'avoir aucun conflit d'intérêts."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="evaluateurs")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="evaluations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    declaration_le = models.DateTimeField("absence de conflit déclarée le", null=True, blank=True)

    class Meta:
        verbose_name = "évaluateur"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["marche", "agent"], name="evaluateur_une_fois")]

    def __str__(self) -> str:
        return str(self.agent)


class Note(Horodate):
    """La note d'un évaluateur sur un critère ; sans évaluateur, la note de consensus."""

    offre = models.ForeignKey(Offre, models.CASCADE, related_name="notes")
    critere = models.ForeignKey(Critere, models.PROTECT, related_name="+")
    evaluateur = models.ForeignKey(Evaluateur, models.CASCADE, null=True, blank=True, related_name="notes")
    valeur = models.DecimalField(
        "note",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    motif = models.TextField("ce qui justifie la note")

    class Meta:
        verbose_name = "note"
        ordering = ["critere__ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["offre", "critere", "evaluateur"],
                condition=Q(evaluateur__isnull=False),
                name="une_note_par_evaluateur",
            ),
            models.UniqueConstraint(
                fields=["offre", "critere"],
                condition=Q(evaluateur__isnull=True),
                name="une_note_de_consensus",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.critere} : {self.valeur}"
