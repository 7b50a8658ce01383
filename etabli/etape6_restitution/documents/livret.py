"""Le livret de capitalisation : ce que l'on remet en main propre, une quarantaine de pages."""

from collections.abc import Iterator

from etabli.dossier.enums import TypeLivrable
from etabli.etape3_atelier.models import DocumentLu
from etabli.etape4_seance.models import Seance
from etabli.etape6_restitution.documents.commun import partie
from etabli.etape6_restitution.documents.matiere import (
    Matiere,
    constats,
    demarche,
    route,
    seances,
    territoire,
)
from etabli.etape6_restitution.documents.matiere.demarche import presents
from etabli.etape6_restitution.documents.matiere.releve import image_de
from etabli.socle import francais
from etabli.socle.document.blocs import (
    Bloc,
    Chapo,
    Colonnes,
    Definitions,
    Encadre,
    Fiche,
    Figure,
    Mosaique,
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.document.couleurs import BLEU, SUITE
from etabli.socle.document.texte import nu

CONSTATS_MONTRES, PAS_MONTRES = 6, 5
LARGEUR_DES_DESSINS = 0.8
CE_QU_ON_Y_TROUVE = {
    TypeLivrable.NOTE_DE_CADRAGE: "la commande, la méthode et le calendrier, partagés avant la première session",
    TypeLivrable.CARNET_DE_SUIVI: "toutes les phrases écrites, les votes et les comptes rendus des sessions",
    TypeLivrable.FEUILLE_DE_ROUTE: "chaque action avec ses étapes, ses porteurs et son plan de financement",
    TypeLivrable.RAPPORT_FINAL: "la synthèse, les préconisations, et ce que l'atelier n'a pas traité",
}


def en_bref(m: Matiere) -> Iterator[Bloc]:
    mise_en_garde = (
        [Encadre("Contenu fictif", [Paragraphe(m.mentions)], ton="attention")] if m.mentions else []
    )
    yield Fiche(
        "L'atelier en bref",
        champs=territoire.identite(m),
        blocs=[territoire.carte(m, 0.85), *mise_en_garde],
        niveau=1,
    )


def portrait(m: Matiere) -> Iterator[Bloc]:
    """Une parole, les chiffres, les constats."""
    yield territoire.chiffres(m)
    yield from constats.citations(m, 1)
    yield from territoire.portrait(m)
    if m.constats:
        lignes = [(c.texte, constats.source_de(c)) for c in m.constats[:CONSTATS_MONTRES]]
        yield Tableau(
            ("Ce que l'équipe a constaté", "D'où cela vient"),
            lignes,
            legende="Des constats à garder en tête",
            largeurs=(5, 3),
        )


def demarche_en_dessins(m: Matiere) -> Iterator[Bloc]:
    yield from demarche.calendrier(m)
    yield from demarche.presences(m)
    yield from demarche.equipe(m)
    yield from _mosaique(m)


def _mosaique(m: Matiere) -> Iterator[Bloc]:
    """Les photos sans place attitrée, par deux."""
    libres = [p for p in m.photos if p.usage in ("demarche", "")]
    figures = [Figure(i.octets, i.legende, i.alternative, i.credit) for i in map(image_de, libres[:4])]
    if len(figures) > 1:
        yield Mosaique(figures[: len(figures) // 2 * 2])


def sessions(m: Matiere) -> Iterator[Bloc]:
    for seance in m.seances:
        yield from _seance(m, seance)


def _seance(m: Matiere, seance: Seance) -> Iterator[Bloc]:
    """L'ouverture, puis une page : des chiffres, deux paroles, de quoi l'on a parlé, ce qu'on a choisi."""
    yield seances.ouverture(m, seance, BLEU if seance.numero % 2 else SUITE[4])
    citees = seances.paroles(m, m.de_la_seance(seance), 2)
    yield seances.chiffres(m, seance)
    yield from citees[:1]
    yield from seances.familles(m, seance, LARGEUR_DES_DESSINS)
    yield from citees[1:]
    yield from seances.classement(m, seance, 5, LARGEUR_DES_DESSINS)


def enjeux(m: Matiere) -> Iterator[Bloc]:
    """L'enjeu d'un côté, la voix qui l'a dit de l'autre."""
    citees: set[object] = set()
    for enjeu in m.enjeux:
        titre = f"{enjeu.ordre}. {enjeu.titre}"
        corps: list[Bloc] = [Paragraphe(enjeu.texte)] if enjeu.texte else []
        paroles = seances.paroles(m, enjeu.contributions.all(), 1, citees)
        yield Colonnes([Encadre(titre, corps)], paroles) if paroles else Encadre(titre, corps)


def feuille_de_route(m: Matiere) -> Iterator[Bloc]:
    if not m.axes:
        return
    image = m.image("vision")
    vision = " ".join(nu(b.texte) for b in route.vision(m) if isinstance(b, Paragraphe))
    yield Ouverture(
        "La feuille de route",
        chapo=vision,
        repere=f"{francais.pluriel(len(m.axes), 'axe')}, {francais.pluriel(len(m.actions), 'action')}",
        image=image.octets,
        alternative=image.alternative,
        credit=image.credit,
    )
    citees: set[object] = set()
    for axe in m.axes:
        if axe.pk in m.axes_en_deux_pages:
            yield from route.axe_en_deux_pages(m, axe, citees)
        else:
            yield route.axe(m, axe, citees)
        for action in m.actions_de(axe):
            yield route.fiche(m, action)


def premiers_pas(m: Matiere) -> Iterator[Bloc]:
    """Les premiers pas, tels que les actions les portent."""
    datees = sorted((a for a in m.en_jeu if a.prochain_pas and a.debut_le), key=lambda a: (a.debut_le, a.pk))
    lignes = [(str(a.numero), a.prochain_pas, route.porteur(a), route.mois(a.debut_le)) for a in datees]
    if lignes:
        entetes = ("Action", "Prochain pas", "Porteur", "À partir de")
        yield Tableau(
            entetes, lignes[:PAS_MONTRES], legende="Les premiers rendez-vous", largeurs=(1.1, 5, 3.4, 2.2)
        )


def remerciements(m: Matiere) -> Iterator[Bloc]:
    """Merci à ceux qui sont venus, par collège : aucun nom de participant n'est publié."""
    par_college: dict[str, list[int]] = {}
    for seance in m.seances:
        for p in m.presences[seance.pk]:
            par_college.setdefault(p.libelle, []).append(presents(p))
    venus = [_rangee(libelle, nombres) for libelle, nombres in par_college.items() if any(nombres)]
    if venus:
        yield Chapo(
            "À celles et ceux qui ont donné une matinée, une journée ou trois : ce livret est le leur."
        )
        yield Tableau(
            ("Collège", *(f"Session {s.numero}" for s in m.seances), "Présences"),
            venus,
            legende="Les présents, par collège et par session",
            total=_rangee("Ensemble", [sum(nombres) for nombres in zip(*par_college.values(), strict=True)]),
            largeurs=(5, *(1.4 for _ in m.seances), 1.4),
        )
    yield Titre(2, "Qui a fait ce livret")
    yield Definitions([(role, noms) for role, noms in territoire.porteurs(m) if noms])
    yield from partie("Pour aller plus loin", _autres_livrables(m), niveau=2)
    lus = [_reference(document) for document in m.documents_lus]
    credits = sorted({p.credit for p in m.photos if p.credit})
    sources = [
        "Cartes et population : code officiel géographique, "
        f"{m.dossier.perimetre.millesime} (Licence Ouverte 2.0).",
        *([f"Documents lus : {' ; '.join(lus)}."] if lus else []),
        *([f"Images : {francais.liste_et(credits)}."] if credits else []),
        "Composé depuis le dossier de l'atelier : ses chiffres et ses citations en viennent sans retouche.",
    ]
    yield from partie("Sources et crédits", [Paragraphe(ligne) for ligne in sources], niveau=2)


def _rangee(libelle: str, nombres: list[int]) -> tuple[str, ...]:
    return (libelle, *map(str, nombres), str(sum(nombres)))


def _autres_livrables(m: Matiere) -> list[Bloc]:
    """Le livret résume : ce qu'il ne dit pas est écrit ailleurs, et le lecteur sait où."""
    autres = [
        (str(livrable), CE_QU_ON_Y_TROUVE[TypeLivrable(livrable.type)])
        for livrable in m.dossier.livrables.all()
        if livrable.type in CE_QU_ON_Y_TROUVE
    ]
    return [Definitions(autres)] if autres else []


def _reference(document: DocumentLu) -> str:
    return ", ".join(filter(None, (str(document), document.auteur, str(document.annee or ""))))


BLOCS = {
    "en_bref": en_bref,
    "portrait": portrait,
    "demarche_en_dessins": demarche_en_dessins,
    "sessions": sessions,
    "enjeux": enjeux,
    "route": feuille_de_route,
    "frise_des_actions": route.calendrier,
    "premiers_pas": premiers_pas,
    "remerciements": remerciements,
}
