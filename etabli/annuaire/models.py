"""Les agents, leurs fonctions dans les organisations, les groupements et les invitations."""

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate, now

from etabli.annuaire.enums import SERVICES_DECONCENTRES, EtatInvitation, TypeOrganisation
from etabli.socle.models import Horodate
from etabli.territoires.models import Commune, Departement, Epci, Region


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, agent: "Agent") -> Self:
        """L'annuaire professionnel est lisible par tout agent connecté."""
        return self if agent.is_active else self.none()

    def for_list(self) -> Self:
        return self.select_related("departement", "region", "epci", "commune").order_by("nom")


class Organisation(Horodate):
    """Un service, une collectivité, un opérateur ou une entreprise, rattaché à son territoire."""

    type = models.CharField("type", max_length=20, choices=TypeOrganisation)
    nom = models.CharField("nom", max_length=200)
    sigle = models.CharField("sigle", max_length=40, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    adresse = models.TextField("adresse postale", blank=True)
    courriel = models.EmailField("courriel", blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="région")
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, verbose_name="département"
    )
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, verbose_name="EPCI")
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, verbose_name="commune")
    est_fictive = models.BooleanField("organisation fictive", default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(
                name="organisation_type_connu", condition=Q(type__in=TypeOrganisation.values)
            ),
            models.UniqueConstraint(
                fields=["siret"], condition=~Q(siret=""), name="organisation_siret_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("annuaire:organisation", args=[self.pk])

    @property
    def nom_court(self) -> str:
        return self.sigle or self.nom

    @property
    def est_service_deconcentre(self) -> bool:
        return self.type in SERVICES_DECONCENTRES


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


class GroupementQuerySet(models.QuerySet["Groupement"]):
    def visible_to(self, agent: Agent) -> Self:
        """La composition des équipes est publique dans le programme : tout agent la lit."""
        return self if agent.is_active else self.none()

    def for_list(self) -> Self:
        return self.prefetch_related("membres__organisation")


class Groupement(Horodate):
    """Une équipe pluridisciplinaire : un mandataire et des co-traitants, avec leurs compétences."""

    nom = models.CharField("nom du groupement", max_length=200)
    organisations = models.ManyToManyField(
        Organisation, through="MembreDeGroupement", related_name="groupements"
    )
    source = models.CharField("source", max_length=300, blank=True)
    est_fictif = models.BooleanField("groupement fictif", default=False)

    objects = GroupementQuerySet.as_manager()

    class Meta:
        verbose_name = "groupement"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    def get_absolute_url(self) -> str:
        return reverse("annuaire:groupement", args=[self.pk])

    def membres_en_cours(self) -> "list[MembreDeGroupement]":
        """Le mandataire d'abord ; sans requête quand les membres sont préchargés."""
        return [m for m in self.membres.all() if m.est_en_cours]

    @property
    def mandataire(self) -> Organisation | None:
        """Le mandataire en cours ; sans requête quand les membres sont préchargés."""
        en_cours = [m for m in self.membres.all() if m.est_mandataire and m.est_en_cours]
        return en_cours[0].organisation if en_cours else None


class MembreDeGroupement(models.Model):
    groupement = models.ForeignKey(Groupement, models.CASCADE, related_name="membres")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="places")
    competences = models.CharField("compétences", max_length=200, blank=True)
    est_mandataire = models.BooleanField("mandataire", default=False)
    depuis_le = models.DateField("depuis le", default=localdate)
    jusqu_au = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "membre de groupement"
        ordering = ["-est_mandataire", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["groupement"],
                condition=Q(est_mandataire=True, jusqu_au__isnull=True),
                name="un_seul_mandataire_en_cours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.competences})" if self.competences else str(self.organisation)

    @property
    def est_en_cours(self) -> bool:
        return self.jusqu_au is None or self.jusqu_au > localdate()


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def ouvertes(self) -> Self:
        return self.filter(acceptee_le__isnull=True, retiree_le__isnull=True, expire_le__gte=now())

    def visible_to(self, agent: Agent) -> Self:
        if agent.est_dgaln:
            return self
        return self.filter(Q(organisation_id__in=agent.organisations_ids) | Q(invite_par=agent))

    def du_jeton(self, empreinte: str) -> Self:
        """La seule porte sans compte : qui tient le lien tient l'invitation, et elle seule."""
        return self.for_list().filter(empreinte_du_jeton=empreinte)

    def for_list(self) -> Self:
        return self.select_related("organisation", "invite_par", "acceptee_par")


class Invitation(Horodate):
    """Une place proposée par courriel ; le lien ne sert qu'une fois et seule son empreinte est gardée."""

    email = models.EmailField("adresse électronique")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    intitule = models.CharField("fonction proposée", max_length=160)
    mot = models.TextField("mot d'accompagnement", blank=True)
    suite = models.CharField("page où arriver", max_length=300, blank=True)
    empreinte_du_jeton = models.CharField("empreinte du jeton", max_length=64, unique=True)
    invite_par = models.ForeignKey(Agent, models.PROTECT, related_name="invitations_envoyees")
    expire_le = models.DateTimeField("expire le")
    acceptee_le = models.DateTimeField("acceptée le", null=True, blank=True)
    acceptee_par = models.ForeignKey(
        Agent, models.PROTECT, null=True, blank=True, related_name="invitations_acceptees"
    )
    retiree_le = models.DateTimeField("retirée le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def etat(self) -> EtatInvitation:
        if self.acceptee_le:
            return EtatInvitation.ACCEPTEE
        if self.retiree_le:
            return EtatInvitation.RETIREE
        return EtatInvitation.ENVOYEE if self.expire_le >= now() else EtatInvitation.EXPIREE

    @property
    def est_ouverte(self) -> bool:
        return self.etat == EtatInvitation.ENVOYEE

    @property
    def a_un_compte(self) -> bool:
        return Agent.objects.filter(email__iexact=self.email).exists()
