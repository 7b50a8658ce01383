"""Les saisies de l'étape : chaque formulaire dit ce qu'il attend, rien de tapé n'est perdu."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from etabli.annuaire.models import Organisation
from etabli.dossier.enums import College, Role
from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.actions import LigneDePlan, LigneDEtape
from etabli.etape5_feuille_de_route.enums import Horizon, Priorite, StatutAction, TypeSuite
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute, Objectif
from etabli.socle.formulaires import ChampEuros, ChampRiche

LIGNES_VIDES = 2
A_EXPLIQUER = (StatutAction.BLOQUEE, StatutAction.EN_PAUSE, StatutAction.ABANDONNEE)


def _choisir(form: forms.BaseForm, nom: str, possibles: QuerySet[Any], aucun: str = "Aucun") -> None:
    champ = form.fields[nom]
    if isinstance(champ, forms.ModelChoiceField):
        champ.queryset = possibles
        if not isinstance(champ, forms.ModelMultipleChoiceField):
            champ.empty_label = aucun


# --- le cycle ---


class RendreForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui est à reprendre",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce texte est écrit à l'équipe projet et inscrit au journal.",
    )


class AdopterForm(forms.Form):
    adoptee_le = forms.DateField(
        label="Date du vote", help_text="Le jour où les co-porteurs ont adopté la feuille de route."
    )

    def clean_adoptee_le(self) -> date:
        adoptee_le: date = self.cleaned_data["adoptee_le"]
        if adoptee_le > localdate():
            raise ValidationError("Cette date est à venir. Indiquez celle du vote, déjà passé.")
        return adoptee_le


class CloreForm(forms.Form):
    motif = forms.CharField(
        label="Ce qui explique la clôture",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Tout reste lisible ; le suivi peut être rouvert.",
    )


FORMULAIRES_D_ACTE: dict[str, type[forms.Form]] = {
    "rendre": RendreForm,
    "adopter": AdopterForm,
    "clore": CloreForm,
}


# --- la chaîne ---


class VisionForm(forms.Form):
    vision = ChampRiche(
        label="La vision",
        required=False,
        help_text="Ce que le territoire veut être devenu, en quelques phrases.",
    )


class EnjeuForm(forms.ModelForm[Enjeu]):
    class Meta:
        model = Enjeu
        fields = ["titre", "texte", "constats"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4}), "constats": forms.CheckboxSelectMultiple}
        help_texts = {
            "titre": "Une phrase qui dit ce qui est en jeu : « Garder des services à portée de pas ».",
            "constats": "Ceux qui l'établissent, parmi les constats de l'atelier.",
        }

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        champ = self.fields["constats"]
        if isinstance(champ, forms.ModelMultipleChoiceField):
            champ.queryset = champ.queryset.filter(atelier__dossier=feuille.dossier_id)  # type: ignore[union-attr]
            if not champ.queryset.exists():
                del self.fields["constats"]


class AxeForm(forms.ModelForm[Axe]):
    class Meta:
        model = Axe
        fields = ["titre", "texte", "enjeux"]
        widgets = {"texte": forms.Textarea(attrs={"rows": 4}), "enjeux": forms.CheckboxSelectMultiple}
        help_texts = {"enjeux": "Ceux auxquels cet axe répond."}

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        _choisir(self, "enjeux", feuille.enjeux.all())
        if not feuille.enjeux.exists():
            del self.fields["enjeux"]


class ObjectifForm(forms.ModelForm[Objectif]):
    class Meta:
        model = Objectif
        fields = ["titre"]
        help_texts = {
            "titre": "Ce que l'on pourra constater : « Remettre soixante logements en usage en dix ans »."
        }


class FiltreDeContributionsForm(forms.Form):
    """Ce que l'on cherche parmi les paroles ; tout est dans l'adresse."""

    q = forms.CharField(label="Un mot", required=False, max_length=80)
    session = forms.TypedChoiceField(label="Session", required=False, coerce=int, empty_value=None)
    college = forms.ChoiceField(label="Collège", required=False, choices=[("", "Tous"), *College.choices])
    sort = forms.ChoiceField(
        label="Ce qu'elles sont devenues",
        required=False,
        choices=[("", "Toutes"), ("suivie", "Ont une suite"), ("sans", "Sans suite à ce jour")],
    )

    def __init__(self, *args: Any, sessions: Sequence[int], **options: Any) -> None:
        super().__init__(*args, **options)
        champ: Any = self.fields["session"]
        champ.choices = [("", "Toutes"), *((n, f"Session {n}") for n in sessions)]

    def appliquer(self, contributions: "QuerySet[Contribution]") -> "QuerySet[Contribution]":
        """Un filtre illisible est ignoré : une adresse abîmée montre tout plutôt qu'une erreur."""
        self.is_valid()
        voulu = self.cleaned_data
        if voulu.get("q"):
            contributions = contributions.filter(texte__icontains=voulu["q"])
        if voulu.get("session"):
            contributions = contributions.filter(activite__seance__numero=voulu["session"])
        if voulu.get("college"):
            contributions = contributions.filter(college=voulu["college"])
        suivie = Q(enjeux__isnull=False) | Q(axes__isnull=False) | Q(actions__isnull=False)
        if voulu.get("sort") == "suivie":
            contributions = contributions.filter(suivie).distinct()
        elif voulu.get("sort") == "sans":
            contributions = contributions.exclude(suivie)
        return contributions


