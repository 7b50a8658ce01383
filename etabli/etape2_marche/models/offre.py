"""Les offres : scellées jusqu'à l'ouverture, lues ensuite par les seuls évaluateurs sans conflit."""

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import (
    ANALYSES,
    DECIDES,
    SANS_EQUIPE,
    Conformite,
    NatureDeDemande,
    SuiteDeDemande,
)
from etabli.etape2_marche.models.accord_cadre import Titulaire
from etabli.etape2_marche.models.marche import Marche, dossiers_portes_par, groupements_de
from etabli.socle.models import Fichier, Horodate


class OffreQuerySet(models.QuerySet["Offre"]):
    def visible_to(self, agent: Agent) -> Self:
        """Personne avant l'ouverture ; ensuite, les seuls évaluateurs qui ont déclaré n'avoir aucun conflit.

        Ni la DGALN ni un superutilisateur n'y échappent : aucun chemin ne contourne cette ligne. La place se tient :
        qui a quitté l'organisation qu'il représente, ou dont elle a quitté le dossier, ne lit plus rien.
        """
        portes = dossiers_portes_par(agent).filter(
            dossier_id=OuterRef("marche__dossier_id"),
            organisation_id=OuterRef("marche__evaluateurs__organisation_id"),
        )
        return self.filter(
            Exists(portes),
            marche__ouvert_le__isnull=False,
            marche__etat__in=[*ANALYSES, *DECIDES, *SANS_EQUIPE],
            marche__evaluateurs__agent=agent,
            marche__evaluateurs__declaration_le__isnull=False,
            marche__evaluateurs__deporte_le__isnull=True,
        ).exclude(conformite=Conformite.HORS_DELAI)

    def du_candidat(self, agent: Agent) -> Self:
        """Les offres du groupement de l'agent : les siennes, et jamais celles d'un autre."""
        places = groupements_de(agent).values("groupement_id")
        return self.filter(titulaire__groupement_id__in=places).select_related(
            "titulaire__groupement", "marche__titulaire__groupement", "scelle"
        )

    def a_temps(self) -> Self:
        return self.exclude(conformite=Conformite.HORS_DELAI)

    def registre(self) -> list[dict[str, Any]]:
        """Ce que l'on sait d'un pli fermé : qui, quand, l'empreinte du fichier. Rien de ce qu'il contient."""
        plis = self.order_by("recue_le", "pk").values(
            "pk",
            "recue_le",
            "titulaire__groupement__nom",
            "conformite",
            "motif_de_conformite",
            "rejet_envoye_le",
            "scelle__sha256",
            "scelle__taille",
        )
        return [dict(pli) for pli in plis]

    def ecartees_pour(self, agent: Agent, marche: Marche) -> Self:
        """Une fois le choix fait, qui reste à prévenir : pour l'acheteur, la DGALN et les évaluateurs."""
        lit = agent.est_dgaln or marche.acheteur_id in agent.organisations_ids
        if not lit and not marche.evaluateurs.filter(agent=agent, deporte_le=None).exists():
            return self.none()
        return (
            self.filter(marche=marche, marche__etat__in=DECIDES)
            .exclude(titulaire=marche.titulaire)
            .select_related("titulaire__groupement", "marche__titulaire__groupement", "marche__dossier")
        )

    def recevables(self) -> Self:
        return self.filter(conformite=Conformite.COMPLETE)


