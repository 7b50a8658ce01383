"""Préparer une activité : un seul formulaire, où chaque type ne lit que ce qui le concerne."""

from typing import Any

from django import forms

from etabli.etape4_seance.calcul.textes import lignes_de
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, Repondant, TypeActivite
from etabli.etape4_seance.models import Activite, Seance

# Ce sur quoi un vote peut porter : ce que la salle a écrit.
SOURCES = (
    TypeActivite.RECUEIL,
    TypeActivite.AFOM,
    TypeActivite.CARTE,
    TypeActivite.NUAGE,
    TypeActivite.FICHE_ACTION,
)
VOTES = (TypeActivite.GOMMETTES, TypeActivite.JUGEMENT, TypeActivite.MATRICE)
# Ce que l'on dit de chaque type à qui prépare la journée, et ce qu'on lui demande.
EXPLICATIONS = {
    TypeActivite.RECUEIL: "Chacun écrit des idées en réponse à une question. On les range ensuite en familles.",
    TypeActivite.AFOM: "Chaque idée est un atout, une faiblesse, une opportunité ou une menace.",
    TypeActivite.CARTE: "On marque un lieu ou un tracé sur la carte du territoire, et l'on dit pourquoi il compte.",
    TypeActivite.NUAGE: "Un mot chacun ; les plus dits s'écrivent en plus grand.",
    TypeActivite.SONDAGE: "Une question fermée : une réponse, plusieurs, ou une note sur une échelle.",
    TypeActivite.GOMMETTES: "Quelques gommettes par personne, à coller sur les contributions que l'on préfère.",
    TypeActivite.JUGEMENT: "Une mention pour chaque proposition ; celle que la majorité lui accorde la classe.",
    TypeActivite.MATRICE: "Chacun place les propositions entre ce qu'elles changent et ce qu'elles demandent.",
    TypeActivite.FICHE_ACTION: "Chaque table écrit une action : quoi, où, qui, avec qui, le premier pas.",
}
_TOUS = ("type", "titre", "consigne")
CHAMPS: dict[str, tuple[str, ...]] = {
    TypeActivite.RECUEIL: (*_TOUS, "repondant"),
    TypeActivite.AFOM: (*_TOUS, "repondant"),
    TypeActivite.CARTE: (*_TOUS, "repondant"),
    TypeActivite.NUAGE: (*_TOUS, "repondant"),
    TypeActivite.FICHE_ACTION: (*_TOUS, "repondant"),
    TypeActivite.SONDAGE: (*_TOUS, "mode_de_sondage", "choix", "echelle_max", "repondant", "est_masquee"),
    TypeActivite.GOMMETTES: (*_TOUS, "porte_sur", "est_sur_preselection", "nb_gommettes", "est_masquee"),
    TypeActivite.JUGEMENT: (
        *_TOUS,
        *("porte_sur", "est_sur_preselection", "choix", "mentions", "repondant", "est_masquee"),
    ),
    TypeActivite.MATRICE: (
        *_TOUS,
        *("porte_sur", "est_sur_preselection", "choix", "repondant", "est_masquee"),
    ),
}
AIDES_DES_CHOIX = {
    TypeActivite.SONDAGE: "Une réponse par ligne. Pour une échelle, deux lignes : ce que veulent dire ses deux bouts.",
    TypeActivite.JUGEMENT: "Une par ligne, si le vote ne porte pas sur des contributions.",
    TypeActivite.MATRICE: "Une par ligne, si le vote ne porte pas sur des contributions.",
}
FIGES = {
    "type",
    "porte_sur",
    "est_sur_preselection",
    "choix",
    "mentions",
    "mode_de_sondage",
    "echelle_max",
    "repondant",
}
PAR_DEFAUT: dict[str, Any] = {
    "repondant": Repondant.PERSONNE,
    "mode_de_sondage": ModeDeSondage.UNIQUE,
    "echelle_max": 5,
}
NB_MENTIONS, NB_CHOIX, ECHELLES, NB_GOMMETTES = (3, 7), (2, 20), (3, 10), (1, 20)


