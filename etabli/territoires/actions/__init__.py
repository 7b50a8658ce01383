"""Tracer des périmètres ; déposer et appliquer des mesures."""

from etabli.territoires.actions.mesures import (
    appliquer_un_import,
    deposer_des_mesures,
    relire_un_import,
)
from etabli.territoires.actions.perimetres import (
    definir_un_perimetre,
    millesime_en_place,
    modifier_un_perimetre,
    reunir,
)

__all__ = [
    "appliquer_un_import",
    "definir_un_perimetre",
    "deposer_des_mesures",
    "millesime_en_place",
    "modifier_un_perimetre",
    "relire_un_import",
    "reunir",
]
