"""Les pièces de l'exécution : ordre de service, décision d'admission, avenant, acte de sous-traitance, paiements."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.timezone import localdate

from etabli.annuaire.models import Organisation
from etabli.etape2_marche.calcul.execution import tva
from etabli.etape2_marche.documents.commun import adresse, arbre, destinataire
from etabli.etape2_marche.enums import Decision
from etabli.etape2_marche.execution import bilan_de, montant_de_l_acte
from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    DecisionDAdmission,
    Marche,
    OrdreDeService,
)
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import (
    Bloc,
    Definitions,
    EnTete,
    Liste,
    Paragraphe,
    Signature,
    Tableau,
    Titre,
)
from etabli.socle.francais import euros, jour, nombre, pluriel, pourcent

SIGNATAIRE = "[nom et qualité du signataire]"


def jour_dit(le: object) -> str:
    return jour(le, semaine=False) if le else "[date]"  # type: ignore[arg-type]


def identite(marche: Marche) -> Definitions:
    """Ce que toute pièce du marché rappelle en tête."""
    cadre = marche.accord_cadre
    return Definitions(
        [
            (
                "Marché subséquent",
                f"n° {marche.numero or '[numéro]'}, notifié le {jour_dit(marche.notifie_le)}",
            ),
            ("Accord-cadre", f"{cadre.intitule}{f', n° {cadre.numero}' if cadre.numero else ''}"),
            ("Objet", f"Atelier «\u00a0{marche.dossier}\u00a0»"),
            ("Service acheteur", str(marche.acheteur)),
            ("Titulaire", str(marche.titulaire or "[équipe]")),
        ]
    )


def _lettre(marche: Marche, objet: str, le: object, a: Sequence[str] = ()) -> EnTete:
    equipe = destinataire(marche.titulaire.groupement) if marche.titulaire else ["[équipe]"]
    return EnTete(
        emetteur=adresse(marche.acheteur),
        destinataire=a or equipe,
        objet=objet,
        date=le,  # type: ignore[arg-type]
        references=[("Marché", marche.numero)] if marche.numero else [],
    )


def composer_l_ordre(ordre: OrdreDeService) -> Arbre:
    marche, le = ordre.marche, localdate(ordre.emis_le)
    blocs: list[Bloc] = [
        _lettre(marche, f"Ordre de service n° {ordre.numero} : {ordre.get_nature_display().lower()}", le),
        identite(marche),
        Titre(2, "Ce qui est prescrit"),
        *([Paragraphe(f"Phase concernée : {ordre.phase}.")] if ordre.phase else []),
        *(Paragraphe(ligne) for ligne in ordre.objet.splitlines() if ligne.strip()),
        Paragraphe(f"Cet ordre prend effet le {jour_dit(ordre.effet_le)}."),
        Titre(2, "Réception"),
        Paragraphe(
            "L'équipe accuse réception de cet ordre et l'exécute. Si elle a des observations, elle les "
            "présente par écrit en accusant réception, sans attendre pour exécuter."
        ),
        Paragraphe(
            f"Réception constatée le {jour_dit(ordre.recu_le)}."
            if ordre.recu_le
            else "Date de réception par l'équipe : [à porter par l'équipe]."
        ),
        *([Paragraphe(f"Observations de l'équipe : {ordre.observations}")] if ordre.observations else []),
        Signature(SIGNATAIRE, str(marche.acheteur)),
    ]
    return arbre(marche, f"Ordre de service n° {ordre.numero}", le, blocs, gabarit="courrier")


SUITES = {
    Decision.ADMISSION: "Les prestations sont admises sans réserve. Elles peuvent être facturées.",
    Decision.AJOURNEMENT: "Les prestations ne peuvent être admises en l'état ; l'équipe les reprend et les remet à "
    "nouveau avant la date fixée ci-dessous.",
    Decision.REFACTION: "Les prestations ne satisfont pas entièrement au cahier des clauses, mais peuvent servir : "
    "elles sont admises avec une réduction de prix.",
    Decision.REJET: "Les prestations ne peuvent être admises, même avec une réduction de prix ; elles sont à "
    "exécuter de nouveau.",
}


def composer_la_decision(decision: DecisionDAdmission) -> Arbre:
    livrable, marche = decision.livrable, decision.livrable.marche
    definitions: list[tuple[str, str]] = [
        ("Livrable", str(livrable)),
        ("Remis le", jour_dit(decision.remis_le)),
        ("Décision", decision.get_decision_display()),
    ]
    if decision.refaction_ht:
        definitions.append(("Réfaction", f"{euros(decision.refaction_ht)} HT"))
    if decision.a_reprendre_pour_le:
        definitions.append(("À reprendre pour le", jour_dit(decision.a_reprendre_pour_le)))
    blocs: list[Bloc] = [
        _lettre(marche, f"{decision.get_decision_display()} : {livrable}", decision.prononcee_le),
        identite(marche),
        Titre(2, "Décision"),
        Paragraphe(
            "Le service acheteur a vérifié si le livrable remis répond au cahier des clauses techniques "
            "particulières."
        ),
        Definitions(definitions),
        Paragraphe(SUITES[Decision(decision.decision)]),
    ]
    if decision.motif:
        blocs += [Titre(2, "Motifs"), Paragraphe(decision.motif)]
    blocs.append(Signature(SIGNATAIRE, str(marche.acheteur)))
    titre = f"Décision : {decision.get_decision_display().lower()}"
    return arbre(marche, titre, decision.prononcee_le, blocs, gabarit="courrier")


def _signatures(*parties: str) -> Tableau:
    """Les parties côte à côte, avec la place de signer : elles tiennent sur la page de ce qu'elles signent."""
    nb = len(parties)
    lignes = [["Nom, qualité, date et signature :"] * nb, ["\u00a0"] * nb, ["\u00a0"] * nb]
    return Tableau(list(parties), lignes, largeurs=[1 / nb] * nb)