class ActiviteForm(forms.ModelForm[Activite]):
    class Meta:
        model = Activite
        fields = [
            "type",
            "titre",
            "consigne",
            "repondant",
            "porte_sur",
            "est_sur_preselection",
            "choix",
            "mentions",
            "mode_de_sondage",
            "echelle_max",
            "nb_gommettes",
            "est_masquee",
        ]
        labels = {
            "porte_sur": "Voter sur les contributions de",
            "est_sur_preselection": "Ne proposer que les contributions présélectionnées au pupitre",
            "nb_gommettes": "Gommettes par personne",
            "repondant": "Qui répond",
            "mode_de_sondage": "Réponse attendue",
            "echelle_max": "Note la plus haute, pour une échelle",
            "est_masquee": "Masquer les résultats jusqu'à la fermeture",
        }
        help_texts = {
            "titre": "La question posée à la salle.",
            "repondant": "Par table, seul l'appareil de la table écrit.",
            "mentions": "De trois à sept, une par ligne, la meilleure d'abord. Sans rien : Excellent, Très bien, "
            "Bien, Assez bien, Passable, Insuffisant, À rejeter.",
            "est_masquee": "Personne ne voit les totaux avant la fermeture, pas même au pupitre.",
        }

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seance = seance
        champ: Any = self.fields["porte_sur"]
        champ.queryset = seance.activites.filter(type__in=SOURCES).exclude(pk=self.instance.pk)
        champ.empty_label = "Aucune : je les écris ci-dessous"
        for nom in ("consigne", "choix", "mentions"):
            self.fields[nom].widget = forms.Textarea(attrs={"rows": 3})
        for nom in ("repondant", "mode_de_sondage", "echelle_max"):
            self.fields[nom].required = False
        if type_ := self.type_choisi:
            self._garder_les_champs_de(type_)
        if self.instance.pk and self.instance.etat != EtatActivite.PREPAREE:
            # Ce que la salle a déjà fait garde son sens : ni le type ni les choix ne changent plus.
            for nom in FIGES & self.fields.keys():
                del self.fields[nom]

    @property
    def type_choisi(self) -> TypeActivite | None:
        """Le type, dès qu'on le connaît : la page ne montre alors que ce qui le concerne."""
        dit = self.data.get("type") if self.is_bound else None
        dit = dit or self.instance.type or self.initial.get("type")
        return TypeActivite(dit) if dit in TypeActivite.values else None

    def _garder_les_champs_de(self, type_: TypeActivite) -> None:
        for nom in self.fields.keys() - set(CHAMPS[type_]):
            del self.fields[nom]
        self.order_fields(CHAMPS[type_])
        self.fields["type"].widget = forms.HiddenInput()
        self.initial["type"] = type_.value
        if type_ == TypeActivite.FICHE_ACTION:
            self.fields["repondant"].widget = forms.HiddenInput()
        if "choix" in self.fields:
            self.fields["choix"].help_text = AIDES_DES_CHOIX[type_]
            self.fields["choix"].label = "Réponses" if type_ == TypeActivite.SONDAGE else "Propositions"

    def clean_nb_gommettes(self) -> int:
        nb: int = self.cleaned_data["nb_gommettes"]
        if not NB_GOMMETTES[0] <= nb <= NB_GOMMETTES[1]:
            raise forms.ValidationError("Donnez entre 1 et 20 gommettes par personne.")
        return nb

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if "type" not in self.fields or not (type_ := donnees.get("type")):
            return donnees
        for nom, valeur in PAR_DEFAUT.items():
            if nom in self.fields:
                donnees[nom] = donnees.get(nom) or valeur
        if type_ == TypeActivite.GOMMETTES and not donnees.get("porte_sur"):
            self.add_error("porte_sur", "Choisissez le recueil sur lequel porte le vote.")
        if type_ in {TypeActivite.JUGEMENT, TypeActivite.MATRICE} and not donnees.get("porte_sur"):
            self._exiger_des_choix(
                donnees, "Choisissez un recueil, ou écrivez au moins deux propositions, une par ligne."
            )
        if type_ == TypeActivite.JUGEMENT:
            self._verifier_les_mentions(donnees)
        if type_ == TypeActivite.SONDAGE:
            self._verifier_le_sondage(donnees)
        if type_ == TypeActivite.FICHE_ACTION:
            donnees["repondant"] = Repondant.TABLE
        if donnees.get("repondant") == Repondant.TABLE and not self.seance.tables.exists():
            self.add_error(
                None if type_ == TypeActivite.FICHE_ACTION else "repondant",
                "Ajoutez d'abord au moins une table à la séance : c'est elle qui répondra.",
            )
        return donnees

    def _exiger_des_choix(self, donnees: dict[str, Any], phrase: str) -> None:
        nb = len(lignes_de(donnees.get("choix") or ""))
        if nb < NB_CHOIX[0]:
            self.add_error("choix", phrase)
        elif nb > NB_CHOIX[1]:
            self.add_error("choix", f"Proposez {NB_CHOIX[1]} choix au plus ; il y en a {nb}.")

    def _verifier_les_mentions(self, donnees: dict[str, Any]) -> None:
        nb = len(lignes_de(donnees.get("mentions") or ""))
        if nb and not NB_MENTIONS[0] <= nb <= NB_MENTIONS[1]:
            self.add_error("mentions", f"Écrivez de trois à sept mentions différentes ; il y en a {nb}.")

    def _verifier_le_sondage(self, donnees: dict[str, Any]) -> None:
        if donnees["mode_de_sondage"] != ModeDeSondage.ECHELLE:
            self._exiger_des_choix(donnees, "Écrivez au moins deux réponses, une par ligne.")
        elif not ECHELLES[0] <= donnees["echelle_max"] <= ECHELLES[1]:
            self.add_error("echelle_max", "Donnez une note la plus haute entre 3 et 10.")
