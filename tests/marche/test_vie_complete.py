"""Toute la vie d'un marché, de l'accord-cadre au solde, comme une DDT la passe une fois dans sa carrière."""

import hashlib
import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now

from etabli.etape2_marche import actions
from etabli.etape2_marche.actions import dce as ecrire_le_dce
from etabli.etape2_marche.actions import execution as ecrire
from etabli.etape2_marche.actions.factures import enregistrer_une_facture
from etabli.etape2_marche.actions.modifications import preparer_un_avenant, presenter_un_sous_traitant
from etabli.etape2_marche.classement import classement_de
from etabli.etape2_marche.decp import decp, manques_decp
from etabli.etape2_marche.decp_modele import erreurs
from etabli.etape2_marche.documents import RAPPORT, REJET, archive_du_dce
from etabli.etape2_marche.documents import execution as pieces
from etabli.etape2_marche.documents.paiements import CERTIFICAT, ETAT_DES_PAIEMENTS
from etabli.etape2_marche.enums import Conformite, Etat, NatureDeFacture, NatureDOrdre
from etabli.etape2_marche.execution import bilan_de, consommation_de
from etabli.etape2_marche.models import LivrableDuMarche, Titulaire
from etabli.etape2_marche.workflow import (
    CYCLE,
    CYCLE_DE_L_ACTE,
    CYCLE_DE_L_AVENANT,
    CYCLE_DE_L_ORDRE,
    CYCLE_DE_LA_FACTURE,
    CYCLE_DU_LIVRABLE,
)
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.marche import (
    PDF,
    CadreFactory,
    composer_le_college,
    preparer_la_notification,
    reculer_la_date_limite,
    scene_de_marche,
)

pytestmark = pytest.mark.django_db


def cadre_a_six():
    cadre = CadreFactory(
        nb_titulaires=6,
        nb_titulaires_attendus=6,
        regle_d_egalite="prix",
        montant_maximum=Decimal(500_000),
        code_cpv="71410000",
        procedure="Appel d'offres ouvert",
        forme_de_prix="Forfaitaire",
        type_de_prix="Définitif ferme",
        clause_sociale="Pas de considération sociale",
        clause_environnementale="Critère environnemental",
    )
    Titulaire.objects.update(forme="Conjoint")
    for rang, titulaire in enumerate(cadre.titulaires.all()):
        for place, membre in enumerate(titulaire.groupement.membres.all()):
            membre.organisation.siret = f"9{rang:05d}{place:08d}"
            membre.organisation.save()
    return cadre


def preparer_et_consulter(scene):
    ecrire.fixer_les_phases(
        scene.marche, [("Cadrage", None), ("Sessions", None), ("Production", None)], par=scene.acheteur
    )
    ecrire_le_dce.regler_le_dce(
        scene.marche, par=scene.acheteur, contact="Bureau fictif", precisions="Visite le 3 mars."
    )
    ecrire_le_dce.joindre_une_annexe(scene.marche, "Plan", PDF, "plan.pdf", par=scene.acheteur)
    octets = archive_du_dce(scene.relire())
    verifier_les_empreintes(octets)
    for cle in ("consultation-creee", "titulaires-invites", "archive-deposee"):
        ecrire_le_dce.cocher(scene.marche, cle, par=scene.acheteur)
    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=30))
    ecrire_le_dce.noter_la_reference(scene.marche, "PLACE-2026-1", par=scene.acheteur)
    assert scene.marche.consultations.count() == 6


def verifier_les_empreintes(octets):
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        lignes = archive.read("EMPREINTES.txt").decode().splitlines()
        annoncees = dict(reversed(ligne.split("  ", 1)) for ligne in lignes if not ligne.startswith("#"))
        reelles = {
            nom: hashlib.sha256(archive.read(nom)).hexdigest()
            for nom in archive.namelist()
            if nom != "EMPREINTES.txt"
        }
    assert annoncees == reelles
    assert {"05-decomposition-du-prix.ods", "05-decomposition-du-prix.xlsx", "annexes/01-plan.pdf"} <= set(
        reelles
    )


