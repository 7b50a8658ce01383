"""Suivre une requête de bout en bout : un identifiant, une ligne au journal technique, une mesure.

L'identifiant vient du mandataire (`X-Request-ID`) s'il est sage, sinon il est tiré ici ; la réponse le rend, les
travaux et les lettres que la requête a demandés le portent, le rapport de panne le cite. Rien de personnel n'est
noté : ni adresse, ni paramètre, ni compte ; seulement le nom de la vue.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from etabli.socle import mesures
from etabli.socle.identifiant import sous

EN_TETE = "X-Request-ID"
journal_des_requetes = logging.getLogger("etabli.requetes")


class _Compteur:
    """Compte les requêtes SQL de la connexion du fil."""

    def __init__(self) -> None:
        self.nb = 0

    def __call__(self, executer: Callable[..., Any], *suite: Any) -> Any:
        self.nb += 1
        return executer(*suite)


def suivre_la_requete(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    def repondre(request: HttpRequest) -> HttpResponseBase:
        depart, compteur = time.perf_counter(), _Compteur()
        with sous(request.headers.get(EN_TETE, "")) as identifiant, connection.execute_wrapper(compteur):
            reponse = get_response(request)
            _noter(request, reponse, time.perf_counter() - depart, compteur.nb)
        reponse.headers[EN_TETE] = identifiant
        return reponse

    return repondre


def _noter(request: HttpRequest, reponse: HttpResponseBase, duree: float, nb: int) -> None:
    trouvee = request.resolver_match
    vue = trouvee.view_name if trouvee else "hors_vue" if reponse.status_code < 400 else "inconnue"
    verbe = request.method if request.method in mesures.VERBES else "autre"
    mesures.REQUETES.labels(vue, verbe, reponse.status_code).observe(duree)
    mesures.REQUETES_SQL.labels(vue).inc(nb)
    journal_des_requetes.info(
        "%s %s %s",
        verbe,
        vue,
        reponse.status_code,
        extra={
            "verbe": verbe,
            "vue": vue,
            "statut": reponse.status_code,
            "duree_ms": round(1000 * duree, 1),
            "nb_requetes_sql": nb,
        },
    )
