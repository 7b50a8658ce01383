"""Un atelier tel que le public le lit, et la façon d'en chercher : les mêmes règles pour la carte et la liste."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from rapidfuzz import distance, process

from etabli.etape6_restitution.ressemblance import Profil, forme_du_territoire, les_plus_proches
from etabli.territoires.calcul import normaliser

NON_RENSEIGNE = "non-renseigne"
RECENSE = "recense"
DIMENSIONS = ("format", "annee", "region", "departement", "theme", "etape")
NOMBRE = re.compile(r"-?\d{1,3}(?:\.\d{1,6})?")
# En deçà, un mot n'est pas une faute d'un autre : mieux vaut ne rien trouver.
RESSEMBLANCE = 0.7


@dataclass(frozen=True)
class Lieu:
    """Un département ou une région : son code et son nom."""

    code: str
    nom: str


@dataclass(frozen=True)
class Fiche:
    """Un atelier réel recensé, ou un dossier publié de la plateforme ; ce qu'on ignore est vide."""

    cle: str
    titre: str
    url: str
    format: str = ""
    nom_du_format: str = ""
    reserve: str = ""
    annee_debut: int | None = None
    annee_fin: int | None = None
    annee: str = ""
    departements: tuple[Lieu, ...] = ()
    regions: tuple[Lieu, ...] = ()
    territoire: str = ""
    themes: tuple[str, ...] = ()
    equipe: str = ""
    pilote: str = ""
    etape: str = ""
    nom_de_l_etape: str = ""
    lon: float | None = None
    lat: float | None = None
    position: str = ""
    nb_habitants: int | None = None
    nb_communes: int | None = None
    sources: tuple[str, ...] = ()
    est_fictif: bool = False
    # Pourquoi elle est proposée à côté d'une autre ; vide ailleurs.
    raisons: tuple[str, ...] = ()
    parue_le: date | None = None

    @property
    def est_recense(self) -> bool:
        return self.etape == RECENSE

    @property
    def est_placee(self) -> bool:
        return self.lon is not None and self.lat is not None

    @property
    def est_a_l_annee(self) -> bool:
        return self.annee_debut is not None

    @property
    def lieu(self) -> str:
        return ", ".join(f"{d.nom} ({d.code})" for d in self.departements)

    @cached_property
    def mots(self) -> str:
        noms = [lieu.nom for lieu in (*self.departements, *self.regions)]
        return normaliser(
            " ".join([self.titre, self.territoire, self.equipe, self.pilote, *self.themes, *noms])
        )

    @cached_property
    def valeurs(self) -> dict[str, tuple[str, ...]]:
        """Ce que chaque filtre peut lui demander."""
        return {
            "format": (self.format or NON_RENSEIGNE,),
            "annee": self._annees(),
            "region": tuple(r.code for r in self.regions),
            "departement": tuple(d.code for d in self.departements),
            "theme": self.themes,
            "etape": (self.etape,),
        }

    def _annees(self) -> tuple[str, ...]:
        if self.annee_debut is None:
            return (NON_RENSEIGNE,)
        return tuple(str(a) for a in range(self.annee_debut, (self.annee_fin or self.annee_debut) + 1))


@dataclass(frozen=True)
class Zone:
    """Un rectangle de la carte, en degrés."""

    ouest: float
    sud: float
    est: float
    nord: float

    def contient(self, fiche: Fiche) -> bool:
        if fiche.lon is None or fiche.lat is None:
            return False
        return self.ouest <= fiche.lon <= self.est and self.sud <= fiche.lat <= self.nord

    def __str__(self) -> str:
        return ",".join(f"{v:.3f}" for v in (self.ouest, self.sud, self.est, self.nord))


def lire_la_zone(texte: str) -> Zone | None:
    """« ouest,sud,est,nord » ; ce qui n'en est pas une ne borne rien."""
    morceaux = texte.split(",")
    if len(morceaux) != 4 or not all(NOMBRE.fullmatch(m) for m in morceaux):
        return None
    ouest, sud, est, nord = map(float, morceaux)
    dans_le_monde = -180 <= ouest < est <= 180 and -90 <= sud < nord <= 90
    return Zone(ouest, sud, est, nord) if dans_le_monde else None


@dataclass(frozen=True)
class Filtre:
    """Ce que l'adresse demande ; vide, tout passe."""

    texte: str = ""
    format: str = ""
    annee: str = ""
    region: str = ""
    departement: str = ""
    theme: str = ""
    etape: str = ""
    zone: str = ""

    @property
    def est_vide(self) -> bool:
        return self == Filtre()

    @cached_property
    def rectangle(self) -> Zone | None:
        return lire_la_zone(self.zone)

    @cached_property
    def choisis(self) -> dict[str, str]:
        return {nom: valeur for nom in DIMENSIONS if (valeur := getattr(self, nom))}

    @cached_property
    def cherches(self) -> tuple[str, ...]:
        return tuple(normaliser(self.texte).split())

    def manques(self, fiche: Fiche) -> list[str]:
        """Les filtres que cette fiche ne passe pas."""
        manques = [nom for nom, valeur in self.choisis.items() if valeur not in fiche.valeurs[nom]]
        if not all(mot in fiche.mots for mot in self.cherches):
            manques.append("texte")
        if self.rectangle and not self.rectangle.contient(fiche):
            manques.append("zone")
        return manques

    def garde(self, fiche: Fiche) -> bool:
        return not self.manques(fiche)


