"""La liste de travail des dossiers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When

from etabli.annuaire.enums import SERVICES_DECONCENTRES
from etabli.annuaire.models import Agent, Organisation
from etabli.dossier import lecture
from etabli.dossier.colonnes import DOSSIERS as COLONNES
from etabli.dossier.enums import Etape, Role
from etabli.dossier.models import Dossier, FormatAtelier, Membre, Thematique
from etabli.dossier.territoire import du_perimetre
from etabli.socle.listes import Filtre, Liste
from etabli.socle.sans_accents import contient
from etabli.territoires.champs import ChampDeTerritoire
from etabli.territoires.models import Commune, Departement, Epci, Region

RANG = Case(
    *[When(etape=etape, then=Value(rang)) for rang, etape in enumerate(Etape)],
    output_field=IntegerField(),
)

# Un seul mot très commun (« saint ») en désigne des milliers.
NB_COMMUNES = 10_000


def dont(champ: str, **membres: Any) -> Q:
    """Les dossiers (au bout de `champ`) dont une organisation tient cette place aujourd'hui."""
    places = Membre.objects.en_cours().filter(**membres)
    return Q(**{f"{champ}__in": places.values("dossier_id")})


class FiltreDeTerritoire(Filtre):
    """Ce que toute liste rattachée à un dossier sait filtrer ; `vers` mène de la ligne à son dossier."""

    vers: ClassVar[str] = "dossier"
    _communes: Any = None

    region = ChampDeTerritoire(Region, label="Région", required=False, empty_label="Toutes")
    departement = ChampDeTerritoire(Departement, label="Département", required=False, empty_label="Tous")
    territoire = forms.CharField(
        label="Commune ou intercommunalité", required=False, max_length=80, help_text="Son nom ou son code"
    )
    pilote = forms.ModelChoiceField(
        Organisation.objects.filter(type__in=SERVICES_DECONCENTRES),
        label="Pilote",
        required=False,
        empty_label="Tous",
    )
    format = forms.ModelChoiceField(
        FormatAtelier.objects.all(), label="Format", required=False, empty_label="Tous"
    )
    thematique = forms.ModelChoiceField(
        Thematique.objects.all(), label="Thématique", required=False, empty_label="Toutes"
    )
    fictif = forms.ChoiceField(
        label="Démonstration",
        required=False,
        choices=[("", "Tout"), ("sans", "Sans le contenu fictif"), ("seul", "Le contenu fictif seul")],
    )

    def du_dossier(self, champ: str) -> str:
        return f"{self.vers}__{champ}" if self.vers else champ

    @property
    def dossier(self) -> str:
        return self.vers or "pk"

    def quand_q(self, texte: str) -> Q:
        return contient(texte, self.du_dossier("titre"), self.du_dossier("perimetre__nom"))

    def quand_region(self, region: Region) -> Q:
        return du_perimetre(self.du_dossier("perimetre"), commune__departement__region=region)

    def quand_departement(self, departement: Departement) -> Q:
        return du_perimetre(self.du_dossier("perimetre"), commune__departement=departement)

    def quand_territoire(self, texte: str) -> Q:
        """Les noms ne se cherchent qu'une fois, pour la liste, ses compteurs et ses pages."""
        if self._communes is None:
            epcis = Epci.objects.filter(contient(texte, "nom") | Q(pk=texte)).values_list("pk", flat=True)
            nommees = contient(texte, "nom") | Q(pk=texte) | Q(epci__in=list(epcis))
            trouvees = Commune.objects.filter(nommees).values_list("pk", flat=True)
            codes = list(trouvees[: NB_COMMUNES + 1])
            # Trop de codes pour une seule requête : la base les cherche elle-même, plus lentement.
            self._communes = codes if len(codes) <= NB_COMMUNES else trouvees
        return du_perimetre(self.du_dossier("perimetre"), commune__in=self._communes)

    def quand_pilote(self, pilote: Organisation) -> Q:
        return dont(self.dossier, organisation=pilote, role=Role.PILOTE)

    def quand_format(self, format_: FormatAtelier) -> Q:
        return Q(**{self.du_dossier("format"): format_})

    def quand_fictif(self, choix: str) -> Q:
        return Q(**{self.du_dossier("est_fictif"): choix == "seul"})

    def quand_thematique(self, thematique: Thematique) -> Q:
        """Une thématique principale vaut pour toutes les siennes."""
        voulues = Thematique.objects.filter(Q(pk=thematique.pk) | Q(parent=thematique))
        return Q(**{f"{self.dossier}__in": voulues.values("dossiers")})


class FiltreDeDossiers(FiltreDeTerritoire):
    premiers: ClassVar[tuple[str, ...]] = ("q", "etape", "departement", "role")
    vers: ClassVar[str] = ""

    q = forms.CharField(label="Intitulé ou territoire", required=False, max_length=80)
    etape = forms.ChoiceField(label="Étape", required=False, choices=[("", "Toutes"), *Etape.choices])
    role = forms.ChoiceField(
        label="Mon rôle", required=False, choices=[("", "Tous les dossiers visibles"), *Role.choices]
    )
    field_order = ("q", "etape", "departement", "role")

    def quand_role(self, role: str) -> Q:
        return dont("pk", organisation_id__in=self.agent.organisations_ids, role=role)


def preparer(dossiers: Any, agent: Agent) -> Any:
    return dossiers.for_list().annotate(rang_de_l_etape=RANG)


def completer(dossiers: Sequence[Dossier], agent: Agent) -> None:
    lecture.poser_les_departements(dossiers)


DOSSIERS = Liste(
    COLONNES,
    FiltreDeDossiers,
    unite="dossier",
    tri="-ouvert_le",
    ecran=tuple(c.nom for c in COLONNES.colonnes if not c.secondaire),
    facette="etape",
    facette_dite="Dossiers par étape",
    toutes="Tous",
    par_page=25,
    preparer=preparer,
    completer=completer,
)
