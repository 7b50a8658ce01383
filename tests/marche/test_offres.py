"""Une offre ouverte : la procédure du prix bas, ce que le candidat lit de la sienne, les motifs qu'il demande."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.abonnements import invites
from etabli.etape2_marche.documents import (
    DEMANDE,
    MOTIFS,
    OUVERTURE,
    PROCES_VERBAL,
    RAPPORT,
    REJET,
    REJET_TARDIF,
)
from etabli.etape2_marche.enums import Conformite, Etat, NatureDeDemande, SuiteDeDemande
from etabli.etape2_marche.models import DemandeAuCandidat, Offre
from etabli.socle.document.blocs import Liste, Titre
from etabli.socle.document.texte import nu
from etabli.socle.models import LettreSortante
from tests.fabriques.marche import PDF, CadreFactory, arreter, composer_le_college, scene_de_marche, signer
from tests.marche.test_documents import texte

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    return scene


def demander(scene, offre, nature=NatureDeDemande.JUSTIFICATION):
    return actions.demander_au_candidat(
        offre, nature, "Justifiez votre prix.", localdate() + timedelta(days=8), par=scene.acheteur
    )


def ecarter(scene, offre, motif="Prix non justifié."):
    return actions.verifier_une_offre(
        offre, Conformite.ANORMALEMENT_BASSE, par=scene.acheteur, motif=motif, montant_ht=Decimal(20_000)
    )


# --- l'offre anormalement basse ---


def test_un_prix_bas_ne_s_ecarte_pas_sans_l_avoir_entendu(scene):
    offre = scene.offres[0]
    with pytest.raises(ValidationError, match="Demandez d'abord au candidat"):
        ecarter(scene, offre)

    demande = demander(scene, offre)
    with pytest.raises(ValidationError, match="attend sa suite"):
        ecarter(scene, offre)

    actions.repondre_a_la_demande(demande, "Nous amortissons une mission voisine.", par=scene.candidats[0])
    actions.clore_la_demande(
        demande, SuiteDeDemande.INSUFFISANTE, "Aucun chiffre n'est donné.", par=scene.acheteur
    )
    assert ecarter(scene, offre).conformite == Conformite.ANORMALEMENT_BASSE


def test_une_demande_d_une_autre_nature_ne_suffit_pas_a_ecarter_un_prix(scene):
    demande = demander(scene, scene.offres[0], NatureDeDemande.PRECISION)
    actions.repondre_a_la_demande(demande, "Voici.", par=scene.candidats[0])
    actions.clore_la_demande(demande, SuiteDeDemande.SATISFAISANTE, "Précis.", par=scene.acheteur)
    with pytest.raises(ValidationError, match="Demandez d'abord au candidat"):
        ecarter(scene, scene.offres[0])


def test_le_silence_ne_se_constate_qu_apres_le_delai(scene):
    demande = demander(scene, scene.offres[0])
    assert "pas encore répondu" in permissions.peut_clore_la_demande(scene.acheteur, demande).motif
    with pytest.raises(ValidationError, match="n'est pas passé"):
        actions.clore_la_demande(demande, SuiteDeDemande.SANS_REPONSE, "Silence.", par=scene.acheteur)
    with pytest.raises(ValidationError, match="Aucune réponse"):
        actions.clore_la_demande(demande, SuiteDeDemande.SATISFAISANTE, "Bien.", par=scene.acheteur)

    DemandeAuCandidat.objects.update(reponse_attendue_le=localdate() - timedelta(days=1))
    demande.refresh_from_db()
    assert permissions.peut_clore_la_demande(scene.acheteur, demande)
    actions.clore_la_demande(demande, SuiteDeDemande.SANS_REPONSE, "Silence.", par=scene.acheteur)
    assert demande.est_close


def test_une_demande_sans_suite_retient_la_reunion_et_attend_le_candidat(scene):
    demander(scene, scene.offres[0])
    motif = permissions.peut_reunir(scene.acheteur, scene.relire()).motif
    assert "1 demande(s) à un candidat dont la suite est à donner" in motif
    (attente,) = invites(scene.candidats[0])
    assert attente.libelle == "Répondre à l'acheteur sur votre offre"
    assert invites(scene.candidats[1]) == []


def test_une_seule_demande_a_la_fois_et_un_delai_a_venir(scene):
    demander(scene, scene.offres[0])
    with pytest.raises(ValidationError, match="attend encore sa suite"):
        demander(scene, scene.offres[0])
    with pytest.raises(ValidationError, match="à venir"):
        actions.demander_au_candidat(scene.offres[1], "precision", "?", localdate(), par=scene.acheteur)


def test_le_prix_bas_se_voit_et_la_procedure_se_suit_en_ligne(
    client, scene, django_capture_on_commit_callbacks
):
    basse, autre = scene.offres
    for offre, prix in ((basse, 40_000), (autre, 95_000)):
        actions.verifier_une_offre(offre, Conformite.COMPLETE, par=scene.acheteur, montant_ht=Decimal(prix))
    client.force_login(scene.acheteur)
    page = reverse("marche:offre", args=[scene.marche.pk, basse.pk])
    assert "Un prix très en dessous des autres" in client.get(page).content.decode()

    champs = {
        "nature": "justification",
        "texte": "Justifiez.",
        "reponse_attendue_le": localdate().isoformat(),
    }
    url = reverse("marche:demander", args=[scene.marche.pk, basse.pk])
    assert client.post(url, champs).status_code == 422
    champs["reponse_attendue_le"] = (localdate() + timedelta(days=8)).isoformat()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, champs).status_code == 302
    assert LettreSortante.objects.get(modele="marche-demande").destinataire == scene.candidats[0].email

    demande = basse.demandes.get()
    repondre = reverse("marche:repondre_a_la_demande", args=[scene.marche.pk, demande.pk])
    client.force_login(scene.candidats[1])
    assert client.get(repondre).status_code == 404
    client.force_login(scene.candidats[0])
    assert "Justifiez." in client.get(reverse("marche:mon_offre", args=[scene.marche.pk])).content.decode()
    assert client.post(repondre, {"reponse": "Voici le détail."}).status_code == 302

    client.force_login(scene.acheteur)
    clore = reverse("marche:clore_la_demande", args=[scene.marche.pk, demande.pk])
    assert client.post(clore, {"suite": "insuffisante", "motif": ""}).status_code == 422
    assert client.post(clore, {"suite": "insuffisante", "motif": "Sans détail."}).status_code == 302
    assert "Sans détail." in client.get(page).content.decode()
    lettre = reverse("marche:lettre_de_demande", args=[scene.marche.pk, demande.pk, "odt"])
    assert client.get(lettre).content.startswith(b"PK")


def test_joindre_l_offre_ouverte_sur_place(client, scene):
    offre = scene.offres[0]
    Offre.objects.filter(pk=offre.pk).update(fichier=None)
    client.force_login(scene.acheteur)
    url = reverse("marche:joindre", args=[scene.marche.pk, offre.pk])
    assert client.post(url, {"fichier": SimpleUploadedFile("offre.exe", b"MZ")}).status_code == 422
    assert client.post(url, {"fichier": SimpleUploadedFile("offre.pdf", PDF)}).status_code == 302
    client.force_login(scene.collectivite)
    lue = client.get(reverse("marche:fichier", args=[scene.marche.pk, offre.pk]))
    assert b"".join(lue.streaming_content) == PDF
    assert client.get(url).status_code == 403


# --- ce que chacun lit ---


def test_un_candidat_ne_lit_que_la_sienne():
    scene = scene_de_marche(Etat.ATTRIBUE)
    for candidat, offre in zip(scene.candidats, scene.offres, strict=False):
        assert list(Offre.objects.du_candidat(candidat)) == [offre]
    assert not Offre.objects.du_candidat(scene.candidats[2]).exists()
    assert not Offre.objects.du_candidat(scene.acheteur).exists()


def test_notre_offre_dit_l_enveloppe_puis_le_sort_et_rien_des_autres(client):
    scene = scene_de_marche(Etat.ATTRIBUE)
    url = reverse("marche:mon_offre", args=[scene.marche.pk])
    client.force_login(scene.candidats[1])
    avant = client.get(url).content.decode()
    assert str(scene.offres[0].titulaire) not in avant
    assert "écartée" not in avant
    assert client.get(reverse("marche:ma_lettre", args=[scene.marche.pk, "pdf"])).status_code == 404
    mien = client.get(reverse("marche:mon_fichier", args=[scene.marche.pk]))
    assert str(scene.offres[1].titulaire).encode() in b"".join(mien.streaming_content)

    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    assert "écartée" in client.get(url).content.decode()
    assert client.get(reverse("marche:ma_lettre", args=[scene.marche.pk, "pdf"])).content.startswith(b"%PDF")
    client.force_login(scene.acheteur)
    assert client.get(url).status_code == 403


def test_les_motifs_detailles_se_demandent_puis_se_donnent(client, django_capture_on_commit_callbacks):
    scene = scene_de_marche(Etat.ATTRIBUE)
    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    ecartee = scene.offres[1]
    demander_ = reverse("marche:demander_les_motifs", args=[scene.marche.pk])
    client.force_login(scene.candidats[1])
    assert client.post(demander_).status_code == 403
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(demander_).status_code == 302
    assert client.post(demander_).status_code == 403
    assert client.get(reverse("marche:mes_motifs", args=[scene.marche.pk, "pdf"])).status_code == 404
    assert LettreSortante.objects.filter(modele="marche-motifs-demandes").exists()

    client.force_login(scene.acheteur)
    assert (
        "sous quinze jours" in client.get(reverse("marche:suites", args=[scene.marche.pk])).content.decode()
    )
    donner = reverse("marche:donner_les_motifs", args=[scene.marche.pk, ecartee.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(donner, {"texte": "Une présence plus longue."}).status_code == 302
    assert client.post(donner, {"texte": "Encore."}).status_code == 403
    ecartee.refresh_from_db()
    assert "Une présence plus longue." in texte(MOTIFS.composer(ecartee))
    assert LettreSortante.objects.get(modele="marche-motifs-donnes").destinataire == scene.candidats[1].email


# --- le pli tardif, l'attente, la signature ---


def test_le_pli_tardif_se_renvoie_en_ligne_avec_sa_lettre(client, django_capture_on_commit_callbacks):
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    titulaire = scene.marche.consultations.first().titulaire
    tard = scene.marche.date_limite + timedelta(minutes=10)
    tardive = actions.enregistrer_une_offre(scene.marche, titulaire, tard, par=scene.acheteur)
    url = reverse("marche:renvoyer_un_pli", args=[scene.marche.pk, tardive.pk])
    client.force_login(scene.collectivite)
    assert client.post(url).status_code == 403
    client.force_login(scene.acheteur)
    assert "Hors délai" in client.get(reverse("marche:plis", args=[scene.marche.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url).status_code == 302
    assert "après la date limite" in LettreSortante.objects.get(modele="marche-pli-tardif").texte
    tardive.refresh_from_db()
    assert "reste fermé" in texte(REJET_TARDIF.composer(tardive))


def test_l_attente_choisie_se_dit_aux_candidats_et_retient_la_signature(client):
    scene = scene_de_marche(Etat.ATTRIBUE)
    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    assert "Prévenez d'abord" in permissions.peut_signer(scene.acheteur, scene.marche).motif
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur, attente_jours=11)
    scene.relire()
    assert "ne sera pas signé avant le" in texte(REJET.composer(scene.offres[1]))
    with pytest.raises(ValidationError, match="court jusqu'au"):
        signer(scene)

    client.force_login(scene.acheteur)
    url = reverse("marche:signer", args=[scene.marche.pk])
    champs = {"signe_le": localdate().isoformat(), "signataire": "La directrice"}
    assert client.post(url, champs).status_code == 422
    type(scene.marche).objects.update(signature_possible_le=localdate())
    assert client.post(url, {**champs, "fichier": SimpleUploadedFile("acte.pdf", PDF)}).status_code == 302
    acte = client.get(reverse("marche:acte_signe", args=[scene.marche.pk]))
    assert b"".join(acte.streaming_content) == PDF
    client.force_login(scene.candidats[0])
    assert client.get(reverse("marche:acte_signe", args=[scene.marche.pk])).status_code == 403


def test_notifier_avant_la_signature_se_refuse():
    scene = scene_de_marche(Etat.ATTRIBUE)
    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    signer(scene)
    scene.relire()
    with pytest.raises(ValidationError, match="il se notifie après"):
        scene.avancer(
            "notifier",
            numero="M1",
            notifie_le=localdate() - timedelta(days=1),
            montant_ht=Decimal(90_000),
            duree_mois=12,
        )


# --- le collège ---


def test_on_se_deporte_jusqu_en_reunion_et_les_notes_ne_comptent_plus(client):
    scene = scene_de_marche(Etat.CONSENSUS)
    client.force_login(scene.operateur)
    url = reverse("marche:se_deporter", args=[scene.marche.pk])
    assert "ce choix ne se reprend pas" in client.get(url).content.decode()
    assert client.post(url, {"motif": "J'ai travaillé avec ce groupement."}).status_code == 302
    assert not Offre.objects.visible_to(scene.operateur).exists()
    client.force_login(scene.acheteur)
    page = client.get(reverse("marche:analyse", args=[scene.marche.pk])).content.decode()
    assert "J&#x27;ai travaillé avec ce groupement." in page
    arreter(scene, 5, 4)
    assert str(scene.operateur) in texte(PROCES_VERBAL.composer(scene.relire()))


def test_la_declaration_montre_les_groupements_et_leurs_membres(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    actions.designer_un_evaluateur(
        scene.marche, scene.collectivite, scene.collectivite.organisation_principale, par=scene.acheteur
    )
    client.force_login(scene.collectivite)
    page = client.get(reverse("marche:analyse", args=[scene.marche.pk])).content.decode()
    for consultation in scene.marche.consultations.all():
        assert str(consultation.titulaire.groupement.mandataire) in page


# --- sous-critères et départage, jusqu'au rapport ---


def test_les_sous_criteres_se_fixent_se_notent_et_se_lisent_au_rapport(client):
    cadre = CadreFactory()
    methode = cadre.criteres.get(nom="Méthode")
    scene = scene_de_marche(Etat.PREPARATION, accord_cadre=cadre)
    client.force_login(scene.dgaln)
    url = reverse("marche:sous_criteres", args=[cadre.pk, methode.pk])
    champs = {"nom_1": "Diagnostic", "poids_1": "25", "nom_2": "Animation", "poids_2": "10"}
    assert "doivent faire 40" in client.post(url, champs).content.decode()
    assert client.post(url, {**champs, "poids_2": "15"}).status_code == 302
    assert "Diagnostic" in client.get(cadre.get_absolute_url()).content.decode()
    client.force_login(scene.acheteur)
    assert client.get(url).status_code == 403


def test_noter_le_critere_entier_quand_il_a_des_sous_criteres_se_refuse():
    scene = scene_de_marche(Etat.ANALYSE)
    methode = scene.marche.accord_cadre.criteres.get(nom="Méthode")
    actions.fixer_les_sous_criteres(
        methode, [("Diagnostic", Decimal(25)), ("Animation", Decimal(15))], par=scene.dgaln
    )
    composer_le_college(scene)
    evaluateur = scene.marche.evaluateurs.first()
    sous = methode.sous_criteres.first()
    with pytest.raises(ValidationError, match="ne concerne pas"):
        actions.noter(
            evaluateur, [actions.Saisie(scene.offres[0], methode, Decimal(3), "Bien")], par=scene.acheteur
        )
    saisie = actions.Saisie(scene.offres[0], methode, Decimal(3), "Bien", sous)
    assert actions.noter(evaluateur, [saisie], par=scene.acheteur) == 1
    assert actions.noter(evaluateur, [saisie], par=scene.acheteur) == 1
    assert evaluateur.notes.count() == 1
    with pytest.raises(ValidationError, match="ne changent plus"):
        actions.fixer_les_sous_criteres(methode, [], par=scene.dgaln)


def test_le_rapport_dit_la_demande_les_avis_et_la_regle_d_egalite():
    scene = scene_de_marche(Etat.ANALYSE, accord_cadre=CadreFactory(regle_d_egalite="prix"))
    composer_le_college(scene)
    demande = demander(scene, scene.offres[0])
    actions.repondre_a_la_demande(demande, "Une mission voisine.", par=scene.candidats[0])
    actions.clore_la_demande(
        demande, SuiteDeDemande.SATISFAISANTE, "Détail chiffré donné.", par=scene.acheteur
    )
    blocs = RAPPORT.composer(scene.relire()).blocs
    titres = [nu(b.texte) for b in blocs if isinstance(b, Titre)]
    assert any("Justification d’un prix" in titre for titre in titres)
    regles = " ".join(nu(e) for b in blocs if isinstance(b, Liste) for e in b.elements)
    assert "le prix le plus bas l’emporte" in regles
    assert "Justifiez votre prix." in texte(DEMANDE.composer(demande))
    ouverture = texte(OUVERTURE.composer(scene.marche))
    assert str(scene.offres[0].titulaire) in ouverture


def test_une_seule_offre_va_jusqu_au_choix():
    scene = scene_de_marche(Etat.CONSENSUS, nb_offres=1)
    arreter(scene, 4)
    assert "Une seule offre est classée" in texte(RAPPORT.composer(scene.relire()))
    scene.avancer("attribuer", offre=scene.offres[0])
    assert scene.marche.etat == Etat.ATTRIBUE


def test_l_arret_s_ecrit_et_se_telecharge(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    scene.avancer("declarer_sans_suite", motif="Le territoire a changé de projet.")
    client.force_login(scene.acheteur)
    url = reverse("marche:decision_d_arret", args=[scene.marche.pk, "pdf"])
    assert client.get(url).content.startswith(b"%PDF")
    autre = scene_de_marche(Etat.CONSULTATION)
    client.force_login(autre.acheteur)
    assert client.get(reverse("marche:decision_d_arret", args=[autre.marche.pk, "pdf"])).status_code == 404
