"""Ce que la salle a dit, rangé pour être lu : par famille, par case, par nombre de gommettes, par collège."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet

from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.classement import classer
from etabli.etape4_seance.calcul.nuage import Terme
from etabli.etape4_seance.carte import carte_marquee
from etabli.etape4_seance.depouillement import A_BULLETINS, Depouillement, depouiller_depuis, mots_de
from etabli.etape4_seance.enums import CaseAfom, TypeActivite
from etabli.etape4_seance.models import (
    Activite,
    Bulletin,
    Contribution,
    Famille,
    Gommette,
    Participant,
    Seance,
)
from etabli.etape4_seance.objets import proposees, retenues
from etabli.etape4_seance.permissions import sont_visibles_les_resultats


@dataclass(frozen=True)
class Groupe:
    """Des contributions sous un titre ; sans famille, le titre est vide."""

    titre: str
    contributions: list[Contribution]
    famille: Famille | None = None


@dataclass(frozen=True)
class LigneDeClassement:
    place: int
    contribution: Contribution
    total: int
    part: int  # en pour cent du plus grand total
    est_ex_aequo: bool


@dataclass(frozen=True)
class Classement:
    """`est_visible` faux : le vote est masqué, seul le nombre de gommettes collées se dit."""

    est_visible: bool
    nb_gommettes: int
    lignes: list[LigneDeClassement] = field(default_factory=list)


@dataclass(frozen=True)
class Presence:
    """Un collège : combien sont entrés par leur téléphone, combien ont signé à l'accueil."""

    college: str
    libelle: str
    nb_connectes: int
    nb_emarges: int


def par_famille(contributions: list[Contribution]) -> list[Groupe]:
    """Les familles dans leur ordre, puis ce qui n'est pas encore rangé."""
    familles: dict[int, Famille] = {}
    groupes: dict[int, list[Contribution]] = defaultdict(list)
    for contribution in contributions:
        if contribution.famille:
            familles[contribution.famille.pk] = contribution.famille
        groupes[contribution.famille_id or 0].append(contribution)
    ordre = sorted(familles.values(), key=lambda famille: (famille.ordre, famille.pk))
    rangees = [Groupe(famille.nom, groupes[famille.pk], famille) for famille in ordre]
    return rangees + ([Groupe("", groupes[0])] if groupes[0] else [])


def par_case(contributions: list[Contribution]) -> list[Groupe]:
    """Les quatre cases de l'AFOM, même vides, dans leur ordre."""
    return [
        Groupe(case.label + "s", [c for c in contributions if c.case_afom == case.value]) for case in CaseAfom
    ]


def montrables(activite: Activite) -> list[Contribution]:
    visibles = activite.contributions.montrables().select_related("famille", "commune", "table")
    return list(visibles.order_by("recue_le", "pk"))


def classement(activite: Activite) -> Classement:
    """Les gommettes d'une activité, les plus collées d'abord."""
    return _classement(
        activite, proposees(activite), _collees(Gommette.objects.filter(activite=activite))[activite.pk]
    )


