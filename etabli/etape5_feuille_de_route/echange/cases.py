"""Comment se lit chaque case ; un lecteur remplit la ligne, note l'écart, ou dit ce qui ne va pas."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.utils.timezone import localdate

from etabli.etape5_feuille_de_route.calcul.cellules import (
    CaseIllisibleError,
    ecrire_un_montant,
    ecrire_une_date,
    lire_les_lignes,
    lire_un_entier,
    lire_un_montant,
    lire_une_date,
    net,
)
from etabli.etape5_feuille_de_route.colonnes import COLONNES_DES_ACTIONS, etapes_dites, financements_dits
from etabli.etape5_feuille_de_route.echange.lignes import Ecart, LigneLue
from etabli.etape5_feuille_de_route.echange.references import References, cle
from etabli.etape5_feuille_de_route.models import Action, EtapeDAction, Financement
from etabli.socle.colonnes.tableurs import sans_formule

Lecteur: TypeAlias = Callable[[str, str, LigneLue, References], None]
# Ce que la feuille calcule : une case changée là ne changerait rien, on ne la lit pas.
CALCULEES = {"cout", "demande", "obtenu", "paye", "reste"}
TITRES = {c.nom: c.titre for c in COLONNES_DES_ACTIONS.colonnes}
# Au-delà, un tableur a pu couper le texte : on ne le prend pas pour un changement.
TEXTE_PEUT_ETRE_COUPE = 31_000


def _ecart(nom: str, ligne: LigneLue, avant: str, apres: str) -> None:
    ligne.ecarts.append(Ecart(TITRES[nom], avant or "vide", apres or "vide"))


def _texte(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    champ: Any = Action._meta.get_field("titre" if nom == "action" else nom)
    lu = net(case)
    if nom == "action" and not lu:
        raise CaseIllisibleError("Chaque ligne nomme une action : écrivez son titre, ou retirez la ligne.")
    if champ.max_length and len(lu) > champ.max_length:
        raise CaseIllisibleError(f"Ce texte a {len(lu)} signes : {champ.max_length} au plus.")
    actuel = getattr(ligne.action, champ.name, "")
    if net(actuel) == lu or net(sans_formule(actuel)) == lu or _est_coupe(actuel, lu):
        ligne.champs[champ.name] = actuel
        return
    # Notre CSV protège d'une apostrophe ce qu'un tableur prendrait pour une formule.
    lu = lu[1:] if lu.startswith("'") and sans_formule(lu[1:]) == lu else lu
    ligne.champs[champ.name] = lu
    _ecart(nom, ligne, net(actuel), lu)


def _est_coupe(actuel: str, lu: str) -> bool:
    return len(lu) > TEXTE_PEUT_ETRE_COUPE and net(actuel).startswith(lu)


def _choix(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    champ: Any = Action._meta.get_field(nom)
    possibles = {cle(dit): valeur for valeur, libelle in champ.choices for dit in (libelle, valeur)}
    voulu = possibles.get(cle(case)) if case.strip() else champ.default
    if voulu is None:
        attendus = ", ".join(f"«\u00a0{libelle}\u00a0»" for _, libelle in champ.choices)
        raise CaseIllisibleError(
            f"«\u00a0{case[:40]}\u00a0» n'est pas connu. Écrivez l'un de ceux-ci : {attendus}."
        )
    _garder(nom, nom, voulu, ligne, lambda v: str(dict(champ.choices).get(v, "")))


def _date(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    _garder(nom, nom, lire_une_date(case), ligne, ecrire_une_date)


def _montant(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    _garder(nom, nom, lire_un_montant(case), ligne, ecrire_un_montant)


def _garder(nom: str, champ: str, voulu: Any, ligne: LigneLue, dire: Callable[[Any], str]) -> None:
    ligne.champs[champ] = voulu
    actuel = getattr(ligne.action, champ, None)
    if ligne.action is not None and actuel != voulu:
        _ecart(nom, ligne, dire(actuel), dire(voulu))


def _axe(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    if not case.strip():
        raise CaseIllisibleError("Une action se range dans un axe : écrivez son nom.")
    actuel = ligne.action.axe.titre if ligne.action else ""
    ligne.axe = actuel if actuel and cle(actuel) == cle(case) else references.axe(case)
    if ligne.action and cle(ligne.axe) != cle(actuel):
        _ecart(nom, ligne, actuel, ligne.axe)


def _objectif(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    axe = ligne.axe or (ligne.action.axe.titre if ligne.action else "")
    actuel = ligne.action.objectif.titre if ligne.action and ligne.action.objectif else ""
    meme_axe = ligne.action is not None and cle(ligne.action.axe) == cle(axe)
    if meme_axe and cle(actuel) == cle(case):
        return
    ligne.objectif = references.objectif(axe, case) if case.strip() and axe else ""
    if ligne.action and cle(actuel) != cle(ligne.objectif):
        _ecart(nom, ligne, actuel, ligne.objectif)


def _thematique(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    voulue = references.trouver(case, references.thematiques, "thématiques actives") if case.strip() else None
    _garder(nom, "thematique", voulue, ligne, lambda v: str(v or ""))


def _porteur(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    """Le maître d'ouvrage déjà désigné se retrouve même si un autre porte le même nom."""
    actuel = ligne.action.maitrise_d_ouvrage if ligne.action else None
    if actuel and cle(actuel) == cle(case):
        ligne.champs["maitrise_d_ouvrage"] = actuel
        return
    voulu = references.trouver(case, references.porteurs, "maîtres d'ouvrage") if case.strip() else None
    _garder(nom, "maitrise_d_ouvrage", voulu, ligne, lambda v: str(v or ""))


