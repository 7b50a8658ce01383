"""Ce que l'on saisit dans un dossier."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.enums import Role, Visibilite
from etabli.dossier.models import Dossier, Thematique
from etabli.dossier.permissions import est_porteur
from etabli.socle.fichiers import TYPES_ADMIS, lire, nom_sur, verifier
from etabli.territoires.models import Commune, Epci
from etabli.territoires.recherche import chercher


def thematiques_groupees() -> list[tuple[str, list[tuple[int, str]]]]:
    """Les thématiques sous leur thématique principale, en une requête."""
    toutes = list(Thematique.objects.all())
    enfants: dict[int, list[Thematique]] = {}
    for thematique in toutes:
        if thematique.parent_id:
            enfants.setdefault(thematique.parent_id, []).append(thematique)
    return [(t.nom, [(e.pk, e.nom) for e in enfants.get(t.pk, [t])]) for t in toutes if t.parent_id is None]


class DossierForm(forms.ModelForm[Dossier]):
    """Un groupe de cases par thématique principale ; `champs()` les réunit."""

    class Meta:
        model = Dossier
        fields = ["titre", "format", "resume"]
        widgets = {"resume": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "titre": "Le nom sous lequel le territoire et l'État parlent de l'atelier.",
            "resume": "Facultatif. En deux ou trois phrases, le territoire et la question posée.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].empty_label = None  # type: ignore[attr-defined]
        choisies = {t.pk for t in self.instance.thematiques.all()} if self.instance.pk else set()
        self.groupes: list[str] = []
        for rang, (libelle, choix) in enumerate(thematiques_groupees(), 1):
            self.groupes.append(nom := f"themes_{rang}")
            self.fields[nom] = forms.TypedMultipleChoiceField(
                label=libelle,
                coerce=int,
                choices=choix,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[pk for pk, _ in choix if pk in choisies],
            )

    def champs(self) -> dict[str, Any]:
        """Ce que l'action attend."""
        lu = self.cleaned_data
        cochees = [pk for groupe in self.groupes for pk in lu[groupe]]
        simples = {nom: valeur for nom, valeur in lu.items() if nom not in self.groupes}
        return {**simples, "thematiques": list(Thematique.objects.filter(pk__in=cochees))}


class MessageForm(forms.Form):
    texte = forms.CharField(label="Message", max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    visibilite = forms.ChoiceField(label="Qui peut le lire", choices=Visibilite, widget=forms.RadioSelect)

    def __init__(self, *args: Any, dossier: Dossier, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibilite"].choices = visibilites_ouvertes(dossier, agent)  # type: ignore[attr-defined]
        self.fields["visibilite"].initial = self.fields["visibilite"].choices[0][0]  # type: ignore[attr-defined]


def visibilites_ouvertes(dossier: Dossier, agent: Agent) -> list[tuple[str, str]]:
    """On n'écrit pas à ceux que l'on ne lit pas : chacun choisit parmi ce que son rôle lui montre."""
    if est_porteur(agent, dossier):
        permises = [Visibilite.DGALN, Visibilite.PORTEURS, Visibilite.EQUIPE]
    elif agent.est_dgaln:
        permises = [Visibilite.DGALN, Visibilite.EQUIPE]
    else:
        permises = [Visibilite.EQUIPE]
    return [(v.value, v.label) for v in permises]


class FichierForm(forms.Form):
    titre = forms.CharField(label="Titre", max_length=200, help_text="Exemple : diagnostic du PLUi, 2024")
    fichier = forms.FileField(
        label="Fichier",
        help_text="Formats admis : " + ", ".join(e[1:] for e in TYPES_ADMIS if e != ".jpeg") + ".",
    )
    visibilite = forms.ChoiceField(label="Qui peut le lire", choices=Visibilite, widget=forms.RadioSelect)

    def __init__(self, *args: Any, dossier: Dossier, agent: Agent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visibilite"].choices = visibilites_ouvertes(dossier, agent)  # type: ignore[attr-defined]
        self.fields["visibilite"].initial = self.fields["visibilite"].choices[0][0]  # type: ignore[attr-defined]

    def clean_fichier(self) -> tuple[str, bytes]:
        return lire_le_televerse(self.cleaned_data["fichier"])


class VersionForm(forms.Form):
    fichier = forms.FileField(label="Nouvelle version", help_text="L'ancienne version reste consultable.")

    def clean_fichier(self) -> tuple[str, bytes]:
        return lire_le_televerse(self.cleaned_data["fichier"])


def lire_le_televerse(televerse: Any) -> tuple[str, bytes]:
    """Le nom et le contenu, vérifiés à la saisie pour que le refus se lise au champ."""
    nom, contenu = nom_sur(televerse.name), lire(televerse)
    verifier(nom, contenu)
    return nom, contenu


class MembreForm(forms.Form):
    """Donner une place à une organisation de l'annuaire, ou à un territoire qui n'y est pas encore."""

    choix = forms.ChoiceField(
        label="Organisation",
        widget=forms.RadioSelect,
        error_messages={"required": "Cherchez puis choisissez une organisation."},
    )
    role = forms.ChoiceField(
        label="Rôle",
        choices=[(r.value, r.label) for r in Role],
        initial=Role.COPORTEUR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, q: str = "", dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dossier = dossier
        self.propositions = proposer_des_organisations(q)
        self.fields["choix"].choices = self.propositions  # type: ignore[attr-defined]

    def clean_choix(self) -> tuple[str, str]:
        genre, _, code = self.cleaned_data["choix"].partition(":")
        deja = {str(m.organisation_id): m for m in self.dossier.membres_en_cours()}
        if genre == "organisation" and code in deja and deja[code].role == self.data.get("role"):
            raise ValidationError("Cette organisation tient déjà ce rôle dans le dossier.")
        return genre, code


def proposer_des_organisations(q: str) -> list[tuple[str, str]]:
    """Les organisations de l'annuaire d'abord, puis les territoires qu'il n'a pas encore."""
    q = q.strip()
    if not q:
        return []
    organisations = Organisation.objects.all()
    for mot in q.split():
        organisations = organisations.filter(Q(nom__icontains=mot) | Q(sigle__icontains=mot))
    trouvees = list(organisations.select_related("departement").order_by("nom")[:20])
    propositions = [(f"organisation:{o.pk}", _dire(o)) for o in trouvees]
    territoires = chercher(q, genres=("epci", "commune"), limite=8)
    connus = set(
        Organisation.objects.filter(epci__in=[t.code for t in territoires if t.genre == "epci"]).values_list(
            "epci_id", flat=True
        )
    ) | set(
        Organisation.objects.filter(
            commune__in=[t.code for t in territoires if t.genre == "commune"]
        ).values_list("commune_id", flat=True)
    )
    propositions += [
        (f"{t.genre}:{t.code}", f"{t.nom} – {t.precision} (à inscrire)")
        for t in territoires
        if t.code not in connus
    ]
    return propositions


def _dire(organisation: Organisation) -> str:
    lieu = f", {organisation.departement.nom}" if organisation.departement else ""
    return f"{organisation.nom} ({organisation.get_type_display()}{lieu})"


def territoire_choisi(genre: str, code: str) -> Epci | Commune | None:
    if genre == "epci":
        return Epci.objects.filter(pk=code).first()
    return Commune.objects.filter(pk=code).first()


class RetraitForm(forms.Form):
    motif = forms.CharField(
        label="Motif",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il est gardé au journal du dossier.",
        error_messages={"required": "Dites en une phrase pourquoi cette organisation quitte le dossier."},
    )
