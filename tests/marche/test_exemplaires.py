"""L'exemplaire signé : gardé, relu, ses signatures dites ; un exemplaire altéré se refuse à l'envoi."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.etape2_marche import actions
from etabli.etape2_marche.actions.execution import fixer_les_phases
from etabli.etape2_marche.actions.exemplaires import exemplaire_de, joindre_l_exemplaire, lecture_de
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.workflow import CYCLE_DE_L_AVENANT
from tests.fabriques.marche import PDF, scene_de_marche
from tests.fabriques.signatures import altere, pdf_signe
from tests.marche.test_execution import PRIX, acte_de, avenant_de, ordre_de

pytestmark = pytest.mark.django_db
PIECES = {"ordres": ordre_de, "avenants": avenant_de, "sous-traitance": acte_de}


@pytest.fixture
def scene():
    scene = scene_de_marche(Etat.NOTIFIE)
    fixer_les_phases(scene.marche, PRIX, par=scene.acheteur)
    return scene


def adresse(nom, piece):
    return reverse(f"marche:{nom}", args=[piece.marche.pk, piece.famille, piece.pk])


def televerse(contenu, nom="signe.pdf"):
    return {"fichier": SimpleUploadedFile(nom, contenu)}


@pytest.mark.parametrize("famille", PIECES)
def test_l_exemplaire_signe_se_joint_se_relit_et_dit_sa_signature(scene, client, famille):
    piece = PIECES[famille](scene)
    client.force_login(scene.acheteur)
    assert "Aucun exemplaire signé" in client.get(piece.get_absolute_url()).content.decode()
    assert client.get(adresse("exemplaire_signe", piece)).status_code == 404

    reponse = client.post(adresse("joindre_l_exemplaire", piece), televerse(pdf_signe()))
    assert reponse.headers["Location"] == piece.get_absolute_url()
    page = client.get(piece.get_absolute_url()).content.decode()
    assert "Mme Fictive, présidente" in page
    assert "ne connaît pas l&#x27;autorité" in page
    relu = client.get(adresse("exemplaire_signe", piece))
    assert b"".join(relu.streaming_content) == pdf_signe()


def test_un_second_exemplaire_s_ajoute_sans_effacer_le_premier(scene):
    ordre = ordre_de(scene)
    joindre_l_exemplaire(ordre, PDF, "main.pdf", par=scene.acheteur)
    joindre_l_exemplaire(ordre, pdf_signe(), "electronique.pdf", par=scene.acheteur)
    fichier = exemplaire_de(ordre)
    assert [v.nom for v in fichier.versions.order_by("numero")] == ["main.pdf", "electronique.pdf"]
    assert lecture_de(fichier).etat == "emetteur_inconnu"


def test_un_exemplaire_altere_se_refuse_et_rien_n_est_garde(scene, client):
    avenant = avenant_de(scene)
    client.force_login(scene.acheteur)
    reponse = client.post(adresse("joindre_l_exemplaire", avenant), televerse(altere(pdf_signe())))
    assert reponse.status_code == 422
    assert "modifié après sa signature" in reponse.content.decode()
    assert client.post(adresse("joindre_l_exemplaire", avenant), {}).status_code == 422
    assert exemplaire_de(avenant) is None


def test_l_equipe_joint_le_sien_et_qui_n_execute_pas_n_y_entre_pas(scene, client):
    ordre = ordre_de(scene)
    client.force_login(scene.candidats[0])
    assert client.post(adresse("joindre_l_exemplaire", ordre), televerse(PDF)).status_code == 302
    client.force_login(scene.collectivite)
    assert client.get(adresse("joindre_l_exemplaire", ordre)).status_code == 403
    assert b"".join(client.get(adresse("exemplaire_signe", ordre)).streaming_content) == PDF
    for agent, refus in ((scene.candidats[1], 403), (scene.etranger, 404)):
        client.force_login(agent)
        assert client.get(adresse("joindre_l_exemplaire", ordre)).status_code == refus
        assert client.get(adresse("exemplaire_signe", ordre)).status_code == refus


def test_ce_qui_n_a_pas_eu_de_suite_ou_ne_se_signe_pas_n_a_pas_d_exemplaire(scene, client):
    avenant = avenant_de(scene)
    CYCLE_DE_L_AVENANT.avancer("abandonner", avenant, par=scene.acheteur)
    client.force_login(scene.acheteur)
    reponse = client.get(adresse("joindre_l_exemplaire", avenant))
    assert reponse.status_code == 403
    assert "ne se signe pas" in reponse.content.decode()
    facture = reverse("marche:joindre_l_exemplaire", args=[scene.marche.pk, "factures", 1])
    assert client.get(facture).status_code == 404


def test_l_acte_d_engagement_signe_dit_ce_que_vaut_sa_signature(client):
    scene = scene_de_marche(Etat.ATTRIBUE)
    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    client.force_login(scene.acheteur)
    url = reverse("marche:signer", args=[scene.marche.pk])
    saisi = {"signe_le": localdate().isoformat(), "signataire": "La directrice (fictive)"}
    refuse = client.post(url, saisi | televerse(altere(pdf_signe())))
    assert refuse.status_code == 422
    assert "La directrice (fictive)" in refuse.content.decode()

    assert client.post(url, saisi | televerse(pdf_signe())).status_code == 302
    assert lecture_de(scene.relire().acte_signe).signatures[0].signataire == "Mme Fictive, présidente"
    page = client.get(reverse("marche:suites", args=[scene.marche.pk])).content.decode()
    assert "Mme Fictive, présidente" in page
