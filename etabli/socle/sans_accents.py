"""Chercher et trier comme on lit : sans majuscules ni accents, sur les deux bases.

Le même calcul se fait en Python pour SQLite, par fonctions de la base pour PostgreSQL ; aucune extension n'est
demandée. S'écrit `champ__sans_accents__contains` dans un filtre, `SansAccents("champ")` dans un tri.
"""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Q, TextField, Transform

from etabli.socle.mots import AVEC, LIGATURES, SANS

NOM = "etabli_sans_accents"


TABLE: dict[int, Any] = {
    **str.maketrans(AVEC, SANS),
    **str.maketrans(LIGATURES),
    # Un accent écrit à part de sa lettre, comme le font certains fichiers.
    **dict.fromkeys(range(0x300, 0x370)),
}


def comme_en_base(texte: str | None) -> str | None:
    """Ce que la base lit d'un texte. Appelée par SQLite à chaque ligne : sans accent, il passe au plus court."""
    if texte is None:
        return None
    minuscule = texte.lower()
    return minuscule if minuscule.isascii() else minuscule.translate(TABLE)


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
    for mot in (comme_en_base(texte) or "").split():
        condition &= reduce(or_, (Q(**{f"{champ}__sans_accents__contains": mot}) for champ in champs))
    return condition


def enseigner_a_la_base(connection: Any, **_: Any) -> None:
    """SQLite apprend la fonction à chaque connexion."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NOM, 1, comme_en_base, deterministic=True)


def enregistrer() -> None:
    for nature in (CharField, TextField):
        nature.register_lookup(SansAccents)
