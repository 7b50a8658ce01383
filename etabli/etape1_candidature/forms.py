"""Les formulaires de la candidature ; chaque acte qui demande une saisie a le sien dans `SAISIES`."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from etabli.annuaire.actions import organisation_de_l_epci
from etabli.annuaire.enums import SERVICES_DECONCENTRES, TypeOrganisation
from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.etape1_candidature.actions import ouvrir_un_dossier
from etabli.etape1_candidature.actions.instruction import capacite
from etabli.etape1_candidature.enums import Echelle, Etat, SensAvis, TypeObjet
from etabli.etape1_candidature.models import (
    Acteur,
    Candidature,
    CandidatureQuerySet,
    CritereDEligibilite,
    DocumentARemettre,
    DossierProche,
    Rubrique,
    dossiers_proches,
)
from etabli.socle.fichiers import lire, verifier
from etabli.socle.formulaires import ChampRiche
from etabli.territoires.actions import definir_un_perimetre, reunir
from etabli.territoires.forms import ChampPerimetre, Designation
from etabli.territoires.models import Departement

Texte = forms.Textarea(attrs={"rows": 5})


class FiltreDeCandidatures(forms.Form):
    """Les filtres de la liste ; ils vivent dans l'adresse."""

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), ("en_cours", "Toutes celles en cours"), *Etat.choices],
    )
    departement = forms.ModelChoiceField(
        Departement.objects.all(), label="Département", required=False, empty_label="Tous"
    )
    cohorte = forms.IntegerField(label="Cohorte", required=False, min_value=2019, max_value=2100)

    def appliquer(self, candidatures: CandidatureQuerySet) -> CandidatureQuerySet:
        """Un filtre illisible est ignoré : une adresse recopiée de travers montre la liste, pas une erreur."""
        self.is_valid()
        choisis = self.cleaned_data
        if texte := choisis.get("q"):
            candidatures = candidatures.filter(
                Q(dossier__titre__icontains=texte) | Q(dossier__perimetre__nom__icontains=texte)
            )
        if departement := choisis.get("departement"):
            candidatures = candidatures.filter(
                dossier__perimetre__communes__departement=departement
            ).distinct()
        if cohorte := choisis.get("cohorte"):
            candidatures = candidatures.filter(cohorte=cohorte)
        return candidatures

    def appliquer_l_etat(self, candidatures: CandidatureQuerySet) -> CandidatureQuerySet:
        """À part : les compteurs se lisent sans ce filtre-là."""
        etat = self.cleaned_data.get("etat")
        if etat == "en_cours":
            return candidatures.en_cours()
        return candidatures.filter(etat=etat) if etat else candidatures

    @property
    def est_vide(self) -> bool:
        return not any(self.cleaned_data.values())


class OuvrirForm(forms.Form):
    """Ouvrir un dossier : qui, où, pour quoi."""

    titre = forms.CharField(
        label="Intitulé de l'Atelier",
        max_length=200,
        help_text="Court et parlant : le territoire, puis la question. Il pourra changer.",
    )
    resume = forms.CharField(
        label="L'intention en quelques lignes",
        widget=Texte,
        help_text="Ce qui amène le territoire à se porter candidat. La DGALN le lira au premier contact.",
    )
    format = forms.ModelChoiceField(FormatAtelier.objects.all(), label="Format", empty_label=None)
    nom_du_perimetre = forms.CharField(
        label="Nom du territoire",
        max_length=200,
        help_text="Celui que tout le monde emploie, par exemple « Bocage de Tessy ».",
    )
    perimetre = ChampPerimetre(label="Périmètre d'étude")
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
        epcis = [organisation_de_l_epci(e, par=self.agent) for e in self.epcis]
        return ouvrir_un_dossier(
            titre=d["titre"],
            resume=d["resume"],
            format=d["format"],
            perimetre=perimetre,
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


class RubriqueForm(forms.Form):
    """`version` dit quelle écriture l'agent avait sous les yeux."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    contenu = ChampRiche(label="Votre texte", required=False)


class RemarqueForm(forms.Form):
    texte = forms.CharField(label="Votre remarque", widget=forms.Textarea(attrs={"rows": 3}))


class LeveeForm(forms.Form):
    reponse = forms.CharField(label="Ce qui en a été fait", required=False, max_length=1000)


class ConfierForm(forms.Form):
    """Seuls les porteurs du dossier peuvent recevoir une rubrique."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Rubrique confiée à",
        required=False,
        empty_label="Tous les porteurs",
    )

    def __init__(self, data: Any = None, *, rubrique: Rubrique, porteurs: list[Organisation]) -> None:
        super().__init__(data, initial={"organisation": rubrique.confiee_a_id})
        champ = cast(forms.ModelChoiceField[Organisation], self.fields["organisation"])
        champ.queryset = Organisation.objects.filter(pk__in=[o.pk for o in porteurs])


