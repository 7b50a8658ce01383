"""Chercher et trier comme on lit : sans majuscules ni accents, sur les deux bases.

Le même calcul se fait en Python pour SQLite, par fonctions de la base pour PostgreSQL ; aucune extension n'est
demandée. S'écrit `champ__sans_accents__contains` dans un filtre, `SansAccents("champ")` dans un tri.
"""

from functools import reduce
from operator import or_
from typing import Any
from unicodedata import combining, normalize

from django.db.models import CharField, Q, TextField, Transform

LIGATURES = {"œ": "oe", "æ": "ae"}
AVEC = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ’"
SANS = "aaaaaaceeeeiiiinooooouuuuyy'"
NOM = "etabli_sans_accents"


def sans_accents(texte: str | None) -> str | None:
    if texte is None:
        return None
    minuscule = texte.lower().replace("’", "'")
    for ligature, lettres in LIGATURES.items():
        minuscule = minuscule.replace(ligature, lettres)
    return "".join(c for c in normalize("NFD", minuscule) if not combining(c))


class SansAccents(Transform):
    lookup_name = "sans_accents"
    function = NOM
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **contexte: Any) -> Any:
        gabarit = "lower(%(expressions)s)"
        for ligature, lettres in LIGATURES.items():
            gabarit = f"replace({gabarit}, '{ligature}', '{lettres}')"
        gabarit = f"translate({gabarit}, '{AVEC}', '{SANS.replace(chr(39), chr(39) * 2)}')"
        return self.as_sql(compiler, connection, template=gabarit, **contexte)


def contient(texte: str, *champs: str) -> Q:
    """Chaque mot se trouve dans l'un des champs."""
    condition = Q()
    for mot in (sans_accents(texte) or "").split():
        condition &= reduce(or_, (Q(**{f"{champ}__sans_accents__contains": mot}) for champ in champs))
    return condition


def enseigner_a_la_base(connection: Any, **_: Any) -> None:
    """SQLite apprend la fonction à chaque connexion."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NOM, 1, sans_accents, deterministic=True)


def enregistrer() -> None:
    for nature in (CharField, TextField):
        nature.register_lookup(SansAccents)
