"""Le portrait d'un territoire : ce que sa page montre, sans savoir comment elle le montre."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, Sum

from etabli.socle import francais
from etabli.socle.colonnes import Colonne
from etabli.territoires.cartes import carte_de_communes, carte_de_france
from etabli.territoires.enums import Genre
from etabli.territoires.models import Chargement, Commune, Departement, Epci, Region

MODELES: dict[str, Any] = {
    Genre.REGION: Region.objects.all(),
    Genre.DEPARTEMENT: Departement.objects.select_related("region"),
    Genre.EPCI: Epci.objects.all(),
    Genre.COMMUNE: Commune.objects.select_related("departement__region", "epci", "successeur"),
}
NOM = Colonne("nom", "Nom", lambda t: t.nom, lien=lambda t: t.get_absolute_url())
CODE = Colonne("code", "Code", lambda t: t.pk, secondaire=True)
POPULATION = Colonne("population", "Population municipale", lambda t: t.population, type="entier")

NATURE = Colonne("nature", "Nature", lambda c: c.get_nature_display())
FIN = Colonne("fin", "Réunie en", lambda c: str(c.annee_de_fin or ""))


@dataclass(frozen=True)
class Membres:
    """Les territoires que celui-ci réunit."""

    legende: str
    colonnes: Sequence[Colonne]
    lignes: Sequence[Any]


@dataclass(frozen=True)
class Portrait:
    surtitre: str
    carte: str
    population: int | None = None
    proprietes: Sequence[tuple[str, str]] = ()
    parents: Sequence[Any] = ()
    membres: Sequence[Membres] = ()
    notes: Sequence[str] = field(default=())


def millesime() -> int:
    return Chargement.objects.values_list("millesime", flat=True).first() or 0


def portrait(territoire: Region | Departement | Epci | Commune) -> Portrait:
    if isinstance(territoire, Region):
        return portrait_de_region(territoire)
    if isinstance(territoire, Departement):
        return portrait_de_departement(territoire)
    if isinstance(territoire, Epci):
        return portrait_d_epci(territoire)
    return portrait_de_commune(territoire)


def portrait_de_region(region: Region) -> Portrait:
    departements = list(avec_population(region.departements.all()))
    return Portrait(
        surtitre="Région",
        carte=carte_des_departements(f"La région {region.nom}", departements),
        population=somme(departements),
        membres=[Membres("Départements de la région", (NOM, CODE, POPULATION), departements)],
    )


def portrait_de_departement(departement: Departement) -> Portrait:
    mesure = avec_population(Departement.objects.filter(pk=departement.pk)).get()
    presents = Epci.objects.filter(est_actuel=True, communes__departement=departement).distinct()
    chef_lieu = Commune.objects.filter(pk=departement.chef_lieu).first()
    return Portrait(
        surtitre=f"Département {departement.code}",
        carte=carte_des_departements(f"Le département {departement.nom}", [mesure]),
        population=mesure.population,
        proprietes=[
            ("Communes", francais.nombre(mesure.nb_communes)),
            ("Chef-lieu", chef_lieu.nom if chef_lieu else ""),
        ],
        parents=[departement.region],
        membres=[Membres("Intercommunalités présentes", (NOM, CODE, POPULATION), list(presents))],
    )


def portrait_d_epci(epci: Epci) -> Portrait:
    communes = list(epci.communes.actuelles().select_related("departement").order_by("nom"))
    departements = list({c.departement_id: c.departement for c in communes}.values())
    legende = f"Communes au 1er janvier {millesime()}"
    return Portrait(
        surtitre=epci.get_nature_display().capitalize(),
        carte=carte(epci.nom, communes),
        population=epci.population,
        proprietes=[("Communes", francais.nombre(len(communes))), ("SIREN", epci.siren)],
        parents=departements,
        membres=[Membres(legende, (NOM, CODE, POPULATION), communes)],
        notes=() if epci.est_actuel else ("Cette intercommunalité n'existe plus au millésime en cours.",),
    )


def portrait_de_commune(commune: Commune) -> Portrait:
    actuelle = commune.successeur or commune
    anciennes = list(commune.anciennes.order_by("nom"))
    colonnes = (NOM, CODE, NATURE, FIN)
    legende = "Communes déléguées, associées ou réunies"
    parents: list[Any] = [commune.departement]
    if commune.epci:
        parents.insert(0, commune.epci)
    return Portrait(
        surtitre=commune.get_nature_display().capitalize(),
        carte=carte(actuelle.nom, [actuelle]),
        population=commune.population,
        proprietes=[
            ("Code Insee", commune.code),
            ("Codes postaux", commune.codes_postaux.replace(" ", ", ")),
            ("SIREN", commune.siren),
            ("Noms portés auparavant", ", ".join(commune.autres_noms)),
            ("Position", commune.get_precision_du_point_display()),
        ],
        parents=parents,
        membres=[Membres(legende, colonnes, anciennes)] if anciennes else [],
    )


def avec_population(departements: Any) -> Any:
    actuelles = Q(communes__est_actuelle=True)
    return departements.annotate(
        population=Sum("communes__population", filter=actuelles),
        nb_communes=Count("communes", filter=actuelles),
    )


def somme(territoires: Sequence[Any]) -> int | None:
    return sum(t.population or 0 for t in territoires) or None


def carte_des_departements(titre: str, departements: Sequence[Departement]) -> str:
    return carte_de_france(
        titre=f"{titre} dans la France",
        description="Les départements concernés sont en bleu.",
        surlignes={d.code for d in departements},
    )


def carte(nom: str, communes: Sequence[Commune]) -> str:
    return carte_de_communes(
        communes,
        millesime=millesime(),
        titre=f"Carte : {nom}",
        description="Les communes concernées et leurs voisines ; la liste est dans la page.",
    )
