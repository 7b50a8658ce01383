"""Le portrait chiffré d'un ensemble de communes, à côté de ses départements et de la France."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from etabli.socle.francais import INSECABLE, liste_et, nombre, pluriel
from etabli.socle.graphiques import Graphique, barres, barres_empilees, colonnes, courbe
from etabli.territoires.calcul.chiffres import (
    TAILLES,
    Series,
    Valeur,
    annee_de_depart,
    annees_completes,
    complete,
    derniere_annee_commune,
    evolution_annuelle,
    rapport,
)
from etabli.territoires.enums import Jeu, NiveauDeMesure
from etabli.territoires.lecture_des_mesures import (
    dire_la_taille,
    etendue,
    mesures_des_agregats,
    mesures_des_communes,
    population_en_place,
    repartir,
    source_du_cog,
    tailles_en_place,
)
from etabli.territoires.models import (
    Commune,
    Departement,
    ImportDeMesures,
    Indicateur,
    classer_par_presence,
)

NB_DE_BARRES = 12
INCONNU = "non connu"
PAS_ENCORE_IMPORTE = "le fichier n'est pas encore importé."


@dataclass(frozen=True)
class Rapproche:
    """Une ligne du tableau de comparaison : le territoire, ses départements, la France, et d'où cela vient."""

    libelle: str
    valeurs: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Illustre:
    """Un graphique et ce qui le source."""

    graphique: Graphique
    source: str


@dataclass
class Chiffres:
    """Tout ce que la page et les documents montrent."""

    colonnes: tuple[str, ...]
    lignes: list[Rapproche] = field(default_factory=list)
    graphiques: list[Illustre] = field(default_factory=list)
    manques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """Un rapport à comparer : ce que l'on additionne, à quoi on le rapporte, comment on l'écrit."""

    libelle: str
    hauts: tuple[str, ...]
    bas: str
    facteur: float = 100.0
    unite: str = "%"


PARTS = (
    Part("Moins de 15 ans", ("moins-de-15-ans",), "population-du-recensement"),
    Part(
        "60 ans et plus",
        ("de-60-a-74-ans", "de-75-a-89-ans", "de-90-ans-et-plus"),
        "population-du-recensement",
    ),
    Part("Résidences secondaires", ("residences-secondaires",), "logements"),
    Part("Logements vacants", ("logements-vacants",), "logements"),
    Part("Emplois pour 100 actifs occupés de 15 à 64 ans", ("emplois",), "actifs-occupes", unite=""),
)


def lire_les_chiffres(nom: str, communes: Sequence[Commune]) -> Chiffres:
    """Un nombre constant de requêtes (à un paquet de cinq cents communes près)."""
    departements: list[Departement] = classer_par_presence([c.departement for c in communes])
    return Portraitiste(nom, communes, departements).faire()


