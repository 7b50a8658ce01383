"""Comprendre ce qui a été collé : codes, SIREN et noms ; à ce qui ne l'est pas, proposer le plus proche."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from etabli.territoires.calcul import (
    CodeLu,
    centre,
    code_sans_confusion,
    codes_proches,
    distance_en_km,
    lire_les_codes,
    normaliser,
)
from etabli.territoires.enums import Genre
from etabli.territoires.models import Commune, Entree, Epci
from etabli.territoires.recherche import Trouvaille, chercher

NB_DE_PROCHES = 3
NB_D_INCONNUS_RAPPROCHES = 30  # au-delà, ce n'est plus une liste de communes qui a été collée
NB_DE_TEXTES = 3000


@dataclass(frozen=True)
class Remplacement:
    """Une commune d'hier, et celle d'aujourd'hui que l'on prend à sa place."""

    ancienne: Commune
    nouvelle: Commune

    def __str__(self) -> str:
        return (
            f"{self.ancienne.nom} ({self.ancienne.code}) est remplacée par "
            f"{self.nouvelle.nom} ({self.nouvelle.code})."
        )


@dataclass(frozen=True)
class Inconnu:
    """Un texte collé dont on n'a rien pu faire, pourquoi, et ce qu'il voulait peut-être dire."""

    texte: str
    raison: str
    proches: tuple[Commune | Epci, ...] = ()

    def __str__(self) -> str:
        return f"«\u00a0{self.texte}\u00a0» : {self.raison}"


@dataclass
class LectureDeCodes:
    communes: list[Commune] = field(default_factory=list)
    remplaces: list[Remplacement] = field(default_factory=list)
    inconnus: list[Inconnu] = field(default_factory=list)
    epcis: list[Epci] = field(default_factory=list)
    nb_textes: int = 0


class Connus:
    """Tout ce que les textes collés peuvent désigner, lu en un nombre constant de requêtes."""

    def __init__(self, lus: Sequence[CodeLu]) -> None:
        insee = [lu.code for lu in lus if lu.forme == "commune"]
        sirens = [lu.code for lu in lus if lu.forme == "siren"]
        self.noms = {normaliser(lu.libelle)[:120] for lu in lus if lu.forme == "nom"}
        self.par_nom = self._par_nom()
        trouves = [e for entrees in self.par_nom.values() for e in entrees]
        self.epcis = Epci.objects.in_bulk([*sirens, *(e.code for e in trouves if e.genre == Genre.EPCI)])
        codes = [*insee, *(e.code for e in trouves if e.genre == Genre.COMMUNE)]
        self.par_code: dict[str, Commune] = {}
        self.par_siren: dict[str, Commune] = {}
        self.par_epci: dict[str, list[Commune]] = defaultdict(list)
        if codes or sirens or self.epcis:
            cherchees = Q(code__in=codes) | Q(siren__in=sirens) | Q(epci__in=list(self.epcis))
            for commune in Commune.objects.filter(cherchees).select_related("successeur", "departement"):
                self._ranger(commune)

    def _ranger(self, commune: Commune) -> None:
        self.par_code[commune.code] = commune
        if commune.siren:
            self.par_siren[commune.siren] = commune
        if commune.epci_id:
            self.par_epci[commune.epci_id].append(commune)

    def _par_nom(self) -> dict[str, list[Entree]]:
        trouves: dict[str, list[Entree]] = defaultdict(list)
        genres = [Genre.COMMUNE, Genre.EPCI]
        for entree in Entree.objects.filter(cle__in=self.noms, genre__in=genres) if self.noms else ():
            trouves[entree.cle].append(entree)
        return trouves

    @cached_property
    def departements(self) -> set[str]:
        """Ceux des communes désignées par leur code : ils départagent les homonymes."""
        return {c.departement_id for c in self.par_code.values() if c.code not in self.codes_nommes}

    @cached_property
    def codes_nommes(self) -> set[str]:
        return {e.code for entrees in self.par_nom.values() for e in entrees}


def lire_des_codes(texte: str) -> LectureDeCodes:
    """Codes Insee, SIREN ou noms ; une commune fusionnée est remplacée par celle qui lui a succédé."""
    lus = list(lire_les_codes(texte))[:NB_DE_TEXTES]
    connus = Connus(lus)
    lecture = LectureDeCodes(nb_textes=len(lus))
    trouvees: dict[str, Commune] = {}
    restes: list[CodeLu] = []
    # Les noms après les codes : les communes déjà sûres disent de quel Saint-Martin il s'agit.
    for lu in sorted(lus, key=lambda lu: lu.forme == "nom"):
        prises = communes_de(lu, connus, lecture, trouvees)
        trouvees |= {c.code: c for c in prises}
        if not prises:
            restes.append(lu)
    lecture.communes = list(trouvees.values())
    restes.sort(key=lus.index)
    lecture.inconnus = [
        expliquer(lu, connus, lecture.communes, avec_proches=rang < NB_D_INCONNUS_RAPPROCHES)
        for rang, lu in enumerate(restes)
    ]
    return lecture


def communes_de(
    lu: CodeLu, connus: Connus, lecture: LectureDeCodes, trouvees: dict[str, Commune]
) -> list[Commune]:
    if lu.forme == "nom":
        return communes_du_nom(lu, connus, lecture, trouvees)
    if commune := connus.par_code.get(lu.code) or connus.par_siren.get(lu.code):
        return [actuelle(commune, lecture)]
    return membres_de(lu.code, connus, lecture)


def membres_de(siren: str, connus: Connus, lecture: LectureDeCodes) -> list[Commune]:
    membres = connus.par_epci.get(siren, [])
    if membres:
        lecture.epcis.append(connus.epcis[siren])
    return membres


def actuelle(commune: Commune, lecture: LectureDeCodes) -> Commune:
    if commune.successeur is None:
        return commune
    lecture.remplaces.append(Remplacement(commune, commune.successeur))
    return commune.successeur


def communes_du_nom(
    lu: CodeLu, connus: Connus, lecture: LectureDeCodes, trouvees: dict[str, Commune]
) -> list[Commune]:
    """Un nom ne vaut que s'il ne peut désigner qu'un territoire, au besoin dans les départements déjà cités."""
    entrees = connus.par_nom.get(normaliser(lu.libelle), [])
    communes = [connus.par_code[e.code] for e in entrees if e.code in connus.par_code]
    actuelles = [c for c in communes if c.est_actuelle] or communes
    if lu.lieu:
        actuelles = [c for c in actuelles if est_au_lieu(c, lu.lieu)]
    elif len(actuelles) > 1:
        departements = {c.departement_id for c in trouvees.values()}
        actuelles = [c for c in actuelles if c.departement_id in departements]
    if len({c.successeur_id or c.code for c in actuelles}) == 1:
        return [actuelle(actuelles[0], lecture)]
    sirens = {e.code for e in entrees if e.genre == Genre.EPCI}
    return membres_de(sirens.pop(), connus, lecture) if len(sirens) == 1 and not communes else []


def est_au_lieu(commune: Commune, lieu: str) -> bool:
    dit = normaliser(lieu)
    return dit in {commune.departement_id.lower(), normaliser(commune.departement.nom)}


def expliquer(lu: CodeLu, connus: Connus, communes: Sequence[Commune], *, avec_proches: bool) -> Inconnu:
    proches = proches_de(lu, connus, communes) if avec_proches else []
    texte = lu.texte if lu.forme == "nom" else f"{lu.texte} {lu.libelle}".strip()
    return Inconnu(texte, raison_de_l_inconnu(lu, connus, proches), tuple(proches[:NB_DE_PROCHES]))


def raison_de_l_inconnu(lu: CodeLu, connus: Connus, proches: Sequence[Commune | Epci]) -> str:
    if lu.forme == "siren":
        return "ce SIREN n'est celui d'aucune commune ni intercommunalité."
    if lu.forme == "nom":
        if connus.par_nom.get(normaliser(lu.libelle)):
            return "plusieurs communes portent ce nom ; choisissez la bonne, ou donnez son code Insee."
        return "aucune commune ni intercommunalité ne porte ce nom."
    if any(lu.code in c.codes_postaux.split() for c in proches if isinstance(c, Commune)):
        return "c'est un code postal ; choisissez la commune, ou donnez son code Insee."
    return "aucune commune ne porte ce code Insee."


def proches_de(lu: CodeLu, connus: Connus, communes: Sequence[Commune]) -> list[Commune | Epci]:
    """Homonymes, code postal, faute de frappe, puis ressemblance ; d'abord ce qui est près du reste."""
    homonymes = [
        connus.par_code[e.code]
        for e in connus.par_nom.get(normaliser(lu.libelle), ())
        if lu.forme == "nom" and e.code in connus.par_code
    ]
    if homonymes:
        return [*par_proximite(homonymes, communes)]
    if lu.forme == "commune":
        postales = Commune.objects.actuelles().filter(codes_postaux__contains=lu.code)
        if trouvees := [*postales.select_related("departement", "epci")[:40]]:
            return [*par_proximite(trouvees, communes)]
    ressemblants = par_leur_nom(lu)
    candidats = codes_proches(lu.code or lu.texte)
    voisins = Commune.objects.actuelles().filter(code__in=candidats).select_related("departement", "epci")
    par_code = par_proximite(voisins, communes) if candidats else []
    # Un O pour un zéro se corrige tout seul : cette lecture-là passe devant les autres.
    corrige = code_sans_confusion(lu.texte)
    par_code.sort(key=lambda c: c.code != corrige)
    return list(dict.fromkeys([*ressemblants, *par_code]))


