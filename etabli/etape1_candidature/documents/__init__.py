"""Les documents de la candidature : la note, les projets de courrier, la lettre de décision."""

from etabli.etape1_candidature.documents.courriers import COURRIER, composer_le_courrier
from etabli.etape1_candidature.documents.decision import DECISION, a_une_decision
from etabli.etape1_candidature.documents.note import NOTE, composer_la_note

__all__ = ["COURRIER", "DECISION", "NOTE", "a_une_decision", "composer_la_note", "composer_le_courrier"]
