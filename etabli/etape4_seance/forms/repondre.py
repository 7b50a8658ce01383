"""Ce que chaque type d'activité fait saisir ; tous passent par la même adresse, avec l'identifiant de l'appareil."""

from typing import Any

from django import forms

from etabli.etape4_seance.calcul.fiche import RUBRIQUES, fiche_remplie
from etabli.etape4_seance.calcul.matrice import NOTES
from etabli.etape4_seance.carte import communes_de, lire_le_doigt, relier
from etabli.etape4_seance.enums import ModeDeSondage, TypeActivite
from etabli.etape4_seance.forms.salle import ContributionForm
from etabli.etape4_seance.models import Activite, Bulletin
from etabli.etape4_seance.objets import Objet, objets_de
from etabli.territoires.models import Commune

LONGUEUR_D_UN_MOT = 60
NOTES_DITES = {1: "1, très peu", 2: "2", 3: "3, moyen", 4: "4", 5: "5, beaucoup"}


class NuageForm(ContributionForm):
    """Un mot, ou une expression de quelques mots."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"] = forms.CharField(
            label="Votre mot",
            help_text="Un mot ou une courte expression. Envoyez-en autant que vous voulez, l'un après l'autre.",
            max_length=LONGUEUR_D_UN_MOT,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={
                "required": "Écrivez un mot avant de l'envoyer.",
                "max_length": f"Raccourcissez : {LONGUEUR_D_UN_MOT} signes au plus.",
            },
        )


class CarteForm(ContributionForm):
    """Toucher la carte, ou choisir une commune ; puis dire pourquoi ce lieu compte."""

    trace = forms.CharField(required=False, widget=forms.HiddenInput)
    depuis = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Ou la commune, sans toucher la carte",
        required=False,
        empty_label="Choisir une commune",
    )
    vers = forms.ModelChoiceField(
        Commune.objects.none(),
        label="Jusqu'à, pour une ligne",
        required=False,
        empty_label="Sans objet",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].label = "Que faut-il savoir de ce lieu ?"
        codes = [commune.code for commune in communes_de(self.activite.seance)]
        for nom in ("depuis", "vers"):
            champ: Any = self.fields[nom]
            champ.queryset = Commune.objects.filter(pk__in=codes).order_by("nom")
        self.order_fields(["depuis", "vers", "texte"])

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if donnees.get("trace"):
            try:
                donnees["geometrie"], donnees["commune"] = lire_le_doigt(
                    self.activite.seance, donnees["trace"]
                )
            except ValueError:
                self.add_error(
                    "depuis",
                    "Ce tracé ne se lit pas : touchez la carte de nouveau, ou choisissez une commune.",
                )
        elif depuis := donnees.get("depuis"):
            vers = donnees.get("vers")
            donnees["commune"] = depuis
            donnees["geometrie"] = relier([depuis, vers] if vers and vers != depuis else [depuis])
        elif not self.errors.get("depuis"):
            self.add_error("depuis", "Touchez la carte, ou choisissez une commune.")
        return donnees

    @property
    def precisions(self) -> dict[str, Any]:
        return {"geometrie": self.cleaned_data["geometrie"], "commune": self.cleaned_data["commune"]}


class FicheActionForm(ContributionForm):
    """Une fiche par table : son titre, ce que l'on ferait, et ce que la table sait déjà du reste."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"] = forms.CharField(
            label="Le titre de l'action",
            help_text="Un verbe et ce qu'il change : «\u00a0Rouvrir l'école comme maison commune\u00a0».",
            max_length=200,
            error_messages={"required": "Donnez un titre à l'action.", "max_length": "200 signes au plus."},
        )
        for rubrique in RUBRIQUES:
            self.fields[rubrique.nom] = forms.CharField(
                label=rubrique.libelle,
                help_text=rubrique.aide,
                required=rubrique.obligatoire,
                max_length=1500,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": "Dites en quelques mots ce que l'on ferait."},
            )

    @property
    def precisions(self) -> dict[str, Any]:
        return {"fiche": fiche_remplie(self.cleaned_data)}


