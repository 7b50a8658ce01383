"""Ce que les pages disent du programme, lu dans les données : formats, cadre, capacité, ce qui est annoncé."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Prefetch
from django.utils.text import capfirst

from etabli.annuaire.models import MembreDeGroupement
from etabli.dossier.models import FormatAtelier, LivrableType, PhaseType, Thematique
from etabli.etape1_candidature.enums import CleRubrique
from etabli.etape2_marche.models import AccordCadre, Titulaire
from etabli.socle.colonnes import Colonne, Tableau
from etabli.socle.francais import INSECABLE, euros, pluriel

NON_RENSEIGNE = "non renseigné"


@dataclass(frozen=True)
class Annonce:
    """Ce que la DGALN annonce du programme, et où."""

    nb_ateliers_locaux: int
    depuis: int
    nb_epci: int
    source: str


@lru_cache(maxsize=1)
def annonce() -> Annonce:
    brut = json.loads((Path(settings.DONNEES) / "realisations" / "annonce.json").read_text("utf-8"))
    return Annonce(**brut)


def entre(bas: int | None, haut: int | None, unite: str) -> str:
    """« de 10 à 15 mois », « 3 jours », « au plus 6 mois » ; rien n'est supposé d'une borne absente."""
    if bas is None and haut is None:
        return NON_RENSEIGNE
    if bas is None or haut is None:
        return f"{'au plus' if bas is None else 'au moins'} {pluriel(haut or bas or 0, unite)}"
    return pluriel(bas, unite) if bas == haut else f"de {bas} à {pluriel(haut, unite)}"


@dataclass(frozen=True)
class FormatDit:
    """Un format en phrases courtes ; une valeur inconnue est dite « non renseigné »."""

    format: FormatAtelier

    @property
    def duree(self) -> str:
        return entre(self.format.duree_min_mois, self.format.duree_max_mois, "mois")

    @property
    def jours(self) -> str:
        return entre(self.format.jours_min_par_session, self.format.jours_max_par_session, "jour")

    @property
    def engagement(self) -> str:
        return entre(self.format.engagement_min_mois, self.format.engagement_max_mois, "mois")

    @property
    def montant(self) -> str:
        montant: Decimal | None = self.format.montant_indicatif
        if montant is None:
            return NON_RENSEIGNE
        taxes = {True: "hors taxes", False: "toutes taxes comprises", None: "HT ou TTC non précisé"}
        return f"environ {euros(montant)} ({taxes[self.format.montant_est_ht]})"

    @property
    def part(self) -> str:
        part = self.format.part_dgaln
        return NON_RENSEIGNE if part is None else f"{part}{INSECABLE}%"

    @property
    def capacite(self) -> str:
        capacite = self.format.capacite_annuelle
        return NON_RENSEIGNE if capacite is None else f"environ {capacite} par an"

    @property
    def logistique(self) -> str:
        return self.format.logistique or NON_RENSEIGNE

    @property
    def sessions(self) -> str:
        return pluriel(self.format.nb_sessions, "session") if self.format.nb_sessions else NON_RENSEIGNE


COLONNES_DES_FORMATS = (
    Colonne("format", "Format", lambda d: d.format.nom),
    Colonne("duree", "Durée", lambda d: capfirst(d.duree)),
    Colonne("sessions", "Sessions", lambda d: capfirst(d.sessions)),
    Colonne("montant", "Montant de l'équipe", lambda d: capfirst(d.montant)),
    Colonne("part", "Part de la DGALN", lambda d: capfirst(d.part)),
)


def tableau_des_formats(dits: list[FormatDit]) -> Tableau:
    return Tableau(
        COLONNES_DES_FORMATS, dits, "Les formats d'atelier", "Les formats ne sont pas encore enregistrés."
    )


def formats() -> list[FormatDit]:
    return [FormatDit(f) for f in FormatAtelier.objects.all()]


def format_local() -> FormatDit | None:
    return next((f for f in formats() if f.format.code == "local"), None)


def phases() -> list[PhaseType]:
    return list(PhaseType.objects.filter(format_id="local"))


def livrables() -> list[LivrableType]:
    return list(LivrableType.objects.filter(format_id="local"))


def familles_de_themes() -> list[Thematique]:
    return list(Thematique.objects.filter(parent=None).prefetch_related("enfants"))


def rubriques_de_la_note() -> list[str]:
    return list(CleRubrique.labels)


@dataclass(frozen=True)
class CadreDit:
    """L'accord-cadre en vigueur ; ce qui est fictif n'est jamais montré au public."""

    cadre: AccordCadre
    titulaires: list[Titulaire]

    @property
    def nb_annonces(self) -> int:
        return self.cadre.nb_titulaires_attendus or len(self.titulaires)

    @property
    def nb_inconnus(self) -> int:
        return max(0, self.nb_annonces - len(self.titulaires))


def cadre_en_vigueur() -> CadreDit | None:
    cadre = AccordCadre.objects.en_vigueur().filter(est_fictif=False).first()
    if cadre is None:
        return None
    membres = MembreDeGroupement.objects.select_related("organisation")
    titulaires = (
        cadre.titulaires.filter(groupement__est_fictif=False)
        .select_related("groupement")
        .prefetch_related(Prefetch("groupement__membres", membres))
    )
    return CadreDit(cadre, [t for t in titulaires if t.est_en_cours])
