"""Le direct, joué sans serveur : le générateur est tiré à la main, l'état est un dictionnaire."""

import asyncio
import json
from contextlib import aclosing

import pytest

from etabli.socle import direct


class Etat:
    """Un état observable et le nombre de fois qu'on l'a composé."""

    def __init__(self):
        self.revision, self.nb_compositions, self.panne = 1, 0, False

    def lire(self, publics, connue):
        if self.panne:
            raise OSError("base absente")
        if connue == self.revision:
            return None
        self.nb_compositions += 1
        return self.revision, {
            public: json.dumps({"public": public, "r": self.revision}) for public in publics
        }


def donnees(trame):
    ligne = next(ligne for ligne in trame.decode().splitlines() if ligne.startswith("data: "))
    return json.loads(ligne.removeprefix("data: "))


async def prochaine(flux):
    async with asyncio.timeout(5):
        while True:
            trame = await anext(flux)
            if b"data: " in trame:
                return donnees(trame)


@pytest.fixture(autouse=True)
def _delais_courts(monkeypatch):
    monkeypatch.setattr(direct, "DELAI_DE_REGROUPEMENT", 0.01)


@pytest.fixture(autouse=True)
def _un_seul_processus(monkeypatch):
    """Le relais entre processus a son propre essai (tests/socle/test_relais.py)."""
    monkeypatch.setattr(direct.relais, "est_possible", lambda: False)


@pytest.fixture
def etat():
    return Etat()


def jouer(scene):
    asyncio.run(scene())


def test_un_ecran_recoit_l_etat_des_qu_il_arrive(etat):
    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            assert await anext(flux) == b"retry: 2000\n\n"
            assert await prochaine(flux) == {"public": "salle", "r": 1}

    jouer(scene)


def test_publier_reveille_tous_les_ecrans_et_ne_compose_qu_une_fois(etat):
    async def scene():
        flux = [direct.ecouter("essai", "salle", etat.lire) for _ in range(20)]
        for un_flux in flux:
            await prochaine(un_flux)
        avant, etat.revision = etat.nb_compositions, 2

        direct.publier("essai")

        assert [(await prochaine(un_flux))["r"] for un_flux in flux] == [2] * 20
        assert etat.nb_compositions == avant + 1
        for un_flux in flux:
            await un_flux.aclose()

    jouer(scene)


def test_une_rafale_ne_fait_qu_un_envoi(etat, monkeypatch):
    monkeypatch.setattr(direct, "DELAI_DE_REGROUPEMENT", 0.1)

    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            await prochaine(flux)
            for _ in range(50):
                etat.revision += 1
                direct.publier("essai")

            assert (await prochaine(flux))["r"] == 51
            assert etat.nb_compositions == 2

    jouer(scene)


def test_chaque_public_recoit_le_sien(etat):
    async def scene():
        async with (
            aclosing(direct.ecouter("essai", "salle", etat.lire)) as salle,
            aclosing(direct.ecouter("essai", "ecran", etat.lire)) as ecran,
        ):
            assert (await prochaine(salle))["public"] == "salle"
            assert (await prochaine(ecran))["public"] == "ecran"

    jouer(scene)


def test_publier_depuis_un_autre_fil_arrive(etat):
    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            await prochaine(flux)
            etat.revision = 2
            await asyncio.to_thread(direct.publier, "essai")
            assert (await prochaine(flux))["r"] == 2

    jouer(scene)


def test_ce_qu_un_autre_processus_ecrit_arrive_par_la_revision(etat, monkeypatch):
    monkeypatch.setattr(direct, "DELAI_DE_RELECTURE", 0.01)

    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            await prochaine(flux)
            etat.revision = 7
            assert (await prochaine(flux))["r"] == 7

    jouer(scene)


def test_une_panne_de_la_base_n_arrete_pas_le_direct(etat, monkeypatch, caplog):
    monkeypatch.setattr(direct, "DELAI_DE_RELECTURE", 0.01)

    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            await prochaine(flux)
            etat.panne, etat.revision = True, 2
            while not caplog.records:
                await asyncio.sleep(0)
            etat.panne = False
            assert (await prochaine(flux))["r"] == 2

    jouer(scene)
    assert "base absente" in caplog.text


def test_un_ecran_muet_garde_sa_connexion(etat, monkeypatch):
    monkeypatch.setattr(direct, "DELAI_DE_PRESENCE", 0.01)

    async def scene():
        async with aclosing(direct.ecouter("essai", "salle", etat.lire)) as flux:
            await prochaine(flux)
            async with asyncio.timeout(5):
                assert await anext(flux) == direct.PRESENCE

    jouer(scene)


def test_le_depart_d_un_ecran_est_nettoye(etat):
    async def scene():
        flux = direct.ecouter("essai", "salle", etat.lire)
        await prochaine(flux)
        assert direct.nb_lecteurs("essai") == 1

        await flux.aclose()

        assert direct.nb_lecteurs("essai") == 0

    jouer(scene)


def test_publier_la_ou_personne_n_ecoute_ne_fait_rien(etat):
    direct.publier("personne")

    assert direct.nb_lecteurs("personne") == 0


def test_sans_serveur_asynchrone_l_etat_se_donne_une_fois(etat):
    assert donnees(direct.une_trame("salle", etat.lire)) == {"public": "salle", "r": 1}


def test_un_public_dont_l_etat_n_a_pas_bouge_ne_recoit_rien(etat):
    """L'écran vit au rythme de la salle ; les téléphones, eux, n'ont rien à apprendre."""

    def lire(publics, connue):
        lu = etat.lire(publics, connue)
        return lu and (lu[0], lu[1] | {"salle": "ouverte"})

    async def scene():
        async with (
            aclosing(direct.ecouter("essai", "salle", lire)) as salle,
            aclosing(direct.ecouter("essai", "ecran", lire)) as ecran,
        ):
            await anext(salle)
            await anext(salle)
            await prochaine(ecran)
            suite = asyncio.create_task(anext(salle))
            etat.revision = 2
            direct.publier("essai")

            assert (await prochaine(ecran))["r"] == 2
            assert not suite.done()
            suite.cancel()
            await asyncio.gather(suite, return_exceptions=True)

    jouer(scene)


def test_une_trame_de_plusieurs_lignes_reste_une_trame():
    assert direct.trame("<p>\nun\n</p>", id_=3) == b"id: 3\nevent: etat\ndata: <p>\ndata: un\ndata: </p>\n\n"
