"""Trouver des candidats vite : FTS5 sur SQLite, pg_trgm sur PostgreSQL (la mémoire s'il est refusé)."""

# ruff: noqa: S608 -- seuls des noms de tables et des %s sont assemblés ; les valeurs passent en paramètres

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from django.db import DatabaseError, connection, transaction
from rapidfuzz import fuzz, process

from etabli.territoires.models import Chargement, Entree

TABLE = Entree._meta.db_table


class Moteur(Protocol):
    def preparer(self) -> None:
        """Crée ce que la base doit porter en plus de la table ; sans effet s'il y est déjà."""

    def reconstruire(self) -> None:
        """Réindexe toute la table."""

    def par_mots(
        self, mots: Sequence[str], cle: str, genres: Sequence[str], *, avec_lieu: bool, limite: int
    ) -> list[Entree]:
        """Les entrées où chaque mot commence un mot du nom ou un code, les plus pertinentes d'abord."""

    def ressemblants(self, cle: str, genres: Sequence[str], limite: int) -> list[Entree]:
        """Les entrées dont le nom partage le plus de trigrammes avec la clé."""


def joker(texte: str) -> str:
    return texte.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# Le nom exact, puis ceux qui commencent pareil, puis les plus peuplés.
ORDRE = (
    r"ORDER BY (e.code = %s) DESC, (e.cle = %s) DESC, (e.cle LIKE %s ESCAPE '\') DESC, e.poids DESC LIMIT %s"
)


def ordre(cle: str, limite: int) -> list[object]:
    return [cle.upper(), cle, f"{joker(cle)}%", limite]


class Sqlite:
    MOTS, TRIGRAMMES = f"{TABLE}_mots", f"{TABLE}_trigrammes"

    def preparer(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.MOTS} USING fts5(mots, lieu, content='', "
                "tokenize='unicode61', prefix='1 2 3 4')"
            )
            curseur.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {self.TRIGRAMMES} USING fts5(cle, content='', "
                "tokenize='trigram', detail=none)"
            )

    def reconstruire(self) -> None:
        with connection.cursor() as curseur:
            for table in (self.MOTS, self.TRIGRAMMES):
                curseur.execute(f"DROP TABLE IF EXISTS {table}")
            self.preparer()
            curseur.execute(f"INSERT INTO {self.MOTS}(rowid, mots, lieu) SELECT id, mots, lieu FROM {TABLE}")
            # Les espaces de bord font compter le début et la fin du nom.
            curseur.execute(
                f"INSERT INTO {self.TRIGRAMMES}(rowid, cle) SELECT id, ' ' || cle || ' ' FROM {TABLE}"
            )

    def par_mots(
        self, mots: Sequence[str], cle: str, genres: Sequence[str], *, avec_lieu: bool, limite: int
    ) -> list[Entree]:
        cherche = " AND ".join(f'"{m}"*' for m in mots)
        sql = (
            f"SELECT e.* FROM {self.MOTS} f JOIN {TABLE} e ON e.id = f.rowid "
            f"WHERE {self.MOTS} MATCH %s AND e.genre IN ({marques(genres)}) {ORDRE}"
        )
        requete = cherche if avec_lieu else f"{{mots}} : ({cherche})"
        return list(Entree.objects.raw(sql, [requete, *genres, *ordre(cle, limite)]))

    def ressemblants(self, cle: str, genres: Sequence[str], limite: int) -> list[Entree]:
        bornee = f" {cle} "
        trigrammes = sorted({bornee[i : i + 3] for i in range(len(bornee) - 2)})
        if not trigrammes:
            return []
        partie = f"SELECT rowid FROM {self.TRIGRAMMES} WHERE {self.TRIGRAMMES} MATCH %s"
        parties = " UNION ALL ".join([partie] * len(trigrammes))
        # Une faute de frappe abîme au plus quatre trigrammes : sous le tiers, ce n'est plus le même nom.
        sql = (
            f"SELECT e.* FROM (SELECT rowid, COUNT(*) nb FROM ({parties}) GROUP BY rowid HAVING nb >= %s) x "
            f"JOIN {TABLE} e ON e.id = x.rowid WHERE e.genre IN ({marques(genres)}) "
            "ORDER BY x.nb DESC, e.poids DESC LIMIT %s"
        )
        seuil = max(1, len(trigrammes) // 3)
        return list(Entree.objects.raw(sql, [*(f'"{t}"' for t in trigrammes), seuil, *genres, limite]))


class Postgres:
    """`mots` commence par un espace : « commence un mot » s'écrit LIKE '% mot%', servi par l'index GIN."""

    def preparer(self) -> None:
        try:
            with transaction.atomic(), connection.cursor() as curseur:
                curseur.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                for champ in ("cle", "mots"):
                    curseur.execute(
                        f"CREATE INDEX IF NOT EXISTS {TABLE}_{champ}_trgm ON {TABLE} "
                        f"USING gin ({champ} gin_trgm_ops)"
                    )
        except DatabaseError:
            # L'hébergeur peut réserver les extensions : la recherche marche sans, moins vite.
            sait_les_trigrammes.cache_clear()

    def reconstruire(self) -> None:
        with connection.cursor() as curseur:
            curseur.execute(f"ANALYZE {TABLE}")
        toutes_les_cles.cache_clear()

    def par_mots(
        self, mots: Sequence[str], cle: str, genres: Sequence[str], *, avec_lieu: bool, limite: int
    ) -> list[Entree]:
        champ = "(e.mots || ' ' || e.lieu)" if avec_lieu else "e.mots"
        conditions = " AND ".join([rf"{champ} LIKE %s ESCAPE '\'"] * len(mots))
        sql = f"SELECT e.* FROM {TABLE} e WHERE {conditions} AND e.genre IN ({marques(genres)}) {ORDRE}"
        motifs = [f"% {joker(m)}%" for m in mots]
        return list(Entree.objects.raw(sql, [*motifs, *genres, *ordre(cle, limite)]))

    def ressemblants(self, cle: str, genres: Sequence[str], limite: int) -> list[Entree]:
        if not sait_les_trigrammes():
            return ressemblants_en_memoire(cle, genres, limite)
        sql = (
            f"SELECT e.* FROM {TABLE} e WHERE e.cle %% %s AND e.genre IN ({marques(genres)}) "
            "ORDER BY similarity(e.cle, %s) DESC LIMIT %s"
        )
        return list(Entree.objects.raw(sql, [cle, *genres, cle, limite]))


def marques(valeurs: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(valeurs))


@lru_cache(maxsize=1)
def sait_les_trigrammes() -> bool:
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        return curseur.fetchone() is not None


def ressemblants_en_memoire(cle: str, genres: Sequence[str], limite: int) -> list[Entree]:
    """Le recours : toutes les clés en mémoire, relues quand le millésime change."""
    chargement = Chargement.objects.values_list("empreinte", flat=True).first() or ""
    cles = toutes_les_cles(chargement)
    proches = process.extract(cle, cles, scorer=fuzz.ratio, limit=limite, score_cutoff=50)
    return list(Entree.objects.filter(pk__in=[pk for _, _, pk in proches], genre__in=genres))


@lru_cache(maxsize=1)
def toutes_les_cles(empreinte: str) -> dict[int, str]:
    return dict(Entree.objects.values_list("pk", "cle"))


def moteur() -> Moteur:
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def apres_les_migrations(**kwargs: object) -> None:
    """Les tables de recherche ne sont pas des modèles : elles suivent les migrations."""
    moteur().preparer()
