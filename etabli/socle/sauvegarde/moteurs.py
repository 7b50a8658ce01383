"""Photographier et remettre une base : SQLite par sa copie à chaud, PostgreSQL par pg_dump et pg_restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, transaction


class OutilAbsent(Exception):  # noqa: N818 -- une machine à compléter, pas une panne
    """Un programme de PostgreSQL manque sur cette machine."""


@contextmanager
def photographier(vers: Path) -> Iterator[None]:
    """Écrit la base dans `vers` ; dans le bloc, ce qu'on lit de PostgreSQL est ce qui a été photographié."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as curseur:
            curseur.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            curseur.execute("SELECT pg_export_snapshot()")
            instantane = curseur.fetchone()[0]
            _lancer(["pg_dump", "-Fc", "--no-owner", f"--snapshot={instantane}", "-f", str(vers)])
            yield
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(vers)) as copie:
        # Par paquets de pages : les écritures des autres passent entre deux, la copie reste d'un seul instant.
        connection.connection.backup(copie, pages=4096, sleep=0.01)
        copie.execute("PRAGMA journal_mode=DELETE")
    yield


def remettre(depuis: Path) -> None:
    """Remplace toute la base par la photographie ; rien n'est changé si elle ne se relit pas entière."""
    if connection.vendor == "postgresql":
        connection.close()
        options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
        base = str(connection.settings_dict["NAME"])
        _lancer(["pg_restore", *options, "-d", base, str(depuis)])
        return
    with closing(sqlite3.connect(depuis)) as copie:
        etat = copie.execute("PRAGMA integrity_check").fetchone()[0]
    if etat != "ok":
        raise OutilAbsent(f"La base de l'archive est abîmée : {etat}.")
    connection.close()
    cible = Path(str(connection.settings_dict["NAME"]))
    neuve = cible.with_name(f"{cible.name}.restauree")
    shutil.copyfile(depuis, neuve)
    for reste in ("-wal", "-shm"):
        cible.with_name(cible.name + reste).unlink(missing_ok=True)
    neuve.replace(cible)


def est_vide() -> bool:
    """Une base neuve, ou seulement migrée : personne n'y a encore de compte."""
    if "annuaire_agent" not in connection.introspection.table_names():
        return True
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM annuaire_agent")
        return bool(curseur.fetchone()[0] == 0)


def _lancer(commande: list[str]) -> None:
    """Le mot de passe passe par l'environnement : la liste des processus ne le montre pas."""
    if not shutil.which(commande[0]):
        raise OutilAbsent(
            f"« {commande[0]} » manque : installez le paquet postgresql-client de la même version."
        )
    acces = connection.settings_dict
    connus = {
        "PGHOST": acces.get("HOST"),
        "PGPORT": acces.get("PORT"),
        "PGUSER": acces.get("USER"),
        "PGPASSWORD": acces.get("PASSWORD"),
        "PGDATABASE": acces.get("NAME"),
    }
    env = {**os.environ, **{cle: str(valeur) for cle, valeur in connus.items() if valeur}}
    fait = subprocess.run(commande, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    if fait.returncode:
        raise OutilAbsent(f"{commande[0]} a échoué : {fait.stderr.strip()[-500:]}")