def par_leur_nom(lu: CodeLu) -> list[Commune | Epci]:
    texte = f"{lu.libelle} {lu.lieu}".strip()
    if not any(c.isalpha() for c in texte) or (lu.forme == "nom" and codes_proches(lu.texte)):
        return []
    return territoires_de(chercher(texte, genres=(Genre.COMMUNE, Genre.EPCI), limite=NB_DE_PROCHES))


def territoires_de(trouvailles: Iterable[Trouvaille]) -> list[Commune | Epci]:
    """Les territoires d'aujourd'hui, dans l'ordre où la recherche les a classés."""
    trouvees = list(trouvailles)
    codes = [t.remplacee_par.code if t.remplacee_par else t.code for t in trouvees]
    communes = Commune.objects.select_related("departement", "epci").in_bulk(codes)
    epcis = Epci.objects.in_bulk([t.code for t in trouvees if t.genre == Genre.EPCI])
    tous: dict[str, Commune | Epci] = {**communes, **epcis}
    return [tous[code] for code in dict.fromkeys(codes) if code in tous]


def par_proximite(candidates: Iterable[Commune], communes: Sequence[Commune]) -> list[Commune]:
    """Les plus proches du centre de ce qui a été compris ; sans repère, les plus peuplées."""
    milieu = centre((c.lon, c.lat, 1.0) for c in communes if c.lon is not None and c.lat is not None)

    def rang(commune: Commune) -> tuple[float, int, str]:
        population = -(commune.population or 0)
        if milieu is None or commune.lon is None or commune.lat is None:
            return (0.0 if milieu is None else 1e6, population, commune.code)
        return (distance_en_km((commune.lon, commune.lat), milieu), population, commune.code)

    return sorted(candidates, key=rang)
