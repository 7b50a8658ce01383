"""L'auto-test et ses questions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from etabli.vitrine.calcul.auto_test import QUESTIONS, REPONSES, Question
from etabli.vitrine.models import QuestionDAutoTest

# Ce que l'adresse de l'auto-test porte déjà.
RESERVEES = {"lieu", "ajouter"}


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
