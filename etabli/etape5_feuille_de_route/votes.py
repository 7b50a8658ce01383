"""Ce que les votes de la salle disent des actions : jugement majoritaire, matrice, sondage, gommettes.

Un vote porte sur des contributions, donc sur les actions qu'elles ont fait naître ; une ligne écrite à la main
compte pour l'action qui a le même titre. Un vote masqué, tant qu'il est ouvert, ne se lit pas.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count

from etabli.etape4_seance.calcul.matrice import NOTES
from etabli.etape4_seance.calcul.sondage import depouiller_les_choix
from etabli.etape4_seance.depouillement import places_de_la_matrice, rangees_du_jugement
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, TypeActivite
from etabli.etape4_seance.models import Activite, Bulletin, Contribution, Gommette
from etabli.etape4_seance.objets import Objet, objets, retenues
from etabli.etape4_seance.permissions import sont_visibles_les_resultats
from etabli.etape5_feuille_de_route.models import Action, FeuilleDeRoute
from etabli.socle.sans_accents import comme_en_base

LUS = (TypeActivite.JUGEMENT, TypeActivite.MATRICE, TypeActivite.SONDAGE)
Notes = dict[int, float]


@dataclass(frozen=True)
class Votes:
    """Par action : combien de gommettes ; et de 0 à 1, ce que valent les autres votes."""

    gommettes: dict[int, int]
    jugement: Notes
    matrice: Notes
    sondage: Notes


def types_de_votes(feuille: FeuilleDeRoute) -> set[str]:
    """Les votes à bulletins qui ont eu lieu, et que l'on peut lire."""
    tenus = Activite.objects.filter(
        seance__atelier__dossier=feuille.dossier_id, type__in=LUS, bulletins__isnull=False
    ).exclude(type=TypeActivite.SONDAGE, mode_de_sondage=ModeDeSondage.ECHELLE)
    return {a.type for a in tenus.distinct() if sont_visibles_les_resultats(a)}


def lire_les_votes(feuille: FeuilleDeRoute, actions: Mapping[int, Action]) -> Votes:
    """Cinq requêtes, quel que soit le nombre de votes, de bulletins et d'actions."""
    activites = _activites(feuille)
    renvois = _Renvois(actions)
    proposees = _contributions(activites)
    bulletins: dict[int, list[Bulletin]] = defaultdict(list)
    for bulletin in Bulletin.objects.filter(activite__in=activites):
        bulletins[bulletin.activite_id].append(bulletin)
    notes: dict[str, Notes] = {genre: {} for genre in LUS}
    for activite in activites:
        choses = objets(activite, retenues(activite, proposees.get(activite.porte_sur_id or 0, [])))
        if not bulletins[activite.pk]:
            continue
        for chose, note in _noter(activite, choses, bulletins[activite.pk]):
            for action in renvois.de(chose, activite):
                # Plusieurs paroles, plusieurs votes : on retient ce que la salle a le mieux accueilli.
                notes[activite.type][action] = max(note, notes[activite.type].get(action, 0.0))
    return Votes(
        _gommettes(feuille),
        notes[TypeActivite.JUGEMENT],
        notes[TypeActivite.MATRICE],
        notes[TypeActivite.SONDAGE],
    )


def _activites(feuille: FeuilleDeRoute) -> list[Activite]:
    activites = Activite.objects.filter(seance__atelier__dossier=feuille.dossier_id, type__in=LUS)
    lisibles = [a for a in activites if sont_visibles_les_resultats(a)]
    return [
        a for a in lisibles if a.type != TypeActivite.SONDAGE or a.mode_de_sondage != ModeDeSondage.ECHELLE
    ]


def _contributions(activites: Iterable[Activite]) -> dict[int, list[Contribution]]:
    dites: dict[int, list[Contribution]] = defaultdict(list)
    sources = {a.porte_sur_id for a in activites if a.porte_sur_id}
    for contribution in Contribution.objects.montrables().filter(activite__in=sources):
        dites[contribution.activite_id].append(contribution)
    return dites


def _gommettes(feuille: FeuilleDeRoute) -> dict[int, int]:
    collees = Gommette.objects.filter(contribution__actions__feuille=feuille).exclude(
        activite__est_masquee=True, activite__etat=EtatActivite.OUVERTE
    )
    return dict(collees.order_by().values_list("contribution__actions").annotate(Count("pk")))


class _Renvois:
    """D'un objet voté aux actions qu'il concerne."""

    def __init__(self, actions: Mapping[int, Action]) -> None:
        self.par_contribution: dict[str, list[int]] = defaultdict(list)
        self.par_titre: dict[str, list[int]] = defaultdict(list)
        for pk, action in actions.items():
            self.par_titre[_nu(action.titre)].append(pk)
            for contribution in action.contributions.all():
                self.par_contribution[contribution.pk.hex].append(pk)

    def de(self, chose: Objet, activite: Activite) -> list[int]:
        if activite.porte_sur_id:
            return self.par_contribution.get(chose.cle, [])
        return self.par_titre.get(_nu(chose.texte), [])


def _nu(texte: str) -> str:
    return " ".join((comme_en_base(texte) or "").split())


def _noter(activite: Activite, choses: list[Objet], bulletins: list[Bulletin]) -> list[tuple[Objet, float]]:
    par_cle = {chose.cle: chose for chose in choses}
    if activite.type == TypeActivite.JUGEMENT:
        derniere = max(1, len(activite.mentions_listees) - 1)
        rangees = rangees_du_jugement(activite, choses, bulletins)
        return [(par_cle[r.cle], 1 - r.jauge.mention / derniere) for r in rangees if r.jauge]
    if activite.type == TypeActivite.MATRICE:
        bas, haut = NOTES[0], NOTES[-1]
        return [
            (par_cle[p.cle], ((p.impact or bas) + (p.faisabilite or bas) - 2 * bas) / (2 * (haut - bas)))
            for p in places_de_la_matrice(choses, bulletins)
            if p.nb
        ]
    lu = depouiller_les_choix([b.reponses.get("choix", []) for b in bulletins], len(choses))
    return [
        (chose, choisi.nb / lu.nb_repondants)
        for chose, choisi in zip(choses, lu.choisis, strict=True)
        if lu.nb_repondants
    ]
