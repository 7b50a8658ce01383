"""La matrice des droits, en page : les cycles et les permissions du code, et ce que chaque place y peut.

Les places viennent de `droits.csv`, que l'épreuve des droits observe en exécutant chaque garde
(`tests/securite/epreuve.py`) et compare à chaque passage : un droit qui change est une ligne qui change.
"""

import ast
import csv
import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

from etabli.config.etages import ETAGES
from etabli.socle.cycle import Cycle, Transition

TABLE = Path(__file__).with_name("droits.csv")
PERMISSIONS = "permissions"
CASES = (
    "DGALN",
    "rédactrice",
    "pilote",
    "co-pilote",
    "co-porteur",
    "équipe",
    "lecteur",
    "groupement écarté",
    "autre pilote",
)
TOUJOURS, JAMAIS, SANS_OBJET = "●", "–", "?"
Droits = dict[tuple[str, str, str], dict[str, str]]


def numero_de_l_etage(nom: str) -> int:
    return [etage for etage, _ in ETAGES].index(nom.split(".")[0])


def modules_de_permissions() -> Iterator[tuple[str, dict[str, Callable[..., Any]]]]:
    """Chaque étage et ses `peut_*(agent, …)`, où qu'ils soient rangés dans son tiroir."""
    for nom, _ in ETAGES:
        fonctions: dict[str, Callable[..., Any]] = {}
        for tiroir in ("permissions", "pages.permissions"):
            if importlib.util.find_spec(f"etabli.{nom}.{tiroir.split('.')[0]}") is None:
                continue
            if importlib.util.find_spec(f"etabli.{nom}.{tiroir}") is None:
                continue
            module = importlib.import_module(f"etabli.{nom}.{tiroir}")
            fonctions |= _peut_de(module)
            for fichier in sorted(Path(str(module.__file__)).parent.glob("*.py")):
                if Path(str(module.__file__)).name == "__init__.py" and fichier.stem != "__init__":
                    fonctions |= _peut_de(importlib.import_module(f"{module.__name__}.{fichier.stem}"))
        if fonctions:
            yield nom, dict(sorted(fonctions.items()))


def _peut_de(module: Any) -> dict[str, Callable[..., Any]]:
    return {
        nom: objet
        for nom, objet in vars(module).items()
        if nom.startswith("peut_")
        and inspect.isfunction(objet)
        and objet.__module__.startswith(module.__name__.removesuffix(".permissions"))
        and ".permissions" in objet.__module__
        and next(iter(inspect.signature(objet).parameters), "") == "agent"
    }


def lire_les_droits() -> Droits:
    with TABLE.open(encoding="utf-8") as fichier:
        return {(x["etage"], x["objet"], x["droit"]): x for x in csv.DictReader(fichier, delimiter=";")}


