"""Ce qui, dans une phrase dite en séance, pourrait faire reconnaître quelqu'un ; sans la base, sans réseau.

La machine signale, une personne décide. Elle signale trop plutôt que trop peu : une civilité et un nom, un
prénom et un nom, un courriel, un téléphone, une adresse, une date précise, une fonction tenue par une seule
personne, un lieu que presque personne d'autre n'a nommé. Rien ne garantit qu'elle voie tout.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

SEUIL_PROPOSE = 5  # en dessous de ce nombre de personnes, un groupe ne se nomme pas
SEUIL_AU_MOINS = 3


class Nature(Enum):
    """La valeur est le mot qui remplace le passage ; `dit` est ce que la page en dit."""

    COURRIEL = "courriel"
    TELEPHONE = "téléphone"
    ADRESSE = "adresse"
    DATE = "date"
    NOM = "nom"
    FONCTION = "fonction"
    LIEU = "lieu"

    @property
    def dit(self) -> str:
        return DITS[self]

    @property
    def est_certaine(self) -> bool:
        """Ce qu'aucune réécriture ne peut laisser."""
        return self in (Nature.COURRIEL, Nature.TELEPHONE, Nature.ADRESSE)


DITS = {
    Nature.COURRIEL: "une adresse électronique",
    Nature.TELEPHONE: "un numéro de téléphone",
    Nature.ADRESSE: "une adresse postale",
    Nature.DATE: "une date précise",
    Nature.NOM: "peut-être le nom d'une personne",
    Nature.FONCTION: "une fonction que tient une seule personne",
    Nature.LIEU: "un lieu que presque personne d'autre n'a nommé",
}
MAJ = "A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒ"
MIN = "a-zàâäçéèêëîïôöùûüÿœ"
NOM_PROPRE = rf"[{MAJ}][{MIN}{MAJ}]+(?:[-'’][{MAJ}{MIN}]+)*"
MOIS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
VOIES = "rue|avenue|boulevard|place|chemin|impasse|route|allée|quai|cours|sentier|ruelle|square|lotissement"
# Ce qu'une personne, souvent une seule, tient dans une commune ; au pluriel, ce n'est plus personne.
FONCTIONS = (
    r"maire(?: adjointe?)?|curé|prêtre|notaire|pharmacien(?:ne)?|boulang(?:er|ère)|bouch(?:er|ère)|médecin|"
    r"docteur|vétérinaire|factrice|facteur|garde[- ]champêtre|instituteur|institutrice|secrétaire de mairie|"
    r"direct(?:eur|rice) (?:de|d'|du) ?(?:l'|la )?(?:école|collège|usine|maison de retraite|ehpad|office)|"
    r"président(?:e)? (?:de|d'|du) (?:l'|la )?\w+"
)
MOTIFS: tuple[tuple[Nature, re.Pattern[str]], ...] = (
    (Nature.COURRIEL, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (Nature.TELEPHONE, re.compile(r"(?<!\d)(?:\+\s?33|0)[\s.\-/]*[1-9](?:[\s.\-/]*\d\d){4}(?!\d)")),
    (
        Nature.ADRESSE,
        re.compile(rf"\b\d{{1,4}}\s*(?:bis|ter|quater)?,?\s+(?:{VOIES})\b[^,;.!?\n]{{0,50}}", re.IGNORECASE),
    ),
    (
        Nature.ADRESSE,
        re.compile(
            rf"\b(?:lieu-?dit|hameau (?:de|du|des|d['’]))\s*(?:de |du |des |d['’]|[Ll]es? |[Ll]a )?{NOM_PROPRE}"
        ),
    ),
    (
        Nature.DATE,
        re.compile(
            rf"\b(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|(?:1er|\d{{1,2}})\s+(?:{MOIS})(?:\s+\d{{4}})?)\b",
            re.IGNORECASE,
        ),
    ),
    (Nature.DATE, re.compile(r"\bnée?s? en \d{4}\b", re.IGNORECASE)),
    (
        Nature.NOM,
        re.compile(
            rf"\b(?:M\.|MM\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|Maître|Dr|Docteur|Père|Abbé)\s+"
            rf"(?:(?:de|du|des|d['’]|le|la)\s*)*{NOM_PROPRE}(?:\s+{NOM_PROPRE})*"
        ),
    ),
    (
        Nature.FONCTION,
        re.compile(rf"\b(?:le|la|notre|mon|ma|au|du|l['’])\s*(?:{FONCTIONS})(?!\w)", re.IGNORECASE),
    ),
)
DEUX_NOMS = re.compile(rf"{NOM_PROPRE}(?:\s+{NOM_PROPRE})+")


@dataclass(frozen=True)
class Soupcon:
    """Un passage du texte, de `debut` à `fin` exclue."""

    nature: Nature
    debut: int
    fin: int
    extrait: str


def soupcons(
    texte: str,
    *,
    lieux: Collection[str] = (),
    mentions: Mapping[str, int] | None = None,
    seuil: int = SEUIL_PROPOSE,
) -> list[Soupcon]:
    """Les passages à regarder, dans l'ordre du texte, sans chevauchement.

    `lieux` : les noms de lieux connus (un prénom et un nom n'en sont pas). `mentions` : dans combien de phrases
    chaque lieu paraît ; en dessous de `seuil`, le nommer désigne ceux qui y vivent.
    """
    connus = {nu(lieu): lieu for lieu in lieux}
    trouves = [
        Soupcon(nature, m.start(), m.end(), m.group())
        for nature, motif in MOTIFS
        for m in motif.finditer(texte)
    ]
    trouves += _noms(texte, connus)
    trouves += _lieux_rares(texte, connus, mentions or {}, seuil)
    return _sans_chevauchement(trouves)


def _noms(texte: str, connus: Mapping[str, str]) -> list[Soupcon]:
    """Deux mots à majuscule qui se suivent, dont aucun lieu connu ne rend compte."""
    return [
        Soupcon(Nature.NOM, m.start(), m.end(), m.group())
        for m in DEUX_NOMS.finditer(texte)
        if not any(nu(m.group()) in lieu or lieu in nu(m.group()) for lieu in connus)
    ]


def _lieux_rares(
    texte: str, connus: Mapping[str, str], mentions: Mapping[str, int], seuil: int
) -> list[Soupcon]:
    plat = nu_a_sa_place(texte)
    rares = []
    for cle, lieu in connus.items():
        if cle and 0 < mentions.get(lieu, 0) < seuil:
            for m in re.finditer(rf"(?<!\w){re.escape(cle)}(?!\w)", plat):
                rares.append(Soupcon(Nature.LIEU, m.start(), m.end(), texte[m.start() : m.end()]))
    return rares


def _sans_chevauchement(trouves: Iterable[Soupcon]) -> list[Soupcon]:
    """De deux passages qui se chevauchent on garde le premier, puis le plus long."""
    gardes: list[Soupcon] = []
    for soupcon in sorted(trouves, key=lambda s: (s.debut, -s.fin, s.nature.value)):
        if not gardes or soupcon.debut >= gardes[-1].fin:
            gardes.append(soupcon)
    return gardes


def mentions_des_lieux(textes: Iterable[str], lieux: Collection[str]) -> dict[str, int]:
    """Dans combien de phrases chaque lieu est nommé."""
    motifs = {lieu: re.compile(rf"(?<!\w){re.escape(nu(lieu))}(?!\w)") for lieu in lieux if nu(lieu)}
    comptes: Counter[str] = Counter()
    for texte in textes:
        plat = nu_a_sa_place(texte)
        comptes.update(lieu for lieu, motif in motifs.items() if motif.search(plat))
    return dict(comptes)


def masquer(texte: str, trouves: Iterable[Soupcon]) -> str:
    """Chaque passage devient le mot de sa nature entre crochets : « [nom] »."""
    for soupcon in sorted(trouves, key=lambda s: -s.debut):
        texte = f"{texte[: soupcon.debut]}[{soupcon.nature.value}]{texte[soupcon.fin :]}"
    return texte


def groupes_a_nommer(effectifs: Mapping[str, int], seuil: int) -> set[str]:
    """Les groupes assez grands pour être nommés, sans que les autres se déduisent par différence.

    Ceux que l'on tait comptent ensemble au moins `seuil` personnes, ou il n'y en a pas.
    """
    nommes = {groupe for groupe, nb in effectifs.items() if nb >= seuil}
    tus = sum(nb for groupe, nb in effectifs.items() if groupe not in nommes)
    for groupe in sorted(nommes, key=lambda g: (effectifs[g], g)):
        if not 0 < tus < seuil:
            break
        nommes.discard(groupe)
        tus += effectifs[groupe]
    return nommes if not 0 < tus < seuil else set()


def nu(texte: str) -> str:
    """Sans majuscules ni accents, les traits d'union comme des espaces."""
    return " ".join(nu_a_sa_place(texte).split())


def nu_a_sa_place(texte: str) -> str:
    """La même chose, signe pour signe : chaque position reste celle du texte."""
    return "".join(_signe(signe) for signe in texte)


def _signe(signe: str) -> str:
    if signe in "-'’\u00a0\u202f":
        return " "
    simple = unicodedata.normalize("NFD", signe)[0].lower()
    return simple if len(simple) == 1 else signe
