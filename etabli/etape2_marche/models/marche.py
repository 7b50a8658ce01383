"""Le marché subséquent d'un dossier, les titulaires consultés, leurs questions."""

from typing import Self

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import now

from etabli.annuaire.models import Agent, MembreDeGroupement, Organisation
from etabli.dossier.enums import PORTEURS
from etabli.dossier.models import Dossier, Membre
from etabli.etape1_candidature.models import VersionDeNote
from etabli.etape2_marche.enums import ANALYSES, DECIDES, ENGAGES, SANS_EQUIPE, Etat
from etabli.etape2_marche.models.accord_cadre import IDENTIFIANT, AccordCadre, Titulaire
from etabli.socle.models import Fichier, Horodate
from etabli.territoires.models import Perimetre


def groupements_de(agent: Agent) -> models.QuerySet[MembreDeGroupement]:
    """Les places qu'occupent aujourd'hui les organisations de l'agent dans des groupements."""
    return MembreDeGroupement.objects.filter(
        organisation_id__in=agent.organisations_ids, jusqu_au__isnull=True
    )


def dossiers_portes_par(agent: Agent) -> models.QuerySet[Membre]:
    return Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids, role__in=PORTEURS)


class MarcheQuerySet(models.QuerySet["Marche"]):
    def visible_to(self, agent: Agent) -> Self:
        """Les porteurs et la DGALN toujours ; un titulaire consulté, dès la consultation ouverte."""
        if agent.est_dgaln:
            return self
        consultations = Consultation.objects.filter(
            titulaire__groupement_id__in=groupements_de(agent).values("groupement_id")
        )
        return self.filter(
            Q(dossier_id__in=dossiers_portes_par(agent).values("dossier_id"))
            | Q(pk__in=consultations.values("marche_id"))
        )

    def consultant(self, agent: Agent) -> Self:
        """Ceux dont la consultation court encore pour un groupement de l'agent, qui n'a pas décliné."""
        places = groupements_de(agent).values("groupement_id")
        attendues = Consultation.objects.filter(titulaire__groupement_id__in=places, a_decline_le=None)
        return self.filter(
            etat=Etat.CONSULTATION, date_limite__gt=now(), pk__in=attendues.values("marche_id")
        )

    def pour_les_donnees(self) -> Self:
        """Les marchés notifiés, avec tout ce que les données essentielles en disent (nombre de requêtes constant)."""
        return (
            self.filter(etat__in=ENGAGES)
            .select_related("dossier", "acheteur", "accord_cadre", "titulaire__groupement")
            .prefetch_related(
                "titulaire__groupement__membres__organisation",
                Prefetch("dossier__perimetre", Perimetre.objects.with_territoires()),
                "offres",
                "avenants__titulaires_apres",
                "actes_de_sous_traitance__sous_traitant",
                "actes_de_sous_traitance__modifications",
            )
            .order_by("notifie_le", "pk")
        )

    def courants(self) -> Self:
        return self.exclude(etat__in=SANS_EQUIPE)

    def for_list(self) -> Self:
        return self.select_related("dossier", "acheteur", "titulaire__groupement", "accord_cadre").annotate(
            nb_consultes=Count("consultations")
        )

    def for_detail(self) -> Self:
        return self.select_related(
            "dossier__format",
            "acheteur",
            "accord_cadre",
            "titulaire__groupement",
            "ouverture_demandee_par",
            "cahier_des_clauses__candidature",
            "precedent",
        ).prefetch_related(
            Prefetch("dossier__membres", Membre.objects.en_cours().select_related("organisation")),
            "accord_cadre__criteres",
            "accord_cadre__titulaires__groupement__membres__organisation",
            "consultations__titulaire__groupement__membres__organisation",
            "evaluateurs__agent",
            "evaluateurs__organisation",
            "ouvert_par",
        )


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
    precedent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="relances", verbose_name="relance de"
    )
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.PREPARATION)
    numero = models.CharField("numéro du marché", max_length=16, blank=True, validators=[IDENTIFIANT])
    reference_place = models.CharField("référence PLACE", max_length=80, blank=True)
    date_limite = models.DateTimeField("date limite de réception des offres", null=True, blank=True)
    consulte_le = models.DateTimeField("consultation lancée le", null=True, blank=True)
    ouverture_demandee_par = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="ouverture demandée par"
    )
    ouverture_demandee_le = models.DateTimeField("ouverture demandée le", null=True, blank=True)
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
    attestations_le = models.DateField("attestations vérifiées le", null=True, blank=True)
    montant_ht = models.DecimalField("montant HT", max_digits=10, decimal_places=2, null=True, blank=True)
    duree_mois = models.PositiveSmallIntegerField("durée en mois", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    signature_possible_le = models.DateField(
        "signature possible à partir du",
        null=True,
        blank=True,
        help_text="Le délai d'attente n'est pas exigé d'un marché subséquent : il se choisit.",
    )
    signe_le = models.DateField("acte d'engagement signé le", null=True, blank=True)
    signataire = models.CharField("signataire pour l'acheteur", max_length=200, blank=True)
    acte_signe = models.ForeignKey(
        Fichier,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="acte d'engagement signé",
    )
    notifie_le = models.DateField("notifié le", null=True, blank=True)
    a_une_avance = models.BooleanField("une avance est versée", default=False)
    a_de_la_sous_traitance = models.BooleanField("de la sous-traitance est déclarée", default=False)
    donnees_publiees_le = models.DateField("données essentielles publiées le", null=True, blank=True)
    solde_le = models.DateField("soldé le", null=True, blank=True)
    bilan = models.TextField("bilan de l'exécution", blank=True)
    est_fictif = models.BooleanField("offres et montants fictifs", default=False)

    objects = MarcheQuerySet.as_manager()

    class Meta:
        verbose_name = "marché subséquent"
        verbose_name_plural = "marchés subséquents"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="marche_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="marche_plis_clos_avant_l_analyse",
                condition=Q(ouvert_le__isnull=True)
                | ~Q(etat__in=[Etat.PREPARATION, Etat.CONSULTATION, Etat.DEPOUILLEMENT]),
            ),
            # Le cycle écrit l'état avant les effets : ce que l'acte apporte se vérifie à l'état suivant.
            models.CheckConstraint(
                name="marche_engage_a_titulaire_et_montant",
                condition=~Q(etat__in=ENGAGES) | Q(titulaire__isnull=False, montant_ht__isnull=False),
            ),
            models.CheckConstraint(
                name="marche_solde_a_ete_notifie",
                condition=~Q(etat=Etat.SOLDE) | Q(notifie_le__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=~Q(etat__in=SANS_EQUIPE),
                name="un_marche_en_cours_par_dossier",
            ),
        ]

    def __str__(self) -> str:
        return f"Marché «\u00a0{self.dossier}\u00a0»"

    def get_absolute_url(self) -> str:
        return reverse("marche:detail", args=[self.pk])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"

    @property
    def est_echu(self) -> bool:
        """La date limite est passée : plus aucune offre n'est recevable."""
        return self.date_limite is not None and self.date_limite <= now()

    @property
    def est_ouvert(self) -> bool:
        """Les plis ont été ouverts, à deux, et le journal le dit."""
        return self.ouvert_le is not None and self.etat in {*ANALYSES, *DECIDES, *SANS_EQUIPE}


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    def visible_to(self, agent: Agent) -> Self:
        """Ceux qui achètent voient tous les consultés ; un titulaire, sa seule invitation."""
        miennes = Q(titulaire__groupement_id__in=groupements_de(agent).values("groupement_id"))
        if agent.est_dgaln:
            return self
        return self.filter(
            miennes | Q(marche__dossier_id__in=dossiers_portes_par(agent).values("dossier_id"))
        )


