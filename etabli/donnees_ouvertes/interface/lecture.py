"""Lire : chaque jeu déclaré par son étage reçoit ses adresses, ses filtres, ses pages et ses formes."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from math import ceil
from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import make_aware
from ninja import Path, Query, Router, Schema

from etabli.donnees_ouvertes.formes import (
    LICENCE,
    LICENCE_URL,
    TYPES,
    schema_de_table,
    servir_du_json,
    servir_le_fichier,
)
from etabli.donnees_ouvertes.interface.lignes import (
    JeuDecrit,
    Pagination,
    SansParametre,
    nom_de_type,
    type_de_ligne,
    type_de_page,
    type_des_filtres,
)
from etabli.socle.jeux import JeuOuvert, compter, jeux

PAGES = {"page", "par_page"}
Identifiant = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,200}$", description="Tel que la liste le donne.")
]


def adresse(jeu: JeuOuvert, forme: str) -> str:
    return reverse(f"api-v1:{jeu.slug}-{forme}")


def routes_de_lecture() -> Router:
    routes = Router(tags=["Jeux de données"])
    routes.get(
        "/jeux",
        response=list[JeuDecrit],
        operation_id="jeux",
        summary="Les jeux de données",
        description="Chaque jeu, ses formes, ses filtres, son schéma, la date de sa dernière écriture connue.",
        url_name="jeux",
    )(les_jeux)
    for jeu in jeux():
        _ajouter(routes, jeu)
    return routes


def les_jeux(request: HttpRequest) -> HttpResponseBase:
    return servir_du_json(request, [decrire(jeu, request.build_absolute_uri) for jeu in jeux()])


def decrire(jeu: JeuOuvert, absolue: Callable[[str], str]) -> dict[str, Any]:
    return {
        "jeu": jeu.slug,
        "titre": jeu.colonnes.titre,
        "description": jeu.colonnes.description,
        "note": jeu.note,
        "nb_lignes": compter(jeu.lignes()),
        "modifie_le": instant(jeu),
        "frequence": jeu.frequence,
        "millesime": jeu.millesime,
        "licence": LICENCE,
        "filtres": [f.nom for f in jeu.filtres],
        "formes": {forme: absolue(adresse(jeu, forme)) for forme in jeu.formes},
        "schema_de_table": absolue(adresse(jeu, "schema.json")),
        "conforme_a": jeu.conforme_a,
    }


def instant(jeu: JeuOuvert) -> datetime | None:
    quand = jeu.modifie_le() if jeu.modifie_le else None
    if isinstance(quand, date) and not isinstance(quand, datetime):
        return make_aware(datetime.combine(quand, time()))
    return quand


def _ajouter(routes: Router, jeu: JeuOuvert) -> None:
    ligne = type_de_ligne(jeu)
    page = type_de_page(jeu, ligne)
    titre = jeu.colonnes.titre
    description = " ".join(filter(None, (jeu.colonnes.description, jeu.note)))
    commun: dict[str, Any] = {"description": description, "openapi_extra": None}
    pages = _operation_de_page(jeu)
    routes.get(
        f"/{jeu.slug}",
        **commun | {"openapi_extra": _contenu("json", None)},
        response=page,
        operation_id=f"{jeu.slug}",
        summary=f"{titre}, page par page",
        url_name=f"{jeu.slug}-page",
    )(pages)
    if jeu.trouver:
        routes.get(
            f"/{jeu.slug}/{{identifiant}}",
            response=ligne,
            operation_id=f"{jeu.slug}-un",
            summary=f"{titre} : une ligne",
            description="La ligne dont c'est l'identifiant, tel que la liste le donne.",
            url_name=f"{jeu.slug}-un",
        )(_operation_d_une_ligne(jeu))
    for forme in jeu.formes:
        est_une_page = forme == "json" and jeu.brut is None
        routes.get(
            f"/{jeu.slug}.{forme}",
            **commun | {"openapi_extra": None if est_une_page else _contenu(forme, jeu)},
            response=page if est_une_page else None,
            operation_id=f"{jeu.slug}-{forme}",
            summary=f"{titre} ({forme})",
            url_name=f"{jeu.slug}-{forme}",
        )(_operation_de_page(jeu) if est_une_page else _operation_de_fichier(jeu, forme))
    routes.get(
        f"/{jeu.slug}.schema.json",
        response=dict[str, Any],
        operation_id=f"{jeu.slug}-schema",
        summary=f"{titre} : le Table Schema",
        description="Ce qu'il faut savoir pour relire le CSV : le nom, le type et le sens de chaque colonne.",
        url_name=f"{jeu.slug}-schema.json",
    )(_operation_de_schema(jeu))


def _contenu(forme: str, jeu: JeuOuvert | None) -> dict[str, Any] | None:
    """Ce que rend un fichier entier : OpenAPI ne le déduit pas d'un type."""
    if jeu is None:
        return None
    type_ = TYPES[forme].split(";")[0]
    schemas: dict[str, Any] = {"csv": {"type": "string"}, "parquet": {}}
    contenu = {type_: {"schema": schemas.get(forme, {"type": "object"})}}
    return {"responses": {200: {"description": f"Le jeu « {nom_de_type(jeu)} » entier.", "content": contenu}}}