def _collees(gommettes: QuerySet[Gommette]) -> dict[int, dict[UUID, int]]:
    """Par activité puis par contribution ; sur un doublon, la gommette compte pour celle qu'on a gardée."""
    comptes = (
        gommettes.order_by()
        .values_list("activite_id", "contribution_id", "contribution__doublon_de_id")
        .annotate(nb=Count("pk"))
    )
    totaux: dict[int, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for activite, cle, tete, nb in comptes:
        totaux[activite][tete or cle] += nb
    return totaux


def _classement(activite: Activite, votables: list[Contribution], collees: dict[UUID, int]) -> Classement:
    if not sont_visibles_les_resultats(activite):
        return Classement(False, sum(collees.values()))
    par_pk = {c.pk: c for c in votables}
    rangs = classer({cle: collees.get(cle, 0) for cle in par_pk})
    plus_grand = max((rang.total for rang in rangs), default=0) or 1
    lignes = [
        LigneDeClassement(
            rang.place, par_pk[rang.cle], rang.total, round(100 * rang.total / plus_grand), rang.est_ex_aequo
        )
        for rang in rangs
    ]
    return Classement(True, sum(rang.total for rang in rangs), lignes)


def presences(seance: Seance) -> list[Presence]:
    """Par collège, deux requêtes ; l'appareil d'une table n'est pas une personne."""
    connectes = dict(
        Participant.objects.filter(seance=seance, est_scribe=False)
        .values_list("college")
        .annotate(Count("pk"))
        .order_by()
    )
    emarges = dict(seance.emargements.values_list("college").annotate(Count("pk")).order_by())
    return [
        Presence(college.value, college.label, connectes.get(college.value, 0), emarges.get(college.value, 0))
        for college in College
    ]


@dataclass(frozen=True)
class Synthese:
    """Les résultats d'une activité, sous la forme qui lui va."""

    activite: Activite
    nb: int
    groupes: list[Groupe] = field(default_factory=list)
    classement: Classement | None = None
    depouillement: Depouillement | None = None
    mots: list[Terme] = field(default_factory=list)
    carte: str = ""
    contributions: list[Contribution] = field(default_factory=list)


def synthese(seance: Seance) -> list[Synthese]:
    """Chaque activité et ce qu'elle a donné, en quatre requêtes pour toute la séance."""
    dites: dict[int, list[Contribution]] = defaultdict(list)
    visibles = Contribution.objects.montrables().filter(activite__seance=seance)
    for contribution in visibles.select_related("famille", "commune", "table").order_by("recue_le", "pk"):
        dites[contribution.activite_id].append(contribution)
    remplis: dict[int, list[Bulletin]] = defaultdict(list)
    for bulletin in Bulletin.objects.filter(activite__seance=seance):
        remplis[bulletin.activite_id].append(bulletin)
    collees = _collees(Gommette.objects.filter(activite__seance=seance))
    return [_synthese(activite, dites, collees, remplis) for activite in seance.activites.all()]


def synthese_de(activite: Activite) -> Synthese:
    """La même chose pour une seule activité : ce que le pupitre et l'écran montrent d'elle."""
    source = activite.porte_sur or activite
    dites = {source.pk: montrables(source)}
    votees = activite.type == TypeActivite.GOMMETTES
    collees = _collees(Gommette.objects.filter(activite=activite)) if votees else {}
    remplis = {activite.pk: list(activite.bulletins.all())} if activite.type in A_BULLETINS else {}
    return _synthese(activite, dites, collees, remplis)


def _synthese(
    activite: Activite,
    dites: dict[int, list[Contribution]],
    collees: dict[int, dict[UUID, int]],
    remplis: dict[int, list[Bulletin]],
) -> Synthese:
    """Un quadrant pour l'AFOM, des familles pour un recueil, un classement, un dépouillement, un nuage, une carte."""
    votables = retenues(activite, dites.get(activite.porte_sur_id or 0, []))
    miennes = dites.get(activite.pk, [])
    if activite.type in A_BULLETINS:
        depouille = depouiller_depuis(activite, votables, remplis.get(activite.pk, []))
        return Synthese(activite, depouille.nb, depouillement=depouille)
    if activite.type == TypeActivite.GOMMETTES:
        resultat = _classement(activite, votables, collees.get(activite.pk, {}))
        return Synthese(activite, resultat.nb_gommettes, classement=resultat)
    if activite.type == TypeActivite.NUAGE:
        return Synthese(activite, len(miennes), mots=mots_de(miennes), contributions=miennes)
    if activite.type == TypeActivite.CARTE:
        return Synthese(
            activite, len(miennes), carte=carte_marquee(activite.seance, miennes), contributions=miennes
        )
    grouper = par_case if activite.type == TypeActivite.AFOM else par_famille
    return Synthese(activite, len(miennes), grouper(miennes), contributions=miennes)
