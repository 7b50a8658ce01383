"""Les filtres des ateliers, qui vivent dans l'adresse, et l'auto-test."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from etabli.socle.affichage import Lien
from etabli.vitrine.calcul.auto_test import QUESTIONS, REPONSES, Question
from etabli.vitrine.calcul.catalogue import NON_RENSEIGNE, RECENSE, Fiche, Filtre
from etabli.vitrine.models import QuestionDAutoTest

# Ce que l'adresse de l'auto-test porte déjà.
RESERVEES = {"lieu", "ajouter"}
Choix = list[tuple[str, str]]
CHAMPS = ("q", "format", "annee", "region", "departement", "theme", "etape")


class FiltreDAteliers(forms.Form):
    """Les choix viennent des fiches : on ne propose que ce qui existe. Une valeur inconnue est ignorée."""

    q = forms.CharField(label="Mots du titre, du territoire ou de l'équipe", required=False, max_length=80)
    format = forms.ChoiceField(label="Format", required=False)
    annee = forms.ChoiceField(label="Année", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    departement = forms.ChoiceField(label="Département", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    etape = forms.ChoiceField(label="Étape", required=False)

    def __init__(self, parametres: QueryDict, fiches: Sequence[Fiche]) -> None:
        super().__init__(parametres)
        choix = choix_des(fiches)
        for nom, proposes in choix.items():
            champ = self.fields[nom]
            assert isinstance(champ, forms.ChoiceField)  # noqa: S101 -- déclarés ci-dessus
            champ.choices = [
                ("", "Tous" if nom in ("format", "theme", "departement") else "Toutes"),
                *proposes,
            ]
        self.is_valid()

    @property
    def filtre(self) -> Filtre:
        lu = {nom: self.cleaned_data.get(nom) or "" for nom in CHAMPS}
        return Filtre(texte=lu.pop("q"), **lu)

    @property
    def adresse(self) -> str:
        """Les filtres retenus, pour les liens vers la carte et les exports."""
        parametres = QueryDict(mutable=True)
        parametres.update({nom: v for nom in CHAMPS if (v := self.cleaned_data.get(nom))})
        return f"?{parametres.urlencode()}" if parametres else ""

    @property
    def retenus(self) -> list[Lien]:
        """Chaque filtre en place, et l'adresse de la page sans lui."""
        liens = []
        for nom in CHAMPS:
            valeur = self.cleaned_data.get(nom)
            if not valeur:
                continue
            parametres = QueryDict(mutable=True)
            parametres.update({n: v for n in CHAMPS if n != nom and (v := self.cleaned_data.get(n))})
            champ = self.fields[nom]
            dits = dict(champ.choices) if isinstance(champ, forms.ChoiceField) else {}  # type: ignore[arg-type]
            liens.append(Lien(str(dits.get(valeur, valeur)), f"?{parametres.urlencode()}"))
        return liens


def choix_des(fiches: Sequence[Fiche]) -> dict[str, Choix]:
    formats = {f.format or NON_RENSEIGNE: f.nom_du_format or "Format non renseigné" for f in fiches}
    etapes = {f.etape: f.nom_de_l_etape for f in fiches}
    return {
        "format": sorted(formats.items(), key=lambda c: (c[0] == NON_RENSEIGNE, c[1])),
        "annee": _annees(fiches),
        "region": _par_nom((r.code, r.nom) for f in fiches for r in f.regions),
        "departement": sorted({(d.code, f"{d.code} – {d.nom}") for f in fiches for d in f.departements}),
        "theme": _par_nom((t, t) for f in fiches for t in f.themes),
        "etape": sorted(etapes.items(), key=lambda c: (c[0] != RECENSE, c[1])),
    }


def _annees(fiches: Iterable[Fiche]) -> Choix:
    bornes = [(f.annee_debut, f.annee_fin or f.annee_debut) for f in fiches if f.annee_debut is not None]
    annees = {a for debut, fin in bornes for a in range(debut, (fin or debut) + 1)}
    return [(str(a), str(a)) for a in sorted(annees, reverse=True)] + [
        (NON_RENSEIGNE, "Année non renseignée")
    ]


def _par_nom(couples: Iterable[tuple[str, str]]) -> Choix:
    return sorted(set(couples), key=lambda c: c[1])


class AutoTestForm(forms.Form):
    """Une question par ligne, trois réponses ; toutes sont attendues. Le lieu ne sert qu'à dire qui appeler."""

    def __init__(
        self, parametres: QueryDict | None = None, *, questions: Sequence[Question] = QUESTIONS
    ) -> None:
        super().__init__(parametres)
        for question in questions:
            self.fields[question.cle] = forms.ChoiceField(
                label=question.texte,
                help_text=question.aide,
                choices=list(REPONSES.items()),
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez une réponse, même « Je ne sais pas »."},
            )
        self.fields["lieu"] = forms.CharField(
            label="Votre commune, votre intercommunalité ou votre département",
            required=False,
            max_length=80,
            help_text="Pour vous dire quel service de l'État appeler.",
        )

    @property
    def adresse_sans_le_lieu(self) -> str:
        parametres = QueryDict(mutable=True)
        parametres.update({nom: str(v) for nom, v in self.cleaned_data.items() if nom != "lieu"})
        return f"?{parametres.urlencode()}"


class QuestionForm(forms.ModelForm[QuestionDAutoTest]):
    """Régler une question de l'auto-test ; la clé d'une nouvelle se tire de son texte."""

    class Meta:
        model = QuestionDAutoTest
        fields = ["texte", "aide", "si_oui", "sinon", "source", "est_decisive", "est_active", "ordre"]
        widgets = {"aide": forms.Textarea(attrs={"rows": 2}), "sinon": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        if not self.instance.cle:
            cle = slugify(donnees.get("texte", ""))[:36] or "question"
            prises = (
                {q.cle for q in QUESTIONS}
                | RESERVEES
                | set(QuestionDAutoTest.objects.values_list("cle", flat=True))
            )
            self.instance.cle = next(
                c for c in (cle, *(f"{cle}-{n}" for n in range(2, 999))) if c not in prises
            )
        return donnees
