"""Étape 2, jouée : les six titulaires consultés, quatre offres, une équipe choisie à plusieurs."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils.timezone import now

from etabli.annuaire.models import Agent
from etabli.config.demonstration import execution
from etabli.config.demonstration.contenu import lire
from etabli.config.demonstration.horloge import PARIS, Horloge
from etabli.config.demonstration.monde import Monde
from etabli.dossier.models import Dossier
from etabli.etape2_marche.actions import (
    Saisie,
    arreter_les_notes,
    constater_la_signature,
    constater_les_attestations,
    declarer_sans_conflit,
    demander_l_ouverture,
    designer_un_evaluateur,
    ecrire_le_motif_du_rejet,
    enregistrer_une_offre,
    envoyer_les_rejets,
    noter,
    poser_une_question,
    repondre,
    verifier_une_offre,
)
from etabli.etape2_marche.enums import Conformite
from etabli.etape2_marche.models import Critere, Marche, Offre
from etabli.etape2_marche.workflow import CYCLE

MOTIFS = {
    Decimal(5): "Réponse précise, ancrée dans la note, avec des exemples que l'on peut vérifier.",
    Decimal(4): "Réponse solide ; un point reste à préciser.",
    Decimal(3): "Réponse correcte mais générale : le territoire s'y reconnaît peu.",
}


def lancer(marche: Marche, horloge: Horloge, il_y_a: int, nb_jours: int, par: Agent) -> Marche:
    jour = horloge.il_y_a(il_y_a)
    limite = datetime.combine(jour + timedelta(days=nb_jours), time(12), PARIS)
    return CYCLE.avancer(
        "lancer_la_consultation",
        marche,
        par=par,
        date_limite=limite,
        reference_place=f"DEMO-PLACE-{marche.pk}",
    )


def jouer_tessy(dossier: Dossier, monde: Monde, horloge: Horloge) -> Marche:
    ddtm = monde["ddtm"]
    horloge.il_y_a(495)
    execution.preparer(Marche.objects.get(dossier=dossier), "ddtm", monde)
    marche = lancer(Marche.objects.get(dossier=dossier), horloge, 495, 32, ddtm)
    horloge.il_y_a(482)
    question = poser_une_question(
        marche, "Les exploitants seront-ils conviés aux sessions, et à quelle heure ?", par=monde["candidat"]
    )
    horloge.il_y_a(480)
    repondre(question, "Oui, en fin de journée ; la note précise les saisons à éviter.", par=ddtm)
    enregistrer_les_plis(marche, monde, horloge)
    analyser(marche, monde, horloge)
    return choisir(marche, monde, horloge)


def enregistrer_les_plis(marche: Marche, monde: Monde, horloge: Horloge) -> None:
    ddtm, second = monde["ddtm"], monde["ddtm2"]
    horloge.il_y_a(461)
    marche.refresh_from_db()
    CYCLE.avancer("clore_la_reception", marche, par=ddtm)
    marche.refresh_from_db()
    limite = marche.date_limite or now()
    titulaires = {t.rang: t for t in marche.accord_cadre.titulaires.all()}
    for rang, (_, avance, _) in lire("autres")["offres"].items():
        recue_le = limite - timedelta(days=avance, hours=2)
        enregistrer_une_offre(marche, titulaires[int(rang)], recue_le, par=ddtm)
    demander_l_ouverture(marche, par=ddtm)
    marche.refresh_from_db()
    CYCLE.avancer("ouvrir_les_plis", marche, par=second)


def analyser(marche: Marche, monde: Monde, horloge: Horloge) -> None:
    horloge.il_y_a(455)
    ddtm = monde["ddtm"]
    membres = [monde[i] for i in ("ddtm", "eau", "commune", "agglo")]
    evaluateurs = [
        designer_un_evaluateur(marche, m, m.fonctions_en_cours[0].organisation, par=ddtm) for m in membres
    ]
    for evaluateur, membre in zip(evaluateurs, membres, strict=True):
        declarer_sans_conflit(evaluateur, par=membre)
    offres, donnees = list(marche.offres.select_related("titulaire")), lire("autres")["offres"]
    for offre in offres:
        montant = Decimal(donnees[str(offre.titulaire.rang)][0])
        verifier_une_offre(offre, Conformite.COMPLETE, montant_ht=montant, par=ddtm)
    criteres = list(marche.accord_cadre.criteres.filter(est_prix=False))
    horloge.il_y_a(446)
    for rang, (evaluateur, membre) in enumerate(zip(evaluateurs, membres, strict=True)):
        noter(evaluateur, notes(offres, criteres, ecart=rang), par=membre)


def notes(offres: list[Offre], criteres: list[Critere], ecart: int = 0) -> list[Saisie]:
    """Les notes de consensus du contenu ; `ecart` fait varier celles d'un évaluateur, de façon stable."""
    saisies = []
    for offre in offres:
        valeurs = lire("autres")["offres"][str(offre.titulaire.rang)][2]
        for place, (critere, valeur) in enumerate(zip(criteres, valeurs, strict=True)):
            recul = 1 if ecart and (offre.titulaire.rang + place + ecart) % 4 == 0 else 0
            note = Decimal(max(3, valeur - recul))
            saisies.append(Saisie(offre, critere, note, MOTIFS[note]))
    return saisies


def choisir(marche: Marche, monde: Monde, horloge: Horloge) -> Marche:
    ddtm = monde["ddtm"]
    horloge.il_y_a(440)
    marche.refresh_from_db()
    marche = CYCLE.avancer("reunir", marche, par=ddtm)
    offres = list(marche.offres.select_related("titulaire"))
    criteres = list(marche.accord_cadre.criteres.filter(est_prix=False))
    arreter_les_notes(marche, notes(offres, criteres), par=ddtm)
    retenue = next(o for o in offres if o.titulaire.rang == 1)
    marche = CYCLE.avancer("attribuer", marche, par=ddtm, offre=retenue)
    horloge.il_y_a(434)
    constater_les_attestations(marche, par=ddtm)
    for offre in marche.offres.exclude(pk=retenue.pk):
        ecrire_le_motif_du_rejet(
            offre,
            "Offre de qualité, dont la méthode d'animation est jugée moins adaptée au territoire.",
            par=ddtm,
        )
    envoyer_les_rejets(marche, par=ddtm)
    signe_le = horloge.il_y_a(426)
    marche.refresh_from_db()
    constater_la_signature(marche, par=ddtm, signe_le=signe_le, signataire="Le directeur (personne fictive)")
    jour = horloge.il_y_a(424)
    marche.refresh_from_db()
    return CYCLE.avancer(
        "notifier",
        marche,
        par=ddtm,
        numero="DEMO-50-01",
        notifie_le=jour,
        montant_ht=marche.montant_ht,
        duree_mois=14,
    )


def jouer_bresle(dossier: Dossier, monde: Monde, horloge: Horloge) -> Marche:
    """La consultation est en cours aujourd'hui : rien n'est lisible, une question attend sa réponse."""
    pilote = monde["ddtm76"]
    horloge.il_y_a(12)
    execution.preparer(Marche.objects.get(dossier=dossier), "ddtm76", monde)
    marche = lancer(Marche.objects.get(dossier=dossier), horloge, 12, 35, pilote)
    horloge.il_y_a(4)
    poser_une_question(
        marche,
        "Les deux départements disposent-ils d'un atlas commun des zones inondables ?",
        par=monde["candidat"],
    )
    return marche
