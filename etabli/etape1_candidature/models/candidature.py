"""La candidature d'un dossier : son état, ses dates, et ce qui se déduit d'elle."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier, FormatAtelier, Membre, des_dossiers_vus
from etabli.etape1_candidature import calcul
from etabli.etape1_candidature.enums import CLOSES, CleRubrique, Echelle, Etat, TypeObjet
from etabli.socle.models import Horodate
from etabli.territoires.models import Perimetre


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def visible_to(self, agent: Agent) -> Self:
        return self.filter(des_dossiers_vus(agent))

    def en_cours(self) -> Self:
        return self.exclude(etat__in=CLOSES)

    def for_list(self) -> Self:
        return self.select_related("dossier__format", "dossier__perimetre").prefetch_related(
            Prefetch("dossier__membres", Membre.objects.en_cours().select_related("organisation")),
            "complements",
        )

    def for_detail(self) -> Self:
        return self.for_list().prefetch_related(
            "dossier__thematiques",
            "rubriques__modifiee_par",
            "rubriques__confiee_a",
            "rubriques__associees",
            "rubriques__remarques__auteur",
            "rubriques__remarques__levee_par",
            "courriers__organisation",
            "courriers__envoye_par",
            "courriers__relances__par",
            "courriers__version",
            "courriers__fichier__versions",
            "acteurs",
            "documents",
        )

    def compter_par_etat(self) -> dict[str, int]:
        """Les compteurs des filtres, en une requête."""
        return dict(self.order_by().values_list("etat").annotate(n=Count("pk")))

    def en_attente(self, format_: FormatAtelier | None = None) -> Self:
        """La liste d'attente, dans son ordre ; chaque format a la sienne."""
        attente = self.filter(etat=Etat.LISTE_D_ATTENTE).order_by("rang_d_attente", "pk")
        return attente.filter(dossier__format=format_) if format_ else attente

    def de_la_cohorte(self, annee: int) -> Self:
        return self.filter(etat=Etat.RETENUE, cohorte=annee)


