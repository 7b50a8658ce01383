"""Comparer deux textes mot à mot, pour qu'un lecteur voie d'un coup d'œil ce qui a changé."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

NB_MOTS_AUTOUR = 20
Nature = Literal["egal", "ajoute", "retire"]


@dataclass(frozen=True)
class Morceau:
    """Une suite de mots de même sort."""

    nature: Nature
    texte: str


@dataclass(frozen=True)
class Comparaison:
    """Un texte comparé : son titre, ses morceaux dans l'ordre de lecture."""

    titre: str
    morceaux: Sequence[Morceau]

    @property
    def est_change(self) -> bool:
        return any(m.nature != "egal" for m in self.morceaux)

    @property
    def nb_mots_ajoutes(self) -> int:
        return self._nb("ajoute")

    @property
    def nb_mots_retires(self) -> int:
        return self._nb("retire")

    @property
    def extraits(self) -> list[Morceau]:
        """Les changements et quelques mots autour : ce qui n'a pas bougé se résume."""
        return [_abrege(m, rang, len(self.morceaux)) for rang, m in enumerate(self.morceaux)]

    def _nb(self, nature: Nature) -> int:
        return sum(len(m.texte.split()) for m in self.morceaux if m.nature == nature)


def _abrege(morceau: Morceau, rang: int, nombre: int) -> Morceau:
    mots = morceau.texte.split()
    if morceau.nature != "egal" or len(mots) <= 2 * NB_MOTS_AUTOUR:
        return morceau
    debut = mots[:NB_MOTS_AUTOUR] if rang else []
    fin = mots[-NB_MOTS_AUTOUR:] if rang < nombre - 1 else []
    return Morceau("egal", " ".join([*debut, "[…]", *fin]))


def comparer(titre: str, avant: str, apres: str) -> Comparaison:
    """Compare mot à mot ; ne garder que les morceaux non ajoutés rend `avant`, non retirés rend `apres`."""
    return Comparaison(titre, list(_morceaux(_mots(avant), _mots(apres))))


def _mots(texte: str) -> list[str]:
    return re.findall(r"\S+\s*", texte.strip())


def _morceaux(avant: list[str], apres: list[str]) -> Iterator[Morceau]:
    nus = [m.strip() for m in avant], [m.strip() for m in apres]
    for geste, a, b, c, d in SequenceMatcher(None, *nus, autojunk=False).get_opcodes():
        if geste == "equal":
            yield Morceau("egal", "".join(avant[a:b]))
            continue
        if b > a:
            yield Morceau("retire", "".join(avant[a:b]))
        if d > c:
            yield Morceau("ajoute", "".join(apres[c:d]))


@dataclass(frozen=True)
class Changement:
    """Un changement de ce qui n'est pas du texte, dit en une phrase qu'un élu lit."""

    quoi: str
    phrase: str


VALEURS = (
    ("titre", "Intitulé"),
    ("resume", "Intention"),
    ("format", "Format"),
    ("type_d_objet", "Type d'objet"),
    ("echelle", "Échelle de réflexion"),
)


def changements_de_la_fiche(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> list[Changement]:
    """Ce qui a changé hors des rubriques, entre deux contenus de note (voir `contenu_de_la_note`)."""
    trouves = [
        Changement(libelle, _d_une_valeur(avant.get(cle) or "", apres.get(cle) or ""))
        for cle, libelle in VALEURS
    ]
    for libelle, cle, dire in LISTES:
        if cle == "portrait" and not (avant.get(cle) and apres.get(cle)):
            continue  # les premières versions figées n'ont pas de portrait : rien à comparer
        trouves.append(Changement(libelle, _d_une_liste(dire(avant.get(cle)), dire(apres.get(cle)))))
    return [c for c in trouves if c.phrase]


def _d_une_valeur(avant: str, apres: str) -> str:
    if avant == apres:
        return ""
    if not avant:
        return f"choisi : « {apres} »."
    return f"« {avant} » devient « {apres} »." if apres else f"« {avant} » est retiré."


def _d_une_liste(avant: Mapping[str, str], apres: Mapping[str, str]) -> str:
    """Chaque élément par sa clé : entré, sorti, ou dit autrement."""
    entres = [apres[k] for k in apres if k not in avant]
    sortis = [avant[k] for k in avant if k not in apres]
    changes = [f"{avant[k]} devient {apres[k]}" for k in apres if k in avant and avant[k] != apres[k]]
    dits = ((entres, "ajouté"), (sortis, "retiré"), (changes, "changé"))
    return " ; ".join(
        f"{mot}{'s' if len(noms) > 1 else ''} : {', '.join(noms)}" for noms, mot in dits if noms
    )


def _communes(perimetre: Mapping[str, Any] | None) -> dict[str, str]:
    return {c["code"]: f"{c['nom']} ({c['code']})" for c in (perimetre or {}).get("communes", ())}


def _porteurs(porteurs: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    return {p["organisation"]: f"{p['organisation']}, {p['role'].lower()}" for p in porteurs or ()}


def _acteurs(acteurs: Sequence[Mapping[str, str]] | None) -> dict[str, str]:
    suite = {a["nom"]: f", {a['attente']}" if a.get("attente") else "" for a in acteurs or ()}
    return {a["nom"]: f"{a['nom']} ({a['college'].lower()}{suite[a['nom']]})" for a in acteurs or ()}


def _documents(documents: Sequence[Mapping[str, Any]] | None) -> dict[str, str]:
    return {
        d["titre"]: f"{d['titre']} ({'disponible' if d['est_disponible'] else 'à obtenir'})"
        for d in documents or ()
    }


def _thematiques(noms: Sequence[str] | None) -> dict[str, str]:
    return {nom: nom for nom in noms or ()}


def _portrait(portrait: Mapping[str, Any] | None) -> dict[str, str]:
    """La première valeur de chaque ligne : celle du territoire."""
    lignes = (portrait or {}).get("lignes", ())
    return {x["libelle"]: f"{x['libelle'].lower()} {x['valeurs'][0]}" for x in lignes}


LISTES: tuple[tuple[str, str, Callable[[Any], dict[str, str]]], ...] = (
    ("Thématiques", "thematiques", _thematiques),
    ("Porteurs", "porteurs", _porteurs),
    ("Périmètre d'étude", "perimetre", _communes),
    ("Périmètre de réflexion", "perimetre_de_reflexion", _communes),
    ("Acteurs à mobiliser", "acteurs", _acteurs),
    ("Documents à remettre", "documents", _documents),
    ("Portrait du territoire", "portrait", _portrait),
)