def _ht_et_ttc(libelle: str, montant: Decimal, taux: Decimal) -> list[str]:
    return [libelle, euros(montant, 2), euros(montant + tva(montant, taux), 2)]


def _prix(avenant: Avenant) -> list[Bloc]:
    marche = avenant.marche
    bilan = bilan_de(marche)
    # Notifié, l'avenant est déjà dans le bilan ; en projet, il s'y ajoute.
    avant = bilan.prix_actuel - (avenant.ecart_ht if avenant.montant_ht_apres is not None else 0)
    apres = avant + avenant.ecart_ht
    taux = marche.accord_cadre.taux_tva
    cumul = (apres - bilan.prix_initial) / bilan.prix_initial if bilan.prix_initial else 0
    lignes = [
        _ht_et_ttc("Prix d'origine du marché", bilan.prix_initial, taux),
        _ht_et_ttc("Prix avant l'avenant", avant, taux),
        _ht_et_ttc("Écart apporté par l'avenant", avenant.ecart_ht, taux),
    ]
    return [
        Titre(1, "Prix du marché"),
        *([Paragraphe(f"L'écart porte sur la phase : {avenant.phase}.")] if avenant.phase else []),
        Tableau(
            ["", "HT", "TTC"],
            lignes,
            "Effet de l'avenant sur le prix",
            alignements=["gauche", "droite", "droite"],
            total=_ht_et_ttc("Prix après l'avenant", apres, taux),
            note=f"TVA à {nombre(taux)} %. Variation cumulée depuis l'origine : {pourcent(cumul, 2)}.",
        ),
    ]


def composer_l_avenant(avenant: Avenant) -> Arbre:
    marche, le = avenant.marche, avenant.notifie_le or localdate()
    blocs: list[Bloc] = [
        identite(marche),
        Titre(1, "Objet de l'avenant"),
        Paragraphe(avenant.objet),
        Titre(1, "Ce qui le rend nécessaire"),
        Paragraphe(avenant.motif),
    ]
    if avenant.ecart_ht:
        blocs += _prix(avenant)
    if avenant.duree_mois_apres:
        blocs += [
            Titre(1, "Durée du marché"),
            Paragraphe(
                f"La durée du marché, fixée à l'origine à {pluriel(marche.duree_mois or 0, 'mois')}, est portée à "
                f"{pluriel(avenant.duree_mois_apres, 'mois')}."
            ),
        ]
    if equipe := list(avenant.titulaires_apres.all()):
        blocs += [
            Titre(1, "Composition de l'équipe"),
            Paragraphe("À compter de la notification de l'avenant, l'équipe titulaire est composée de :"),
            Liste([designe(membre) for membre in equipe]),
        ]
    blocs += [
        Titre(1, "Ce qui ne change pas"),
        Paragraphe(
            "Les autres clauses du marché subséquent et celles de l'accord-cadre, que cet avenant ne peut "
            "modifier, demeurent applicables. L'avenant prend effet à la date à laquelle le titulaire le reçoit."
        ),
        _signatures("Pour le groupement titulaire", str(marche.acheteur)),
    ]
    return arbre(marche, f"Avenant n° {avenant.numero}", le, blocs)


