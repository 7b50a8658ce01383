"""Dépouiller : d'une pile de bulletins à un dessin, un tableau qui l'égale et une phrase.

La page des résultats, le pupitre, l'écran de la salle, le compte rendu et l'export lisent le même dépouillement.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from etabli.etape4_seance.calcul.jugement import Rangee, classer_au_jugement, compter
from etabli.etape4_seance.calcul.matrice import NOTES, Place, placer
from etabli.etape4_seance.calcul.nuage import Terme, nuage
from etabli.etape4_seance.calcul.sondage import depouiller_l_echelle, depouiller_les_choix
from etabli.etape4_seance.dessins import (
    QUADRANTS,
    SALLE,
    dessiner_le_jugement,
    jugement_en_barres,
    matrice_pour_la_salle,
)
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, TypeActivite
from etabli.etape4_seance.models import Activite, Bulletin, Contribution, Seance
from etabli.etape4_seance.objets import Objet, objets, objets_de
from etabli.etape4_seance.permissions import sont_visibles_les_resultats
from etabli.socle.francais import pluriel
from etabli.socle.graphiques import Axe, Graphique, PointNote, barres, nuage_de_points
from etabli.socle.graphiques.mesures import nombre

NB_EN_SALLE = 8  # au-delà, on ne lit plus de loin ; le tableau les donne toutes
A_BULLETINS = frozenset({TypeActivite.JUGEMENT, TypeActivite.MATRICE, TypeActivite.SONDAGE})


# Le graphique, les phrases, et pour la salle : le dessin en grand, la liste numérotée.
Lu = tuple[Graphique | None, list[str], str, list[str]]
RIEN: Lu = (None, [], "", [])


@dataclass(frozen=True)
class Depouillement:
    """`est_visible` faux : le vote est masqué, seul le nombre de bulletins se dit."""

    activite: Activite
    nb: int
    nb_tardifs: int
    est_visible: bool
    graphique: Graphique | None = None
    phrases: list[str] = field(default_factory=list)
    # Pour l'écran de la salle : le même dessin, en plus grand, et la liste numérotée qui va avec.
    svg_de_salle: str = ""
    numeros: list[str] = field(default_factory=list)

    @property
    def compte(self) -> str:
        qui = "table,tables" if self.activite.est_par_table else "bulletin,bulletins"
        tardifs = f", dont {self.nb_tardifs} arrivés après la fermeture" if self.nb_tardifs else ""
        return pluriel(self.nb, *qui.split(",")) + tardifs


def a_bulletins(seance: Seance) -> QuerySet[Activite]:
    """Les votes déjà ouverts qui se remplissent par bulletin, donc aussi sur papier."""
    return seance.activites.filter(type__in=A_BULLETINS).exclude(etat=EtatActivite.PREPAREE).order_by("ordre")


def depouiller(activite: Activite) -> Depouillement:
    return compter_les_bulletins(activite, objets_de(activite), list(activite.bulletins.all()))


def depouiller_depuis(
    activite: Activite, proposees: Sequence[Contribution], bulletins: Sequence[Bulletin]
) -> Depouillement:
    """La même chose quand la page a déjà lu contributions et bulletins de toute la séance."""
    return compter_les_bulletins(activite, objets(activite, proposees), bulletins)


def compter_les_bulletins(
    activite: Activite, choses: Sequence[Objet], bulletins: Sequence[Bulletin]
) -> Depouillement:
    tardifs = sum(bulletin.est_tardif for bulletin in bulletins)
    if not sont_visibles_les_resultats(activite):
        return Depouillement(activite, len(bulletins), tardifs, False)
    lu = COMPTEURS[TypeActivite(activite.type)](activite, choses, bulletins)
    return Depouillement(activite, len(bulletins), tardifs, True, *lu)


def _jugement(activite: Activite, choses: Sequence[Objet], bulletins: Sequence[Bulletin]) -> Lu:
    rangees, mentions = rangees_du_jugement(activite, choses, bulletins), activite.mentions_listees
    noms = {chose.cle: chose.texte for chose in choses}
    if not any(rangee.nb for rangee in rangees):
        return RIEN
    graphique = jugement_en_barres("Les mentions reçues", rangees, noms, mentions)
    tete = [r for r in rangees if r.place == 1 and r.jauge]
    dites = [f"«\u00a0{noms[r.cle]}\u00a0», {mentions[r.jauge.mention].lower()}" for r in tete if r.jauge]
    en_grand = dessiner_le_jugement(
        activite.titre, graphique.description, rangees[:NB_EN_SALLE], noms, mentions, SALLE
    )
    return graphique, [f"En tête : {', '.join(dites)}."], en_grand, []


def rangees_du_jugement(
    activite: Activite, choses: Sequence[Objet], bulletins: Sequence[Bulletin]
) -> list[Rangee[str]]:
    nb_mentions = len(activite.mentions_listees)
    return classer_au_jugement(
        {
            chose.cle: compter(
                [b.reponses[chose.cle] for b in bulletins if chose.cle in b.reponses], nb_mentions
            )
            for chose in choses
        }
    )


def places_de_la_matrice(choses: Sequence[Objet], bulletins: Sequence[Bulletin]) -> list[Place[str]]:
    return placer(
        {
            chose.cle: [
                (b.reponses[chose.cle][0], b.reponses[chose.cle][1])
                for b in bulletins
                if chose.cle in b.reponses
            ]
            for chose in choses
        }
    )


def _matrice(activite: Activite, choses: Sequence[Objet], bulletins: Sequence[Bulletin]) -> Lu:
    noms = {chose.cle: chose.texte for chose in choses}
    placees = [p for p in places_de_la_matrice(choses, bulletins) if p.nb]
    if not placees:
        return RIEN
    titre = "Impact et faisabilité, médianes"
    dessin = nuage_de_points(
        titre,
        [PointNote(noms[p.cle], p.faisabilite or 0, p.impact or 0) for p in placees],
        Axe("Faisabilité", NOTES[0], NOTES[-1]),
        Axe("Impact", NOTES[0], NOTES[-1]),
        quadrants=QUADRANTS,
    )
    lignes = tuple(
        (
            f"{rang}. {noms[p.cle]}",
            nombre(p.impact or 0),
            nombre(p.faisabilite or 0),
            p.quadrant.value if p.quadrant else "",
            str(p.nb),
        )
        for rang, p in enumerate(placees, 1)
    )
    comptes = Counter(p.quadrant.value for p in placees if p.quadrant)
    description = "Impact et faisabilité, médianes : " + ", ".join(
        f"{nb} {quadrant.lower()}" for quadrant, nb in comptes.items()
    )
    entetes = ("Proposition", "Impact médian", "Faisabilité médiane", "Quadrant", "Avis")
    graphique = Graphique(dessin.svg, titre, description + ".", entetes, lignes)
    engager = [noms[p.cle] for p in placees if p.quadrant and p.quadrant.name == "ENGAGER"]
    phrases = [f"À engager : {' ; '.join(engager)}."] if engager else []
    points = [(p.faisabilite or 0, p.impact or 0) for p in placees]
    en_grand = matrice_pour_la_salle(activite.titre, description, points)
    return graphique, phrases, en_grand, [noms[p.cle] for p in placees]


def _sondage(activite: Activite, choses: Sequence[Objet], bulletins: Sequence[Bulletin]) -> Lu:
    if not bulletins:
        return RIEN
    if activite.mode_de_sondage == ModeDeSondage.ECHELLE:
        lu = depouiller_l_echelle([b.reponses.get("note", 0) for b in bulletins], activite.echelle_max)
        noms = [str(note) for note in range(1, activite.echelle_max + 1)]
    else:
        lu = depouiller_les_choix([b.reponses.get("choix", []) for b in bulletins], len(choses))
        noms = [chose.texte for chose in choses]
    qui = "tables" if activite.est_par_table else "personnes"
    dessin = barres("Les réponses", [(nom, float(c.nb)) for nom, c in zip(noms, lu.choisis, strict=True)])
    lignes = tuple((nom, str(c.nb), f"{c.part}\u00a0%") for nom, c in zip(noms, lu.choisis, strict=True))
    graphique = Graphique(
        dessin.svg, "Les réponses", dessin.description, ("Réponse", qui.capitalize(), "Part"), lignes
    )
    phrases = [f"Médiane : {nombre(lu.mediane)}."] if lu.mediane is not None else []
    return graphique, phrases, dessin.svg, []


Compteur = Callable[[Activite, Sequence[Objet], Sequence[Bulletin]], Lu]
COMPTEURS: dict[TypeActivite, Compteur] = {
    TypeActivite.JUGEMENT: _jugement,
    TypeActivite.MATRICE: _matrice,
    TypeActivite.SONDAGE: _sondage,
}


def mots_de(contributions: Sequence[Contribution]) -> list[Terme]:
    return nuage([contribution.texte for contribution in contributions])