def recevoir_quatre_offres(scene):
    """Deux à temps et complètes, une irrégulière, une arrivée une heure trop tard."""
    reculer_la_date_limite(scene)
    scene.avancer("clore_la_reception")
    consultes = list(scene.marche.consultations.all())
    for rang, consultation in enumerate(consultes[:4]):
        a_temps = scene.marche.date_limite - timedelta(hours=5)
        tard = scene.marche.date_limite + timedelta(hours=1)
        actions.enregistrer_une_offre(
            scene.marche,
            consultation.titulaire,
            tard if rang == 3 else a_temps,
            par=scene.acheteur,
            **({} if rang == 3 else {"contenu": PDF + bytes([65 + rang]), "nom": "offre.pdf"}),
        )
    tardive = scene.offres[3]
    assert tardive.conformite == Conformite.HORS_DELAI
    actions.renvoyer_un_pli_tardif(tardive, par=scene.acheteur)
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    scene.avancer("ouvrir_les_plis", par=scene.collectivite)


def juger(scene):
    """Trois évaluateurs de trois organisations ; deux offres finissent à égalité, le prix départage."""
    composer_le_college(scene)
    premiere, seconde, irreguliere, _ = scene.offres
    par = scene.acheteur
    actions.verifier_une_offre(premiere, Conformite.COMPLETE, par=par, montant_ht=Decimal(100_000))
    actions.verifier_une_offre(seconde, Conformite.COMPLETE, par=par, montant_ht=Decimal(80_000))
    actions.verifier_une_offre(
        irreguliere, Conformite.IRREGULIERE, par=par, motif="L'acte d'engagement manque."
    )
    methode, equipe = scene.marche.accord_cadre.criteres.filter(est_prix=False)
    notes = {(premiere, methode): 4, (seconde, methode): 3, (premiere, equipe): 3, (seconde, equipe): 3}
    evaluateurs = list(scene.marche.evaluateurs.all())
    assert len({e.organisation_id for e in evaluateurs}) == 3
    saisies = [actions.Saisie(o, c, Decimal(n), "Motif écrit.") for (o, c), n in notes.items()]
    for evaluateur in evaluateurs:
        actions.noter(evaluateur, saisies, par=evaluateur.agent)
    scene.relire()
    scene.avancer("reunir")
    actions.arreter_les_notes(scene.marche, saisies, par=par)
    lignes = classement_de(scene.relire())
    assert lignes[0].total == lignes[1].total
    assert lignes[0].cle == seconde.pk
    scene.avancer("attribuer", offre=seconde, motif="À égalité de points, le prix départage.")
    assert REJET.composer(premiere).titre
    assert RAPPORT.composer(scene.marche).titre


def notifier(scene):
    scene.marche.acheteur.siret = "13000000000001"
    scene.marche.acheteur.save()
    preparer_la_notification(scene)
    scene.avancer(
        "notifier",
        numero="2026-DDT-01",
        notifie_le=localdate(),
        montant_ht=Decimal(80_000),
        duree_mois=12,
        a_une_avance=True,
    )
    prix = [("Cadrage", Decimal(20_000)), ("Sessions", Decimal(40_000)), ("Production", Decimal(20_000))]
    ecrire.fixer_les_phases(scene.marche, prix, par=scene.acheteur)


def publiable(scene):
    """Les données essentielles sont valides à cette étape ; rend celles du marché."""
    marche = scene.relire()
    assert manques_decp(marche) == []
    donnees = decp([marche])
    assert list(erreurs(donnees)) == []
    return donnees["marches"]["marche"][0]


def changer_en_route(scene):
    """Un avenant, puis un sous-traitant."""
    sessions = scene.marche.phases.get(ordre=2)
    avenant = preparer_un_avenant(
        scene.marche,
        "Une session supplémentaire.",
        "La crue de mars.",
        par=scene.acheteur,
        ecart_ht=Decimal(5_000),
        phase=sessions,
        duree_mois_apres=14,
    )
    CYCLE_DE_L_AVENANT.avancer("notifier", avenant, par=scene.acheteur)
    assert publiable(scene)["modifications"][0]["modification"]["montant"] == 85_000
    acte = presenter_un_sous_traitant(
        scene.marche,
        OrganisationFactory(type="entreprise", siret="80000000000001"),
        "Modélisation hydraulique.",
        Decimal(9_000),
        6,
        par=scene.acheteur,
    )
    CYCLE_DE_L_ACTE.avancer("accepter", acte, par=scene.acheteur)
    assert publiable(scene)["actesSousTraitance"][0]["acteSousTraitance"]["montant"] == 9_000
    acte.refresh_from_db()
    return avenant, acte


