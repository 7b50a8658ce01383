"""D'un processus à l'autre : sur PostgreSQL, deux uvicorn se disent leurs écritures ; sur SQLite, rien à dire."""

import asyncio
import os

import psycopg
import pytest
from django.db import connection

from etabli.socle import relais

postgresql = pytest.mark.skipif(
    "BASE_DE_DONNEES" not in os.environ, reason="Le relais est celui de PostgreSQL."
)


@pytest.fixture(autouse=True)
def _rien_d_annonce(monkeypatch):
    monkeypatch.setattr(relais, "_derniers", {})


class Oreille:
    """Un processus qui écoute, et ce qu'il entend."""

    def __init__(self):
        self.entendus, self.prete, self.entendu = [], asyncio.Event(), asyncio.Event()

    def tout(self):
        self.prete.set()

    def un(self, cle):
        self.entendus.append(cle)
        self.entendu.set()


@pytest.mark.skipif("BASE_DE_DONNEES" in os.environ, reason="Sur SQLite seulement.")
@pytest.mark.django_db
def test_sur_sqlite_annoncer_ne_coute_aucune_requete(django_assert_num_queries):
    with django_assert_num_queries(0):
        relais.annoncer("seance-1")


@postgresql
@pytest.mark.django_db
def test_une_rafale_ne_fait_qu_une_annonce(django_assert_num_queries, monkeypatch):
    instants = iter([0.0, 0.001, 0.002, 1.0])
    monkeypatch.setattr(relais, "_horloge", lambda: next(instants))

    with django_assert_num_queries(2):
        for _ in range(4):
            relais.annoncer("seance-1")


@postgresql
@pytest.mark.django_db(transaction=True)
def test_l_annonce_d_un_autre_processus_s_entend_la_sienne_non(monkeypatch):
    acces_ = relais._acces()
    monkeypatch.setattr(relais, "_acces", lambda: acces_)

    async def scene():
        oreille = Oreille()
        ecoute = asyncio.create_task(relais.relayer(oreille.un, oreille.tout))
        async with asyncio.timeout(5):
            await oreille.prete.wait()
            async with await psycopg.AsyncConnection.connect(**acces_, autocommit=True) as voisin:
                for auteur, cle in ((relais.PROCESSUS, "la-mienne"), ("un-autre", "seance-7")):
                    await voisin.execute("SELECT pg_notify(%s, %s)", [relais.NOM, f"{auteur}:{cle}"])
            await oreille.entendu.wait()
        ecoute.cancel()
        await asyncio.gather(ecoute, return_exceptions=True)
        return oreille.entendus

    assert asyncio.run(scene()) == ["seance-7"]


@postgresql
@pytest.mark.django_db(transaction=True)
def test_une_base_perdue_est_retrouvee_et_tout_est_relu(monkeypatch, caplog):
    acces_ = relais._acces()
    monkeypatch.setattr(relais, "_acces", lambda: acces_)

    async def scene():
        oreille = Oreille()
        ecoute = asyncio.create_task(relais.relayer(oreille.un, oreille.tout))
        async with asyncio.timeout(10):
            await oreille.prete.wait()
            oreille.prete.clear()
            async with await psycopg.AsyncConnection.connect(**acces_, autocommit=True) as voisin:
                await voisin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s",
                    [f"LISTEN {relais.NOM}"],
                )
            await oreille.prete.wait()
        ecoute.cancel()
        await asyncio.gather(ecoute, return_exceptions=True)

    asyncio.run(scene())
    assert "a perdu la base" in caplog.text


@postgresql
def test_les_acces_sont_ceux_de_la_base_sans_les_ajouts_de_django():
    assert not relais.AJOUTS_DE_DJANGO & set(relais._acces())
    assert relais._acces()["dbname"] == connection.settings_dict["NAME"]
