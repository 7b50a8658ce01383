"""Ce que l'animateur ouvre à la salle, et le bulletin que chacun y remplit."""

from typing import Self

from django.db import models
from django.db.models import Q

from etabli.annuaire.models import Agent
from etabli.etape4_seance.calcul.jugement import SEPT_MENTIONS
from etabli.etape4_seance.calcul.textes import lignes_de
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, Repondant, TypeActivite
from etabli.etape4_seance.models.seance import Seance


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
    # Ce que l'on juge, place ou choisit : la présélection d'une autre activité, ou ces lignes écrites à la main.
    est_sur_preselection = models.BooleanField("porte sur la présélection seulement", default=False)
    choix = models.TextField("choix proposés", blank=True, help_text="Un par ligne.")
    mentions = models.TextField("mentions", blank=True, help_text="Une par ligne, la meilleure d'abord.")
    mode_de_sondage = models.CharField(
        "réponse attendue", max_length=10, choices=ModeDeSondage, default=ModeDeSondage.UNIQUE
    )
    echelle_max = models.PositiveSmallIntegerField("note la plus haute", default=5)
    repondant = models.CharField("répond", max_length=10, choices=Repondant, default=Repondant.PERSONNE)
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

    @property
    def est_par_table(self) -> bool:
        return self.repondant == Repondant.TABLE

    @property
    def choix_listes(self) -> list[str]:
        return lignes_de(self.choix)

    @property
    def mentions_listees(self) -> list[str]:
        """Celles de l'animateur, sinon les sept publiées par Balinski et Laraki."""
        return lignes_de(self.mentions) or list(SEPT_MENTIONS)
