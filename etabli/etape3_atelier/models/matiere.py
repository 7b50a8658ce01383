"""Ce qui se récolte entre les sessions : contacts, documents lus, entretiens, constats."""

from typing import Self

from django.db import models
from django.db.models import Q

from etabli.dossier.enums import College
from etabli.dossier.models import Thematique
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
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_joignable(self) -> bool:
        return bool(self.courriel and self.a_consenti_le)


class DocumentLuQuerySet(PartieQuerySet):
    def for_list(self) -> Self:
        return self.select_related("fichier").annotate(nb_constats=models.Count("constats"))

    def parlant_de(self, mots: str) -> Self:
        """Tous les mots, n'importe où dans la fiche."""
        trouves = self
        for mot in mots.split():
            ou = Q()
            for champ in ("titre", "auteur", "dit", "contradiction", "manque"):
                ou |= Q(**{f"{champ}__icontains": mot})
            trouves = trouves.filter(ou)
        return trouves


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

    objects = DocumentLuQuerySet.as_manager()

    class Meta:
        verbose_name = "document lu"
        verbose_name_plural = "documents lus"
        ordering = ["titre"]

    def __str__(self) -> str:
        return self.titre


class EntretienQuerySet(PartieQuerySet):
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
    est_anonyme = models.BooleanField("ne pas nommer", default=False)
    notes = models.TextField("notes", blank=True)
    verbatim = models.TextField("citation", blank=True)

    objects = EntretienQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien"
        ordering = ["mene_le", "pk"]
        constraints = [
            models.CheckConstraint(name="entretien_college_connu", condition=Q(college__in=College.values)),
        ]

    def __str__(self) -> str:
        if not self.est_anonyme:
            return self.personne
        return self.qualite or f"Une personne du collège « {self.get_college_display()} »"

    @property
    def citation(self) -> str:
        """Ce que l'on peut reproduire : rien sans le consentement de la personne."""
        return self.verbatim if self.a_consenti_le else ""


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

    objects = ConstatQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.texte[:100]

    @property
    def est_etaye(self) -> bool:
        return bool(self.document_id or self.entretien_id)
