"""De petits lecteurs, écrits pour les essais : ils ne savent rien du code qui écrit."""

import csv
import io
import re
from datetime import date, datetime

LECTEURS = {
    "string": str,
    "integer": int,
    "number": float,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}
TYPES_DU_SCHEMA = set(LECTEURS)


def fautes_du_csv(octets, schema):
    """Ce qui, dans un CSV, ne suit pas son Table Schema : en-têtes, types, valeurs exigées."""
    dialecte = schema.get("dialect", {})
    texte = octets.decode("utf-8-sig")
    entete, *lignes = csv.reader(io.StringIO(texte), delimiter=dialecte.get("delimiter", ","))
    champs = schema["fields"]
    fautes = [] if entete == [c["name"] for c in champs] else [f"en-têtes : {entete}"]
    for numero, ligne in enumerate(lignes, 2):
        if len(ligne) != len(champs):
            fautes.append(f"ligne {numero} : {len(ligne)} cellules")
            continue
        for champ, valeur in zip(champs, ligne, strict=True):
            fautes += [f"ligne {numero}, {champ['name']} : {f}" for f in _fautes(champ, valeur, schema)]
    return fautes


def _fautes(champ, valeur, schema):
    if valeur in schema["missingValues"]:
        return ["vide"] if champ.get("constraints", {}).get("required") else []
    try:
        LECTEURS[champ["type"]](valeur)
    except (ValueError, KeyError):
        return [f"« {valeur} » n'est pas de type {champ['type']}"]
    return []


IRI = r"<({})>".format(r'[^<>"{}|^`\\\s]+')
TEXTE = r'"((?:[^"\\\n]|\\.)*)"(@fr|\^\^xsd:dateTime)?'
PHRASE = re.compile(rf"^{IRI} (a|\w+:\w+) (?:{IRI}|(\w+:\w+)|{TEXTE}) \.$")
ECHAPPES = {"n": "\n", "t": "\t", "r": "\r"}


def triplets_du_turtle(texte):
    """(sujet, propriété, valeur, genre) ; toute ligne qui n'est ni un préfixe ni une phrase est une faute."""
    prefixes, phrases = set(), set()
    for ligne in filter(None, texte.splitlines()):
        if ligne.startswith("@prefix "):
            prefixes.add(ligne.split()[1].rstrip(":"))
            continue
        trouve = PHRASE.match(ligne)
        assert trouve, ligne
        sujet, propriete, iri, court, brut, suite = trouve.groups()
        lu = re.sub(r"\\(.)", lambda m: ECHAPPES.get(m[1], m[1]), brut or "")
        phrases.add((sujet, propriete, iri or court or lu, suite or ""))
    return prefixes, phrases


def triplets_du_json_ld(document):
    phrases = set()
    for noeud in document["@graph"]:
        for propriete, valeurs in noeud.items():
            if propriete == "@id":
                continue
            for v in valeurs if isinstance(valeurs, list) else [valeurs]:
                if isinstance(v, dict):
                    suite = "@fr" if "@language" in v else "^^xsd:dateTime" if "@type" in v else ""
                    lu = v.get("@id", v.get("@value"))
                else:
                    lu, suite = v, ""
                phrases.add((noeud["@id"], "a" if propriete == "@type" else propriete, lu, suite))
    return phrases
