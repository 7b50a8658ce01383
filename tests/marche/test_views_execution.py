"""Les pages de l'exécution : une fiche par objet, une saisie par acte, rien de perdu, rien d'ouvert à tous."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import (
    ActeDeSousTraitance,
    Avenant,
    DossierDeConsultation,
    Facture,
    LivrableDuMarche,
    OrdreDeService,
)
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.marche import scene_de_marche
from tests.marche.test_execution import acte_de, avenant_de, facturer, livrable, ordre_de
from tests.marche.test_execution import scene as scene

pytestmark = pytest.mark.django_db
FAMILLES = {
    "ordres": ordre_de,
    "livrables": livrable,
    "factures": facturer,
    "avenants": avenant_de,
    "sous-traitance": acte_de,
}


def adresse(scene, nom, *suite):
    return reverse(f"marche:{nom}", args=[scene.marche.pk, *suite])


def test_la_page_de_l_execution_nombre_de_requetes_constant(scene, client, django_assert_max_num_queries):
    ContentType.objects.get_for_model(DossierDeConsultation)
    client.force_login(scene.acheteur)
    comptes = []
    for numeros in (["F1"], ["F2", "F3"]):
        for numero in numeros:
            facturer(scene, numero=numero, montant=1_000)
            livrable(scene)
            ordre_de(scene, "prescription")
            acte_de(scene, 1_000)
        with django_assert_max_num_queries(90) as suivi:
            assert client.get(adresse(scene, "execution")).status_code == 200
        comptes.append(len(suivi.captured_queries))
    assert comptes[0] == comptes[1]


@pytest.mark.parametrize("famille", FAMILLES)
def test_chaque_fiche_se_lit_et_ses_actes_ont_leur_saisie(scene, client, famille):
    objet = FAMILLES[famille](scene)
    client.force_login(scene.acheteur)
    page = client.get(objet.get_absolute_url()).content.decode()
    assert str(objet) in page
    liens = [m for m in page.split('href="') if m.startswith(objet.get_absolute_url())]
    actes = [m.split('"')[0] for m in liens if m.split('"')[0].endswith("/")]
    assert actes
    for url in actes:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("famille", FAMILLES)
def test_qui_n_execute_pas_lit_pourquoi_il_n_entre_pas(scene, client, famille):
    objet = FAMILLES[famille](scene)
    autre = AgentFactory(organisation=scene.marche.consultations.last().titulaire.groupement.mandataire)
    client.force_login(autre)
    assert client.get(adresse(scene, "execution")).status_code == 403
    assert client.get(objet.get_absolute_url()).status_code == 403
    client.force_login(scene.etranger)
    assert client.get(objet.get_absolute_url()).status_code == 404


def test_l_equipe_lit_l_execution_et_n_y_enregistre_pas_de_facture(scene, client):
    equipe = AgentFactory(organisation=scene.marche.titulaire.groupement.mandataire)
    client.force_login(equipe)
    assert client.get(adresse(scene, "execution")).status_code == 200
    assert client.get(adresse(scene, "creer_dans_l_execution", "factures")).status_code == 403
    assert client.get(adresse(scene, "creer_dans_l_execution", "sous-traitance")).status_code == 200


def test_une_facture_trop_forte_se_corrige_sans_rien_retaper(scene, client):
    client.force_login(scene.acheteur)
    phase = scene.marche.phases.first()
    mandataire = scene.marche.titulaire.groupement.mandataire
    saisi = {
        "numero": "F-77",
        "recue_le": localdate(),
        "nature": "acompte",
        "emise_par": f"membre-{mandataire.pk}",
        f"phase_{phase.pk}": "20 000,01",
        "taux_tva": "20",
    }
    url = adresse(scene, "creer_dans_l_execution", "factures")
    refus = client.post(url, saisi)
    assert refus.status_code == 422
    assert "Il ne reste que" in refus.content.decode()
    assert "F-77" in refus.content.decode()
    assert client.post(url, {**saisi, f"phase_{phase.pk}": "20 000"}).status_code == 302
    assert Facture.objects.get().lignes.get().montant_ht == Decimal(20_000)


def test_ordre_avenant_et_sous_traitant_se_creent_par_leur_formulaire(scene, client):
    client.force_login(scene.acheteur)
    mandataire, jour = scene.marche.titulaire.groupement.mandataire, localdate()
    ordre = {"nature": "demarrage", "effet_le": jour, "objet": "Démarrer."}
    assert client.post(adresse(scene, "creer_dans_l_execution", "ordres"), ordre).status_code == 302
    url = adresse(scene, "creer_dans_l_execution", "avenants")
    assert client.post(url, {"objet": "Rien.", "motif": "Rien."}).status_code == 422
    assert (
        client.post(url, {"objet": "Durée.", "motif": "Crue.", "duree_mois_apres": "14"}).status_code == 302
    )
    avenant = Avenant.objects.get()
    modifier = adresse(scene, "modifier_dans_l_execution", "avenants", avenant.pk)
    client.post(modifier, {"objet": "Durée.", "motif": "Crue.", "duree_mois_apres": "15"})
    avenant.refresh_from_db()
    assert avenant.duree_mois_apres == 15
    saisi = {
        "donneur_d_ordre": mandataire.pk,
        "nom": "Rivages",
        "siret": "123",
        "prestation": "Cartes.",
        "montant_ht": "4000",
        "duree_mois": "3",
        "variation_de_prix": "Ferme",
        "presente_le": jour,
    }
    url = adresse(scene, "creer_dans_l_execution", "sous-traitance")
    assert client.post(url, saisi).status_code == 422
    assert client.post(url, {**saisi, "siret": "123 456 789 00012"}).status_code == 302
    assert ActeDeSousTraitance.objects.get().sous_traitant.siret == "12345678900012"
    assert OrdreDeService.objects.count() == 1


def test_un_acte_se_fait_par_sa_saisie_et_revient_a_la_fiche(scene, client):
    v = livrable(scene)
    client.force_login(scene.acheteur)
    remettre = adresse(scene, "avancer_dans_l_execution", "livrables", v.pk, "remettre")
    demain = localdate() + timedelta(days=1)
    assert client.post(remettre, {"remis_le": demain}).status_code == 422
    assert client.post(remettre, {"remis_le": localdate()}).url == v.get_absolute_url()
    assert client.get(remettre).status_code == 403
    inconnu = adresse(scene, "avancer_dans_l_execution", "livrables", v.pk, "inconnu")
    assert client.get(inconnu).status_code == 404


def test_les_livrables_se_tiennent_en_une_page(scene, client):
    scene.marche.livrables.all().delete()
    livrable(scene)
    client.force_login(scene.acheteur)
    url, phase = adresse(scene, "livrables"), scene.marche.phases.last()
    client.post(url, {"intitule_1": "Note", "phase_1": phase.pk, "attendu_1": "", "intitule_2": "Carnet"})
    assert [v.intitule for v in LivrableDuMarche.objects.all()] == ["Note", "Carnet"]
    assert LivrableDuMarche.objects.first().phase == phase


def test_les_pieces_et_le_classeur_se_telechargent(scene, client):
    facture = facturer(scene)
    client.force_login(scene.acheteur)
    piece = adresse(
        scene, "document_d_execution", "factures", facture.pk, "certificat-pour-paiement", 1, "odt"
    )
    assert client.get(piece).content[:2] == b"PK"
    assert client.get(piece.replace("-1.odt", "-2.odt")).status_code == 404
    assert b"F1" in client.get(adresse(scene, "factures", "csv")).content
    assert client.get(adresse(scene, "etat_des_paiements", "odt")).status_code == 200


def test_solder_demande_sa_date_et_ferme_le_marche(scene, client):
    scene.marche.livrables.all().delete()
    client.force_login(scene.acheteur)
    url = adresse(scene, "avancer", "solder")
    assert client.post(url, {"solde_le": ""}).status_code == 422
    client.post(url, {"solde_le": localdate(), "bilan": "Une équipe à l'écoute."})
    assert scene.relire().etat == Etat.SOLDE
    assert "Une équipe à l" in client.get(adresse(scene, "execution")).content.decode()
    assert client.get(adresse(scene, "creer_dans_l_execution", "factures")).status_code == 403


def test_avant_la_notification_l_onglet_n_existe_pas(client):
    scene = scene_de_marche(Etat.PREPARATION)
    client.force_login(scene.acheteur)
    assert "Exécution</a>" not in client.get(scene.marche.get_absolute_url()).content.decode()
