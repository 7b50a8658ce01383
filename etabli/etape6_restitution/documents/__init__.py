"""Les cinq livrables : leur plan dit les parties, le dossier et l'équipe les remplissent, trois fichiers en sortent."""

from collections.abc import Callable, Sequence
from functools import partial

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution.documents import (
    carnet_de_suivi,
    doubles_pages,
    feuille_de_route,
    habillage,
    livret,
    note_de_cadrage,
    rapport_final,
)
from etabli.etape6_restitution.documents.composition import Groupe, composer_les_groupes
from etabli.etape6_restitution.documents.matiere import Matiere
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc

NOURRIS = {
    **note_de_cadrage.BLOCS,
    **carnet_de_suivi.BLOCS,
    **rapport_final.BLOCS,
    **feuille_de_route.BLOCS,
    **livret.BLOCS,
}
Habiller = Callable[[Matiere, Sequence[Bloc]], Arbre]


def composer_en_groupes(livrable: Livrable) -> tuple[Arbre, list[Groupe]]:
    """L'arbre, et ce que chaque partie du plan y a mis : de quoi compter les pages de chacune."""
    m = Matiere(livrable)
    if livrable.type != TypeLivrable.LIVRET:
        groupes = composer_les_groupes(m, NOURRIS)
        return _habiller(m, groupes, HABILLAGES.get(livrable.type, habillage.rapport)), groupes
    groupes = composer_les_groupes(m, NOURRIS, avec_chapo=True)
    arbre = _habiller(m, groupes, habillage.livret)
    m.axes_en_deux_pages = doubles_pages.choisir(m, arbre, groupes)
    if m.axes_en_deux_pages:
        groupes = composer_les_groupes(m, NOURRIS, avec_chapo=True)
        arbre = _habiller(m, groupes, habillage.livret)
    return arbre, groupes


def _habiller(m: Matiere, groupes: Sequence[Groupe], habiller: Habiller) -> Arbre:
    return habiller(m, [bloc for groupe in groupes for bloc in groupe.blocs])


def composer(livrable: Livrable) -> Arbre:
    return composer_en_groupes(livrable)[0]


HABILLAGES: dict[str, Habiller] = {TypeLivrable.FEUILLE_DE_ROUTE: partial(habillage.rapport, numerote=False)}
DOCUMENTS: dict[str, Document] = {
    TypeLivrable.NOTE_DE_CADRAGE: Document("note-de-cadrage", "Note de cadrage", composer),
    TypeLivrable.CARNET_DE_SUIVI: Document("carnet-de-suivi", "Carnet de suivi", composer),
    TypeLivrable.RAPPORT_FINAL: Document("rapport-final", "Rapport final", composer),
    TypeLivrable.FEUILLE_DE_ROUTE: Document("feuille-de-route", "Feuille de route", composer),
    TypeLivrable.LIVRET: Document("livret-de-capitalisation", "Livret de capitalisation", composer),
}
