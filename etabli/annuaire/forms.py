"""Ce que l'on saisit dans l'annuaire et pour son compte."""

import re
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Fonction, Groupement, Invitation, Organisation
from etabli.annuaire.permissions import types_inscriptibles
from etabli.territoires.models import Commune, Epci

LA_POSTE = "356000000"
MOT_DE_PASSE = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class CompteForm(forms.ModelForm[Agent]):
    class Meta:
        model = Agent
        fields = ["prenom", "nom", "telephone"]
        widgets = {
            "prenom": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "nom": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        }
        help_texts = {"telephone": "Facultatif. Vos collègues et les membres de vos dossiers le verront."}


class InvitationForm(forms.Form):
    email = forms.EmailField(label="Adresse électronique", help_text="Exemple : prenom.nom@collectivite.fr")
    intitule = forms.CharField(
        label="Fonction dans l'organisation", max_length=160, help_text="Exemple : chef de projet aménagement"
    )
    mot = forms.CharField(
        label="Un mot d'accompagnement",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Facultatif. Il est joint à la lettre d'invitation.",
    )


class AcceptationForm(forms.Form):
    """Ouvre le compte de la personne invitée ; l'adresse est celle de l'invitation."""

    prenom = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    nom = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    telephone = forms.CharField(
        label="Téléphone",
        max_length=30,
        required=False,
        help_text="Facultatif.",
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    mot_de_passe = forms.CharField(label="Mot de passe", strip=False, widget=MOT_DE_PASSE)
    confirmation = forms.CharField(
        label="Le même mot de passe, une seconde fois", strip=False, widget=MOT_DE_PASSE
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["mot_de_passe"].help_text = " ".join(password_validators_help_texts())

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        premier, second = donnees.get("mot_de_passe"), donnees.get("confirmation")
        if premier and second and premier != second:
            self.add_error("confirmation", "Les deux mots de passe diffèrent. Écrivez deux fois le même.")
        elif premier:
            agent = Agent(email=self.email, prenom=donnees.get("prenom", ""), nom=donnees.get("nom", ""))
            try:
                validate_password(premier, agent)
            except ValidationError as erreur:
                self.add_error("mot_de_passe", erreur)
        donnees.pop("confirmation", None)
        return donnees


class AccepterForm(forms.Form):
    """Avec le compte à l'adresse invitée, rien à saisir ; avec un autre, une case à cocher."""

    a_moi = forms.BooleanField(
        error_messages={
            "required": "Cochez cette case si l'adresse est aussi la vôtre ; sinon, déconnectez-vous d'abord."
        }
    )

    def __init__(self, *args: Any, invitation: Invitation, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if agent.email.lower() == invitation.email.lower():
            del self.fields["a_moi"]
        else:
            self.fields["a_moi"].label = f"L'adresse {invitation.email} est aussi la mienne"


class OrganisationForm(forms.ModelForm[Organisation]):
    territoire = forms.CharField(
        label="Intercommunalité ou commune",
        required=False,
        max_length=14,
        help_text="Facultatif. Le SIREN de l'intercommunalité (9 chiffres) ou le code Insee de la commune "
        "(5 caractères), pour rattacher l'organisation à son territoire.",
    )

    siret = forms.CharField(
        label="SIRET", required=False, max_length=20, help_text="Facultatif. 14 chiffres, espaces admis."
    )

    class Meta:
        model = Organisation
        fields = ["type", "nom", "sigle", "siret", "departement", "region", "adresse", "courriel"]
        widgets = {"adresse": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})}
        help_texts = {
            "sigle": "Facultatif. Le nom court, tel qu'on le dit : «\u00a0DDTM 50\u00a0», «\u00a0CC du Val\u00a0».",
        }

    field_order = [
        "type", "nom", "sigle", "siret", "territoire", "departement", "region", "adresse", "courriel",
    ]  # fmt: skip

    def __init__(self, *args: Any, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = set(types_inscriptibles(agent)) | {self.instance.type}
        self.fields["type"].choices = [  # type: ignore[attr-defined]
            ("", "Choisissez un type"),
            *[(t.value, t.label) for t in TypeOrganisation if t in types],
        ]
        if not agent.est_dgaln and self.instance.pk:
            self.fields["type"].disabled = True
        self.fields["departement"].empty_label = "Aucun"  # type: ignore[attr-defined]
        self.fields["region"].empty_label = "Aucune"  # type: ignore[attr-defined]
        self.initial.setdefault("territoire", self.instance.epci_id or self.instance.commune_id or "")

    def clean_siret(self) -> str:
        siret = re.sub(r"\s", "", self.cleaned_data["siret"])
        if siret and not (siret.isdigit() and len(siret) == 14 and _cle_juste(siret)):
            raise ValidationError("Ce SIRET n'est pas valide. Vérifiez ses 14 chiffres.")
        autres = Organisation.objects.exclude(pk=self.instance.pk)
        if siret and (meme := autres.filter(siret=siret).first()):
            raise ValidationError(
                f"Ce SIRET est déjà celui de «\u00a0{meme}\u00a0». Cherchez-la dans l'annuaire."
            )
        return siret

    def clean_territoire(self) -> Epci | Commune | None:
        code = re.sub(r"\s", "", self.cleaned_data["territoire"]).upper()
        if not code:
            return None
        trouve: Epci | Commune | None = (
            Epci.objects.filter(pk=code).first()
            if len(code) == 9
            else Commune.objects.actuelles().filter(pk=code).first()
        )
        if trouve is None:
            raise ValidationError(
                f"«\u00a0{code}\u00a0» n'est le SIREN d'aucune intercommunalité ni le code d'une commune actuelle."
            )
        return trouve

    def champs(self) -> dict[str, Any]:
        """Ce que l'action attend : les champs, et le territoire à sa place."""
        donnees = dict(self.cleaned_data)
        territoire = donnees.pop("territoire")
        return {
            **donnees,
            "epci": territoire if isinstance(territoire, Epci) else None,
            "commune": territoire if isinstance(territoire, Commune) else None,
        }


def _cle_juste(siret: str) -> bool:
    """La clé de Luhn ; les établissements de La Poste ont la leur (somme multiple de 5)."""
    if siret.startswith(LA_POSTE):
        return sum(map(int, siret)) % 5 == 0 or _luhn(siret)
    return _luhn(siret)


def _luhn(siret: str) -> bool:
    doubles = [int(c) * (2 if rang % 2 == 0 else 1) for rang, c in enumerate(siret)]
    return sum(n - 9 if n > 9 else n for n in doubles) % 10 == 0


class GroupementForm(forms.ModelForm[Groupement]):
    class Meta:
        model = Groupement
        fields = ["nom", "source"]
        help_texts = {"source": "Facultatif. D'où vient la composition : acte d'engagement, page publiée…"}


class MembreDeGroupementForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label="Entreprise",
        queryset=Organisation.objects.none(),
        empty_label="Choisissez une entreprise",
        help_text="Absente de la liste ? Inscrivez-la d'abord à l'annuaire.",
    )
    competences = forms.CharField(
        label="Compétences",
        required=False,
        max_length=200,
        help_text="Facultatif. Exemple : paysage",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
            type__in=[TypeOrganisation.ENTREPRISE, TypeOrganisation.AUTRE]
        )


class NouveauGroupementForm(MembreDeGroupementForm):
    nom = forms.CharField(label="Nom du groupement", max_length=200)
    source = forms.CharField(label="Source", required=False, max_length=300, help_text="Facultatif.")

    field_order = ["nom", "organisation", "competences", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].label = "Mandataire"
        self.fields["competences"].label = "Compétences du mandataire"


class PasserLaMainForm(forms.Form):
    a = forms.ModelChoiceField(
        label="Qui prend la suite", queryset=Agent.objects.none(), empty_label="Choisissez un collègue"
    )

    def __init__(self, *args: Any, fonction: Fonction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collegues = Fonction.objects.en_cours().filter(organisation=fonction.organisation)
        self.fields["a"].queryset = Agent.objects.filter(  # type: ignore[attr-defined]
            pk__in=collegues.values("agent_id"), is_active=True
        ).exclude(pk=fonction.agent_id)
