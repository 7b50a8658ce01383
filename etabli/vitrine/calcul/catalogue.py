"""Un atelier tel que le public le lit, et la façon d'en chercher : les mêmes règles pour la carte et la liste."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etabli.territoires.calcul import normaliser

NON_RENSEIGNE = "non-renseigne"
RECENSE = "recense"


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

    @property
    def mots(self) -> str:
        noms = [lieu.nom for lieu in (*self.departements, *self.regions)]
        return normaliser(
            " ".join([self.titre, self.territoire, self.equipe, self.pilote, *self.themes, *noms])
        )

    def touche_l_annee(self, annee: int) -> bool:
        if self.annee_debut is None:
            return False
        return self.annee_debut <= annee <= (self.annee_fin or self.annee_debut)


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

    @property
    def est_vide(self) -> bool:
        return self == Filtre()

    def garde(self, fiche: Fiche) -> bool:
        return (
            self._garde_l_annee(fiche)
            and (not self.format or (fiche.format or NON_RENSEIGNE) == self.format)
            and (not self.region or self.region in {r.code for r in fiche.regions})
            and (not self.departement or self.departement in {d.code for d in fiche.departements})
            and (not self.theme or self.theme in fiche.themes)
            and (not self.etape or fiche.etape == self.etape)
            and all(mot in fiche.mots for mot in normaliser(self.texte).split())
        )

    def _garde_l_annee(self, fiche: Fiche) -> bool:
        if not self.annee:
            return True
        if self.annee == NON_RENSEIGNE:
            return not fiche.est_a_l_annee
        return self.annee.isdigit() and fiche.touche_l_annee(int(self.annee))


def filtrer(fiches: Iterable[Fiche], filtre: Filtre) -> list[Fiche]:
    return [f for f in fiches if filtre.garde(f)]


def classer(fiches: Iterable[Fiche]) -> list[Fiche]:
    """Le plus récent d'abord, les années inconnues à la fin, puis par titre."""
    return sorted(
        fiches, key=lambda f: (f.annee_fin is None, -(f.annee_fin or 0), -(f.annee_debut or 0), f.titre)
    )


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


def ressemblance(une: Fiche, autre: Fiche) -> int:
    """Deux points par thème commun, un par département, un pour le format, un pour la région."""
    return (
        2 * len(set(une.themes) & set(autre.themes))
        + len({d.code for d in une.departements} & {d.code for d in autre.departements})
        + len({r.code for r in une.regions} & {r.code for r in autre.regions})
        + (1 if une.format and une.format == autre.format else 0)
    )


def semblables(fiche: Fiche, fiches: Iterable[Fiche], combien: int = 3) -> list[Fiche]:
    """Les plus proches ; le seul format commun ne suffit pas à se ressembler."""
    autres = [(ressemblance(fiche, f), f) for f in fiches if f.cle != fiche.cle]
    proches = sorted((p for p in autres if p[0] >= 2), key=lambda p: (-p[0], p[1].titre))
    return [f for _, f in proches[:combien]]
