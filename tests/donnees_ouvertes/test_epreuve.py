"""L'API mise à l'épreuve depuis sa propre description : aucune panne, et rien qui démente ce qu'elle annonce."""

from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils.timezone import localdate
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from etabli.donnees_ouvertes.actions import creer_un_jeton
from etabli.donnees_ouvertes.enums import Portee
from etabli.donnees_ouvertes.interface.api import API
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier

pytestmark = pytest.mark.django_db
VERIFICATIONS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
# Peu d'exemples, toujours les mêmes : l'épreuve longue est un banc (tests/charge/epreuve_api.py).
EXEMPLES = 5
REGLAGES = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DESCRIPTION = API.get_openapi_schema(path_prefix="/api/v1")
OPERATIONS = sorted(
    (methode.upper(), chemin) for chemin, operations in DESCRIPTION["paths"].items() for methode in operations
)


@pytest.fixture
def porteur():
    """Un agent qui peut tout ce que l'API offre, dans un monde où il y a de quoi lire et écrire."""
    RealisationFactory.create_batch(2)
    feuille_adoptee(publier().dossier, 2)
    scene = feuille_et_agents(nb_actions=2)
    ActiviteFactory(seance=scene.seance)
    expire_le = localdate() + timedelta(days=2)
    return creer_un_jeton("épreuve", Portee.values, expire_le, par=scene.equipe)[1]


@pytest.fixture
def schema():
    """Comme le client de Django : une requête ne ferme pas la connexion où vit l'essai."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield _lire_la_description()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _lire_la_description():
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.parametrize(("methode", "chemin"), OPERATIONS)
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["bonnes", "mauvaises"]
)
def test_rien_ne_casse_et_tout_est_conforme(schema, porteur, methode, chemin, mode):
    operation = schema[chemin][methode]
    a_une_saisie = bool(operation.body or operation.query or operation.path_parameters)
    if mode is GenerationMode.NEGATIVE and not a_une_saisie:
        pytest.skip("rien à saisir de travers")
    # Appelée sans réseau, l'application répondrait en gzip à qui ne sait pas le relire.
    en_tetes = {"Accept-Encoding": "identity"}
    if operation.definition.raw.get("security"):
        en_tetes["Authorization"] = f"Bearer {porteur}"

    # Une adresse sans saisie répond toujours pareil : un exemple dit tout.
    @settings(REGLAGES, max_examples=EXEMPLES if a_une_saisie else 1)
    @given(operation.as_strategy(generation_mode=mode))
    def eprouver(cas):
        reponse = cas.call(headers=en_tetes)
        cas.validate_response(reponse, checks=VERIFICATIONS)

    eprouver()
