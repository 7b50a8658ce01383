"""Ce que les composants attendent : de petites fiches que les vues remplissent."""

from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Literal

from django.utils.timezone import localdate

from etabli.socle.francais import jour, taille
from etabli.socle.models import Fichier

EtatDEtape = Literal["faite", "courante", "a_venir", "arretee"]
ETATS_DITS: dict[str, str] = {
    "faite": "étape faite",
    "courante": "étape en cours",
    "a_venir": "étape à venir",
    "arretee": "étape arrêtée",
}


@dataclass(frozen=True)
class Lien:
    libelle: str
    url: str


@dataclass(frozen=True)
class Onglet:
    libelle: str
    url: str
    actif: bool = False
    nombre: int | None = None


@dataclass(frozen=True)
class Etape:
    libelle: str
    etat: EtatDEtape = "a_venir"
    url: str = ""
    detail: str = ""

    @property
    def etat_dit(self) -> str:
        return ETATS_DITS[self.etat]


@dataclass(frozen=True)
class DateDeFrise:
    libelle: str
    debut: date
    fin: date | None = None
    detail: str = ""
    url: str = ""

    @property
    def est_passee(self) -> bool:
        return (self.fin or self.debut) < localdate()


@dataclass(frozen=True)
class LienDeFichier:
    """Un fichier à ouvrir ; sans adresse, un fichier que l'on attend."""

    titre: str
    url: str = ""
    detail: str = ""


def lien_de_fichier(fichier: Fichier, url: str) -> LienDeFichier:
    """« PDF, 340 ko, version 2 du 3 mars 2026 » ; les versions doivent être préchargées."""
    version = fichier.derniere
    forme = PurePosixPath(version.nom).suffix.lstrip(".").upper()
    depot = jour(localdate(version.depose_le), semaine=False)
    rang = f"version {version.numero} du {depot}" if version.numero > 1 else f"déposé le {depot}"
    return LienDeFichier(fichier.titre, url, f"{forme}, {taille(version.taille)}, {rang}")