# --- les actions ---


class ActionForm(forms.ModelForm[Action]):
    cout_min = ChampEuros(label="Coût HT, au moins", required=False)
    cout_max = ChampEuros(
        label="Coût HT, au plus", required=False, help_text="Un seul montant connu ? Laissez l'autre vide."
    )

    class Meta:
        model = Action
        fields = [
            "titre",
            "axe",
            "objectif",
            "description",
            "thematique",
            "priorite",
            "maturite",
            "horizon",
            "maitrise_d_ouvrage",
            "referent",
            "partenaires",
            "communes",
            "debut_le",
            "fin_le",
            "cout_min",
            "cout_max",
            "indicateur",
            "prochain_pas",
            "documents_lies",
            "depend_de",
        ]
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "communes": forms.CheckboxSelectMultiple,
            "depend_de": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "titre": "Un verbe et un lieu : « Rouvrir les maisons de la rue principale ».",
            "maitrise_d_ouvrage": "Les membres du dossier et les collectivités du périmètre. Nécessaire pour adopter.",
            "maturite": "Une fiche-projet dit l'intention ; une fiche-action a son financement établi.",
            "indicateur": "Ce que l'on comptera pour dire que c'est fait.",
            "documents_lies": "PLUi, SCoT, CRTE, PPA…",
            "depend_de": "Les actions qui doivent finir avant que celle-ci commence.",
        }

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        self.instance.feuille = feuille
        axes = feuille.axes.all()
        _choisir(self, "axe", axes, "Choisissez un axe")
        _choisir(self, "objectif", Objectif.objects.filter(axe__feuille=feuille).select_related("axe"))
        _choisir(self, "thematique", self.fields["thematique"].queryset, "Aucune")  # type: ignore[attr-defined]
        _choisir(self, "maitrise_d_ouvrage", porteurs_possibles(feuille), "À désigner")
        _choisir(self, "communes", feuille.dossier.perimetre.communes.all())
        _choisir(self, "depend_de", feuille.actions.exclude(pk=self.instance.pk))
        self.fields["communes"].widget.attrs["class"] = ""
        if not feuille.actions.exclude(pk=self.instance.pk).exists():
            del self.fields["depend_de"]

    def champs(self) -> dict[str, Any]:
        """Ce que l'action attend ; le champ retiré faute de choix n'efface rien."""
        return dict(self.cleaned_data)


