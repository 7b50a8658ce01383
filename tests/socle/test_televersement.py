import asyncio

import pytest
from django import forms
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.test import RequestFactory

from etabli.socle.fichiers import lire
from etabli.socle.televersement import FichierBorne, borner


class EnvoiForm(forms.Form):
    titre = forms.CharField()
    fichier = forms.FileField()

    def clean_fichier(self):
        return lire(self.cleaned_data["fichier"])


@pytest.fixture
def petit(settings):
    settings.TAILLE_MAXIMALE_DES_FICHIERS = 1024 * 1024
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.PLAFOND_DES_ENVOIS = 5 * 1024 * 1024


@pytest.fixture
def envoyer(petit, tmp_path):
    """Envoie ces octets comme un navigateur le ferait ; referme ce qui a été reçu."""
    requetes = []

    def _envoyer(octets):
        chemin = tmp_path / "envoi.pdf"
        chemin.write_bytes(octets)
        with chemin.open("rb") as fichier:
            request = RequestFactory().post("/", {"titre": "Étude", "fichier": fichier})
        request.upload_handlers = [MemoryFileUploadHandler(request), FichierBorne(request)]
        requetes.append(request)
        return EnvoiForm(request.POST, request.FILES)

    yield _envoyer
    for request in requetes:
        request.close()


@pytest.mark.parametrize("taille", [10, 500_000, 1024 * 1024])
def test_un_fichier_admis_arrive_entier(envoyer, taille):
    form = envoyer(b"%" * taille)
    assert form.is_valid()
    assert form.cleaned_data["fichier"] == b"%" * taille


def test_un_fichier_trop_gros_n_est_pas_garde_mais_le_reste_de_la_saisie_si(envoyer):
    form = envoyer(b"%" * (3 * 1024 * 1024))

    assert form.errors["fichier"] == ["Ce fichier dépasse 1 Mo. Réduisez-le ou découpez-le."]
    assert form["titre"].value() == "Étude"
    garde = form.files["fichier"]
    assert garde.size == 3 * 1024 * 1024
    assert garde.read() == b""


def servir(morceaux, *, longueur=None):
    """Joue l'envoi contre une application qui lit tout ; rend ce qu'elle a lu et ce qui a été répondu."""
    lus, reponses = [], []
    messages = [
        {"type": "http.request", "body": m, "more_body": rang < len(morceaux) - 1}
        for rang, m in enumerate(morceaux)
    ]

    async def application(scope, receive, send):
        while (message := await receive())["type"] == "http.request":
            lus.append(message["body"])
            if not message["more_body"]:
                await send({"type": "http.response.start", "status": 200, "headers": []})
                return

    async def receive():
        return messages.pop(0)

    async def send(message):
        reponses.append(message)

    en_tetes = [(b"content-length", str(longueur).encode())] if longueur is not None else []
    asyncio.run(borner(application)({"type": "http", "headers": en_tetes}, receive, send))
    return lus, reponses


@pytest.mark.usefixtures("petit")
def test_un_envoi_au_dela_du_plafond_recoit_une_page_qui_dit_la_limite():
    morceau = b"x" * (1024 * 1024)
    lus, reponses = servir([morceau] * 6, longueur=6 * 1024 * 1024)

    assert lus == []
    assert reponses[0]["status"] == 413
    assert "ne peut pas dépasser 1 Mo" in reponses[1]["body"].decode()


@pytest.mark.usefixtures("petit")
def test_un_envoi_qui_tait_sa_longueur_est_interrompu_au_plafond():
    morceau = b"x" * (1024 * 1024)
    lus, reponses = servir([morceau] * 7)
    assert len(lus) == 5
    assert reponses == []


@pytest.mark.usefixtures("petit")
def test_un_envoi_ordinaire_passe_tel_quel():
    lus, reponses = servir([b"a", b"b"], longueur=2)
    assert lus == [b"a", b"b"]
    assert reponses[0]["status"] == 200


@pytest.mark.usefixtures("petit")
def test_un_flux_qui_n_est_pas_une_requete_n_est_pas_touche():
    vus = []

    async def application(scope, receive, send):
        vus.append(scope["type"])

    asyncio.run(borner(application)({"type": "websocket"}, None, None))
    assert vus == ["websocket"]
