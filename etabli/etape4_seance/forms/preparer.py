"""Ce qui se prépare avant la séance, et se saisit à l'accueil."""

from typing import Any
from uuid import UUID

from django import forms

from etabli.dossier.enums import College
from etabli.etape4_seance.actions import Carte
from etabli.etape4_seance.calcul.codes import lisible, normaliser_le_code
from etabli.etape4_seance.enums import CaseAfom, Saisie, TypeActivite
from etabli.etape4_seance.models import Activite, Emargement, Seance, Sequence, TableDeSeance

NB_CARTES_AU_PLUS = 200
# Ce qu'une carte papier sait dire : une phrase. Un bulletin et un lieu se remplissent à l'écran.
SUR_PAPIER = (TypeActivite.RECUEIL, TypeActivite.AFOM, TypeActivite.NUAGE)


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


def _reduite(texte: str) -> str:
    """Ce qui reste d'une carte quand on ne compte ni les majuscules, ni la ponctuation, ni les blancs."""
    return "".join(signe for signe in texte.casefold() if signe.isalnum())


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
    code = forms.CharField(
        label="Code inscrit sur les cartes",
        help_text="Facultatif : il évite de saisir ici les cartes d'une autre séance.",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    garder_les_doublons = forms.BooleanField(
        label="Garder les cartes qui disent la même chose", required=False
    )

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seance = seance
        activite: Any = self.fields["activite"]
        activite.queryset = seance.activites.filter(type__in=SUR_PAPIER)
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
        if activite and "cartes" in donnees and not donnees.get("garder_les_doublons"):
            for phrase in self._doublons(activite, donnees["cartes"], donnees.get("lot")):
                self.add_error("cartes", phrase)
        return donnees

    def clean_code(self) -> str:
        code = normaliser_le_code(self.cleaned_data["code"])
        if code and code != self.seance.code:
            raise forms.ValidationError(
                f"Ces cartes portent le code {lisible(code)}, pas celui de cette séance "
                f"({lisible(self.seance.code)}) : saisissez-les dans la leur."
            )
        return code

    def _doublons(self, activite: Activite, cartes: list[str], lot: UUID | None) -> list[str]:
        """Les cartes déjà saisies, ou deux fois dans la pile ; le même envoi refait n'est pas un doublon."""
        papiers = activite.contributions.filter(saisie=Saisie.PAPIER)
        if lot and papiers.filter(pk=lot).exists():
            return []
        deja = {_reduite(texte): 0 for texte in papiers.values_list("texte", flat=True)}
        phrases = []
        for rang, carte in enumerate(cartes, 1):
            avant = deja.setdefault(_reduite(carte), rang)
            if avant == 0:
                phrases.append(f"Ligne {rang}, «\u00a0{carte}\u00a0» : cette carte est déjà saisie.")
            elif avant != rang:
                phrases.append(f"Ligne {rang}, «\u00a0{carte}\u00a0» : la même qu'à la ligne {avant}.")
        if phrases:
            phrases.append(
                "Effacez ces lignes ; si plusieurs personnes l'ont écrit, cochez «\u00a0Garder les cartes qui "
                "disent la même chose\u00a0»."
            )
        return phrases

    def en_cartes(self) -> list[Carte]:
        est_afom = self.cleaned_data["activite"].type == TypeActivite.AFOM
        case = self.cleaned_data["case_afom"] if est_afom else ""
        return [Carte(texte, case) for texte in self.cleaned_data["cartes"]]


class EmargementForm(forms.ModelForm[Emargement]):
    class Meta:
        model = Emargement
        fields = ["nom", "college", "organisme"]
        labels = {"nom": "Nom et prénom"}
