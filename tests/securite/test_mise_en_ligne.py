"""Ce que `check --deploy` dit d'une mise en ligne mal réglée, et son silence quand elle l'est bien."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from etabli.config import controles
from etabli.config.controles import controler_la_mise_en_ligne

DEPOT = Path(__file__).resolve().parents[2]
BIEN_REGLE = {
    "EN_PRODUCTION": True,
    "SECRET_KEY": "k" * 60,
    "SECRET_KEY_FALLBACKS": [],
    "ALLOWED_HOSTS": ["ateliers.exemple.fr"],
    "ADRESSE_DU_SITE": "https://ateliers.exemple.fr",
    "CSRF_TRUSTED_ORIGINS": [],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "relais.exemple.fr",
    "EMAIL_USE_TLS": True,
    "DEFAULT_FROM_EMAIL": "Ateliers <ateliers@exemple.fr>",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "ANTIVIRUS": "unix:/run/clamav/clamd.ctl",
    "AVERTISSEMENT_DEMO": "",
    "TASKS": {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}},
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "NB_MANDATAIRES": 1,
}


def constats(monkeypatch, **changes):
    """Les identifiants des constats ; posé sur les réglages sans rien rouvrir (ni base, ni tâches)."""
    monkeypatch.setattr(
        controles, "settings", SimpleNamespace(RACINE="/dossier/absent", **{**BIEN_REGLE, **changes})
    )
    trouves = controler_la_mise_en_ligne()
    assert all(c.hint for c in trouves), "Un constat sans remède n'aide personne."
    return [c.id for c in trouves]


def test_une_mise_en_ligne_bien_reglee_ne_dit_rien(monkeypatch):
    assert constats(monkeypatch) == []


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"EN_PRODUCTION": False}, "etabli.E001"),
        ({"SECRET_KEY": "cle-de-developpement-a-remplacer"}, "etabli.E002"),
        ({"SECRET_KEY_FALLBACKS": ["cle-de-developpement-a-remplacer"]}, "etabli.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "etabli.E010"),
        ({"ALLOWED_HOSTS": []}, "etabli.E010"),
        ({"ALLOWED_HOSTS": ["localhost"], "ADRESSE_DU_SITE": "https://localhost"}, "etabli.E010"),
        ({"ADRESSE_DU_SITE": "http://ateliers.exemple.fr"}, "etabli.E011"),
        ({"ADRESSE_DU_SITE": "https://ailleurs.exemple.fr"}, "etabli.E012"),
        ({"CSRF_TRUSTED_ORIGINS": ["https://*.exemple.fr"]}, "etabli.W013"),
        ({"CSRF_TRUSTED_ORIGINS": ["http://a.exemple.fr"]}, "etabli.W013"),
        ({"NB_MANDATAIRES": 0}, "etabli.W014"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "etabli.E020"),
        ({"EMAIL_USE_TLS": False}, "etabli.W021"),
        ({"DEFAULT_FROM_EMAIL": "Ateliers <a@etabli.example>"}, "etabli.W022"),
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "etabli.W030"),
        ({"ANTIVIRUS": ""}, "etabli.W031"),
        ({"AVERTISSEMENT_DEMO": "Démonstration"}, "etabli.W032"),
        (
            {"TASKS": {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}},
            "etabli.W033",
        ),
    ],
)
def test_chaque_oubli_est_dit(monkeypatch, changes, attendu):
    assert constats(monkeypatch, **changes) == [attendu]


def test_un_sous_domaine_admis_par_son_point_suffit(monkeypatch):
    assert constats(monkeypatch, ALLOWED_HOSTS=[".exemple.fr"]) == []


def test_un_fichier_de_secrets_lisible_de_tous_est_dit(monkeypatch, tmp_path):
    secrets = tmp_path / ".env"
    secrets.write_text("SECRET_KEY=x")
    secrets.chmod(0o644)
    monkeypatch.setitem(BIEN_REGLE, "RACINE", tmp_path)
    monkeypatch.setattr(controles, "settings", SimpleNamespace(**BIEN_REGLE))
    assert [c.id for c in controler_la_mise_en_ligne()] == ["etabli.W004"]
    secrets.chmod(0o600)
    assert controler_la_mise_en_ligne() == []


# Les parcours au navigateur posent cette variable pour eux ; une mise en ligne ne l'a pas.
SANS_LES_PARCOURS = {nom: v for nom, v in os.environ.items() if nom != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def controle(**environnement):
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=DEPOT,
        env={**SANS_LES_PARCOURS, "BASE_DE_DONNEES": "", **environnement},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_la_commande_laisse_passer_la_production_et_arrete_le_reste():
    production = {
        "EN_PRODUCTION": "1",
        "SECRET_KEY": "9f-longue-et-tiree-au-hasard-pour-cet-essai-0123456789-ABCDEF",
        "ALLOWED_HOSTS": "ateliers.exemple.fr",
        "ADRESSE_DU_SITE": "https://ateliers.exemple.fr",
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "localhost",
        "DEFAULT_FROM_EMAIL": "ateliers@exemple.fr",
        "BASE_DE_DONNEES": "postgres://u:p@127.0.0.1:1/absente",
        "ANTIVIRUS": "127.0.0.1:3310",
        "TACHES_IMMEDIATES": "0",
        "AVERTISSEMENT_DEMO": "",
        "NB_MANDATAIRES": "1",
    }
    bien = controle(**production)
    assert bien.returncode == 0, bien.stderr
    mal = controle(**{**production, "ALLOWED_HOSTS": "*"})
    assert mal.returncode == 1
    assert "etabli.E010" in mal.stderr
