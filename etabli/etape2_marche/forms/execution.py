"""Les saisies de l'exécution : une famille d'objets, son formulaire de création, et un formulaire par acte."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Organisation
from etabli.etape2_marche.actions.execution import LivrableSaisi, phases_proposees
from etabli.etape2_marche.enums import EtatDeLActe, NatureDeFacture, NatureDOrdre, VariationDePrix
from etabli.etape2_marche.execution import bilan_de, duree_actuelle
from etabli.etape2_marche.models import Avenant, Marche, Phase
from etabli.socle.formulaires import ChampEuros
from etabli.socle.francais import euros, pluriel

NB_PHASES = 10
NB_LIVRABLES_DE_PLUS = 2


def texte(libelle: str, aide: str = "", *, requis: bool = True, lignes: int = 4) -> forms.CharField:
    return forms.CharField(
        label=libelle, help_text=aide, required=requis, widget=forms.Textarea(attrs={"rows": lignes})
    )


class DuMarcheForm(forms.Form):
    """Un formulaire qui sait de quel marché il parle."""

    def __init__(self, *args: Any, marche: Marche, objet: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.marche, self.objet = marche, objet
        self.preparer()

    def preparer(self) -> None:
        """Ce que le marché sait déjà."""

    def choisir_parmi(self, champ: str, objets: Any) -> None:
        self.fields[champ].queryset = objets  # type: ignore[attr-defined]


class PhasesForm(DuMarcheForm):
    """Jusqu'à dix phases ; une ligne vide ne compte pas. Le prix ne se demande qu'une fois l'équipe choisie."""

    def preparer(self) -> None:
        connues = list(self.marche.phases.all())
        noms = phases_proposees(self.marche)
        for rang in range(1, NB_PHASES + 1):
            self.fields[f"nom_{rang}"] = forms.CharField(
                label=f"Phase {rang}",
                max_length=160,
                required=False,
                initial=noms[rang - 1] if rang <= len(noms) else "",
            )
            if self.marche.montant_ht is not None:
                self.fields[f"prix_{rang}"] = ChampEuros(
                    label=f"Prix HT de la phase {rang}, en euros",
                    required=False,
                    initial=connues[rang - 1].montant_ht if rang <= len(connues) else None,
                )

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        for rang in range(1, NB_PHASES + 1):
            if saisi.get(f"prix_{rang}") is not None and not saisi.get(f"nom_{rang}"):
                self.add_error(f"nom_{rang}", "Nommez cette phase.")
        return saisi

    def phases(self, saisi: dict[str, Any]) -> list[tuple[str, Decimal | None]]:
        return [
            (saisi[f"nom_{rang}"], saisi.get(f"prix_{rang}"))
            for rang in range(1, NB_PHASES + 1)
            if saisi.get(f"nom_{rang}")
        ]


class LivrablesForm(DuMarcheForm):
    """Les livrables attendus : leur intitulé, la phase qui les paie, la date ; deux lignes pour en ajouter."""

    def preparer(self) -> None:
        self.livrables = list(self.marche.livrables.all())
        for rang in range(1, len(self.livrables) + NB_LIVRABLES_DE_PLUS + 1):
            livrable = self.livrables[rang - 1] if rang <= len(self.livrables) else None
            self.fields[f"intitule_{rang}"] = forms.CharField(
                label=f"Livrable {rang}",
                max_length=160,
                required=livrable is not None,
                initial=livrable.intitule if livrable else "",
            )
            self.fields[f"phase_{rang}"] = forms.ModelChoiceField(
                label=f"Phase qui paie le livrable {rang}",
                queryset=self.marche.phases.all(),
                required=False,
                empty_label="Aucune en particulier",
                initial=livrable.phase_id if livrable else None,
            )
            self.fields[f"attendu_{rang}"] = forms.DateField(
                label=f"Livrable {rang} attendu le",
                required=False,
                initial=livrable.attendu_le if livrable else None,
            )

    def saisis(self, saisi: dict[str, Any]) -> list[LivrableSaisi]:
        return [
            LivrableSaisi(
                saisi[f"intitule_{rang}"],
                saisi.get(f"phase_{rang}"),
                saisi.get(f"attendu_{rang}"),
                self.livrables[rang - 1].pk if rang <= len(self.livrables) else None,
            )
            for rang in range(1, len(self.livrables) + NB_LIVRABLES_DE_PLUS + 1)
            if saisi.get(f"intitule_{rang}")
        ]


