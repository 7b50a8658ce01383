"""La liste de travail des ateliers."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent, Groupement
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.etape3_atelier.abonnements import NIVEAUX
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Atelier
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.listes import Liste

RANG = Case(
    *[When(etat=etat, then=Value(rang)) for rang, etat in enumerate(Etat)], output_field=IntegerField()
)


def _phase(atelier: Atelier) -> str:
    """La phase en cours ou la prochaine ; un atelier fini n'en a plus."""
    prochains = atelier.prochains_jalons(localdate()) if atelier.est_ouvert else []
    return f"{prochains[0].nom}, {prochains[0].phase.periode}" if prochains else ""


def _fin(atelier: Atelier) -> date | None:
    return atelier.acheve_le or max((j.fin_le for j in atelier.jalons.all()), default=None)


COLONNES = JeuDeColonnes(
    "ateliers",
    "Ateliers",
    (
        Colonne("titre", "Atelier", str, lien=lambda a: a.get_absolute_url(), tri="dossier__titre"),
        Colonne(
            "territoire",
            "Territoire",
            lambda a: a.dossier.perimetre.nom,
            tri="dossier__perimetre__nom",
            secondaire=True,
        ),
        Colonne("equipe", "Équipe", lambda a: str(a.equipe), tri="equipe__nom"),
        Colonne(
            "etat",
            "État",
            lambda a: a.get_etat_display(),
            "badge",
            niveau=lambda a: NIVEAUX[Etat(a.etat)],
            tri="rang_de_l_etat",
        ),
        Colonne("phase", "Phase en cours ou prochaine", _phase, secondaire=True),
        Colonne("lance_le", "Lancé le", lambda a: a.lance_le, "date", tri="lance_le"),
        Colonne("fin_le", "Fin, prévue ou faite", _fin, "date", secondaire=True),
        Colonne("sessions", "Sessions", lambda a: a.nb_sessions, "entier", secondaire=True),
        Colonne("format", "Format", lambda a: a.dossier.format.nom, secondaire=True),
        Colonne("ouvert_le", "Ouvert ici le", lambda a: a.cree_le, "instant", tri="cree_le", secondaire=True),
    ),
)


class FiltreDAteliers(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etat", "departement", "equipe")
    field_order = premiers
    intervalles: ClassVar[tuple[tuple[str, str], ...]] = (("lance_apres", "lance_avant"),)

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(label="État", required=False, choices=[("", "Tous"), *Etat.choices])
    equipe = forms.ModelChoiceField(
        Groupement.objects.none(), label="Équipe", required=False, empty_label="Toutes"
    )
    lance_apres = forms.DateField(label="Lancé à partir du", required=False)
    lance_avant = forms.DateField(label="Lancé jusqu'au", required=False)

    def preparer_les_champs(self) -> None:
        champ: Any = self.fields["equipe"]
        visibles = Atelier.objects.visible_to(self.agent)
        champ.queryset = Groupement.objects.filter(pk__in=visibles.values("equipe"))

    def quand_lance_apres(self, jour: date) -> Q:
        return Q(lance_le__gte=jour)

    def quand_lance_avant(self, jour: date) -> Q:
        return Q(lance_le__lte=jour)


def preparer(ateliers: Any, agent: Agent) -> Any:
    return ateliers.for_list().select_related("dossier__perimetre").annotate(rang_de_l_etat=RANG)


ATELIERS = Liste(
    COLONNES,
    FiltreDAteliers,
    unite="atelier",
    tri="-ouvert_le",
    ecran=("titre", "territoire", "equipe", "etat", "phase", "lance_le"),
    facette="etat",
    facette_dite="Ateliers par état",
    toutes="Tous",
    vide="Aucun atelier pour l'instant : un marché notifié ouvre le sien.",
    preparer=preparer,
)
