"""L'arbre en page : un fragment HTML aux classes du DSFR, sans aucun style au fil du texte."""

import base64
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from etabli.socle.document import blocs as b
from etabli.socle.document.arbre import Arbre, niveaux_continus, sont_des_blocs, sources
from etabli.socle.document.couleurs import TONS, couleur
from etabli.socle.document.images import Image, lire_ensemble
from etabli.socle.document.mesures import alignements
from etabli.socle.document.reperes import Reperes
from etabli.socle.document.texte import Enrichi, en_date_de, fait_a, morceaux, nu, signer, typographie

CELLULES = {"gauche": "", "centre": "fr-cell--center", "droite": "fr-cell--right"}
RIEN = SafeString("")


def en_html(arbre: Arbre, premier_niveau: int = 2) -> SafeString:
    """`premier_niveau` : celui du titre du document dans la page, qui charge `socle/document.css`."""
    suite = niveaux_continus(arbre.blocs)
    page = _Page(Reperes(suite, numerote=arbre.est_numerote), premier_niveau, lire_ensemble(sources(arbre)))
    entete = format_html(
        '<header class="doc__entete">{}<h{} class="fr-h2">{}</h{}>{}{}</header>',
        _si(arbre.mentions, '<p class="fr-badge fr-badge--warning fr-badge--no-icon">{}</p>'),
        premier_niveau,
        typographie(arbre.titre),
        premier_niveau,
        _si(typographie(arbre.sous_titre), '<p class="fr-text--lead">{}</p>'),
        _si(
            " · ".join(filter(None, (arbre.auteur, en_date_de("", arbre.date)))),
            '<p class="fr-hint-text">{}</p>',
        ),
    )
    corps = page.suite(suite)
    return format_html(
        '<article class="doc doc--{} doc-teinte--{}" lang="{}">{}{}{}{}</article>',
        arbre.gabarit,
        couleur(arbre.couleur).nom,
        arbre.langue,
        entete if arbre.gabarit != "courrier" else RIEN,
        page.sommaire() if arbre.sommaire else RIEN,
        corps,
        page.notes(),
    )


def _si(valeur: Any, gabarit: str) -> SafeString:
    return format_html(gabarit, valeur) if valeur else RIEN


def _joindre(fragments: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((f,) for f in fragments))


