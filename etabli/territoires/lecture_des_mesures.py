"""Lire les mesures en base : des communes, des départements, de la France ; et le découpage en place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, Max, Sum

from etabli.socle.francais import nombre
from etabli.territoires.calcul.chiffres import TAILLES, Valeur, classe_de_taille
from etabli.territoires.enums import NiveauDeMesure
from etabli.territoires.models import Chargement, Commune, Departement, Mesure

PAQUET = 500
SANS_POPULATION = -1


def mesures_des_communes(codes: Sequence[str]) -> dict[str, dict[int, Valeur]]:
    """Les sommes sur ces communes ; ce qui ne s'additionne pas n'y est pas."""
    sommes: dict[tuple[str, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for debut in range(0, len(codes), PAQUET):
        lues = (
            Mesure.objects.filter(
                niveau=NiveauDeMesure.COMMUNE,
                code__in=codes[debut : debut + PAQUET],
                indicateur__est_additif=True,
            )
            .values_list("indicateur__code", "annee")
            .annotate(somme=Sum("valeur"), nb=Count("pk"), origine_max=Max("origine"))
            .order_by()
        )
        for indicateur, annee, somme, nb, origine in lues:
            place = sommes[indicateur, annee]
            sommes[indicateur, annee] = [place[0] + somme, place[1] + nb, max(place[2], origine)]
    return ranger(sommes, len(codes))


def mesures_des_agregats(
    niveau: NiveauDeMesure, codes: Sequence[str], total: int
) -> dict[str, dict[int, Valeur]]:
    """La somme des départements, ou la France ; une valeur à qui il manque des communes reste incomplète."""
    lues = (
        Mesure.objects.filter(niveau=niveau, code__in=codes)
        .values_list("indicateur__code", "annee")
        .annotate(somme=Sum("valeur"), nb=Sum("nb_communes"), origine_max=Max("origine"))
        .order_by()
    )
    # Quelques communes sans valeur (secret, scission récente) ne faussent pas un département : on tolère 2 %.
    exige = int(total * 0.98)
    return ranger({(i, a): [s, n, o] for i, a, s, n, o in lues}, exige)


def ranger(sommes: dict[tuple[str, int], list[float]], total: int) -> dict[str, dict[int, Valeur]]:
    rangees: dict[str, dict[int, Valeur]] = defaultdict(dict)
    for (indicateur, annee), (somme, nb, origine) in sommes.items():
        rangees[indicateur][annee] = Valeur(somme, int(nb), total, int(origine))
    return rangees


def etendue(codes: Sequence[str], indicateur: str) -> tuple[int, float, float, int, int] | None:
    """L'année la plus récente, les deux valeurs extrêmes, le nombre de communes, l'import."""
    lues = list(
        Mesure.objects.filter(
            niveau=NiveauDeMesure.COMMUNE, code__in=list(codes)[:PAQUET], indicateur__code=indicateur
        ).values_list("annee", "valeur", "origine")
    )
    if not lues:
        return None
    annee = max(a for a, *_ in lues)
    valeurs = [v for a, v, _ in lues if a == annee]
    return annee, min(valeurs), max(valeurs), len(valeurs), max(o for *_, o in lues)


def tailles_en_place() -> dict[str, Counter[int]]:
    """Par département, le nombre de communes de chaque taille, au millésime en place."""
    tailles: dict[str, Counter[int]] = defaultdict(Counter)
    for departement, population in (
        Commune.objects.actuelles().values_list("departement_id", "population").order_by()
    ):
        tailles[departement][SANS_POPULATION if population is None else classe_de_taille(population)] += 1
    return tailles


def population_en_place(
    communes: Sequence[Commune], departements: Sequence[Departement]
) -> list[float | None]:
    connues = [c.population for c in communes if c.population is not None]
    la = Commune.objects.actuelles().filter(departement__in=departements).aggregate(n=Sum("population"))["n"]
    france = Commune.objects.actuelles().aggregate(n=Sum("population"))["n"]
    return [float(sum(connues)) if len(connues) == len(communes) else None, la, france]


def repartir(populations: Iterable[int | None]) -> list[int]:
    compte = Counter(classe_de_taille(p) for p in populations if p is not None)
    return [compte[rang] for rang in range(len(TAILLES))]


def dire_la_taille(rang: int) -> str:
    bas, haut = TAILLES[rang]
    if haut is None:
        return f"{nombre(bas)} et plus"
    return f"moins de {nombre(haut)}" if bas == 0 else f"de {nombre(bas)} à {nombre(haut - 1)}"


def source_du_cog() -> str:
    millesime = Chargement.objects.values_list("millesime", flat=True).first()
    return f"Insee, populations et code officiel géographique {millesime}" if millesime else ""
