"""La trace : ce que chaque phrase de la salle est devenue."""

from collections import Counter
from collections.abc import Iterator
from uuid import UUID

from etabli.etape5_feuille_de_route.calcul import Couverture, couverture
from etabli.etape5_feuille_de_route.documents import abandon
from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.socle import francais
from etabli.socle.document.blocs import Bloc, Paragraphe, Tableau
from etabli.socle.graphiques import flux

AU_CARNET = "Gardées au carnet"


def destinations(m: Matiere) -> dict[UUID, int]:
    """L'axe où chaque phrase a trouvé sa suite : par une action, par l'axe, ou par un enjeu auquel il répond."""
    trouvees: dict[UUID, int] = {}
    for action in m.actions:
        for contribution in action.contributions.all():
            trouvees.setdefault(contribution.pk, action.axe_id)
    for axe in m.axes:
        for contribution in axe.contributions.all():
            trouvees.setdefault(contribution.pk, axe.pk)
    for enjeu in m.enjeux:
        axes = list(enjeu.axes.all())
        for contribution in enjeu.contributions.all():
            if axes:
                trouvees.setdefault(contribution.pk, axes[0].pk)
    return trouvees


def suivies(m: Matiere) -> Couverture:
    ensemble, _ = couverture({c.pk: str(c.activite.seance) for c in m.contributions}, destinations(m).keys())
    return ensemble


def trace(m: Matiere) -> Iterator[Bloc]:
    if not m.contributions:
        return
    ensemble, ou = suivies(m), destinations(m)
    yield Paragraphe(
        f"{francais.pluriel(ensemble.nb_dites, 'phrase')} ont été écrites pendant les sessions ; "
        f"{francais.nombre(ensemble.nb_suivies)} d'entre elles, soit {francais.pourcent(ensemble.part)}, "
        "fondent un enjeu, un axe ou une action. Les autres sont gardées au carnet de suivi : "
        "aucune n'a été effacée."
    )
    noms = {axe.pk: f"Axe {axe.ordre}. {axe.titre}" for axe in m.axes}
    comptes = Counter(
        (c.activite.seance.numero, noms.get(ou.get(c.pk, 0), AU_CARNET)) for c in m.contributions
    )
    ordre = [*noms.values(), AU_CARNET]
    liens = [
        (f"Session {numero}", cible, float(comptes[numero, cible]))
        for numero in sorted({s.numero for s in m.seances})
        for cible in ordre
        if comptes[numero, cible]
    ]
    dessin = flux("Des paroles aux axes", liens, colonnes=("Ce qui a été dit", "Ce que c'est devenu"))
    yield dessin.figure("D'où viennent les axes : nombre de phrases de chaque session.")


def chaine(m: Matiere) -> Iterator[Bloc]:
    """De l'enjeu aux actions, une ligne par enjeu."""
    lignes = []
    for enjeu in m.enjeux:
        axes = list(enjeu.axes.all())
        portees = [a for a in m.actions if a.axe_id in {x.pk for x in axes}]
        numeros = [f"{a.numero}" if a.est_en_jeu else f"{a.numero} (abandonnée)" for a in portees]
        lignes.append(
            (
                enjeu.titre,
                str(len(enjeu.contributions.all())),
                francais.liste_et(x.titre for x in axes) or "–",
                ", ".join(numeros) or "–",
            )
        )
    if lignes:
        yield Tableau(
            ("Enjeu", "Phrases", "Axe qui y répond", "Actions"),
            lignes,
            legende="De l'enjeu aux actions",
            largeurs=(5, 1.3, 4, 2),
            note=_raisons(m),
        )


def _raisons(m: Matiere) -> str:
    """Une phrase qui menait à une action abandonnée sait pourquoi."""
    return " ".join(f"Action {a.numero} {abandon(a)}." for a in m.actions if not a.est_en_jeu)
