"""Écrire la note : texte, choix entre deux textes, remarques, répartition, champs structurés."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from etabli.annuaire.models import Agent, Organisation
from etabli.etape1_candidature.calcul import Choix, Comparaison, Passage, comparer, mentions
from etabli.etape1_candidature.enums import Echelle, TypeObjet
from etabli.etape1_candidature.models import Acteur, Candidature, DocumentARemettre, Proposition, Rubrique
from etabli.socle.formulaires import ChampRiche
from etabli.socle.francais import liste_et
from etabli.socle.texte_riche import texte_brut


class ChampDeRubrique(ChampRiche):
    """Une rubrique n'est pas « facultative », et pourtant elle se vide."""

    def validate(self, value: Any) -> None:
        """Tout texte est bon à garder, même aucun."""


class RubriqueForm(forms.Form):
    """`version` dit quelle écriture l'agent avait sous les yeux, `envoi` nomme l'envoi pour ne l'écrire qu'une fois."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    envoi = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)
    tentes = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)
    depuis = forms.ModelChoiceField(Proposition.objects.none(), widget=forms.HiddenInput, required=False)
    contenu = ChampDeRubrique(label="Votre texte")

    def __init__(self, data: Any = None, *, rubrique: Rubrique, par: Agent) -> None:
        lue = {"contenu": rubrique.contenu, "version": rubrique.version}
        super().__init__(data, initial=lue)
        champ = cast(forms.ModelChoiceField[Proposition], self.fields["depuis"])
        champ.queryset = Proposition.objects.filter(rubrique=rubrique, auteur=par)

    @property
    def recu(self) -> dict[str, Any]:
        """Ce que l'action attend du texte reçu."""
        lu = self.cleaned_data
        suite = {"envoi": lu["envoi"], "depuis": lu["depuis"], "tentes": lu["tentes"].split()}
        return {"version_lue": lu["version"], **suite}