class _Page:
    def __init__(self, reperes: Reperes, premier_niveau: int, lues: dict[b.Source, Image]) -> None:
        self.lues = lues
        self.reperes = reperes
        self.decalage = premier_niveau
        self.notes_de_bas: list[SafeString] = []
        self.nb_tableaux = 0
        self.ecrivains: dict[type, Callable[[Any], SafeString]] = {
            b.Titre: self.titre,
            b.Paragraphe: lambda x: format_html("<p>{}</p>", self.texte(x.texte)),
            b.Chapo: lambda x: format_html('<p class="fr-text--lead">{}</p>', self.texte(x.texte)),
            b.Liste: self.liste,
            b.Definitions: self.definitions,
            b.Tableau: self.tableau,
            b.Figure: self.figure,
            b.Mosaique: self.mosaique,
            b.Citation: self.citation,
            b.Encadre: self.encadre,
            b.ChiffresCles: self.chiffres,
            b.Fiche: self.fiche,
            b.Colonnes: self.colonnes,
            b.Ouverture: self.ouverture,
            b.Paysage: lambda x: self.suite(x.blocs),
            b.SautDePage: lambda x: SafeString('<hr class="doc__saut">'),
            b.Filet: lambda x: SafeString('<hr class="doc__filet">'),
            b.Signature: self.signature,
            b.Adresse: lambda x: format_html('<p class="doc__adresse">{}</p>', self.lignes(x.lignes)),
            b.EnTete: self.en_tete,
        }

    def suite(self, suite: Sequence[b.Bloc]) -> SafeString:
        return _joindre(self.ecrivains[type(bloc)](bloc) for bloc in suite)

    def valeur(self, valeur: Any) -> SafeString:
        return self.suite(valeur) if sont_des_blocs(valeur) else self.texte(valeur)

    def texte(self, texte: Enrichi) -> SafeString:
        sortie = []
        for morceau in morceaux(texte):
            html = self.lignes(morceau.contenu.split("\n"))
            html = format_html("<em>{}</em>", html) if morceau.italique else html
            html = format_html("<strong>{}</strong>", html) if morceau.gras else html
            if self.reperes.accepte(morceau.lien):
                html = format_html('<a class="fr-link" href="{}">{}</a>', morceau.lien, html)
            sortie.append(html)
            if morceau.note:
                sortie.append(self.appel(self.texte(morceau.note)))
        return _joindre(sortie)

    def lignes(self, lignes: Iterable[str]) -> SafeString:
        return format_html_join(SafeString("<br>"), "{}", ((typographie(ligne),) for ligne in lignes))

    def appel(self, note: SafeString) -> SafeString:
        self.notes_de_bas.append(note)
        return format_html(
            '<sup><a class="fr-link" id="appel-{0}" href="#note-{0}" aria-label="Note {0}">{0}</a></sup>',
            len(self.notes_de_bas),
        )

    def notes(self) -> SafeString:
        lignes = format_html_join(
            "",
            '<li id="note-{0}">{1} <a class="fr-link" href="#appel-{0}" '
            'aria-label="Revenir à l’appel de la note {0}">↩</a></li>',
            ((rang, note) for rang, note in enumerate(self.notes_de_bas, 1)),
        )
        return _si(lignes, '<ol class="doc__notes fr-text--sm">{}</ol>')

    def sommaire(self) -> SafeString:
        liens = format_html_join(
            "",
            '<li class="doc__entree--{}"><a class="fr-link" href="#{}">{}</a></li>',
            (
                (r.niveau, r.ancre, f"{r.numero} {r.texte}".strip())
                for r in self.reperes.titres
                if r.niveau <= 2
            ),
        )
        return _si(
            liens,
            '<nav class="doc__sommaire" aria-labelledby="doc-sommaire">'
            '<p id="doc-sommaire"><strong>Sommaire</strong></p><ul class="fr-raw-list">{}</ul></nav>',
        )

    def intitule(self, bloc: b.Titre | b.Fiche | b.Ouverture, texte: Enrichi, classe: str = "") -> SafeString:
        repere = self.reperes.de(bloc)
        return format_html(
            '<h{0} id="{1}"{2}>{3}{4}</h{0}>',
            min(bloc.niveau + self.decalage, 6),
            repere.ancre,
            _si(classe, ' class="{}"'),
            _si(repere.numero, "{} "),
            self.texte(texte),
        )

    def titre(self, bloc: b.Titre) -> SafeString:
        return self.intitule(bloc, bloc.texte)

    def liste(self, bloc: b.Liste) -> SafeString:
        balise = "ol" if bloc.ordonnee else "ul"
        elements = format_html_join("", "<li>{}</li>", ((self.valeur(e),) for e in bloc.elements))
        return format_html("<{0}>{1}</{0}>", balise, elements)

    def definitions(self, bloc: b.Definitions) -> SafeString:
        entrees = ((self.texte(cle), self.valeur(valeur)) for cle, valeur in bloc.entrees)
        return format_html(
            '<dl class="doc__definitions">{}</dl>', format_html_join("", "<dt>{}</dt><dd>{}</dd>", entrees)
        )

    def tableau(self, bloc: b.Tableau) -> SafeString:
        classes = [CELLULES[a] for a in alignements(bloc)]
        self.nb_tableaux += 1  # deux tableaux de même légende restent deux régions distinctes

        def rangee(cellules: Sequence[Enrichi], gabarit: str) -> SafeString:
            cotes = zip(classes, [*cellules, *[""] * (len(classes) - len(cellules))], strict=False)
            return format_html(
                "<tr>{}</tr>", format_html_join("", gabarit, ((c, self.texte(t)) for c, t in cotes))
            )

        return format_html(
            '<div class="fr-table"><div class="fr-table__wrapper"><div class="fr-table__container">'
            '<div class="fr-table__content" tabindex="0" role="region" aria-label="{}"><table>{}'
            "<thead>{}</thead><tbody>{}</tbody>{}</table></div></div></div>{}</div>",
            f"Tableau {self.nb_tableaux} : {nu(bloc.legende)}"
            if bloc.legende
            else f"Tableau {self.nb_tableaux}",
            _si(self.reperes.legende(bloc) + self.texte(bloc.legende), "<caption>{}</caption>"),
            rangee(bloc.entetes, '<th scope="col" class="{}">{}</th>'),
            _joindre(rangee(ligne, '<td class="{}">{}</td>') for ligne in bloc.lignes),
            _si(
                bloc.total and rangee(bloc.total, '<td class="{}"><strong>{}</strong></td>'),
                "<tfoot>{}</tfoot>",
            ),
            _si(self.texte(bloc.note), '<p class="fr-hint-text">{}</p>'),
        )

    def image(self, source: b.Source, alternative: str, classe: str = "") -> SafeString:
        if isinstance(source, str) and 'role="img"' in source:
            dessin = mark_safe(source)  # noqa: S308 -- écrit par nous, ses textes sont échappés
            return format_html('<div class="doc__dessin" tabindex="0">{}</div>', dessin)
        image = self.lues[source]
        adresse = f"data:{image.mime};base64,{base64.b64encode(image.octets).decode()}"
        return format_html(
            '<img class="fr-responsive-img {}" src="{}" alt="{}">', classe, adresse, typographie(alternative)
        )

    def figure(self, bloc: b.Figure) -> SafeString:
        legende = self.reperes.legende(bloc) + self.texte(bloc.legende)
        credit = _si(signer(bloc.credit), ' <span class="doc__credit">{}</span>')
        return format_html(
            '<figure class="doc__figure">{}{}</figure>',
            self.image(bloc.image, bloc.alternative or nu(bloc.legende)),
            _si(
                conditional_escape(legende) + credit,
                '<figcaption class="fr-content-media__caption">{}</figcaption>',
            ),
        )

    def mosaique(self, bloc: b.Mosaique) -> SafeString:
        figures = ((12 // max(1, bloc.par_rangee), self.figure(f)) for f in bloc.figures)
        return format_html(
            '<div class="fr-grid-row fr-grid-row--gutters">{}</div>',
            format_html_join("", '<div class="fr-col-12 fr-col-md-{}">{}</div>', figures),
        )

    def citation(self, bloc: b.Citation) -> SafeString:
        return format_html(
            '<figure class="fr-quote"><blockquote><p>{}</p></blockquote>{}</figure>',
            self.texte(bloc.texte),
            _si(self.texte(bloc.source), '<figcaption><p class="fr-quote__author">{}</p></figcaption>'),
        )

    def encadre(self, bloc: b.Encadre) -> SafeString:
        return format_html(
            '<div class="doc__encadre doc-teinte--{}">{}{}</div>',
            TONS.get(bloc.ton, TONS["neutre"]).nom,
            _si(self.texte(bloc.titre), '<p class="doc__encadre-titre">{}</p>'),
            self.suite(bloc.blocs),
        )

    def chiffres(self, bloc: b.ChiffresCles) -> SafeString:
        lignes = ((typographie(libelle), typographie(valeur)) for valeur, libelle in bloc.chiffres)
        return format_html(
            '<dl class="doc__chiffres">{}</dl>',
            format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", lignes),
        )

    def fiche(self, bloc: b.Fiche) -> SafeString:
        champs = ((self.texte(cle), self.valeur(valeur)) for cle, valeur in bloc.champs)
        return format_html(
            '<section class="doc__fiche doc-teinte--{}">'
            '<div class="doc__fiche-tete">{}{}</div>{}{}</section>',
            couleur(bloc.couleur).nom,
            _si(self.texte(bloc.surtitre), "<p>{}</p>"),
            self.intitule(bloc, bloc.titre),
            _si(
                format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", champs),
                '<dl class="doc__champs">{}</dl>',
            ),
            self.suite(bloc.blocs),
        )

    def colonnes(self, bloc: b.Colonnes) -> SafeString:
        gauche = min(11, max(1, round(bloc.part * 12)))
        return format_html(
            '<div class="fr-grid-row fr-grid-row--gutters"><div class="fr-col-12 fr-col-md-{}">{}</div>'
            '<div class="fr-col-12 fr-col-md-{}">{}</div></div>',
            gauche,
            self.suite(bloc.gauche),
            12 - gauche,
            self.suite(bloc.droite),
        )

    def ouverture(self, bloc: b.Ouverture) -> SafeString:
        return format_html(
            '<div class="doc__ouverture doc-teinte--{}">{}{}{}</div>{}{}',
            couleur(bloc.couleur).nom,
            _si(typographie(bloc.repere), "<p>{}</p>"),
            self.intitule(bloc, bloc.titre),
            _si(self.texte(bloc.chapo), '<p class="fr-text--lead">{}</p>'),
            self.image(bloc.image, bloc.alternative) if bloc.image else RIEN,
            self.suite(bloc.paroles),
        )

    def signature(self, bloc: b.Signature) -> SafeString:
        lignes = (fait_a(bloc.lieu, bloc.date), bloc.qualite, bloc.mention)
        return format_html(
            '<div class="doc__signature">{}<p><strong>{}</strong></p></div>',
            format_html_join("", "<p>{}</p>", ((typographie(ligne),) for ligne in lignes if ligne)),
            typographie(bloc.nom),
        )

    def en_tete(self, bloc: b.EnTete) -> SafeString:
        references = [f"{cle} : {valeur}" for cle, valeur in bloc.references]
        pieces = ", ".join(bloc.pieces_jointes)
        return format_html(
            '<div class="doc__lettre"><p>{}</p><p class="doc__lettre-date">{}</p><p>{}</p>'
            '<p class="doc__lettre-destinataire">{}</p></div><p><strong>Objet : {}</strong></p>{}',
            self.lignes(bloc.emetteur),
            en_date_de(bloc.lieu, bloc.date),
            self.lignes(references),
            self.lignes(bloc.destinataire),
            self.texte(bloc.objet),
            _si(typographie(pieces), '<p class="fr-text--sm">Pièces jointes : {}</p>'),
        )
