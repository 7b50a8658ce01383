"""Les communes d'aujourd'hui, et celles d'hier avec celle qui leur a succédé."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from noms import normaliser
from sources import DECOUPAGE, HISTORIQUE, MILLESIMES, lire_json

ANNEE = 2026  # année du paquet DECOUPAGE
NATURES = {
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}


@dataclass
class Ancienne:
    code: str
    nom: str
    nature: str
    successeur: str
    annee: int | None = None
    population: int | None = None


@dataclass
class Communes:
    actuelles: dict[str, dict[str, Any]]
    anciennes: dict[str, Ancienne]
    autres_noms: dict[str, list[str]] = field(default_factory=dict)


def rassembler(dossier: Path) -> Communes:
    tout = lire_json(DECOUPAGE, "data/communes.json", dossier)
    actuelles = {c["code"]: c for c in tout if c["type"] == "commune-actuelle"}
    noms, fins = lire_le_passe(dossier)
    anciennes = {
        ancien: Ancienne(ancien, "", "fusionnee", c["code"])
        for c in actuelles.values()
        for ancien in c.get("anciensCodes", ())
    }
    for partie in tout:
        if partie["type"] in NATURES:
            noms[partie["code"]].append(partie["nom"])
            successeur = partie.get("chefLieu") or partie["commune"]
            if partie["code"] not in actuelles:
                anciennes[partie["code"]] = Ancienne(
                    partie["code"],
                    partie["nom"],
                    NATURES[partie["type"]],
                    successeur,
                    population=partie.get("population"),
                )
    for ancienne in anciennes.values():
        ancienne.nom = ancienne.nom or noms[ancienne.code][-1]
        if ancienne.nature != "arrondissement":
            ancienne.annee = fins.get(ancienne.code)
    verifier(actuelles, anciennes)
    return Communes(actuelles, dict(sorted(anciennes.items())), anciens_noms(actuelles, noms))


def lire_le_passe(dossier: Path) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Tous les noms qu'a portés un code depuis 1943, et l'année où la commune a perdu sa personnalité."""
    noms: dict[str, list[str]] = defaultdict(list)
    fins: dict[str, int] = {}
    vivantes: set[str] = set()
    for fait in lire_json(HISTORIQUE, "data/historique-communes.json", dossier):
        noms[fait["code"]].append(fait["nom"])
        if fait["type"] == "COM" and "dateFin" in fait:
            fins[fait["code"]] = int(fait["dateFin"][:4])
        elif fait["type"] == "COM":
            vivantes.add(fait["code"])
    for annee, paquet in (*MILLESIMES.items(), (ANNEE, DECOUPAGE)):
        presentes = set()
        for commune in lire_json(paquet, "data/communes.json", dossier):
            if commune["type"] == "commune-actuelle":
                presentes.add(commune["code"])
                noms[commune["code"]].append(commune["nom"])
        fins |= dict.fromkeys(vivantes - presentes, annee)
        vivantes = presentes
    return noms, fins


def anciens_noms(actuelles: dict[str, dict[str, Any]], noms: dict[str, list[str]]) -> dict[str, list[str]]:
    """Les autres noms qu'une commune a portés sous le même code, à un accent près."""
    resultat = {}
    for code, commune in actuelles.items():
        vus = {normaliser(commune["nom"])}
        autres = []
        for nom in noms[code]:
            if normaliser(nom) not in vus:
                vus.add(normaliser(nom))
                autres.append(nom)
        if autres:
            resultat[code] = sorted(autres)
    return resultat


def verifier(actuelles: dict[str, dict[str, Any]], anciennes: dict[str, Ancienne]) -> None:
    orphelines = [a for a in anciennes.values() if a.successeur not in actuelles or not a.nom]
    if orphelines:
        raise SystemExit(f"Anciennes communes sans successeur ou sans nom : {orphelines[:5]}")
