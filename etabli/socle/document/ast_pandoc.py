"""L'arbre dans la langue de pandoc, d'où viennent l'ODT et le DOCX ; les styles sont ceux de nos modèles."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast
from unicodedata import normalize

from etabli.socle.document import blocs as b
from etabli.socle.document import brut
from etabli.socle.document.arbre import Arbre, niveaux_continus, sont_des_blocs, sources
from etabli.socle.document.images import Image, lire_ensemble
from etabli.socle.document.mesures import alignements, largeurs
from etabli.socle.document.reperes import Reperes
from etabli.socle.document.texte import (
    Enrichi,
    Texte,
    date_longue,
    en_date_de,
    fait_a,
    morceaux,
    nu,
    signer,
    typographie,
)

VERSION = [1, 23, 1]
Noeud: TypeAlias = dict[str, Any]
Noeuds: TypeAlias = list[Noeud]
SANS: list[Any] = ["", [], []]
_OUVRENT_LEUR_PAGE = (b.Fiche, b.Ouverture, b.Paysage, b.SautDePage)
CHIFFRES_PAR_RANGEE = 4
CHIFFRE_LONG = 8  # signes : au-delà, un corps plus petit pour que le nombre ne se coupe pas
COTES = {"gauche": "AlignLeft", "droite": "AlignRight", "centre": "AlignCenter"}


def _n(nature: str, contenu: Any = None) -> Noeud:
    return {"t": nature} if contenu is None else {"t": nature, "c": contenu}


@dataclass(frozen=True)
class Redige:
    """Ce que pandoc lira, les images à lui donner, et leurs alternatives dans l'ordre de lecture."""

    ast: dict[str, Any]
    images: dict[str, Image]
    alternatives: list[str]


def en_pandoc(arbre: Arbre, forme: str) -> Redige:
    suite = niveaux_continus(arbre.blocs)
    redaction = _Redaction(Reperes(suite, numerote=arbre.est_numerote), forme, lire_ensemble(sources(arbre)))
    blocs = _sans_repetition([*redaction.ouvrir(arbre), *redaction.corps(suite, arbre.gabarit)])
    meta = {"lang": _n("MetaString", arbre.langue)}
    ast = {"pandoc-api-version": VERSION, "meta": meta, "blocks": blocs}
    return Redige(ast, redaction.images, redaction.alternatives)


def _sans_repetition(noeuds: Noeuds) -> Noeuds:
    """Deux sauts qui se suivent n'en font qu'un, et le dernier ne laisse pas de page vide."""
    gardes = [
        n for n, avant in zip(noeuds, [None, *noeuds], strict=False) if n["t"] != "RawBlock" or n != avant
    ]
    dernier = gardes[-1]["c"] if gardes and gardes[-1]["t"] == "RawBlock" else None
    return gardes[:-1] if dernier and dernier[1] in (brut.docx_saut(), brut.odt_saut()) else gardes


def _sans_liste(bloc: b.Bloc) -> Iterator[b.Bloc]:
    """Dans un encadré, une puce de liste sortirait du fond coloré : chaque élément devient une ligne à tiret."""
    if not isinstance(bloc, b.Liste):
        yield bloc
        return
    for rang, element in enumerate(bloc.elements, 1):
        blocs = element if sont_des_blocs(element) else (b.Paragraphe(cast(Enrichi, element)),)
        for place, interieur in enumerate(cast(Sequence[b.Bloc], blocs)):
            if place == 0 and isinstance(interieur, b.Paragraphe):
                puce = f"{rang}.\u00a0" if bloc.ordonnee else "–\u00a0"
                interieur = b.Paragraphe((Texte(puce), *morceaux(interieur.texte)))
            yield from _sans_liste(interieur)


