"""La page d'un axe : pourquoi, qui l'a demandé, ce qu'il engage ; pleine, dans sa couleur, jamais à moitié."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etabli.etape4_seance.models import Contribution
from etabli.etape5_feuille_de_route.documents.abandon import abandon
from etabli.etape5_feuille_de_route.documents.mots import INCONNU, JEU, LARGE, PAGE, se_cite
from etabli.etape5_feuille_de_route.lecture import AxeLu, Financement, frise_des_actions, par_debut
from etabli.etape5_feuille_de_route.models import Action
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    ChiffresCles,
    Citation,
    Encadre,
    Fiche,
    Figure,
    Liste,
    Paragraphe,
    Tableau,
)
from etabli.socle.document.couleurs import SUITE
from etabli.socle.document.hauteurs import hauteur
from etabli.socle.francais import euros

PAROLES = 3


def couleur_de(rang: int) -> str:
    """La couleur d'un axe, la même sur son ouverture et sur les fiches de ses actions."""
    return SUITE[(rang - 1) % len(SUITE)]


def page_d_un_axe(lu: AxeLu, niveau: int) -> Fiche:
    """Le nécessaire d'abord ; puis des paroles, le calendrier, les financeurs, tant qu'il reste de la place."""
    en_jeu = [a for a in lu.actions if a.est_en_jeu]
    fiche = Fiche(
        lu.axe.titre,
        surtitre=f"Axe {lu.rang}",
        champs=_champs(lu),
        blocs=[*_debut(lu, en_jeu), *_par_objectif(lu), *_abandonnees(lu)],
        couleur=couleur_de(lu.rang),
        niveau=niveau,
        ancre=f"axe-{lu.rang}",
    )
    for dessin in _dessins(en_jeu):
        fiche = _si_elle_tient(fiche, [*fiche.blocs, dessin])
    debut = len(list(_debut(lu, en_jeu)))
    for parole in reversed(paroles_de_l_axe(lu)):
        fiche = _si_elle_tient(fiche, [*fiche.blocs[:debut], parole, *fiche.blocs[debut:]])
    return fiche


def _si_elle_tient(fiche: Fiche, blocs: Sequence[Bloc]) -> Fiche:
    essai = replace(fiche, blocs=blocs)
    return essai if hauteur(essai, LARGE) <= PAGE - JEU else fiche


def _champs(lu: AxeLu) -> list[tuple[str, list[Bloc]]]:
    enjeux = list(lu.axe.enjeux.all())
    return [("Il répond à", [Liste([e.titre for e in enjeux])])] if enjeux else []


def _debut(lu: AxeLu, en_jeu: Sequence[Action]) -> Iterator[Bloc]:
    if lu.axe.texte:
        yield Chapo(lu.axe.texte)
    total = Financement(list(en_jeu)).total
    chiffres = [(str(len(en_jeu)), "action" + "s" * (len(en_jeu) > 1))]
    if total.cout:
        chiffres += [(euros(total.cout), "coût HT au plus"), (euros(total.obtenu), "déjà obtenus")]
        if total.reste_a_trouver:
            chiffres.append((euros(total.reste_a_trouver), "restent à trouver"))
    yield ChiffresCles(chiffres)


def _par_objectif(lu: AxeLu) -> Iterator[Bloc]:
    for objectif, actions in lu.objectifs:
        titre = str(objectif) if objectif else "Sans objectif rattaché"
        en_jeu = [a for a in actions if a.est_en_jeu]
        if en_jeu:
            yield actions_de_l_objectif(en_jeu, titre)
        elif objectif or not actions:
            yield Encadre(titre, [Paragraphe("Aucune action pour l'instant.")], ton="neutre")


def actions_de_l_objectif(actions: Iterable[Action], legende: str = "") -> Tableau:
    return Tableau(
        ("Action", "Maîtrise d'ouvrage", "Horizon", "Coût HT au plus"),
        [
            (
                str(a),
                str(a.maitrise_d_ouvrage or "à désigner"),
                a.get_horizon_display(),
                euros(a.cout) or INCONNU,
            )
            for a in actions
        ],
        legende=legende,
        largeurs=(6, 4, 2.4, 2.2),
        alignements=("gauche", "gauche", "gauche", "droite"),
    )


def _abandonnees(lu: AxeLu) -> Iterator[Bloc]:
    """Ce qui ne se fera pas se dit, avec sa raison, à part de ce qui reste à faire."""
    abandonnees = [a for a in lu.actions if not a.est_en_jeu]
    if abandonnees:
        dites = [f"{a} : {abandon(a)}" for a in abandonnees]
        yield Encadre("Ce qui a été abandonné", [Liste(dites)], ton="neutre")


def paroles_de_l_axe(lu: AxeLu) -> list[Citation]:
    """Ce que la salle en a dit, une voix par collège d'abord : celles de l'axe, puis de ses actions."""
    sources = [lu.axe.contributions.all(), *(a.contributions.all() for a in lu.actions)]
    dites = {c.pk: c for suite in sources for c in suite if se_cite(c)}
    choisies: list[Contribution] = []
    for contribution in dites.values():
        if contribution.college not in {c.college for c in choisies}:
            choisies.append(contribution)
    choisies += [c for c in dites.values() if c not in choisies]
    return [
        Citation(f"« {c.texte.strip()} »", c.get_college_display() or "Une table") for c in choisies[:PAROLES]
    ]


def _dessins(actions: Sequence[Action]) -> Iterator[Figure]:
    if datees := par_debut(actions):
        yield frise_des_actions(datees).figure("Le calendrier des actions de l'axe.")
    lu = Financement(list(actions))
    if lu.par_financeur:
        yield lu.graphique_des_financeurs().figure("Ce que chaque financeur apporte à l'axe, en euros HT.")