class Portraitiste:
    def __init__(self, nom: str, communes: Sequence[Commune], departements: Sequence[Departement]) -> None:
        self.communes, self.departements = communes, departements
        self.tailles = tailles_en_place()
        self.cog = source_du_cog()
        codes = [d.code for d in departements]
        nb_par_departement = {code: sum(self.tailles[code].values()) for code in codes}
        nb_en_tout = sum(sum(t.values()) for t in self.tailles.values())
        self.ici = mesures_des_communes([c.code for c in communes])
        self.la = mesures_des_agregats(NiveauDeMesure.DEPARTEMENT, codes, sum(nb_par_departement.values()))
        self.france = mesures_des_agregats(NiveauDeMesure.FRANCE, ["FRANCE"], nb_en_tout)
        self.tous: tuple[Series, ...] = (self.ici, self.la, self.france)
        self.origines = ImportDeMesures.objects.defer("rapport").in_bulk()
        noms = liste_et(d.nom for d in departements) if len(departements) < 4 else "Ses départements"
        self.chiffres = Chiffres((nom, noms, "France"))

    def faire(self) -> Chiffres:
        self.comparer_les_tailles()
        self.comparer_la_population()
        self.comparer_les_parts()
        self.montrer_l_histoire()
        self.montrer_les_communes()
        self.montrer_les_espaces()
        self.dire_les_revenus()
        self.dire_ce_qui_manque()
        return self.chiffres

    # Le tableau

    def ligne(
        self, libelle: str, valeurs: Iterable[float | None], unite: str, source: str, decimales: int = 0
    ) -> None:
        ecrites = tuple(
            INCONNU if v is None else f"{nombre(v, decimales)}{INSECABLE}{unite}".strip() for v in valeurs
        )
        self.chiffres.lignes.append(Rapproche(libelle, ecrites, source))

    def source(self, indicateur: str, annee: int) -> str:
        lue = self.ici.get(indicateur, {}).get(annee)
        return self.dire_l_origine(lue.origine, annee) if lue else ""

    def dire_l_origine(self, pk: int, annee: int) -> str:
        origine = self.origines.get(pk)
        return f"{origine.source}, {annee} (fichier de {origine.millesime})" if origine else ""

    def comparer_les_tailles(self) -> None:
        nb = [
            float(len(self.communes)),
            float(sum(sum(self.tailles[d.code].values()) for d in self.departements)),
            float(sum(sum(t.values()) for t in self.tailles.values())),
        ]
        self.ligne("Communes", nb, "", self.cog)
        repartition = [
            repartir(c.population for c in self.communes),
            [sum(self.tailles[d.code][rang] for d in self.departements) for rang in range(len(TAILLES))],
            [sum(t[rang] for t in self.tailles.values()) for rang in range(len(TAILLES))],
        ]
        series = {dire_la_taille(rang): [r[rang] for r in repartition] for rang in range(len(TAILLES))}
        presentes = {nom: valeurs for nom, valeurs in series.items() if any(valeurs)}
        graphique = barres_empilees(
            "Les communes selon leur population",
            self.chiffres.colonnes,
            presentes,
            en_tete="Territoire",
            en_parts=True,
        )
        self.chiffres.graphiques.append(Illustre(graphique, self.cog))

    def comparer_la_population(self) -> None:
        annee = derniere_annee_commune(self.tous, ["population"])
        if annee is None:
            habitants = population_en_place(self.communes, self.departements)
            self.ligne("Population municipale", habitants, "habitants", self.cog)
            return
        source = self.source("population", annee)
        self.ligne(
            "Population municipale",
            [complete(s, "population", annee) for s in self.tous],
            "habitants",
            source,
        )
        annees = sorted(set.intersection(*(set(annees_completes(s, "population")) for s in self.tous)))
        depart = annee_de_depart(annees, annee)
        if depart is not None:
            taux = [
                evolution_annuelle(
                    complete(s, "population", depart), complete(s, "population", annee), annee - depart
                )
                for s in self.tous
            ]
            self.ligne(
                f"Évolution annuelle moyenne de la population, {depart}-{annee}",
                [None if t is None else t * 100 for t in taux],
                "%",
                source,
                1,
            )

    def comparer_les_parts(self) -> None:
        superficie = derniere_annee_commune(self.tous, ["superficie"])
        annee = derniere_annee_commune(self.tous, ["population"])
        if superficie is not None and annee is not None:
            densites = [rapport(s, ["population"], "superficie", annee, superficie) for s in self.tous]
            self.ligne("Densité", densites, "habitants par km²", self.source("superficie", superficie), 1)
        for part in PARTS:
            annee = derniere_annee_commune(self.tous, [*part.hauts, part.bas])
            if annee is not None:
                rapports = [rapport(s, part.hauts, part.bas, annee) for s in self.tous]
                valeurs = [None if r is None else r * part.facteur for r in rapports]
                self.ligne(part.libelle, valeurs, part.unite, self.source(part.bas, annee), 1)

    def dire_les_revenus(self) -> None:
        """Une médiane ne s'additionne pas : on donne l'étendue entre les communes publiées."""
        bornes = etendue([c.code for c in self.communes], "revenu-median")
        if bornes is None:
            return
        annee, bas, haut, nb, origine = bornes
        montants = f"de {nombre(bas, 0)} à {nombre(haut, 0)}{INSECABLE}€ par an"
        ecrit = f"{montants}, dans les {pluriel(nb, 'commune')} où il est publié"
        rien = "ne s'additionne pas"
        self.chiffres.lignes.append(
            Rapproche(
                "Niveau de vie médian, selon les communes",
                (ecrit, rien, rien),
                self.dire_l_origine(origine, annee),
            )
        )

    # Les graphiques

    def montrer_l_histoire(self) -> None:
        for indicateur, titre in (
            ("population", "La population municipale"),
            (
                "population-sans-doubles-comptes",
                "La population aux anciens recensements (sans doubles comptes)",
            ),
        ):
            annees = annees_completes(self.ici, indicateur)
            if len(annees) < 2:
                continue
            valeurs = [complete(self.ici, indicateur, a) for a in annees]
            graphique = courbe(
                titre,
                [str(a) for a in annees],
                {self.chiffres.colonnes[0]: valeurs},
                unite="habitants",
                en_tete="Année",
            )
            self.chiffres.graphiques.append(Illustre(graphique, self.source(indicateur, annees[-1])))
        self.comparer_les_evolutions()

    def comparer_les_evolutions(self) -> None:
        annees = sorted(set.intersection(*(set(annees_completes(s, "population")) for s in self.tous)))
        if len(annees) < 2:
            return
        series = {}
        for nom, serie in zip(self.chiffres.colonnes, self.tous, strict=True):
            base = complete(serie, "population", annees[0]) or 0.0
            lues = [complete(serie, "population", a) for a in annees]
            series[nom] = [None if v is None or not base else round(v / base * 100, 1) for v in lues]
        titre = f"L'évolution comparée de la population (100 en {annees[0]})"
        graphique = courbe(titre, [str(a) for a in annees], series, en_tete="Année")
        self.chiffres.graphiques.append(Illustre(graphique, self.source("population", annees[-1])))

    def montrer_les_communes(self) -> None:
        connues = sorted((c for c in self.communes if c.population), key=lambda c: -(c.population or 0))
        if len(connues) < 2:
            return
        montrees = [(c.nom, float(c.population or 0)) for c in connues[:NB_DE_BARRES]]
        reste = sum(c.population or 0 for c in connues[NB_DE_BARRES:])
        if reste:
            montrees.append((f"Les {len(connues) - NB_DE_BARRES} autres", float(reste)))
        graphique = barres("Où vivent les habitants", montrees, unite="habitants", en_tete="Commune")
        self.chiffres.graphiques.append(Illustre(graphique, self.cog))

    def montrer_les_espaces(self) -> None:
        annees = annees_completes(self.ici, "consommation-enaf")
        if not annees:
            return
        hectares = [(str(a), (complete(self.ici, "consommation-enaf", a) or 0.0) / 10_000) for a in annees]
        source = self.source("consommation-enaf", annees[-1])
        titre = "Les espaces naturels, agricoles et forestiers consommés chaque année"
        graphique = colonnes(titre, [(a, round(v, 1)) for a, v in hectares], unite="ha", en_tete="Année")
        self.chiffres.graphiques.append(Illustre(graphique, source))
        communes = sorted(
            set.intersection(*(set(annees_completes(s, "consommation-enaf")) for s in self.tous))
        )
        if communes:
            sommes = [
                sum(complete(s, "consommation-enaf", a) or 0.0 for a in communes) / 10_000 for s in self.tous
            ]
            self.ligne(f"Espaces consommés, {communes[0]}-{communes[-1]}", sommes, "ha", source)

    # Ce que l'on ne sait pas

    def dire_ce_qui_manque(self) -> None:
        jeux = {o.jeu for o in self.origines.values() if o.applique_le}
        for jeu in Jeu:
            if jeu not in jeux:
                self.chiffres.manques.append(f"{jeu.label} : {PAS_ENCORE_IMPORTE}")
        libelles = dict(Indicateur.objects.values_list("code", "libelle").order_by())
        incompletes: dict[str, tuple[int, Valeur]] = {}
        for indicateur, annees in self.ici.items():
            derniere = max(annees)
            if not annees[derniere].est_complete:
                incompletes[indicateur] = (derniere, annees[derniere])
        for indicateur, (annee, valeur) in sorted(incompletes.items()):
            absentes = valeur.total - valeur.nb
            self.chiffres.manques.append(
                f"{libelles.get(indicateur, indicateur)}, {annee} : {pluriel(absentes, 'commune')} sur "
                f"{valeur.total} sans valeur publiée ; le total n'est pas montré."
            )
        sans = [c.nom for c in self.communes if c.population is None]
        if sans:
            self.chiffres.manques.append(
                f"Population non publiée : {liste_et(sans[:5])}{'…' if len(sans) > 5 else ''}."
            )