class Consultation(models.Model):
    """Un titulaire consulté : tous le sont, par écrit, le même jour (R2162-10, à vérifier).

    Sans `fil` : les lettres qu'il reçoit ne se lisent pas dans le dossier des autres.
    """

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="consultations")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, related_name="consultations")
    consulte_le = models.DateTimeField("consulté le")
    a_decline_le = models.DateTimeField("a décliné le", null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation"
        ordering = ["titulaire__rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "titulaire"], name="titulaire_consulte_une_fois")
        ]

    def __str__(self) -> str:
        return str(self.titulaire)


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, agent: Agent) -> Self:
        """Qui achète voit tout ; un titulaire, ses questions et celles qui ont leur réponse."""
        if agent.est_dgaln:
            return self
        places = groupements_de(agent).values("groupement_id")
        return self.filter(
            Q(marche__dossier_id__in=dossiers_portes_par(agent).values("dossier_id"))
            | Q(titulaire__groupement_id__in=places)
            | Q(
                repondue_le__isnull=False,
                marche__in=Marche.objects.filter(consultations__titulaire__groupement_id__in=places),
            )
        )


class Question(models.Model):
    """Une question d'un titulaire ; la réponse va à tous, sans dire qui demandait."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="questions")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, null=True, blank=True, related_name="+")
    texte = models.TextField("question")
    posee_le = models.DateTimeField("posée le", auto_now_add=True)
    reponse = models.TextField("réponse", blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "question"
        ordering = ["posee_le", "pk"]

    def __str__(self) -> str:
        return self.texte[:80]
