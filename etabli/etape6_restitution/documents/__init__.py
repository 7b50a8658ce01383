"""Les cinq livrables : un arbre composé depuis le dossier et les sections de l'équipe, trois fichiers."""

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution.documents import (
    carnet_de_suivi,
    feuille_de_route,
    livret,
    note_de_cadrage,
    rapport_final,
)
from etabli.socle.document import Document

DOCUMENTS: dict[str, Document] = {
    TypeLivrable.NOTE_DE_CADRAGE: Document("note-de-cadrage", "Note de cadrage", note_de_cadrage.composer),
    TypeLivrable.CARNET_DE_SUIVI: Document("carnet-de-suivi", "Carnet de suivi", carnet_de_suivi.composer),
    TypeLivrable.RAPPORT_FINAL: Document("rapport-final", "Rapport final", rapport_final.composer),
    TypeLivrable.FEUILLE_DE_ROUTE: Document(
        "feuille-de-route", "Feuille de route", feuille_de_route.composer
    ),
    TypeLivrable.LIVRET: Document("livret-de-capitalisation", "Livret de capitalisation", livret.composer),
}
