"""La fiche d'une action."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from etabli.etape5_feuille_de_route.forms.choix import choisir
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute, Objectif
from etabli.etape5_feuille_de_route.porteurs import porteurs_possibles
from etabli.socle.formulaires import ChampEuros

PARTIES = (
    ("L'action", ("titre", "axe", "objectif", "description", "thematique", "priorite", "maturite")),
    ("Qui et où", ("maitrise_d_ouvrage", "referent", "partenaires", "communes")),
    ("Quand", ("horizon", "debut_le", "fin_le", "depend_de")),
    ("Combien", ("cout_min", "cout_max")),
    ("Et ensuite", ("indicateur", "prochain_pas", "documents_lies")),
)
LONGS = ("titre", "description", "partenaires", "communes", "depend_de")


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
            "titre": "Un verbe et un lieu : «\u00a0Rouvrir les maisons de la rue principale\u00a0».",
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
        choisir(self, "axe", axes, "Choisissez un axe")
        choisir(self, "objectif", Objectif.objects.filter(axe__feuille=feuille).select_related("axe"))
        choisir(self, "thematique", self.fields["thematique"].queryset, "Aucune")  # type: ignore[attr-defined]
        choisir(self, "maitrise_d_ouvrage", porteurs_possibles(feuille), "À désigner")
        choisir(self, "communes", feuille.dossier.perimetre.communes.all())
        choisir(self, "depend_de", feuille.actions.exclude(pk=self.instance.pk))
        if not feuille.actions.exclude(pk=self.instance.pk).exists():
            del self.fields["depend_de"]

    longs = LONGS

    def parties(self) -> list[tuple[str, list[BoundField]]]:
        """La fiche telle qu'on la remplit ; un champ retiré faute de choix ne laisse pas de trou."""
        return [(titre, [self[nom] for nom in noms if nom in self.fields]) for titre, noms in PARTIES]
