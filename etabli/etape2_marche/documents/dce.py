"""Le dossier de consultation : ce que chaque titulaire reçoit, composé de ce que le dossier sait déjà."""

from datetime import date

from django.utils.timezone import localdate

from etabli.etape1_candidature.documents import composer_la_note
from etabli.etape2_marche.actions.dce import annexes_de, dce_de
from etabli.etape2_marche.actions.execution import phases_proposees
from etabli.etape2_marche.documents.commun import adresse, arbre, instant
from etabli.etape2_marche.documents.dpgf import TITRE as TITRE_DPGF
from etabli.etape2_marche.models import Marche
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


def _criteres(marche: Marche) -> Tableau:
    cadre = marche.accord_cadre
    propositions = any(c.est_proposition for c in cadre.criteres.all())
    return Tableau(
        ["Critère", "Poids"],
        [[c.nom, f"{nombre(c.poids)} %"] for c in cadre.criteres.all()],
        "Critères d'attribution de l'accord-cadre",
        total=["Total", f"{nombre(cadre.total_des_poids)} %"],
        note="Critères proposés par la plateforme, à remplacer par ceux du cadre." if propositions else "",
    )


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
        Paragraphe(
            "L'équipe est choisie collégialement par le service pilote, l'opérateur de l'État associé le cas "
            "échéant et les collectivités. "
            f"Chaque critère est noté de 0 à {cadre.note_maximale}. La note du prix suit la règle : "
            f"{cadre.get_regle_de_prix_display()}."
        ),
        _criteres(marche),
    ]
    if dce.precisions:
        precisions = [Paragraphe(ligne) for ligne in dce.precisions.splitlines() if ligne.strip()]
        blocs += [Titre(2, "Précisions"), *precisions]
    blocs.append(Signature("[nom et qualité du signataire]", str(marche.acheteur)))
    return arbre(marche, "Lettre de consultation", _date_du_dce(marche), blocs, gabarit="courrier")


def composer_l_acte_d_engagement(marche: Marche) -> Arbre:
    lignes = [
        ["Nom du groupement", A_REMPLIR],
        ["Mandataire (raison sociale, SIRET)", A_REMPLIR],
        ["Co-traitants (raison sociale, SIRET, compétence)", A_REMPLIR],
        ["Prix global hors taxes, en euros", A_REMPLIR],
        ["Taux et montant de la TVA", A_REMPLIR],
        ["Prix toutes taxes comprises, en euros", A_REMPLIR],
        ["Durée proposée, en mois", A_REMPLIR],
        ["Sous-traitance déclarée (oui ou non)", A_REMPLIR],
    ]
    blocs: list[Bloc] = [
        _identite(marche),
        Titre(1, "Engagement du candidat"),
        Paragraphe(
            "Après avoir pris connaissance de l'accord-cadre et du cahier des clauses techniques "
            "particulières, le groupement s'engage à exécuter les prestations aux conditions qui suivent."
        ),
        Tableau(["Rubrique", "Réponse"], lignes, "Engagement", largeurs=(0.5, 0.5)),
        Signature(
            "[nom et qualité du signataire]", "Pour le groupement", mention="Lu et approuvé, signature"
        ),
        Titre(1, "Acceptation de l'offre par l'acheteur"),
        Signature("[nom et qualité du signataire]", str(marche.acheteur)),
    ]
    return arbre(marche, "Acte d'engagement", _date_du_dce(marche), blocs)


def composer_le_cadre_de_reponse(marche: Marche) -> Arbre:
    criteres = [c for c in marche.accord_cadre.criteres.all() if not c.est_prix]
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
                Titre(1, f"{rang}. {critere.nom} ({nombre(critere.poids)} %)"),
                Paragraphe(f"{A_REMPLIR}."),
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


DCE = (
    Document("lettre-de-consultation", "Lettre de consultation", composer_la_lettre),
    Document("cahier-des-clauses", "Cahier des clauses techniques particulières", composer_le_cahier),
    Document("acte-d-engagement", "Acte d'engagement", composer_l_acte_d_engagement),
    Document("cadre-de-reponse", "Cadre de réponse", composer_le_cadre_de_reponse),
)
