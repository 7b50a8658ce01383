"""Les offres : scellées jusqu'à l'ouverture, lues ensuite par les seuls évaluateurs sans conflit."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape2_marche.enums import ANALYSES, DECIDES, SANS_EQUIPE, Conformite
from etabli.etape2_marche.models.accord_cadre import Titulaire
from etabli.etape2_marche.models.marche import Marche
from etabli.socle.models import Fichier, Horodate


class OffreQuerySet(models.QuerySet["Offre"]):
    def visible_to(self, agent: Agent) -> Self:
        """Personne avant l'ouverture ; ensuite, les seuls évaluateurs qui ont déclaré n'avoir aucun conflit.

        Ni la DGALN ni un superutilisateur n'y échappent : aucun chemin ne contourne cette ligne.
        """
        return self.filter(
            marche__ouvert_le__isnull=False,
            marche__etat__in=[*ANALYSES, *DECIDES, *SANS_EQUIPE],
            marche__evaluateurs__agent=agent,
            marche__evaluateurs__declaration_le__isnull=False,
            marche__evaluateurs__deporte_le__isnull=True,
        )

    def registre(self) -> list[dict[str, Any]]:
        """Ce que l'on sait d'un pli fermé : qui, quand, l'empreinte du fichier. Rien de ce qu'il contient."""
        plis = self.order_by("recue_le", "pk").values(
            "pk",
            "recue_le",
            "titulaire__groupement__nom",
            "fichier__versions__sha256",
            "fichier__versions__taille",
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
