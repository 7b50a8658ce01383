"""Le rapport d'analyse des offres et le procès-verbal du choix, recalculés depuis les notes arrêtées."""

from collections.abc import Iterator

from django.utils.timezone import localdate

from etabli.etape2_marche.calcul import Ligne, Variante
from etabli.etape2_marche.classement import cases_du_cadre, classement_de, sensibilite_de
from etabli.etape2_marche.documents.commun import arbre, instant
from etabli.etape2_marche.models import Marche, Note, Offre
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import (
    Bloc,
    Definitions,
    Encadre,
    Liste,
    Paragraphe,
    Signature,
    Tableau,
    Titre,
)
from etabli.socle.francais import euros, liste_et, nombre, pluriel, pourcent
from etabli.socle.graphiques import barres


def composer_le_rapport(marche: Marche) -> Arbre:
    lignes = classement_de(marche)
    offres = list(marche.offres.select_related("titulaire__groupement"))
    blocs: list[Bloc] = [
        Titre(1, "La consultation"),
        Definitions(
            [
                ("Accord-cadre", str(marche.accord_cadre)),
                ("Service acheteur", str(marche.acheteur)),
                ("Consultation lancée", instant(marche.consulte_le)),
                ("Date limite", instant(marche.date_limite)),
                ("Titulaires consultés", str(marche.consultations.count())),
                ("Offres reçues", str(len(offres))),
                ("Plis ouverts", f"{instant(marche.ouvert_le)}, par {liste_et(marche.ouvert_par.all())}"),
            ]
        ),
        Titre(1, "La conformité des offres"),
        _conformite(offres),
        Titre(1, "Le choix collégial"),
        _college(marche),
        Titre(1, "L'analyse par offre"),
        *_par_offre(marche, lignes),
        Titre(1, "Le classement"),
        *_classement(marche, lignes),
        Titre(1, "La solidité du classement"),
        *_solidite(lignes, sensibilite_de(marche)),
        Titre(1, "La proposition"),
        *_proposition(marche, lignes),
    ]
    return arbre(marche, "Rapport d'analyse des offres", localdate(), blocs, gabarit="rapport")


def _conformite(offres: list[Offre]) -> Tableau:
    return Tableau(
        ["Candidat", "Reçue sur PLACE", "Conformité", "Prix HT"],
        [
            [
                str(o.titulaire),
                instant(o.recue_le),
                " : ".join(filter(None, (o.get_conformite_display(), o.motif_de_conformite))),
                euros(o.montant_ht) or "–",
            ]
            for o in offres
        ],
        "Offres reçues, leur conformité et leur prix",
    )


def _college(marche: Marche) -> Tableau:
    return Tableau(
        ["Évaluateur", "Organisation", "Déclaration d'absence de conflit d'intérêts"],
        [
            [
                str(e.agent),
                str(e.organisation),
                "s'est déporté" if e.deporte_le else instant(e.declaration_le),
            ]
            for e in marche.evaluateurs.select_related("agent", "organisation")
        ],
        "Composition du choix collégial",
    )


def _par_offre(marche: Marche, lignes: list[Ligne]) -> Iterator[Bloc]:
    motifs: dict[tuple[int, tuple[int, int]], str] = {
        (n.offre_id, n.cle): n.motif for n in Note.objects.de_consensus().filter(offre__marche=marche)
    }
    cases = cases_du_cadre(marche.accord_cadre)
    maximum = marche.accord_cadre.note_maximale
    for ligne in lignes:
        yield Titre(2, ligne.nom)
        yield Tableau(
            ["Critère", f"Note sur {maximum}", "Points", "Ce qui justifie la note"],
            [
                [
                    f"{c.nom_entier} ({nombre(c.poids)} %)",
                    nombre(ligne.notes[c.cle], 2),
                    nombre(ligne.points[c.cle], 2),
                    "Calculée par la règle de prix."
                    if c.critere.est_prix
                    else motifs.get((ligne.cle, c.cle), ""),
                ]
                for c in cases
            ],
            f"Notes arrêtées, {ligne.nom}",
            total=["Total sur 100", "", nombre(ligne.total, _decimales(ligne)), ""],
        )


def _decimales(ligne: Ligne) -> int:
    return max(2, -int(ligne.total.as_tuple().exponent))


def _classement(marche: Marche, lignes: list[Ligne]) -> Iterator[Bloc]:
    yield Tableau(
        ["Rang", "Candidat", "Total sur 100"],
        [
            [
                f"{ligne.rang}{' ex æquo' if ligne.est_ex_aequo else ''}",
                ligne.nom,
                nombre(ligne.total, _decimales(ligne)),
            ]
            for ligne in lignes
        ],
        "Classement des offres",
        note=f"Règle de prix : {marche.accord_cadre.get_regle_de_prix_display()}.",
    )
    if lignes:
        titre = "Total de chaque offre, sur 100 points"
        premieres = [ligne.nom for ligne in lignes if ligne.rang == 1]
        yield barres(titre, [(li.nom, float(li.total)) for li in lignes], accent=premieres).figure()


def _solidite(lignes: list[Ligne], variantes: list[Variante]) -> Iterator[Bloc]:
    bascules = [v for v in variantes if v.change_le_premier]
    if not lignes:
        return
    if not bascules:
        yield Paragraphe(
            "Le premier rang ne change pas quand le poids d'un critère, pris seul, baisse ou monte de 20 %."
        )
        return
    yield Paragraphe("Le premier rang changerait dans les cas suivants, un seul poids bougeant à la fois :")
    yield Liste(
        [
            f"«\u00a0{v.critere.nom}\u00a0» : poids {'+' if v.ecart > 0 else ''}{pourcent(v.ecart)}"
            for v in bascules
        ]
    )


def _proposition(marche: Marche, lignes: list[Ligne]) -> Iterator[Bloc]:
    if marche.titulaire:
        yield Paragraphe(f"L'équipe choisie est {marche.titulaire}, pour {euros(marche.montant_ht)} HT.")
        if marche.motif:
            yield Encadre("Motif du choix", [Paragraphe(marche.motif)])
        return
    premieres = [ligne.nom for ligne in lignes if ligne.rang == 1]
    yield Paragraphe(
        f"Au vu du classement, arrive en tête : {liste_et(premieres)}."
        if premieres
        else "Classement incomplet."
    )


def composer_le_proces_verbal(marche: Marche) -> Arbre:
    lignes = classement_de(marche)
    presents = [e for e in marche.evaluateurs.select_related("agent", "organisation") if e.peut_lire]
    blocs: list[Bloc] = [
        Paragraphe(
            f"Les personnes soussignées, réunies pour l'atelier «\u00a0{marche.dossier}\u00a0», ont "
            f"arrêté ensemble les notes de {pluriel(len(lignes), 'offre')} et constaté ce classement."
        ),
        *list(_classement(marche, lignes))[:1],
        *_proposition(marche, lignes),
        Titre(1, "Signatures"),
        *(Signature(str(e.agent), str(e.organisation), mention="Signature") for e in presents),
    ]
    return arbre(marche, "Procès-verbal du choix de l'équipe", localdate(), blocs)


RAPPORT = Document("rapport-d-analyse", "Rapport d'analyse des offres", composer_le_rapport)
PROCES_VERBAL = Document("proces-verbal", "Procès-verbal du choix de l'équipe", composer_le_proces_verbal)