class OrdreForm(DuMarcheForm):
    nature = forms.ChoiceField(label="Nature de l'ordre", choices=NatureDOrdre.choices)
    phase = forms.ModelChoiceField(
        label="Phase concernée",
        queryset=Phase.objects.none(),
        required=False,
        empty_label="Aucune en particulier",
        help_text="Exigée pour commencer une phase, ou pour arrêter à son issue.",
    )
    effet_le = forms.DateField(label="Prend effet le", initial=localdate)
    objet = texte("Ce qui est prescrit", "Une phrase suffit souvent ; elle est reprise dans le document.")

    def preparer(self) -> None:
        self.choisir_parmi("phase", self.marche.phases.all())


class AvenantForm(DuMarcheForm):
    objet = texte("Objet de l'avenant", "Ce qui change, en une ou deux phrases.", lignes=3)
    motif = texte("Ce qui le rend nécessaire", "Un fait survenu depuis la notification, précis et daté.")
    ecart_ht = ChampEuros(
        label="Écart de prix HT, en euros",
        min_value=None,
        required=False,
        help_text="Avec un signe moins si le prix baisse ; vide si le prix ne change pas.",
    )
    phase = forms.ModelChoiceField(
        label="Phase dont le prix change",
        queryset=Phase.objects.none(),
        required=False,
        empty_label="Une phase nouvelle, propre à l'avenant",
    )
    duree_mois_apres = forms.IntegerField(
        label="Nouvelle durée du marché, en mois", min_value=1, max_value=60, required=False
    )
    titulaires_apres = forms.ModelMultipleChoiceField(
        label="Équipe après l'avenant",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Ne cochez que si l'équipe change : alors, tous ses membres.",
    )

    def preparer(self) -> None:
        bilan = bilan_de(self.marche)
        self.choisir_parmi("phase", self.marche.phases.all())
        if self.marche.titulaire:
            membres = Organisation.objects.filter(places__groupement=self.marche.titulaire.groupement_id)
            self.choisir_parmi("titulaires_apres", membres.distinct())
        self.fields["ecart_ht"].help_text += f" Prix actuel : {euros(bilan.prix_actuel)} HT."
        self.fields[
            "duree_mois_apres"
        ].help_text = (
            f"Vide si elle ne change pas. Durée actuelle : {pluriel(duree_actuelle(self.marche), 'mois')}."
        )
        if isinstance(self.objet, Avenant):
            for nom in ("objet", "motif", "ecart_ht", "phase", "duree_mois_apres"):
                self.initial[nom] = getattr(self.objet, nom)
            self.initial["titulaires_apres"] = list(self.objet.titulaires_apres.all())

    def clean(self) -> dict[str, Any]:
        saisi = super().clean() or {}
        change = saisi.get("ecart_ht"), saisi.get("duree_mois_apres"), saisi.get("titulaires_apres")
        if not self.errors and not any(change):
            raise ValidationError("Indiquez ce qui change : le prix, la durée ou l'équipe.")
        return {**saisi, "ecart_ht": saisi.get("ecart_ht") or Decimal(0)}