def regler(facture, scene):
    CYCLE_DE_LA_FACTURE.avancer("constater_le_service_fait", facture, par=scene.acheteur)
    CYCLE_DE_LA_FACTURE.avancer("payer", facture, par=scene.acheteur)
    facture.refresh_from_db()


def executer(scene, acte):
    cadrage, sessions, production = scene.marche.phases.all()
    equipe = AgentFactory(organisation=scene.marche.titulaire.groupement.mandataire)
    ordre = ecrire.emettre_un_ordre(
        scene.marche, NatureDOrdre.DEMARRAGE, "Démarrer.", localdate(), par=scene.acheteur
    )
    CYCLE_DE_L_ORDRE.avancer("accuser_reception", ordre, par=equipe, recu_le=localdate())
    LivrableDuMarche.objects.filter(marche=scene.marche).delete()
    note = LivrableDuMarche.objects.create(marche=scene.marche, intitule="Note de cadrage", phase=cadrage)
    CYCLE_DU_LIVRABLE.avancer("remettre", note, par=equipe, remis_le=localdate())
    CYCLE_DU_LIVRABLE.avancer(
        "admettre_avec_refaction",
        note,
        par=scene.acheteur,
        motif="Sans calendrier.",
        refaction_ht=Decimal(500),
    )
    commun = {"par": scene.acheteur, "marche": scene.marche, "recue_le": localdate()}
    premiere = enregistrer_une_facture(numero="F1", lignes={cadrage: Decimal(20_000)}, **commun)
    deuxieme = enregistrer_une_facture(numero="S1", lignes={sessions: Decimal(9_000)}, acte=acte, **commun)
    troisieme = enregistrer_une_facture(
        numero="F2",
        lignes={sessions: Decimal(36_000), production: Decimal(20_000)},
        nature=NatureDeFacture.SOLDE,
        retenue_ht=Decimal(500),
        motif_de_retenue="Réfaction de la note de cadrage.",
        **commun,
    )
    for facture in (premiere, deuxieme, troisieme):
        assert not CYCLE.verdict("solder", scene.relire(), scene.acheteur)
        regler(facture, scene)
    return ordre, note, troisieme


def test_la_vie_complete_d_un_marche_a_six_titulaires():
    scene = scene_de_marche(Etat.PREPARATION, accord_cadre=cadre_a_six())
    preparer_et_consulter(scene)
    recevoir_quatre_offres(scene)
    juger(scene)
    notifier(scene)
    assert "modifications" not in publiable(scene)
    avenant, acte = changer_en_route(scene)

    ordre, note, solde = executer(scene, acte)
    scene.avancer("solder", solde_le=localdate(), bilan="Une équipe à l'écoute.")

    bilan = bilan_de(scene.marche)
    assert (bilan.prix_actuel, bilan.reste_a_facturer, bilan.paye) == (85_000, 0, 84_500)
    assert bilan.paye_ttc == Decimal("101400.00")
    assert scene.marche.etat == Etat.SOLDE
    consommation = consommation_de(scene.marche.accord_cadre)
    assert (consommation.total, consommation.paye, consommation.reste) == (85_000, 84_500, 415_000)
    ecrits = [
        (pieces.AVENANT, avenant),
        (pieces.ACTE, acte),
        (pieces.ORDRE, ordre),
        (pieces.DECISION, note.decisions.get()),
        (CERTIFICAT, solde),
        (ETAT_DES_PAIEMENTS, scene.marche),
    ]
    for document, objet in ecrits:
        objet.refresh_from_db()
        assert document.pdf(objet).startswith(b"%PDF"), document.titre
    assert publiable(scene)["modifications"][0]["modification"]["dureeMois"] == 14
