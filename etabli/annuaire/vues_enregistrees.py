"""La barre des vues d'une liste, et de quoi les nommer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict

from etabli.annuaire.models import Agent, Organisation, VueEnregistree
from etabli.socle.listes import ListeLue

SEL = "vue-enregistree"
# Au-delà, la barre ne se lit plus ; la page « Mes vues » les donne toutes.
NB_DANS_LA_BARRE = 12
PERIMEE = "Cette page est trop ancienne : rouvrez la liste, puis enregistrez la vue."


@dataclass(frozen=True)
class VueMontree:
    vue: VueEnregistree
    nombre: int
    est_active: bool
    est_la_mienne: bool


def jeton_de(chemin: str, liste: str) -> str:
    """D'où vient la demande : signé, pour qu'une vue ne mène jamais ailleurs que dans le site."""
    return signing.dumps([chemin, liste], salt=SEL, compress=True)


def barre(lue: ListeLue, chemin: str, agent: Agent) -> list[VueMontree]:
    """Les vues de cette liste, chacune avec son compte ; deux requêtes en plus des filtres."""
    vues = list(VueEnregistree.objects.visible_to(agent).de_la_liste(chemin)[:NB_DANS_LA_BARRE])
    ici = lue.propres.urlencode()
    conditions = {f"vue{v.pk}": lue.filtre.relire(QueryDict(v.parametres)).condition() for v in vues}
    nombres = lue.compter(conditions)
    return [VueMontree(v, nombres[f"vue{v.pk}"], v.parametres == ici, v.agent_id == agent.pk) for v in vues]


class VueForm(forms.Form):
    """`jeton` et `parametres` viennent de la liste ; une vue que l'on renomme ne les a pas."""

    nom = forms.CharField(label="Nom de la vue", max_length=60, help_text="Exemple : à relire cette semaine")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Qui la voit",
        required=False,
        empty_label="Moi seulement",
        help_text="Partagée, elle apparaît chez tous les agents de l'organisation ; chacun n'y voit que ce "
        "qu'il a le droit de voir.",
    )
    remplacer = forms.BooleanField(label="Remplacer ma vue du même nom", required=False)
    jeton = forms.CharField(widget=forms.HiddenInput)
    parametres = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, agent: Agent, vue: VueEnregistree | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.vue = vue
        champ: Any = self.fields["organisation"]
        champ.queryset = Organisation.objects.filter(pk__in=_partageables(agent, vue))
        if vue is not None:
            for nom in ("remplacer", "jeton", "parametres"):
                del self.fields[nom]
            self.initial = {"nom": vue.nom, "organisation": vue.organisation_id}

    def clean_jeton(self) -> tuple[str, str]:
        try:
            chemin, liste = signing.loads(self.cleaned_data["jeton"], salt=SEL)
        except signing.BadSignature:
            raise forms.ValidationError(PERIMEE) from None
        return chemin, liste

    def champs(self) -> dict[str, Any]:
        lus = self.cleaned_data
        chemin, liste = lus["jeton"]
        gardes = ("organisation", "remplacer", "parametres")
        return {"chemin": chemin, "liste": liste, **{nom: lus[nom] for nom in gardes}}


def _partageables(agent: Agent, vue: VueEnregistree | None) -> Iterable[int]:
    """Les organisations de l'agent, et celle où la vue est déjà partagée."""
    deja = {vue.organisation_id} if vue and vue.organisation_id else set()
    return agent.organisations_ids | deja
