"""Ce qu'une case de tableur dit d'une action : l'écrire sans rien perdre, la relire telle qu'on l'a tapée.

Une ligne de financement ou une étape tient sur une ligne de la case, ses parties séparées par « | ».
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

# Les tableurs ne gardent ni ces signes, ni plus de texte que cela dans une case.
ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
SAUTS = re.compile("\r\n|[\r\x85\u2028\u2029]")
LONGUEUR_MAXIMALE = 32_000
CENTIME = Decimal("0.01")


class CaseIllisibleError(ValueError):
    """La phrase dit quoi écrire dans la case."""


def net(texte: str) -> str:
    """Le même texte, tel qu'il ressort d'un tableur : c'est ainsi que l'on compare."""
    sans = ILLISIBLES.sub("", SAUTS.sub("\n", texte))
    return "\n".join(ligne.strip() for ligne in sans[:LONGUEUR_MAXIMALE].split("\n")).strip()


def ecrire_les_lignes(lignes: Iterable[Sequence[str]]) -> str:
    """Une ligne par élément ; les parties vides de la fin ne s'écrivent pas."""
    ecrites = []
    for parties in lignes:
        echappees = [_proteger(" ".join(net(p).split())) for p in parties]
        while len(echappees) > 1 and not echappees[-1]:
            echappees.pop()
        ecrites.append(" | ".join(echappees))
    return "\n".join(ecrites)


def _proteger(partie: str) -> str:
    return partie.replace("\\", "\\\\").replace("|", "\\|")


def lire_les_lignes(case: str, au_plus: int) -> list[list[str]]:
    """Chaque ligne de la case, en `au_plus` parties complétées de vides."""
    lignes = []
    for ligne in filter(None, net(case).split("\n")):
        parties = _couper(ligne)
        if len(parties) > au_plus:
            raise CaseIllisibleError(
                f"«\u00a0{ligne[:60]}\u00a0» a {len(parties)} parties : "
                f"il en faut {au_plus} au plus, séparées par «\u00a0|\u00a0»."
            )
        lignes.append(parties + [""] * (au_plus - len(parties)))
    return lignes


def _couper(ligne: str) -> list[str]:
    """Aux traits qui ne sont pas protégés."""
    parties, signes = [""], iter(ligne)
    for signe in signes:
        if signe == "\\":
            parties[-1] += next(signes, signe)
        elif signe == "|":
            parties.append("")
        else:
            parties[-1] += signe
    return [p.strip() for p in parties]


def lire_une_date(case: str) -> date | None:
    """« 2027-03-01 » ou « 01/03/2027 » ; une heure à zéro est celle que les tableurs ajoutent."""
    nue = case.strip().removesuffix(" 00:00:00").removesuffix("T00:00:00")
    if not nue:
        return None
    for forme in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(nue, forme).date()
        except ValueError:
            continue
    raise CaseIllisibleError(f"«\u00a0{nue[:40]}\u00a0» n'est pas une date : écrivez-la comme 01/03/2027.")


def lire_un_montant(case: str) -> Decimal | None:
    """« 12 345,60 € », « 12345.6 » ; au centime, jamais négatif."""
    nu = re.sub(r"[\s\u00a0\u202f]|€|euros?$", "", case.strip(), flags=re.I)
    if not nu:
        return None
    nu = nu.replace(".", "").replace(",", ".") if "," in nu else nu
    try:
        montant = Decimal(nu)
    except InvalidOperation:
        montant = Decimal("NaN")
    if not montant.is_finite():
        raise CaseIllisibleError(
            f"«\u00a0{case.strip()[:40]}\u00a0» n'est pas un montant : écrivez un nombre, comme 12 345,60."
        )
    if montant < 0:
        raise CaseIllisibleError(
            f"«\u00a0{case.strip()[:40]}\u00a0» est négatif : un montant ne l'est jamais."
        )
    if montant >= Decimal(10) ** 10:
        raise CaseIllisibleError(
            f"«\u00a0{case.strip()[:40]}\u00a0» dépasse dix milliards d'euros : vérifiez l'unité."
        )
    return montant.quantize(CENTIME)


def lire_un_entier(case: str) -> int | None:
    """« 12 » ou « 12.0 », comme un tableur l'écrit."""
    nu = case.strip().removesuffix(".0")
    if not nu:
        return None
    if not (nu.isascii() and nu.isdigit()) or not 0 < int(nu) < 32_768:
        raise CaseIllisibleError(f"«\u00a0{nu[:40]}\u00a0» n'est pas un numéro d'action : écrivez un entier.")
    return int(nu)


def ecrire_un_montant(montant: Decimal | None) -> str:
    return "" if montant is None else f"{montant:.2f}".replace(".", ",").removesuffix(",00")


def ecrire_une_date(jour: date | None) -> str:
    return "" if jour is None else f"{jour:%d/%m/%Y}"
