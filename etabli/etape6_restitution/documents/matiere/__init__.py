"""Ce que le dossier sait, en blocs : la matière commune des cinq livrables. Rien n'y est retapé."""

from etabli.etape6_restitution.documents.matiere.releve import Matiere

__all__ = ["Matiere"]
