"""Les repères : un atelier, ou plusieurs trop proches pour être touchés séparément. Chacun est un lien."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from etabli.socle.francais import liste_et, pluriel
from etabli.vitrine.calcul.catalogue import Fiche, Zone
from etabli.vitrine.cartes.vues import Vue
from etabli.vitrine.colonnes import est_approchee

# Sur un téléphone (330 points pour 800), il reste 24 points entre deux repères : de quoi poser le doigt (WCAG 2.5.8).
ECART = 60
# En deçà (degrés), agrandir ne séparerait plus rien.
MEME_ENDROIT = 0.02
MARGE_D_UNE_ZONE = 0.15


@dataclass
class Repere:
    """`x`, `y` dans l'image ; plusieurs fiches en font un groupe."""

    x: int
    y: int
    fiches: list[Fiche] = field(default_factory=list)
    url: str = ""

    @property
    def nb(self) -> int:
        return len(self.fiches)

    @property
    def est_un_groupe(self) -> bool:
        return self.nb > 1

    @property
    def est_approche(self) -> bool:
        return all(map(est_approchee, self.fiches))

    @property
    def est_fictif(self) -> bool:
        return all(f.est_fictif for f in self.fiches)

    @property
    def rayon(self) -> int:
        return 16 if self.nb == 1 else min(20 + 2 * len(str(self.nb)), 28)

    @property
    def cles(self) -> str:
        """De quoi retrouver les fiches dans la liste ; au-delà de la page, elles n'y sont pas."""
        return " ".join(f.cle for f in self.fiches[:60])

    @property
    def detail(self) -> str:
        fiche = self.fiches[0]
        return " · ".join(filter(None, (fiche.nom_du_format, fiche.annee, fiche.lieu)))

    @property
    def nom(self) -> str:
        """Ce que dit un lecteur d'écran."""
        if not self.est_un_groupe:
            fictif = ", démonstration, contenu fictif" if self.est_fictif else ""
            approche = ", position approchée" if self.est_approche else ""
            return ", ".join(filter(None, (self.fiches[0].titre, self.detail))) + approche + fictif
        lieux = sorted({d.nom for f in self.fiches for d in f.departements})
        ou = liste_et(lieux[:3]) if lieux else ""
        suite = " et ailleurs" if len(lieux) > 3 else ""
        return f"{pluriel(self.nb, 'atelier')}" + (f" : {ou}{suite}" if ou else "")


@dataclass(frozen=True)
class Carte:
    vue: Vue
    reperes: list[Repere]
    nb_hors_de_la_carte: int

    @property
    def nb(self) -> int:
        return sum(r.nb for r in self.reperes)


def composer(fiches: Sequence[Fiche], vue: Vue, adresse_de: Callable[[str], str]) -> Carte:
    """`adresse_de(zone)` est l'adresse de la page bornée à cette zone, les autres filtres gardés."""
    places, dehors = [], 0
    for fiche in fiches:
        if fiche.lon is None or fiche.lat is None:
            continue
        ou = vue.placer(fiche.lon, fiche.lat)
        if ou is None:
            dehors += 1
        else:
            places.append((ou, fiche))
    reperes = regrouper(places)
    for repere in reperes:
        repere.url = _adresse(repere, adresse_de)
    # De haut en bas, de gauche à droite : l'ordre du clavier est celui du regard.
    return Carte(vue, sorted(reperes, key=lambda r: (r.y // ECART, r.x)), dehors)


def regrouper(places: Iterable[tuple[tuple[int, int], Fiche]]) -> list[Repere]:
    """Chaque point rejoint le premier repère à moins de `ECART` ; une grille évite de les comparer tous."""
    grille: dict[tuple[int, int], list[Repere]] = {}
    reperes = []
    for (x, y), fiche in places:
        repere = _voisin(grille, x, y)
        if repere is None:
            repere = Repere(x, y)
            grille.setdefault((x // ECART, y // ECART), []).append(repere)
            reperes.append(repere)
        repere.fiches.append(fiche)
    return reperes


def _voisin(grille: dict[tuple[int, int], list[Repere]], x: int, y: int) -> Repere | None:
    colonne, rang = x // ECART, y // ECART
    for dx in (0, -1, 1):
        for dy in (0, -1, 1):
            for repere in grille.get((colonne + dx, rang + dy), ()):
                if (repere.x - x) ** 2 + (repere.y - y) ** 2 < ECART**2:
                    return repere
    return None


def _adresse(repere: Repere, adresse_de: Callable[[str], str]) -> str:
    if not repere.est_un_groupe:
        return repere.fiches[0].url
    lons = [f.lon for f in repere.fiches if f.lon is not None]
    lats = [f.lat for f in repere.fiches if f.lat is not None]
    ouest, est, sud, nord = min(lons), max(lons), min(lats), max(lats)
    if est - ouest < MEME_ENDROIT and nord - sud < MEME_ENDROIT:
        return "#liste"
    marge = max(est - ouest, nord - sud) * MARGE_D_UNE_ZONE
    return adresse_de(str(Zone(ouest - marge, sud - marge, est + marge, nord + marge)))
