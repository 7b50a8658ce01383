"""La vision, les enjeux, les axes."""

from collections.abc import Iterator

from django.db.models import prefetch_related_objects

from etabli.etape5_feuille_de_route.documents.axes import actions_de_l_objectif, couleur_de, page_d_un_axe
from etabli.etape5_feuille_de_route.documents.fiche import blocs_d_une_action
from etabli.etape5_feuille_de_route.lecture import (
    AxeLu,
    lire_les_axes,
)
from etabli.etape5_feuille_de_route.models import Enjeu, FeuilleDeRoute
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    Citation,
    Liste,
    Paragraphe,
    Titre,
)
from etabli.socle.francais import pluriel

PAROLES_PAR_ENJEU = 3


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
    actions = list(feuille.actions.for_detail().prefetch_related("points"))
    axes = lire_les_axes(feuille, actions)
    prefetch_related_objects([lu.axe for lu in axes], "contributions")
    blocs: list[Bloc] = []
    for lu in axes:
        blocs += _un_axe(lu, niveau, avec_ouvertures)
        if avec_fiches:
            for action in lu.actions:
                blocs += blocs_d_une_action(
                    action, couleur=couleur_de(lu.rang), niveau=niveau + 1, rang=lu.rang
                )
    return blocs


def _un_axe(lu: AxeLu, niveau: int, avec_ouverture: bool) -> Iterator[Bloc]:
    if avec_ouverture:
        yield page_d_un_axe(lu, niveau)
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
        yield actions_de_l_objectif(actions) if actions else Paragraphe("Aucune action pour l'instant.")
