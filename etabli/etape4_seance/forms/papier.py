"""Les bulletins de papier : un par ligne, en chiffres, sans quitter le clavier."""

from typing import Any

from django import forms

from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.matrice import NOTES
from etabli.etape4_seance.calcul.papier import (
    BulletinIllisible,
    lire_un_choix,
    lire_un_jugement,
    lire_une_matrice,
    lire_une_note,
)
from etabli.etape4_seance.enums import ModeDeSondage, TypeActivite
from etabli.etape4_seance.models import Activite, TableDeSeance
from etabli.etape4_seance.objets import objets_de

NB_BULLETINS_AU_PLUS = 200


def mode_d_emploi(activite: Activite) -> str:
    """Ce qu'on tape sur une ligne, pour cette activité-là."""
    if activite.type == TypeActivite.JUGEMENT:
        return (
            "Pour chaque proposition, dans l'ordre, le numéro de la mention ; un tiret sans avis. "
            "Par exemple 1 3 - 2."
        )
    if activite.type == TypeActivite.MATRICE:
        return (
            "Pour chaque proposition, dans l'ordre, l'impact puis la faisabilité, collés, de 1 à 5 ; "
            "un tiret sans avis. Par exemple 53 24 -."
        )
    if activite.mode_de_sondage == ModeDeSondage.ECHELLE:
        return f"La note, de 1 à {activite.echelle_max}."
    if activite.mode_de_sondage == ModeDeSondage.MULTIPLE:
        return "Les numéros des réponses cochées, séparés par une espace."
    return "Le numéro de la réponse cochée."


class BulletinsDePapierForm(forms.Form):
    lot = forms.UUIDField(widget=forms.HiddenInput, required=False)
    table = forms.ModelChoiceField(
        TableDeSeance.objects.none(), label="Table", required=False, empty_label="Sans table"
    )
    college = forms.ChoiceField(
        label="Collège", required=False, choices=[("", "Non précisé"), *College.choices]
    )
    bulletins = forms.CharField(
        label="Bulletins, un par ligne",
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Tapez au moins un bulletin."},
    )

    def __init__(self, *args: Any, activite: Activite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activite = activite
        self.objets = objets_de(activite)
        table: Any = self.fields["table"]
        table.queryset = activite.seance.tables.all()
        self.fields["bulletins"].help_text = mode_d_emploi(activite)
        if activite.est_par_table:
            del self.fields["college"]
            table.required, table.empty_label = True, "Choisir"
            table.error_messages["required"] = "Dites de quelle table est ce bulletin."

    def clean_table(self) -> TableDeSeance | None:
        """Une activité par table ne compte qu'un bulletin par table, d'où qu'il vienne."""
        table: TableDeSeance | None = self.cleaned_data["table"]
        if table and self.activite.est_par_table:
            lot = self.cleaned_data.get("lot")
            if any(
                cle != lot for cle in self.activite.bulletins.filter(table=table).values_list("pk", flat=True)
            ):
                raise forms.ValidationError("Cette table a déjà répondu : son bulletin est compté.")
        return table

    def clean_bulletins(self) -> list[dict[str, Any]]:
        """Chaque ligne illisible est nommée ; rien n'est gardé tant qu'il en reste une."""
        lignes = [ligne.strip() for ligne in self.cleaned_data["bulletins"].splitlines()]
        remplies = [(rang, ligne) for rang, ligne in enumerate(lignes, 1) if ligne]
        au_plus = 1 if self.activite.est_par_table else NB_BULLETINS_AU_PLUS
        if len(remplies) > au_plus:
            raise forms.ValidationError(
                f"Envoyez {au_plus} bulletin{'s' if au_plus > 1 else ''} au plus à la fois ; "
                f"il y en a {len(remplies)}."
            )
        lus, fautes = [], []
        for rang, ligne in remplies:
            try:
                lus.append(self._lire(ligne))
            except BulletinIllisible as faute:
                fautes.append(f"Ligne {rang} : {faute}")
        if fautes:
            raise forms.ValidationError(fautes)
        return lus

    def _lire(self, ligne: str) -> dict[str, Any]:
        activite, cles = self.activite, [objet.cle for objet in self.objets]
        if activite.type == TypeActivite.JUGEMENT:
            return lire_un_jugement(ligne, cles, len(activite.mentions_listees))
        if activite.type == TypeActivite.MATRICE:
            return lire_une_matrice(ligne, cles, NOTES[-1])
        if activite.mode_de_sondage == ModeDeSondage.ECHELLE:
            return lire_une_note(ligne, activite.echelle_max)
        plusieurs = activite.mode_de_sondage == ModeDeSondage.MULTIPLE
        return lire_un_choix(ligne, len(cles), plusieurs=plusieurs)
