"""Réunir deux textes écrits en même temps : ce qui ne se touche pas se réunit, ce qui se touche se choisit.

L'unité est la phrase dans un paragraphe ; une liste, un intertitre ou une citation reste d'un seul tenant.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Sort = Literal["egal", "la_mienne", "la_leur", "conflit"]
Choix = Literal["la_mienne", "la_leur", "les_deux"]

# La part de mots communs au-delà de laquelle deux phrases sont la même, retouchée.
RESSEMBLANCE = 0.5
_BLOC = re.compile(r"<(p|ul|ol|h3|h4|blockquote)\b[^>]*>.*?</\1>", re.I | re.S)
_BALISE = re.compile(r"<(/?)(strong|em|a)\b[^>]*>", re.I)
# Une phrase finit par un point suivi d'un blanc et d'une capitale ; « M. Dupont » et « art. 3 » n'en sont pas.
_FIN_DE_PHRASE = re.compile(
    r"(?<!\b[A-Z])(?<!\bMme)(?<!\bart)(?<!\bcf)[.!?…]+(?:\s?»)?(?:\s+|<br ?/?>\s*)"
    r"(?=(?:<[^>]+>)*[«\"(A-ZÀ-Ý0-9])"
)


@dataclass(frozen=True)
class Unite:
    """Une phrase ou un bloc entier ; `ouvre` : la phrase commence un paragraphe."""

    html: str
    est_bloc: bool = False
    ouvre: bool = False

    @property
    def cle(self) -> tuple[str, bool, bool]:
        """Ce que le lecteur voit : l'éditeur écrit `<li><p>` et des espaces que le serveur n'écrit pas."""
        html = re.sub(r"(<li[^>]*>)\s*<p>|</p>\s*(?=</li>)", r"\1", self.html)
        html = re.sub(r' (?:rel|target)="[^"]*"', "", html).replace("&nbsp;", " ")
        return " ".join(html.split()), self.est_bloc, self.ouvre


@dataclass(frozen=True)
class Passage:
    """Un endroit du texte, tel que chacun le veut. `base` est ce que les deux avaient sous les yeux."""

    sort: Sort
    mienne: Sequence[Unite]
    leur: Sequence[Unite]
    base: Sequence[Unite] = ()

    @property
    def par_defaut(self) -> Choix | None:
        """Un seul y a touché : c'est son texte. Les deux : personne ne choisit à leur place."""
        return None if self.sort == "conflit" else "la_leur" if self.sort == "la_leur" else "la_mienne"

    def retenu(self, choix: Choix | None) -> Sequence[Unite]:
        choix = choix or self.par_defaut
        if choix == "les_deux":
            return [*self.leur, *self.mienne]
        return self.leur if choix == "la_leur" else self.mienne

    @property
    def html_mienne(self) -> str:
        return assembler(self.mienne)

    @property
    def html_leur(self) -> str:
        return assembler(self.leur)


def decouper(html: str) -> list[Unite]:
    """Les unités du texte, dans l'ordre. Rien n'est laissé : `assembler` rend le même texte."""
    unites: list[Unite] = []
    atteint = 0
    for bloc in _BLOC.finditer(html):
        unites += _hors_bloc(html[atteint : bloc.start()])
        unites += _du_bloc(bloc)
        atteint = bloc.end()
    return unites + _hors_bloc(html[atteint:])


def _hors_bloc(texte: str) -> list[Unite]:
    return [Unite(texte.strip(), est_bloc=True)] if texte.strip() else []


def _du_bloc(bloc: re.Match[str]) -> list[Unite]:
    entier = bloc.group(0)
    if not re.match(r"<p>", entier, re.I):
        return [Unite(entier, est_bloc=True)]
    phrases = _phrases(entier[3:-4])
    return [Unite(phrase, ouvre=not rang) for rang, phrase in enumerate(phrases)]


def _phrases(texte: str) -> list[str]:
    """Coupe après chaque phrase, jamais à l'intérieur d'un gras, d'un italique ou d'un lien."""
    morceaux, debut = [], 0
    for fin in _FIN_DE_PHRASE.finditer(texte):
        avant = texte[debut : fin.end()]
        if sum(-1 if m.group(1) else 1 for m in _BALISE.finditer(avant)) == 0:
            morceaux.append(avant)
            debut = fin.end()
    return [*morceaux, texte[debut:]]


