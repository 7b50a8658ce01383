"""Un disque plein, une base ou un dépôt perdus : un nom, une chose à faire, rien de perdu. Les erreurs sont vraies."""

import asyncio
import errno
import os
import sqlite3
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from etabli.dossier.models import Message
from etabli.socle.empechements import BASE_ABSENTE, DEPOT_ABSENT, PLUS_DE_PLACE, phrase, reconnaitre
from etabli.socle.models import EtatTravail, Fichier, Travail
from etabli.socle.televersement import borner
from etabli.socle.travaux import faire
from tests.fabriques.dossier import dossier_et_agents


def ecrire_sur_un_disque_plein():
    """Le noyau répond ENOSPC à toute écriture dans /dev/full."""
    with Path("/dev/full").open("wb", buffering=0) as plein:
        plein.write(b"x")


def rater_la_reprise():
    try:
        ecrire_sur_un_disque_plein()
    except OSError:
        raise KeyError("la reprise")  # noqa: B904 -- c'est le cas à reconnaître


def remplir_une_base():
    with sqlite3.connect(":memory:") as base:
        base.execute("PRAGMA max_page_count = 2")
        base.execute("CREATE TABLE t (x)")
        base.execute("INSERT INTO t VALUES (zeroblob(1000000))")


def attraper(faute):
    with pytest.raises(Exception) as prise:  # noqa: PT011 -- chaque cas a la sienne
        faute()
    return prise.value


def de_django(cause):
    """Comme Django rend une erreur de la base : la sienne, avec la vraie pour cause."""
    erreur = OperationalError(str(cause))
    erreur.__cause__ = cause
    return erreur


def test_un_disque_plein_se_reconnait_sous_les_erreurs_qu_il_cause():
    assert reconnaitre(attraper(ecrire_sur_un_disque_plein)) is PLUS_DE_PLACE
    assert reconnaitre(de_django(attraper(remplir_une_base))) is PLUS_DE_PLACE
    assert reconnaitre(attraper(rater_la_reprise)) is PLUS_DE_PLACE


@pytest.mark.django_db
def test_une_table_absente_est_une_panne_pas_une_base_perdue():
    with pytest.raises(DatabaseError) as prise, transaction.atomic():
        connection.cursor().execute("SELECT 1 FROM une_table_qui_n_existe_pas")
    assert reconnaitre(prise.value) is None


def test_le_depot_perdu_se_reconnait_sur_disque_comme_en_stockage_d_objets():
    assert reconnaitre(OSError(errno.EROFS, "lecture seule")) is DEPOT_ABSENT
    assert reconnaitre(EndpointConnectionError(endpoint_url="http://127.0.0.1:1")) is DEPOT_ABSENT
    assert reconnaitre(OSError(errno.EACCES, "droits")) is None
    assert reconnaitre(None) is None


def test_une_base_qui_ne_s_ouvre_plus_se_reconnait(tmp_path):
    verrou = sqlite3.connect(tmp_path / "base", timeout=0, isolation_level=None)
    autre = sqlite3.connect(tmp_path / "base", timeout=0, isolation_level=None)
    verrou.execute("BEGIN EXCLUSIVE")
    prise_ = attraper(lambda: autre.execute("BEGIN EXCLUSIVE"))
    absente = attraper(lambda: sqlite3.connect(tmp_path / "nulle" / "part").execute("SELECT 1"))
    verrou.close()
    autre.close()
    assert reconnaitre(de_django(prise_)) is BASE_ABSENTE
    assert reconnaitre(de_django(absente)) is BASE_ABSENTE
    assert phrase(ValueError("La carte n'a pas de périmètre.")) == "La carte n'a pas de périmètre."


@pytest.fixture
def lieu(db):
    return dossier_et_agents()


@pytest.fixture
def pilote(lieu):
    client = Client(raise_request_exception=False)
    client.force_login(lieu.pilote)
    return client


def disque_plein(monkeypatch, ou):
    monkeypatch.setattr(ou, lambda *a, **k: ecrire_sur_un_disque_plein())


