"""La couverture du pays : ce que les dossiers en cours touchent, à chaque maille, et ce qu'ils ne touchent pas."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from etabli.annuaire.models import Agent, Organisation
from etabli.dossier.listes import FiltreDeTerritoire
from etabli.dossier.models import Dossier, FormatAtelier, Thematique
from etabli.pilotage.lecture import est_arrete
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.listes import Liste
from etabli.socle.sans_accents import contient
from etabli.territoires.models import Commune, Departement, Perimetre, Region

CHOIX = [("", "Tous"), ("oui", "Touchés par un dossier"), ("non", "Sans dossier")]
EN_PLACE = Perimetre.communes.through.objects


class FiltreDeCouverture(FiltreDeTerritoire):
    """Une maille du pays. Le format, la thématique, le pilote disent quels dossiers comptent, pas quels lieux."""

    premiers: ClassVar[tuple[str, ...]] = ("q", "couverture", "region", "departement")
    field_order = premiers
    vers: ClassVar[str] = ""
    # Ce qui, dans une commune, nomme la maille : elle-même, son intercommunalité, son département, sa région.
    de_la_commune: ClassVar[str] = "departement"
    DES_DOSSIERS: ClassVar[tuple[str, ...]] = ("format", "thematique", "pilote", "fictif")

    q = forms.CharField(label="Nom ou code", required=False, max_length=80)
    couverture = forms.ChoiceField(label="Dossiers", required=False, choices=CHOIX)

    def preparer_les_champs(self) -> None:
        super().preparer_les_champs()
        del self.fields["territoire"]  # le nom et le code se cherchent déjà
        self.order_fields(list(self.premiers))

    def dossiers(self) -> QuerySet[Dossier]:
        """Ceux que l'agent voit, qui ne sont pas arrêtés, et que le filtre retient."""
        voulus = Dossier.objects.visible_to(self.agent).exclude(est_arrete())
        for nom in self.DES_DOSSIERS:
            if valeur := self.lu(nom):
                voulus = voulus.filter(getattr(super(), f"quand_{nom}")(valeur))
        return voulus

    def touchees(self) -> QuerySet[Commune]:
        """Les communes d'un périmètre d'étude."""
        lignes = EN_PLACE.filter(perimetre__in=self.dossiers().values("perimetre"))
        return Commune.objects.actuelles().filter(pk__in=lignes.values("commune"))

    def quand_q(self, texte: str) -> Q:
        return contient(texte, "nom") | Q(pk=texte)

    def quand_couverture(self, choix: str) -> Q:
        touchees = self.touchees().filter(**{f"{self.de_la_commune}__isnull": False})
        condition = Q(pk__in=touchees.values(self.de_la_commune))
        return condition if choix == "oui" else ~condition

    def quand_region(self, region: Region) -> Q:
        return self.qui_contient(departement__region=region)

    def quand_departement(self, departement: Departement) -> Q:
        return self.qui_contient(departement=departement)

    def qui_contient(self, **communes: Any) -> Q:
        actuelles = Commune.objects.actuelles().filter(**communes, **{f"{self.de_la_commune}__isnull": False})
        return Q(pk__in=actuelles.values(self.de_la_commune))

    def quand_format(self, format_: FormatAtelier) -> Q:
        return Q()

    def quand_thematique(self, thematique: Thematique) -> Q:
        return Q()

    def quand_pilote(self, pilote: Organisation) -> Q:
        return Q()

    def quand_fictif(self, choix: str) -> Q:
        return Q()


class FiltreDesCommunes(FiltreDeCouverture):
    de_la_commune: ClassVar[str] = "pk"


class FiltreDesEpci(FiltreDeCouverture):
    de_la_commune: ClassVar[str] = "epci"


class FiltreDesRegions(FiltreDeCouverture):
    de_la_commune: ClassVar[str] = "departement__region"


def _colonnes(nom: str, titre: str, param: str, *autres: Colonne) -> JeuDeColonnes:
    def lien(lieu: Any) -> str:
        return f"{reverse('pilotage:liste', args=['dossiers'])}?situation=en_cours&{param}={lieu.pk}"

    return JeuDeColonnes(
        f"pilotage-{nom}",
        titre,
        (
            Colonne("nom", "Nom", lambda x: x.nom, lien=lien, tri="nom"),
            Colonne("code", "Code", lambda x: x.pk, tri="pk"),
            *autres,
            Colonne(
                "nb_dossiers",
                "Dossiers en cours",
                lambda x: x.nb_dossiers,
                "entier",
                description="Tous formats et toutes thématiques, dont le périmètre d'étude touche ce lieu.",
            ),
            Colonne("nb_touchees", "Communes touchées", lambda x: x.nb_touchees, "entier"),
            Colonne("habitants", "Habitants des communes touchées", lambda x: x.habitants, "entier"),
        ),
    )


def _compter(de_la_commune: str) -> Any:
    """Dossiers, communes et habitants touchés de chaque lieu d'une page, en deux requêtes."""

    def completer(lieux: Sequence[Any], agent: Agent) -> None:
        codes = [lieu.pk for lieu in lieux]
        en_cours = Dossier.objects.visible_to(agent).exclude(est_arrete())
        lignes = EN_PLACE.filter(
            perimetre__in=en_cours.values("perimetre"),
            commune__est_actuelle=True,
            **{f"commune__{de_la_commune}__in": codes},
        )
        touchees = Commune.objects.filter(pk__in=lignes.values("commune")).order_by()
        par_lieu = {
            lieu: (nb, habitants or 0)
            for lieu, nb, habitants in touchees.values_list(de_la_commune).annotate(
                nb=Count("pk"), habitants=Sum("population")
            )
        }
        dossiers: dict[Any, set[int]] = {}
        voulus = en_cours.filter(**{f"perimetre__communes__{de_la_commune}__in": codes})
        for lieu, dossier in voulus.values_list(f"perimetre__communes__{de_la_commune}", "pk").distinct():
            dossiers.setdefault(lieu, set()).add(dossier)
        for lieu in lieux:
            lieu.nb_dossiers = len(dossiers.get(lieu.pk, ()))
            lieu.nb_touchees, lieu.habitants = par_lieu.get(lieu.pk, (0, 0))

    return completer


def _tels_quels(lieux: Any, agent: Agent) -> Any:
    return lieux


def _liste(colonnes: JeuDeColonnes, filtre: type[FiltreDeCouverture], unite: str) -> Liste:
    return Liste(
        colonnes,
        filtre,
        unite,
        tri="nom",
        vide="Aucun lieu.",
        preparer=_tels_quels,
        completer=_compter(filtre.de_la_commune),
    )


COMMUNES = _liste(_colonnes("communes", "Communes", "territoire"), FiltreDesCommunes, "commune")
EPCIS = _liste(_colonnes("epci", "Intercommunalités", "territoire"), FiltreDesEpci, "intercommunalité")
DEPARTEMENTS = _liste(
    _colonnes("departements", "Départements", "departement"), FiltreDeCouverture, "département"
)
REGIONS = _liste(_colonnes("regions", "Régions", "region"), FiltreDesRegions, "région")
