"""Chercher un territoire ; désigner un périmètre, avec ou sans JavaScript."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files.base import File

from etabli.socle.francais import pluriel
from etabli.territoires.actions import definir_un_perimetre, deposer_des_mesures, modifier_un_perimetre
from etabli.territoires.cartes import carte_de_communes
from etabli.territoires.enums import Genre, Jeu
from etabli.territoires.lecture import lire_des_codes
from etabli.territoires.mesures import JEUX
from etabli.territoires.models import Commune, Departement, Epci, ImportDeMesures, Perimetre
from etabli.territoires.portrait import millesime
from etabli.territoires.recherche import Trouvaille, chercher
from etabli.territoires.selection import DESIGNABLES, Saisie, Selection, appliquer, designes

NB_DE_PROPOSITIONS = 8
TAILLE_MAXIMALE = 400 * 1024 * 1024  # octets ; le dossier complet publié fait une centaine de mégaoctets


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


GESTES = ("chercher", "lire", "prendre", "ajouter", "basculer", "vider")


def saisie_de(data: Any, nom: str) -> Saisie:
    """Ce que la page a envoyé pour le champ `nom` : un bouton pressé, au plus."""
    choix = data.getlist(nom) if hasattr(data, "getlist") else list(data.get(nom, ()))
    geste = next((g for g in GESTES if f"{nom}-{g}" in data), "")
    return Saisie(
        choix=tuple(dict.fromkeys(choix)),
        recherche=data.get(f"{nom}-recherche", ""),
        codes=data.get(f"{nom}-codes", ""),
        geste=geste,
        objet=data.get(f"{nom}-{geste}", "") if geste else "",
    )


def contexte_du_selecteur(
    nom: str, id_: str, selection: Selection, *, avec_carte: bool = True
) -> dict[str, Any]:
    """Ce que le gabarit du sélecteur montre, sur la page comme dans le fragment."""
    texte = selection.saisie.recherche
    trouvees = chercher(texte, genres=DESIGNABLES, limite=NB_DE_PROPOSITIONS)
    deja = set(selection.saisie.choix)
    return {
        "nom": nom,
        "id": id_,
        "selection": selection,
        "recherche": texte,
        "propositions": [t for t in trouvees if f"{t.genre}:{t.code}" not in deja],
        "carte": carte_de_la_selection(selection) if avec_carte else "",
    }


def carte_de_la_selection(selection: Selection) -> str:
    """Le dessin qui reste quand le JavaScript manque."""
    if not selection.communes:
        return ""
    return carte_de_communes(
        selection.communes,
        millesime=millesime(),
        titre="Carte des communes choisies",
        description="Les communes choisies et leurs voisines ; la liste est dans la page.",
    )


class SaisieDePerimetre(forms.Widget):
    """Une recherche, une carte, une zone où coller codes ou noms, la liste de ce qui est choisi."""

    template_name = "territoires/saisie_de_perimetre.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Saisie:
        return saisie_de(data, name)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(cle in data for cle in (name, f"{name}-recherche", f"{name}-codes"))

    def format_value(self, value: Any) -> Saisie:
        if isinstance(value, Perimetre):
            return Saisie(choix=tuple(f"commune:{c.code}" for c in value.lire_les_communes()))
        return value if isinstance(value, Saisie) else Saisie()

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-recherche"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexte = super().get_context(name, value, attrs)
        id_ = contexte["widget"]["attrs"].get("id") or f"id_{name}"
        return contexte | contexte_du_selecteur(name, id_, appliquer(self.format_value(value)))


class ChampPerimetre(forms.Field):
    """Rend une `Designation` ; dit, texte par texte, ce qui n'a pas été compris."""

    widget = SaisieDePerimetre
    default_error_messages = {
        "geste": "Le périmètre est à jour ci-dessous. Relisez-le, puis validez.",
        "required": "Choisissez au moins un territoire : cherchez-le, touchez-le sur la carte ou collez une liste.",
        "codes_inconnus": "À préciser : %(nb)s. Prenez une proposition, corrigez ou effacez.",
        "recherche": "Prenez ci-dessous les territoires voulus, puis validez.",
        "sans_resultat": "Aucun territoire ne ressemble à «\u00a0%(texte)s\u00a0». Vérifiez l'orthographe.",
    }

    def clean(self, value: Any) -> Designation:
        saisie = value if isinstance(value, Saisie) else Saisie()
        if not (saisie.geste or saisie.choix or saisie.codes.strip()) and saisie.recherche.strip():
            saisie = replace(saisie, geste="chercher")
        if saisie.geste:
            # Sans JavaScript, chaque bouton renvoie le formulaire : on le remontre, le geste fait.
            raise ValidationError(*self.dire_le_geste(saisie))
        lecture = lire_des_codes(saisie.codes)
        if lecture.inconnus:
            nb = pluriel(len(lecture.inconnus), "texte collé", "textes collés")
            raise ValidationError(self.error_messages["codes_inconnus"], "codes_inconnus", {"nb": nb})
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

    def dire_le_geste(self, saisie: Saisie) -> tuple[str, str, dict[str, str]]:
        if saisie.geste != "chercher":
            return str(self.error_messages["geste"]), "geste", {}
        trouve = chercher(saisie.recherche, genres=DESIGNABLES, limite=1)
        code = "recherche" if trouve else "sans_resultat"
        return str(self.error_messages[code]), code, {"texte": saisie.recherche}


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


class DepotDeMesuresForm(forms.Form):
    """Un fichier publié, son millésime, la source à citer."""

    jeu = forms.ChoiceField(label="Jeu de données", choices=Jeu)
    fichier = forms.FileField(
        label="Fichier publié",
        help_text="CSV, ZIP qui en contient un, ou classeur XLSX, tel qu'il est publié. 400 Mo au plus.",
    )
    millesime = forms.IntegerField(
        label="Millésime du fichier",
        min_value=1968,
        max_value=2100,
        help_text="L'année de publication ou de géographie : elle s'écrit sous chaque chiffre.",
    )
    source = forms.CharField(
        label="Source à citer",
        required=False,
        max_length=200,
        help_text="Vide, c'est celle du jeu de données.",
    )

    def clean_fichier(self) -> File[bytes]:
        fichier: File[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAXIMALE:
            raise ValidationError(
                "Ce fichier dépasse 400\u00a0Mo. Déposez le ZIP publié, ou lancez la commande importer_mesures."
            )
        return fichier

    def deposer(self, *, par: Any) -> ImportDeMesures | None:
        """Rien si le contenu n'est pas celui d'un fichier attendu : l'erreur est au champ."""
        lu = self.cleaned_data
        source = lu["source"] or JEUX[lu["jeu"]].source
        try:
            return deposer_des_mesures(
                lu["jeu"], lu["fichier"], millesime=lu["millesime"], source=source, par=par
            )
        except ValidationError as erreur:
            self.add_error("fichier", erreur)
            return None
