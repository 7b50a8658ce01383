"""Où vont les fichiers déposés : un dossier de cette machine, ou un stockage d'objets (S3) partagé."""

from pathlib import Path
from typing import Any

from environs import Env

env = Env()
env.read_env(str(Path(__file__).resolve().parents[2] / ".env"), recurse=False)

# Le nom du seau suffit à l'allumer ; l'adresse, la région et les clés viennent du fournisseur.
_SEAU = env.str("S3_SEAU", "")
DEPOT_DES_FICHIERS: dict[str, Any] = (
    {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": _SEAU,
            "endpoint_url": env.str("S3_ADRESSE", "") or None,
            "region_name": env.str("S3_REGION", "") or None,
            "access_key": env.str("S3_CLE", "") or None,
            "secret_key": env.str("S3_SECRET", "") or None,
            "location": env.str("S3_PREFIXE", ""),
            "addressing_style": env.str("S3_ADRESSAGE", "path"),
            # Rien n'est public, rien ne s'écrase : la plateforme vérifie les droits avant de servir un octet.
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": False,
            "signature_version": "s3v4",
        },
    }
    if _SEAU
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
)
