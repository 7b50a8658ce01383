"""Du fichier aux contours : reconnaître le territoire de chaque ligne, alléger, écrire, rendre compte."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from etabli.territoires.calcul import centre_de_polygones
from etabli.territoires.contours.lire import Polygones, Trait, lire
from etabli.territoires.enums import NiveauDeContour, PrecisionDuPoint
from etabli.territoires.models import Chargement, Commune, Contour, Epci

DECIMALES = 4  # une dizaine de mètres ; arrondir garde les voisins jointifs, simplifier ligne à ligne non
LOT = 500
# Les noms de colonnes des producteurs, en minuscules et sans ponctuation, du plus précis au plus vague.
COLONNES = {
    NiveauDeContour.COMMUNE: ("inseecom", "codeinsee", "codgeo", "codecommune", "insee", "depcom", "code"),
    NiveauDeContour.EPCI: ("codesiren", "sirenepci", "codeepci", "epci", "siren", "code"),
}
FORMES = {NiveauDeContour.COMMUNE: r"\d{5}|2[AB]\d{3}", NiveauDeContour.EPCI: r"\d{9}"}
Dire = Callable[[str], object]


@dataclass
class RapportDImport:
    lus: int = 0
    importes: int = 0
    ecartes: list[str] = field(default_factory=list)

    @property
    def phrase(self) -> str:
        return (
            f"{self.lus} lignes lues, {self.importes} contours importés, {len(self.ecartes)} lignes écartées."
        )


@transaction.atomic
def importer(
    chemin: Path, *, niveau: NiveauDeContour, source: str, millesime: int, a_blanc: bool = False
) -> RapportDImport:
    """Importe ou remplace les contours du fichier ; à blanc, dit seulement ce qui serait fait."""
    rapport = RapportDImport()
    connus = territoires_connus(niveau)
    contours: dict[str, Contour] = {}
    for numero, trait in enumerate(lire(chemin), start=1):
        rapport.lus += 1
        code = code_du_trait(trait.attributs, niveau)
        if motif := motif_d_ecart(trait, code, connus, contours):
            rapport.ecartes.append(f"Ligne {numero} : {motif}")
            continue
        geometrie = {"type": "MultiPolygon", "coordinates": alleger(trait.polygones)}
        contours[code] = Contour(
            niveau=niveau, code=code, geometrie=geometrie, source=source, millesime=millesime
        )
    rapport.importes = len(contours)
    if contours and not a_blanc:
        Contour.objects.bulk_create(
            contours.values(),
            batch_size=LOT,
            update_conflicts=True,
            unique_fields=["niveau", "code"],
            update_fields=["geometrie", "source", "millesime"],
        )
        situer_par_les_contours()
        # Les cartes déjà dessinées ne valent plus.
        Chargement.objects.update(charge_le=timezone.now())
    return rapport


def situer_par_les_contours() -> int:
    """Une commune dont on n'avait qu'un point approché prend le centre de son contour."""
    contours = Contour.objects.filter(niveau=NiveauDeContour.COMMUNE)
    approchees = Commune.objects.filter(precision_du_point=PrecisionDuPoint.APPROCHE)
    par_code = approchees.in_bulk(list(contours.values_list("code", flat=True)))
    situees = []
    for contour in contours.filter(code__in=par_code):
        commune = par_code[contour.code]
        commune.lon, commune.lat = centre_de_polygones(contour.geometrie["coordinates"])
        commune.precision_du_point = PrecisionDuPoint.CONTOUR
        situees.append(commune)
    Commune.objects.bulk_update(situees, ["lon", "lat", "precision_du_point"], batch_size=LOT)
    return len(situees)


def territoires_connus(niveau: NiveauDeContour) -> dict[str, str]:
    """code → ce qu'il est devenu, ou rien s'il existe toujours."""
    if niveau == NiveauDeContour.EPCI:
        return {e.siren: "" if e.est_actuel else "n'existe plus" for e in Epci.objects.all()}
    lignes = Commune.objects.values_list("code", "successeur__nom")
    return {code: f"fait maintenant partie de {nom}" if nom else "" for code, nom in lignes}


def code_du_trait(attributs: Mapping[str, Any], niveau: NiveauDeContour) -> str:
    """La première colonne connue dont la valeur a la forme d'un code."""
    par_nom = {re.sub(r"[^a-z]", "", str(cle).lower()): valeur for cle, valeur in attributs.items()}
    for colonne in COLONNES[niveau]:
        code = str(par_nom.get(colonne) or "").strip().upper()
        if re.fullmatch(FORMES[niveau], code):
            return code
    return ""


def motif_d_ecart(trait: Trait, code: str, connus: Mapping[str, str], contours: Mapping[str, Contour]) -> str:
    if not code:
        colonnes = ", ".join(map(str, trait.attributs)) or "aucune"
        return f"aucun code reconnu (colonnes : {colonnes})."
    if trait.defaut:
        return f"{code} : {trait.defaut}."
    if code not in connus:
        return f"{code} n'est pas un territoire du millésime en place."
    if connus[code]:
        return f"{code} {connus[code]}."
    if code in contours:
        return f"{code} a déjà été lu plus haut."
    if not alleger(trait.polygones):
        return f"{code} : polygone trop petit ou vide."
    return ""


def alleger(polygones: Polygones) -> list[list[list[list[float]]]]:
    """Arrondit et retire les points devenus identiques ; un anneau réduit à presque rien disparaît."""
    allegees = []
    for polygone in polygones:
        anneaux = [anneau for brut in polygone if len(anneau := arrondir(brut)) >= 4]
        if anneaux:
            allegees.append(anneaux)
    return allegees


def arrondir(anneau: list[tuple[float, float]]) -> list[list[float]]:
    points: list[list[float]] = []
    for x, y in anneau:
        point = [round(x, DECIMALES), round(y, DECIMALES)]
        if not points or points[-1] != point:
            points.append(point)
    return points
