"""Les sessions : ce qui s'y est passé, ce que la salle a dit, ce qu'elle a choisi."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.utils.timezone import localtime

from etabli.dossier.enums import College
from etabli.etape4_seance.enums import TypeActivite
from etabli.etape4_seance.models import Contribution, Seance
from etabli.etape4_seance.resultats import par_case, par_famille
from etabli.etape6_restitution.documents.matiere.demarche import nb_presents, presents
from etabli.etape6_restitution.documents.matiere.releve import Matiere
from etabli.socle import francais
from etabli.socle.document import html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    ChiffresCles,
    Citation,
    Liste,
    Ouverture,
    Paragraphe,
    Tableau,
    Titre,
)
from etabli.socle.graphiques import barres

QUI = {
    College.ELU: "Collège des élus",
    College.TECHNICIEN: "Collège des techniciens",
    College.ETAT: "Services de l'État",
    College.ASSOCIATION: "Collège des associations",
    College.ENTREPRISE: "Acteurs économiques",
    College.HABITANT: "Collège des habitants",
}
MOTS_DESSINES = 10
ORDINAUX = {1: "Première", 2: "Deuxième", 3: "Troisième", 4: "Quatrième", 5: "Cinquième"}


def quand(seance: Seance) -> str:
    debut, fin = localtime(seance.debut), localtime(seance.fin)
    return francais.periode(debut.date(), fin.date())


def ouverture(m: Matiere, seance: Seance, couleur: str) -> Ouverture:
    image = m.image(f"session-{seance.numero}")
    rang = ORDINAUX.get(seance.numero, f"{seance.numero}e")
    return Ouverture(
        seance.titre,
        chapo=f"{quand(seance).capitalize()}, {seance.lieu}.",
        repere=f"{rang} session",
        image=image.octets,
        alternative=image.alternative,
        credit=image.credit,
        couleur=couleur,
    )


def chiffres(m: Matiere, seance: Seance) -> ChiffresCles:
    dites = m.de_la_seance(seance)
    familles = {c.famille_id for c in dites if c.famille_id}
    total = sum(ligne.total for ligne in m.votes[seance.pk])
    return ChiffresCles(
        [
            (str(nb_presents(m, seance.pk)), "personnes présentes"),
            (francais.nombre(len(dites)), "phrases écrites"),
            (str(len(familles)), "familles d'idées"),
            (francais.nombre(total), "gommettes posées"),
        ]
    )


def familles(m: Matiere, seance: Seance, largeur: float = 1.0) -> Iterator[Bloc]:
    comptes = Counter(c.famille.nom for c in m.de_la_seance(seance) if c.famille)
    if comptes:
        donnees = [(nom, float(nb)) for nom, nb in comptes.most_common()]
        dessin = barres("Ce dont la salle a parlé", donnees, en_tete="Famille")
        yield dessin.figure(
            "Ce dont la salle a parlé : nombre de phrases par famille d'idées.", largeur=largeur
        )


def classement(m: Matiere, seance: Seance, combien: int = 6, largeur: float = 1.0) -> Iterator[Bloc]:
    lignes = [ligne for ligne in m.votes[seance.pk] if ligne.total][:combien]
    if lignes:
        donnees = [(ligne.contribution.texte, float(ligne.total)) for ligne in lignes]
        dessin = barres("Les idées que la salle a choisies", donnees, en_tete="Idée")
        yield dessin.figure("Les idées que la salle a choisies : nombre de gommettes.", largeur=largeur)


def parole(m: Matiere, contribution: Contribution) -> Citation:
    seance = contribution.activite.seance
    qui = QUI.get(College(contribution.college), "") if contribution.college else "Une table"
    votes = m.gommettes.get(contribution.pk, 0)
    detail = f"session {seance.numero}" + (f", {francais.pluriel(votes, 'gommette')}" if votes else "")
    return Citation(f"« {contribution.texte.strip()} »", f"{qui}, {detail}")


def les_plus_choisies(
    m: Matiere, contributions: Iterable[Contribution], combien: int, sauf: set[object] | None = None
) -> list[Contribution]:
    """Les plus choisies par la salle, de collèges différents d'abord : une page ne cite pas qu'une voix."""
    ecartees = sauf if sauf is not None else set()
    libres = [c for c in contributions if c.pk not in ecartees]
    rangees = sorted(libres, key=lambda c: (-m.gommettes.get(c.pk, 0), len(c.texte), str(c.pk)))
    retenues: list[Contribution] = []
    for contribution in rangees:
        if contribution.college not in {c.college for c in retenues}:
            retenues.append(contribution)
    retenues += [c for c in rangees if c not in retenues]
    choisies = retenues[:combien]
    ecartees |= {c.pk for c in choisies}
    return choisies


def paroles(
    m: Matiere, contributions: Iterable[Contribution], combien: int, sauf: set[object] | None = None
) -> list[Bloc]:
    return [parole(m, c) for c in les_plus_choisies(m, contributions, combien, sauf)]


def carnet(m: Matiere, seance: Seance) -> Iterator[Bloc]:
    """Une session entière : déroulé, présents, paroles par famille, votes, compte rendu."""
    yield Titre(1, f"Session {seance.numero} : {seance.titre}")
    yield Paragraphe(f"{quand(seance).capitalize()}, {seance.lieu}.")
    yield chiffres(m, seance)
    yield from _deroule(seance)
    yield from _presences(m, seance)
    for activite in seance.activites.all():
        dites = [c for c in m.de_la_seance(seance) if c.activite_id == activite.pk]
        if activite.type != TypeActivite.GOMMETTES and dites:
            yield Titre(2, activite.titre)
            if activite.consigne:
                yield Paragraphe(activite.consigne)
            if activite.type == TypeActivite.NUAGE:
                yield from _mots(dites)
            else:
                yield from _dites(dites, afom=activite.type == TypeActivite.AFOM)
    yield from _votes(m, seance)
    if seance.compte_rendu:
        yield Titre(2, "Le compte rendu")
        yield from html_en_blocs(seance.compte_rendu, premier_niveau=3)


def _deroule(seance: Seance) -> Iterator[Bloc]:
    lignes = [
        (f"{s.debut:%H:%M}", francais.nombre(s.duree_minutes) + " min", s.titre, s.animateur or "–")
        for s in seance.sequences.all()
    ]
    if lignes:
        yield Titre(2, "Le déroulé")
        yield Tableau(
            ("Heure", "Durée", "Séquence", "Animée par"),
            lignes,
            legende=f"Programme de la session {seance.numero}",
            largeurs=(1.2, 1.2, 5, 3),
        )


def _presences(m: Matiere, seance: Seance) -> Iterator[Bloc]:
    lignes = [(p.libelle, str(presents(p))) for p in m.presences[seance.pk] if presents(p)]
    if lignes:
        yield Titre(2, "Les présents")
        yield Tableau(
            ("Collège", "Personnes"),
            lignes,
            legende="Présence par collège",
            total=("Total", str(nb_presents(m, seance.pk))),
            largeurs=(5, 2),
        )


def _dites(dites: Sequence[Contribution], *, afom: bool) -> Iterator[Bloc]:
    groupes = par_case(list(dites)) if afom else par_famille(list(dites))
    for groupe in groupes:
        if groupe.contributions:
            nom = groupe.titre or ("Ce qui a été écrit" if len(groupes) == 1 else "Sans famille")
            yield Titre(3, f"{nom} ({len(groupe.contributions)})")
            yield Liste([_repete(texte, nb) for texte, nb in _sans_repetition(groupe.contributions)])


def _mots(dites: Sequence[Contribution]) -> Iterator[Bloc]:
    """Un mot écrit par plusieurs se compte : une ligne par mot n'apprendrait rien."""
    comptes = _sans_repetition(dites)
    premiers = [(mot, float(nb)) for mot, nb in comptes if nb > 1][:MOTS_DESSINES]
    if premiers:
        dessin = barres("Les mots qui reviennent", premiers, en_tete="Mot")
        yield dessin.figure("Les mots qui reviennent : nombre de fois où chacun a été écrit.", largeur=0.8)
    ecrits = ", ".join(_repete(mot, nb) for mot, nb in comptes)
    yield Paragraphe(f"{francais.pluriel(len(dites), 'mot')} en tout : {ecrits}.")


