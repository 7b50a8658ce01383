"""Ce que tout objet de la maison peut avoir : des dates, un journal, des fichiers, des lettres, des travaux."""

import re
import uuid
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q


class Horodate(models.Model):
    """Ce que tout objet sait de lui-même."""

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True


class SurUnSujet(models.Model):
    """Rattache une ligne à n'importe quel objet, et au fil (le dossier, par exemple) dont il relève."""

    sujet_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    sujet_id = models.PositiveBigIntegerField()
    sujet = GenericForeignKey("sujet_type", "sujet_id")
    fil = models.CharField("fil", max_length=40, blank=True, db_index=True)

    class Meta:
        abstract = True


class FaitQuerySet(models.QuerySet["Fait"]):
    def du_fil(self, fil: str) -> Self:
        return self.filter(fil=fil).select_related("par", "sujet_type")

    def sur(self, objet: models.Model) -> Self:
        sujet_type = ContentType.objects.get_for_model(objet)
        return self.filter(sujet_type=sujet_type, sujet_id=objet.pk).select_related("par")


class Fait(SurUnSujet):
    """Une ligne du journal : qui a fait quoi, sur quoi, quand. Jamais modifiée, chaînée à la précédente."""

    numero = models.PositiveBigIntegerField("numéro", unique=True)
    quand = models.DateTimeField("date")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    acte = models.CharField("acte", max_length=80)
    phrase = models.CharField("phrase", max_length=300)
    donnees = models.JSONField("données", default=dict)
    empreinte_precedente = models.CharField("empreinte précédente", max_length=64, blank=True)
    empreinte = models.CharField("empreinte", max_length=64, unique=True)

    objects = FaitQuerySet.as_manager()

    class Meta:
        verbose_name = "fait"
        ordering = ["-numero"]
        indexes = [models.Index(fields=["sujet_type", "sujet_id"], name="fait_par_sujet")]

    def __str__(self) -> str:
        return self.phrase or self.acte

    @property
    def moyen(self) -> str:
        """L'outil par lequel l'auteur a agi, s'il ne l'a pas fait de sa main."""
        return str(self.donnees.get("moyen", "")) if isinstance(self.donnees, dict) else ""


class BoutDeChaine(models.Model):
    """Le dernier maillon du journal : verrouillé le temps d'écrire le suivant."""

    cle = models.PositiveSmallIntegerField(primary_key=True, default=1)
    numero = models.PositiveBigIntegerField("numéro", default=0)
    empreinte = models.CharField("empreinte", max_length=64, blank=True)

    class Meta:
        verbose_name = "bout de chaîne"
        constraints = [models.CheckConstraint(name="bout_de_chaine_unique", condition=Q(cle=1))]

    def __str__(self) -> str:
        return f"maillon {self.numero}"


class Fichier(SurUnSujet, Horodate):
    """Un fichier suivi : son nom reste, ses versions s'ajoutent, rien n'est jamais écrasé."""

    titre = models.CharField("titre", max_length=200)
    usage = models.CharField("usage", max_length=60, blank=True, db_index=True)
    visibilite = models.CharField("visibilité", max_length=30, blank=True)

    class Meta:
        verbose_name = "fichier"
        ordering = ["titre", "pk"]
        indexes = [models.Index(fields=["sujet_type", "sujet_id"], name="fichier_par_sujet")]

    def __str__(self) -> str:
        return self.titre

    @property
    def derniere(self) -> "VersionDeFichier":
        """La version en vigueur ; sans requête quand les versions ont été préchargées."""
        return max(self.versions.all(), key=lambda v: v.numero)


def chemin_de_version(version: "VersionDeFichier", nom: str) -> str:
    """Range par empreinte : deux dépôts du même contenu ne se gênent pas, un nom ne choisit pas son chemin."""
    return f"{version.sha256[:2]}/{version.sha256[2:4]}/{version.sha256}/{uuid.uuid4().hex[:8]}"


class VersionDeFichier(models.Model):
    fichier = models.ForeignKey(Fichier, models.CASCADE, related_name="versions")
    numero = models.PositiveIntegerField("numéro")
    nom = models.CharField("nom du fichier", max_length=200)
    contenu = models.FileField("contenu", upload_to=chemin_de_version, max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, db_index=True)
    taille = models.PositiveBigIntegerField("taille en octets")
    type_mime = models.CharField("type", max_length=120)
    depose_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    depose_le = models.DateTimeField("déposé le", auto_now_add=True)
    signatures = models.JSONField("lecture de ses signatures électroniques", null=True, blank=True)

    class Meta:
        verbose_name = "version de fichier"
        ordering = ["fichier", "-numero"]
        constraints = [
            models.UniqueConstraint(fields=["fichier", "numero"], name="version_de_fichier_numerotee"),
        ]

    def __str__(self) -> str:
        return f"{self.nom} (version {self.numero})"


