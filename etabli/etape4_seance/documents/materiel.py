"""Le matériel à imprimer d'une séance, en un fichier qui sort bien en noir et blanc."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.timezone import localdate, localtime

from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.calcul.fiche import RUBRIQUES
from etabli.etape4_seance.calcul.matrice import NOTES
from etabli.etape4_seance.calcul.qr import qr_svg
from etabli.etape4_seance.carte import fond_de_carte
from etabli.etape4_seance.documents.commun import adresse, quand
from etabli.etape4_seance.enums import CaseAfom, ModeDeSondage, TypeActivite
from etabli.etape4_seance.models import Activite, Seance, Sequence
from etabli.etape4_seance.objets import objets_de
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import (
    Bloc,
    ChiffresCles,
    Colonnes,
    Definitions,
    Encadre,
    Figure,
    Paragraphe,
    SautDePage,
    Tableau,
    Titre,
)

LIGNES_D_EMARGEMENT = 16
CARTES_PAR_PAGE = 8
VIDE = "\u00a0"
A_CARTES = {TypeActivite.RECUEIL, TypeActivite.AFOM, TypeActivite.NUAGE}


def _fin_de(sequence: Sequence) -> str:
    debut = datetime.combine(localdate(), sequence.debut)
    return (debut + timedelta(minutes=sequence.duree_minutes)).strftime("%H:%M")


def composer_le_materiel(seance: Seance) -> Arbre:
    blocs = [
        *_affiche(seance),
        *_affiche_de_presence(seance),
        *_vos_droits(seance),
        *_programme(seance),
        *_tables(seance),
        *_emargement(seance),
        *_feuilles(seance),
    ]
    return Arbre(
        titre=f"{seance}",
        sous_titre=f"Matériel à imprimer – {seance.atelier}",
        date=localtime(seance.debut).date(),
        gabarit="note",
        blocs=blocs,
        numerote=False,
        pied=f"Code de la séance : {lisible(seance.code)}",
        mentions="Contenu fictif de démonstration." if seance.atelier.dossier.est_fictif else "",
    )


def _affiche(seance: Seance) -> Iterator[Bloc]:
    ici = adresse("seance:rejoindre", seance.code)
    yield Titre(1, "Affiche : entrer dans la séance")
    yield Paragraphe(f"{seance.titre}, {quand(seance)}, {seance.lieu}.")
    yield _code(seance, ici, "Visez ce code avec votre téléphone")
    yield Paragraphe(
        f"Ou tapez l'adresse {adresse('seance:code')} puis le code {lisible(seance.code)}. "
        "Aucun compte, aucun nom demandé : vous dites seulement à quel titre vous venez."
    )


def _affiche_de_presence(seance: Seance) -> Iterator[Bloc]:
    """À l'entrée : signer du téléphone, ou sur le papier de son collège."""
    yield SautDePage()
    yield Titre(1, "Affiche : signer la feuille de présence")
    yield Paragraphe(
        "Visez ce code pour signer depuis votre téléphone, ou signez la feuille de votre collège."
    )
    yield Figure(
        qr_svg(adresse("seance:signer", seance.code)),
        legende="Signer la feuille de présence",
        alternative=f"Code à viser qui mène à {adresse('seance:signer', seance.code)}",
        largeur=0.6,
    )
    yield Paragraphe(
        "Votre nom sert au seul compte des présents. Il n'est lié à aucune contribution, et il est effacé un an "
        "après la séance au plus tard."
    )