class BulletinForm(forms.Form):
    """Le socle des bulletins. `lignes` les donne dans l'ordre de la page, avec leurs champs."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    differee = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, activite: Activite, bulletin: Bulletin | None = None, **kwargs: Any
    ) -> None:
        self.activite, self.bulletin = activite, bulletin
        self.objets = objets_de(activite)
        deja = bulletin.reponses if bulletin else {}
        kwargs["initial"] = {**kwargs.get("initial", {}), **self.initiales(deja)}
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_{activite.pk}_%s"
        self.ajouter_les_champs()

    def initiales(self, deja: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError

    def ajouter_les_champs(self) -> None:
        raise NotImplementedError

    @property
    def reponses(self) -> dict[str, Any]:
        raise NotImplementedError


class JugementForm(BulletinForm):
    def initiales(self, deja: dict[str, Any]) -> dict[str, Any]:
        return {f"m_{cle}": str(rang) for cle, rang in deja.items()}

    def ajouter_les_champs(self) -> None:
        mentions = [(str(rang), mention) for rang, mention in enumerate(self.activite.mentions_listees)]
        for objet in self.objets:
            self.fields[f"m_{objet.cle}"] = forms.ChoiceField(
                label=objet.texte,
                help_text=objet.detail,
                choices=mentions,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choisissez l'une des mentions proposées."},
            )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if not self.errors and not self.reponses:
            self.add_error(None, "Donnez au moins une mention avant d'envoyer.")
        return donnees

    @property
    def reponses(self) -> dict[str, Any]:
        return {o.cle: int(v) for o in self.objets if (v := self.cleaned_data.get(f"m_{o.cle}"))}


class MatriceForm(BulletinForm):
    AXES = (("i", "Impact : ce que cela change"), ("f", "Faisabilité : à notre portée"))

    def initiales(self, deja: dict[str, Any]) -> dict[str, Any]:
        return {f"{axe}_{cle}": str(paire[n]) for cle, paire in deja.items() for n, axe in enumerate("if")}

    def ajouter_les_champs(self) -> None:
        notes = [("", "Sans avis"), *((str(note), NOTES_DITES[note]) for note in NOTES)]
        for objet in self.objets:
            for axe, libelle in self.AXES:
                self.fields[f"{axe}_{objet.cle}"] = forms.ChoiceField(
                    label=libelle,
                    choices=notes,
                    required=False,
                    error_messages={"invalid_choice": "Donnez une note de 1 à 5."},
                )

    @property
    def lignes(self) -> list[tuple[Objet, list[Any]]]:
        return [(objet, [self[f"{axe}_{objet.cle}"] for axe, _ in self.AXES]) for objet in self.objets]

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        for objet in self.objets:
            impact, faisable = (donnees.get(f"{axe}_{objet.cle}") for axe in "if")
            if bool(impact) != bool(faisable) and not self.errors.get(f"i_{objet.cle}"):
                manque = "f" if impact else "i"
                self.add_error(f"{manque}_{objet.cle}", "Donnez les deux notes, ou aucune des deux.")
        if not self.errors and not self.reponses:
            self.add_error(None, "Placez au moins une proposition avant d'envoyer.")
        return donnees

    @property
    def reponses(self) -> dict[str, Any]:
        paires = {o.cle: [self.cleaned_data.get(f"{axe}_{o.cle}") for axe in "if"] for o in self.objets}
        return {cle: [int(n) for n in paire if n] for cle, paire in paires.items() if all(paire)}


class SondageForm(BulletinForm):
    def initiales(self, deja: dict[str, Any]) -> dict[str, Any]:
        rangs = [str(rang) for rang in deja.get("choix", [])]
        if self.activite.mode_de_sondage == ModeDeSondage.MULTIPLE:
            return {"choix": rangs}
        return {"choix": rangs[0] if rangs else deja.get("note", "")}

    def ajouter_les_champs(self) -> None:
        self.fields["choix"] = self._champ()

    def _champ(self) -> forms.ChoiceField:
        mode, manque = self.activite.mode_de_sondage, "Choisissez une réponse avant d'envoyer."
        choix = [(o.cle, o.texte) for o in self.objets]
        if mode == ModeDeSondage.MULTIPLE:
            return forms.MultipleChoiceField(
                label="Vos réponses",
                help_text="Plusieurs réponses sont possibles.",
                choices=choix,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Cochez au moins une réponse avant d'envoyer."},
            )
        if mode == ModeDeSondage.ECHELLE:
            bouts = [o.texte for o in self.objets]
            aide = f"De 1, {bouts[0]}, à {self.activite.echelle_max}, {bouts[-1]}." if len(bouts) > 1 else ""
            notes = [(str(note), str(note)) for note in range(1, self.activite.echelle_max + 1)]
            return forms.ChoiceField(
                label="Votre note",
                help_text=aide,
                choices=notes,
                widget=forms.RadioSelect,
                error_messages={"required": manque},
            )
        return forms.ChoiceField(
            label="Votre réponse",
            choices=choix,
            widget=forms.RadioSelect,
            error_messages={"required": manque},
        )

    @property
    def reponses(self) -> dict[str, Any]:
        saisi = self.cleaned_data["choix"]
        if self.activite.mode_de_sondage == ModeDeSondage.ECHELLE:
            return {"note": int(saisi)}
        return {"choix": [int(rang) for rang in (saisi if isinstance(saisi, list) else [saisi])]}


FORMULAIRES: dict[str, type[ContributionForm] | type[BulletinForm]] = {
    TypeActivite.NUAGE: NuageForm,
    TypeActivite.CARTE: CarteForm,
    TypeActivite.FICHE_ACTION: FicheActionForm,
    TypeActivite.JUGEMENT: JugementForm,
    TypeActivite.MATRICE: MatriceForm,
    TypeActivite.SONDAGE: SondageForm,
}


def formulaire_de(activite: Activite, *args: Any, **kwargs: Any) -> ContributionForm | BulletinForm:
    """Le formulaire qui va à ce type d'activité ; un recueil et un AFOM se contentent d'une phrase."""
    return FORMULAIRES.get(activite.type, ContributionForm)(*args, activite=activite, **kwargs)