class SousTraitantForm(DuMarcheForm):
    donneur_d_ordre = forms.ModelChoiceField(
        label="Membre de l'équipe qui sous-traite", queryset=Organisation.objects.none()
    )
    nom = forms.CharField(label="Nom du sous-traitant", max_length=200)
    siret = forms.CharField(
        label="SIRET du sous-traitant", max_length=20, help_text="Quatorze chiffres ; il sera publié."
    )
    prestation = texte("Prestation sous-traitée", lignes=3)
    montant_ht = ChampEuros(label="Montant maximal HT, en euros", min_value=Decimal("0.01"))
    duree_mois = forms.IntegerField(label="Durée, en mois", min_value=1, max_value=60)
    variation_de_prix = forms.ChoiceField(label="Variation du prix", choices=VariationDePrix.choices)
    est_paye_directement = forms.BooleanField(
        label="Le sous-traitant est payé directement par l'acheteur", required=False, initial=True
    )
    presente_le = forms.DateField(label="Présenté le", initial=localdate)

    def preparer(self) -> None:
        if self.marche.titulaire:
            membres = Organisation.objects.filter(
                places__groupement=self.marche.titulaire.groupement_id, places__jusqu_au__isnull=True
            )
            self.choisir_parmi("donneur_d_ordre", membres.distinct())

    def clean_siret(self) -> str:
        siret = "".join(self.cleaned_data["siret"].split())
        if not (len(siret) == 14 and siret.isdigit()):
            raise ValidationError("Un SIRET compte quatorze chiffres.")
        return siret

    def sous_traitant(self) -> Organisation:
        """L'organisation connue par son SIRET, sinon créée."""
        organisation, _ = Organisation.objects.get_or_create(
            siret=self.cleaned_data["siret"],
            defaults={
                "nom": self.cleaned_data["nom"],
                "type": TypeOrganisation.ENTREPRISE,
                "est_fictive": self.marche.est_fictif,
            },
        )
        return organisation


