"""Ce que l'exploitant voit : le journal technique, les mesures, le rapport de panne. Tout vient de l'environnement."""

from pathlib import Path
from typing import Any

from environs import Env

from etabli.socle.rapport_de_panne import demarrer

env = Env()
env.read_env(str(Path(__file__).resolve().parents[2] / ".env"), recurse=False)

# « json » : une ligne par événement, pour un collecteur ; « texte » : pour qui lit un terminal.
FORMAT_DU_JOURNAL = env.str("FORMAT_DU_JOURNAL", "json" if env.bool("EN_PRODUCTION", False) else "texte")
NIVEAU = env.str("NIVEAU_DU_JOURNAL", "WARNING")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "etabli.socle.journal_technique.EnJson"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            **({"formatter": "json"} if FORMAT_DU_JOURNAL == "json" else {}),
        }
    },
    "root": {"handlers": ["console"], "level": NIVEAU},
    # Une ligne par requête, seulement là où un collecteur la lit.
    "loggers": {"etabli.requetes": {"level": "INFO" if FORMAT_DU_JOURNAL == "json" else NIVEAU}},
}
# Qui n'a pas le jeton ne lit pas /mesures ; sans jeton réglé, cette machine seule, et sans mandataire.
JETON_DES_MESURES = env.str("JETON_DES_MESURES", "")

demarrer(
    env.str("RAPPORT_DE_PANNE", ""), env.str("ENVIRONNEMENT", "production"), env.str("VERSION_DEPLOYEE", "")
)