def _vos_droits(seance: Seance) -> Iterator[Bloc]:
    yield SautDePage()
    yield Titre(1, "Affiche : ce que devient ce que vous dites")
    yield Definitions(
        [
            (
                "Ce que nous gardons",
                "Votre collège, votre table et vos contributions. Ni votre nom, ni votre numéro.",
            ),
            (
                "Ce qui est montré",
                "Vos contributions, sans dire de qui elles viennent. L'animateur peut en masquer une qui est contraire "
                "à la loi, vise une personne, contient des données personnelles ou sort du sujet : il dit pourquoi, "
                "son geste est inscrit au journal, et la contribution n'est pas effacée.",
            ),
            (
                "Ce qu'elles deviennent",
                "Le compte rendu les reprend, la feuille de route dit lesquelles elle retient. Sur votre téléphone, un "
                "lien personnel vous le montre, sans compte.",
            ),
            (
                "Le compte rendu",
                f"Pour le recevoir : {adresse('seance:recevoir', seance.code)}. L'adresse laissée ne sert qu'à cela.",
            ),
            ("Vos droits", "Demandez à l'accueil à relire, corriger ou retirer ce qui vous concerne."),
        ]
    )


def _code(seance: Seance, cible: str, legende: str, largeur: float = 0.6) -> Figure:
    return Figure(
        qr_svg(cible),
        legende=f"{legende} : {lisible(seance.code)}",
        alternative=f"Code à viser qui mène à {cible}",
        largeur=largeur,
    )


def _programme(seance: Seance) -> Iterator[Bloc]:
    sequences = list(seance.sequences.all())
    if not sequences:
        return
    yield SautDePage()
    yield Titre(1, "Programme")
    yield Tableau(
        ("Heure", "Fin", "Séquence", "Animée par"),
        [(s.debut.strftime("%H:%M"), _fin_de(s), s.titre, s.animateur or "–") for s in sequences],
        legende=f"Programme de la session {seance.numero}",
        largeurs=(1, 1, 5, 3),
    )


def _tables(seance: Seance) -> Iterator[Bloc]:
    """Une affichette par table : son numéro, et le code qui en fait choisir la place."""
    for table in seance.tables.all():
        cible = adresse("seance:table", seance.code, table.numero)
        yield SautDePage()
        yield Titre(1, f"{table}")
        yield ChiffresCles([(str(table.numero), "table"), (lisible(seance.code), "code de la séance")])
        yield _code(seance, cible, f"Table {table.numero}", largeur=0.9)
        yield Paragraphe("Visez ce code pour entrer à cette table, ou pour écrire au nom de la table.")


def _emargement(seance: Seance) -> Iterator[Bloc]:
    """Une feuille par collège, déjà remplie des noms saisis, avec des lignes pour les autres."""
    noms: dict[str, list[tuple[str, str]]] = {}
    for ligne in seance.emargements.all():
        noms.setdefault(ligne.college, []).append((ligne.nom, ligne.organisme))
    for college in College:
        inscrits = noms.get(college.value, [])
        vides = [("\u00a0\n\u00a0", "\u00a0")] * max(LIGNES_D_EMARGEMENT - len(inscrits), 4)
        yield SautDePage()
        yield Titre(1, f"Émargement : {college.label}")
        yield Tableau(
            ("Nom et prénom", "Organisme", "Signature"),
            [(nom, organisme or "\u00a0", "\u00a0") for nom, organisme in [*inscrits, *vides]],
            legende=f"{seance} – {quand(seance)}",
            largeurs=(4, 4, 3),
            note="Ces données servent au seul compte des présents ; elles sont effacées après l'atelier.",
        )


def _feuilles(seance: Seance) -> Iterator[Bloc]:
    """Pour qui n'a pas de téléphone, une feuille par activité : cartes, bulletin, carte à annoter, fiche-action."""
    for activite in seance.activites.select_related("porte_sur", "seance__atelier__dossier__perimetre"):
        if activite.type == TypeActivite.GOMMETTES:
            continue
        yield SautDePage()
        if activite.type in A_CARTES:
            yield from _cartes(seance, activite)
        elif activite.type == TypeActivite.CARTE:
            yield from _carte_a_annoter(activite)
        elif activite.type == TypeActivite.FICHE_ACTION:
            yield from _fiche_a_remplir(activite)
        else:
            yield from _bulletin(activite)