def _operation_de_page(jeu: JeuOuvert) -> Callable[..., HttpResponseBase]:
    filtres = type_des_filtres(jeu, Pagination, "")

    def lire(request: HttpRequest, parametres: Query[filtres]) -> HttpResponseBase:  # type: ignore[valid-type]
        return servir_une_page(request, jeu, parametres)

    return lire


def _operation_de_fichier(jeu: JeuOuvert, forme: str) -> Callable[..., HttpResponseBase]:
    filtres = type_des_filtres(jeu, SansParametre, "DuFichier")

    def telecharger(request: HttpRequest, parametres: Query[filtres]) -> HttpResponseBase:  # type: ignore[valid-type]
        return servir_le_fichier(request, jeu, forme, jeu.choisies(_valeurs(parametres)))

    def telecharger_tout(request: HttpRequest) -> HttpResponseBase:
        return servir_le_fichier(request, jeu, forme, jeu.lignes())

    return telecharger if jeu.filtres else telecharger_tout


def _operation_d_une_ligne(jeu: JeuOuvert) -> Callable[..., HttpResponseBase]:
    def lire(request: HttpRequest, identifiant: Identifiant) -> HttpResponseBase:
        trouvee = jeu.trouver(identifiant) if jeu.trouver else None
        if trouvee is None:
            raise Http404
        return servir_du_json(request, jeu.colonnes.objets([trouvee])[0], jeu)

    return lire


def _operation_de_schema(jeu: JeuOuvert) -> Callable[..., HttpResponseBase]:
    def lire(request: HttpRequest) -> HttpResponseBase:
        return servir_du_json(request, schema_de_table(jeu))

    return lire


def _valeurs(parametres: Any) -> dict[str, Any]:
    lues: Schema = parametres
    return {nom: valeur for nom, valeur in lues.dict().items() if nom not in PAGES}


def servir_une_page(request: HttpRequest, jeu: JeuOuvert, parametres: Any) -> HttpResponseBase:
    lignes, taille = jeu.choisies(_valeurs(parametres)), parametres.par_page
    if not isinstance(lignes, QuerySet | list | tuple):
        lignes = list(lignes)
    total = compter(lignes)
    debut = (parametres.page - 1) * taille
    tranche: Iterable[Any] = lignes[debut : debut + taille] if debut < total else []
    liens = _liens(request, parametres.page, ceil(total / taille))
    corps = {
        "jeu": jeu.slug,
        "licence": LICENCE,
        "total": total,
        "page": parametres.page,
        "nb_pages": ceil(total / taille),
        "precedente": liens.get("prev"),
        "suivante": liens.get("next"),
        "lignes": jeu.colonnes.objets(tranche),
    }
    reponse = servir_du_json(request, corps, jeu)
    dits = [f'<{url}>; rel="{nom}"' for nom, url in liens.items()]
    reponse["Link"] = ", ".join([*dits, f'<{LICENCE_URL}>; rel="license"'])
    return reponse


def _liens(request: HttpRequest, page: int, nb_pages: int) -> dict[str, str]:
    """Les mêmes filtres, une autre page (RFC 8288)."""
    voisines = {"first": 1, "prev": page - 1, "next": page + 1, "last": nb_pages}
    garde = [(nom, valeur) for nom, valeurs in request.GET.lists() for valeur in valeurs if nom != "page"]
    return {
        nom: request.build_absolute_uri(f"{request.path}?{urlencode([*garde, ('page', n)])}")
        for nom, n in voisines.items()
        if 1 <= n <= nb_pages
    }