# Une adresse dont un segment est un jeton : quarante signes ou plus, sans espace ni barre.
LIEN_PERSONNEL = re.compile(r"https?://\S*/[\w:=-]{40,}/?\S*")


class EtatLettre(models.TextChoices):
    RETENUE = "retenue", "Retenue"
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYEE = "envoyee", "Envoyée"
    ECHOUEE = "echouee", "Échouée"


class LettreSortanteQuerySet(models.QuerySet["LettreSortante"]):
    def visible_to(self, agent: Any) -> Self:
        """Chacun relit les lettres qui lui ont été adressées ; ceux qui les relisent toutes le disent d'eux-mêmes."""
        if getattr(agent, "lit_toutes_les_lettres", False):
            return self
        return self.filter(destinataire__iexact=agent.email)


class LettreSortante(models.Model):
    """La boîte d'envoi : chaque courriel y passe, s'y relit, et n'en part qu'une fois."""

    cle = models.CharField("clé", max_length=120, unique=True)
    modele = models.CharField("modèle", max_length=80)
    fil = models.CharField("fil", max_length=40, blank=True, db_index=True)
    destinataire = models.EmailField("destinataire")
    sujet = models.CharField("sujet", max_length=200)
    texte = models.TextField("texte")
    en_tetes = models.JSONField("en-têtes", default=dict, blank=True)
    etat = models.CharField("état", max_length=20, choices=EtatLettre, default=EtatLettre.A_ENVOYER)
    erreur = models.CharField("erreur", max_length=300, blank=True)
    nb_essais = models.PositiveSmallIntegerField("nombre d'essais", default=0)
    cree_le = models.DateTimeField("créée le", auto_now_add=True)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)

    objects = LettreSortanteQuerySet.as_manager()

    class Meta:
        verbose_name = "lettre sortante"
        verbose_name_plural = "lettres sortantes"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(name="lettre_etat_connu", condition=Q(etat__in=EtatLettre.values)),
            models.CheckConstraint(
                name="lettre_envoyee_datee",
                condition=Q(etat=EtatLettre.ENVOYEE, envoyee_le__isnull=False)
                | (~Q(etat=EtatLettre.ENVOYEE) & Q(envoyee_le__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sujet} → {self.destinataire}"

    def texte_pour(self, agent: Any) -> str:
        """Le texte, sans les liens personnels si ce n'est pas le destinataire qui relit : ils agissent en son nom."""
        if str(agent.email).lower() == self.destinataire.lower():
            return self.texte
        return LIEN_PERSONNEL.sub("[lien personnel, masqué]", self.texte)

    @property
    def est_a_reprendre(self) -> bool:
        return self.etat in {EtatLettre.ECHOUEE, EtatLettre.RETENUE}


class EtatTravail(models.TextChoices):
    EN_ATTENTE = "en_attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FAIT = "fait", "Terminé"
    ECHOUE = "echoue", "Échoué"


class TravailQuerySet(models.QuerySet["Travail"]):
    def visible_to(self, agent: Any) -> Self:
        return self.filter(demande_par=agent)


class Travail(models.Model):
    """Un travail long fait en arrière-plan, dont on montre l'avancement à celui qui l'a demandé."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    titre = models.CharField("titre", max_length=200)
    etat = models.CharField("état", max_length=20, choices=EtatTravail, default=EtatTravail.EN_ATTENTE)
    avancement = models.PositiveSmallIntegerField("avancement en pour cent", default=0)
    etape = models.CharField("étape", max_length=200, blank=True)
    erreur = models.CharField("erreur", max_length=500, blank=True)
    retour = models.CharField("adresse où revenir", max_length=300, blank=True)
    demande_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="demandé par"
    )
    demande_le = models.DateTimeField("demandé le", auto_now_add=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)

    objects = TravailQuerySet.as_manager()

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-demande_le"]
        constraints = [
            models.CheckConstraint(name="travail_etat_connu", condition=Q(etat__in=EtatTravail.values)),
            models.CheckConstraint(name="travail_avancement_borne", condition=Q(avancement__lte=100)),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_fini(self) -> bool:
        return self.etat in {EtatTravail.FAIT, EtatTravail.ECHOUE}


class FicheDeRecherche(models.Model):
    """Ce que la recherche sait d'un objet : son titre, son texte nu, son adresse. Se refait par une commande."""

    genre = models.CharField("genre", max_length=80)
    sujet_id = models.CharField("identifiant de l'objet", max_length=40)
    porte_id = models.PositiveBigIntegerField("identifiant de ce par quoi on y entre")
    fil = models.CharField("fil", max_length=40, blank=True)
    titre = models.CharField("titre", max_length=300)
    corps = models.TextField("texte", blank=True)
    lien = models.CharField("adresse", max_length=300)
    indexee_le = models.DateTimeField("indexée le", auto_now=True)

    objects = models.Manager()

    class Meta:
        verbose_name = "fiche de recherche"
        verbose_name_plural = "fiches de recherche"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["genre", "sujet_id"], name="une_fiche_par_objet")]

    def __str__(self) -> str:
        return self.titre


