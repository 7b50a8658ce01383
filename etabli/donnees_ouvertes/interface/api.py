"""L'assemblage : les routes, la forme des erreurs, la description en OpenAPI 3.1."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI

from etabli.donnees_ouvertes.formes import LICENCE, LICENCE_URL, servir_du_json
from etabli.donnees_ouvertes.interface import catalogue, dossiers
from etabli.donnees_ouvertes.interface.enveloppe import habiller, habiller_tout, rien_ici
from etabli.donnees_ouvertes.interface.lecture import routes_de_lecture
from etabli.donnees_ouvertes.interface.problemes import TITRES, TYPE, Probleme, repondre_aux_erreurs
from etabli.donnees_ouvertes.interface.repetitions import PARAMETRE

DESCRIPTION = (
    "Ce que la plateforme des Ateliers Locaux montre à tous, prêt à être relu par un programme, sans compte ni clé ; "
    "et, avec un jeton créé dans « Mon compte », ce qu'un outil peut faire au nom d'un agent. Les erreurs suivent la "
    "RFC 9457, les listes la RFC 8288 (Link), les demandes sont comptées par minute (RateLimit-Limit)."
)
ETIQUETTES = [
    {"name": "Jeux de données", "description": "Lecture, sans compte : pages, fichiers, schémas, catalogue."},
    {
        "name": "Au nom d'un agent",
        "description": "Avec un jeton, dans la limite de ses portées et des droits.",
    },
]
# Le statut qui réussit, dit en français ; les erreurs le sont par leur titre.
REUSSITES = {200: "Voici.", 201: "C'est gardé."}
EN_TETES = {
    "ETag": "L'empreinte du contenu, à renvoyer dans If-None-Match.",
    "RateLimit-Limit": "Le nombre de demandes permises par minute.",
    "RateLimit-Remaining": "Ce qu'il en reste.",
    "RateLimit-Reset": "Les secondes avant que le compte reparte de zéro.",
}


class Interface(NinjaAPI):
    """La description se complète ici : ce qui vaut pour toute adresse n'est pas redit à chacune."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        schemas = schema["components"]["schemas"]
        probleme_schema = Probleme.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(probleme_schema.pop("$defs", {}))
        schemas["Probleme"] = probleme_schema
        for operations in schema["paths"].values():
            for methode, operation in operations.items():
                _completer(methode, operation)
        return schema


def _completer(methode: str, operation: dict[str, Any]) -> None:
    for parametre in operation["parameters"]:
        # Un paramètre a un exemple ; la liste « examples » d'un schéma n'a pas cette forme ici.
        exemples = parametre.pop("examples", None)
        if exemples:
            parametre["example"] = exemples[0]
    reponses = {int(statut): reponse for statut, reponse in operation["responses"].items()}
    for statut, reponse in reponses.items():
        reponse["description"] = REUSSITES.get(statut, reponse["description"])
        reponse["headers"] = {
            nom: {"description": dit, "schema": {"type": "string"}}
            for nom, dit in EN_TETES.items()
            if nom != "ETag" or "security" not in operation
        }
    statuts = [404, 405, 422, 429]
    if methode == "post":
        operation["parameters"].append(PARAMETRE)
        statuts.append(409)
    if "security" in operation:
        statuts += [400, 401, 403, 413]
    else:
        reponses[304] = {"description": "Rien n'a changé depuis l'empreinte donnée dans If-None-Match."}
        statuts.append(401)
    for statut in statuts:
        contenu = {TYPE: {"schema": {"$ref": "#/components/schemas/Probleme"}}}
        reponses[statut] = {"description": TITRES[statut], "content": contenu}
    operation["responses"] = {str(statut): reponses[statut] for statut in sorted(reponses)}


def _creer() -> Interface:
    interface = Interface(
        title="Ateliers Locaux",
        version="1",
        description=DESCRIPTION,
        urls_namespace="api-v1",
        docs_url=None,
        openapi_url=None,
        servers=[{"url": settings.ADRESSE_DU_SITE}],
        openapi_extra={
            "info": {"license": {"name": LICENCE, "url": LICENCE_URL}},
            "tags": ETIQUETTES,
        },
    )
    interface.add_router("", catalogue.routes)
    interface.add_router("", dossiers.routes)
    interface.add_router("", routes_de_lecture())
    repondre_aux_erreurs(interface)
    return interface


API = _creer()


@cache
def schema_de_l_interface() -> dict[str, Any]:
    """La même pour tous, du démarrage à l'arrêt : la recomposer coûterait des centaines de millisecondes."""
    return dict(API.get_openapi_schema(path_prefix="/api/v1"))


def description(request: HttpRequest) -> HttpResponseBase:
    ici = [{"url": request.build_absolute_uri("/").rstrip("/")}]
    return servir_du_json(request, {**schema_de_l_interface(), "servers": ici})


def _motifs() -> list[URLPattern]:
    return [path("openapi.json", habiller(description), name="openapi"), *habiller_tout(API.urls[0])]


URLS = (_motifs(), "api-v1")
INCONNUES = re_path(r"^api/(?P<reste>.*)$", habiller(rien_ici))
