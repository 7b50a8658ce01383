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
DES_CHAMPS = (
    "type",
    "porte_sur",
    "est_sur_preselection",
    "choix",
    "mentions",
    "mode_de_sondage",
    "echelle_max",
)
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
            "mode_de_sondage": "Sondage : réponse attendue",
            "echelle_max": "Sondage sur une échelle : note la plus haute",
            "est_masquee": "Masquer les résultats jusqu'à la fermeture",
        }
        help_texts = {
            "titre": "La question posée à la salle.",
            "repondant": "Par table, seul l'appareil de la table écrit. Une fiche-action est toujours par table.",
            "porte_sur": "Pour des gommettes, un jugement majoritaire ou une matrice.",
            "choix": "Un par ligne. Les réponses d'un sondage, ou les propositions d'un jugement ou d'une matrice "
            "qui ne portent pas sur des contributions. Pour une échelle : ce que veulent dire ses deux bouts.",
            "mentions": "Pour un jugement majoritaire, une par ligne, la meilleure d'abord. Sans rien : Excellent, "
            "Très bien, Bien, Assez bien, Passable, Insuffisant, À rejeter.",
            "est_masquee": "Pour un vote : personne ne voit les totaux avant la fermeture.",
        }

    def __init__(self, *args: Any, seance: Seance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seance = seance
        champ: Any = self.fields["porte_sur"]
        champ.queryset = seance.activites.filter(type__in=SOURCES).exclude(pk=self.instance.pk)
        champ.empty_label = "Aucune : je les écris ci-dessous"
        for nom in ("choix", "mentions"):
            self.fields[nom].widget = forms.Textarea(attrs={"rows": 4})
        for nom in ("repondant", "mode_de_sondage"):
            self.fields[nom].required = False
        self.fields["echelle_max"].required = False
        if self.instance.pk and self.instance.etat != EtatActivite.PREPAREE:
            # Ce que la salle a déjà fait garde son sens : ni le type ni les choix ne changent plus.
            for nom in (*DES_CHAMPS, "repondant"):
                del self.fields[nom]

    def clean_nb_gommettes(self) -> int:
        nb: int = self.cleaned_data["nb_gommettes"]
        if not NB_GOMMETTES[0] <= nb <= NB_GOMMETTES[1]:
            raise forms.ValidationError("Donnez entre 1 et 20 gommettes par personne.")
        return nb

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if "type" not in self.fields or not (type_ := donnees.get("type")):
            return donnees
        donnees["repondant"] = donnees.get("repondant") or Repondant.PERSONNE
        donnees["mode_de_sondage"] = donnees.get("mode_de_sondage") or ModeDeSondage.UNIQUE
        donnees["echelle_max"] = donnees.get("echelle_max") or 5
        if type_ not in VOTES:
            donnees["porte_sur"], donnees["est_sur_preselection"] = None, False
        if type_ == TypeActivite.GOMMETTES and not donnees.get("porte_sur"):
            self.add_error("porte_sur", "Choisissez le recueil sur lequel porte le vote.")
        if type_ == TypeActivite.GOMMETTES:
            donnees["repondant"] = Repondant.PERSONNE
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
        if donnees["repondant"] == Repondant.TABLE and not self.seance.tables.exists():
            self.add_error(
                "repondant", "Ajoutez d'abord au moins une table à la séance : c'est elle qui répondra."
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