def assembler(unites: Sequence[Unite]) -> str:
    """Le texte riche que font ces unités, toujours bien formé."""
    sortie: list[str] = []
    est_ouvert = False
    for unite in unites:
        if est_ouvert and (unite.est_bloc or unite.ouvre):
            sortie[-1] = sortie[-1].rstrip() + "</p>"
            est_ouvert = False
        if unite.est_bloc:
            sortie.append(unite.html)
            continue
        if not est_ouvert:
            sortie.append("<p>")
            est_ouvert = True
        elif not re.search(r"(?:\s|<br ?/?>)$", sortie[-1]):
            sortie.append(" ")
        sortie.append(unite.html)
    return "".join(sortie).rstrip() + "</p>" if est_ouvert else "".join(sortie)


def fusionner(base: str | None, mienne: str, leur: str) -> list[Passage]:
    """Les passages du texte à réunir, dans l'ordre. Sans `base`, toute différence est un conflit."""
    a, b = decouper(mienne), decouper(leur)
    if base is None:
        return list(_a_deux(a, b))
    return list(_a_trois(decouper(base), a, b))


def _a_deux(a: list[Unite], b: list[Unite]) -> Iterator[Passage]:
    atteint_a = atteint_b = 0
    for r in [*_retouches(a, b), _Retouche(len(a), len(a), [])]:
        yield from _egaux(a[atteint_a : r.debut], b[atteint_b:])
        atteint_b += r.debut - atteint_a + len(r.texte)
        if r.texte or r.fin > r.debut:
            yield Passage("conflit", a[r.debut : r.fin], r.texte)
        atteint_a = r.fin


def _egaux(a: Sequence[Unite], b: Sequence[Unite]) -> Iterator[Passage]:
    for une, autre in zip(a, b, strict=False):
        yield Passage("egal", [une], [autre])


@dataclass(frozen=True)
class _Retouche:
    """`base[debut:fin]` remplacé par `texte` ; vide d'un côté ou de l'autre : un ajout, un retrait."""

    debut: int
    fin: int
    texte: Sequence[Unite]


def _a_trois(base: list[Unite], a: list[Unite], b: list[Unite]) -> Iterator[Passage]:
    """Ce que chacun a retouché, dans l'ordre ; les retouches qui se recouvrent font un seul passage."""
    atteint = 0
    for r in _regions(_retouches(base, a), _retouches(base, b)):
        for unite in base[atteint : r.debut]:
            yield Passage("egal", [unite], [unite], [unite])
        mienne, leur = (_tel_que(base, r.debut, r.fin, retouches) for retouches in (r.en_a, r.en_b))
        yield _passage(base[r.debut : r.fin], mienne, leur)
        atteint = r.fin
    for unite in base[atteint:]:
        yield Passage("egal", [unite], [unite], [unite])


@dataclass
class _Region:
    """Un morceau de la base et ce que chacun y retouche."""

    debut: int
    fin: int
    en_a: list[_Retouche]
    en_b: list[_Retouche]

    def recouvre(self, retouche: _Retouche) -> bool:
        """Elles changent une même phrase, ou ajoutent au même endroit."""
        est_au_meme_endroit = self.debut == self.fin == retouche.debut == retouche.fin
        return retouche.debut < self.fin or est_au_meme_endroit


def _regions(en_a: Sequence[_Retouche], en_b: Sequence[_Retouche]) -> list[_Region]:
    toutes = [(r.debut, r.fin, 0, r) for r in en_a] + [(r.debut, r.fin, 1, r) for r in en_b]
    regions: list[_Region] = []
    for debut, fin, cote, retouche in sorted(toutes, key=lambda place: place[:3]):
        if not regions or not regions[-1].recouvre(retouche):
            regions.append(_Region(debut, fin, [], []))
        region = regions[-1]
        region.fin = max(region.fin, fin)
        (region.en_b if cote else region.en_a).append(retouche)
    return regions


