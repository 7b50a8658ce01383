"""La sauvegarde : une archive qui contient la base et ses fichiers, et de quoi prouver que rien n'y manque."""

from etabli.socle.sauvegarde.archive import ArchiveRefusee, Manifeste, ecrire, verifier
from etabli.socle.sauvegarde.controles import controler
from etabli.socle.sauvegarde.restauration import restaurer

__all__ = ["ArchiveRefusee", "Manifeste", "controler", "ecrire", "restaurer", "verifier"]