class MotConnu(models.Model):
    """Une racine présente dans l'index et une façon de l'écrire : de quoi proposer le mot juste à qui se trompe."""

    racine = models.CharField("racine", max_length=60, primary_key=True)
    forme = models.CharField("forme", max_length=60)

    objects = models.Manager()

    class Meta:
        verbose_name = "mot connu de la recherche"
        verbose_name_plural = "mots connus de la recherche"
        ordering = ["racine"]

    def __str__(self) -> str:
        return self.forme


class EnvoiRecu(models.Model):
    """Un formulaire déjà reçu : le même, envoyé de nouveau, rend la même réponse sans rien refaire."""

    cle = models.CharField("empreinte de l'envoi", max_length=64, primary_key=True)
    recu_le = models.DateTimeField("reçu le", auto_now_add=True, db_index=True)
    est_traite = models.BooleanField("traité", default=False)
    suite = models.TextField("adresse où l'envoi a mené, ou réponse rendue", blank=True)

    objects = models.Manager()

    class Meta:
        verbose_name = "envoi reçu"
        verbose_name_plural = "envois reçus"
        ordering = ["-recu_le", "cle"]

    def __str__(self) -> str:
        return self.suite or "en cours"


class NatureDeDemande(models.TextChoices):
    EFFACEMENT = "effacement", "Effacer mes données"
    RECTIFICATION = "rectification", "Corriger une donnée que je ne peux pas changer"
    OPPOSITION = "opposition", "M'opposer à un usage"


class DemandeSurSesDonneesQuerySet(models.QuerySet["DemandeSurSesDonnees"]):
    def visible_to(self, agent: Any) -> Self:
        """Chacun suit les siennes ; ceux qui répondent de la plateforme les lisent toutes."""
        if getattr(agent, "lit_toutes_les_lettres", False):
            return self.select_related("demandee_par", "traitee_par")
        return self.filter(demandee_par=agent)

    def en_attente(self) -> Self:
        return self.filter(traitee_le__isnull=True)


class DemandeSurSesDonnees(models.Model):
    """Une personne demande qu'on l'efface ou qu'on la corrige : on lui répond dans le mois."""

    nature = models.CharField("nature", max_length=20, choices=NatureDeDemande)
    precisions = models.TextField("précisions", blank=True)
    demandee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandée par"
    )
    demandee_le = models.DateTimeField("demandée le", auto_now_add=True)
    reponse_avant_le = models.DateField("réponse avant le")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="traitée par"
    )
    est_acceptee = models.BooleanField("acceptée", default=False)
    reponse = models.TextField("réponse", blank=True)

    objects = DemandeSurSesDonneesQuerySet.as_manager()

    class Meta:
        verbose_name = "demande sur ses données"
        verbose_name_plural = "demandes sur ses données"
        ordering = ["reponse_avant_le", "pk"]
        constraints = [
            models.CheckConstraint(
                name="demande_nature_connue", condition=Q(nature__in=NatureDeDemande.values)
            ),
            models.UniqueConstraint(
                fields=["demandee_par", "nature"],
                condition=Q(traitee_le__isnull=True),
                name="une_demande_a_la_fois",
            ),
        ]

    def __str__(self) -> str:
        return self.get_nature_display()

    @property
    def est_en_attente(self) -> bool:
        return self.traitee_le is None
