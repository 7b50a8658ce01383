"""Les courriers d'après le choix : aux candidats écartés, à l'équipe retenue."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.timezone import localdate

from etabli.etape2_marche.classement import comparaison_de
from etabli.etape2_marche.documents.commun import adresse, arbre, destinataire
from etabli.etape2_marche.models import Marche, Offre
from etabli.socle.document import Arbre, Document
from etabli.socle.document.blocs import Bloc, EnTete, Paragraphe, Signature, Tableau
from etabli.socle.francais import euros, jour, nombre, pluriel

POLITESSE = "Je vous prie d'agréer, Madame, Monsieur, l'expression de ma considération distinguée."


def fin_de_lettre(marche: Marche) -> list[Bloc]:
    return [Paragraphe(POLITESSE), Signature("[nom et qualité du signataire]", str(marche.acheteur))]


def _tete(offre: Offre, objet: str) -> list[Bloc]:
    marche = offre.marche
    le = localdate(offre.rejet_envoye_le) if offre.rejet_envoye_le else localdate()
    return [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=destinataire(offre.titulaire.groupement),
            objet=f"{objet}, atelier «\u00a0{marche.dossier}\u00a0»",
            date=le,
            references=[("PLACE", marche.reference_place)] if marche.reference_place else [],
        ),
        Paragraphe("Madame, Monsieur,"),
    ]


def composer_le_rejet(offre: Offre) -> Arbre:
    marche = offre.marche
    le = localdate(offre.rejet_envoye_le) if offre.rejet_envoye_le else localdate()
    blocs: list[Bloc] = [
        *_tete(offre, "Rejet de votre offre"),
        Paragraphe(
            f"Votre groupement, {offre.titulaire}, a présenté une offre pour l'atelier «\u00a0{marche.dossier}\u00a0». "
            "J'ai le regret de vous informer qu'elle n'est pas retenue, pour les motifs que voici."
        ),
        *_motifs(offre),
    ]
    if offre.motif_du_rejet:
        blocs.append(Paragraphe(offre.motif_du_rejet))
    blocs += [
        Paragraphe(f"L'équipe retenue est {marche.titulaire}.{_motif_du_choix(marche)}"),
        Paragraphe(_signature_possible(marche)),
        Paragraphe(
            "Vous pouvez demander, dans votre espace ou par écrit, les caractéristiques et les avantages de l'offre "
            "retenue : une réponse vous est donnée sous quinze jours."
        ),
        *fin_de_lettre(marche),
    ]
    return arbre(marche, "Lettre de rejet", le, blocs, gabarit="courrier")


def _motifs(offre: Offre) -> Iterator[Bloc]:
    comparaison = comparaison_de(offre)
    if comparaison is None:
        yield Paragraphe(
            f"Elle est déclarée {offre.get_conformite_display().lower()} et n'a donc pas été classée. "
            f"Motif : {offre.motif_de_conformite}"
        )
        return
    rang = "1re" if comparaison.rang == 1 else f"{comparaison.rang}e"
    yield Paragraphe(
        f"Elle est classée {rang} sur {pluriel(comparaison.nb_classees, 'offre')}, avec "
        f"{_points(comparaison.total)} points sur 100 ; l'offre retenue en obtient "
        f"{_points(comparaison.total_retenu)}."
    )
    yield Tableau(
        ["Critère", "Votre note", "Offre retenue"],
        [[nom, nombre(note, 2), nombre(autre, 2)] for nom, note, autre in comparaison.criteres],
        f"Notes sur {offre.marche.accord_cadre.note_maximale}",
        largeurs=(60, 20, 20),
    )


def _points(total: Decimal) -> str:
    """Avec les décimales que le classement a gardées : deux totaux différents ne s'écrivent pas pareil."""
    return nombre(total, max(2, -int(total.as_tuple().exponent)))