def _cartes(seance: Seance, activite: Activite) -> Iterator[Bloc]:
    """La carte porte l'activité et le code ; on la saisit ensuite."""
    yield Titre(1, f"Cartes : {activite.titre}")
    for rang in range(CARTES_PAR_PAGE):
        if rang % 2 == 0:
            yield Colonnes([_carte(seance, activite)], [_carte(seance, activite)])
    if activite.consigne:
        yield Paragraphe(activite.consigne)


def _carte(seance: Seance, activite: Activite) -> Encadre:
    cases = [" · ".join(f"☐ {case.label}" for case in CaseAfom)] if activite.type == TypeActivite.AFOM else []
    lignes = [*cases, "Table : ………   Collège : ……………………", *["…" * 26] * 3]
    return Encadre(lisible(seance.code), [Paragraphe(ligne) for ligne in lignes], ton="neutre")


def _carte_a_annoter(activite: Activite) -> Iterator[Bloc]:
    yield Titre(1, f"Carte à annoter : {activite.titre}")
    if activite.consigne:
        yield Paragraphe(activite.consigne)
    if fond := fond_de_carte(activite.seance):
        yield Figure(
            fond, legende="Numérotez vos lieux et vos tracés sur la carte.", alternative="Carte du périmètre"
        )
    yield _lignes_vides("N°", "Ce qu'il faut savoir de ce lieu", nb=6, legende="Lieux marqués sur la carte")


def _fiche_a_remplir(activite: Activite) -> Iterator[Bloc]:
    yield Titre(1, f"Fiche-action : {activite.titre}")
    yield Paragraphe("Table : ………   Écrite par : ……………………………")
    yield Tableau(
        ("Rubrique", "À remplir"),
        [
            ("Titre de l'action", f"{VIDE}\n{VIDE}"),
            *((r.libelle, f"{VIDE}\n{VIDE}\n{VIDE}") for r in RUBRIQUES),
        ],
        legende="Fiche-action de la table",
        largeurs=(2, 6),
    )


def _bulletin(activite: Activite) -> Iterator[Bloc]:
    """Le même bulletin qu'à l'écran, à cocher ; sans proposition encore connue, des lignes à remplir."""
    yield Titre(1, f"Bulletin : {activite.titre}")
    if activite.consigne:
        yield Paragraphe(activite.consigne)
    textes = [objet.texte for objet in objets_de(activite)] or [f"{VIDE}\n{VIDE}"] * 6
    if activite.type == TypeActivite.JUGEMENT:
        mentions = activite.mentions_listees
        lettres = [chr(ord("A") + rang) for rang in range(len(mentions))]
        yield Tableau(
            ("Proposition", *lettres),
            [(texte, *("☐" for _ in mentions)) for texte in textes],
            "Une mention par ligne",
            alignements=("gauche", *("centre" for _ in mentions)),
            largeurs=(8, *(1 for _ in mentions)),
            note=" · ".join(
                f"{lettre} : {mention}" for lettre, mention in zip(lettres, mentions, strict=True)
            ),
        )
    elif activite.type == TypeActivite.MATRICE:
        notes = "  ".join(f"☐ {note}" for note in NOTES)
        yield Tableau(
            ("Proposition", "Impact", "Faisabilité"),
            [(texte, notes, notes) for texte in textes],
            "De 1, très peu, à 5, beaucoup",
            largeurs=(5, 3, 3),
        )
    elif activite.mode_de_sondage == ModeDeSondage.ECHELLE:
        yield Paragraphe("  ".join(f"☐ {note}" for note in range(1, activite.echelle_max + 1)))
    else:
        plusieurs = activite.mode_de_sondage == ModeDeSondage.MULTIPLE
        yield Paragraphe("Plusieurs réponses possibles." if plusieurs else "Une seule réponse.")
        for texte in textes:
            yield Paragraphe(f"☐ {texte}")


def _lignes_vides(numero: str, libelle: str, *, nb: int, legende: str) -> Tableau:
    return Tableau(
        (numero, libelle), [(str(n), f"{VIDE}\n{VIDE}") for n in range(1, nb + 1)], legende, largeurs=(1, 9)
    )


MATERIEL = Document("materiel-de-la-seance", "Matériel à imprimer", composer_le_materiel)
