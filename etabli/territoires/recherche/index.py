"""Écrire une entrée par façon de nommer chaque territoire."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from etabli.territoires.calcul import normaliser
from etabli.territoires.enums import Genre, NatureDeCommune
from etabli.territoires.models import Commune, Departement, Entree, Epci, Region
from etabli.territoires.recherche.moteurs import moteur

LOT = 2000
POINT_MEDIAN = " · "


@transaction.atomic
def indexer() -> int:
    """Réécrit toutes les entrées ; rend leur nombre."""
    Entree.objects.all().delete()
    departements = {d.code: d for d in Departement.objects.select_related("region")}
    epcis = list(Epci.objects.filter(est_actuel=True))
    communes = list(Commune.objects.select_related("successeur"))
    nb = 0
    for lot in (
        entrees_des_regions(departements.values(), communes),
        entrees_des_departements(departements.values(), communes),
        entrees_des_epcis(epcis, communes, departements),
        entrees_des_communes(communes, departements),
    ):
        nb += len(Entree.objects.bulk_create(lot, batch_size=LOT))
    moteur().reconstruire()
    return nb


def entree(genre: Genre, code: str, nom: str, precision: Iterable[str], **champs: object) -> Entree:
    variante = str(champs.pop("variante", nom))
    codes = champs.pop("codes", "")
    cle = normaliser(variante)
    return Entree(
        genre=genre,
        code=code,
        nom=nom,
        precision=POINT_MEDIAN.join(p for p in precision if p)[:250],
        cle=cle[:120],
        mots=f" {cle} {str(code).lower()} {codes}".rstrip()[:600],
        **champs,
    )


def habitants(population: int | None) -> str:
    return "" if population is None else f"{population:,}".replace(",", "\u202f") + "\u00a0hab."


def entrees_des_regions(departements: Iterable[Departement], communes: list[Commune]) -> Iterator[Entree]:
    region_de = {d.code: d.region_id for d in departements}
    populations: Counter[str] = Counter()
    for commune in communes:
        if commune.est_actuelle:
            populations[region_de[commune.departement_id]] += commune.population or 0
    for region in Region.objects.all():
        population = populations[region.code]
        precision = ("région", habitants(population or None))
        yield entree(Genre.REGION, region.code, region.nom, precision, poids=population)


def entrees_des_departements(
    departements: Iterable[Departement], communes: list[Commune]
) -> Iterator[Entree]:
    populations: Counter[str] = Counter()
    for commune in communes:
        if commune.est_actuelle:
            populations[commune.departement_id] += commune.population or 0
    for departement in departements:
        population = populations[departement.code]
        precision = (f"département {departement.code}", departement.region.nom, habitants(population or None))
        yield entree(
            Genre.DEPARTEMENT,
            departement.code,
            departement.nom,
            precision,
            poids=population,
            lieu=normaliser(departement.region.nom),
        )


def entrees_des_epcis(
    epcis: list[Epci], communes: list[Commune], departements: dict[str, Departement]
) -> Iterator[Entree]:
    presents: dict[str, Counter[str]] = defaultdict(Counter)
    for commune in communes:
        if commune.epci_id:
            presents[commune.epci_id][commune.departement_id] += 1
    for epci in epcis:
        codes = [code for code, _ in presents[epci.siren].most_common()]
        noms = [departements[code].nom for code in codes]
        precision = (epci.get_nature_display(), ", ".join(noms), habitants(epci.population))
        yield entree(
            Genre.EPCI,
            epci.siren,
            epci.nom,
            precision,
            poids=epci.population or 0,
            lieu=normaliser(" ".join([*noms, *codes]))[:120],
        )


def entrees_des_communes(communes: list[Commune], departements: dict[str, Departement]) -> Iterator[Entree]:
    for commune in communes:
        departement = departements[commune.departement_id]
        champs = {
            "lieu": normaliser(f"{departement.nom} {departement.code}"),
            "codes": f"{commune.siren} {commune.codes_postaux}",
        }
        if commune.successeur:
            yield entree(
                Genre.COMMUNE,
                commune.code,
                commune.nom,
                (ce_qu_elle_est_devenue(commune), departement.nom),
                # Une ancienne commune passe après les vivantes de même nom.
                poids=(commune.population or 0) // 2,
                code_du_successeur=commune.successeur.code,
                nom_du_successeur=commune.successeur.nom,
                **champs,
            )
            continue
        precision = (departement.nom, habitants(commune.population))
        poids = commune.population or 0
        yield entree(Genre.COMMUNE, commune.code, commune.nom, precision, poids=poids, **champs)
        for ancien_nom in commune.autres_noms:
            yield entree(
                Genre.COMMUNE,
                commune.code,
                commune.nom,
                (*precision, f"anciennement {ancien_nom}"),
                variante=ancien_nom,
                poids=poids // 2,
                **champs,
            )


def ce_qu_elle_est_devenue(commune: Commune) -> str:
    nature = commune.get_nature_display()
    if commune.successeur is None:
        return nature
    if commune.nature == NatureDeCommune.FUSIONNEE:
        depuis = f" depuis {commune.annee_de_fin}" if commune.annee_de_fin else ""
        return f"{nature}, réunie à {commune.successeur.nom}{depuis}"
    return f"{nature} de {commune.successeur.nom}"