def refus_de(fonction: Callable[..., Any]) -> list[str]:
    """Les phrases de refus écrites dans la garde, dans l'ordre ; ce qui varie y est noté « … »."""
    arbre = ast.parse(dedent(inspect.getsource(fonction)))
    appels = [n for n in ast.walk(arbre) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    rangs = {"exige": 1, "non": 0}
    textes = [
        (n.lineno, _texte(n.args[rangs[n.func.id]]))
        for n in appels
        if isinstance(n.func, ast.Name) and n.func.id in rangs and len(n.args) > rangs[n.func.id]
    ]
    return [texte for _, texte in sorted(textes) if texte]


def _texte(noeud: ast.expr) -> str:
    if isinstance(noeud, ast.Constant):
        return str(noeud.value)
    if isinstance(noeud, ast.JoinedStr):
        return "".join(str(m.value) if isinstance(m, ast.Constant) else "…" for m in noeud.values)
    return ""


def page_des_droits(cycles: list[tuple[str, Cycle[Any]]]) -> str:
    droits = lire_les_droits()
    permissions = dict(modules_de_permissions())
    lignes = [
        "# Les droits",
        "",
        "Qui peut quoi, à chaque étage : une colonne par place tenue dans le dossier. Chaque case est observée en",
        "exécutant la garde du code sur quatre dossiers d'essai, à chaque état ; l'épreuve la rejoue à chaque passage",
        "(`tests/securite/epreuve.py`), et la table de chaque adresse est `tests/securite/acces.csv`.",
        "",
        f"- {TOUJOURS} : permis, pour un objet au moins, à tous les états d'où l'acte part.",
        f"- {TOUJOURS} suivi d'un numéro : permis aux seuls états que la note dit.",
        f"- {JAMAIS} : refusé. Une ligne qui n'a que des {JAMAIS} : rien, dans les dossiers d'essai, ne réunit ce que",
        "  la garde demande (un dossier clos à rouvrir, des offres toutes écartées).",
        f"- {SANS_OBJET} : les dossiers d'essai n'ont aucun objet de cette sorte.",
        "",
        "Toute personne de la DGALN a les droits de la DGALN ; la rédactrice y ajoute celui d'écrire le site public.",
        "Voir est une autre question : chacun ne voit que ses dossiers, la DGALN les voit tous, et les offres ne se",
        "voient que des évaluateurs désignés, en fonction et sans conflit d'intérêts.",
        "",
    ]
    for nom, phrase in ETAGES:
        siens = [c for etage, c in cycles if etage == nom]
        if not siens and nom not in permissions:
            continue
        lignes += [f"## {phrase[0].upper()}{phrase[1:]} (`{nom}`)", ""]
        for cycle in siens:
            lignes += _section_du_cycle(nom, cycle, droits)
        if nom in permissions:
            lignes += _section_des_permissions(nom, permissions[nom], droits, siens)
    return "\n".join(lignes)


def _tableau(titre: str, rangees: list[tuple[str, dict[str, str]]], libelles: dict[str, str]) -> list[str]:
    """Un tableau et ses notes : la note dit à quels états le droit est ouvert."""
    notes: dict[str, int] = {}
    lignes = [f"| {titre} | {' | '.join(CASES)} |", "|---|" + ":-:|" * len(CASES)]
    for nom, droit in rangees:
        cases = []
        for place in CASES:
            lu = droit.get(place, "")
            if lu and lu != "oui":
                lu = TOUJOURS + f"<sup>{notes.setdefault(lu, len(notes) + 1)}</sup>"
            cases.append(TOUJOURS if lu == "oui" else lu or (JAMAIS if droit else SANS_OBJET))
        lignes.append(f"| {nom} | {' | '.join(cases)} |")
    lignes.append("")
    for etats, numero in notes.items():
        noms = ", ".join(f"« {libelles.get(e, e)} »" for e in etats.split())
        lignes.append(f"{numero}. À l'état {noms}.")
    return [*lignes, ""] if notes else lignes


def _section_du_cycle(nom: str, cycle: Cycle[Any], droits: Droits) -> list[str]:
    libelles = {e.value: str(e.label) for e in cycle.etats}
    modele = cycle.modele._meta

    def rangee(t: Transition) -> tuple[str, dict[str, str]]:
        return f"{t.libelle} (`{t.nom}`)", droits.get((nom, str(modele.model_name), t.nom), {})

    titre = f"### Les actes : {modele.verbose_name}"
    return [titre, "", *_tableau("acte", [rangee(t) for t in cycle.transitions], libelles)]


def _section_des_permissions(
    nom: str, fonctions: dict[str, Callable[..., Any]], droits: Droits, siens: list[Cycle[Any]]
) -> list[str]:
    libelles = {e.value: str(e.label) for cycle in reversed(siens) for e in cycle.etats}
    rangees = [(f"`{f}`", droits.get((nom, PERMISSIONS, f), {})) for f in fonctions]
    lignes = ["### Les permissions", "", *_tableau("permission", rangees, libelles)]
    for droit, fonction in fonctions.items():
        dit = " ".join((inspect.getdoc(fonction) or "").split())
        refus = " ".join(f"« {phrase} »" for phrase in dict.fromkeys(refus_de(fonction)))
        if dit or refus:
            lignes.append(f"- `{droit}` : {dit}{' ' if dit and refus else ''}{refus}")
    return [*lignes, ""]
