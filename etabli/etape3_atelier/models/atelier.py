"""L'atelier, ses phases datées, et chaque calendrier tel qu'il a été annoncé."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.timezone import localtime, now

from etabli.annuaire.models import Agent, Groupement, MembreDeGroupement
from etabli.dossier.enums import NatureDePhase
from etabli.dossier.models import Dossier, Membre, des_dossiers_vus
from etabli.etape2_marche.models import Marche
from etabli.etape3_atelier.calcul.calendrier import Avertissement, Occupation, PhaseDatee, avertissements
from etabli.etape3_atelier.calcul.feries import jours_feries
from etabli.etape3_atelier.enums import Etat
from etabli.socle.models import Fait, Horodate
from etabli.territoires.models import Departement


class AtelierQuerySet(models.QuerySet["Atelier"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def for_list(self) -> Self:
        return self.select_related("dossier__format", "equipe").prefetch_related("jalons")

    def for_detail(self) -> Self:
        """De quoi dessiner toute page de l'atelier : membres du dossier, équipe et compétences, marché."""
        return (
            self.for_list()
            .select_related("marche", "dossier__perimetre")
            .prefetch_related(
                Prefetch("dossier__membres", Membre.objects.en_cours().select_related("organisation")),
                Prefetch("equipe__membres", MembreDeGroupement.objects.select_related("organisation")),
            )
        )


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
    # Combien de fois il s'est interrompu ou a repris : les agendas le suivent.
    nb_bascules = models.PositiveSmallIntegerField("interruptions et reprises", default=0)

    objects = AtelierQuerySet.as_manager()

    class Meta:
        verbose_name = "atelier"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="atelier_etat_connu", condition=Q(etat__in=Etat.values)),
            # L'état s'écrit avant les effets de l'acte : la date arrive juste après « en cours ».
            models.CheckConstraint(
                name="atelier_produit_apres_son_lancement",
                condition=~Q(etat__in=[Etat.PRODUCTION, Etat.ACHEVE]) | Q(lance_le__isnull=False),
            ),
            models.CheckConstraint(
                name="atelier_acheve_apres_son_lancement",
                condition=Q(acheve_le__isnull=True) | Q(acheve_le__gte=models.F("lance_le")),
            ),
        ]

    def __str__(self) -> str:
        return self.dossier.titre

    def get_absolute_url(self) -> str:
        return reverse("atelier:detail", args=[self.dossier_id])

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"

    @property
    def est_ouvert(self) -> bool:
        """On peut encore y écrire."""
        return self.etat not in {Etat.ACHEVE, Etat.INTERROMPU}

    @property
    def sessions(self) -> "list[Jalon]":
        """Les sessions in situ, dans l'ordre ; sans requête quand les jalons sont préchargés."""
        return [j for j in self.jalons.all() if j.nature == NatureDePhase.SESSION]

    @property
    def nb_sessions(self) -> int:
        """Celles du calendrier, ou celles du format tant qu'il n'y a pas de calendrier."""
        return len(self.sessions) or self.dossier.format.nb_sessions

    def prochains_jalons(self, aujourd_hui: date) -> "list[Jalon]":
        """La phase en cours, puis les suivantes ; sans requête quand les jalons sont préchargés."""
        return [j for j in self.jalons.all() if j.fin_le >= aujourd_hui]

    def feries(self, annees: Iterable[int]) -> dict[date, str]:
        """Les jours fériés des départements du périmètre (Alsace-Moselle et outre-mer compris)."""
        codes = Departement.objects.filter(communes__perimetres=self.dossier.perimetre_id).distinct()
        return jours_feries(codes.values_list("code", flat=True), annees)

    def faits(self) -> models.QuerySet[Fait]:
        """Le journal de l'atelier, le plus récent d'abord."""
        return Fait.objects.sur(self)

    def jours_pris(self) -> list[tuple[date, date]]:
        """Les sessions de la même équipe dans d'autres ateliers en vie."""
        return list(self._sessions_ailleurs(atelier__equipe=self.equipe_id).values_list("debut_le", "fin_le"))

    def _sessions_ailleurs(self, **condition: Any) -> "models.QuerySet[Jalon]":
        ailleurs = Jalon.objects.filter(nature=NatureDePhase.SESSION, **condition).exclude(atelier=self)
        return ailleurs.exclude(atelier__etat__in=[Etat.ACHEVE, Etat.INTERROMPU]).distinct()

    def lieux_pris(self) -> list[Occupation]:
        """Les salles retenues par les ateliers qui ont une commune en commun, et par les comités de celui-ci."""
        communes = self.dossier.perimetre.communes.values("pk")
        voisines = self._sessions_ailleurs(atelier__dossier__perimetre__communes__in=communes)
        occupees = [
            Occupation(j.lieu, j.debut_le, j.fin_le, f"atelier « {j.atelier} »")
            for j in voisines.exclude(lieu="").select_related("atelier__dossier")
        ]
        reunions = self.reunions().filter(annulee_le=None).exclude(lieu="")
        for reunion in reunions.select_related("comite"):
            jours = localtime(reunion.debut).date(), localtime(reunion.fin).date()
            occupees.append(Occupation(reunion.lieu, *jours, reunion.comite.nom))
        return occupees

    def personnes_prises(self) -> list[Occupation]:
        """Ceux de l'équipe qui viennent à une session d'ici et sont attendus ailleurs."""
        ici: dict[tuple[str, int], set[int]] = {}
        liens = self.jalons.filter(intervenants__isnull=False)
        for ordre, nom, organisation in liens.values_list(
            "ordre", "intervenants__nom", "intervenants__organisation"
        ):
            ici.setdefault((nom, organisation), set()).add(ordre)
        ailleurs = self._sessions_ailleurs(intervenants__nom__in=[nom for nom, _ in ici])
        return [
            Occupation(nom, debut_le, fin_le, f"atelier « {titre} »", frozenset(ici[nom, organisation]))
            for nom, organisation, debut_le, fin_le, titre in ailleurs.values_list(
                "intervenants__nom",
                "intervenants__organisation",
                "debut_le",
                "fin_le",
                "atelier__dossier__titre",
            )
            if (nom, organisation) in ici
        ]

    def reunions(self) -> "models.QuerySet[Any]":
        """Les réunions de tous ses comités."""
        return apps.get_model("atelier", "Reunion").objects.filter(comite__atelier=self)

    def avertissements(self, phases: Sequence[PhaseDatee] | None = None) -> list[Avertissement]:
        """Ce que ce calendrier, celui en vigueur si l'on n'en donne pas, a de discutable."""
        if phases is None:
            phases = [jalon.phase for jalon in self.jalons.all()]
        if not phases:
            return []
        annees = {jour.year for phase in phases for jour in (phase.debut_le, phase.fin_le)}
        format_ = self.dossier.format
        return avertissements(
            phases,
            format_.duree_min_mois,
            format_.duree_max_mois,
            self.feries(annees),
            lance_le=self.lance_le,
            prises=self.jours_pris(),
            lieux=self.lieux_pris(),
            personnes=self.personnes_prises(),
        )


