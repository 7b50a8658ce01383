"""Les écritures de la vitrine."""

from etabli.vitrine.actions.alertes import (
    annoncer_les_nouveautes,
    arreter_une_alerte,
    confirmer_une_alerte,
    demander_une_alerte,
    effacer_les_alertes_perimees,
)
from etabli.vitrine.actions.recensement import Bilan, charger_les_realisations

__all__ = [
    "Bilan",
    "annoncer_les_nouveautes",
    "arreter_une_alerte",
    "charger_les_realisations",
    "confirmer_une_alerte",
    "demander_une_alerte",
    "effacer_les_alertes_perimees",
]
