"""Ce que les actes et l'instruction demandent de saisir."""

from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.actions.attente import a_justifier, capacite
from etabli.etape1_candidature.enums import SensAvis
from etabli.etape1_candidature.models import (
    Candidature,
    CritereDEligibilite,
    dossiers_ou_verser,
)


class AvisForm(forms.Form):
    sens = forms.ChoiceField(label="Votre avis", choices=SensAvis, widget=forms.RadioSelect)
    motif = forms.CharField(label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}))


class CritereForm(forms.ModelForm[CritereDEligibilite]):
    class Meta:
        model = CritereDEligibilite
        fields = ["libelle", "aide", "source", "ordre", "est_actif"]


class SaisieDActe(forms.Form):
    """Ce qu'un acte demande avant d'être fait ; `aide` dit ce qui suivra."""

    aide = ""

    def __init__(self, *args: Any, candidature: Candidature, agent: Agent, **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidature, self.agent = candidature, agent


class MotifForm(SaisieDActe):
    aide = "Le motif est lu par tous les membres du dossier et figure dans la lettre de décision."
    motif = forms.CharField(label="Motif", widget=forms.Textarea(attrs={"rows": 5}))


class RetraitForm(SaisieDActe):
    aide = "Le dossier reste consultable et pourra être rouvert : rien n'est effacé."
    motif = forms.CharField(label="Pourquoi retirer la candidature", widget=forms.Textarea(attrs={"rows": 5}))


class ComplementForm(SaisieDActe):
    aide = "Le délai d'instruction s'arrête jusqu'à la réponse, et la note se rouvre à la rédaction."
    texte = forms.CharField(
        label="Ce que vous demandez aux porteurs", widget=forms.Textarea(attrs={"rows": 5})
    )


class ReponseForm(SaisieDActe):
    aide = "La note est figée à nouveau si elle a changé, et le délai d'instruction repart."
    reponse = forms.CharField(
        label="Votre réponse",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Dites où trouver ce qui est demandé.",
    )


class AjournementForm(MotifForm):
    reexamen_le = forms.DateField(
        label="Réexamen prévu le",
        required=False,
        widget=forms.DateInput,
        help_text="Les porteurs le liront, et la DGALN en sera rappelée ce jour-là.",
    )


class AttenteForm(MotifForm):
    aide = (
        "La candidature est éligible ; elle prend rang à la suite de celles qui attendent, jusqu'à ce qu'une place "
        "se libère. Le motif est lu par les porteurs."
    )


class RangForm(forms.Form):
    rang = forms.IntegerField(label="Nouveau rang", min_value=1)
    motif = forms.CharField(
        label="Pourquoi",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La raison est gardée au journal du dossier, que ses porteurs lisent.",
    )

    def __init__(self, *args: Any, nombre: int, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = cast(forms.IntegerField, self.fields["rang"])
        champ.help_text = f"De 1 à {nombre}."
        champ.validators.append(
            MaxValueValidator(nombre, f"La liste compte {nombre} candidatures : choisissez de 1 à {nombre}.")
        )


class CohorteForm(SaisieDActe):
    aide = "Le dossier passe à l'étape du choix de l'équipe. La candidature peut encore être retirée."
    cohorte = forms.IntegerField(label="Année de la cohorte", min_value=2019, max_value=2100)
    derogation = forms.CharField(
        label="Pourquoi passer outre", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cohorte"].initial = localdate().year
        self.fields["cohorte"].help_text = capacite(self.candidature).phrase
        raison = a_justifier(self.candidature)
        self.fields["derogation"].help_text = (
            f"{raison} Le journal gardera votre raison."
            if raison
            else "Seulement si la capacité de l'année choisie est atteinte. Le journal gardera votre raison."
        )


class ReunionForm(SaisieDActe):
    aide = (
        "Les membres, les messages, les fichiers et les remarques de ce dossier passent à l'autre. Ce dossier-ci et sa "
        "note restent lisibles, sans pouvoir être repris : on ne défait pas une réunion."
    )
    dans = forms.ModelChoiceField(
        Dossier.objects.none(), label="Le dossier qui continue", empty_label="Choisissez un dossier"
    )
    motif = forms.CharField(label="Pourquoi les réunir", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, agent: Agent, **options: Any) -> None:
        super().__init__(*args, agent=agent, **options)
        possibles = [c.dossier_id for c in dossiers_ou_verser(self.candidature, agent)]
        choix = cast(forms.ModelChoiceField[Dossier], self.fields["dans"])
        choix.queryset = Dossier.objects.visible_to(agent).filter(pk__in=possibles)


SAISIES: dict[str, type[SaisieDActe]] = {
    "ne_pas_donner_suite": MotifForm,
    "demander_un_complement": ComplementForm,
    "repondre": ReponseForm,
    "declarer_eligible": MotifForm,
    "declarer_non_eligible": MotifForm,
    "ajourner": AjournementForm,
    "mettre_en_attente": AttenteForm,
    "retenir": CohorteForm,
    "reunir": ReunionForm,
    "retirer": RetraitForm,
}
