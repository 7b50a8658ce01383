"""Le matériel à imprimer, et le compte rendu diffusé : composés de ce que la séance sait déjà."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from etabli.dossier.enums import College
from etabli.etape4_seance.calcul.codes import lisible
from etabli.etape4_seance.calcul.qr import qr_svg
from etabli.etape4_seance.enums import CaseAfom, TypeActivite
from etabli.etape4_seance.models import Activite, Seance, Sequence
from etabli.etape4_seance.resultats import classement, montrables, par_case, par_famille, presences
from etabli.socle import francais
from etabli.socle.document import Arbre, Document, html_en_blocs
from etabli.socle.document.blocs import (
    Bloc,
    ChiffresCles,
    Colonnes,
    Definitions,
    Encadre,
    Figure,
    Liste,
    Paragraphe,
    SautDePage,
    Tableau,
    Titre,
)

LIGNES_D_EMARGEMENT = 16
CARTES_PAR_PAGE = 8


def quand(seance: Seance) -> str:
    debut, fin = localtime(seance.debut), localtime(seance.fin)
    return f"{francais.periode(debut.date(), fin.date())}, {francais.heure(debut)} – {francais.heure(fin)}"


def _adresse(nom: str, *args: object) -> str:
    return f"{settings.ADRESSE_DU_SITE}{reverse(nom, args=args)}"


def _fin_de(sequence: Sequence) -> str:
    debut = datetime.combine(localdate(), sequence.debut)
    return (debut + timedelta(minutes=sequence.duree_minutes)).strftime("%H:%M")


def composer_le_materiel(seance: Seance) -> Arbre:
    blocs = [
        *_affiche(seance),
        *_programme(seance),
        *_tables(seance),
        *_emargement(seance),
        *_cartes(seance),
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
    adresse = _adresse("seance:rejoindre", seance.code)
    yield Titre(1, "Affiche : entrer dans la séance")
    yield Paragraphe(f"{seance.titre}, {quand(seance)}, {seance.lieu}.")
    yield _code(seance, adresse, "Visez ce code avec votre téléphone")
    yield Paragraphe(
        f"Ou tapez l'adresse {_adresse('seance:code')} puis le code {lisible(seance.code)}. "
        "Aucun compte, aucun nom demandé : vous dites seulement à quel titre vous venez."
    )


def _code(seance: Seance, adresse: str, legende: str, largeur: float = 0.6) -> Figure:
    return Figure(
        qr_svg(adresse),
        legende=f"{legende} : {lisible(seance.code)}",
        alternative=f"Code à viser qui mène à {adresse}",
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
        adresse = _adresse("seance:table", seance.code, table.numero)
        yield SautDePage()
        yield Titre(1, f"{table}")
        yield ChiffresCles([(str(table.numero), "table"), (lisible(seance.code), "code de la séance")])
        yield _code(seance, adresse, f"Table {table.numero}", largeur=0.9)
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


def _cartes(seance: Seance) -> Iterator[Bloc]:
    """Pour qui n'a pas de téléphone : la carte porte l'activité et le code, on la saisit ensuite."""
    for activite in seance.activites.exclude(type=TypeActivite.GOMMETTES):
        yield SautDePage()
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


def composer_le_compte_rendu(seance: Seance) -> Arbre:
    return Arbre(
        titre=f"Compte rendu de la session {seance.numero}",
        sous_titre=f"{seance.titre} – {seance.atelier}",
        date=localtime(seance.debut).date(),
        gabarit="rapport",
        blocs=[*_en_bref(seance), *_ecrit(seance), *_dit_par_la_salle(seance), *_votes(seance)],
        sommaire=False,
        mentions="Contributions anonymes, telles que la salle les a écrites."
        + (" Contenu fictif de démonstration." if seance.atelier.dossier.est_fictif else ""),
    )


def _en_bref(seance: Seance) -> Iterator[Bloc]:
    comptes = presences(seance)
    nb_contributions = sum(a.contributions.montrables().count() for a in seance.activites.all())
    presents = sum(max(p.nb_emarges, p.nb_connectes) for p in comptes)
    yield Titre(1, "En bref")
    yield Definitions([("Quand", quand(seance)), ("Où", seance.lieu)])
    yield ChiffresCles(
        [
            (str(presents), "personnes présentes"),
            (str(nb_contributions), "contributions"),
            (str(seance.familles.count()), "familles"),
        ]
    )
    yield Tableau(
        ("Collège", "Signatures", "Entrés par téléphone"),
        [(p.libelle, str(p.nb_emarges), str(p.nb_connectes)) for p in comptes],
        legende="Présence par collège",
        note="Une même personne peut signer et entrer par son téléphone : on retient le plus grand des deux.",
    )


def _ecrit(seance: Seance) -> Iterator[Bloc]:
    yield Titre(1, "Ce qui s'est dit")
    if seance.compte_rendu:
        yield from html_en_blocs(seance.compte_rendu, premier_niveau=2)
    else:
        yield Paragraphe("Le compte rendu n'est pas encore rédigé.")


def _dit_par_la_salle(seance: Seance) -> Iterator[Bloc]:
    for activite in seance.activites.exclude(type=TypeActivite.GOMMETTES):
        contributions = montrables(activite)
        if not contributions:
            continue
        yield Titre(1, activite.titre)
        groupes = (
            par_case(contributions) if activite.type == TypeActivite.AFOM else par_famille(contributions)
        )
        for groupe in groupes:
            if groupe.contributions:
                yield Titre(2, groupe.titre or "Sans famille")
                yield Liste([c.texte for c in groupe.contributions])


def _votes(seance: Seance) -> Iterator[Bloc]:
    for activite in seance.activites.filter(type=TypeActivite.GOMMETTES):
        resultat = classement(activite)
        if resultat.est_visible and resultat.lignes:
            yield Titre(1, activite.titre)
            yield Tableau(
                ("Place", "Contribution", "Gommettes"),
                [
                    (
                        f"{ligne.place}{' ex æquo' if ligne.est_ex_aequo else ''}",
                        ligne.contribution.texte,
                        str(ligne.total),
                    )
                    for ligne in resultat.lignes
                ],
                legende=f"{francais.pluriel(resultat.nb_gommettes, 'gommette')} collées",
                largeurs=(1.4, 6, 1.4),
            )


MATERIEL = Document("materiel-de-la-seance", "Matériel à imprimer", composer_le_materiel)
COMPTE_RENDU = Document("compte-rendu", "Compte rendu de séance", composer_le_compte_rendu)
