"""Deviner le code d'une séance : les codes inconnus se comptent par adresse, et l'on cesse d'y répondre.

Une salle entière partage souvent une adresse : la borne laisse trois cents personnes se tromper une fois, et qui est
déjà entré dans la séance n'est jamais arrêté.
"""

from etabli.socle.essais import Essais

CODES_INCONNUS = Essais("code-de-seance", au_plus=300, fenetre=10 * 60)
TROP_DE_CODES = (
    "Trop de codes inconnus ont été essayés depuis ce réseau. Attendez dix minutes, ou changez de réseau."
)
