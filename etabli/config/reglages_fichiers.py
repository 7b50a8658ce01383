"""Où vont les fichiers déposés : un dossier de cette machine, ou un stockage d'objets (S3) partagé."""

from pathlib import Path
from typing import Any

from environs import Env

env = Env()
env.read_env(str(Path(__file__).resolve().parents[2] / ".env"), recurse=False)

DEPOT_DES_FICHIERS: dict[str, Any] = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
# Le nom du seau suffit à l'allumer ; l'adresse, la région et les clés viennent du fournisseur.
if _SEAU := env.str("S3_SEAU", ""):
    # Ici, car qui range ses fichiers sur un disque n'a pas à charger la bibliothèque.
    from botocore.config import Config  # type: ignore[import-untyped]

    DEPOT_DES_FICHIERS = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _SEAU,
            "endpoint_url": env.str("S3_ADRESSE", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "access_key": env.str("S3_CLE", "") or None,
            "secret_key": env.str("S3_SECRET", "") or None,
            "location": env.str("S3_PREFIXE", ""),
            # Rien n'est public, rien ne s'écrase : la plateforme vérifie les droits avant de servir un octet.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            # Un stockage perdu se dit en quelques secondes : attendre plus occuperait tous les fils du serveur.
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": env.str("S3_ADRESSAGE", "path")},
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "max_attempts": 2},
            ),
        },
    }
