"""Ce qu'une séance imprime et ce qu'elle laisse, composés de ce que la séance sait déjà."""

from etabli.etape4_seance.documents.commun import quand
from etabli.etape4_seance.documents.compte_rendu import COMPTE_RENDU, composer_le_compte_rendu
from etabli.etape4_seance.documents.materiel import MATERIEL, composer_le_materiel

__all__ = ["COMPTE_RENDU", "MATERIEL", "composer_le_compte_rendu", "composer_le_materiel", "quand"]
