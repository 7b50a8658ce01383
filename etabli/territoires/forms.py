"""Chercher un territoire ; désigner un périmètre, avec ou sans JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from etabli.territoires.actions import definir_un_perimetre, lire_des_codes, modifier_un_perimetre
from etabli.territoires.enums import Genre
from etabli.territoires.models import Commune, Departement, Epci, Perimetre
from etabli.territoires.recherche import Trouvaille, chercher

DESIGNABLES = (Genre.COMMUNE, Genre.EPCI, Genre.DEPARTEMENT)
NB_DE_PROPOSITIONS = 8


class RechercheForm(forms.Form):
    q = forms.CharField(label="Nom, code Insee, code postal ou SIREN", required=False, max_length=80)
    genre = forms.MultipleChoiceField(choices=Genre, required=False)

    def trouvailles(self) -> list[Trouvaille]:
        """Un genre inconnu n'est pas une faute à punir : on cherche alors partout."""
        self.is_valid()
        genres = self.cleaned_data.get("genre") or list(Genre.values)
        return chercher(self.cleaned_data.get("q", ""), genres=genres)


@dataclass
class Designation:
    """Ce qui a été désigné, prêt pour `definir_un_perimetre(**designation.pour_action(), …)`."""

    communes: list[Commune] = field(default_factory=list)
    epcis: list[Epci] = field(default_factory=list)
    departements: list[Departement] = field(default_factory=list)
    codes: str = ""
    remarques: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.communes or self.epcis or self.departements or self.codes.strip())

    def pour_action(self) -> dict[str, Any]:
        return {
            "communes": self.communes,
            "epcis": self.epcis,
            "departements": self.departements,
            "codes": self.codes,
        }


@dataclass
class Saisie:
    """Ce que la page a envoyé, tel quel : rien de ce qui est tapé ne se perd."""

    choix: list[str] = field(default_factory=list)
    recherche: str = ""
    codes: str = ""
    cherche: bool = False


def choix_proposes(trouvees: list[Trouvaille], choix: list[str]) -> dict[str, Any]:
    """Les cases déjà cochées d'abord : une nouvelle recherche ne fait rien perdre."""
    return {
        "choisis": [(f"{t.genre.value}:{t.pk}", t) for t in designes(choix)],
        "propositions": [t for t in trouvees if f"{t.genre}:{t.code}" not in choix],
    }


class SaisieDePerimetre(forms.Widget):
    """Une recherche, des cases à cocher, une zone où coller des codes."""

    template_name = "territoires/saisie_de_perimetre.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Saisie:
        choix = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, ()))
        return Saisie(
            choix=list(dict.fromkeys(choix)),
            recherche=data.get(f"{name}-recherche", ""),
            codes=data.get(f"{name}-codes", ""),
            cherche=f"{name}-chercher" in data,
        )

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(cle in data for cle in (name, f"{name}-recherche", f"{name}-codes"))

    def format_value(self, value: Any) -> Saisie:
        if isinstance(value, Perimetre):
            return Saisie(codes="\n".join(f"{c.code} {c.nom}" for c in value.lire_les_communes()))
        return value if isinstance(value, Saisie) else Saisie()

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-recherche"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexte = super().get_context(name, value, attrs)
        saisie = self.format_value(value)
        trouvees = chercher(saisie.recherche, genres=DESIGNABLES, limite=NB_DE_PROPOSITIONS)
        return contexte | {"saisie": saisie} | choix_proposes(trouvees, saisie.choix)


class ChampPerimetre(forms.Field):
    """Rend une `Designation` ; dit, texte par texte, ce qui n'a pas été compris."""

    widget = SaisieDePerimetre
    default_error_messages = {
        "required": "Cochez au moins un territoire, ou collez des codes.",
        "recherche": "Cochez ci-dessous les territoires voulus, puis validez.",
        "sans_resultat": "Aucun territoire ne ressemble à «\u00a0%(texte)s\u00a0». Vérifiez l'orthographe.",
    }

    def clean(self, value: Any) -> Designation:
        saisie = value if isinstance(value, Saisie) else Saisie()
        if saisie.cherche:
            # Sans JavaScript, chercher renvoie le formulaire : on le remontre avec les propositions.
            trouve = chercher(saisie.recherche, genres=DESIGNABLES, limite=1)
            code = "recherche" if trouve else "sans_resultat"
            raise ValidationError(self.error_messages[code], code=code, params={"texte": saisie.recherche})
        lecture = lire_des_codes(saisie.codes)
        if lecture.inconnus:
            raise ValidationError([str(i) for i in lecture.inconnus], code="codes_inconnus")
        territoires = designes(saisie.choix)
        designation = Designation(
            communes=[t for t in territoires if isinstance(t, Commune)],
            epcis=[t for t in territoires if isinstance(t, Epci)],
            departements=[t for t in territoires if isinstance(t, Departement)],
            codes=saisie.codes,
            remarques=[str(r) for r in lecture.remplaces],
        )
        if self.required and not designation:
            raise ValidationError(self.error_messages["required"], code="required")
        return designation


def designes(choix: list[str]) -> list[Commune | Epci | Departement]:
    """Les territoires des cases cochées, par genre, en trois requêtes au plus ; l'inconnu est ignoré."""
    par_genre: dict[str, list[str]] = {genre: [] for genre in DESIGNABLES}
    for valeur in choix:
        genre, _, code = valeur.partition(":")
        if genre in par_genre:
            par_genre[genre].append(code)
    territoires: list[Commune | Epci | Departement] = []
    for modele in (Departement, Epci, Commune):
        if codes := par_genre[modele.genre]:
            territoires.extend(modele.objects.filter(pk__in=codes).order_by("nom"))
    return territoires


class PerimetreForm(forms.Form):
    """Nommer et tracer un périmètre ; `perimetre` pour en modifier un."""

    nom = forms.CharField(
        label="Nom du périmètre",
        max_length=200,
        help_text="Celui que tout le monde emploie, par exemple «\u00a0Bocage de Tessy\u00a0».",
    )
    territoires = ChampPerimetre(label="Territoires")

    def __init__(self, *args: Any, perimetre: Perimetre | None = None, **options: Any) -> None:
        if perimetre:
            options["initial"] = {
                "nom": perimetre.nom,
                "territoires": perimetre,
                **options.get("initial", {}),
            }
        super().__init__(*args, **options)
        self.perimetre = perimetre

    def enregistrer(self, *, par: AbstractBaseUser | None) -> Perimetre:
        """À n'appeler que sur un formulaire valide."""
        designation: Designation = self.cleaned_data["territoires"]
        champs = {"nom": self.cleaned_data["nom"], **designation.pour_action()}
        if self.perimetre:
            return modifier_un_perimetre(self.perimetre, **champs, par=par)
        return definir_un_perimetre(**champs, par=par)
