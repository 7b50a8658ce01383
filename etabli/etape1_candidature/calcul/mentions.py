"""Les « @nom » d'une remarque, rapportés aux personnes que l'on peut prévenir."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

# Une adresse électronique n'est pas une mention : rien de collé devant l'arobase.
_MENTION = re.compile(r"(?<![\w.])@([^\W\d_][\w'’-]*)(?:[ \u00a0]([^\W\d_][\w'’-]*))?")


@dataclass
class Mentions:
    """`trouves` : les clés des personnes ; `inconnus` et `ambigus` : les mots écrits après l'arobase."""

    trouves: set[int] = field(default_factory=set)
    inconnus: list[str] = field(default_factory=list)
    ambigus: list[str] = field(default_factory=list)


def mentions(texte: str, personnes: Mapping[int, tuple[str, str]]) -> Mentions:
    """`personnes` : clé → (prénom, nom). On écrit « @Nom », « @Prénom » ou « @Prénom Nom », sans souci d'accent."""
    resultat = Mentions()
    for mention in _MENTION.finditer(texte):
        un, deux = _nu(mention.group(1)), _nu(mention.group(2) or "")
        exacts = [
            k for k, (prenom, nom) in personnes.items() if deux and _nu(f"{prenom} {nom}") == f"{un} {deux}"
        ]
        seuls = [k for k, (prenom, nom) in personnes.items() if un in (_nu(prenom), _nu(nom))]
        candidats = exacts or seuls
        if len(candidats) == 1:
            resultat.trouves.add(candidats[0])
        else:
            (resultat.ambigus if candidats else resultat.inconnus).append(mention.group(1))
    return resultat


def _nu(mot: str) -> str:
    sans_accent = unicodedata.normalize("NFD", mot.casefold().replace("’", "'"))
    return "".join(c for c in sans_accent if not unicodedata.combining(c))
