"""Le dossier de consultation : ce que chaque titulaire reçoit, composé de ce que le dossier sait déjà."""

from datetime import date

from django.utils.timezone import localdate

from etabli.etape1_candidature.documents import composer_la_note
from etabli.etape2_marche.actions.dce import annexes_de, dce_de
from etabli.etape2_marche.actions.execution import phases_proposees
from etabli.etape2_marche.documents.commun import adresse, arbre, instant
from etabli.etape2_marche.documents.dpgf import TITRE as TITRE_DPGF
from etabli.etape2_marche.documents.jugement import criteres_de, jugement, poids
from etabli.etape2_marche.models import Critere, Marche
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import (
    Bloc,
    Definitions,
    Encadre,
    EnTete,
    Liste,
    Paragraphe,
    Signature,
    Tableau,
    Titre,
)
from etabli.socle.francais import euros, nombre, pluriel

A_REMPLIR = "À remplir par le candidat"


def composer_le_cahier(marche: Marche) -> Arbre:
    return composer_la_note(
        marche.cahier_des_clauses,
        titre="Cahier des clauses techniques particulières",
        sous_titre=f"Marché subséquent, atelier «\u00a0{marche.dossier}\u00a0»",
    )


def _date_du_dce(marche: Marche) -> date:
    return localdate(marche.consulte_le) if marche.consulte_le else localdate()


def _identite(marche: Marche) -> Definitions:
    cadre = marche.accord_cadre
    return Definitions(
        [
            ("Accord-cadre", f"{cadre.intitule}{f', n° {cadre.numero}' if cadre.numero else ''}"),
            ("Service acheteur", str(marche.acheteur)),
            ("Atelier", str(marche.dossier)),
            ("Référence PLACE", marche.reference_place or "à renseigner au dépôt sur PLACE"),
            ("Date limite de réception des offres", instant(marche.date_limite)),
            *_reglages(marche),
        ]
    )


def _reglages(marche: Marche) -> list[tuple[str, str]]:
    """Ce que l'acheteur a réglé : rien ne s'écrit de ce qu'il n'a pas dit."""
    dce = dce_de(marche)
    lignes = [("Durée de validité des offres", pluriel(dce.validite_jours, "jour"))]
    if dce.questions_jusqu_au:
        lignes.append(("Questions reçues jusqu'au", instant(dce.questions_jusqu_au)))
    if dce.montant_estime_ht is not None:
        lignes.append(("Montant à ne pas dépasser", f"{euros(dce.montant_estime_ht)} HT"))
    if dce.duree_souhaitee_mois:
        lignes.append(("Durée souhaitée", pluriel(dce.duree_souhaitee_mois, "mois")))
    if dce.contact:
        lignes.append(("Personne à joindre", dce.contact))
    return lignes


def composer_la_lettre(marche: Marche) -> Arbre:
    cadre, dce = marche.accord_cadre, dce_de(marche)
    limite = "la date indiquée ci-dessus" if dce.questions_jusqu_au else "la date limite"
    blocs: list[Bloc] = [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=["Mesdames et Messieurs les mandataires", "des groupements titulaires"],
            objet=f"Lettre de consultation, marché subséquent «\u00a0{marche.dossier}\u00a0»",
            date=_date_du_dce(marche),
            pieces_jointes=[
                *(piece.titre for piece in DCE if piece.slug != "lettre-de-consultation"),
                TITRE_DPGF,
                *(annexe.titre for annexe in annexes_de(dce)),
            ],
        ),
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(
            f"Titulaire de l'accord-cadre «\u00a0{cadre}\u00a0», votre groupement est invité à présenter une offre "
            f"pour l'atelier «\u00a0{marche.dossier}\u00a0». Tous les titulaires sont consultés par la même lettre."
        ),
        _identite(marche),
        Titre(2, "Remise des offres"),
        Paragraphe(
            "Les offres se déposent sur PLACE avant la date limite. Aucune offre n'est reçue par courriel ni "
            "sur la plateforme. Une offre arrivée après la date limite est éliminée sans être ouverte."
        ),
        Titre(2, "Questions"),
        Paragraphe(
            f"Vos questions peuvent être posées jusqu'à {limite}. Chaque réponse est envoyée à tous les "
            "titulaires, sans dire qui demandait."
        ),
        Titre(2, "Jugement des offres"),
        *jugement(marche),
    ]
    if dce.precisions:
        precisions = [Paragraphe(ligne) for ligne in dce.precisions.splitlines() if ligne.strip()]
        blocs += [Titre(2, "Précisions"), *precisions]
    blocs.append(Signature("[nom et qualité du signataire]", str(marche.acheteur)))
    return arbre(marche, "Lettre de consultation", _date_du_dce(marche), blocs, gabarit="courrier")