def test_un_depot_sans_place_repond_507_et_n_ecrit_rien(lieu, pilote, monkeypatch, caplog):
    disque_plein(monkeypatch, "django.core.files.storage.FileSystemStorage._save")
    reponse = pilote.post(
        reverse("dossier:joindre", args=[lieu.dossier.pk]),
        {
            "titre": "Un plan au nom assez long",
            "fichier": SimpleUploadedFile("plan.txt", b"du texte"),
            "visibilite": "equipe",
        },
    )
    page = reponse.content.decode()
    assert (reponse.status_code, reponse.headers["Retry-After"]) == (507, "60")
    assert "n&#x27;a plus de place pour écrire" in page
    assert "Un plan au nom assez long</textarea>" in page
    assert not Fichier.objects.exists()
    assert "No space left" in caplog.text


def test_une_base_sans_place_ou_perdue_rend_ce_qui_etait_saisi(lieu, pilote, monkeypatch):
    texte = "Une phrase que personne ne veut retaper"
    saisi = {"texte": texte, "visibilite": "equipe"}
    for faute, statut in ((remplir_une_base, 507), (lambda: sqlite3.connect("/nulle/part/base"), 503)):
        erreur = de_django(attraper(faute))

        def echouer(*args, erreur=erreur, **options):
            raise erreur

        with monkeypatch.context() as panne:
            panne.setattr("etabli.dossier.actions.ecrire_un_message", echouer)
            reponse = pilote.post(reverse("dossier:messages", args=[lieu.dossier.pk]), saisi)
        assert reponse.status_code == statut
        assert f"{texte}</textarea>" in reponse.content.decode()
    assert not Message.objects.exists()
    assert pilote.post(reverse("dossier:messages", args=[lieu.dossier.pk]), saisi).status_code == 302


@pytest.mark.parametrize("en_tetes", [{"accept": "application/json"}, {"hx-request": "true"}])
def test_une_machine_et_un_fragment_recoivent_la_meme_phrase(lieu, pilote, monkeypatch, en_tetes):
    disque_plein(monkeypatch, "etabli.dossier.actions.ecrire_un_message")
    saisi = {"texte": "Une phrase", "visibilite": "equipe"}
    reponse = pilote.post(reverse("dossier:messages", args=[lieu.dossier.pk]), saisi, headers=en_tetes)
    dit = reponse.json()["detail"] if "accept" in en_tetes else reponse.content.decode()
    assert reponse.status_code == 507
    assert "plus de place" in dit
    assert "<html" not in dit


def test_la_base_perdue_avant_la_vue_se_dit_aussi(lieu, pilote, monkeypatch):
    erreur = de_django(attraper(lambda: sqlite3.connect("/nulle/part/base")))

    def echouer(*args, **options):
        raise erreur

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", echouer)
    reponse = pilote.get("/mon-espace/")
    assert reponse.status_code == 503
    assert "base de données ne répond pas" in reponse.content.decode()


def document_sans_place(suivi):
    ecrire_sur_un_disque_plein()


@pytest.mark.django_db
def test_un_travail_sans_place_le_dit_en_francais(caplog):
    travail = Travail.objects.create(titre="Livret fictif")
    faire.call(str(travail.pk), f"{__name__}.document_sans_place", {})
    travail.refresh_from_db()
    assert (travail.etat, travail.erreur) == (EtatTravail.ECHOUE, PLUS_DE_PLACE.motif)


def recevoir(application):
    envoyes = []

    async def envoyer(message):
        envoyes.append(message)

    async def lire():
        return {"type": "http.request", "body": b""}

    asyncio.run(borner(application)({"type": "http", "headers": []}, lire, envoyer))
    return envoyes


def test_un_gros_envoi_que_le_disque_ne_peut_pas_poser_recoit_507():
    async def pleine(scope, receive, send):
        ecrire_sur_un_disque_plein()

    debut, corps = recevoir(pleine)
    assert debut["status"] == 507
    assert "plus de place" in corps["body"].decode()


def test_une_reponse_commencee_ou_une_vraie_panne_passe_telle_quelle():
    async def commencee(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        ecrire_sur_un_disque_plein()

    async def en_panne(scope, receive, send):
        os.stat("/nulle/part")  # noqa: PTH116 -- une OSError qui n'est pas un disque plein

    for application in (commencee, en_panne):
        with pytest.raises(OSError, match=r"No (space left|such file)"):
            recevoir(application)
