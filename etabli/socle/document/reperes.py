"""Ce qui se numérote et se vise dans un document : titres, figures, tableaux, ancres."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import slugify

from etabli.socle.document import blocs as b
from etabli.socle.document.arbre import parcourir
from etabli.socle.document.texte import nu

Intitule = b.Titre | b.Fiche | b.Ouverture


@dataclass(frozen=True)
class Repere:
    niveau: int
    texte: str
    ancre: str
    numero: str = ""


class Reperes:
    """Un passage sur l'arbre, dans l'ordre de lecture : les quatre écrivains numérotent ainsi de même."""

    def __init__(self, suite: Sequence[b.Bloc], *, numerote: bool) -> None:
        self.numerote = numerote
        self.titres: list[Repere] = []
        self._par_bloc: dict[int, Repere] = {}
        self._legendes: dict[int, str] = {}
        self._compteurs: list[int] = []
        rangs = {"Figure": 0, "Tableau": 0}
        for bloc in parcourir(suite):
            if isinstance(bloc, b.Titre | b.Fiche | b.Ouverture):
                self._poser(bloc)
            elif isinstance(bloc, b.Figure | b.Tableau) and bloc.legende and numerote:
                genre = type(bloc).__name__
                rangs[genre] += 1
                self._legendes[id(bloc)] = f"{genre} {rangs[genre]} – "
        self.ancres = {repere.ancre for repere in self.titres}

    def _poser(self, bloc: Intitule) -> None:
        texte = nu(bloc.texte if isinstance(bloc, b.Titre) else bloc.titre)
        ancre = self._unique(bloc.ancre or f"partie-{slugify(texte)[:50]}")
        repere = Repere(bloc.niveau, texte, ancre, self._numero(bloc.niveau))
        self.titres.append(repere)
        self._par_bloc[id(bloc)] = repere

    def _unique(self, ancre: str) -> str:
        prises = {repere.ancre for repere in self.titres}
        rang, candidate = 1, ancre
        while candidate in prises:
            rang += 1
            candidate = f"{ancre}-{rang}"
        return candidate

    def _numero(self, niveau: int) -> str:
        self._compteurs = [*self._compteurs[:niveau], *[0] * (niveau - len(self._compteurs))]
        self._compteurs[niveau - 1] += 1
        return ".".join(map(str, self._compteurs)) if self.numerote else ""

    def de(self, bloc: Intitule) -> Repere:
        return self._par_bloc[id(bloc)]

    def legende(self, bloc: b.Figure | b.Tableau) -> str:
        """« Figure 3 – », ou rien dans un document sans numéros."""
        return self._legendes.get(id(bloc), "")

    def accepte(self, lien: str) -> bool:
        """Un lien interne vers une ancre absente reste du texte."""
        return bool(lien) and (not lien.startswith("#") or lien[1:] in self.ancres)