def _communes(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    par_nom = {cle(c): c for c in references.communes} | {c.code.casefold(): c for c in references.communes}
    actuelles = list(ligne.action.communes.all()) if ligne.action else []
    par_nom |= {cle(c): c for c in actuelles}
    voulues = []
    for dite in filter(None, (d.strip() for d in net(case).replace(";", ",").replace("\n", ",").split(","))):
        if cle(dite) not in par_nom:
            raise CaseIllisibleError(
                f"«\u00a0{dite[:60]}\u00a0» n'est pas une commune du périmètre. Écrivez son nom ou son code Insee."
            )
        voulues.append(par_nom[cle(dite)])
    ligne.champs["communes"] = voulues
    if ligne.action and {c.pk for c in voulues} != {c.pk for c in actuelles}:
        _ecart(nom, ligne, ", ".join(map(str, actuelles)), ", ".join(map(str, voulues)))


def _depend_de(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    dits = [d for d in net(case).replace(";", ",").split(",") if d.strip()]
    voulus = sorted({n for d in dits if (n := lire_un_entier(d))})
    actuels = sorted(r.numero for r in ligne.action.depend_de.all()) if ligne.action else []
    if ligne.numero in voulus:
        raise CaseIllisibleError("Une action ne dépend pas d'elle-même : retirez son propre numéro.")
    if voulus != actuels:
        ligne.depend_de = voulus
        _ecart(nom, ligne, ", ".join(map(str, actuels)), ", ".join(map(str, voulus)))


def _financements(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    lignes, deja = [], set()
    for financeur, dispositif, *montants in lire_les_lignes(case, 5):
        _dans_les_limites(Financement, financeur=financeur, dispositif=dispositif)
        demande, obtenu, paye = (lire_un_montant(m) or Decimal(0) for m in montants)
        if not financeur:
            raise CaseIllisibleError("Une ligne du plan de financement n'a pas de financeur.")
        if paye > obtenu:
            raise CaseIllisibleError(f"«\u00a0{financeur}\u00a0» : on ne peut pas avoir payé plus qu'obtenu.")
        if (cle(financeur), cle(dispositif)) in deja:
            raise CaseIllisibleError(f"«\u00a0{financeur}\u00a0» figure deux fois pour le même dispositif.")
        deja.add((cle(financeur), cle(dispositif)))
        montants_lus = {"demande": demande, "obtenu": obtenu, "paye": paye}
        lignes.append({"financeur": financeur, "dispositif": dispositif, **montants_lus})
    actuels = financements_dits(ligne.action) if ligne.action else ""
    if lire_les_lignes(actuels, 5) != lire_les_lignes(case, 5):
        ligne.financements = lignes
        _ecart(nom, ligne, actuels, net(case))


def _etapes(nom: str, case: str, ligne: LigneLue, references: References) -> None:
    lignes = []
    for libelle, prevue, faite in lire_les_lignes(case, 3):
        _dans_les_limites(EtapeDAction, libelle=libelle)
        faite_le: date | None = lire_une_date(faite)
        if not libelle:
            raise CaseIllisibleError("Une étape n'a pas de nom.")
        if faite_le and faite_le > localdate():
            raise CaseIllisibleError(
                f"«\u00a0{libelle[:60]}\u00a0» : une étape n'est faite qu'à une date déjà passée."
            )
        lignes.append({"libelle": libelle, "prevue_le": lire_une_date(prevue), "faite_le": faite_le})
    actuelles = etapes_dites(ligne.action) if ligne.action else ""
    if lire_les_lignes(actuelles, 3) != lire_les_lignes(case, 3):
        ligne.etapes = lignes
        _ecart(nom, ligne, actuelles, net(case))


def _dans_les_limites(modele: Any, **textes: str) -> None:
    for champ, texte in textes.items():
        au_plus = modele._meta.get_field(champ).max_length
        if len(texte) > au_plus:
            raise CaseIllisibleError(f"«\u00a0{texte[:40]}…\u00a0» est trop long : {au_plus} signes au plus.")


LECTEURS: dict[str, Lecteur] = {
    "action": _texte,
    "axe": _axe,
    "objectif": _objectif,
    "description": _texte,
    "thematique": _thematique,
    **dict.fromkeys(("priorite", "maturite", "statut", "horizon"), _choix),
    "porteur": _porteur,
    **dict.fromkeys(("referent", "partenaires"), _texte),
    "communes": _communes,
    **dict.fromkeys(("debut_le", "fin_le"), _date),
    **dict.fromkeys(("cout_min", "cout_max"), _montant),
    **dict.fromkeys(("indicateur", "prochain_pas", "documents_lies"), _texte),
    "depend_de": _depend_de,
    "financements": _financements,
    "etapes": _etapes,
}