class _Redaction:
    def __init__(self, reperes: Reperes, forme: str, lues: dict[b.Source, Image]) -> None:
        self.lues = lues
        self.reperes = reperes
        self.forme = forme
        self.images: dict[str, Image] = {}
        self.alternatives: list[str] = []
        self.ecrivains: dict[type, Callable[[Any], Noeuds]] = {
            b.Titre: lambda x: [self.titre(x, x.texte)],
            b.Paragraphe: lambda x: [_n("Para", self.texte(x.texte))],
            b.Chapo: lambda x: [self.style("Chapo", x.texte)],
            b.Liste: self.liste,
            b.Definitions: self.definitions,
            b.Tableau: self.tableau,
            b.Figure: self.figure,
            b.Mosaique: self.mosaique,
            b.Citation: self.citation,
            b.Encadre: self.encadre,
            b.ChiffresCles: self.chiffres,
            b.Fiche: self.fiche,
            b.Colonnes: lambda x: [*self.suite(x.gauche), *self.suite(x.droite)],
            b.Ouverture: self.ouverture,
            b.Paysage: lambda x: [
                *self.brut("debut_paysage"),
                *self.suite(x.blocs),
                *self.brut("fin_paysage"),
            ],
            b.SautDePage: lambda x: self.brut("saut"),
            b.Filet: lambda x: [self.style("Filet", "\u00a0")],
            b.Signature: self.signature,
            b.Adresse: lambda x: [self.style("Adresse postale", "\n".join(x.lignes))],
            b.EnTete: self.en_tete,
        }

    def corps(self, suite: Sequence[b.Bloc], gabarit: str) -> Noeuds:
        """Comme en PDF : ce qui suit une fiche ouvre une page, et dans un livret chaque partie aussi."""
        noeuds: Noeuds = []
        apres_une_fiche = False
        for bloc in suite:
            ouvre = gabarit == "livret" and isinstance(bloc, b.Titre) and bloc.niveau == 1
            if ouvre or (apres_une_fiche and not isinstance(bloc, _OUVRENT_LEUR_PAGE)):
                noeuds += self.brut("saut")
            apres_une_fiche = isinstance(bloc, b.Fiche) and bloc.nouvelle_page
            noeuds += self.suite([bloc])
        return noeuds

    def suite(self, suite: Sequence[b.Bloc]) -> Noeuds:
        return [noeud for bloc in suite for noeud in self.ecrivains[type(bloc)](bloc)]

    def valeur(self, valeur: Any) -> Noeuds:
        return self.suite(valeur) if sont_des_blocs(valeur) else [_n("Para", self.texte(valeur))]

    def brut(self, nom: str, *arguments: Any) -> Noeuds:
        format_brut = {"docx": "openxml", "odt": "opendocument"}[self.forme]
        return [_n("RawBlock", [format_brut, getattr(brut, f"{self.forme}_{nom}")(*arguments)])]

    # Au fil de la ligne

    def texte(self, texte: Enrichi) -> Noeuds:
        return [noeud for morceau in morceaux(texte) for noeud in self.morceau(morceau)]

    def morceau(self, morceau: Texte) -> Noeuds:
        noeuds: Noeuds = []
        for rang, ligne in enumerate(morceau.contenu.split("\n")):
            noeuds += ([_n("LineBreak")] if rang else []) + ([_n("Str", ligne)] if ligne else [])
        for voulu, nature in ((morceau.italique, "Emph"), (morceau.gras, "Strong")):
            noeuds = [_n(nature, noeuds)] if voulu and noeuds else noeuds
        if self.reperes.accepte(morceau.lien):
            noeuds = [_n("Link", [SANS, noeuds, [morceau.lien, ""]])]
        if morceau.note:
            noeuds.append(_n("Note", [_n("Para", self.texte(morceau.note))]))
        return noeuds

    def style(self, style: str, texte: Enrichi) -> Noeud:
        return self.styles(style, [_n("Para", self.texte(texte))])

    def styles(self, style: str, noeuds: Noeuds) -> Noeud:
        return _n("Div", [["", [], [["custom-style", self.nom_de_style(style)]]], noeuds])

    def nom_de_style(self, style: str) -> str:
        """Word retrouve un style par son nom affiché, LibreOffice par son identifiant."""
        if self.forme == "docx":
            return style
        sans_accents = normalize("NFD", style).encode("ascii", "ignore").decode()
        return "".join(mot[0].upper() + mot[1:] for mot in re.split(r"\W+", sans_accents))

    # Les blocs

    def titre(self, bloc: b.Titre | b.Fiche | b.Ouverture, texte: Enrichi) -> Noeud:
        return _n("Header", [bloc.niveau, [self.reperes.de(bloc).ancre, [], []], self.texte(texte)])

    def liste(self, bloc: b.Liste) -> Noeuds:
        elements = [self._serre(self.valeur(element)) for element in bloc.elements]
        if bloc.ordonnee:
            return [_n("OrderedList", [[1, _n("Decimal"), _n("Period")], elements])]
        return [_n("BulletList", elements)]

    def _serre(self, noeuds: Noeuds) -> Noeuds:
        return [{**noeud, "t": "Plain"} if noeud["t"] == "Para" else noeud for noeud in noeuds]

    def definitions(self, bloc: b.Definitions) -> Noeuds:
        return [
            _n("DefinitionList", [[self.texte(cle), [self.valeur(valeur)]] for cle, valeur in bloc.entrees])
        ]

    def tableau(self, bloc: b.Tableau) -> Noeuds:
        mesures = zip(alignements(bloc), largeurs(bloc), strict=True)
        colonnes = [[_n(COTES[cote]), _n("ColWidth", part)] for cote, part in mesures]
        corps = [self._rangee(ligne, len(colonnes)) for ligne in bloc.lignes]
        if bloc.total:
            corps.append(
                self._rangee([Texte(nu(cellule), gras=True) for cellule in bloc.total], len(colonnes))
            )
        legende = [*self.texte(self.reperes.legende(bloc)), *self.texte(bloc.legende)]
        return [
            self._grille(colonnes, [self._rangee(bloc.entetes, len(colonnes))], corps, legende),
            *([self.style("Note de tableau", bloc.note)] if bloc.note else []),
        ]

    def _grille(self, colonnes: list[Any], tete: list[Any], corps: list[Any], legende: Noeuds) -> Noeud:
        pied = [None, [_n("Plain", legende)] if legende else []]
        return _n("Table", [SANS, pied, colonnes, [SANS, tete], [[SANS, 0, [], corps]], [SANS, []]])

    def _rangee(self, cellules: Sequence[Enrichi], nombre: int) -> list[Any]:
        pleines = [*cellules, *[""] * (nombre - len(cellules))]
        return [SANS, [self._cellule([_n("Plain", self.texte(cellule))]) for cellule in pleines]]

    def _cellule(self, noeuds: Noeuds) -> list[Any]:
        return [SANS, _n("AlignDefault"), 1, 1, noeuds]

    def image(self, source: b.Source, alternative: str, part: float) -> Noeud:
        image = self.lues[source]
        self.images[image.nom] = image
        self.alternatives.append(typographie(alternative))
        attributs = ["", [], [["width", f"{round(part * 100)}%"]]]
        nom = image.nom.replace(".svg", ".png")
        return _n("Image", [attributs, self.texte(alternative), [nom, ""]])

    def legende(self, figure: b.Figure) -> Noeuds:
        credit = f" {signer(figure.credit)}" if figure.credit else ""
        return [*self.texte(self.reperes.legende(figure)), *self.texte(figure.legende), *self.texte(credit)]

    def figure(self, bloc: b.Figure) -> Noeuds:
        image = self.lues[bloc.image]
        part = min(bloc.largeur, 1.2 * image.largeur / (image.hauteur or 1))  # la hauteur tient dans la page
        dessin = self.image(bloc.image, bloc.alternative or nu(bloc.legende), part)
        if legende := self.legende(bloc):
            return [_n("Figure", [SANS, [None, [_n("Plain", legende)]], [_n("Plain", [dessin])]])]
        return [_n("Para", [dessin])]

    def mosaique(self, bloc: b.Mosaique) -> Noeuds:
        part = 0.94 / max(1, bloc.par_rangee)
        images: Noeuds = []
        legendes: Noeuds = []
        for figure in bloc.figures:
            images += [self.image(figure.image, figure.alternative or nu(figure.legende), part), _n("Space")]
            legendes += [*self.legende(figure), _n("Str", " ; ")]
        return [_n("Para", images[:-1]), self.styles("Légende", [_n("Para", legendes[:-1])])]

    def citation(self, bloc: b.Citation) -> Noeuds:
        source = [self.style("Source de citation", bloc.source)] if bloc.source else []
        return [self.style("Citation en exergue", bloc.texte), *source]

    def encadre(self, bloc: b.Encadre) -> Noeuds:
        """Le titre et le premier paragraphe n'en font qu'un : une page ne les sépare pas."""
        titre = tuple(Texte(m.contenu, gras=True) for m in morceaux(bloc.titre)) if bloc.titre else ()
        blocs = [simple for interieur in bloc.blocs for simple in _sans_liste(interieur)]
        if titre and blocs and isinstance(blocs[0], b.Paragraphe):
            blocs[0] = b.Paragraphe((*titre, Texte("\n"), *morceaux(blocs[0].texte)))
        elif titre:
            blocs.insert(0, b.Paragraphe(titre))
        return [self.styles(f"Encadré {bloc.ton}", self.suite(blocs))]

    def chiffres(self, bloc: b.ChiffresCles) -> Noeuds:
        """Un vrai tableau : ce que l'on compte en en-tête, le nombre dessous."""
        long = any(len(valeur) > CHIFFRE_LONG for valeur, _ in bloc.chiffres)
        return [
            self._chiffres(
                bloc.chiffres[rang : rang + CHIFFRES_PAR_RANGEE], "Valeur longue" if long else "Valeur"
            )
            for rang in range(0, len(bloc.chiffres), CHIFFRES_PAR_RANGEE)
        ]

    def _chiffres(self, chiffres: Sequence[tuple[str, str]], style: str) -> Noeud:
        nombres = [
            self._cellule([self.styles("Chiffre clé", [_n("Para", [self._valeur(valeur, style)])])])
            for valeur, _ in chiffres
        ]
        colonnes = [[_n("AlignLeft"), _n("ColWidth", round(1 / len(chiffres), 4))] for _ in chiffres]
        entetes = self._rangee([libelle for _, libelle in chiffres], len(chiffres))
        return self._grille(colonnes, [entetes], [[SANS, nombres]], [])

    def _valeur(self, valeur: str, style: str) -> Noeud:
        return _n(
            "Span", [["", [], [["custom-style", self.nom_de_style(style)]]], [_n("Str", typographie(valeur))]]
        )

    def fiche(self, bloc: b.Fiche) -> Noeuds:
        courts = [(cle, valeur) for cle, valeur in bloc.champs if not sont_des_blocs(valeur)]
        longs = [(cle, valeur) for cle, valeur in bloc.champs if sont_des_blocs(valeur)]
        noeuds = self.brut("saut") if bloc.nouvelle_page else []
        if bloc.surtitre:
            noeuds.append(self.style("Surtitre", bloc.surtitre))
        noeuds.append(self.titre(bloc, bloc.titre))
        if courts:
            noeuds.append(self._champs(courts))
        for cle, valeur in longs:
            noeuds += [self.style("Libellé", cle), *self.valeur(valeur)]
        return [*noeuds, *self.suite(bloc.blocs)]

    def _champs(self, champs: Sequence[tuple[Enrichi, Any]]) -> Noeud:
        """Deux champs par rangée, comme en PDF : une fiche tient sur sa page, même sans Marianne."""
        lignes = []
        for rang in range(0, len(champs), 2):
            paires = [
                (Texte(nu(cle), gras=True), cast(Enrichi, valeur)) for cle, valeur in champs[rang : rang + 2]
            ]
            lignes.append(self._rangee([cellule for paire in paires for cellule in paire], 4))
        colonnes = [[_n("AlignLeft"), _n("ColWidth", part)] for part in (0.23, 0.27, 0.23, 0.27)]
        return self._grille(colonnes, [], lignes, [])

    def ouverture(self, bloc: b.Ouverture) -> Noeuds:
        noeuds = self.brut("saut")
        if bloc.repere:
            noeuds.append(self.style("Surtitre", bloc.repere))
        noeuds.append(self.titre(bloc, bloc.titre))
        if bloc.chapo:
            noeuds.append(self.style("Chapo", bloc.chapo))
        if bloc.image:
            noeuds += self.figure(b.Figure(bloc.image, alternative=bloc.alternative, credit=bloc.credit))
        return [*noeuds, *self.suite(bloc.paroles)]

    # La lettre, la couverture, le sommaire

    def signature(self, bloc: b.Signature) -> Noeuds:
        lignes = [fait_a(bloc.lieu, bloc.date), bloc.qualite, bloc.mention, "\n\n", bloc.nom]
        return [self.style("Signataire", ligne) for ligne in lignes if ligne]

    def en_tete(self, bloc: b.EnTete) -> Noeuds:
        references = "\n".join(f"{cle} : {valeur}" for cle, valeur in bloc.references)
        pieces = f"P. J. : {', '.join(bloc.pieces_jointes)}" if bloc.pieces_jointes else ""
        objet = (Texte("Objet : ", gras=True), *morceaux(bloc.objet))
        paires: list[tuple[str, Enrichi]] = [
            ("Émetteur", "\n".join(bloc.emetteur)),
            ("Lieu et date", en_date_de(bloc.lieu, bloc.date)),
            ("Destinataire", "\n".join(bloc.destinataire)),
            ("Références", references),
            ("Objet", objet),
            ("Références", pieces),
        ]
        return [self.style(style, texte) for style, texte in paires if texte]

    def ouvrir(self, arbre: Arbre) -> Noeuds:
        """Ce qui précède le premier bloc : la marque, le titre, le sommaire."""
        noeuds = [self.style("Marque", arbre.marque_de_l_etat)] if arbre.marque_de_l_etat else []
        couverture = arbre.couverture
        if arbre.mentions:
            noeuds.append(self.style("Bandeau", arbre.mentions))
        if arbre.gabarit == "courrier":
            return noeuds
        if couverture and couverture.surtitre:
            noeuds.append(self.style("Surtitre", couverture.surtitre))
        noeuds.append(self.style("Titre du document", arbre.titre))
        if arbre.sous_titre:
            noeuds.append(self.style("Sous-titre du document", arbre.sous_titre))
        if couverture and couverture.image:
            noeuds += self.figure(b.Figure(couverture.image, "", couverture.alternative, couverture.credit))
        mentions = couverture.mentions if couverture else ()
        noeuds.append(
            self.style(
                "Identité", "\n".join(filter(None, (arbre.auteur, date_longue(arbre.date), *mentions)))
            )
        )
        if arbre.sommaire and self.reperes.titres:
            noeuds += self.brut("saut") if couverture else []
            noeuds += self.brut("sommaire", self.reperes.titres)
        if couverture:
            noeuds += self.brut("saut")
        return noeuds
