"""La vision, les enjeux, les axes."""

from collections.abc import Iterator

from etabli.etape5_feuille_de_route.documents.fiche import blocs_d_une_action
from etabli.etape5_feuille_de_route.documents.mots import INCONNU
from etabli.etape5_feuille_de_route.lecture import (
    AxeLu,
    lire_les_axes,
)
from etabli.etape5_feuille_de_route.models import Action, Enjeu, FeuilleDeRoute
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    Citation,
    Encadre,
    Fiche,
    Liste,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.couleurs import SUITE
from etabli.socle.francais import euros, pluriel

PAROLES_PAR_ENJEU = 3


def couleur_de(rang: int) -> str:
    """La couleur d'un axe, la même sur son ouverture et sur les fiches de ses actions."""
    return SUITE[(rang - 1) % len(SUITE)]


def blocs_de_la_vision(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    if not feuille.vision:
        return []
    return [Titre(niveau, "La vision"), *html_en_blocs(feuille.vision, premier_niveau=niveau + 1)]


def blocs_des_enjeux(feuille: FeuilleDeRoute, *, niveau: int = 1) -> list[Bloc]:
    """Chaque enjeu, les constats qui l'établissent et quelques-unes des paroles qui l'ont fait naître."""
    blocs: list[Bloc] = [Titre(niveau, "Les enjeux")]
    for enjeu in feuille.enjeux.prefetch_related("constats", "contributions"):
        blocs += _un_enjeu(enjeu, niveau + 1)
    return blocs if len(blocs) > 1 else []


def _un_enjeu(enjeu: Enjeu, niveau: int) -> Iterator[Bloc]:
    yield Titre(niveau, enjeu.titre)
    if enjeu.texte:
        yield Paragraphe(enjeu.texte)
    if constats := list(enjeu.constats.all()):
        yield Liste([c.texte for c in constats])
    paroles = [c for c in enjeu.contributions.all() if not c.est_masquee]
    for parole in paroles[:PAROLES_PAR_ENJEU]:
        yield Citation(f"« {parole.texte.strip()} »", parole.get_college_display())
    if (reste := len(paroles) - PAROLES_PAR_ENJEU) > 0:
        yield Paragraphe(f"Et {pluriel(reste, 'autre contribution')} dans le même sens.")


def blocs_des_axes(
    feuille: FeuilleDeRoute, *, niveau: int = 1, avec_ouvertures: bool = True, avec_fiches: bool = True
) -> list[Bloc]:
    """Axe par axe : pourquoi, les objectifs, puis la fiche de chaque action."""
    actions = list(feuille.actions.for_detail())
    blocs: list[Bloc] = []
    for lu in lire_les_axes(feuille, actions):
        blocs += _un_axe(lu, niveau, avec_ouvertures)
        if avec_fiches:
            for action in lu.actions:
                blocs += blocs_d_une_action(
                    action, couleur=couleur_de(lu.rang), niveau=niveau + 1, rang=lu.rang
                )
    return blocs


def _un_axe(lu: AxeLu, niveau: int, avec_ouverture: bool) -> Iterator[Bloc]:
    if avec_ouverture:
        yield _page_d_un_axe(lu, niveau)
        return
    yield Titre(niveau, f"Axe {lu.rang} : {lu.axe.titre}")
    if lu.axe.texte:
        yield Chapo(lu.axe.texte)
    if enjeux := list(lu.axe.enjeux.all()):
        debut = "Cet axe répond à un enjeu" if len(enjeux) == 1 else f"Cet axe répond à {len(enjeux)} enjeux"
        yield Paragraphe(f"{debut} :")
        yield Liste([enjeu.titre for enjeu in enjeux])
    for objectif, actions in lu.objectifs:
        yield Titre(niveau + 1, str(objectif) if objectif else "Sans objectif rattaché")
        yield _actions_de_l_objectif(actions) if actions else Paragraphe("Aucune action pour l'instant.")


def _page_d_un_axe(lu: AxeLu, niveau: int) -> Fiche:
    """Une page à sa couleur : pourquoi, ce qu'il vise, et les actions de chaque objectif."""
    blocs: list[Bloc] = [Chapo(lu.axe.texte)] if lu.axe.texte else []
    for objectif, actions in lu.objectifs:
        titre = str(objectif) if objectif else "Sans objectif rattaché"
        sans_action = Encadre(titre, [Paragraphe("Aucune action pour l'instant.")], ton="neutre")
        blocs.append(_actions_de_l_objectif(actions, titre) if actions else sans_action)
    enjeux = list(lu.axe.enjeux.all())
    return Fiche(
        lu.axe.titre,
        surtitre=f"Axe {lu.rang}",
        champs=[("Il répond à", [Liste([e.titre for e in enjeux])])] if enjeux else [],
        blocs=blocs,
        couleur=couleur_de(lu.rang),
        niveau=niveau,
        ancre=f"axe-{lu.rang}",
    )


def _actions_de_l_objectif(actions: list[Action], legende: str = "") -> Tableau:
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