class Offre(Horodate):
    """Sans `fil` : ni son fichier ni son journal ne paraissent dans le dossier."""

    marche = models.ForeignKey(Marche, models.CASCADE, related_name="offres")
    titulaire = models.ForeignKey(Titulaire, models.PROTECT, related_name="offres")
    recue_le = models.DateTimeField("reçue sur PLACE le")
    enregistree_par = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    montant_ht = models.DecimalField("montant HT", max_digits=10, decimal_places=2, null=True, blank=True)
    conformite = models.CharField(
        "conformité", max_length=20, choices=Conformite, default=Conformite.A_VERIFIER
    )
    motif_de_conformite = models.TextField("motif", blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    motif_du_rejet = models.TextField("motifs du rejet", blank=True)
    rejet_envoye_le = models.DateTimeField("rejet notifié le", null=True, blank=True)
    motifs_demandes_le = models.DateField("motifs détaillés demandés le", null=True, blank=True)
    motifs_donnes = models.TextField("caractéristiques et avantages de l'offre retenue", blank=True)
    motifs_donnes_le = models.DateTimeField("motifs détaillés donnés le", null=True, blank=True)

    objects = OffreQuerySet.as_manager()

    class Meta:
        verbose_name = "offre"
        ordering = ["titulaire__rang", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["marche", "titulaire"], name="une_offre_par_titulaire"),
            models.CheckConstraint(
                name="offre_ecartee_avec_motif",
                condition=Q(conformite__in=[Conformite.A_VERIFIER, Conformite.COMPLETE])
                | ~Q(motif_de_conformite=""),
            ),
            models.CheckConstraint(
                name="offre_prix_positif", condition=Q(montant_ht__isnull=True) | Q(montant_ht__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"Offre de {self.titulaire}"

    @property
    def est_recevable(self) -> bool:
        return self.conformite == Conformite.COMPLETE

    @property
    def est_hors_delai(self) -> bool:
        return self.conformite == Conformite.HORS_DELAI


class PliScelle(models.Model):
    """Le contenu fermé d'un pli : chiffré jusqu'à l'ouverture, vidé après ; l'empreinte reste au registre."""

    offre = models.OneToOneField(Offre, models.CASCADE, related_name="scelle")
    contenu = models.FileField("contenu chiffré", upload_to="plis-scelles/", blank=True)
    nom = models.CharField("nom du fichier", max_length=150)
    sha256 = models.CharField("empreinte du contenu", max_length=64)
    taille = models.PositiveBigIntegerField("taille en octets")

    class Meta:
        verbose_name = "pli scellé"
        verbose_name_plural = "plis scellés"
        ordering = ["offre"]

    def __str__(self) -> str:
        return f"Pli {self.sha256[:12]}"


class DemandeQuerySet(models.QuerySet["DemandeAuCandidat"]):
    def visible_to(self, agent: Agent) -> Self:
        """Qui lit l'offre lit ce qui lui a été demandé ; le candidat, ce qui lui a été demandé à lui."""
        return self.filter(
            Q(offre__in=Offre.objects.visible_to(agent).values("pk"))
            | Q(offre__in=Offre.objects.du_candidat(agent).values("pk"))
        )


class DemandeAuCandidat(models.Model):
    """Avant d'écarter, on demande : une justification du prix, une régularisation, une précision."""

    offre = models.ForeignKey(Offre, models.CASCADE, related_name="demandes")
    nature = models.CharField("nature", max_length=20, choices=NatureDeDemande)
    texte = models.TextField("ce qui est demandé")
    demandee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    demandee_le = models.DateTimeField("demandée le")
    reponse_attendue_le = models.DateField("réponse attendue le")
    reponse = models.TextField("réponse du candidat", blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    suite = models.CharField("suite donnée", max_length=20, choices=SuiteDeDemande, blank=True)
    motif = models.TextField("ce qui motive la suite", blank=True)
    close_le = models.DateTimeField("suite donnée le", null=True, blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande au candidat"
        verbose_name_plural = "demandes aux candidats"
        ordering = ["demandee_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_close_avec_sa_suite",
                condition=(Q(close_le__isnull=True) & Q(suite=""))
                | (Q(close_le__isnull=False) & ~Q(suite="") & ~Q(motif="")),
            )
        ]

    def __str__(self) -> str:
        return self.get_nature_display()

    @property
    def est_close(self) -> bool:
        return self.close_le is not None