def _motif_du_choix(marche: Marche) -> str:
    return f" Son choix est ainsi motivé : {marche.motif}" if marche.motif else ""


def _signature_possible(marche: Marche) -> str:
    if marche.signature_possible_le:
        return f"Le marché ne sera pas signé avant le {jour(marche.signature_possible_le)}."
    return "S'agissant d'un marché subséquent, sa signature peut intervenir dès à présent."


def composer_le_rejet_tardif(offre: Offre) -> Arbre:
    le = localdate(offre.rejet_envoye_le) if offre.rejet_envoye_le else localdate()
    blocs: list[Bloc] = [
        *_tete(offre, "Pli arrivé hors délai"),
        Paragraphe(
            f"Le pli de votre groupement, {offre.titulaire}, ne peut être examiné. {offre.motif_de_conformite}"
        ),
        Paragraphe("Son contenu n'est connu de personne : il reste fermé sur PLACE."),
        *fin_de_lettre(offre.marche),
    ]
    return arbre(offre.marche, "Pli arrivé hors délai", le, blocs, gabarit="courrier")


def composer_les_motifs(offre: Offre) -> Arbre:
    le = localdate(offre.motifs_donnes_le) if offre.motifs_donnes_le else localdate()
    demandes = f" du {jour(offre.motifs_demandes_le)}" if offre.motifs_demandes_le else ""
    blocs: list[Bloc] = [
        *_tete(offre, "Caractéristiques et avantages de l'offre retenue"),
        Paragraphe(f"En réponse à votre demande{demandes}, voici ce qui distingue l'offre retenue."),
        *_motifs(offre),
        *(Paragraphe(morceau) for morceau in offre.motifs_donnes.splitlines() if morceau.strip()),
        *fin_de_lettre(offre.marche),
    ]
    return arbre(offre.marche, "Motifs détaillés", le, blocs, gabarit="courrier")


def composer_la_notification(marche: Marche) -> Arbre:
    le = marche.notifie_le or localdate()
    montant = f"{euros(marche.montant_ht)} HT" if marche.montant_ht is not None else "[montant]"
    equipe = destinataire(marche.titulaire.groupement) if marche.titulaire else ["[équipe choisie]"]
    duree = pluriel(marche.duree_mois, "mois", "mois") if marche.duree_mois else "[durée] mois"
    signe = (
        f" L'acte d'engagement est signé du {jour(marche.signe_le, semaine=False)}."
        if marche.signe_le
        else ""
    )
    blocs: list[Bloc] = [
        EnTete(
            emetteur=adresse(marche.acheteur),
            destinataire=equipe,
            objet=f"Notification du marché {marche.numero or '[numéro]'}, atelier «\u00a0{marche.dossier}\u00a0»",
            date=le,
            pieces_jointes=["L'acte d'engagement signé des deux parties"],
        ),
        Paragraphe("Madame, Monsieur,"),
        Paragraphe(
            f"L'offre de votre groupement pour l'atelier «\u00a0{marche.dossier}\u00a0» est retenue. Le marché "
            f"subséquent vous est notifié pour un montant de {montant} et une durée de {duree}.{signe} Il prend effet "
            "à la date à laquelle vous le recevez."
        ),
        Paragraphe(
            f"Date de notification enregistrée : {jour(marche.notifie_le, semaine=False)}."
            if marche.notifie_le
            else "Date de notification : [à enregistrer à la réception]."
        ),
        *fin_de_lettre(marche),
    ]
    return arbre(marche, "Lettre de notification", le, blocs, gabarit="courrier")


REJET = Document("lettre-de-rejet", "Lettre de rejet", composer_le_rejet)
REJET_TARDIF = Document("pli-hors-delai", "Pli arrivé hors délai", composer_le_rejet_tardif)
MOTIFS = Document("motifs-detailles", "Motifs détaillés du rejet", composer_les_motifs)
NOTIFICATION = Document("lettre-de-notification", "Lettre de notification", composer_la_notification)
