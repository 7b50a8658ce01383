"""Le choix collégial : désigner, vérifier une offre, noter offre par offre et critère par critère."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from etabli.annuaire.models import Agent, Fonction
from etabli.dossier.enums import PORTEURS
from etabli.etape2_marche.actions import Saisie
from etabli.etape2_marche.analyse import ECART_A_DISCUTER
from etabli.etape2_marche.calcul import dispersion
from etabli.etape2_marche.classement import Case, cases_a_noter
from etabli.etape2_marche.enums import LUES, Conformite
from etabli.etape2_marche.models import Marche, Note, Offre
from etabli.socle.formulaires import ChampEuros


class EvaluateurForm(forms.Form):
    fonction = forms.ModelChoiceField(
        label="Personne",
        queryset=Fonction.objects.none(),
        help_text="Les agents des organisations pilotes et co-porteuses de l'atelier.",
    )

    def __init__(self, *args: Any, marche: Marche, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = [o.pk for o in marche.dossier.organisations(*PORTEURS)]
        champ = self.fields["fonction"]
        champ.queryset = (  # type: ignore[attr-defined]
            Fonction.objects.en_cours()
            .filter(organisation_id__in=organisations, agent__is_active=True)
            .exclude(agent__evaluations__marche=marche)
            .select_related("agent", "organisation")
            .order_by("organisation__nom", "agent__nom")
        )
        champ.label_from_instance = lambda f: f"{f.agent}, {f.organisation}"  # type: ignore[attr-defined]

    @property
    def choisi(self) -> Agent:
        fonction: Fonction = self.cleaned_data["fonction"]
        return fonction.agent


class ConformiteForm(forms.Form):
    conformite = forms.ChoiceField(
        label="Conformité", choices=[(c.value, c.label) for c in LUES], widget=forms.RadioSelect
    )
    montant_ht = ChampEuros(label="Prix de l'offre HT, en euros", required=False, min_value=1, max_digits=10)
    motif = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Exigé pour écarter une offre : le candidat le lira.",
    )

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        conformite = saisi.get("conformite")
        if (
            conformite == Conformite.COMPLETE
            and not saisi.get("montant_ht")
            and "montant_ht" not in self.errors
        ):
            self.add_error("montant_ht", "Indiquez le prix de l'offre, hors taxes.")
        ecartee = conformite and conformite not in (Conformite.A_VERIFIER, Conformite.COMPLETE)
        if ecartee and not saisi.get("motif"):
            self.add_error("motif", "Dites pourquoi l'offre est écartée.")
        return saisi


class RejetForm(forms.Form):
    motif = forms.CharField(
        label="Ce que la lettre ajoute aux notes",
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="La lettre donne déjà le rang, les notes par critère et le nom de l'équipe retenue.",
    )


class CelluleDeGrille:
    """Une case de la grille : la note, ce qui la justifie, les avis de chacun et leur écart."""

    def __init__(
        self, case: Case, valeur: BoundField, motif: BoundField, reperes: Sequence[Note], maximum: int
    ) -> None:
        self.case, self.valeur, self.motif, self.reperes = case, valeur, motif, reperes
        self.mesure = dispersion(n.valeur for n in reperes)
        self.est_a_discuter = bool(self.mesure and self.mesure.etendue >= ECART_A_DISCUTER * maximum)


class GrilleForm(forms.Form):
    """Une note et un motif par offre et par case ; incomplète, la grille s'enregistre et se reprend."""

    def __init__(
        self,
        *args: Any,
        marche: Marche,
        offres: Sequence[Offre],
        notes: Iterable[Note] = (),
        reperes: Iterable[Note] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offres = list(offres)
        self.cases = cases_a_noter(marche.accord_cadre)
        self.maximum = marche.accord_cadre.note_maximale
        self.reperes = list(reperes)
        donnees = {(n.offre_id, n.cle): n for n in notes}
        for offre, case in self._places():
            self._ajouter(offre, case, donnees.get((offre.pk, case.cle)))

    def _places(self) -> Iterator[tuple[Offre, Case]]:
        return product(self.offres, self.cases)

    def _ajouter(self, offre: Offre, case: Case, note: Note | None) -> None:
        cle, maximum = _cle(offre, case), self.maximum
        self.fields[f"note-{cle}"] = forms.DecimalField(
            label=f"Note sur {maximum}, {case.nom_entier}, {offre.titulaire}",
            min_value=0,
            max_value=maximum,
            max_digits=5,
            decimal_places=2,
            required=False,
            localize=True,
            initial=note.valeur if note else None,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 5, "autocomplete": "off"}),
            error_messages={
                "invalid": f"Écrivez un nombre de 0 à {maximum}.",
                "min_value": f"Une note va de 0 à {maximum}.",
                "max_value": f"Une note va de 0 à {maximum}.",
            },
        )
        self.fields[f"motif-{cle}"] = forms.CharField(
            label=f"Ce qui justifie la note, {case.nom_entier}, {offre.titulaire}",
            required=False,
            initial=note.motif if note else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        for offre, case in self._places():
            cle = _cle(offre, case)
            valeur, motif = saisi.get(f"note-{cle}"), saisi.get(f"motif-{cle}")
            if valeur is not None and not motif:
                self.add_error(f"motif-{cle}", "Dites ce qui justifie cette note.")
            if valeur is None and motif and f"note-{cle}" not in self.errors:
                self.add_error(f"note-{cle}", "Donnez la note, ou effacez sa justification.")
        return saisi

    def lignes(self) -> list[tuple[Offre, list[CelluleDeGrille]]]:
        """La grille telle qu'on la dessine : une offre par ligne, un critère ou sous-critère par case."""
        return [(offre, [self._cellule(offre, case) for case in self.cases]) for offre in self.offres]

    def _cellule(self, offre: Offre, case: Case) -> CelluleDeGrille:
        cle = _cle(offre, case)
        reperes = [n for n in self.reperes if (n.offre_id, n.cle) == (offre.pk, case.cle)]
        return CelluleDeGrille(case, self[f"note-{cle}"], self[f"motif-{cle}"], reperes, self.maximum)

    def saisies(self) -> list[Saisie]:
        if not self.is_valid():
            raise ValidationError("La grille a des erreurs.")
        lues = self.cleaned_data
        return [
            Saisie(offre, case.critere, lues[f"note-{cle}"], lues[f"motif-{cle}"], case.sous_critere)
            for offre, case in self._places()
            for cle in [_cle(offre, case)]
        ]


def _cle(offre: Offre, case: Case) -> str:
    entiere = f"{offre.pk}-{case.critere.pk}"
    return f"{entiere}-{case.sous_critere.pk}" if case.sous_critere else entiere
