"""Les lettres du marché : pendant la passation, puis pendant l'exécution."""

from etabli.etape2_marche.notifications import execution, passation

__all__ = ["execution", "passation"]