class FactureForm(DuMarcheForm):
    """Une ligne par phase qui a encore quelque chose à facturer."""

    numero = forms.CharField(label="Numéro de la facture", max_length=60)
    recue_le = forms.DateField(
        label="Reçue le",
        help_text="La date de dépôt : le délai de paiement part de ce jour.",
        initial=localdate,
    )
    nature = forms.ChoiceField(label="Nature", choices=NatureDeFacture.choices)
    emise_par = forms.ChoiceField(label="Émise par")

    def preparer(self) -> None:
        bilan = bilan_de(self.marche)
        self.par_cle = self._emetteurs()
        self.fields["emise_par"].choices = [(cle, nom) for cle, (nom, _) in self.par_cle.items()]  # type: ignore[attr-defined]
        self.phases = list(self.marche.phases.all())
        for phase in self.phases:
            reste = bilan.reste_de(phase.pk)
            self.fields[f"phase_{phase.pk}"] = ChampEuros(
                label=f"{phase}, montant HT",
                required=False,
                help_text=f"Reste à facturer : {euros(reste)} HT.",
                disabled=reste <= 0,
            )
        if self.marche.a_une_avance:
            self.fields["avance_ht"] = ChampEuros(label="Avance demandée HT, en euros", required=False)
            self.fields["reprise_d_avance_ht"] = ChampEuros(
                label="Remboursement de l'avance HT, en euros",
                required=False,
                help_text=f"Reste à rembourser : {euros(bilan.avance_a_rembourser)} HT.",
            )
        self.fields["retenue_ht"] = ChampEuros(
            label="Retenue HT, en euros",
            required=False,
            help_text=f"Réfaction ou pénalité. Réfactions à retenir : {euros(bilan.refactions_a_retenir)} HT.",
        )
        self.fields["motif_de_retenue"] = forms.CharField(
            label="Motif de la retenue", max_length=300, required=False
        )
        self.fields["taux_tva"] = forms.DecimalField(
            label="Taux de TVA, en %",
            min_value=0,
            max_value=30,
            max_digits=4,
            decimal_places=2,
            localize=True,
            initial=self.marche.accord_cadre.taux_tva,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )

    def _emetteurs(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """Les membres de l'équipe, puis les sous-traitants payés directement."""
        membres = self.marche.titulaire.groupement.membres_en_cours() if self.marche.titulaire else []
        actes = self.marche.actes_de_sous_traitance.filter(
            etat=EtatDeLActe.ACCEPTE, est_paye_directement=True
        )
        emetteurs: dict[str, tuple[str, dict[str, Any]]] = {
            f"membre-{m.organisation_id}": (
                f"{m.organisation}{', mandataire' if m.est_mandataire else ''}",
                {"emetteur": m.organisation},
            )
            for m in membres
        }
        return emetteurs | {
            f"acte-{a.pk}": (f"{a.sous_traitant}, sous-traitant", {"acte": a})
            for a in actes.select_related("sous_traitant")
        }

    def donnees(self, saisi: dict[str, Any]) -> dict[str, Any]:
        """Les arguments de l'enregistrement, les champs vides comptant pour zéro."""
        sommes = ("avance_ht", "reprise_d_avance_ht", "retenue_ht")
        return {
            "numero": saisi["numero"],
            "recue_le": saisi["recue_le"],
            "nature": saisi["nature"],
            "lignes": {p: v for p in self.phases if (v := saisi.get(f"phase_{p.pk}"))},
            **{nom: saisi.get(nom) or Decimal(0) for nom in sommes},
            "motif_de_retenue": saisi["motif_de_retenue"],
            "taux_tva": saisi["taux_tva"],
            **self.par_cle[saisi["emise_par"]][1],
        }


class ModificationForm(DuMarcheForm):
    """Un acte modificatif de sous-traitance."""

    montant_ht = ChampEuros(
        label="Nouveau montant maximal HT, en euros", required=False, min_value=Decimal("0.01")
    )
    duree_mois = forms.IntegerField(
        label="Nouvelle durée, en mois", min_value=1, max_value=60, required=False
    )
    motif = texte("Motif", lignes=3)
    notifie_le = forms.DateField(label="Notifiée le", initial=localdate)


def date_de(libelle: str, aide: str = "") -> forms.DateField:
    return forms.DateField(label=libelle, help_text=aide, initial=localdate)


class ReceptionForm(DuMarcheForm):
    recu_le = date_de("Reçu par l'équipe le")
    observations = texte("Observations de l'équipe", "Facultatif.", requis=False, lignes=3)


class RemiseForm(DuMarcheForm):
    remis_le = date_de("Remis le", "Le délai de vérification part de ce jour.")


class AdmissionForm(DuMarcheForm):
    prononcee_le = date_de("Décision prononcée le")
    motif = texte("Observations", "Facultatif.", requis=False, lignes=3)


class DecisionMotiveeForm(DuMarcheForm):
    prononcee_le = date_de("Décision prononcée le")
    motif = texte("Motif", "Ce qui manque au regard du cahier des clauses ; l'équipe le lira.")


class AjournementForm(DecisionMotiveeForm):
    a_reprendre_pour_le = forms.DateField(label="À reprendre pour le")


class RefactionForm(DecisionMotiveeForm):
    refaction_ht = ChampEuros(
        label="Réduction de prix HT, en euros",
        min_value=Decimal("0.01"),
        help_text="Elle sera retenue sur une facture.",
    )


class ServiceFaitForm(DuMarcheForm):
    service_fait_le = date_de("Service fait constaté le")
    motif = texte(
        "Observations",
        "Exigées si un livrable de la phase n'est pas encore admis : dites pourquoi le service est fait.",
        requis=False,
        lignes=3,
    )


class PaiementForm(DuMarcheForm):
    payee_le = date_de("Payée le")
    reference_de_paiement = forms.CharField(
        label="Référence du paiement", max_length=80, required=False, help_text="Facultative."
    )


class NotificationForm(DuMarcheForm):
    notifie_le = date_de("Notifié le", "La date à laquelle le destinataire l'a reçu, signé.")


class SansObjetForm(DuMarcheForm):
    motif = texte("Motif", "Pourquoi ce livrable n'est plus attendu.", lignes=3)


class RefusForm(DuMarcheForm):
    motif = texte("Motif", "Le destinataire le lira.")
