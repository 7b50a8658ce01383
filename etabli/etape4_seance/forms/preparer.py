"""Ce qui se prépare avant la séance, et se saisit à l'accueil."""

from typing import Any

from django import forms

from etabli.dossier.enums import College
from etabli.etape4_seance.actions import Carte
from etabli.etape4_seance.enums import CaseAfom, EtatActivite, TypeActivite
from etabli.etape4_seance.models import Activite, Emargement, Seance, Sequence, TableDeSeance

NB_CARTES_AU_PLUS = 200


class SeanceForm(forms.ModelForm[Seance]):
    class Meta:
        model = Seance
        fields = ["titre", "debut", "fin", "lieu"]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        debut, fin = donnees.get("debut"), donnees.get("fin")
        if debut and fin and fin <= debut:
            self.add_error("fin", "La fin doit venir après le début.")
        return donnees


class SequenceForm(forms.ModelForm[Sequence]):
    class Meta:
        model = Sequence
        fields = ["debut", "duree_minutes", "titre", "animateur"]


class TableForm(forms.ModelForm[TableDeSeance]):
    class Meta:
        model = TableDeSeance
        fields = ["nom", "animateur"]
        help_texts = {
            "nom": "Un thème ou un lieu, par exemple «\u00a0Habitat\u00a0». La table a déjà son numéro."
        }


class ActiviteForm(forms.ModelForm[Activite]):
    class Meta:
        model = Activite
        fields = ["type", "titre", "consigne", "porte_sur", "nb_gommettes", "est_masquee"]
        help_texts = {
            "titre": "La question posée à la salle.",
            "porte_sur": "Pour des gommettes : les contributions sur lesquelles on vote.",
            "nb_gommettes": "Pour des gommettes seulement.",
            "est_masquee": "Pour des gommettes : personne ne voit les totaux avant la fermeture du vote.",
        }

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["porte_sur"]
        champ.queryset = seance.activites.exclude(type=TypeActivite.GOMMETTES).exclude(pk=self.instance.pk)
        champ.empty_label = "Aucune"
        champ.label = "Voter sur"
        self.fields["nb_gommettes"].label = "Gommettes par personne"
        if self.instance.pk and self.instance.etat != EtatActivite.PREPAREE:
            # Ce que la salle a déjà fait garde son sens : ni le type ni l'objet du vote ne changent plus.
            del self.fields["type"], self.fields["porte_sur"]

    def clean_nb_gommettes(self) -> int:
        nb: int = self.cleaned_data["nb_gommettes"]
        if not 1 <= nb <= 20:
            raise forms.ValidationError("Donnez entre 1 et 20 gommettes par personne.")
        return nb

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        type_ = donnees.get("type", self.instance.type)
        if "porte_sur" in self.fields:
            if type_ == TypeActivite.GOMMETTES and not donnees.get("porte_sur"):
                self.add_error("porte_sur", "Choisissez le recueil sur lequel porte le vote.")
            if type_ != TypeActivite.GOMMETTES:
                donnees["porte_sur"] = None
        return donnees


class CartesForm(forms.Form):
    """Une carte par ligne : on tape, on va à la ligne, sans quitter le clavier."""

    lot = forms.UUIDField(widget=forms.HiddenInput, required=False)
    activite = forms.ModelChoiceField(Activite.objects.none(), label="Activité", empty_label=None)
    table = forms.ModelChoiceField(
        TableDeSeance.objects.none(), label="Table", required=False, empty_label="Sans table"
    )
    college = forms.ChoiceField(
        label="Collège", required=False, choices=[("", "Non précisé"), *College.choices]
    )
    case_afom = forms.ChoiceField(
        label="Case, pour un AFOM", required=False, choices=[("", "Sans objet"), *CaseAfom.choices]
    )
    cartes = forms.CharField(
        label="Cartes",
        help_text="Une carte par ligne, 500 signes au plus chacune.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Tapez au moins une carte."},
    )

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        activite: Any = self.fields["activite"]
        activite.queryset = seance.activites.exclude(type=TypeActivite.GOMMETTES)
        table: Any = self.fields["table"]
        table.queryset = seance.tables.all()

    def clean_cartes(self) -> list[str]:
        lignes = [ligne.strip() for ligne in self.cleaned_data["cartes"].splitlines() if ligne.strip()]
        if len(lignes) > NB_CARTES_AU_PLUS:
            raise forms.ValidationError(
                f"Envoyez {NB_CARTES_AU_PLUS} cartes au plus à la fois ; il y en a {len(lignes)}."
            )
        for rang, ligne in enumerate(lignes, 1):
            if len(ligne) > 500:
                raise forms.ValidationError(
                    f"La carte de la ligne {rang} fait {len(ligne)} signes : 500 au plus. Coupez-la en deux."
                )
        return lignes

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        activite = donnees.get("activite")
        if activite and activite.type == TypeActivite.AFOM and not donnees.get("case_afom"):
            self.add_error("case_afom", "Pour un AFOM, dites de quelle case sont ces cartes.")
        return donnees

    def en_cartes(self) -> list[Carte]:
        est_afom = self.cleaned_data["activite"].type == TypeActivite.AFOM
        case = self.cleaned_data["case_afom"] if est_afom else ""
        return [Carte(texte, case) for texte in self.cleaned_data["cartes"]]


class EmargementForm(forms.ModelForm[Emargement]):
    class Meta:
        model = Emargement
        fields = ["nom", "college", "organisme"]
        labels = {"nom": "Nom et prénom"}