def porteurs_possibles(feuille: FeuilleDeRoute) -> "QuerySet[Organisation]":
    """Les membres du dossier hors équipe, les collectivités du périmètre, ceux qui portent déjà une action."""
    membres = [m.organisation_id for m in feuille.dossier.membres_en_cours() if m.role != Role.EQUIPE]
    communes = feuille.dossier.perimetre.communes.all()
    deja = feuille.actions.exclude(maitrise_d_ouvrage=None).values("maitrise_d_ouvrage")
    return Organisation.objects.filter(
        Q(pk__in=membres)
        | Q(pk__in=deja)
        | Q(commune__in=communes.values("pk"))
        | Q(epci__in=communes.values("epci"))
    )


class LigneForm(forms.Form):
    """Une ligne du plan ; vidée de son financeur, elle s'en va."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    financeur = forms.CharField(label="Financeur", max_length=160, required=False)
    dispositif = forms.CharField(label="Dispositif", max_length=160, required=False)
    demande = ChampEuros(label="Demandé HT", required=False)
    obtenu = ChampEuros(label="Obtenu HT", required=False)
    paye = ChampEuros(label="Payé HT", required=False)
    retirer = forms.BooleanField(label="Retirer cette ligne", required=False)

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if saisi.get("retirer"):
            return saisi
        montants = [saisi.get(nom) for nom in ("demande", "obtenu", "paye")]
        if not saisi.get("financeur") and (saisi.get("dispositif") or any(montants)):
            self.add_error("financeur", "Dites qui finance, ou cochez « Retirer cette ligne ».")
        if (saisi.get("paye") or 0) > (saisi.get("obtenu") or 0) and "obtenu" in saisi and "paye" in saisi:
            self.add_error("paye", "Le payé dépasse l'obtenu : corrigez l'un des deux montants.")
        return saisi

    def ligne(self) -> LigneDePlan | None:
        saisi = self.cleaned_data
        if saisi.get("retirer") or not saisi.get("financeur"):
            return None
        montants = {nom: saisi.get(nom) or Decimal(0) for nom in ("demande", "obtenu", "paye")}
        return LigneDePlan(saisi["financeur"], saisi.get("dispositif") or "", pk=saisi.get("pk"), **montants)


class PlanFormSetDeBase(forms.BaseFormSet[LigneForm]):
    def clean(self) -> None:
        if any(self.errors):
            return
        cles = [ligne.cle for ligne in self.lignes()]
        if len(set(cles)) < len(cles):
            raise ValidationError(
                "Le même financeur et le même dispositif figurent deux fois : réunissez les deux lignes."
            )

    def lignes(self) -> list[LigneDePlan]:
        return [ligne for form in self.forms if (ligne := form.ligne())]


PlanFormSet = forms.formset_factory(LigneForm, formset=PlanFormSetDeBase, extra=LIGNES_VIDES)


def plan_initial(action: Action) -> list[dict[str, Any]]:
    noms = ("pk", "financeur", "dispositif", "demande", "obtenu", "paye")
    return [{nom: getattr(ligne, nom) for nom in noms} for ligne in action.financements.all()]


class EtapeForm(forms.Form):
    libelle = forms.CharField(label="Étape", max_length=200, required=False)
    prevue_le = forms.DateField(label="Prévue le", required=False)
    faite_le = forms.DateField(label="Faite le", required=False)

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if not saisi.get("libelle") and (saisi.get("prevue_le") or saisi.get("faite_le")):
            self.add_error("libelle", "Dites quelle étape, ou effacez ses dates.")
        if (faite_le := saisi.get("faite_le")) and faite_le > localdate():
            self.add_error("faite_le", "Cette date est à venir. Laissez vide tant que ce n'est pas fait.")
        return saisi


class EtapesFormSetDeBase(forms.BaseFormSet[EtapeForm]):
    def lignes(self) -> list[LigneDEtape]:
        """Une étape dont on efface le nom s'en va."""
        saisies = [form.cleaned_data for form in self.forms]
        return [
            LigneDEtape(s["libelle"].strip(), s.get("prevue_le"), s.get("faite_le"))
            for s in saisies
            if s.get("libelle")
        ]


