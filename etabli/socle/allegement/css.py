"""Retirer d'une feuille de style les règles dont aucune page de la maison n'a la classe."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MOT = re.compile(r"(?:--)?[A-Za-z][\w-]*")
VARIABLE = re.compile(r"(?<=[{;])(--[\w-]+):[^;{}]*(?:;|(?=\}))")
LECTURE = re.compile(r"var\(\s*(--[\w-]+)")
CLASSE = re.compile(r"\.((?:[\w-]|\\.)+)")
# Ce qui suit « :not( » ne demande pas que la classe existe.
NEGATION = re.compile(r":not\((?:[^()]|\([^()]*\))*\)")
ADRESSE = re.compile(r"""url\((['"]?)([^'")]+)\1\)""")
# Une règle-boîte contient des règles ; les autres (police, animation) se gardent telles quelles.
BOITES = ("@media", "@supports", "@layer", "@container")


@dataclass(frozen=True)
class Vocabulaire:
    """Les mots écrits dans la maison, et ceux que le script du design de l'État ajoute de lui-même."""

    ecrits: frozenset[str]
    du_script: frozenset[str] = frozenset()

    @property
    def _debuts(self) -> tuple[str, ...]:
        """« fr-btn-- » vient d'un gabarit qui achève le nom : les fins possibles sont écrites ailleurs."""
        return tuple(m for m in self.ecrits if m.startswith("fr-") and len(m) > 3 and m[-1] in "-_")

    def composees(self) -> frozenset[str]:
        fins = [m for m in self.ecrits if re.fullmatch(r"[a-z0-9][a-z0-9-]*", m)]
        return frozenset(debut + fin for debut in self._debuts for fin in fins)


def mots(texte: str) -> set[str]:
    """Les mots d'une source, et ceux qui commencent par un chiffre : « 2-line », « 404 »."""
    return set(MOT.findall(texte)) | set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", texte))


class Tri:
    """Dit si une classe sert ; ce qui n'est pas du design de l'État est toujours gardé."""

    def __init__(self, vocabulaire: Vocabulaire) -> None:
        self._connues = vocabulaire.ecrits | vocabulaire.composees()
        self._blocs = {_bloc(m) for m in self._connues if m.startswith("fr-")}
        self._du_script = vocabulaire.du_script

    def sert(self, classe: str) -> bool:
        classe = classe.replace("\\", "")
        if not classe.startswith("fr-") or classe in self._connues:
            return True
        nu = classe.removeprefix("fr-")
        return _bloc(classe) in self._blocs and (nu in self._du_script or classe in self._du_script)

    def garde(self, selecteur: str) -> bool:
        return all(self.sert(c) for c in CLASSE.findall(NEGATION.sub("", selecteur)))


def _bloc(classe: str) -> str:
    return re.split(r"--|__", classe, maxsplit=1)[0]


def elaguer(feuille: str, tri: Tri) -> str:
    """La même feuille, sans les sélecteurs qui ne peuvent rien désigner ; l'ordre des règles est gardé."""
    return "".join(_garder(prelude, corps, tri) for prelude, corps in regles(_sans_commentaires(feuille)))


def _garder(prelude: str, corps: str | None, tri: Tri) -> str:
    if corps is None:
        return f"{prelude};"
    if prelude.startswith(BOITES):
        dedans = elaguer(corps, tri)
        return f"{prelude}{{{dedans}}}" if dedans else ""
    if prelude.startswith("@"):
        return f"{prelude}{{{corps}}}"
    gardes = [s for s in _selecteurs(prelude) if tri.garde(s)]
    return f"{','.join(gardes)}{{{corps}}}" if gardes and corps.strip() else ""


def regles(feuille: str) -> Iterator[tuple[str, str | None]]:
    """(prélude, corps) de premier niveau ; corps nul pour « @import … ; »."""
    debut = position = 0
    while position < len(feuille):
        signe = feuille[position]
        if signe in "\"'":
            position = _fin_de_chaine(feuille, position)
        elif signe == ";":
            if prelude := feuille[debut:position].strip():
                yield prelude, None
            debut = position + 1
        elif signe == "{":
            fin = _fin_du_bloc(feuille, position)
            yield feuille[debut:position].strip(), feuille[position + 1 : fin]
            debut = position = fin + 1
            continue
        position += 1


def _fin_de_chaine(feuille: str, debut: int) -> int:
    position = debut + 1
    while position < len(feuille) and feuille[position] != feuille[debut]:
        position += 2 if feuille[position] == "\\" else 1
    return position


def _fin_du_bloc(feuille: str, ouverture: int) -> int:
    profondeur, position = 0, ouverture
    while position < len(feuille):
        signe = feuille[position]
        if signe in "\"'":
            position = _fin_de_chaine(feuille, position)
        elif signe == "{":
            profondeur += 1
        elif signe == "}":
            profondeur -= 1
            if profondeur == 0:
                return position
        position += 1
    raise ValueError("Une accolade de la feuille de style n'est pas refermée.")


def _selecteurs(prelude: str) -> list[str]:
    """Les virgules d'une parenthèse ou d'un crochet n'y séparent rien."""
    morceaux, courant, profondeur = [], "", 0
    for signe in prelude:
        profondeur += (signe in "([") - (signe in ")]")
        if signe == "," and profondeur == 0:
            morceaux.append(courant)
            courant = ""
        else:
            courant += signe
    return [*morceaux, courant]


def sans_variables_inutiles(feuille: str, ecrits: frozenset[str]) -> str:
    """Ôte les variables que ni cette feuille ni la maison ne lisent, tant qu'il en reste."""
    while True:
        lues = set(LECTURE.findall(feuille)) | ecrits
        inutiles = {nom for nom in VARIABLE.findall(feuille) if nom not in lues}
        if not inutiles:
            return re.sub(r"(?<=[{}])[^{}@]+\{\}", "", feuille)
        feuille = _sans(feuille, inutiles)


def _sans(feuille: str, variables: set[str]) -> str:
    return VARIABLE.sub(lambda trouvee: "" if trouvee[1] in variables else trouvee[0], feuille)


def _sans_commentaires(feuille: str) -> str:
    return re.sub(r"/\*.*?\*/", "", feuille, flags=re.DOTALL)


def adresses(feuille: str) -> set[str]:
    return {adresse for _, adresse in ADRESSE.findall(feuille) if not adresse.startswith(("data:", "#"))}


def deplacer(feuille: str, de: str, vers: str) -> str:
    """Réécrit les adresses relatives d'une feuille que l'on range ailleurs (dossiers donnés depuis la racine)."""

    def ailleurs(trouve: re.Match[str]) -> str:
        adresse = trouve[2]
        if adresse.startswith(("data:", "#", "/", "http")):
            return trouve[0]
        return f'url("{_relatif(_absolu(de, adresse), vers)}")'

    return ADRESSE.sub(ailleurs, feuille)


def _absolu(dossier: str, adresse: str) -> list[str]:
    chemin: list[str] = dossier.split("/") if dossier else []
    for morceau in adresse.split("/"):
        if morceau == "..":
            chemin.pop()
        elif morceau != ".":
            chemin.append(morceau)
    return chemin


def _relatif(chemin: Iterable[str], depuis: str) -> str:
    return "../" * len([m for m in depuis.split("/") if m]) + "/".join(chemin)