def composer_l_acte_d_engagement(marche: Marche) -> Arbre:
    lignes = [
        ["Nom du groupement", A_REMPLIR],
        ["Forme du groupement (conjoint ou solidaire)", A_REMPLIR],
        ["Mandataire (raison sociale, SIRET)", A_REMPLIR],
        ["Co-traitants (raison sociale, SIRET, compétence)", A_REMPLIR],
        ["Prix global hors taxes, en euros", A_REMPLIR],
        [f"Montant de la TVA (taux prévu : {nombre(marche.accord_cadre.taux_tva)} %)", A_REMPLIR],
        ["Prix toutes taxes comprises, en euros", A_REMPLIR],
        ["Durée proposée, en mois", A_REMPLIR],
        ["Sous-traitance déclarée (oui ou non)", A_REMPLIR],
        ["Avance demandée, si le marché y ouvre droit (oui ou non)", A_REMPLIR],
        ["Compte à créditer (titulaire, IBAN), pour chaque membre payé", A_REMPLIR],
    ]
    blocs: list[Bloc] = [
        _identite(marche),
        Titre(1, "Pièces du marché"),
        Liste(
            [
                f"cet acte d'engagement et la pièce «\u00a0{TITRE_DPGF}\u00a0» ;",
                f"l'accord-cadre «\u00a0{marche.accord_cadre}\u00a0» ;",
                "le cahier des clauses techniques particulières ;",
                "l'offre du groupement, présentée dans le cadre de réponse.",
            ]
        ),
        Titre(1, "Engagement du candidat"),
        Paragraphe(
            "Après avoir pris connaissance de l'accord-cadre et du cahier des clauses techniques "
            "particulières, le groupement s'engage à exécuter les prestations aux conditions qui suivent."
        ),
        Tableau(["Rubrique", "Réponse"], lignes, "Engagement", largeurs=(0.5, 0.5)),
        Paragraphe(
            f"Ce prix est le total de la décomposition par phase («\u00a0{TITRE_DPGF}\u00a0»)"
            f"{_forme_du_prix(marche)}. L'offre engage le groupement pendant "
            f"{pluriel(dce_de(marche).validite_jours, 'jour')} à compter de la date limite de réception des offres."
        ),
        Signature(
            "[nom et qualité du signataire]", "Pour le groupement", mention="Lu et approuvé, signature"
        ),
        Titre(1, "Acceptation de l'offre par l'acheteur"),
        Signature("[nom et qualité du signataire]", str(marche.acheteur)),
    ]
    return arbre(marche, "Acte d'engagement", _date_du_dce(marche), blocs)


def _forme_du_prix(marche: Marche) -> str:
    """« prix unitaire, définitif ferme », si l'accord-cadre le dit."""
    cadre = marche.accord_cadre
    dites = [libelle.lower() for libelle in (cadre.forme_de_prix, cadre.type_de_prix) if libelle]
    return f" ; forme du prix\u00a0: {', '.join(dites)}" if dites else ""


def composer_le_cadre_de_reponse(marche: Marche) -> Arbre:
    criteres = [c for c in criteres_de(marche.accord_cadre) if not c.est_prix]
    consignes = [ligne for ligne in dce_de(marche).consignes.splitlines() if ligne.strip()]
    blocs: list[Bloc] = [
        Encadre(
            "Comment répondre",
            [
                Paragraphe(
                    "Ce cadre suit l'ordre du jugement : les évaluateurs noteront chaque critère avec ce que "
                    "vous écrivez dans la partie correspondante."
                ),
                *(Paragraphe(consigne) for consigne in consignes),
            ],
        ),
        *(
            bloc
            for rang, critere in enumerate(criteres, 1)
            for bloc in (
                Titre(1, f"{rang}. {critere.nom} ({poids(critere.poids)})"),
                *(_parts(rang, critere) or [Paragraphe(f"{A_REMPLIR}.")]),
            )
        ),
        Titre(1, "Équipe et temps passés"),
        Liste(
            [
                "Les personnes qui interviendront, nommément, avec leur compétence.",
                "Le calendrier proposé et les jours sur place à chaque session.",
            ]
        ),
        Paragraphe(
            "Le prix se décompose par phase, et les temps passés par personne, dans le classeur joint "
            f"«\u00a0{TITRE_DPGF}\u00a0» (ODS ou XLSX) ; ses totaux se calculent et sont ceux de l'acte d'engagement."
        ),
        Tableau(
            ["Phase du prix"],
            [[phase] for phase in phases_proposees(marche)],
            "Les phases de la décomposition",
        ),
    ]
    return arbre(marche, "Cadre de réponse", _date_du_dce(marche), blocs)


def _parts(rang: int, critere: Critere) -> list[Bloc]:
    """Un critère noté par ses sous-critères se remplit de même."""
    return [
        bloc
        for sous_rang, sous in enumerate(critere.sous_criteres.all(), 1)
        for bloc in (
            Titre(2, f"{rang}.{sous_rang}. {sous.nom} ({poids(sous.poids)})"),
            Paragraphe(f"{A_REMPLIR}."),
        )
    ]


DCE = (
    Document("lettre-de-consultation", "Lettre de consultation", composer_la_lettre),
    Document("cahier-des-clauses", "Cahier des clauses techniques particulières", composer_le_cahier),
    Document("acte-d-engagement", "Acte d'engagement", composer_l_acte_d_engagement),
    Document("cadre-de-reponse", "Cadre de réponse", composer_le_cadre_de_reponse),
)
