"""L'épreuve longue : schemathesis lit la description et tire autant d'exemples qu'on veut de chaque adresse.

python tests/charge/epreuve_api.py [exemples par adresse et par sens, 100 par défaut]

Joue dans une base d'essai à part, détruite à la fin ; s'arrête en erreur si une adresse casse ou se dément.
"""

# ruff: noqa: E402 -- Django doit être prêt avant que l'on importe les nôtres
import os
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etabli.config.settings")
os.environ["DEMANDES_PAR_MINUTE"] = os.environ["DEMANDES_PAR_MINUTE_AVEC_JETON"] = "100000000"

import django

django.setup()

import schemathesis
from django.conf import settings as reglages
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import setup_test_environment
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from etabli.donnees_ouvertes.actions import creer_un_jeton
from etabli.donnees_ouvertes.enums import Portee
from tests.donnees_ouvertes.test_epreuve import OPERATIONS, VERIFICATIONS
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier


def eprouver(schema: object, methode: str, chemin: str, mode: GenerationMode, secret: str, nb: int) -> str:
    operation = schema[chemin][methode]  # type: ignore[index]
    en_tetes = {"Accept-Encoding": "identity"}
    if operation.definition.raw.get("security"):
        en_tetes["Authorization"] = f"Bearer {secret}"

    @settings(max_examples=nb, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def un(cas: object) -> None:
        cas.validate_response(cas.call(headers=en_tetes), checks=VERIFICATIONS)  # type: ignore[attr-defined]

    try:
        un()
    except Exception as faute:
        # Un essai qui casse est un résultat : on le dit, et l'on éprouve la suite.
        return f"{type(faute).__name__} : {str(faute)[:600]}"
    return ""


def main() -> None:
    nb = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    setup_test_environment()
    reglages.ALLOWED_HOSTS = ["*"]
    ancienne = connection.creation.create_test_db(verbosity=0)
    fautes = 0
    try:
        RealisationFactory.create_batch(3)
        feuille_adoptee(publier().dossier, 2)
        scene = feuille_et_agents(nb_actions=2)
        ActiviteFactory(seance=scene.seance)
        secret = creer_un_jeton("épreuve", Portee.values, localdate() + timedelta(days=2), par=scene.equipe)[
            1
        ]
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        for methode, chemin in OPERATIONS:
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                faute = eprouver(schema, methode, chemin, mode, secret, nb)
                fautes += bool(faute)
                print(f"{'✗' if faute else '✓'} {mode.value:9} {methode} {chemin} {faute}", flush=True)
    finally:
        connection.creation.destroy_test_db(ancienne, verbosity=0)
    print(f"{len(OPERATIONS)} adresses, {nb} exemples dans chaque sens, {fautes} faute(s).")
    sys.exit(bool(fautes))


if __name__ == "__main__":
    main()
