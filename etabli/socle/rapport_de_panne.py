"""Le rapport de panne (Sentry, ou un service compatible) : facultatif, et sans rien de personnel."""

from typing import Any

import sentry_sdk

from etabli.socle.identifiant import identifiant_courant
from etabli.socle.journal_technique import epurer

# De la requête, on ne garde que ce qui aide à retrouver la faute.
GARDES_DE_LA_REQUETE = ("method",)


def demarrer(adresse: str, environnement: str, version: str, **options: Any) -> None:
    """Sans adresse, rien n'est chargé ni envoyé."""
    if not adresse:
        return
    sentry_sdk.init(
        dsn=adresse,
        environment=environnement,
        release=version,
        include_local_variables=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
        before_send=preparer,
        before_breadcrumb=lambda miette, indice: None,
        **options,
    )


def preparer(evenement: Any, indice: Any) -> Any:
    """Ni compte, ni témoin, ni saisie, ni paramètre d'adresse ; les textes sont épurés."""
    for cle in ("user", "breadcrumbs", "extra", "server_name"):
        evenement.pop(cle, None)
    requete = evenement.get("request") or {}
    evenement["request"] = {cle: requete[cle] for cle in GARDES_DE_LA_REQUETE if cle in requete}
    evenement.setdefault("tags", {})["requete"] = identifiant_courant()
    return _epurer_tout(evenement)


def _epurer_tout(valeur: Any) -> Any:
    if isinstance(valeur, dict):
        return {cle: _epurer_tout(v) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [_epurer_tout(v) for v in valeur]
    return epurer(valeur) if isinstance(valeur, str) and "@" in valeur else valeur