class QualifierForm(forms.Form):
    type_d_objet = forms.ChoiceField(
        label="Type d'objet", choices=TypeObjet, required=True, widget=forms.RadioSelect
    )
    echelle = forms.ChoiceField(
        label="Échelle de réflexion", choices=Echelle, required=True, widget=forms.RadioSelect
    )


class ActeurForm(forms.ModelForm[Acteur]):
    class Meta:
        model = Acteur
        fields = ["nom", "college", "attente"]


class DocumentForm(forms.ModelForm[DocumentARemettre]):
    class Meta:
        model = DocumentARemettre
        fields = ["titre", "nature", "detenteur", "est_disponible"]


class CourrierSigneForm(forms.Form):
    fichier = forms.FileField(
        label="Exemplaire signé",
        help_text="Un PDF de préférence : le courrier numérisé, ou signé électroniquement.",
    )
    signataire = forms.CharField(
        label="Nom et qualité du signataire",
        max_length=200,
        help_text="Par exemple : Mme Martin, présidente.",
    )
    signe_le = forms.DateField(label="Date de signature", widget=forms.DateInput)

    def clean_fichier(self) -> Any:
        fichier = self.cleaned_data["fichier"]
        self.contenu = lire(fichier)
        verifier(fichier.name, self.contenu)
        return fichier

    def clean_signe_le(self) -> Any:
        if (jour := self.cleaned_data["signe_le"]) > localdate():
            raise ValidationError("Cette date est à venir. Indiquez le jour où le courrier a été signé.")
        return jour


class AvisForm(forms.Form):
    sens = forms.ChoiceField(label="Votre avis", choices=SensAvis, widget=forms.RadioSelect)
    motif = forms.CharField(label="Pourquoi", widget=forms.Textarea(attrs={"rows": 3}))


class CritereForm(forms.ModelForm[CritereDEligibilite]):
    class Meta:
        model = CritereDEligibilite
        fields = ["libelle", "aide", "source", "ordre", "est_actif"]


class SaisieDActe(forms.Form):
    """Ce qu'un acte demande avant d'être fait ; `aide` dit ce qui suivra."""

    aide = ""

    def __init__(self, *args: Any, candidature: Candidature, **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidature = candidature


class MotifForm(SaisieDActe):
    aide = "Le motif est lu par tous les membres du dossier et figure dans la lettre de décision."
    motif = forms.CharField(label="Motif", widget=Texte)


class RetraitForm(SaisieDActe):
    aide = "Le dossier reste consultable et pourra être rouvert : rien n'est effacé."
    motif = forms.CharField(label="Pourquoi retirer la candidature", widget=Texte)


class ComplementForm(SaisieDActe):
    aide = "Le délai d'instruction s'arrête jusqu'à la réponse, et la note se rouvre à la rédaction."
    texte = forms.CharField(label="Ce que vous demandez aux porteurs", widget=Texte)


class ReponseForm(SaisieDActe):
    aide = "La note est figée à nouveau si elle a changé, et le délai d'instruction repart."
    reponse = forms.CharField(
        label="Votre réponse", widget=Texte, help_text="Dites où trouver ce qui est demandé."
    )


class CohorteForm(SaisieDActe):
    aide = "Le dossier passe à l'étape du choix de l'équipe. La candidature peut encore être retirée."
    cohorte = forms.IntegerField(label="Année de la cohorte", min_value=2019, max_value=2100)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["cohorte"].initial = localdate().year
        self.fields["cohorte"].help_text = capacite(self.candidature).phrase


SAISIES: dict[str, type[SaisieDActe]] = {
    "ne_pas_donner_suite": MotifForm,
    "demander_un_complement": ComplementForm,
    "repondre": ReponseForm,
    "declarer_eligible": MotifForm,
    "declarer_non_eligible": MotifForm,
    "ajourner": MotifForm,
    "retenir": CohorteForm,
    "retirer": RetraitForm,
}