class PartieQuerySet(models.QuerySet[Any]):
    """Tout ce qui appartient à un atelier se voit comme lui."""

    def visible_to(self, agent: Agent) -> Self:
        return self.filter(atelier__in=Atelier.objects.visible_to(agent))


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
    montant_ht = models.DecimalField(
        "part du marché, HT en euros", max_digits=10, decimal_places=2, null=True, blank=True
    )
    # Croît à chaque changement de dates ou de lieu : les agendas savent quelle version est la bonne.
    revision = models.PositiveIntegerField("révision", default=0)
    modifie_le = models.DateTimeField("modifié le", default=now)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "jalon"
        ordering = ["atelier", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "ordre"], name="jalon_ordonne"),
            models.CheckConstraint(
                name="jalon_finit_apres_son_debut", condition=Q(fin_le__gte=models.F("debut_le"))
            ),
            models.CheckConstraint(
                name="jalon_montant_positif", condition=Q(montant_ht__isnull=True) | Q(montant_ht__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def phase(self) -> PhaseDatee:
        return PhaseDatee(
            self.ordre, self.nature, self.nom, self.session, self.debut_le, self.fin_le, self.lieu
        )


class VersionDuCalendrier(models.Model):
    """Le calendrier tel qu'il a été annoncé, et pourquoi il a changé."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="versions_du_calendrier")
    numero = models.PositiveIntegerField("numéro")
    contenu = models.JSONField("contenu")
    motif = models.CharField("ce qui a changé", max_length=300)
    publiee_par = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    publiee_le = models.DateTimeField("publiée le", auto_now_add=True)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "version du calendrier"
        ordering = ["atelier", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["atelier", "numero"], name="version_du_calendrier_numerotee")
        ]

    def __str__(self) -> str:
        return f"Calendrier, version {self.numero}"

    @property
    def titre(self) -> str:
        return f"Version {self.numero}"

    @property
    def phases(self) -> list[PhaseDatee]:
        return [PhaseDatee.depuis(ligne) for ligne in self.contenu]
