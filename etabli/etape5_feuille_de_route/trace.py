"""La trace : de chaque parole à ce qu'elle a fait naître, dans les deux sens, et ce qui en est couvert."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from etabli.dossier.enums import College
from etabli.etape4_seance.models import Contribution
from etabli.etape4_seance.suites import suites
from etabli.etape5_feuille_de_route.calcul import Couverture, couverture
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute
from etabli.socle.graphiques import Graphique, flux

SANS_SUITE = "Sans suite à ce jour"
SANS_COLLEGE = "Collège non précisé"


@dataclass(frozen=True)
class Suivi:
    """Combien de contributions ont une suite : en tout, par collège, par session."""

    totale: Couverture
    par_college: list[tuple[str, Couverture]]
    par_session: list[tuple[str, Couverture]]


@dataclass(frozen=True)
class Liens:
    """Qui est rattaché à quoi : des couples (contribution, cible), en trois requêtes."""

    enjeux: list[tuple[UUID, int]]
    axes: list[tuple[UUID, int]]
    actions: list[tuple[UUID, int]]

    @property
    def suivies(self) -> set[UUID]:
        return {cle for cle, _ in (*self.enjeux, *self.axes, *self.actions)}


def lire_les_liens(feuille: FeuilleDeRoute) -> Liens:
    def couples(modele: type[Enjeu] | type[Axe] | type[Action]) -> list[tuple[UUID, int]]:
        lies = modele._default_manager.filter(feuille=feuille, contributions__isnull=False).order_by("pk")
        return list(lies.values_list("contributions", "pk"))

    return Liens(couples(Enjeu), couples(Axe), couples(Action))


def _dites(feuille: FeuilleDeRoute) -> list[tuple[UUID, str, int]]:
    lues = feuille.contributions().order_by("activite__seance__numero", "pk")
    return list(lues.values_list("pk", "college", "activite__seance__numero"))


def suivi_des_contributions(feuille: FeuilleDeRoute, liens: Liens | None = None) -> Suivi:
    suivies = (liens or lire_les_liens(feuille)).suivies
    dites = _dites(feuille)
    noms = {college.value: str(college.label) for college in College}
    totale, colleges = couverture({cle: noms.get(c, SANS_COLLEGE) for cle, c, _ in dites}, suivies)
    _, sessions = couverture({cle: f"Session {numero}" for cle, _, numero in dites}, suivies)
    return Suivi(totale, list(colleges.items()), list(sessions.items()))


def flux_de_la_trace(feuille: FeuilleDeRoute) -> Graphique:
    """Des sessions aux enjeux puis aux axes ; les actions comptent pour l'axe qui les porte."""
    liens, session_de = lire_les_liens(feuille), {cle: f"Session {n}" for cle, _, n in _dites(feuille)}
    enjeux = {e.pk: f"Enjeu {rang}" for rang, e in enumerate(feuille.enjeux.all(), 1)}
    axes = {a.pk: f"Axe {rang}" for rang, a in enumerate(feuille.axes.all(), 1)}
    axe_de = dict(feuille.actions.values_list("pk", "axe"))
    par_axe = {(cle, axe) for cle, axe in liens.axes} | {(cle, axe_de[pk]) for cle, pk in liens.actions}
    compte: Counter[tuple[str, str]] = Counter()
    compte.update((session_de[cle], enjeux[pk]) for cle, pk in liens.enjeux if cle in session_de)
    compte.update((session_de[cle], axes[pk]) for cle, pk in par_axe if cle in session_de)
    compte.update((session, SANS_SUITE) for cle, session in session_de.items() if cle not in liens.suivies)
    compte.update(_des_enjeux_aux_axes(feuille, liens, enjeux, axes))
    ordre = [*dict.fromkeys(session_de.values()), *enjeux.values()]
    places = {nom: rang for rang, nom in enumerate([*ordre, *axes.values(), SANS_SUITE])}
    triees = sorted(compte.items(), key=lambda lien: (places[lien[0][0]], places[lien[0][1]]))
    dessin = flux(
        "De la salle à la feuille de route",
        [(de, vers, float(nb)) for (de, vers), nb in triees],
        description="Chaque ruban réunit les contributions d'une session et ce qu'elles ont fait naître. "
        "Une contribution citée à deux endroits compte deux fois. Toutes les valeurs sont dans le tableau.",
    )
    # Le dessin n'a la place que des numéros ; le tableau dit les noms.
    entiers = {enjeux[e.pk]: f"{enjeux[e.pk]} : {e}" for e in feuille.enjeux.all()}
    entiers |= {axes[a.pk]: f"{axes[a.pk]} : {a}" for a in feuille.axes.all()}
    lignes = tuple((entiers.get(de, de), entiers.get(vers, vers), str(nb)) for (de, vers), nb in triees if nb)
    return replace(dessin, lignes=lignes, entetes=("De", "Vers", "Contributions"))


def _des_enjeux_aux_axes(
    feuille: FeuilleDeRoute, liens: Liens, enjeux: dict[int, str], axes: dict[int, str]
) -> Counter[tuple[str, str]]:
    """Les paroles d'un enjeu se partagent entre les axes qui y répondent, à une près."""
    portees = Counter(pk for _, pk in liens.enjeux)
    suite: Counter[tuple[str, str]] = Counter()
    for enjeu in feuille.enjeux.prefetch_related("axes"):
        repondent = [axe.pk for axe in enjeu.axes.all() if axe.pk in axes]
        for rang, axe in enumerate(repondent):
            entier, reste = divmod(portees[enjeu.pk], len(repondent))
            suite[enjeux[enjeu.pk], axes[axe]] += entier + (rang < reste)
    return suite


def avec_suites(contributions: Iterable[Contribution]) -> list[Any]:
    """Accroche à chaque contribution ce qu'elle est devenue, en un nombre constant de requêtes."""
    lues = list(contributions)
    devenues = suites(lues)
    for contribution in lues:
        contribution.devenue = devenues[contribution.pk]  # type: ignore[attr-defined]
    return lues


def cibles_de(contribution: Contribution) -> Sequence[tuple[str, Enjeu | Axe | Action]]:
    """Ce à quoi elle est rattachée, avec le mot qui nomme la cible dans une adresse."""
    trouvees: list[tuple[str, Enjeu | Axe | Action]] = []
    trouvees += [("enjeu", e) for e in contribution.enjeux.all()]
    trouvees += [("axe", a) for a in contribution.axes.all()]
    trouvees += [("action", a) for a in contribution.actions.select_related("feuille")]
    return trouvees