def _tel_que(base: list[Unite], debut: int, fin: int, retouches: Sequence[_Retouche]) -> list[Unite]:
    """Ce morceau de la base, tel que l'un des deux l'a laissé."""
    texte: list[Unite] = []
    for r in retouches:
        texte += [*base[debut : r.debut], *r.texte]
        debut = r.fin
    return texte + base[debut:fin]


def _passage(base: list[Unite], a: list[Unite], b: list[Unite]) -> Passage:
    cle_base, cle_a, cle_b = _cles(base), _cles(a), _cles(b)
    sort: Sort = "conflit"
    if cle_a == cle_b:
        sort = "egal"
    elif cle_a == cle_base:
        sort = "la_leur"
    elif cle_b == cle_base:
        sort = "la_mienne"
    return Passage(sort, a, b, base)


def _cles(unites: Sequence[Unite]) -> list[tuple[str, bool, bool]]:
    return [u.cle for u in unites]


def _retouches(base: Sequence[Unite], autre: Sequence[Unite]) -> list[_Retouche]:
    """Ce qui a changé d'un texte à l'autre, phrase par phrase quand une phrase retouchée se reconnaît."""
    trouvees: list[_Retouche] = []
    comparees = SequenceMatcher(None, _cles(base), _cles(autre), autojunk=False)
    for geste, o1, o2, a1, a2 in comparees.get_opcodes():
        if geste == "equal":
            continue
        avant, apres = list(base[o1:o2]), list(autre[a1:a2])
        tete = _nb_reconnues(avant, apres)
        queue = _nb_reconnues(avant[tete:][::-1], apres[tete:][::-1])
        milieu, fin_apres = len(avant) - queue, len(apres) - queue
        trouvees += [_Retouche(o1 + k, o1 + k + 1, [apres[k]]) for k in range(tete)]
        if tete < milieu or tete < fin_apres:
            trouvees.append(_Retouche(o1 + tete, o1 + milieu, apres[tete:fin_apres]))
        trouvees += [
            _Retouche(o1 + milieu + k, o1 + milieu + k + 1, [apres[fin_apres + k]]) for k in range(queue)
        ]
    return trouvees


def _nb_reconnues(avant: Sequence[Unite], apres: Sequence[Unite]) -> int:
    """Combien de phrases, depuis le début, sont les mêmes à quelques mots près."""
    nombre = 0
    for une, autre in zip(avant, apres, strict=False):
        if not _se_ressemblent(une, autre):
            break
        nombre += 1
    return nombre


def _se_ressemblent(une: Unite, autre: Unite) -> bool:
    if une.est_bloc != autre.est_bloc:
        return False
    mots = une.cle[0].split(), autre.cle[0].split()
    return SequenceMatcher(None, *mots, autojunk=False).ratio() >= RESSEMBLANCE


def est_sans_conflit(passages: Sequence[Passage]) -> bool:
    return all(p.sort != "conflit" for p in passages)


def reunir(passages: Sequence[Passage], choix: Mapping[int, Choix] | None = None) -> str:
    """Le texte réuni ; `choix` par rang de passage. Lève `ValueError` si un conflit n'est pas tranché."""
    choix = choix or {}
    manquants = [n for n, p in enumerate(passages) if p.sort == "conflit" and n not in choix]
    if manquants:
        raise ValueError(f"{len(manquants)} passages à trancher")
    return assembler([u for n, p in enumerate(passages) for u in p.retenu(choix.get(n))])


def fusionner_les_champs(
    base: Mapping[str, object], miens: Mapping[str, object], leurs: Mapping[str, object]
) -> tuple[dict[str, object], list[str]]:
    """Champ par champ : celui qu'un seul a changé prend sa valeur ; les noms rendus sont à trancher."""
    reunis, conflits = dict(leurs), []
    for nom, mien in miens.items():
        if mien in (base.get(nom), leurs.get(nom)):
            continue
        if leurs.get(nom) == base.get(nom):
            reunis[nom] = mien
        else:
            conflits.append(nom)
    return reunis, conflits
