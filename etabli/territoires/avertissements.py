"""Ce qu'un périmètre a de particulier, dit avant qu'on ne le trace : jamais un refus, toujours une raison."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from etabli.socle.francais import liste_et, nombre, pluriel
from etabli.territoires.calcul import Point
from etabli.territoires.calcul.continuite import ecart, morceaux_par_centres, morceaux_par_contours
from etabli.territoires.enums import NiveauDeContour
from etabli.territoires.models import Commune, Contour, Departement, Epci, classer_par_presence

NB_DE_NOMS = 5


@dataclass(frozen=True)
class Correction:
    """Ce qu'un clic peut ajouter : `valeur` est une désignation, « epci:200066389 »."""

    libelle: str
    valeur: str


@dataclass(frozen=True)
class Avertissement:
    cle: str
    phrase: str
    corrections: tuple[Correction, ...] = ()
    precision: str = ""


NommerLesServices = Callable[[Sequence[Departement]], dict[str, str]]
_nommer_les_services: list[NommerLesServices] = []


def enregistrer_les_services(nommer: NommerLesServices) -> None:
    """L'étage qui connaît les services de l'État dit comment nommer celui de chaque département."""
    _nommer_les_services[:] = [nommer]


def avertir(communes: Sequence[Commune]) -> list[Avertissement]:
    """`communes` avec leur département et leur intercommunalité ; cinq requêtes au plus, quel qu'en soit le nombre."""
    if not communes:
        return []
    membres = communes_des_epcis({c.epci_id for c in communes if c.epci_id})
    possibles = (
        discontinuite(communes, membres),
        plusieurs_departements(communes),
        plusieurs_epcis(communes, membres),
    )
    return [a for a in possibles if a is not None]


def communes_des_epcis(sirens: Iterable[str]) -> dict[str, set[str]]:
    membres: dict[str, set[str]] = {siren: set() for siren in sirens}
    couples = Commune.objects.actuelles().filter(epci__in=membres).values_list("epci_id", "code")
    for siren, code in couples:
        membres[str(siren)].add(code)
    return membres


def discontinuite(communes: Sequence[Commune], membres: dict[str, set[str]]) -> Avertissement | None:
    """Par les contours s'ils sont tous importés ; sinon par les centres, et c'est dit."""
    noms = {c.code: c.nom for c in communes}
    sommets = sommets_de(noms)
    centres = {c.code: (c.lon, c.lat) for c in communes if c.lon is not None and c.lat is not None}
    if len(sommets) == len(noms):
        morceaux, precision = morceaux_par_contours(sommets), "D'après les contours importés."
    else:
        entiers = [codes for codes in membres.values() if codes <= noms.keys()]
        morceaux = morceaux_par_centres(centres, entiers)
        precision = (
            "Estimation : les contours de ces communes ne sont pas importés. Deux groupes sont dits séparés quand "
            "leurs centres les plus proches sont à plus de 20\u00a0km."
        )
    if len(morceaux) < 2:
        return None
    detail = [dire_un_morceau(m, morceaux[0], noms, centres) for m in morceaux[1 : NB_DE_NOMS + 1]]
    suite = "…" if len(morceaux) > NB_DE_NOMS + 1 else ""
    phrase = f"Le périmètre n'est pas d'un seul tenant : {' ; '.join(detail)}{suite}."
    return Avertissement("discontinu", phrase, precision=precision)


def sommets_de(codes: Iterable[str]) -> dict[str, set[Point]]:
    """Les sommets de chaque contour, au cent-millième de degré (un mètre)."""
    contours = Contour.objects.filter(niveau=NiveauDeContour.COMMUNE, code__in=list(codes))
    return {
        c.code: {
            (round(x, 5), round(y, 5))
            for polygone in c.geometrie["coordinates"]
            for anneau in polygone
            for x, y, *_ in anneau
        }
        for c in contours
    }


def dire_un_morceau(
    morceau: list[str], principal: list[str], noms: dict[str, str], centres: dict[str, Point]
) -> str:
    cites = [noms[code] for code in morceau[:3]]
    qui = liste_et(cites) if len(morceau) <= 3 else f"{', '.join(cites)} et {len(morceau) - 3} autres"
    situes = [[c for c in groupe if c in centres] for groupe in (morceau, principal)]
    if not all(situes):
        return f"{qui} à part"
    return f"{qui}, à {nombre(round(ecart(situes[0], situes[1], centres)))}\u00a0km du reste"


def plusieurs_departements(communes: Sequence[Commune]) -> Avertissement | None:
    departements: list[Departement] = classer_par_presence([c.departement for c in communes])
    if len(departements) < 2:
        return None
    nb = Counter(c.departement_id for c in communes)
    qui = liste_et(f"{d.nom} ({pluriel(nb[d.code], 'commune')})" for d in departements)
    phrase = f"{pluriel(len(departements), 'département')} : {qui}."
    services = _nommer_les_services[0](departements) if _nommer_les_services else {}
    nommes = list(dict.fromkeys(services[d.code] for d in departements if services.get(d.code)))
    if len(nommes) > 1:
        phrase += f" Les services de l'État concernés sont {liste_et(nommes)} : un seul pilote, à choisir entre eux."
    return Avertissement("departements", phrase)


def plusieurs_epcis(communes: Sequence[Commune], membres: dict[str, set[str]]) -> Avertissement | None:
    epcis: list[Epci] = classer_par_presence([c.epci for c in communes if c.epci])
    codes = {c.code for c in communes}
    partiels = [e for e in epcis if not membres[e.siren] <= codes]
    if len(epcis) < 2 and not partiels:
        return None
    dits = [dire_un_epci(e, membres[e.siren], codes) for e in epcis[:12]]
    suite = f" et {len(epcis) - 12} autres" if len(epcis) > 12 else ""
    corrections = tuple(
        Correction(
            f"Prendre aussi les {len(membres[e.siren] - codes)} autres communes de {e.nom}"
            if len(membres[e.siren] - codes) > 1
            else f"Prendre aussi l'autre commune de {e.nom}",
            f"epci:{e.siren}",
        )
        for e in partiels[:NB_DE_NOMS]
    )
    nombre_d_epcis = pluriel(len(epcis), "intercommunalité")
    return Avertissement("epcis", f"{nombre_d_epcis} : {', '.join(dits)}{suite}.", corrections)


def dire_un_epci(epci: Epci, membres: set[str], codes: set[str]) -> str:
    dedans = len(membres & codes)
    part = "en entier" if dedans == len(membres) else f"{pluriel(dedans, 'commune')} sur {len(membres)}"
    return f"{epci.nom} ({part})"
