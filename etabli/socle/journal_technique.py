"""Le journal technique : une ligne JSON par événement, avec l'identifiant de la requête, sans donnée personnelle."""

import json
import logging
import re
from datetime import UTC, datetime

from etabli.socle.identifiant import identifiant_courant

COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(r"(?<!\d)(?:\+33|0)[\s.-]?[1-9](?:[\s.-]?\d{2}){4}(?!\d)")
JETON = re.compile(r"(?<![\w-])[\w-]*[\w:=-]{40,}")
CHAMPS = ("verbe", "vue", "statut", "duree_ms", "nb_requetes_sql", "travail")


def epurer(texte: str) -> str:
    """Ce qui désigne une personne ou ouvre une porte n'entre pas au journal technique."""
    for motif, mot in ((COURRIEL, "[courriel]"), (TELEPHONE, "[téléphone]"), (JETON, "[jeton]")):
        texte = motif.sub(mot, texte)
    return texte


class EnJson(logging.Formatter):
    """Un saut de ligne dans un message ne fait pas une ligne de plus : personne ne forge d'événement."""

    def format(self, record: logging.LogRecord) -> str:
        ligne = {
            "quand": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "source": record.name,
            "requete": identifiant_courant(),
            "message": epurer(record.getMessage()),
            **{champ: getattr(record, champ) for champ in CHAMPS if hasattr(record, champ)},
        }
        if record.exc_info:
            ligne["trace"] = epurer(self.formatException(record.exc_info))
        return json.dumps(ligne, ensure_ascii=False)
