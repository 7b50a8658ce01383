"""Servir une salle : l'adresse dite au réseau local, le code que les téléphones visent."""

import pytest
import uvicorn
from django.core.management import CommandError, call_command
from django.db import connection

from etabli.config.management.commands import servir


@pytest.fixture
def servi(monkeypatch, settings):
    appels = []
    # Posé d'abord par l'essai : ce que la commande change est alors défait après lui.
    settings.ADRESSE_DU_SITE = "http://127.0.0.1:8000"
    monkeypatch.setattr(uvicorn, "run", lambda *args, **options: appels.append(options))
    monkeypatch.setattr(servir, "adresse_locale", lambda: "192.168.1.20")
    return appels


def test_ouvert_au_reseau_le_poste_dit_son_adresse_et_la_dessine(servi, settings, capsys):
    call_command("servir", "--reseau", "--sans-ouvrier", port=8123)

    sortie = capsys.readouterr().out
    assert "http://192.168.1.20:8123/s/" in sortie
    assert "█" in sortie
    assert servi[0]["host"] == "0.0.0.0"
    assert "192.168.1.20" in settings.ALLOWED_HOSTS
    assert settings.ADRESSE_DU_SITE == "http://192.168.1.20:8123"


def test_sans_le_demander_seul_ce_poste_est_servi(servi, settings):
    call_command("servir", "--sans-ouvrier")

    assert servi[0]["host"] == "127.0.0.1"
    assert "192.168.1.20" not in settings.ALLOWED_HOSTS


@pytest.mark.skipif(connection.vendor == "postgresql", reason="Sur SQLite seulement.")
def test_sur_sqlite_un_seul_processus(servi):
    with pytest.raises(CommandError, match="un seul processus"):
        call_command("servir", "--sans-ouvrier", processus=2)


def test_le_code_a_viser_est_carre_et_borde_de_clair():
    lignes = servir.code_a_viser("http://192.168.1.20:8000/s/").split("\n")

    assert {len(ligne) for ligne in lignes} == {len(lignes[0])}
    assert set(lignes[0]) == {"█"}
