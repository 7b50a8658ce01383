"""Réunir ce qui s'est fait au loin et ce qui s'est fait ici, sans rien doubler ni écraser.

Trois relevés de la même séance : `base`, ce qu'on avait en se quittant ; `ici` ; `venu`, ce qui revient. Champ par
champ, ce qu'un seul des deux a changé est pris ; ce que les deux ont changé autrement reste comme ici, et se dit.
Loi : une fois réuni, réunir de nouveau le même relevé ne change plus rien.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Ligne = Mapping[str, Any]
# modèle → clé → champs
Releve = Mapping[str, Mapping[str, Ligne]]
# (modèle, champ) → modèle visé, ou None si le champ n'est pas un renvoi
Renvoi = Callable[[str, str], str | None]


@dataclass(frozen=True)
class Conflit:
    """Les deux côtés ont changé la même chose ; ce qui est ici est gardé."""

    modele: str
    cle: str
    champ: str  # vide : la ligne entière
    ici: Any
    venu: Any


@dataclass
class Plan:
    ajouts: dict[tuple[str, str], Ligne] = field(default_factory=dict)
    changements: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    retraits: list[tuple[str, str]] = field(default_factory=list)
    conflits: list[Conflit] = field(default_factory=list)

    @property
    def est_vide(self) -> bool:
        return not (self.ajouts or self.changements or self.retraits or self.conflits)


def fusionner(base: Releve, ici: Releve, venu: Releve, renvoi: Renvoi = lambda m, c: None) -> Plan:
    plan = Plan()
    for modele in sorted({*base, *venu}):
        de_base, d_ici, venues = base.get(modele, {}), ici.get(modele, {}), venu.get(modele, {})
        for cle in sorted({*de_base, *venues}):
            _une_ligne(plan, modele, cle, de_base.get(cle), d_ici.get(cle), venues.get(cle))
    _ramener_les_vises(plan, ici, venu, renvoi)
    return plan


def _une_ligne(
    plan: Plan, modele: str, cle: str, base: Ligne | None, ici: Ligne | None, venue: Ligne | None
) -> None:
    if venue == base:
        return
    if venue is None:
        if ici == base:
            plan.retraits.append((modele, cle))
        elif ici is not None:
            plan.conflits.append(Conflit(modele, cle, "", dict(ici), None))
        return
    if ici is None:
        # Neuve, ou retirée ici alors qu'on s'en est servi là-bas : ce qui a servi revient.
        plan.ajouts[modele, cle] = venue
        return
    depart = base or {}
    for champ in sorted(venue):
        la_bas, chez_nous = venue[champ], ici.get(champ)
        if la_bas == chez_nous or (champ in depart and la_bas == depart[champ]):
            continue
        if champ in depart and chez_nous == depart[champ]:
            plan.changements.setdefault((modele, cle), {})[champ] = la_bas
        else:
            plan.conflits.append(Conflit(modele, cle, champ, chez_nous, la_bas))


def _ramener_les_vises(plan: Plan, ici: Releve, venu: Releve, renvoi: Renvoi) -> None:
    """Ce qu'une ligne ramenée désigne, et qui a été retiré ici, revient avec elle."""
    a_voir = [*((m, lignes) for (m, _), lignes in plan.ajouts.items())]
    a_voir += [(m, champs) for (m, _), champs in plan.changements.items()]
    while a_voir:
        modele, champs = a_voir.pop()
        for champ, valeur in champs.items():
            vise = renvoi(modele, champ)
            if not vise or not isinstance(valeur, str) or valeur in ici.get(vise, {}):
                continue
            ligne = venu.get(vise, {}).get(valeur)
            if ligne is not None and (vise, valeur) not in plan.ajouts:
                plan.ajouts[vise, valeur] = ligne
                a_voir.append((vise, ligne))


def appliquer(plan: Plan, ici: Releve) -> dict[str, dict[str, dict[str, Any]]]:
    """Ce que devient le relevé d'ici ; la base de données suit le même plan."""
    apres = {modele: {cle: dict(ligne) for cle, ligne in lignes.items()} for modele, lignes in ici.items()}
    for (modele, cle), champs in (*plan.ajouts.items(), *plan.changements.items()):
        apres.setdefault(modele, {}).setdefault(cle, {}).update(champs)
    for modele, cle in plan.retraits:
        apres[modele].pop(cle, None)
    return apres