class ChoixForm(forms.Form):
    """Un choix par passage que les deux textes ne disent pas pareil ; celui d'un seul auteur est déjà coché."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: Any = None, *, passages: Sequence[Passage], version: int, auteurs: str) -> None:
        super().__init__(data, initial={"version": version})
        choix = [("la_mienne", "Mon texte"), ("la_leur", f"Le texte enregistré par {auteurs}")]
        les_deux = [("les_deux", "Les deux, l'un après l'autre")]
        self.passages = passages
        differents = [n for n, p in enumerate(passages) if p.sort != "egal"]
        for place, rang in enumerate(differents, 1):
            self.fields[f"passage_{rang}"] = forms.ChoiceField(
                label=f"Passage {place} sur {len(differents)}",
                choices=choix + (les_deux if passages[rang].mienne and passages[rang].leur else []),
                widget=forms.RadioSelect,
                initial=passages[rang].par_defaut,
                error_messages={"required": "Choisissez ce que la note doit garder ici."},
            )

    @property
    def suite(self) -> list[tuple[Passage, Any, Comparaison | None]]:
        """Chaque passage, avec son champ et ses mots changés ; sans champ quand les deux textes se valent."""
        noms = [f"passage_{rang}" for rang in range(len(self.passages))]
        return [
            (p, self[nom], _mots_changes(p)) if nom in self.fields else (p, None, None)
            for nom, p in zip(noms, self.passages, strict=True)
        ]

    @property
    def choix(self) -> dict[int, Choix]:
        rangs = [n for n in range(len(self.passages)) if f"passage_{n}" in self.cleaned_data]
        return {n: self.cleaned_data[f"passage_{n}"] for n in rangs}


def _mots_changes(passage: Passage) -> Comparaison | None:
    """Inutile quand l'un des deux n'a rien à cet endroit."""
    if not (passage.mienne and passage.leur):
        return None
    return comparer("", texte_brut(passage.html_leur), texte_brut(passage.html_mienne))


class RemarqueForm(forms.Form):
    """Une remarque ou une réponse ; on prévient en cochant, ou en écrivant « @nom »."""

    texte = forms.CharField(
        label="Votre remarque",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Pour prévenir quelqu'un par courriel, écrivez @ suivi de son nom, ou cochez-le dessous.",
    )
    mentionnes = forms.ModelMultipleChoiceField(
        Agent.objects.none(),
        label="Prévenir par courriel",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, data: Any = None, *, personnes: Mapping[Agent, str], prefix: str = "", **options: Any
    ) -> None:
        super().__init__(data, prefix=prefix or None, **options)
        self.personnes = {p.pk: p for p in personnes}
        champ = cast(forms.ModelMultipleChoiceField[Agent], self.fields["mentionnes"])
        champ.queryset = Agent.objects.filter(pk__in=self.personnes)
        champ.choices = [
            (p.pk, f"{p} ({service})" if service else str(p)) for p, service in personnes.items()
        ]

    def clean(self) -> dict[str, Any]:
        lues = mentions(
            self.cleaned_data.get("texte", ""), {k: (p.prenom, p.nom) for k, p in self.personnes.items()}
        )
        if lues.ambigus:
            self.add_error(
                "texte", f"Plusieurs personnes répondent à « {lues.ambigus[0]} » : écrivez @Prénom Nom."
            )
        if lues.inconnus:
            self.add_error("texte", _inconnu(lues.inconnus[0], self.personnes.values()))
        coches = {a.pk for a in self.cleaned_data.get("mentionnes", ())}
        return {**self.cleaned_data, "mentionnes": [self.personnes[k] for k in sorted(coches | lues.trouves)]}


def _inconnu(nom: str, personnes: Any) -> str:
    possibles = liste_et([str(p) for p in personnes])
    return f"Personne ici ne s'appelle « {nom} ». Vous pouvez prévenir : {possibles or 'personne pour le moment'}."


class LeveeForm(forms.Form):
    reponse = forms.CharField(label="Ce qui en a été fait", required=False, max_length=1000)


class RepartitionForm(forms.Form):
    """Une case par organisation pour chaque rubrique ; aucune cochée : tous les porteurs l'écrivent."""

    def __init__(
        self, data: Any = None, *, rubriques: Sequence[Rubrique], porteurs: Sequence[Organisation]
    ) -> None:
        super().__init__(data)
        self.rubriques, self.porteurs = rubriques, {o.pk: o for o in porteurs}
        for rubrique in rubriques:
            self.fields[rubrique.cle] = forms.TypedMultipleChoiceField(
                label=str(rubrique),
                choices=[(o.pk, o.nom_court) for o in porteurs],
                coerce=int,
                required=False,
                initial=[o.pk for o in rubrique.redacteurs],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def lignes(self) -> list[tuple[Rubrique, Any]]:
        return [(r, self[r.cle]) for r in self.rubriques]

    @property
    def changements(self) -> list[tuple[Rubrique, list[Organisation]]]:
        """Seules les rubriques dont la répartition change : le journal ne dit que cela."""
        voulus = [(r, [self.porteurs[pk] for pk in self.cleaned_data[r.cle]]) for r in self.rubriques]
        return [(r, qui) for r, qui in voulus if {o.pk for o in qui} != {o.pk for o in r.redacteurs}]


class QualifierForm(forms.Form):
    """Chaque champ garde la valeur que l'agent avait sous les yeux : deux personnes ne s'écrasent pas."""

    type_d_objet = forms.ChoiceField(label="Type d'objet", choices=TypeObjet, widget=forms.RadioSelect)
    echelle = forms.ChoiceField(label="Échelle de réflexion", choices=Echelle, widget=forms.RadioSelect)
    type_d_objet_lu = forms.CharField(required=False, widget=forms.HiddenInput)
    echelle_lue = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, candidature: Candidature, est_partiel: bool = False) -> None:
        """`est_partiel` : l'enregistrement automatique n'attend pas que les deux champs soient choisis."""
        actuels = {"type_d_objet": candidature.type_d_objet, "echelle": candidature.echelle}
        lus = {"type_d_objet_lu": candidature.type_d_objet, "echelle_lue": candidature.echelle}
        super().__init__(data, initial={**actuels, **lus})
        self.actuels_lus = lus
        for nom in actuels:
            self.fields[nom].required = not est_partiel

    @property
    def saisis(self) -> dict[str, Any]:
        """Les valeurs choisies, et celles que l'agent avait lues quand la page les a envoyées."""
        lu = self.cleaned_data
        lus = {"type_d_objet": lu["type_d_objet_lu"], "echelle": lu["echelle_lue"]}
        return {
            "type_d_objet": lu["type_d_objet"],
            "echelle": lu["echelle"],
            "lus": lus if "echelle_lue" in self.data else None,
        }

    def relire(self) -> None:
        """Après un refus, l'agent a sous les yeux ce que l'autre a choisi : son prochain choix vaut."""
        self.data = {**{nom: self.data.get(nom, "") for nom in self.fields}, **self.actuels_lus}


class EmpreinteForm(forms.Form):
    """Une empreinte recopiée d'un document : en entier, ou ses premiers caractères."""

    empreinte = forms.RegexField(
        r"^[0-9a-f]{12,64}$",
        label="Empreinte",
        min_length=12,
        max_length=64,
        help_text="Elle est au pied de la note et dans son dernier encadré : les douze premiers caractères suffisent.",
        error_messages={"invalid": "Recopiez de 12 à 64 caractères, chiffres et lettres de a à f."},
    )

    def __init__(self, data: Any = None) -> None:
        propre = {"empreinte": str(data.get("empreinte", "")).strip().lower().rstrip("…. ")} if data else None
        super().__init__(propre)


class ActeurForm(forms.ModelForm[Acteur]):
    class Meta:
        model = Acteur
        fields = ["nom", "college", "attente"]


class DocumentForm(forms.ModelForm[DocumentARemettre]):
    class Meta:
        model = DocumentARemettre
        fields = ["titre", "nature", "detenteur", "est_disponible"]
