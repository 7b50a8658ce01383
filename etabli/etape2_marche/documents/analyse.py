"""Le rapport d'analyse des offres et le procès-verbal du choix, recalculés depuis les notes arrêtées."""

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localdate, localtime

from etabli.etape2_marche.analyse import ecarts_de, reperes_de_prix
from etabli.etape2_marche.calcul import Ligne, Plage, pour_cent
from etabli.etape2_marche.classement import Case, cases_du_cadre, classement_de, plages_de
from etabli.etape2_marche.dessins import dessin_des_plages
from etabli.etape2_marche.documents.commun import arbre, instant
from etabli.etape2_marche.documents.jugement import methode
from etabli.etape2_marche.models import DemandeAuCandidat, Marche, Note, Offre
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import (
    Bloc,
    Definitions,
    Encadre,
    Paragraphe,
    Signature,
    Tableau,
    Titre,
)
from etabli.socle.francais import euros, heure, jour, liste_et, nombre, pluriel, pourcent
from etabli.socle.graphiques import barres
from etabli.socle.models import Fait


def jour_du_choix(marche: Marche) -> date:
    """Le jour où le choix a été enregistré ; jusque-là, aujourd'hui."""
    fait = Fait.objects.sur(marche).filter(acte="attribuer").order_by("-numero").first()
    return localdate(fait.quand) if fait else localdate()


def composer_le_rapport(marche: Marche) -> Arbre:
    lignes = classement_de(marche)
    offres = list(marche.offres.select_related("titulaire__groupement"))
    blocs: list[Bloc] = [
        Titre(1, "La consultation"),
        *_consultation(marche, offres),
        Titre(1, "La recevabilité des offres"),
        *_recevabilite(marche, offres),
        Titre(1, "Le choix collégial"),
        *_college(marche),
        Titre(1, "La méthode de notation"),
        *methode(marche.accord_cadre),
        Titre(1, "L'analyse par offre"),
        *_par_offre(marche, lignes),
        Titre(1, "Les avis avant la réunion"),
        *_avis(marche),
        Titre(1, "Le classement"),
        *tableau_du_classement(marche, lignes),
        *_barres(lignes),
        Titre(1, "La solidité du classement"),
        *_solidite(lignes, plages_de(marche)),
        Titre(1, "La proposition"),
        *proposition(marche, lignes),
    ]
    return arbre(marche, "Rapport d'analyse des offres", jour_du_choix(marche), blocs, gabarit="rapport")


def _consultation(marche: Marche, offres: list[Offre]) -> Iterator[Bloc]:
    tardives = sum(o.est_hors_delai for o in offres)
    yield Definitions(
        [
            ("Objet", f"Atelier local «\u00a0{marche.dossier}\u00a0»"),
            ("Accord-cadre", str(marche.accord_cadre)),
            ("Service acheteur", str(marche.acheteur)),
            ("Référence PLACE", marche.reference_place or "non saisie"),
            ("Consultation lancée", instant(marche.consulte_le)),
            ("Date limite", instant(marche.date_limite)),
            ("Titulaires consultés", pluriel(marche.consultations.count(), "groupement")),
            ("Offres reçues à temps", str(len(offres) - tardives)),
            ("Offres arrivées hors délai", str(tardives) if tardives else "aucune"),
            ("Plis ouverts", f"{instant(marche.ouvert_le)}, par {liste_et(marche.ouvert_par.all())}"),
        ]
    )
    if len(offres) - tardives == 1:
        yield Paragraphe(
            "Une seule offre est arrivée à temps : elle est analysée sur les mêmes critères, sans comparaison."
        )


def _recue(offre: Offre) -> str:
    local = localtime(offre.recue_le)
    return f"{jour(local.date(), semaine=False)}, {heure(local)}"


def _recevabilite(marche: Marche, offres: list[Offre]) -> Iterator[Bloc]:
    reperes = reperes_de_prix(offres)
    yield Tableau(
        [
            "Candidat",
            "Reçue sur PLACE, heure de Paris",
            "Conformité",
            "Prix HT",
            "Écart à la moyenne des autres",
        ],
        [
            [
                str(o.titulaire),
                _recue(o),
                " : ".join(filter(None, (o.get_conformite_display(), o.motif_de_conformite))),
                euros(o.montant_ht) or "–",
                pourcent(reperes[o.pk].ecart) if o.pk in reperes else "–",
            ]
            for o in offres
        ],
        "Offres reçues, leur conformité et leur prix",
        largeurs=(24, 20, 28, 13, 15),
        note="L'écart de prix est un repère de lecture ; il n'écarte aucune offre à lui seul.",
    )
    demandes = DemandeAuCandidat.objects.filter(offre__marche=marche).select_related(
        "offre__titulaire__groupement"
    )
    for demande in demandes:
        yield from _demande(demande)


