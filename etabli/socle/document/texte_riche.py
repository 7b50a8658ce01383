"""Le texte de l'éditeur redevient des blocs ; ce qui n'est pas prévu perd son style, jamais ses mots."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

import nh3

from etabli.socle.document.blocs import Bloc, Citation, Liste, Paragraphe, Titre
from etabli.socle.document.texte import Enrichi, Texte, morceaux

BALISES = {"p", "h2", "h3", "h4", "h5", "strong", "b", "em", "i", "ul", "ol", "li", "a", "blockquote", "br"}
NIVEAUX = {"h2": 2, "h3": 2, "h4": 3, "h5": 4}
CONTENEURS = {"ul", "ol", "li", "blockquote"}


def html_en_blocs(html: str, premier_niveau: int = 2) -> list[Bloc]:
    """`premier_niveau` : celui que prend un <h3>, le plus haut titre offert à la rédaction."""
    lecteur = _Lecteur(premier_niveau - NIVEAUX["h3"])
    lecteur.feed(nh3.clean(html, tags=BALISES, attributes={"a": {"href"}}, link_rel=None))
    lecteur.close()
    return lecteur.fin()


@dataclass
class _Cadre:
    """Une balise ouverte qui contient des blocs."""

    balise: str
    blocs: list[Bloc] = field(default_factory=list)
    elements: list[tuple[Bloc, ...]] = field(default_factory=list)


class _Lecteur(HTMLParser):
    def __init__(self, decalage: int) -> None:
        super().__init__(convert_charrefs=True)
        self.decalage = decalage
        self.pile = [_Cadre("")]
        self.ligne: list[Texte] = []
        self.style = Texte("")
        self.niveau = 0

    def handle_starttag(self, balise: str, attributs: list[tuple[str, str | None]]) -> None:
        if balise in ("strong", "b"):
            self.style = replace(self.style, gras=True)
        elif balise in ("em", "i"):
            self.style = replace(self.style, italique=True)
        elif balise == "a":
            self.style = replace(self.style, lien=dict(attributs).get("href") or "")
        elif balise == "br":
            self.ligne.append(replace(self.style, contenu="\n"))
        else:
            self._vider()
            self.niveau = NIVEAUX.get(balise, 0)
            if balise in CONTENEURS:
                self.pile.append(_Cadre(balise))

    def handle_endtag(self, balise: str) -> None:
        if balise in ("strong", "b"):
            self.style = replace(self.style, gras=False)
        elif balise in ("em", "i"):
            self.style = replace(self.style, italique=False)
        elif balise == "a":
            self.style = replace(self.style, lien="")
        elif balise != "br":
            self._vider()
            self.niveau = 0
            if balise in CONTENEURS and len(self.pile) > 1:
                self._fermer()

    def handle_data(self, donnees: str) -> None:
        contenu = " ".join(donnees.replace("\u00a0", "\ue000").split()).replace("\ue000", "\u00a0")
        if not contenu:
            contenu = " " if self.ligne else ""
        else:
            contenu = (" " if donnees[0].isspace() else "") + contenu + (" " if donnees[-1].isspace() else "")
        if contenu:
            self.ligne.append(replace(self.style, contenu=contenu))

    def _vider(self) -> None:
        texte = tuple(self.ligne)
        self.ligne = []
        if not "".join(t.contenu for t in texte).strip():
            return
        if self.niveau:
            self.pile[-1].blocs.append(Titre(self.niveau + self.decalage, texte))
        else:
            self.pile[-1].blocs.append(Paragraphe(texte))

    def _fermer(self) -> None:
        cadre = self.pile.pop()
        parent = self.pile[-1]
        if cadre.balise == "li":
            if cadre.blocs:
                parent.elements.append(tuple(cadre.blocs))
        elif cadre.balise == "blockquote":
            textes = [b.texte for b in cadre.blocs if isinstance(b, Paragraphe)]
            if textes:
                parent.blocs.append(Citation(_reunir(textes)))
        elif cadre.elements:
            parent.blocs.append(Liste(tuple(cadre.elements), ordonnee=cadre.balise == "ol"))

    def fin(self) -> list[Bloc]:
        self._vider()
        while len(self.pile) > 1:
            self._fermer()
        return self.pile[0].blocs


def _reunir(textes: list[Enrichi]) -> tuple[Texte, ...]:
    """Les paragraphes d'une citation ne font qu'un texte, une ligne chacun."""
    reunis: list[Texte] = []
    for texte in textes:
        reunis += [Texte("\n"), *morceaux(texte)] if reunis else morceaux(texte)
    return tuple(reunis)
