"""Ce qui se récolte entre les sessions : contacts, documents lus, entretiens, constats."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.dossier.enums import PORTEURS, College, Role
from etabli.dossier.models import Membre, Thematique
from etabli.etape3_atelier.calcul.anonymat import taire
from etabli.etape3_atelier.enums import EtatDuTexte
from etabli.etape3_atelier.models.atelier import Atelier, PartieQuerySet
from etabli.socle.models import Fichier, Horodate


class Contact(Horodate):
    """Une personne à mobiliser. On n'écrit qu'à celles qui y ont consenti."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="contacts")
    nom = models.CharField("nom", max_length=160)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    courriel = models.EmailField("courriel", blank=True)
    a_consenti_le = models.DateField("a consenti à être contacté le", null=True, blank=True)
    source_du_consentement = models.CharField("comment elle a consenti", max_length=200, blank=True)
    consentement_retire_le = models.DateField("a retiré son consentement le", null=True, blank=True)

    objects = PartieQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ["nom"]
        constraints = [
            models.CheckConstraint(name="contact_college_connu", condition=Q(college__in=College.values)),
            models.UniqueConstraint(
                fields=["atelier", "courriel"],
                condition=~Q(courriel=""),
                name="contact_une_fois_par_courriel",
            ),
            models.CheckConstraint(
                name="contact_consent_ou_a_retire",
                condition=Q(a_consenti_le__isnull=True) | Q(consentement_retire_le__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_joignable(self) -> bool:
        return bool(self.courriel and self.a_consenti_le)


class DocumentLuQuerySet(PartieQuerySet):
    def for_list(self) -> Self:
        return self.select_related("fichier").annotate(nb_constats=models.Count("constats"))


class DocumentLu(Horodate):
    """Une fiche de lecture : ce qu'un document dit, où, ce qu'il contredit, ce qu'il ne dit pas."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="documents_lus")
    titre = models.CharField("document", max_length=250)
    auteur = models.CharField("auteur", max_length=200, blank=True)
    annee = models.PositiveSmallIntegerField("année", null=True, blank=True)
    dit = models.TextField("ce qu'il dit")
    page = models.CharField("page", max_length=40, blank=True)
    contradiction = models.TextField("ce qu'il contredit", blank=True)
    manque = models.TextField("ce qu'il ne dit pas", blank=True)
    fichier = models.ForeignKey(Fichier, models.PROTECT, null=True, blank=True, related_name="+")
    etat_du_texte = models.CharField(
        "texte du document", max_length=20, choices=EtatDuTexte, default=EtatDuTexte.SANS
    )
    # Pourquoi il ne se lit pas, ou ce qui n'en a pas été lu.
    lecture_dit = models.CharField("ce que la lecture en dit", max_length=300, blank=True)

    objects = DocumentLuQuerySet.as_manager()

    class Meta:
        verbose_name = "document lu"
        verbose_name_plural = "documents lus"
        ordering = ["titre"]

    def __str__(self) -> str:
        return self.titre


class PageDeDocument(models.Model):
    """Le texte d'une page du document déposé : c'est lui que l'on cherche."""

    document = models.ForeignKey(DocumentLu, models.CASCADE, related_name="pages")
    numero = models.PositiveIntegerField("page")
    texte = models.TextField("texte")
    # Faux : le fichier ne dit pas ses pages, tout le texte est sur la première.
    est_numerotee = models.BooleanField("numérotée", default=True)

    class Meta:
        verbose_name = "page de document"
        verbose_name_plural = "pages de document"
        ordering = ["document", "numero"]
        constraints = [
            models.UniqueConstraint(fields=["document", "numero"], name="page_de_document_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.document}, p. {self.numero}" if self.est_numerotee else str(self.document)

    def get_absolute_url(self) -> str:
        ici = reverse("atelier:texte", args=[self.document.atelier.dossier_id, self.document_id])
        return f"{ici}?page={self.numero}"


class EntretienQuerySet(PartieQuerySet):
    def lisibles_par(self, agent: Agent) -> Self:
        """Ceux dont il peut lire les notes : même règle que `peut_lire_les_notes`, dans la requête."""
        siens = Membre.objects.en_cours().filter(organisation_id__in=agent.organisations_ids)
        de_l_equipe = Q(atelier__dossier__in=siens.filter(role=Role.EQUIPE).values("dossier"))
        nommes = Q(est_anonyme=False)
        if not agent.est_dgaln:
            nommes &= Q(atelier__dossier__in=siens.filter(role__in=PORTEURS).values("dossier"))
        return self.visible_to(agent).filter(de_l_equipe | nommes)

    def for_list(self) -> Self:
        return self.annotate(nb_constats=models.Count("constats"))


class Entretien(Horodate):
    """Une rencontre. `str(entretien)` ne nomme jamais quelqu'un à qui l'on a promis de ne pas le faire."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="entretiens")
    personne = models.CharField("personne rencontrée", max_length=160)
    qualite = models.CharField("qualité", max_length=200, blank=True)
    college = models.CharField("collège", max_length=20, choices=College)
    mene_le = models.DateField("mené le", null=True, blank=True)
    a_consenti_le = models.DateField("a consenti à être cité le", null=True, blank=True)
    source_du_consentement = models.CharField("comment elle a consenti", max_length=200, blank=True)
    consentement_retire_le = models.DateField("a retiré son consentement le", null=True, blank=True)
    est_anonyme = models.BooleanField("ne pas nommer", default=False)
    noms_a_taire = models.TextField("autres noms à taire", blank=True)
    guide = models.ForeignKey(
        "Guide",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entretiens",
        verbose_name="guide d'entretien",
    )
    notes = models.TextField("notes", blank=True)
    verbatim = models.TextField("citations", blank=True)

    objects = EntretienQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien"
        ordering = ["mene_le", "pk"]
        constraints = [
            models.CheckConstraint(name="entretien_college_connu", condition=Q(college__in=College.values)),
            models.CheckConstraint(
                name="entretien_consent_ou_a_retire",
                condition=Q(a_consenti_le__isnull=True) | Q(consentement_retire_le__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        if not self.est_anonyme:
            return self.personne
        return self.taire(self.qualite) or f"Une personne du collège « {self.get_college_display()} »"

    @property
    def noms_tus(self) -> list[str]:
        """La personne, si on le lui a promis, et ceux qu'elle a cités et que l'on ne veut pas exposer."""
        autres = [ligne.strip() for ligne in self.noms_a_taire.splitlines() if ligne.strip()]
        return [self.personne, *autres] if self.est_anonyme else autres

    def taire(self, texte: str) -> str:
        return taire(texte, self.noms_tus) if texte else ""

    @property
    def notes_montrees(self) -> str:
        """Le texte brut ne se voit que dans le formulaire de qui l'écrit."""
        return self.taire(self.notes)

    @property
    def qualite_montree(self) -> str:
        return self.taire(self.qualite)

    @property
    def citations(self) -> list[str]:
        """Ce que l'on peut reproduire, un paragraphe chacune : rien sans le consentement de la personne."""
        if not self.a_consenti_le:
            return []
        return [tue for bloc in self.verbatim.split("\n\n") if (tue := self.taire(bloc.strip()))]

    @property
    def citation(self) -> str:
        return next(iter(self.citations), "")

    @property
    def texte_cherchable(self) -> str:
        reponses = (self.taire(r.notes) for r in self.reponses.all()) if self.pk else ()
        montres = (self.qualite_montree, self.notes_montrees, self.taire(self.verbatim), *reponses)
        return "\n".join(filter(None, montres))


class ConstatQuerySet(PartieQuerySet):
    def for_list(self) -> Self:
        return self.select_related("thematique", "document", "entretien")


class Constat(Horodate):
    """Ce que documents et entretiens établissent ; les enjeux s'appuieront dessus."""

    atelier = models.ForeignKey(Atelier, models.CASCADE, related_name="constats")
    texte = models.TextField("constat")
    thematique = models.ForeignKey(
        Thematique, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="thématique"
    )
    document = models.ForeignKey(
        DocumentLu,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="constats",
        verbose_name="document lu",
    )
    entretien = models.ForeignKey(Entretien, models.SET_NULL, null=True, blank=True, related_name="constats")
    page = models.CharField("où dans la source", max_length=40, blank=True)

    objects = ConstatQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.texte[:100]

    @property
    def est_etaye(self) -> bool:
        return bool(self.document_id or self.entretien_id)
