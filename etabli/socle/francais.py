"""Écrire en français : montants, nombres, dates, listes. Sans Django : les documents s'en servent aussi."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

INSECABLE = "\u00a0"
FINE = "\u202f"
MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def nombre(valeur: Decimal | float | int | None, decimales: int | None = None) -> str:
    """« 12 345,6 ». Sans `decimales`, on garde celles qui comptent, deux au plus."""
    if valeur is None:
        return ""
    exact = valeur if isinstance(valeur, Decimal) else Decimal(str(valeur))
    pas = Decimal(1).scaleb(-(2 if decimales is None else decimales))
    arrondi = exact.quantize(pas, rounding=ROUND_HALF_UP)
    signe = "−" if arrondi < 0 else ""
    entier, _, fraction = f"{abs(arrondi):f}".partition(".")
    if decimales is None:
        fraction = fraction.rstrip("0")
    groupes = f"{int(entier):,}".replace(",", FINE)
    return f"{signe}{groupes},{fraction}" if fraction else f"{signe}{groupes}"


def euros(valeur: Decimal | float | int | None, decimales: int | None = None) -> str:
    """« 12 345,60 € », et « 100 000 € » quand il n'y a pas de centimes."""
    if valeur is None:
        return ""
    exact = valeur if isinstance(valeur, Decimal) else Decimal(str(valeur))
    if decimales is None:
        arrondi = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        decimales = 0 if arrondi == arrondi.to_integral_value() else 2
    return f"{nombre(exact, decimales)}{INSECABLE}€"


def pourcent(valeur: Decimal | float | int | None, decimales: int = 0) -> str:
    """Une part entre 0 et 1 : 0,256 donne « 26 % »."""
    if valeur is None:
        return ""
    return f"{nombre(Decimal(str(valeur)) * 100, decimales)}{INSECABLE}%"


def pluriel(combien: int, mot: str, au_pluriel: str = "") -> str:
    """« 1 commune », « 1 234 communes » ; en français, le pluriel commence à deux."""
    return f"{nombre(combien)}{INSECABLE}{mot if abs(combien) < 2 else au_pluriel or _pluriel_usuel(mot)}"


def _pluriel_usuel(mot: str) -> str:
    """Chaque mot du groupe prend la marque : « action engagée », « actions engagées »."""

    def accorde(m: str) -> str:
        if m.endswith(("s", "x", "z")):
            return m
        if m.endswith(("au", "eu")):
            return m + "x"
        return m[:-2] + "aux" if m.endswith("al") else m + "s"

    mots = mot.split(" ")
    outils = [i for i, m in enumerate(mots) if m in {"de", "du", "en", "à", "au", "par", "pour", "sur"}]
    fin = outils[0] if outils else len(mots)
    return " ".join([*map(accorde, mots[:fin]), *mots[fin:]])


def liste_et(elements: Iterable[object], conjonction: str = "et") -> str:
    """« a, b et c »."""
    mots = [str(e) for e in elements]
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {conjonction} {mots[-1]}"


def _quantieme(jour_: date) -> str:
    return "1er" if jour_.day == 1 else str(jour_.day)


def jour(quand_: date | None, *, semaine: bool = True, annee: bool = True) -> str:
    """« lundi 3 mars 2026 » ; « dimanche 1er mars 2026 »."""
    if quand_ is None:
        return ""
    morceaux = [_quantieme(quand_), MOIS[quand_.month - 1]]
    if semaine:
        morceaux.insert(0, JOURS[quand_.weekday()])
    if annee:
        morceaux.append(str(quand_.year))
    return INSECABLE.join(morceaux[-3:]) if not semaine else " ".join(morceaux)


def heure(quand_: datetime) -> str:
    """« 14 h 03 », « 9 h »."""
    minutes = f"{INSECABLE}{quand_.minute:02d}" if quand_.minute else ""
    return f"{quand_.hour}{INSECABLE}h{minutes}"


def quand(quand_: datetime | date | None, maintenant: datetime) -> str:
    """« hier à 14 h 03 », « le 3 mars à 9 h », « le 3 mars 2025 » : le plus court qui reste sans doute.

    `maintenant` et `quand_` doivent être déjà à l'heure locale.
    """
    if quand_ is None:
        return ""
    le_jour = quand_.date() if isinstance(quand_, datetime) else quand_
    ecart = le_jour - maintenant.date()
    a_l_heure = f" à {heure(quand_)}" if isinstance(quand_, datetime) else ""
    proches = {-2: "avant-hier", -1: "hier", 0: "aujourd'hui", 1: "demain", 2: "après-demain"}
    if abs(ecart) <= timedelta(days=2):
        return proches[ecart.days] + a_l_heure
    if le_jour.year == maintenant.year:
        return f"le {jour(le_jour, semaine=False, annee=False)}{a_l_heure}"
    return f"le {jour(le_jour, semaine=False)}{a_l_heure}"


def periode(debut: date | None, fin: date | None = None) -> str:
    """« du 3 au 5 mars 2026 », « du 28 février au 3 mars 2026 », « le 3 mars 2026 »."""
    if debut is None:
        return "" if fin is None else f"jusqu'au {jour(fin, semaine=False)}"
    if fin is None or debut == fin:
        return f"le {jour(debut, semaine=False)}"
    if (debut.year, debut.month) == (fin.year, fin.month):
        return f"du {_quantieme(debut)} au {jour(fin, semaine=False)}"
    return f"du {jour(debut, semaine=False, annee=debut.year != fin.year)} au {jour(fin, semaine=False)}"


def duree(mois: int) -> str:
    """Une durée en mois, dite en mois jusqu'à deux ans puis en années."""
    if mois < 24:
        return f"{mois}{INSECABLE}mois"
    annees, reste = divmod(mois, 12)
    return pluriel(annees, "an") + (f" et {reste}{INSECABLE}mois" if reste else "")


def taille(octets: int) -> str:
    """« 340 ko », « 2,4 Mo » : puissances de mille, comme sur les étiquettes."""
    for seuil, unite in ((1_000_000_000, "Go"), (1_000_000, "Mo"), (1_000, "ko")):
        if octets >= seuil:
            return f"{nombre(octets / seuil, 0 if unite == 'ko' else 1).removesuffix(',0')}{INSECABLE}{unite}"
    return pluriel(octets, "octet")
