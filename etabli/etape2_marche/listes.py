"""La liste de travail des marchés subséquents."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When

from etabli.annuaire.models import Agent, Groupement, Organisation
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.etape2_marche.colonnes import MARCHES as COLONNES
from etabli.etape2_marche.enums import ENGAGES, SANS_EQUIPE, Etat
from etabli.etape2_marche.models import AccordCadre, Marche
from etabli.socle.listes import Liste

RANG = Case(
    *[When(etat=etat, then=Value(rang)) for rang, etat in enumerate(Etat)], output_field=IntegerField()
)
GROUPES = {
    "a_conclure": ("Tous ceux qui cherchent leur équipe", ~Q(etat__in=(*ENGAGES, *SANS_EQUIPE))),
    "engages": ("Tous ceux qui ont leur équipe", Q(etat__in=ENGAGES)),
}


class FiltreDeMarches(FiltreDeTerritoire):
    """Rien n'y filtre par le contenu d'une offre : un compte trahirait un pli encore fermé."""

    premiers: ClassVar[tuple[str, ...]] = ("q", "etat", "acheteur", "departement")
    field_order = premiers
    intervalles: ClassVar[tuple[tuple[str, str], ...]] = (
        ("limite_apres", "limite_avant"),
        ("notifie_apres", "notifie_avant"),
    )

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *((cle, dit) for cle, (dit, _) in GROUPES.items()), *Etat.choices],
    )
    acheteur = forms.ModelChoiceField(
        Organisation.objects.filter(pk__in=Marche.objects.values("acheteur")),
        label="Service acheteur",
        required=False,
        empty_label="Tous",
    )
    accord_cadre = forms.ModelChoiceField(
        AccordCadre.objects.all(), label="Accord-cadre", required=False, empty_label="Tous"
    )
    equipe = forms.ModelChoiceField(
        Groupement.objects.filter(pk__in=Marche.objects.values("titulaire__groupement")),
        label="Équipe choisie",
        required=False,
        empty_label="Toutes",
    )
    limite_apres = forms.DateField(label="Offres attendues à partir du", required=False)
    limite_avant = forms.DateField(label="Offres attendues jusqu'au", required=False)
    notifie_apres = forms.DateField(label="Notifié à partir du", required=False)
    notifie_avant = forms.DateField(label="Notifié jusqu'au", required=False)

    def preparer_les_champs(self) -> None:
        """Les équipes et les acheteurs des marchés que l'agent peut lire, et d'eux seuls."""
        visibles = Marche.objects.visible_to(self.agent)
        acheteurs: Any = self.fields["acheteur"]
        acheteurs.queryset = Organisation.objects.filter(pk__in=visibles.values("acheteur"))
        equipes: Any = self.fields["equipe"]
        equipes.queryset = Groupement.objects.filter(pk__in=visibles.values("titulaire__groupement"))

    def quand_etat(self, etat: str) -> Q:
        return GROUPES[etat][1] if etat in GROUPES else Q(etat=etat)

    def quand_equipe(self, equipe: Groupement) -> Q:
        return Q(titulaire__groupement=equipe)

    def quand_limite_apres(self, jour: date) -> Q:
        return Q(date_limite__date__gte=jour)

    def quand_limite_avant(self, jour: date) -> Q:
        return Q(date_limite__date__lte=jour)

    def quand_notifie_apres(self, jour: date) -> Q:
        return Q(notifie_le__gte=jour)

    def quand_notifie_avant(self, jour: date) -> Q:
        return Q(notifie_le__lte=jour)


def preparer(marches: Any, agent: Agent) -> Any:
    return marches.for_list().annotate(rang_de_l_etat=RANG)


MARCHES = Liste(
    COLONNES,
    FiltreDeMarches,
    unite="marché",
    tri="-ouvert",
    ecran=tuple(c.nom for c in COLONNES.colonnes if c.nom not in ("ouvert", "numero", "notifie_le")),
    facette="etat",
    facette_dite="Marchés par état",
    toutes="Tous",
    vide="Aucun marché pour l'instant : une candidature retenue ouvre le sien.",
    preparer=preparer,
)
