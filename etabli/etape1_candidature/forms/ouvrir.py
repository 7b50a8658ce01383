"""Ouvrir un dossier : qui, où, pour quoi."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet

from etabli.annuaire.actions import organisation_de_l_epci
from etabli.annuaire.enums import SERVICES_DECONCENTRES, TypeOrganisation
from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.etape1_candidature.actions import ouvrir_un_dossier
from etabli.etape1_candidature.models import (
    Candidature,
    DossierProche,
    dossiers_proches,
)
from etabli.territoires.actions import definir_un_perimetre, reunir
from etabli.territoires.forms import ChampPerimetre, Designation


class OuvrirForm(forms.Form):
    """Ouvrir un dossier : qui, où, pour quoi."""

    titre = forms.CharField(
        label="Intitulé de l'Atelier",
        max_length=200,
        help_text="Court et parlant : le territoire, puis la question. Il pourra changer.",
    )
    resume = forms.CharField(
        label="L'intention en quelques lignes",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce qui amène le territoire à se porter candidat. La DGALN le lira au premier contact.",
    )
    format = forms.ModelChoiceField(FormatAtelier.objects.all(), label="Format", empty_label=None)
    nom_du_perimetre = forms.CharField(
        label="Nom du territoire",
        max_length=200,
        help_text="Celui que tout le monde emploie, par exemple « Bocage de Tessy ».",
    )
    perimetre = ChampPerimetre(label="Périmètre d'étude")
    nom_de_la_reflexion = forms.CharField(
        label="Nom du territoire de réflexion",
        max_length=200,
        required=False,
        help_text="Par exemple le nom d'un SCoT ou d'une vallée. Vide, c'est celui du territoire.",
    )
    perimetre_de_reflexion = ChampPerimetre(
        label="Périmètre de réflexion",
        required=False,
        help_text="Le territoire que l'on garde à l'esprit ; il peut dépasser le périmètre d'étude, et se tracer "
        "plus tard.",
    )
    pilote = forms.ModelChoiceField(
        Organisation.objects.filter(type__in=SERVICES_DECONCENTRES),
        label="Service pilote",
        help_text="La DDT(M), la DREAL ou le service qui en tient lieu : il portera le marché subséquent.",
    )
    avec_les_epci = forms.BooleanField(
        label="Inscrire comme co-porteuses les intercommunalités du périmètre",
        required=False,
        initial=True,
        help_text="Celles qui ne sont pas encore dans l'annuaire y sont ajoutées.",
    )
    coporteurs = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label="Autres collectivités co-porteuses",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Celles de vos départements. D'autres s'ajoutent ensuite parmi les membres du dossier.",
    )
    copilotes = forms.ModelMultipleChoiceField(
        Organisation.objects.filter(type=TypeOrganisation.OPERATEUR),
        label="Opérateur de l'État associé",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    thematiques = forms.ModelMultipleChoiceField(
        Thematique.objects.filter(parent__isnull=False).order_by("parent__ordre", "ordre", "nom"),
        label="Thématiques",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    malgre_les_proches = forms.BooleanField(
        label="J'ai pris connaissance de ces dossiers : j'ouvre celui-ci quand même", required=False
    )

    def __init__(self, *args: Any, agent: Agent, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agent = agent
        self.proches: list[DossierProche] = []
        coporteurs = cast(forms.ModelMultipleChoiceField[Organisation], self.fields["coporteurs"])
        coporteurs.queryset = _collectivites_de(agent)
        principale = agent.organisation_principale
        if principale and principale.est_service_deconcentre:
            self.fields["pilote"].initial = principale

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        designation: Designation | None = donnees.get("perimetre")
        if designation is None:
            return donnees
        communes = reunir(**designation.pour_action())
        self.epcis = [] if not donnees.get("avec_les_epci") else _epcis(communes)
        self._verifier_les_places(donnees)
        self.proches = dossiers_proches(communes=[c.code for c in communes])
        if self.proches and not donnees.get("malgre_les_proches"):
            self.add_error(
                "malgre_les_proches",
                "D'autres dossiers touchent les mêmes communes. Regardez-les, puis cochez cette case.",
            )
        return donnees

    def _verifier_les_places(self, donnees: dict[str, Any]) -> None:
        choisies = [donnees.get("pilote"), *donnees.get("coporteurs", ()), *donnees.get("copilotes", ())]
        miennes = self.agent.organisations_ids
        if not (donnees.get("coporteurs") or self.epcis):
            self.add_error("coporteurs", "Choisissez au moins une collectivité co-porteuse.")
        est_dedans = any(o and o.pk in miennes for o in choisies)
        est_dedans |= Organisation.objects.filter(pk__in=miennes, epci__in=self.epcis).exists()
        if not est_dedans and not self.agent.est_dgaln:
            self.add_error(
                None,
                "Votre organisation n'est ni pilote, ni co-porteuse, ni associée : ajoutez-la, sinon vous ne "
                "verriez plus ce dossier.",
            )

    def enregistrer(self) -> Candidature:
        """À n'appeler que sur un formulaire valide."""
        d = self.cleaned_data
        designation: Designation = d["perimetre"]
        perimetre = definir_un_perimetre(
            nom=d["nom_du_perimetre"], **designation.pour_action(), par=self.agent
        )
        reflexion: Designation = d["perimetre_de_reflexion"]
        de_reflexion = (
            definir_un_perimetre(
                nom=d["nom_de_la_reflexion"] or d["nom_du_perimetre"],
                **reflexion.pour_action(),
                par=self.agent,
            )
            if reflexion
            else None
        )
        epcis = [organisation_de_l_epci(e, par=self.agent) for e in self.epcis]
        return ouvrir_un_dossier(
            titre=d["titre"],
            resume=d["resume"],
            format=d["format"],
            perimetre=perimetre,
            perimetre_de_reflexion=de_reflexion,
            pilote=d["pilote"],
            coporteurs=list(dict.fromkeys([*epcis, *d["coporteurs"]])),
            copilotes=d["copilotes"],
            thematiques=d["thematiques"],
            par=self.agent,
        )


def _collectivites_de(agent: Agent) -> QuerySet[Organisation]:
    """Celles des départements et régions où l'agent travaille ; toutes pour la DGALN."""
    collectivites = Organisation.objects.filter(type=TypeOrganisation.COLLECTIVITE)
    if agent.est_dgaln:
        return collectivites
    siennes = [f.organisation for f in agent.fonctions_en_cours]
    return collectivites.filter(
        Q(pk__in=[o.pk for o in siennes])
        | Q(departement__in=[o.departement_id for o in siennes if o.departement_id])
        | Q(departement__region__in=[o.region_id for o in siennes if o.region_id and not o.departement_id])
    )


def _epcis(communes: list[Any]) -> list[Any]:
    return list({c.epci_id: c.epci for c in communes if c.epci_id}.values())
