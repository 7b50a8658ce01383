"""Les départements dessinés : Natural Earth, rapproché du code officiel par le code HASC."""

import json
import re
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from sources import CONTOURS, lire_json

# Plusieurs noms sont fautifs dans la source (Haute-Rhin, Meurhe-et-Moselle) : seul le code HASC est sûr.
HASC = dict(
    re.findall(
        r"(\w\w):(\w\w)",
        """
    AB:10 AD:11 AG:09 AH:07 AI:01 AL:03 AM:06 AN:08 AP:04 AS:02 AV:12 BD:13 BR:67 CA:22 CH:18 CL:15
    CM:17 CO:21 CR:23 CS:2A CT:16 CV:14 CZ:19 DB:25 DD:24 DM:26 DS:79 EL:28 ES:91 EU:27 FI:29 GA:30
    GE:32 GI:33 HA:05 HC:2B HD:92 HE:34 HG:31 HL:43 HM:52 HN:70 HP:65 HR:68 HS:74 HV:87 IL:37 IN:36
    IS:38 IV:35 JU:39 LA:44 LC:41 LD:40 LG:47 LO:46 LR:42 LT:45 LZ:48 MB:56 MH:50 ML:49 MM:54 MO:57
    MR:51 MS:55 MY:53 NI:58 NO:59 OI:60 OR:61 PA:64 PC:62 PD:63 PO:66 RH:69 SE:77 SL:71 SM:76 SO:80
    SS:93 ST:72 SV:73 TA:81 TB:90 TG:82 VC:84 VD:85 VG:88 VM:94 VN:86 VO:95 VP:75 VR:83 YO:89 YV:78
""",
    )
)
OUTRE_MER = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "YT": "976"}
COLLECTIVITES = {
    "spm": "975", "blm": "977", "maf": "978", "atf": "984", "wlf": "986", "pyf": "987", "ncl": "988",
}  # fmt: skip
TOLERANCE = 0.001  # degré : une centaine de mètres, ce que la source a de plus fin
TOLERANCE_NATIONALE = 0.012  # à l'échelle de la France, un kilomètre ne fait pas un trait


def departement(proprietes: dict[str, Any]) -> str:
    hasc = proprietes["code_hasc"]
    return HASC[hasc[3:]] if hasc.startswith("FR.") else OUTRE_MER[hasc[:2]]


def lire(dossier: Path) -> dict[str, shapely.Geometry]:
    """Les contours par code de département, voisins jointifs (les interstices de la source sont comblés)."""
    france = lire_json(CONTOURS, "src/js/data/fra.json", dossier)["features"]
    codes = [departement(f["properties"]) for f in france]
    formes = [polygones(shapely.make_valid(shape(f["geometry"]))) for f in france]
    formes = shapely.coverage_simplify(shapely.coverage_clean(formes, gap_width=0.01), TOLERANCE)
    contours = dict(zip(codes, formes, strict=True))
    for fichier, code in COLLECTIVITES.items():
        parties = lire_json(CONTOURS, f"src/js/data/{fichier}.json", dossier)["features"]
        entier = shapely.union_all([shapely.make_valid(shape(f["geometry"])) for f in parties])
        contours[code] = shapely.simplify(entier, TOLERANCE)
    return dict(sorted(contours.items()))


def a_l_echelle_nationale(contours: dict[str, shapely.Geometry]) -> dict[str, shapely.Geometry]:
    """La métropole allégée, voisins toujours jointifs : pour la carte de France et les repères."""
    metropole = {code: forme for code, forme in contours.items() if len(code) == 2}
    formes = shapely.coverage_simplify([polygones(f) for f in metropole.values()], TOLERANCE_NATIONALE)
    return dict(zip(metropole, formes, strict=True))


def polygones(forme: shapely.Geometry) -> shapely.Geometry:
    """Sans les lignes et points que laisse parfois la mise au propre."""
    parties = [g for g in shapely.get_parts(forme) if g.geom_type == "Polygon" and g.area > 1e-5]
    return shapely.MultiPolygon(parties or [g for g in shapely.get_parts(forme) if g.geom_type == "Polygon"])


def ecrire(contours: dict[str, shapely.Geometry], noms: dict[str, str], chemin: Path) -> int:
    """Un GeoJSON compact, arrondi à trois décimales, dans un ordre qui ne dépend que des codes."""
    traits = []
    for code, forme in contours.items():
        geometrie = json.loads(json.dumps(mapping(shapely.normalize(polygones(forme)))))
        geometrie["coordinates"] = [
            [anneau for brut in polygone if len(anneau := arrondir(brut)) >= 4]
            for polygone in geometrie["coordinates"]
        ]
        geometrie["coordinates"] = [p for p in geometrie["coordinates"] if p]
        traits.append(
            {"type": "Feature", "properties": {"code": code, "nom": noms[code]}, "geometry": geometrie}
        )
    lignes = ",\n".join(json.dumps(t, ensure_ascii=False, separators=(",", ":")) for t in traits)
    chemin.write_text(f'{{"type":"FeatureCollection","features":[\n{lignes}\n]}}\n', encoding="utf-8")
    return len(traits)


def arrondir(anneau: list[list[float]]) -> list[list[float]]:
    points: list[list[float]] = []
    for lon, lat, *_ in anneau:
        point = [round(lon, 3), round(lat, 3)]
        if not points or points[-1] != point:
            points.append(point)
    return points
