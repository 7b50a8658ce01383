"""Le registre et l'ouverture des plis, les demandes aux candidats, l'arrêt d'une consultation."""

from django.utils.timezone import localdate

from etabli.etape2_marche.documents.commun import adresse, arbre, destinataire, instant
from etabli.etape2_marche.documents.courriers import fin_de_lettre
from etabli.etape2_marche.enums import Etat, NatureDeDemande
from etabli.etape2_marche.models import DemandeAuCandidat, Marche
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, Definitions, EnTete, Paragraphe, Signature, Tableau, Titre
from etabli.socle.francais import jour, taille


def composer_l_ouverture(marche: Marche) -> Arbre:
    """L'enveloppe et rien d'autre : ce procès-verbal se lit par tous les porteurs."""
    registre = marche.offres.all().registre()
    lignes = [
        [
            pli["titulaire__groupement__nom"],
            instant(pli["recue_le"]),
            "non ouvert, hors délai" if pli["conformite"] == "hors_delai" else "ouvert",
            f"{pli['scelle__sha256'][:16]}…, {taille(pli['scelle__taille'])}"
            if pli["scelle__sha256"]
            else "pli ouvert sur PLACE",
        ]
        for pli in registre
    ]
    premiere, seconde = (
        marche.ouverture_demandee_par,
        marche.ouvert_par.exclude(pk=marche.ouverture_demandee_par_id),
    )
    blocs: list[Bloc] = [
        Definitions(
            [
                ("Service acheteur", str(marche.acheteur)),
                ("Référence PLACE", marche.reference_place or "non saisie"),
                ("Date limite de réception", instant(marche.date_limite)),
                ("Ouverture demandée", f"{instant(marche.ouverture_demandee_le)}, par {premiere}"),
                ("Plis ouverts", f"{instant(marche.ouvert_le)}, par {', '.join(map(str, seconde))}"),
            ]
        ),
        Paragraphe(
            "Jusqu'à cet instant, les plis sont restés fermés. Leur ouverture, par deux personnes distinctes, est "
            "inscrite au journal du marché ; elle ne se défait pas."
        ),
        Tableau(
            ["Candidat", "Reçu sur PLACE", "Pli", "Empreinte SHA-256 et taille"],
            lignes,
            "Registre des plis",
            largeurs=(28, 27, 17, 28),
        ),
        Titre(1, "Signatures"),
        *(Signature(str(agent), mention="Signature") for agent in marche.ouvert_par.all()),
    ]
    return arbre(marche, "Procès-verbal d'ouverture des plis", localdate(marche.ouvert_le), blocs)


DEMANDES = {
    NatureDeDemande.JUSTIFICATION: (
        "Le prix de votre offre paraît anormalement bas. Avant toute décision, je vous invite à le justifier.",
        "À défaut de réponse à cette date, ou si elle ne justifie pas votre prix, votre offre pourra être écartée.",
    ),
    NatureDeDemande.REGULARISATION: (
        "Votre offre appelle une régularisation. Je vous invite à la régulariser, sans en modifier les "
        "caractéristiques substantielles.",
        "À défaut de réponse à cette date, votre offre pourra être écartée.",
    ),
    NatureDeDemande.PRECISION: (
        "La lecture de votre offre appelle une précision.",
        "Votre réponse précise votre offre, sans la modifier.",
    ),
}


def composer_la_demande(demande: DemandeAuCandidat) -> Arbre:
    offre, marche = demande.offre, demande.offre.marche
    debut, fin = DEMANDES[NatureDeDemande(demande.nature)]
    blocs: list[Bloc] = [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=destinataire(offre.titulaire.groupement),
            objet=f"{demande.get_nature_display()}, atelier «\u00a0{marche.dossier}\u00a0»",
            date=localdate(demande.demandee_le),
            references=[("PLACE", marche.reference_place)] if marche.reference_place else [],
        ),
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(debut),
        *(Paragraphe(morceau) for morceau in demande.texte.splitlines() if morceau.strip()),
        Paragraphe(f"Votre réponse est attendue au plus tard le {jour(demande.reponse_attendue_le)}. {fin}"),
        *fin_de_lettre(marche),
    ]
    return arbre(marche, "Demande au candidat", localdate(demande.demandee_le), blocs, gabarit="courrier")


def composer_l_arret(marche: Marche) -> Arbre:
    """La décision, telle qu'elle s'archive ; chaque titulaire consulté l'apprend par courriel."""
    est_infructueux = marche.etat == Etat.INFRUCTUEUX
    quoi = "infructueuse" if est_infructueux else "sans suite"
    blocs: list[Bloc] = [
        Paragraphe(
            f"La consultation lancée pour l'atelier «\u00a0{marche.dossier}\u00a0» sur le fondement de l'accord-cadre "
            f"«\u00a0{marche.accord_cadre}\u00a0» est déclarée {quoi}."
        ),
        Definitions(
            [
                ("Consultation lancée", instant(marche.consulte_le) if marche.consulte_le else "non lancée"),
                ("Date limite", instant(marche.date_limite) if marche.date_limite else "non fixée"),
                ("Offres reçues à temps", str(marche.offres.a_temps().count())),
                ("Motif", marche.motif),
            ]
        ),
        Paragraphe("Les titulaires consultés sont informés de cette décision et de son motif."),
        Signature("[nom et qualité du signataire]", str(marche.acheteur)),
    ]
    titre = f"Décision : consultation déclarée {quoi}"
    return arbre(marche, titre, localdate(marche.modifie_le), blocs)


OUVERTURE = Document("proces-verbal-d-ouverture", "Procès-verbal d'ouverture des plis", composer_l_ouverture)
DEMANDE = Document("demande-au-candidat", "Demande au candidat", composer_la_demande)
ARRET = Document("decision-d-arret", "Décision de fin de consultation", composer_l_arret)
