"""Les agents, et leurs fonctions dans les organisations."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models.organisations import Organisation
from etabli.socle.models import Horodate


class AgentManager(BaseUserManager["Agent"]):
    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Agent":
        agent = self.model(email=self.normalize_email(email).lower(), **champs)
        agent.set_password(password)
        agent.save(using=self._db)
        return agent

    def create_superuser(self, email: str, password: str | None = None, **champs: Any) -> "Agent":
        return self.create_user(email, password, is_superuser=True, **champs)

    def get_by_natural_key(self, username: str | None) -> "Agent":
        return self.get(email__iexact=username)

    def de_la_cle(self, cle: str) -> "Agent | None":
        """L'agent dont c'est l'adresse d'agenda ; une clé vide n'est celle de personne."""
        return self.filter(cle_calendrier=cle, is_active=True).first() if cle else None

    def visible_to(self, agent: "Agent") -> models.QuerySet["Agent"]:
        return self.filter(is_active=True) if agent.is_active else self.none()


class Agent(AbstractBaseUser, PermissionsMixin):
    """Une personne qui a un compte ; son rôle lui vient de ses fonctions en cours."""

    email = models.EmailField("adresse électronique", unique=True)
    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    cle_calendrier = models.CharField("clé du calendrier", max_length=43, blank=True, db_index=True)

    objects = AgentManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["prenom", "nom"]

    class Meta:
        verbose_name = "agent"
        ordering = ["nom", "prenom"]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    def get_full_name(self) -> str:
        """Le nom que Wagtail montre à qui rédige le site public."""
        return str(self)

    def get_short_name(self) -> str:
        return self.prenom

    @cached_property
    def fonctions_en_cours(self) -> "list[Fonction]":
        """Les fonctions de l'agent aujourd'hui, organisations comprises : une requête par page."""
        return list(self.fonctions.en_cours().select_related("organisation"))

    @cached_property
    def organisations_ids(self) -> frozenset[int]:
        return frozenset(f.organisation_id for f in self.fonctions_en_cours)

    @property
    def est_dgaln(self) -> bool:
        return any(f.organisation.type == TypeOrganisation.DGALN for f in self.fonctions_en_cours)

    @property
    def est_service_deconcentre(self) -> bool:
        return any(f.organisation.est_service_deconcentre for f in self.fonctions_en_cours)

    @property
    def est_collectivite(self) -> bool:
        return any(f.organisation.type == TypeOrganisation.COLLECTIVITE for f in self.fonctions_en_cours)

    @property
    def est_hors_administration(self) -> bool:
        """D'une entreprise, d'une école, d'une association : qui peut tenir une place dans un groupement."""
        libres = (TypeOrganisation.ENTREPRISE, TypeOrganisation.AUTRE)
        return any(f.organisation.type in libres for f in self.fonctions_en_cours)

    @property
    def lit_toutes_les_lettres(self) -> bool:
        """La DGALN répond de ce que la plateforme écrit en son nom."""
        return self.est_dgaln

    @property
    def organisation_principale(self) -> Organisation | None:
        return self.fonctions_en_cours[0].organisation if self.fonctions_en_cours else None


class FonctionQuerySet(models.QuerySet["Fonction"]):
    def visible_to(self, agent: Agent) -> Self:
        """Les fonctions suivent l'annuaire : tout agent les lit."""
        return self if agent.is_active else self.none()

    def en_cours(self, le: date | None = None) -> Self:
        """`fin_le` est le premier jour où la fonction ne compte plus : une fin prend effet aussitôt."""
        jour = le or localdate()
        return self.filter(Q(fin_le__isnull=True) | Q(fin_le__gt=jour), debut_le__lte=jour)


class Fonction(Horodate):
    """Ce qu'un agent fait dans une organisation, et depuis quand."""

    agent = models.ForeignKey(Agent, models.CASCADE, related_name="fonctions", verbose_name="agent")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="fonctions", verbose_name="organisation"
    )
    intitule = models.CharField("intitulé de la fonction", max_length=160)
    debut_le = models.DateField("depuis le", default=localdate)
    fin_le = models.DateField("fin le", null=True, blank=True)

    objects = FonctionQuerySet.as_manager()

    class Meta:
        verbose_name = "fonction"
        ordering = ["debut_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fonction_finit_apres_son_debut",
                condition=Q(fin_le__isnull=True) | Q(fin_le__gte=models.F("debut_le")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intitule}, {self.organisation}"

    @property
    def est_en_cours(self) -> bool:
        return self.debut_le <= localdate() and (self.fin_le is None or self.fin_le > localdate())