def filtrer(fiches: Iterable[Fiche], filtre: Filtre) -> list[Fiche]:
    return [f for f in fiches if filtre.garde(f)]


def facettes(fiches: Iterable[Fiche], filtre: Filtre) -> dict[str, Counter[str]]:
    """Pour chaque filtre, combien de fiches donnerait chacune de ses valeurs, les autres filtres en place."""
    comptes: dict[str, Counter[str]] = {nom: Counter() for nom in DIMENSIONS}
    for fiche in fiches:
        manques = filtre.manques(fiche)
        if len(manques) > 1:
            continue
        for nom in DIMENSIONS if not manques else [m for m in manques if m in DIMENSIONS]:
            # Une valeur absente n'est pas un choix : la prendre montrerait tout.
            comptes[nom].update(filter(None, fiche.valeurs[nom]))
    return comptes


def corriger(filtre: Filtre, fiches: Iterable[Fiche], connus: Collection[str]) -> Filtre:
    """Le même filtre, les mots qu'aucune fiche ne dit remplacés par le plus ressemblant ; inchangé sinon."""
    fiches = list(fiches)
    justes = [
        mot if any(mot in f.mots for f in fiches) else _le_plus_proche(mot, connus) for mot in filtre.cherches
    ]
    return filtre if justes == list(filtre.cherches) else replace(filtre, texte=" ".join(justes))


def _le_plus_proche(mot: str, connus: Collection[str]) -> str:
    trouve = process.extractOne(
        mot, connus, scorer=distance.DamerauLevenshtein.normalized_similarity, score_cutoff=RESSEMBLANCE
    )
    return str(trouve[0]) if trouve else mot


def classer(fiches: Iterable[Fiche], tri: str = "") -> list[Fiche]:
    """Le plus récent d'abord, les années inconnues à la fin, puis par titre ; ou par titre, ou par département."""
    return sorted(fiches, key=TRIS.get(tri, _par_annee))


def _par_annee(fiche: Fiche) -> tuple[Any, ...]:
    return fiche.annee_fin is None, -(fiche.annee_fin or 0), -(fiche.annee_debut or 0), fiche.titre


def _par_titre(fiche: Fiche) -> tuple[Any, ...]:
    return (normaliser(fiche.titre),)


def _par_departement(fiche: Fiche) -> tuple[Any, ...]:
    codes = [d.code for d in fiche.departements]
    return not codes, codes, normaliser(fiche.titre)


def _par_parution(fiche: Fiche) -> tuple[Any, ...]:
    return fiche.parue_le is None, -(fiche.parue_le.toordinal() if fiche.parue_le else 0), fiche.titre


TRIS: dict[str, Callable[[Fiche], tuple[Any, ...]]] = {
    "": _par_annee,
    "titre": _par_titre,
    "departement": _par_departement,
    "parution": _par_parution,
}


@dataclass(frozen=True)
class Compte:
    """Ce que l'on peut dire d'une sélection ; les contenus fictifs sont comptés à part."""

    nb: int
    nb_fictifs: int
    par_format: dict[str, int]
    nb_departements: int
    nb_regions: int
    annees: tuple[int, int] | None
    nb_sans_position: int


def compter(fiches: Sequence[Fiche]) -> Compte:
    reelles = [f for f in fiches if not f.est_fictif]
    par_format: dict[str, int] = {}
    for fiche in reelles:
        cle = fiche.format or NON_RENSEIGNE
        par_format[cle] = par_format.get(cle, 0) + 1
    debuts = [f.annee_debut for f in reelles if f.annee_debut is not None]
    fins = [f.annee_fin or f.annee_debut for f in reelles if f.annee_debut is not None]
    return Compte(
        nb=len(reelles),
        nb_fictifs=len(fiches) - len(reelles),
        par_format=par_format,
        nb_departements=len({d.code for f in reelles for d in f.departements}),
        nb_regions=len({r.code for f in reelles for r in f.regions}),
        annees=(min(debuts), max(a for a in fins if a is not None)) if debuts else None,
        nb_sans_position=sum(not f.est_placee for f in fiches),
    )


def semblables(fiche: Fiche, fiches: Iterable[Fiche], combien: int = 3) -> list[Fiche]:
    """Les plus proches par les thèmes, le territoire, la taille, la région ; chacune porte ses `raisons`."""
    par_cle = {f.cle: f for f in fiches}
    proches = les_plus_proches(_profil(fiche), map(_profil, par_cle.values()), au_plus=combien)
    return [replace(par_cle[proche.cle], raisons=tuple(proche.raisons)) for proche in proches]


def _profil(fiche: Fiche) -> Profil:
    """La forme du territoire ne se dit que sûre : une commune, ou plusieurs départements."""
    nb_departements, nb_communes = len(fiche.departements), fiche.nb_communes or 0
    est_sure = nb_departements > 1 or nb_communes == 1
    return Profil(
        cle=fiche.cle,
        titre=fiche.titre,
        url=fiche.url,
        themes=frozenset(fiche.themes),
        forme=forme_du_territoire(nb_communes, 1, nb_departements) if est_sure else "",
        nb_habitants=fiche.nb_habitants,
        regions=frozenset(region.nom for region in fiche.regions),
    )
