"""Les courriers d'après le choix : aux candidats écartés, à l'équipe retenue."""

from django.utils.timezone import localdate

from etabli.etape2_marche.classement import comparaison_de
from etabli.etape2_marche.documents.commun import adresse, arbre, destinataire
from etabli.etape2_marche.models import Marche, Offre
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, EnTete, Paragraphe, Signature, Tableau
from etabli.socle.francais import euros, jour, nombre

POLITESSE = "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."


def composer_le_rejet(offre: Offre) -> Arbre:
    marche, comparaison = offre.marche, comparaison_de(offre)
    le = localdate(offre.rejet_envoye_le) if offre.rejet_envoye_le else localdate()
    blocs: list[Bloc] = [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=destinataire(offre.titulaire.groupement),
            objet=f"Rejet de votre offre, atelier «\u00a0{marche.dossier}\u00a0»",
            date=le,
            references=[("PLACE", marche.reference_place)] if marche.reference_place else [],
        ),
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(
            f"Votre groupement, {offre.titulaire}, a présenté une offre pour l'atelier «\u00a0{marche.dossier}\u00a0». "
            "J'ai le regret de vous informer qu'elle n'a pas été retenue."
        ),
    ]
    if comparaison:
        blocs += [
            Paragraphe(
                f"Elle est au rang {comparaison.rang} sur {comparaison.nb_classees} offres classées, avec "
                f"{nombre(comparaison.total)} points sur 100 ; l'offre retenue en obtient "
                f"{nombre(comparaison.total_retenu)}."
            ),
            Tableau(
                ["Critère", "Votre note", "Note de l'offre retenue"],
                [[nom, nombre(note, 2), nombre(autre, 2)] for nom, note, autre in comparaison.criteres],
                f"Notes sur {marche.accord_cadre.note_maximale}",
            ),
        ]
    else:
        blocs.append(
            Paragraphe(
                f"Elle a été déclarée {offre.get_conformite_display().lower()}, pour le motif suivant : "
                f"{offre.motif_de_conformite}"
            )
        )
    if offre.motif_du_rejet:
        blocs.append(Paragraphe(offre.motif_du_rejet))
    blocs += [
        Paragraphe(f"L'équipe retenue est {marche.titulaire}."),
        Paragraphe("Vous pouvez demander au service acheteur les avantages de l'offre retenue."),
        Paragraphe(POLITESSE),
        Signature("[nom et qualité du signataire]", str(marche.acheteur)),
    ]
    return arbre(marche, "Lettre de rejet", le, blocs, gabarit="courrier")


def composer_la_notification(marche: Marche) -> Arbre:
    le = marche.notifie_le or localdate()
    montant = f"{euros(marche.montant_ht)} HT" if marche.montant_ht is not None else "[montant]"
    equipe = destinataire(marche.titulaire.groupement) if marche.titulaire else ["[équipe choisie]"]
    blocs: list[Bloc] = [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=equipe,
            objet=f"Notification du marché {marche.numero or '[numéro]'}, atelier «\u00a0{marche.dossier}\u00a0»",
            date=le,
        ),
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(
            f"L'offre de votre groupement pour l'atelier «\u00a0{marche.dossier}\u00a0» est retenue. Le marché "
            f"subséquent vous est notifié pour un montant de {montant} et une durée de "
            f"{marche.duree_mois or '[nombre de]'} mois. Il prend effet à la date à laquelle vous le recevez."
        ),
        Paragraphe(
            f"Date de notification enregistrée : {jour(marche.notifie_le, semaine=False)}."
            if marche.notifie_le
            else "Date de notification : [à enregistrer à la réception]."
        ),
        Paragraphe(POLITESSE),
        Signature("[nom et qualité du signataire]", str(marche.acheteur)),
    ]
    return arbre(marche, "Lettre de notification", le, blocs, gabarit="courrier")


REJET = Document("lettre-de-rejet", "Lettre de rejet", composer_le_rejet)
NOTIFICATION = Document("lettre-de-notification", "Lettre de notification", composer_la_notification)
