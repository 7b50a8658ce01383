"""Les cinq livrables : un arbre composé depuis le dossier et les sections de l'équipe, trois fichiers."""

from etabli.socle.document import Document

DOCUMENTS: dict[str, Document] = {}