def _sans_repetition(dites: Sequence[Contribution]) -> list[tuple[str, int]]:
    """Chaque texte une fois, le plus répété d'abord ; à égalité, dans l'ordre où la salle les a écrits."""
    comptes: dict[str, int] = Counter(c.texte.strip().casefold() for c in dites)
    ecrits = {c.texte.strip().casefold(): c.texte.strip() for c in reversed(dites)}
    dans_l_ordre = dict.fromkeys(c.texte.strip().casefold() for c in dites)
    rangees = sorted(dans_l_ordre, key=lambda cle: -comptes[cle])
    return [(ecrits[cle], comptes[cle]) for cle in rangees]


def _repete(texte: str, nb: int) -> str:
    return f"{texte} ({nb} fois)" if nb > 1 else texte


def _votes(m: Matiere, seance: Seance) -> Iterator[Bloc]:
    lignes = [ligne for ligne in m.votes[seance.pk] if ligne.total]
    if lignes:
        yield Titre(2, "Ce que la salle a choisi")
        yield from classement(m, seance, 8)
        yield Tableau(
            ("Place", "Idée", "Gommettes"),
            [
                (
                    f"{ligne.place}{' ex æquo' if ligne.est_ex_aequo else ''}",
                    ligne.contribution.texte,
                    str(ligne.total),
                )
                for ligne in lignes
            ],
            legende=f"Toutes les idées qui ont reçu une gommette, session {seance.numero}",
            largeurs=(1.5, 7, 1.4),
        )
