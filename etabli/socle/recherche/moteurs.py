"""Les deux moteurs : FTS5 sur SQLite, tsvector sur PostgreSQL. Le seul endroit du socle où l'on écrit du SQL.

Chacun garde les racines dans une table à part, liée à `FicheDeRecherche` par son identifiant (sans clé étrangère :
Django, qui ne connaît pas cette table, ne saurait plus vider l'autre). Aucune extension n'est demandée à PostgreSQL :
les mots lui arrivent déjà réduits à leurs racines.
"""

# ruff: noqa: S608, S610 -- seuls des noms de tables sont assemblés ; les valeurs passent en paramètres

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet

from etabli.socle.models import FicheDeRecherche
from etabli.socle.recherche.mots import Terme

FICHES = FicheDeRecherche._meta.db_table
TABLE = "socle_motsdelarecherche"
# Un mot du titre compte comme quatre mots du texte.
POIDS_DU_TITRE = 4.0

# L'identifiant de la fiche, les racines du titre, celles du texte.
Ligne = tuple[int, str, str]


class Moteur(Protocol):
    def preparer(self, curseur: Any) -> None:
        """Crée la table des racines ; sans effet si elle y est déjà."""

    def ecrire(self, lignes: Sequence[Ligne]) -> None:
        """Remplace les racines de ces fiches."""

    def effacer(self, identifiants: Sequence[int]) -> None: ...

    def vider(self) -> None: ...

    def filtrer(self, fiches: QuerySet[Any], termes: Sequence[Terme]) -> QuerySet[Any]:
        """Les fiches où tous les termes se trouvent, annotées de leur `rang`, la plus pertinente d'abord."""


class Sqlite:
    def preparer(self, curseur: Any) -> None:
        curseur.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5(titre, corps, "
            "tokenize='unicode61 remove_diacritics 0', prefix='3 4 5')"
        )

    def ecrire(self, lignes: Sequence[Ligne]) -> None:
        with connection.cursor() as curseur:
            curseur.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(ligne[0],) for ligne in lignes])
            curseur.executemany(f"INSERT INTO {TABLE}(rowid, titre, corps) VALUES (%s, %s, %s)", lignes)

    def effacer(self, identifiants: Sequence[int]) -> None:
        with connection.cursor() as curseur:
            curseur.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(i,) for i in identifiants])

    def vider(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute(f"DELETE FROM {TABLE}")

    def filtrer(self, fiches: QuerySet[Any], termes: Sequence[Terme]) -> QuerySet[Any]:
        return fiches.extra(
            select={"rang": f"-bm25({TABLE}, {POIDS_DU_TITRE}, 1.0)"},
            tables=[TABLE],
            where=[f"{TABLE} MATCH %s", f"{TABLE}.rowid = {FICHES}.id"],
            params=[" AND ".join(self._terme(t) for t in termes)],
            order_by=["-rang", "id"],
        )

    @staticmethod
    def _terme(terme: Terme) -> str:
        suite = '"' + " ".join(terme.racines) + '"'
        return f'({suite} OR "{terme.debut}"*)' if terme.debut else suite


class Postgresql:
    def preparer(self, curseur: Any) -> None:
        curseur.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id bigint PRIMARY KEY, vecteur tsvector NOT NULL)"
        )
        curseur.execute(f"CREATE INDEX IF NOT EXISTS {TABLE}_vecteur ON {TABLE} USING gin (vecteur)")

    def ecrire(self, lignes: Sequence[Ligne]) -> None:
        with connection.cursor() as curseur:
            curseur.executemany(
                f"INSERT INTO {TABLE}(id, vecteur) VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || "
                "setweight(to_tsvector('simple', %s), 'D')) ON CONFLICT (id) DO UPDATE SET vecteur = EXCLUDED.vecteur",
                lignes,
            )

    def effacer(self, identifiants: Sequence[int]) -> None:
        with connection.cursor() as curseur:
            curseur.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [list(identifiants)])

    def vider(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute(f"DELETE FROM {TABLE}")

    def filtrer(self, fiches: QuerySet[Any], termes: Sequence[Terme]) -> QuerySet[Any]:
        requete = " & ".join(self._terme(t) for t in termes)
        poids = f"'{{{1 / POIDS_DU_TITRE}, {1 / POIDS_DU_TITRE}, {1 / POIDS_DU_TITRE}, 1}}'"
        return fiches.extra(
            select={"rang": f"ts_rank({poids}, {TABLE}.vecteur, to_tsquery('simple', %s))"},
            select_params=[requete],
            tables=[TABLE],
            where=[f"{TABLE}.vecteur @@ to_tsquery('simple', %s)", f"{TABLE}.id = {FICHES}.id"],
            params=[requete],
            order_by=["-rang", "id"],
        )

    @staticmethod
    def _terme(terme: Terme) -> str:
        suite = " <-> ".join(f"'{r}'" for r in terme.racines)
        return f"({suite} | '{terme.debut}':*)" if terme.debut else f"({suite})"


def moteur(vendeur: str = "") -> Moteur:
    return Postgresql() if (vendeur or connection.vendor) == "postgresql" else Sqlite()


def preparer(apps: Any, schema_editor: Any) -> None:
    """Pour la migration."""
    with schema_editor.connection.cursor() as curseur:
        moteur(schema_editor.connection.vendor).preparer(curseur)


def retirer(apps: Any, schema_editor: Any) -> None:
    """Pour la migration : la table part avec celle des fiches."""
    with schema_editor.connection.cursor() as curseur:
        curseur.execute(f"DROP TABLE IF EXISTS {TABLE}")
