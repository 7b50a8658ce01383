"""Ce que les pages montrent des calculs : le classement, les écarts entre évaluateurs, la consommation."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from etabli.etape2_marche.calcul import Consommation, Dispersion, Ligne, dispersion, ecarts_de_prix
from etabli.etape2_marche.classement import cases_du_cadre
from etabli.etape2_marche.models import Marche, Note, Offre
from etabli.socle.graphiques import barres, barres_empilees

# Au-delà de cet écart, rapporté à la note maximale, la réunion en parle d'abord : un repère, pas une règle.
ECART_A_DISCUTER = Decimal("0.3")
# En dessous de la moyenne des autres d'autant, un prix se regarde de près : un repère aussi, jamais un couperet.
PRIX_A_REGARDER = Decimal("0.2")


@dataclass(frozen=True)
class Ecart:
    """Où les évaluateurs divergent."""

    offre: str
    critere: str
    mesure: Dispersion
    est_a_discuter: bool
    place: tuple[int, tuple[int, int]]


def ecarts_de(notes: Iterable[Note]) -> list[Ecart]:
    """Les écarts entre notes individuelles, les plus grands d'abord."""
    par_case: dict[tuple[int, tuple[int, int]], list[Note]] = {}
    for note in notes:
        par_case.setdefault((note.offre_id, note.cle), []).append(note)
    ecarts = []
    for groupe in par_case.values():
        mesure = dispersion(n.valeur for n in groupe)
        if mesure is not None:
            premiere = groupe[0]
            seuil = ECART_A_DISCUTER * premiere.critere.accord_cadre.note_maximale
            nom = str(premiere.offre.titulaire)
            quoi = str(premiere.sous_critere or premiere.critere)
            ecarts.append(
                Ecart(nom, quoi, mesure, mesure.etendue >= seuil, (premiere.offre_id, premiere.cle))
            )
    return sorted(ecarts, key=lambda e: (-e.mesure.etendue, e.offre, e.critere))


@dataclass(frozen=True)
class RepereDePrix:
    """Où se place le prix d'une offre par rapport à la moyenne des autres."""

    ecart: Decimal
    est_a_regarder: bool


def reperes_de_prix(offres: Iterable[Offre]) -> dict[int, RepereDePrix]:
    prix = {o.pk: o.montant_ht for o in offres if o.montant_ht is not None and not o.est_hors_delai}
    return {
        cle: RepereDePrix(ecart, ecart <= -PRIX_A_REGARDER) for cle, ecart in ecarts_de_prix(prix).items()
    }


def repere_de_prix(marche: Marche, offre: Offre) -> RepereDePrix | None:
    return reperes_de_prix(marche.offres.all()).get(offre.pk)


@dataclass(frozen=True)
class LigneMontree:
    ligne: Ligne
    cases: tuple[tuple[str, Decimal, Decimal], ...]

    @property
    def decimales(self) -> int:
        return max(2, -int(self.ligne.total.as_tuple().exponent))


def tableau_du_classement(marche: Marche, lignes: list[Ligne]) -> dict[str, Any]:
    cases = cases_du_cadre(marche.accord_cadre)
    montrees = [
        LigneMontree(li, tuple((c.nom_entier, li.notes[c.cle], li.points[c.cle]) for c in cases))
        for li in lignes
    ]
    graphique = (
        barres_empilees(
            "D'où viennent les points de chaque offre, sur 100",
            [li.nom for li in lignes],
            {c.nom_entier: [float(li.points[c.cle]) for li in lignes] for c in cases},
            en_tete="Candidat",
        )
        if lignes
        else None
    )
    return {"criteres": cases, "lignes": montrees, "graphique": graphique}


def tableau_de_la_consommation(bilan: Consommation) -> dict[str, Any]:
    """Une ligne par titulaire, une case par année, dans le même ordre que l'en-tête."""
    lignes = [
        (nom, [montants.get(annee) for annee in bilan.annees], bilan.total_de(nom))
        for nom, montants in bilan.par_titulaire.items()
    ]
    totaux = [bilan.total_de_l_annee(annee) for annee in bilan.annees]
    graphique = (
        barres(
            "Montant engagé par titulaire, HT",
            [(nom, float(total)) for nom, _, total in lignes],
            unite="€",
            en_tete="Titulaire",
        )
        if lignes
        else None
    )
    return {"bilan": bilan, "lignes": lignes, "totaux": totaux, "graphique": graphique}
