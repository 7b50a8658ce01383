"""Ce qu'une mise en ligne ne doit pas oublier : `check --deploy` le dit, avec quoi faire.

Chaque contrôle lit les réglages, rien d'autre : ni la base ni le réseau ne sont touchés.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

CLE_DE_DEVELOPPEMENT = "cle-de-developpement"
ENVOIS_SANS_RELAIS = ("console", "locmem", "dummy", "filebased")
HOTES_LOCAUX = {"localhost", "127.0.0.1", "[::1]", "testserver"}
VOISINAGE = ("127.0.0.1", "localhost", "::1")


@register(Tags.security, deploy=True)
def controler_la_mise_en_ligne(
    app_configs: Sequence[AppConfig] | None = None, **options: Any
) -> list[CheckMessage]:
    return [*_secrets(), *_adresses(), *_courriels(), *_donnees()]


def _secrets() -> Iterator[CheckMessage]:
    if not getattr(settings, "EN_PRODUCTION", False):
        yield Error(
            "La plateforme n'est pas en mode production : ni HTTPS exigé, ni témoins protégés, ni fichiers empreintés.",
            hint="Posez EN_PRODUCTION=1 dans l'environnement.",
            id="etabli.E001",
        )
    if settings.SECRET_KEY.startswith(CLE_DE_DEVELOPPEMENT):
        yield Error(
            "SECRET_KEY est la clé publiée avec le code : n'importe qui forgerait une session.",
            hint="Tirez-en une de cinquante signes et gardez-la hors du dépôt : "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="etabli.E002",
        )
    if any(cle.startswith(CLE_DE_DEVELOPPEMENT) for cle in settings.SECRET_KEY_FALLBACKS):
        yield Error(
            "ANCIENNES_CLES contient la clé publiée avec le code.",
            hint="Retirez-la : ce qu'elle a signé n'a plus à être cru.",
            id="etabli.E003",
        )
    if Path(settings.RACINE, ".env").is_file() and Path(settings.RACINE, ".env").stat().st_mode & 0o077:
        yield Warning(
            "Le fichier .env se lit par d'autres comptes de la machine.",
            hint="chmod 600 .env",
            id="etabli.W004",
        )


def _adresses() -> Iterator[CheckMessage]:
    hotes = set(settings.ALLOWED_HOSTS)
    if "*" in hotes or not hotes - HOTES_LOCAUX:
        yield Error(
            "ALLOWED_HOSTS n'a pas le nom public du site, ou les admet tous : un lien de courriel pourrait mener "
            "ailleurs.",
            hint="ALLOWED_HOSTS=ateliers.exemple.gouv.fr (plusieurs noms séparés par des virgules).",
            id="etabli.E010",
        )
    site = urlsplit(settings.ADRESSE_DU_SITE)
    if site.scheme != "https":
        yield Error(
            f"ADRESSE_DU_SITE ({settings.ADRESSE_DU_SITE}) n'est pas en https : les liens des courriels ne seraient "
            "pas protégés.",
            hint="ADRESSE_DU_SITE=https://ateliers.exemple.gouv.fr",
            id="etabli.E011",
        )
    elif hotes - HOTES_LOCAUX and "*" not in hotes and not _est_admis(site.hostname or "", hotes):
        yield Error(
            f"ADRESSE_DU_SITE mène à {site.hostname}, que ALLOWED_HOSTS n'admet pas : tous les liens des courriels "
            "échoueraient.",
            hint="Ajoutez ce nom à ALLOWED_HOSTS.",
            id="etabli.E012",
        )
    if settings.SECURE_PROXY_SSL_HEADER and not settings.NB_MANDATAIRES:
        yield Warning(
            "Un mandataire précède le site, mais NB_MANDATAIRES vaut zéro : tous les visiteurs auraient son adresse, "
            "et les limites d'essais de l'un fermeraient la porte aux autres.",
            hint="NB_MANDATAIRES=1 (autant que de mandataires), ou MANDATAIRE=0 s'il n'y en a pas.",
            id="etabli.W014",
        )
    if any("*" in origine or origine.startswith("http://") for origine in settings.CSRF_TRUSTED_ORIGINS):
        yield Warning(
            "CSRF_TRUSTED_ORIGINS admet une origine générique ou non chiffrée.",
            hint="N'y mettez que des adresses https complètes, ou rien.",
            id="etabli.W013",
        )


def _est_admis(nom: str, hotes: set[str]) -> bool:
    return nom in hotes or any(h.startswith(".") and f".{nom}".endswith(h) for h in hotes)


def _courriels() -> Iterator[CheckMessage]:
    moteur = settings.EMAIL_BACKEND.lower()
    if any(mot in moteur for mot in ENVOIS_SANS_RELAIS):
        yield Error(
            "Les courriels ne partent pas : EMAIL_BACKEND les écrit ailleurs que chez leurs destinataires.",
            hint="EMAIL_BACKEND=django.core.mail.backends.smtp.EmailBackend, EMAIL_HOST et EMAIL_PORT.",
            id="etabli.E020",
        )
    elif not settings.EMAIL_USE_TLS and settings.EMAIL_HOST not in VOISINAGE:
        yield Warning(
            f"Les courriels partent en clair vers {settings.EMAIL_HOST}.",
            hint="EMAIL_USE_TLS=1, sauf relais du même réseau protégé.",
            id="etabli.W021",
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith(".example"):
        yield Warning(
            "L'expéditeur des courriels est encore l'adresse d'exemple.",
            hint="DEFAULT_FROM_EMAIL='Ateliers Locaux <adresse@du.service>'",
            id="etabli.W022",
        )


def _donnees() -> Iterator[CheckMessage]:
    base = settings.DATABASES["default"]
    if "sqlite" in base["ENGINE"]:
        yield Warning(
            "La base est SQLite : un seul serveur, un seul processus. Plusieurs hôtes se marcheraient dessus.",
            hint="BASE_DE_DONNEES=postgres://… (voir docs/exploitation/).",
            id="etabli.W030",
        )
    if not settings.ANTIVIRUS:
        yield Warning(
            "Aucun antivirus n'examine les fichiers déposés : seul le fichier d'essai EICAR est reconnu.",
            hint="Installez clamav-daemon et posez ANTIVIRUS=unix:/run/clamav/clamd.ctl (ou hôte:port).",
            id="etabli.W031",
        )
    if settings.AVERTISSEMENT_DEMO:
        yield Warning(
            "Le bandeau de démonstration est affiché sur toutes les pages.",
            hint="Videz AVERTISSEMENT_DEMO.",
            id="etabli.W032",
        )
    if settings.TASKS["default"]["BACKEND"].endswith("ImmediateBackend"):
        yield Warning(
            "Les travaux longs se font dans la requête : une page attend la fin d'un PDF.",
            hint="Retirez TACHES_IMMEDIATES et lancez l'ouvrier : manage.py db_worker.",
            id="etabli.W033",
        )
