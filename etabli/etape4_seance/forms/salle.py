"""Ce qui se saisit dans la salle, sans compte."""

from typing import Any

from django import forms

from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.codes import LONGUEUR, normaliser_le_code
from etabli.etape4_seance.enums import CaseAfom, TypeActivite
from etabli.etape4_seance.essais import CODES_INCONNUS, TROP_DE_CODES
from etabli.etape4_seance.models import Activite, Emargement, Participant, Seance


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code de la séance",
        help_text="Six lettres et chiffres, affichés sur l'écran de la salle et sur les tables.",
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": "Tapez le code affiché sur l'écran de la salle."},
    )

    def __init__(self, *args: Any, adresse: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.adresse = adresse

    def clean_code(self) -> str:
        code = normaliser_le_code(self.cleaned_data["code"])
        if CODES_INCONNUS.est_arrete(self.adresse):
            raise forms.ValidationError(TROP_DE_CODES)
        if len(code) != LONGUEUR or not Seance.objects.filter(code=code).exists():
            CODES_INCONNUS.noter(self.adresse)
            raise forms.ValidationError(
                "Aucune séance ne porte ce code. Vérifiez-le sur l'écran de la salle ou demandez à l'accueil."
            )
        return code


class EntreeForm(forms.ModelForm[Participant]):
    """Un bouton par collège : le choisir, c'est entrer."""

    college = forms.ChoiceField(
        label="Vous venez au titre de",
        choices=College.choices,
        error_messages={
            "required": "Choisissez à quel titre vous venez.",
            "invalid_choice": "Choisissez l'un des titres proposés.",
        },
    )

    class Meta:
        model = Participant
        fields = ["college", "pseudo", "table"]
        labels = {"pseudo": "Prénom ou pseudonyme", "table": "Votre table"}
        help_texts = {"pseudo": "Facultatif. L'écran de la salle ne le montre jamais."}

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["table"]
        champ.queryset, champ.empty_label = seance.tables.all(), "Aucune table pour l'instant"
        self.fields["pseudo"].widget.attrs["autocomplete"] = "nickname"


class ContributionForm(forms.Form):
    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Votre contribution",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={
            "required": "Écrivez votre contribution avant de l'envoyer.",
            "max_length": "Raccourcissez : 500 signes au plus, une idée à la fois.",
        },
    )
    case_afom = forms.ChoiceField(
        label="C'est…",
        choices=CaseAfom.choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choisissez l'une des quatre cases."},
    )
    differee = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, activite: Activite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activite = activite
        # Plusieurs activités peuvent être ouvertes : chaque champ a son propre identifiant dans la page.
        self.auto_id = f"id_{activite.pk}_%s"
        if activite.type == TypeActivite.AFOM:
            self.fields["case_afom"].required = True
            self.fields["case_afom"].error_messages["required"] = (
                "Dites si c'est un atout, une faiblesse, une opportunité ou une menace."
            )
        else:
            del self.fields["case_afom"]

    @property
    def precisions(self) -> dict[str, Any]:
        """Ce que ce type d'activité garde en plus de la phrase."""
        return {}


class GommetteForm(forms.Form):
    id = forms.UUIDField(required=False)
    contribution = forms.UUIDField(error_messages={"required": "Choisissez une contribution."})
    geste = forms.ChoiceField(choices=[("coller", "Coller"), ("decoller", "Décoller")])
    # Celle qu'on décolle : la nommer fait que le même envoi reçu deux fois n'en ôte pas deux.
    gommette = forms.UUIDField(required=False)


class SignatureForm(forms.ModelForm[Emargement]):
    """La feuille de présence, ligne par ligne, chacun la sienne."""

    class Meta:
        model = Emargement
        fields = ["nom", "college", "organisme"]
        labels = {
            "nom": "Nom et prénom",
            "college": "À quel titre venez-vous ?",
            "organisme": "Organisme ou commune",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        college: Any = self.fields["college"]
        college.choices = [("", "Choisir"), *College.choices]
        self.fields["nom"].widget.attrs["autocomplete"] = "name"
        self.fields["organisme"].widget.attrs["autocomplete"] = "organization"

    def clean_nom(self) -> str:
        return " ".join(str(self.cleaned_data["nom"]).split())


class AdresseForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse électronique",
        error_messages={
            "required": "Donnez une adresse pour recevoir le compte rendu.",
            "invalid": "Cette adresse ne s'écrit pas ainsi : elle ressemble à nom@exemple.fr.",
        },
    )
    accord = forms.BooleanField(
        label="J'accepte que cette adresse serve à m'envoyer le compte rendu de cette séance, et rien d'autre.",
        error_messages={"required": "Cochez la case : sans votre accord, nous ne gardons pas votre adresse."},
    )