def designe(organisation: Organisation) -> str:
    return f"{organisation}{f', SIRET {organisation.siret}' if organisation.siret else ''}"


def _montant(acte: ActeDeSousTraitance) -> Tableau:
    taux = acte.marche.accord_cadre.taux_tva
    return Tableau(
        ["Montant maximal", "En euros"],
        [
            ["Hors taxes", euros(acte.montant_ht, 2)],
            [
                f"TVA à {nombre(taux)} %, si elle est due par le sous-traitant",
                euros(tva(acte.montant_ht, taux), 2),
            ],
        ],
        "Ce que le sous-traitant reçoit au plus",
        alignements=["gauche", "droite"],
        total=["Toutes taxes comprises", euros(acte.montant_ht + tva(acte.montant_ht, taux), 2)],
        note="Le régime de TVA applicable (autoliquidation éventuelle) est à vérifier par le comptable.",
    )


def composer_l_acte(acte: ActeDeSousTraitance) -> Arbre:
    """Dans l'esprit du formulaire DC4, en nos mots : ce que l'acheteur doit savoir pour accepter et payer."""
    marche, le = acte.marche, acte.notifie_le or localdate()
    blocs: list[Bloc] = [
        identite(marche),
        Titre(1, "Qui sous-traite à qui"),
        Definitions(
            [
                ("Membre de l'équipe qui sous-traite", designe(acte.donneur_d_ordre)),
                ("Sous-traitant", designe(acte.sous_traitant)),
                ("Adresse du sous-traitant", acte.sous_traitant.adresse or "[adresse]"),
                ("Présenté le", jour_dit(acte.presente_le)),
            ]
        ),
        Titre(1, "Prestation sous-traitée"),
        Paragraphe(acte.prestation),
        _montant(acte),
        Definitions(
            [
                ("Durée", pluriel(acte.duree_mois, "mois")),
                ("Variation du prix", acte.get_variation_de_prix_display()),
                (
                    "Paiement",
                    "direct, par l'acheteur" if acte.est_paye_directement else "par le membre de l'équipe",
                ),
            ]
        ),
        *_modifications(acte),
        Titre(1, "Déclarations du sous-traitant"),
        Paragraphe(
            "Le sous-traitant déclare ne pas être dans un cas d'exclusion de la commande publique. Il joint "
            "les justificatifs de sa situation, de ses capacités et ses coordonnées bancaires."
        ),
        _signatures("Pour le sous-traitant", "Pour le membre de l'équipe qui sous-traite"),
        Titre(1, "Décision de l'acheteur"),
        Paragraphe(
            f"Le sous-traitant est accepté et ses conditions de paiement sont agréées, le {jour_dit(acte.notifie_le)}."
            if acte.notifie_le
            else f"Le sous-traitant est refusé : {acte.motif}"
            if acte.motif
            else "L'acheteur accepte le sous-traitant et agrée ses conditions de paiement : [date]."
        ),
        _signatures(str(marche.acheteur)),
    ]
    return arbre(marche, f"Acte spécial de sous-traitance n° {acte.numero}", le, blocs)


def _modifications(acte: ActeDeSousTraitance) -> list[Bloc]:
    lignes = [
        [
            jour_dit(m.notifie_le),
            f"{euros(m.montant_ht, 2)} HT" if m.montant_ht is not None else "inchangé",
            pluriel(m.duree_mois, "mois") if m.duree_mois else "inchangée",
            m.motif,
        ]
        for m in acte.modifications.all()
    ]
    if not lignes:
        return []
    note = f"Montant maximal en vigueur : {euros(montant_de_l_acte(acte), 2)} HT."
    return [
        Tableau(["Notifiée le", "Montant maximal", "Durée", "Motif"], lignes, "Actes modificatifs", note=note)
    ]


ORDRE = Document("ordre-de-service", "Ordre de service", composer_l_ordre)
DECISION = Document("decision-d-admission", "Décision d'admission", composer_la_decision)
AVENANT = Document("avenant", "Avenant", composer_l_avenant)
ACTE = Document("acte-de-sous-traitance", "Acte spécial de sous-traitance", composer_l_acte)