EtapesFormSet = forms.formset_factory(EtapeForm, formset=EtapesFormSetDeBase, extra=LIGNES_VIDES)


def etapes_initiales(action: Action) -> list[dict[str, Any]]:
    return [dict(etape) for etape in action.etapes.values("libelle", "prevue_le", "faite_le")]


class RetirerForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirer cette action",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Le journal garde ce motif, le titre et la description.",
    )


class PointForm(forms.Form):
    le = forms.DateField(label="Date", initial=localdate)
    statut = forms.ChoiceField(label="Où en est l'action", choices=StatutAction.choices)
    texte = forms.CharField(
        label="Ce qui s'est passé", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    suite = forms.ChoiceField(
        label="Suite donnée",
        required=False,
        choices=[("", "Aucune en particulier"), *TypeSuite.choices],
        help_text="Si l'action débouche sur une autre procédure.",
    )

    def clean_le(self) -> date:
        le: date = self.cleaned_data["le"]
        if le > localdate():
            raise ValidationError("Cette date est à venir. Un point dit ce qui s'est déjà passé.")
        return le

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or self.cleaned_data
        if saisi.get("statut") in A_EXPLIQUER and not saisi.get("texte", "").strip():
            self.add_error("texte", "Dites en une phrase ce qui retient l'action : d'autres l'attendent.")
        return saisi


class FiltresForm(forms.Form):
    """Les mêmes filtres pour le tableau, le calendrier et le financement ; tout est dans l'adresse."""

    q = forms.CharField(label="Un mot", required=False, max_length=80)
    axe = forms.ModelChoiceField(Axe.objects.none(), label="Axe", required=False, empty_label="Tous")
    porteur = forms.ModelChoiceField(
        Organisation.objects.none(), label="Maîtrise d'ouvrage", required=False, empty_label="Toutes"
    )
    statut = forms.ChoiceField(label="Statut", required=False, choices=[("", "Tous"), *StatutAction.choices])
    priorite = forms.ChoiceField(
        label="Priorité", required=False, choices=[("", "Toutes"), *Priorite.choices]
    )
    horizon = forms.ChoiceField(label="Horizon", required=False, choices=[("", "Tous"), *Horizon.choices])

    def __init__(self, *args: Any, feuille: FeuilleDeRoute, **options: Any) -> None:
        super().__init__(*args, **options)
        _choisir(self, "axe", feuille.axes.all(), "Tous")
        _choisir(self, "porteur", Organisation.objects.filter(actions__feuille=feuille).distinct(), "Toutes")

    def appliquer(self, actions: "QuerySet[Action]") -> "QuerySet[Action]":
        """Un filtre illisible est ignoré : une adresse abîmée montre tout plutôt qu'une erreur."""
        self.is_valid()
        voulu = dict(self.cleaned_data)
        if mot := voulu.pop("q", ""):
            actions = actions.filter(Q(titre__icontains=mot) | Q(description__icontains=mot))
        voulu["maitrise_d_ouvrage"] = voulu.pop("porteur", None)
        return actions.filter(**{nom: valeur for nom, valeur in voulu.items() if valeur})

    @property
    def est_actif(self) -> bool:
        return any(self.cleaned_data.values()) if self.is_valid() else False


class PoidsForm(forms.Form):
    """Ce qui compte, et combien ; de 0 (ne compte pas) à 5."""

    def __init__(self, *args: Any, criteres: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for cle, libelle in criteres:
            self.fields[cle] = forms.TypedChoiceField(
                label=libelle,
                required=False,
                coerce=int,
                initial=1,
                choices=[(n, str(n)) for n in range(6)],
            )

    def poids(self) -> dict[str, int]:
        """Un poids absent ou illisible vaut 1."""
        self.is_valid()
        lus = getattr(self, "cleaned_data", {})
        return {nom: 1 if lus.get(nom, "") == "" else int(lus[nom]) for nom in self.fields}
