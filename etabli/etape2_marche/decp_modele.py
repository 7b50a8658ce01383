"""Le contrôle de la maison, toujours là : ce que le schéma officiel exige, redit en quelques tables (DECP v2.0.3).

Plus sévère que lui sur les dates, qu'il ne vérifie que par un motif, et sur l'ordre des modifications.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from etabli.etape2_marche import enums

Regle = Callable[[Any], str]


def _texte(maximum: int) -> Regle:
    return lambda v: (
        "" if isinstance(v, str) and 1 <= len(v) <= maximum else f"un texte de 1 à {maximum} caractères"
    )


def _motif(expression: str, quoi: str) -> Regle:
    return lambda v: "" if isinstance(v, str) and re.fullmatch(expression, v) else quoi


def _parmi(*valeurs: str) -> Regle:
    return lambda v: "" if v in valeurs else f"l'une de : {', '.join(valeurs)}"


def _liste_de(cle: str, *valeurs: str) -> Regle:
    """Les tableaux sont enveloppés : `{"technique": ["Accord-cadre"]}`."""

    def verifier(v: Any) -> str:
        contenu = v.get(cle) if isinstance(v, dict) and set(v) == {cle} else None
        if not isinstance(contenu, list) or not contenu or len(set(contenu)) != len(contenu):
            return f"une liste «\u00a0{cle}\u00a0» sans doublon"
        return "" if set(contenu) <= set(valeurs) else f"des valeurs parmi : {', '.join(valeurs)}"

    return verifier


def _booleen(v: Any) -> str:
    return "" if isinstance(v, bool) else "vrai ou faux"


def _entier(v: Any) -> str:
    return "" if isinstance(v, int) and not isinstance(v, bool) and v >= 1 else "un entier d'au moins 1"


def _montant(v: Any) -> str:
    bon = isinstance(v, int | float) and not isinstance(v, bool) and v >= 1
    return "" if bon else "un montant d'au moins 1"


def _jour(v: Any) -> str:
    try:
        return "" if isinstance(v, str) and date.fromisoformat(v).isoformat() == v else "une date AAAA-MM-JJ"
    except ValueError:
        return "une date AAAA-MM-JJ qui existe"


def _siret_de_l_acheteur(v: Any) -> str:
    bon = isinstance(v, dict) and set(v) == {"id"} and re.fullmatch(r"[0-9]{14}", str(v["id"]))
    return "" if bon else "un SIRET de quatorze chiffres"


def _identite(v: Any) -> str:
    bon = isinstance(v, dict) and set(v) == {"typeIdentifiant", "id"}
    if not bon or v["typeIdentifiant"] != "SIRET" or not re.fullmatch(r"[0-9]{14}", str(v["id"])):
        return "un SIRET de quatorze chiffres"
    return ""


def _titulaires(v: Any) -> str:
    bon = isinstance(v, list) and v and all(isinstance(t, dict) and set(t) == {"titulaire"} for t in v)
    if not bon or len({str(t) for t in v}) != len(v):
        return "une liste de titulaires sans doublon"
    return next(filter(None, (_identite(t["titulaire"]) for t in v)), "")


def _lieu(v: Any) -> str:
    bon = isinstance(v, dict) and set(v) == {"code", "typeCode"} and v["typeCode"] == "Code département"
    return "" if bon and re.fullmatch(r"[0-9]{2,3}|2[AB]", str(v["code"])) else "un code de département"


IDENTIFIANT = _motif(r'[^&"\\<\s,;]{1,16}', "seize caractères au plus, sans espace ni ponctuation gênante")
OBLIGATOIRES: dict[str, Regle] = {
    "id": IDENTIFIANT,
    "acheteur": _siret_de_l_acheteur,
    "nature": _parmi("Marché"),
    "objet": _texte(1000),
    "codeCPV": _motif(r"[0-9]{8}(-[0-9])?", "huit chiffres"),
    "techniques": _liste_de("technique", "Accord-cadre", "Sans objet"),
    "modalitesExecution": _liste_de("modaliteExecution", "Marchés subséquents", "Sans objet"),
    "marcheInnovant": _booleen,
    "ccag": _parmi("Prestations intellectuelles", "Pas de CCAG"),
    "offresRecues": _entier,
    "attributionAvance": _booleen,
    "typeGroupementOperateurs": _parmi(*enums.FormeDeGroupement.values),
    "sousTraitanceDeclaree": _booleen,
    "procedure": _parmi(*enums.Procedure.values),
    "lieuExecution": _lieu,
    "dureeMois": _entier,
    "dateNotification": _jour,
    "datePublicationDonnees": _jour,
    "montant": _montant,
    "typesPrix": _liste_de("typePrix", *enums.TypeDePrix.values),
    "formePrix": _parmi(*enums.FormeDePrix.values),
    "titulaires": _titulaires,
    "considerationsSociales": _liste_de("considerationSociale", *enums.ClauseSociale.values),
    "considerationsEnvironnementales": _liste_de(
        "considerationEnvironnementale", *enums.ClauseEnvironnementale.values
    ),
}
# Pour chaque tableau d'ajouts : son enveloppe, ce qu'un ajout doit dire, ce qu'il peut dire.
AJOUTS: dict[str, tuple[str, dict[str, Regle], dict[str, Regle]]] = {
    "modifications": (
        "modification",
        {"id": _entier, "dateNotificationModification": _jour, "datePublicationDonneesModification": _jour},
        {"dureeMois": _entier, "montant": _montant, "titulaires": _titulaires},
    ),
    "actesSousTraitance": (
        "acteSousTraitance",
        {
            "id": _entier,
            "sousTraitant": _identite,
            "dureeMois": _entier,
            "dateNotification": _jour,
            "datePublicationDonnees": _jour,
            "montant": _montant,
            "variationPrix": _parmi(*enums.VariationDePrix.values),
        },
        {},
    ),
    "modificationsActesSousTraitance": (
        "modificationActeSousTraitance",
        {"id": _entier, "dateNotificationModificationSousTraitance": _jour, "datePublicationDonnees": _jour},
        {"dureeMois": _entier, "montant": _montant},
    ),
}
SUITES = ("modifications", "actesSousTraitance")


def erreurs(fichier: dict[str, Any]) -> list[str]:
    """Une phrase par défaut ; vide, le fichier est conforme."""
    marches = fichier.get("marches", {}).get("marche") if set(fichier) == {"marches"} else None
    if not isinstance(marches, list):
        return ["Le fichier doit être {«\u00a0marches\u00a0»: {«\u00a0marche\u00a0»: […]}}."]
    return [f"{m.get('id', '?')} : {phrase}" for m in marches for phrase in _du_marche(m)]


def _du_marche(marche: dict[str, Any]) -> Iterator[str]:
    yield from _des_champs(
        marche, OBLIGATOIRES, {"idAccordCadre": IDENTIFIANT} | dict.fromkeys(AJOUTS, _ajouts)
    )
    for nom, (enveloppe, obligatoires, facultatifs) in AJOUTS.items():
        for rang, ajout in enumerate(marche.get(nom, []), 1):
            if not isinstance(ajout, dict) or set(ajout) != {enveloppe}:
                yield f"{nom} n° {rang} n'est pas dans son enveloppe «\u00a0{enveloppe}\u00a0»."
                continue
            for phrase in _des_champs(ajout[enveloppe], obligatoires, facultatifs):
                yield f"{nom} n° {rang}, {phrase}"
            if nom in SUITES and ajout[enveloppe].get("id") != rang:
                yield f"{nom} n° {rang} ne porte pas le numéro qui suit le précédent."


def _ajouts(v: Any) -> str:
    return "" if isinstance(v, list) and v else "une liste d'au moins un élément"


def _des_champs(
    objet: dict[str, Any], obligatoires: dict[str, Regle], facultatifs: dict[str, Regle]
) -> Iterator[str]:
    for nom in obligatoires.keys() - objet.keys():
        yield f"il manque «\u00a0{nom}\u00a0»."
    for nom, valeur in objet.items():
        regle = obligatoires.get(nom) or facultatifs.get(nom)
        if regle is None:
            yield f"«\u00a0{nom}\u00a0» n'est pas un champ du format."
        elif attendu := regle(valeur):
            yield f"«\u00a0{nom}\u00a0» doit être {attendu}."
