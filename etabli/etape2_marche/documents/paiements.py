"""Les pièces de l'argent : le certificat d'une facture, l'état des paiements du marché."""

from django.utils.timezone import localdate

from etabli.etape2_marche.calcul.execution import Bilan, tva
from etabli.etape2_marche.documents.commun import arbre
from etabli.etape2_marche.documents.execution import SIGNATAIRE, designe, identite, jour_dit
from etabli.etape2_marche.enums import EtatDeLaFacture
from etabli.etape2_marche.execution import bilan_de, demande_de, duree_actuelle
from etabli.etape2_marche.models import Facture, Marche
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, Definitions, Paragraphe, Signature, Tableau, Titre
from etabli.socle.francais import euros, nombre, pluriel


def composer_le_certificat(facture: Facture) -> Arbre:
    marche, demande = facture.marche, demande_de(facture)
    deductions = [
        ("Avance", facture.avance_ht),
        ("Remboursement de l'avance", -facture.reprise_d_avance_ht),
        (
            f"Retenue{f' : {facture.motif_de_retenue}' if facture.motif_de_retenue else ''}",
            -facture.retenue_ht,
        ),
    ]
    lignes = [
        *([str(ligne.phase), euros(ligne.montant_ht, 2)] for ligne in facture.lignes.all()),
        *([libelle, euros(somme, 2)] for libelle, somme in deductions if somme),
        ["Net hors taxes", euros(demande.net, 2)],
        [f"TVA à {nombre(facture.taux_tva)} %", euros(tva(demande.net, facture.taux_tva), 2)],
    ]
    blocs: list[Bloc] = [
        identite(marche),
        Definitions(
            [
                ("Facture", f"n° {facture.numero}, {facture.get_nature_display().lower()}"),
                ("Émise par", designe(facture.emetteur)),
                ("Reçue le", jour_dit(facture.recue_le)),
                *([("Au titre de", str(facture.acte))] if facture.acte else []),
            ]
        ),
        Tableau(
            ["Poste", "En euros"],
            lignes,
            "Décompte de la facture",
            alignements=["gauche", "droite"],
            total=["Net à payer, toutes taxes comprises", euros(demande.net_ttc, 2)],
        ),
        Paragraphe(_service_fait(facture)),
        *([Paragraphe(f"Observation : {facture.motif}")] if facture.motif else []),
        Signature(SIGNATAIRE, str(marche.acheteur)),
    ]
    return arbre(marche, f"Certificat pour paiement, facture {facture.numero}", localdate(), blocs)


def _service_fait(facture: Facture) -> str:
    if facture.etat == EtatDeLaFacture.REJETEE:
        return "Cette facture a été retournée à son émetteur : elle n'est pas due."
    if not facture.service_fait_le:
        return "Le service fait n'est pas encore constaté : ce décompte est un projet."
    paiement = f" Paiement enregistré le {jour_dit(facture.payee_le)}." if facture.payee_le else ""
    return f"Le service fait est constaté le {jour_dit(facture.service_fait_le)}.{paiement}"


def _par_phase(bilan: Bilan) -> Tableau:
    phases = [
        [
            ligne.poste.intitule,
            euros(ligne.poste.prix, 2),
            euros(ligne.poste.ecarts, 2),
            euros(ligne.facture, 2),
            euros(ligne.paye, 2),
            euros(ligne.reste, 2),
        ]
        for ligne in bilan.lignes
    ]
    return Tableau(
        ["Phase", "Prix HT", "Avenants", "Facturé", "Payé", "Reste"],
        phases,
        "Par phase, en euros hors taxes",
        alignements=["gauche", *["droite"] * 5],
        largeurs=[0.3, 0.15, 0.13, 0.14, 0.14, 0.14],
        total=[
            "Total",
            *(
                euros(somme, 2)
                for somme in (
                    bilan.prix_initial,
                    bilan.avenants,
                    bilan.facture,
                    bilan.paye_brut,
                    bilan.reste_a_facturer,
                )
            ),
        ],
        note="Le payé par phase est le brut des lignes payées, avant avance, remboursement et retenue.",
    )


def composer_l_etat_des_paiements(marche: Marche) -> Arbre:
    bilan = bilan_de(marche)
    factures = [
        [
            f.numero,
            str(f.emetteur),
            jour_dit(f.recue_le),
            f.get_etat_display(),
            euros(demande_de(f).net, 2),
            euros(demande_de(f).net_ttc, 2),
        ]
        for f in marche.factures.select_related("emetteur").prefetch_related("lignes")
    ]
    blocs: list[Bloc] = [
        identite(marche),
        Definitions(
            [
                ("Prix d'origine", f"{euros(bilan.prix_initial, 2)} HT"),
                ("Avenants", f"{euros(bilan.avenants, 2)} HT"),
                ("Prix actuel", f"{euros(bilan.prix_actuel, 2)} HT"),
                ("Durée actuelle", pluriel(duree_actuelle(marche), "mois")),
                ("Payé", f"{euros(bilan.paye, 2)} HT, soit {euros(bilan.paye_ttc, 2)} TTC"),
                ("Reste à facturer", f"{euros(bilan.reste_a_facturer, 2)} HT"),
                ("Avance à rembourser", f"{euros(bilan.avance_a_rembourser, 2)} HT"),
            ]
        ),
        _par_phase(bilan),
        Tableau(
            ["Facture", "Émise par", "Reçue le", "État", "Net HT", "Net TTC"],
            factures,
            "Les factures",
            alignements=["gauche", "gauche", "gauche", "gauche", "droite", "droite"],
            largeurs=[0.15, 0.22, 0.19, 0.16, 0.14, 0.14],
        ),
    ]
    if marche.bilan:
        blocs += [Titre(1, "Bilan de l'exécution"), Paragraphe(marche.bilan)]
    if marche.solde_le:
        blocs.append(Paragraphe(f"Marché soldé le {jour_dit(marche.solde_le)}."))
    blocs.append(Signature(SIGNATAIRE, str(marche.acheteur)))
    return arbre(marche, "État des paiements", marche.solde_le or localdate(), blocs)


CERTIFICAT = Document("certificat-pour-paiement", "Certificat pour paiement", composer_le_certificat)
ETAT_DES_PAIEMENTS = Document("etat-des-paiements", "État des paiements", composer_l_etat_des_paiements)