def _demande(demande: DemandeAuCandidat) -> Iterator[Bloc]:
    yield Titre(2, f"{demande.get_nature_display()} : {demande.offre.titulaire}")
    yield Definitions(
        [
            ("Demandé", f"{instant(demande.demandee_le)} : {demande.texte}"),
            (
                "Répondu",
                f"{instant(demande.repondue_le)} : {demande.reponse}"
                if demande.repondue_le
                else f"aucune réponse, attendue le {jour(demande.reponse_attendue_le)}",
            ),
            (
                "Suite",
                f"{demande.get_suite_display()}. {demande.motif}" if demande.est_close else "en attente",
            ),
        ]
    )


def _college(marche: Marche) -> Iterator[Bloc]:
    yield Paragraphe(
        "Chaque évaluateur a déclaré n'avoir aucun conflit d'intérêts avant de lire les offres, puis les a notées "
        "seul ; les notes des autres n'ont été visibles qu'à la réunion de choix."
    )
    yield Tableau(
        ["Évaluateur", "Organisation", "Déclaration d'absence de conflit d'intérêts"],
        [
            [
                str(e.agent),
                str(e.organisation),
                f"s'est déporté {instant(e.deporte_le)}" if e.deporte_le else instant(e.declaration_le),
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
    for ligne in lignes:
        yield Titre(2, ligne.nom)
        yield Tableau(
            [
                "Critère",
                f"Note sur\u00a0{marche.accord_cadre.note_maximale}",
                "Points",
                "Ce qui justifie la note",
            ],
            [_ligne_du_critere(ligne, case, motifs.get((ligne.cle, case.cle), "")) for case in cases],
            f"Notes arrêtées, {ligne.nom}",
            alignements=("gauche", "droite", "droite", "gauche"),
            largeurs=(30, 12, 12, 46),
            total=["Total sur 100", "", nombre(ligne.total, decimales_de(ligne)), ""],
        )


def _ligne_du_critere(ligne: Ligne, case: Case, motif: str) -> list[str]:
    return [
        f"{case.nom_entier} ({nombre(case.poids)}\u00a0%)",
        nombre(ligne.notes[case.cle], 2),
        nombre(ligne.points[case.cle], 2),
        "Calculée par la règle de prix." if case.critere.est_prix else motif,
    ]


def _avis(marche: Marche) -> Iterator[Bloc]:
    """Les écarts sans les noms : ce dont la réunion a parlé, pas qui a dit quoi."""
    individuelles = Note.objects.filter(offre__marche=marche, offre__in=marche.offres.recevables())
    ecarts = ecarts_de(individuelles.individuelles().du_college())
    arretees = {
        (n.offre_id, n.cle): n.valeur for n in Note.objects.de_consensus().filter(offre__marche=marche)
    }
    if not ecarts:
        yield Paragraphe("Aucune note individuelle n'est enregistrée.")
        return
    yield Paragraphe(_phrase_des_ecarts(sum(e.est_a_discuter for e in ecarts)))
    partages = [e for e in ecarts if e.mesure.etendue]
    if not partages:
        return
    yield Tableau(
        ["Offre", "Critère", "Plus basse", "Médiane", "Plus haute", "Étendue", "Arrêtée"],
        [
            [
                e.offre,
                e.critere,
                nombre(e.mesure.minimum, 2),
                nombre(e.mesure.mediane, 2),
                nombre(e.mesure.maximum, 2),
                nombre(e.mesure.etendue, 2),
                nombre(arretees[e.place], 2) if e.place in arretees else "–",
            ]
            for e in partages
        ],
        "Notes individuelles, des plus écartées aux plus proches, et note arrêtée ensemble",
        largeurs=(20, 20, 11, 13, 11, 13, 12),
        note="Sur les autres critères, toutes les notes individuelles étaient les mêmes."
        if len(partages) < len(ecarts)
        else "",
    )


def _phrase_des_ecarts(nb: int) -> str:
    if nb == 0:
        return "Les avis étaient proches sur toutes les notes."
    if nb == 1:
        return "Une note écartait nettement les évaluateurs : elle a été discutée d'abord."
    return f"{nb} notes écartaient nettement les évaluateurs : elles ont été discutées d'abord."


def decimales_de(ligne: Ligne) -> int:
    return max(2, -int(ligne.total.as_tuple().exponent))


def tableau_du_classement(marche: Marche, lignes: list[Ligne]) -> Iterator[Bloc]:
    prix = {o.pk: o.montant_ht for o in marche.offres.all()}
    departages = [ligne for ligne in lignes if ligne.departage]
    yield Tableau(
        ["Rang", "Candidat", "Prix HT", "Total sur 100"],
        [
            [
                f"{ligne.rang}{' ex æquo' if ligne.est_ex_aequo else ''}",
                ligne.nom,
                euros(prix.get(ligne.cle)),
                nombre(ligne.total, decimales_de(ligne)),
            ]
            for ligne in lignes
        ],
        "Classement des offres",
        alignements=("gauche", "gauche", "droite", "droite"),
        largeurs=(14, 46, 20, 20),
        note=f"À total égal, {departages[0].departage} l'emporte, comme l'accord-cadre le prévoit."
        if departages
        else "",
    )


def _barres(lignes: list[Ligne]) -> Iterator[Bloc]:
    if lignes:
        premieres = [ligne.nom for ligne in lignes if ligne.rang == 1]
        totaux = [(ligne.nom, float(ligne.total)) for ligne in lignes]
        yield barres("Total de chaque offre, sur 100 points", totaux, accent=premieres).figure()


def _solidite(lignes: list[Ligne], plages: list[Plage]) -> Iterator[Bloc]:
    if not lignes:
        yield Paragraphe("Le classement est incomplet : sa solidité ne se mesure pas encore.")
        return
    if len(lignes) == 1:
        yield Paragraphe("Une seule offre est classée : aucun poids ne change son rang.")
        return
    if not plages:
        yield Paragraphe(
            "Plusieurs offres sont à égalité en tête : le moindre changement de poids les départage."
        )
        return
    if all(plage.est_libre for plage in plages):
        yield Paragraphe("Quel que soit le poids d'un critère, pris seul, l'offre première le reste.")
        return
    serree = min((p for p in plages if not p.est_libre), key=lambda p: p.marge)
    yield Paragraphe(
        "Pour chaque critère : entre quels poids l'offre première le reste, les autres critères gardant entre eux "
        f"leurs proportions. Le plus sensible est «\u00a0{serree.nom}\u00a0», à {nombre(pour_cent(serree.marge))} "
        "points de pourcentage d'un changement."
    )
    graphique = dessin_des_plages(plages)
    yield graphique.figure()
    yield Tableau(
        graphique.entetes,
        graphique.lignes,
        "Plage de poids où l'offre première le reste, critère par critère",
        largeurs=(30, 12, 15, 15, 28),
    )


def proposition(marche: Marche, lignes: list[Ligne]) -> Iterator[Bloc]:
    if marche.titulaire:
        yield Paragraphe(f"L'équipe choisie est {marche.titulaire}, pour {euros(marche.montant_ht)} HT.")
        if marche.motif:
            yield Encadre("Motif du choix", [Paragraphe(marche.motif)])
        return
    premieres = [ligne.nom for ligne in lignes if ligne.rang == 1]
    if not premieres:
        yield Paragraphe("Le classement est incomplet : aucune proposition ne peut être faite.")
    elif len(premieres) == 1:
        yield Paragraphe(
            f"Au vu du classement, l'offre économiquement la plus avantageuse est celle de {premieres[0]}."
        )
    else:
        yield Paragraphe(
            f"Arrivent en tête à égalité : {liste_et(premieres)}. Le choix entre elles se motive par écrit."
        )


def composer_le_proces_verbal(marche: Marche) -> Arbre:
    lignes = classement_de(marche)
    evaluateurs = list(marche.evaluateurs.select_related("agent", "organisation"))
    presents = [e for e in evaluateurs if e.peut_lire]
    deportes = [e for e in evaluateurs if e.deporte_le]
    blocs: list[Bloc] = [
        Paragraphe(
            f"Les personnes soussignées, réunies pour l'atelier «\u00a0{marche.dossier}\u00a0», ont "
            f"arrêté ensemble les notes de {pluriel(len(lignes), 'offre')} et constaté ce classement."
        ),
        *tableau_du_classement(marche, lignes),
        *proposition(marche, lignes),
        Paragraphe(
            "Chacune a déclaré, avant de lire les offres, n'avoir aucun conflit d'intérêts avec l'un des candidats."
            + (
                f" Ne prennent pas part au choix, s'étant déportés : {liste_et(deportes)}."
                if deportes
                else ""
            )
        ),
        Paragraphe(
            "Le rapport d'analyse des offres, qui donne chaque note et ce qui la justifie, est annexé."
        ),
        Titre(1, "Signatures"),
        *(Signature(str(e.agent), str(e.organisation), mention="Signature") for e in presents),
    ]
    return arbre(marche, "Procès-verbal du choix de l'équipe", jour_du_choix(marche), blocs)


RAPPORT = Document("rapport-d-analyse", "Rapport d'analyse des offres", composer_le_rapport)
PROCES_VERBAL = Document("proces-verbal", "Procès-verbal du choix de l'équipe", composer_le_proces_verbal)
