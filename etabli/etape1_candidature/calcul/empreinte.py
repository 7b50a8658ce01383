"""L'empreinte d'un contenu : ce qui prouve qu'il n'a pas changé."""

import hashlib
import json
from typing import Any


def empreinte(contenu: dict[str, Any]) -> str:
    """SHA-256 du contenu écrit d'une seule façon : le même contenu a toujours la même empreinte."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()