class Candidature(Horodate):
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="candidature")
    etat = models.CharField("état", max_length=20, choices=Etat, default=Etat.OUVERTE)
    etat_depuis_le = models.DateField("à cet état depuis le", default=localdate)
    type_d_objet = models.CharField("type d'objet", max_length=30, choices=TypeObjet, blank=True)
    echelle = models.CharField("échelle de réflexion", max_length=20, choices=Echelle, blank=True)
    signalee_le = models.DateField("signalée le", null=True, blank=True)
    deposee_le = models.DateField("déposée le", null=True, blank=True)
    decidee_le = models.DateField("décidée le", null=True, blank=True)
    motif = models.TextField("motif de la dernière décision", blank=True)
    reexamen_le = models.DateField("réexamen prévu le", null=True, blank=True)
    rang_d_attente = models.PositiveSmallIntegerField("rang dans la liste d'attente", null=True, blank=True)
    cohorte = models.PositiveSmallIntegerField("année de la cohorte", null=True, blank=True)

    # Le rang qu'elle vient de quitter : les effets de l'acte en ont encore besoin.
    rang_quitte: int | None = None

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-pk"]
        # La liste se trie par ancienneté de l'état ; ses compteurs lisent l'état, et depuis quand.
        indexes = [
            models.Index(fields=["-etat_depuis_le", "-id"], name="candidature_par_anciennete"),
            models.Index(fields=["etat", "etat_depuis_le"], name="candidature_par_etat"),
        ]
        constraints = [
            models.CheckConstraint(name="candidature_etat_connu", condition=Q(etat__in=Etat.values)),
            models.CheckConstraint(
                name="candidature_rang_en_attente",
                condition=Q(rang_d_attente__isnull=True) | Q(etat=Etat.LISTE_D_ATTENTE),
            ),
            models.CheckConstraint(
                name="candidature_objet_connu", condition=Q(type_d_objet__in=["", *TypeObjet.values])
            ),
        ]

    def __str__(self) -> str:
        return self.dossier.titre

    def get_absolute_url(self) -> str:
        return reverse("candidature:detail", args=[self.dossier_id])

    def save(self, *args: Any, **options: Any) -> None:
        """Changer d'état date l'état, d'où se comptent les délais, et fait sortir de la liste d'attente."""
        if (champs := options.get("update_fields")) is not None and "etat" in champs:
            self.etat_depuis_le = localdate()
            if self.etat != Etat.LISTE_D_ATTENTE:
                self.rang_quitte, self.rang_d_attente = self.rang_d_attente, None
            options["update_fields"] = {*champs, "etat_depuis_le", "rang_d_attente"}
        super().save(*args, **options)

    @property
    def fil(self) -> str:
        return f"dossier-{self.dossier_id}"

    @property
    def est_close(self) -> bool:
        return self.etat in CLOSES

    @property
    def horloge(self) -> calcul.Horloge | None:
        """Le délai d'instruction, depuis le dépôt ; sans requête quand les compléments sont préchargés."""
        if self.deposee_le is None:
            return None
        pauses = [calcul.Pause(c.demandee_le, c.recue_le) for c in self.complements.all()]
        return calcul.Horloge(self.deposee_le, pauses, self.decidee_le)

    @property
    def nb_jours_d_instruction(self) -> int | None:
        return self.horloge.nb_jours(localdate()) if self.horloge else None

    @property
    def a_relancer_le(self) -> date | None:
        if self.etat == Etat.AJOURNEE and self.reexamen_le:
            return self.reexamen_le
        return calcul.a_relancer_le(self.etat, self.etat_depuis_le)

    def manques(self) -> list[calcul.Manque]:
        """Ce qui manque à la note, bloquant ou non (voir `calcul.manques`)."""
        rubriques = list(self.rubriques.all())
        return calcul.manques(
            calcul.ContenuDeLaNote(
                nb_mots={r.cle: r.nb_mots for r in rubriques},
                intitules=dict(CleRubrique.choices),
                nb_communes=self.dossier.perimetre.nb_communes,
                nb_coporteurs=len(self.dossier.organisations(Role.COPORTEUR)),
                a_un_type_d_objet=bool(self.type_d_objet),
                a_une_echelle=bool(self.echelle),
                nb_thematiques=len(self.dossier.thematiques.all()),
                nb_acteurs=len(self.acteurs.all()),
                nb_documents=len(self.documents.all()),
                remarques_ouvertes={r.cle: len(r.remarques_ouvertes) for r in rubriques},
            )
        )

    def manques_bloquants(self) -> list[calcul.Manque]:
        return [m for m in self.manques() if m.est_bloquant]

    def courriers_manquants(self) -> list[Any]:
        return [c for c in self.courriers.all() if not c.est_signe]


@dataclass(frozen=True)
class DossierProche:
    """Un autre dossier dont le périmètre partage des communes avec celui que l'on trace."""

    dossier: Dossier
    nb_communes: int


def dossiers_proches(
    perimetre: Perimetre | None = None, *, communes: Iterable[str] = (), sauf: Dossier | None = None
) -> list[DossierProche]:
    """Les dossiers en cours ou passés qui touchent les mêmes communes, le plus recouvert d'abord."""
    codes = list(perimetre.communes.values_list("pk", flat=True) if perimetre is not None else communes)
    proches = (
        Dossier.objects.filter(perimetre__communes__in=codes, reuni_a__isnull=True)
        .select_related("format", "perimetre")
        .annotate(nb_partagees=Count("perimetre__communes", distinct=True))
        .order_by("-nb_partagees", "-pk")
    )
    if sauf is not None:
        proches = proches.exclude(pk=sauf.pk)
    return [DossierProche(d, getattr(d, "nb_partagees", 0)) for d in proches]
