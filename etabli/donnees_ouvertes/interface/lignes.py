"""Les types de l'API, tirés des colonnes : ce que le CSV dit d'une ligne, la description d'OpenAPI le dit aussi."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from etabli.socle.colonnes import Colonne
from etabli.socle.jeux import FiltreOuvert, JeuOuvert

PAR_PAGE, PAR_PAGE_AU_PLUS, PAGE_AU_PLUS = 100, 1000, 1_000_000
TYPES: dict[str, Any] = {
    "entier": int,
    "decimal": float,
    "euros": float,
    "pourcent": float,
    "date": date,
    "instant": datetime,
    "booleen": bool,
}
# Un signe de contrôle n'est jamais un mot que l'on cherche, et une base peut le refuser.
SANS_CONTROLE = r"^[^\x00-\x1f\x7f]*$"


def nom_de_type(jeu: JeuOuvert) -> str:
    return "".join(mot.capitalize() for mot in jeu.slug.split("-"))


def type_de_ligne(jeu: JeuOuvert) -> type[Schema]:
    champs: dict[str, Any] = {c.nom: _champ(c) for c in jeu.colonnes.publiques}
    return create_model(
        f"Ligne{nom_de_type(jeu)}", __base__=Schema, __doc__=jeu.colonnes.description, **champs
    )


def _champ(colonne: Colonne) -> tuple[Any, Any]:
    type_ = TYPES.get(colonne.type, str)
    lu = type_ if colonne.obligatoire else type_ | None
    return lu, Field(title=colonne.titre, description=colonne.description or colonne.titre)


class Page(Schema):
    """Une page de lignes : on avance en suivant « suivante » jusqu'à ce qu'elle soit vide."""

    jeu: str = Field(description="Le nom du jeu dans les adresses.")
    licence: str = Field(
        description="La licence, la même pour tous les jeux.", examples=["Licence Ouverte 2.0"]
    )
    total: int = Field(description="Le nombre de lignes que les filtres retiennent.", ge=0)
    page: int = Field(description="La page lue, à partir de 1.", ge=1)
    nb_pages: int = Field(description="Le nombre de pages.", ge=0)
    precedente: str | None = Field(description="L'adresse de la page d'avant.")
    suivante: str | None = Field(description="L'adresse de la page d'après.")


def type_de_page(jeu: JeuOuvert, ligne: type[Schema]) -> type[Schema]:
    lignes: dict[str, Any] = {"lignes": (list[ligne], Field(description="Les lignes de la page."))}  # type: ignore[valid-type]
    return create_model(f"Page{nom_de_type(jeu)}", __base__=Page, **lignes)


class Pagination(Schema):
    page: int = Field(1, ge=1, le=PAGE_AU_PLUS, description="La page à lire, à partir de 1.")
    par_page: int = Field(PAR_PAGE, ge=1, le=PAR_PAGE_AU_PLUS, description="Le nombre de lignes par page.")


class SansParametre(Schema):
    model_config = ConfigDict(extra="ignore")


def type_des_filtres(jeu: JeuOuvert, base: type[Schema], suffixe: str) -> type[Schema]:
    champs: dict[str, Any] = {f.nom: _parametre(f) for f in jeu.filtres}
    return create_model(f"Filtres{nom_de_type(jeu)}{suffixe}", __base__=base, **champs)


def _parametre(filtre: FiltreOuvert) -> tuple[Any, Any]:
    dit = filtre.description
    if filtre.est_entier:
        return int, Field(0, ge=0, le=9999, description=dit, examples=[int(filtre.exemple)])
    texte = Annotated[str, Field(pattern=SANS_CONTROLE, max_length=200)]
    return texte, Field("", description=dit, examples=[filtre.exemple])


class JeuDecrit(Schema):
    """Un jeu de données, ses adresses et son schéma."""

    jeu: str = Field(description="Son nom dans les adresses.", examples=["ateliers"])
    titre: str
    description: str
    note: str
    nb_lignes: int = Field(ge=0)
    modifie_le: datetime | None = Field(description="La dernière écriture connue.")
    frequence: str = Field(description="Code du vocabulaire européen des fréquences.", examples=["CONT"])
    millesime: str
    licence: str
    filtres: list[str]
    formes: dict[str, str] = Field(description="L'adresse de chaque forme.")
    schema_de_table: str = Field(description="L'adresse du Table Schema.")
    conforme_a: str = Field(description="Le format réglementaire ou international que suit le JSON.")
