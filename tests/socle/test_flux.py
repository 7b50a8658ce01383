"""Le direct servi sous ASGI, joué sans serveur : on tient soi-même les deux bouts de la connexion."""

import asyncio
import json

import pytest

from etabli.socle import direct, flux


class Etat:
    def __init__(self):
        self.revision = 1

    def lire(self, publics, connue):
        if connue == self.revision:
            return None
        return self.revision, {public: json.dumps({"r": self.revision}) for public in publics}


class Connexion:
    """Un navigateur de bout en bout : ce qu'il a reçu, et s'il est encore là."""

    def __init__(self, chemin="/essai/x/", entetes=(), methode="GET", lente=False):
        self.scope = {
            "type": "http",
            "method": methode,
            "path": chemin,
            "query_string": b"public=salle",
            "headers": list(entetes),
        }
        self.recus, self.partie, self.arrivee = [], asyncio.Event(), asyncio.Event()
        self.lente = lente

    async def receive(self):
        await self.partie.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if self.lente and message["type"] == "http.response.body":
            await asyncio.Event().wait()
        self.recus.append(message)
        self.arrivee.set()

    async def attendre(self, *morceaux):
        """Jusqu'à ce que chacun de ces morceaux soit arrivé."""
        async with asyncio.timeout(5):
            while not all(m in self.octets for m in morceaux):
                self.arrivee.clear()
                await self.arrivee.wait()

    @property
    def octets(self):
        return b"".join(m.get("body", b"") for m in self.recus)

    @property
    def entetes(self):
        return dict(self.recus[0]["headers"])


async def django(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-par", b"django")]})


@pytest.fixture
def etat(monkeypatch):
    monkeypatch.setattr(flux, "_adresses", [])
    monkeypatch.setattr(direct, "DELAI_DE_REGROUPEMENT", 0.01)
    monkeypatch.setattr(direct.relais, "est_possible", lambda: False)
    etat = Etat()
    flux.enregistrer(
        r"/essai/(?P<nom>\w+)/",
        lambda groupes, parametres, adresse: (
            flux.Flux(groupes["nom"], parametres["public"], etat.lire) if groupes["nom"] == "x" else None
        ),
    )
    return etat


def jouer(scene):
    asyncio.run(scene())


async def ouvrir(connexion):
    return asyncio.create_task(
        flux.avec_le_direct(django)(connexion.scope, connexion.receive, connexion.send)
    )


def test_l_etat_puis_chaque_changement_sans_passer_par_django(etat):
    async def scene():
        ecran = Connexion()
        tache = await ouvrir(ecran)
        await ecran.attendre(b'data: {"r": 1}')
        etat.revision = 2
        direct.publier("x")
        await ecran.attendre(b'data: {"r": 2}')
        assert ecran.entetes[b"content-type"] == b"text/event-stream"
        assert ecran.entetes[b"x-accel-buffering"] == b"no"

        ecran.partie.set()
        await tache
        assert direct.nb_lecteurs("x") == 0

    jouer(scene)


def test_un_ecran_qui_revient_ne_recoit_pas_ce_qu_il_montre_deja(etat):
    async def scene():
        connu = direct.empreinte('{"r": 1}').encode()
        ecran = Connexion(entetes=[(b"last-event-id", connu)])
        tache = await ouvrir(ecran)
        await ecran.attendre(direct.PRESENCE)
        assert b"data:" not in ecran.octets

        etat.revision = 2
        direct.publier("x")
        await ecran.attendre(b'data: {"r": 2}')
        ecran.partie.set()
        await tache

    jouer(scene)


def test_un_ecran_reste_en_arriere_recoit_l_etat_des_son_retour(etat):
    async def scene():
        etat.revision = 9
        ecran = Connexion(entetes=[(b"last-event-id", direct.empreinte('{"r": 1}').encode())])
        tache = await ouvrir(ecran)
        await ecran.attendre(b'data: {"r": 9}')
        ecran.partie.set()
        await tache

    jouer(scene)


def test_au_dela_d_une_borne_une_adresse_relit_l_etat_au_lieu_de_rester(etat, monkeypatch):
    monkeypatch.setattr(flux, "FLUX_PAR_ADRESSE", 1)

    async def scene():
        premier, second, voisin = Connexion(), Connexion(), Connexion()
        voisin.scope["client"] = ("192.0.2.7", 4000)
        taches = [await ouvrir(premier)]
        await premier.attendre(b'data: {"r": 1}')
        await (await ouvrir(second))
        taches.append(await ouvrir(voisin))
        await voisin.attendre(b'data: {"r": 1}')

        assert second.entetes == {b"x-par": b"django"}
        for connexion in (premier, voisin):
            connexion.partie.set()
        await asyncio.gather(*taches)
        assert not flux._ouverts

    jouer(scene)


def test_un_lecteur_qui_ne_prend_plus_rien_est_laisse(etat, monkeypatch):
    monkeypatch.setattr(flux, "DELAI_DE_LENTEUR", 0.01)

    async def scene():
        lente, vive = Connexion(lente=True), Connexion()
        tache, autre = await ouvrir(lente), await ouvrir(vive)
        async with asyncio.timeout(5):
            await tache
        await vive.attendre(b'data: {"r": 1}')
        assert direct.nb_lecteurs("x") == 1
        vive.partie.set()
        await autre

    jouer(scene)


@pytest.mark.parametrize(
    ("chemin", "methode"), [("/ailleurs/", "GET"), ("/essai/y/", "GET"), ("/essai/x/", "POST")]
)
def test_tout_le_reste_passe_a_django(etat, chemin, methode):
    async def scene():
        page = Connexion(chemin, methode=methode)
        await (await ouvrir(page))
        assert page.entetes[b"x-par"] == b"django"

    jouer(scene)
