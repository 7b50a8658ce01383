"""Les pages du marché, telles qu'un agent les parcourt."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now

from etabli.etape2_marche import actions
from etabli.etape2_marche.enums import Conformite, Etat
from etabli.etape2_marche.models import AccordCadre, DossierDeConsultation, Marche, Note, Question
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import AgentFactory, GroupementFactory
from tests.fabriques.dossier import dossier_et_agents
from tests.fabriques.marche import (
    PDF,
    CadreFactory,
    MarcheFactory,
    arreter,
    composer_le_college,
    note_figee,
    scene_de_marche,
    scene_infructueuse,
)

pytestmark = pytest.mark.django_db


def requetes_de(client, url, django_assert_max_num_queries):
    with django_assert_max_num_queries(80) as suivi:
        assert client.get(url).status_code == 200
    return len(suivi.captured_queries)


def test_liste_nombre_de_requetes_constant(client, django_assert_max_num_queries):
    client.force_login(AgentFactory(dgaln=True))
    url = reverse("marche:liste")
    MarcheFactory()
    une = requetes_de(client, url, django_assert_max_num_queries)
    MarcheFactory()
    MarcheFactory()
    assert requetes_de(client, url, django_assert_max_num_queries) == une


def test_liste_des_cadres_nombre_de_requetes_constant(client, django_assert_max_num_queries):
    client.force_login(AgentFactory(dgaln=True))
    url = reverse("marche:accords_cadres")
    CadreFactory()
    une = requetes_de(client, url, django_assert_max_num_queries)
    CadreFactory.create_batch(2)
    assert requetes_de(client, url, django_assert_max_num_queries) == une


def test_le_cadre_nombre_de_requetes_constant(client, django_assert_max_num_queries):
    client.force_login(AgentFactory(dgaln=True))
    un, trois = CadreFactory(nb_titulaires=1), CadreFactory(nb_titulaires=3)
    assert requetes_de(client, un.get_absolute_url(), django_assert_max_num_queries) == requetes_de(
        client, trois.get_absolute_url(), django_assert_max_num_queries
    )


@pytest.mark.parametrize("nom", ["detail", "consultation", "plis", "analyse"])
def test_les_pages_du_marche_nombre_de_requetes_constant(client, nom, django_assert_max_num_queries):
    # Ce que Django garde d'une page à l'autre ne compte pas.
    ContentType.objects.get_for_model(DossierDeConsultation)
    comptes = []
    for nb in (1, 3):
        scene = scene_de_marche(Etat.ANALYSE, nb_offres=nb, accord_cadre=CadreFactory(nb_titulaires=nb))
        composer_le_college(scene)
        for _ in range(nb):
            actions.poser_une_question(scene.marche, "Combien de jours ?", par=scene.acheteur)
        client.force_login(scene.acheteur)
        url = reverse(f"marche:{nom}", args=[scene.marche.pk])
        comptes.append(requetes_de(client, url, django_assert_max_num_queries))
    assert comptes[0] == comptes[1]


def test_la_grille_nombre_de_requetes_constant(client, django_assert_max_num_queries):
    comptes = []
    for nb in (1, 3):
        scene = scene_de_marche(Etat.CONSENSUS, nb_offres=nb)
        client.force_login(scene.acheteur)
        url = reverse("marche:consensus", args=[scene.marche.pk])
        comptes.append(requetes_de(client, url, django_assert_max_num_queries))
    assert comptes[0] == comptes[1]


@pytest.mark.parametrize("etat", [e for e in Etat if e not in (Etat.INFRUCTUEUX, Etat.SANS_SUITE)])
def test_chaque_page_se_lit_a_chaque_etat(client, etat):
    scene = scene_de_marche(etat)
    for agent in (scene.acheteur, scene.dgaln):
        client.force_login(agent)
        for nom in ("detail", "consultation", "plis", "analyse", "suites"):
            assert client.get(reverse(f"marche:{nom}", args=[scene.marche.pk])).status_code == 200, nom


def test_un_candidat_ne_voit_que_la_consultation(client):
    scene = scene_de_marche(Etat.ANALYSE)
    client.force_login(scene.candidats[0])
    page = client.get(scene.marche.get_absolute_url()).content.decode()
    assert "Offres à l&#x27;étude" in page
    assert "Choix collégial" not in page
    assert client.get(reverse("marche:consultation", args=[scene.marche.pk])).status_code == 200
    for nom in ("plis", "analyse", "suites", "classement", "noter"):
        assert client.get(reverse(f"marche:{nom}", args=[scene.marche.pk])).status_code == 403


def test_un_candidat_ne_voit_pas_les_autres_consultes(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.candidats[0])
    page = client.get(reverse("marche:consultation", args=[scene.marche.pk])).content.decode()
    noms = [str(t) for t in scene.marche.accord_cadre.titulaires.all()]
    assert [nom in page for nom in noms] == [True, False, False]


def test_un_candidat_ne_voit_rien_avant_la_consultation(client):
    scene = scene_de_marche()
    client.force_login(scene.candidats[0])
    assert client.get(scene.marche.get_absolute_url()).status_code == 404


def test_du_dossier_mene_au_marche_en_cours(client):
    scene = scene_infructueuse()
    nouveau = actions.relancer(scene.marche, par=scene.acheteur)
    client.force_login(scene.acheteur)
    reponse = client.get(reverse("marche:du_dossier", args=[scene.dossier.pk]))
    assert reponse.headers["Location"] == nouveau.get_absolute_url()


def test_ouvrir_sans_cadre_dit_ce_qui_manque_puis_ouvre(client):
    d = dossier_et_agents()
    note_figee(d.dossier)
    client.force_login(d.pilote)
    assert client.get(reverse("marche:du_dossier", args=[d.dossier.pk])).status_code == 200
    url = reverse("marche:ouvrir", args=[d.dossier.pk])

    refus = client.post(url)
    assert refus.status_code == 422
    assert "Aucun accord-cadre n&#x27;est en vigueur" in refus.content.decode()

    CadreFactory()
    assert client.post(url).status_code == 302
    assert Marche.objects.get(dossier=d.dossier).acheteur == d.pilote.organisation_principale


def test_ouvrir_par_un_coporteur_se_refuse(client):
    d = dossier_et_agents()
    client.force_login(d.coporteur)
    assert client.post(reverse("marche:ouvrir", args=[d.dossier.pk])).status_code == 403


def test_lancer_en_ligne_consulte_et_ecrit_a_tous(client, django_capture_on_commit_callbacks):
    scene = scene_de_marche()
    client.force_login(scene.acheteur)
    url = reverse("marche:avancer", args=[scene.marche.pk, "lancer_la_consultation"])
    assert client.get(url).status_code == 200
    limite = localtime(now() + timedelta(days=21)).strftime("%Y-%m-%dT%H:%M")

    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(url, {"date_limite": limite, "reference_place": "DDT-2026-7"})

    assert reponse.status_code == 302
    assert scene.relire().etat == Etat.CONSULTATION
    lettres = LettreSortante.objects.filter(modele="marche-consultation")
    assert {lettre.destinataire for lettre in lettres} == {a.email for a in scene.candidats}
    assert all("DDT-2026-7" in lettre.texte for lettre in lettres)
    assert {lettre.fil for lettre in lettres} == {""}


def test_lancer_avec_une_date_passee_rend_422_et_garde_la_saisie(client):
    scene = scene_de_marche()
    client.force_login(scene.acheteur)
    url = reverse("marche:avancer", args=[scene.marche.pk, "lancer_la_consultation"])
    reponse = client.post(url, {"date_limite": "2020-01-01T12:00", "reference_place": "DDT-7"})
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert "Cette date est passée" in page
    assert 'value="DDT-7"' in page


def test_un_acte_interdit_rend_403_avec_son_motif(client):
    scene = scene_de_marche()
    client.force_login(scene.collectivite)
    reponse = client.post(
        reverse("marche:avancer", args=[scene.marche.pk, "declarer_sans_suite"]), {"motif": "Non."}
    )
    assert reponse.status_code == 403
    assert "Seul le service acheteur" in reponse.content.decode()


def test_un_acte_inconnu_est_introuvable(client):
    scene = scene_de_marche()
    client.force_login(scene.acheteur)
    assert client.post(reverse("marche:avancer", args=[scene.marche.pk, "inventer"])).status_code == 404


def test_une_question_posee_et_repondue_va_a_tous_sans_nom(client, django_capture_on_commit_callbacks):
    scene = scene_de_marche(Etat.CONSULTATION)
    demandeur, autre = scene.candidats[:2]
    client.force_login(demandeur)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("marche:poser", args=[scene.marche.pk]), {"texte": "Combien de visites ?"})
    question = Question.objects.get()
    assert question.titulaire.groupement.mandataire == demandeur.organisation_principale

    consultation = reverse("marche:consultation", args=[scene.marche.pk])
    client.force_login(autre)
    assert "Combien de visites" not in client.get(consultation).content.decode()

    client.force_login(scene.acheteur)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("marche:repondre", args=[scene.marche.pk, question.pk]), {"reponse": "Trois."})

    client.force_login(autre)
    page = client.get(consultation).content.decode()
    assert "Combien de visites" in page
    assert "Trois." in page
    assert str(question.titulaire) not in page
    lettres = LettreSortante.objects.filter(modele="marche-reponse")
    assert lettres.count() == 3
    assert not any(str(question.titulaire) in lettre.texte for lettre in lettres)


def test_repondre_deux_fois_se_refuse(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    question = actions.poser_une_question(scene.marche, "Combien ?", par=scene.acheteur)
    actions.repondre(question, "Trois.", par=scene.acheteur)
    client.force_login(scene.acheteur)
    url = reverse("marche:repondre", args=[scene.marche.pk, question.pk])
    assert client.post(url, {"reponse": "Quatre."}).status_code == 403


def test_decliner_en_un_clic(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.candidats[0])
    url = reverse("marche:decliner", args=[scene.marche.pk])
    client.post(url)
    assert scene.marche.consultations.filter(a_decline_le__isnull=False).count() == 1
    assert client.post(url).status_code == 403


def test_qui_decline_reste_inconnu_de_l_acheteur_jusqu_a_la_date_limite(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    actions.decliner(scene.marche.consultations.first(), par=scene.candidats[0])
    client.force_login(scene.acheteur)
    page = client.get(reverse("marche:consultation", args=[scene.marche.pk])).content.decode()
    assert "a décliné" not in page


def pli(scene, **champs):
    return {
        "titulaire": scene.marche.consultations.first().titulaire_id,
        "recue_le": localtime(now() - timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        **champs,
    }


def test_enregistrer_un_pli_le_garde_ferme(client, tmp_path, settings):
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    client.force_login(scene.acheteur)
    chemin = tmp_path / "offre.pdf"
    chemin.write_bytes(PDF)
    with chemin.open("rb") as fichier:
        reponse = client.post(
            reverse("marche:enregistrer", args=[scene.marche.pk]), pli(scene, fichier=fichier)
        )
    assert reponse.status_code == 302
    (offre,) = scene.offres
    assert offre.fichier is None
    assert offre.scelle.nom == "offre.pdf"
    assert offre.enregistree_par == scene.acheteur


def test_un_pli_arrive_trop_tard_s_inscrit_sans_son_contenu(client):
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    client.force_login(scene.acheteur)
    tard = localtime(now() - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    adresse = reverse("marche:enregistrer", args=[scene.marche.pk])

    fichier = SimpleUploadedFile("offre.pdf", PDF)
    reponse = client.post(adresse, pli(scene, recue_le=tard, fichier=fichier))
    assert reponse.status_code == 422
    assert "son contenu ne se dépose pas" in reponse.content.decode()
    assert scene.offres == []

    client.post(adresse, pli(scene, recue_le=tard))
    (offre,) = scene.offres
    assert offre.conformite == "hors_delai"
    assert "après la date limite" in offre.motif_de_conformite


def test_retirer_un_pli_saisi_par_erreur(client):
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    client.force_login(scene.acheteur)
    client.post(reverse("marche:enregistrer", args=[scene.marche.pk]), pli(scene))
    (offre,) = scene.offres
    client.post(reverse("marche:retirer_un_pli", args=[scene.marche.pk, offre.pk]))
    assert scene.offres == []


def test_ouvrir_a_deux_en_ligne(client):
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    client.force_login(scene.acheteur)
    client.post(reverse("marche:enregistrer", args=[scene.marche.pk]), pli(scene))
    client.post(reverse("marche:demander_l_ouverture", args=[scene.marche.pk]))
    ouvrir = reverse("marche:avancer", args=[scene.marche.pk, "ouvrir_les_plis"])
    assert client.post(ouvrir).status_code == 403

    client.force_login(scene.collegue)
    assert client.post(ouvrir).status_code == 302
    assert scene.relire().etat == Etat.ANALYSE


def test_designer_ne_propose_que_les_porteurs(client):
    scene = scene_de_marche()
    client.force_login(scene.acheteur)
    url = reverse("marche:designer", args=[scene.marche.pk])
    page = client.get(url).content.decode()
    assert str(scene.collectivite) in page
    assert str(scene.lecteur) not in page

    fonction = scene.collectivite.fonctions.get()
    client.post(url, {"fonction": fonction.pk})
    assert scene.marche.evaluateurs.get().agent == scene.collectivite


def test_declarer_puis_se_deporter(client):
    scene = scene_de_marche()
    actions.designer_un_evaluateur(
        scene.marche, scene.operateur, scene.operateur.organisation_principale, par=scene.acheteur
    )
    client.force_login(scene.operateur)
    client.post(reverse("marche:declarer", args=[scene.marche.pk]))
    assert scene.marche.evaluateurs.get().declaration_le
    client.post(reverse("marche:se_deporter", args=[scene.marche.pk]))
    assert scene.marche.evaluateurs.get().deporte_le
    assert client.post(reverse("marche:declarer", args=[scene.marche.pk])).status_code == 403


def test_verifier_une_offre_sans_prix_ni_motif_rend_422(client):
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    client.force_login(scene.acheteur)
    url = reverse("marche:verifier", args=[scene.marche.pk, scene.offres[0].pk])
    assert "Indiquez le prix" in client.post(url, {"conformite": "complete"}).content.decode()
    reponse = client.post(url, {"conformite": "irreguliere"})
    assert reponse.status_code == 422
    assert "pourquoi l&#x27;offre est écartée" in reponse.content.decode()

    assert client.post(url, {"conformite": "complete", "montant_ht": "98 500,50 €"}).status_code == 302
    assert scene.offres[0].montant_ht == Decimal("98500.50")


def grille(scene, valeur="4", motif="Une méthode claire."):
    criteres = [c for c in scene.marche.accord_cadre.criteres.all() if not c.est_prix]
    cles = [f"{o.pk}-{c.pk}" for o in scene.offres for c in criteres]
    return {f"note-{c}": valeur for c in cles} | {f"motif-{c}": motif for c in cles}


def scene_a_noter():
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    for offre in scene.offres:
        actions.verifier_une_offre(offre, Conformite.COMPLETE, par=scene.acheteur, montant_ht=Decimal(90_000))
    return scene


def test_noter_en_ligne_enregistre_ses_notes_et_les_siennes_seules(client):
    scene = scene_a_noter()
    client.force_login(scene.operateur)
    url = reverse("marche:noter", args=[scene.marche.pk])
    assert client.post(url, grille(scene, "3,5")).status_code == 302
    assert {n.valeur for n in Note.objects.all()} == {Decimal("3.50")}
    assert {n.evaluateur.agent for n in Note.objects.all()} == {scene.operateur}
    assert 'value="3,5' in client.get(url).content.decode()

    client.force_login(scene.collectivite)
    assert 'value="3,5' not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("valeur", "motif", "phrase"),
    [
        ("9", "Bien.", "Une note va de 0 à 5."),
        ("bien", "Bien.", "Écrivez un nombre de 0 à 5."),
        ("4", "", "Dites ce qui justifie cette note."),
        ("", "Bien.", "Donnez la note, ou effacez sa justification."),
    ],
)
def test_une_grille_fausse_rend_422_et_garde_tout(client, valeur, motif, phrase):
    scene = scene_a_noter()
    client.force_login(scene.operateur)
    reponse = client.post(reverse("marche:noter", args=[scene.marche.pk]), grille(scene, valeur, motif))
    assert reponse.status_code == 422
    page = reponse.content.decode()
    assert phrase in page
    assert f'value="{valeur}"' in page or motif in page
    assert not Note.objects.exists()


def test_noter_sans_etre_designe_se_refuse(client):
    scene = scene_a_noter()
    client.force_login(scene.collegue)
    assert client.get(reverse("marche:noter", args=[scene.marche.pk])).status_code == 403


def test_le_consensus_montre_les_avis_et_leurs_ecarts(client):
    scene = scene_de_marche(Etat.CONSENSUS)
    client.force_login(scene.acheteur)
    url = reverse("marche:consensus", args=[scene.marche.pk])
    page = client.get(url).content.decode()
    assert "Avis 0" in page
    assert "à discuter d&#x27;abord" in page or "à discuter d'abord" in page

    assert client.post(url, grille(scene)).status_code == 302
    classement = client.get(reverse("marche:classement", args=[scene.marche.pk])).content.decode()
    assert "Enregistrer le choix de l" in classement


def test_le_classement_ne_se_lit_pas_par_qui_n_evalue_pas(client):
    scene = scene_de_marche(Etat.CONSENSUS)
    url = reverse("marche:classement", args=[scene.marche.pk])
    for agent, statut in (
        (scene.acheteur, 200),
        (scene.collegue, 403),
        (scene.dgaln, 403),
        (scene.lecteur, 404),
    ):
        client.force_login(agent)
        assert client.get(url).status_code == statut


def test_attribuer_en_ligne_a_la_seconde_sans_motif_rend_422(client):
    scene = scene_de_marche(Etat.CONSENSUS)
    arreter(scene, 5, 2)
    client.force_login(scene.acheteur)
    url = reverse("marche:avancer", args=[scene.marche.pk, "attribuer"])
    reponse = client.post(url, {"offre": scene.offres[1].pk})
    assert reponse.status_code == 422
    assert "pas seule en tête" in reponse.content.decode()
    assert client.post(url, {"offre": scene.offres[0].pk}).status_code == 302
    assert scene.relire().titulaire == scene.offres[0].titulaire


def test_les_suites_en_ligne_jusqu_a_la_notification(client, django_capture_on_commit_callbacks):
    scene = scene_de_marche(Etat.ATTRIBUE)
    client.force_login(scene.acheteur)
    ecartee = scene.offres[1]
    pk = scene.marche.pk
    envoyer = reverse("marche:envoyer_les_rejets", args=[pk])
    assert client.post(envoyer).status_code == 403

    client.post(reverse("marche:attestations", args=[pk]))
    client.post(reverse("marche:rejet", args=[pk, ecartee.pk]), {"motif": "Peu de temps sur place."})
    assert "Aucun délai n'est exigé" in client.get(envoyer).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(envoyer, {"attente_jours": "0"})

    lettre = LettreSortante.objects.get(modele="marche-rejet")
    assert lettre.destinataire == scene.candidats[1].email
    assert "Elle est classée 2e sur 2" in lettre.texte
    assert "Peu de temps sur place." in lettre.texte
    assert str(scene.marche.titulaire) in lettre.texte

    signature = {"signe_le": localdate().isoformat(), "signataire": "La directrice, Claire Martin"}
    assert client.post(reverse("marche:signer", args=[pk]), signature).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(
            reverse("marche:avancer", args=[pk, "notifier"]),
            {
                "numero": "2026-DDT-01",
                "notifie_le": localdate().isoformat(),
                "montant_ht": "90000",
                "duree_mois": "12",
            },
        )
    assert reponse.status_code == 302
    assert scene.relire().etat == Etat.NOTIFIE
    assert LettreSortante.objects.filter(modele="marche-notification").count() == 1


@pytest.mark.parametrize("nom", ["lettre_de_rejet", "lettre_de_notification"])
def test_les_lettres_ne_se_lisent_pas_par_un_candidat(client, nom):
    scene = scene_de_marche(Etat.NOTIFIE)
    args = (
        [scene.marche.pk, scene.offres[1].pk, "pdf"] if nom == "lettre_de_rejet" else [scene.marche.pk, "pdf"]
    )
    url = reverse(f"marche:{nom}", args=args)
    client.force_login(scene.candidats[1])
    assert client.get(url).status_code == 403
    client.force_login(scene.acheteur)
    reponse = client.get(url)
    assert reponse.content.startswith(b"%PDF")


def test_le_rapport_se_telecharge_dans_les_trois_formes(client):
    scene = scene_de_marche(Etat.ATTRIBUE)
    client.force_login(scene.dgaln)
    for forme, debut in (("pdf", b"%PDF"), ("odt", b"PK"), ("docx", b"PK")):
        url = reverse("marche:document", args=[scene.marche.pk, "rapport-d-analyse", forme])
        assert client.get(url).content.startswith(debut)
    assert client.get(reverse("marche:document", args=[scene.marche.pk, "inconnu", "pdf"])).status_code == 404
    assert (
        client.get(reverse("marche:document", args=[scene.marche.pk, "proces-verbal", "exe"])).status_code
        == 404
    )


def test_relancer_en_ligne(client):
    scene = scene_infructueuse()
    client.force_login(scene.acheteur)
    reponse = client.post(reverse("marche:relancer", args=[scene.marche.pk]))
    assert reponse.headers["Location"] == Marche.objects.courants().get().get_absolute_url()


def test_les_donnees_essentielles_incompletes_disent_ce_qui_manque(client):
    scene = scene_de_marche(Etat.NOTIFIE)
    client.force_login(scene.acheteur)
    page = client.get(reverse("marche:suites", args=[scene.marche.pk])).content.decode()
    assert "le code CPV de l&#x27;accord-cadre" in page
    assert client.get(reverse("marche:decp", args=[scene.marche.pk])).status_code == 403


# --- Les accords-cadres --------------------------------------------------------------------------


def test_seule_la_dgaln_tient_les_cadres(client):
    cadre = CadreFactory()
    client.force_login(AgentFactory(ddt=True))
    assert client.get(cadre.get_absolute_url()).status_code == 200
    for nom in ("modifier_un_accord_cadre", "criteres", "ajouter_un_titulaire", "saisir_un_groupement"):
        assert client.get(reverse(f"marche:{nom}", args=[cadre.pk])).status_code == 403
    client.force_login(AgentFactory(collectivite=True))
    assert client.get(cadre.get_absolute_url()).status_code == 404


def test_creer_et_modifier_un_cadre(client):
    client.force_login(AgentFactory(dgaln=True))
    champs = {
        "intitule": "Cadre fictif",
        "numero": "AC2027",
        "debut_le": "2027-01-01",
        "fin_le": "2030-12-31",
        "est_date_au_jour": "on",
        "montant_maximum": "4 000 000",
        "regle_de_prix": "lineaire",
        "regle_d_arrondi": "exact",
        "regle_d_egalite": "prix",
        "note_maximale": "5",
        "taux_tva": "20",
        "delai_de_verification_mois": "2",
        "delai_de_paiement_jours": "30",
    }
    assert client.post(reverse("marche:creer_un_accord_cadre"), champs).status_code == 302
    cadre = AccordCadre.objects.get()
    assert cadre.montant_maximum == 4_000_000

    url = reverse("marche:modifier_un_accord_cadre", args=[cadre.pk])
    faux = client.post(url, {**champs, "fin_le": "2026-01-01"})
    assert faux.status_code == 422
    assert client.post(url, {**champs, "code_cpv": "71410000"}).status_code == 302
    assert AccordCadre.objects.get().code_cpv == "71410000"


def test_fixer_les_criteres_demande_cent_pour_cent(client):
    cadre = CadreFactory(criteres=())
    client.force_login(AgentFactory(dgaln=True))
    url = reverse("marche:criteres", args=[cadre.pk])
    champs = {"nom_1": "Prix", "poids_1": "40", "nom_2": "Méthode", "poids_2": "50", "prix": "1"}
    reponse = client.post(url, champs)
    assert reponse.status_code == 422
    assert "90 %" in reponse.content.decode()
    assert client.post(url, {**champs, "poids_2": "60"}).status_code == 302
    assert [(c.nom, c.poids, c.est_prix) for c in cadre.criteres.all()] == [
        ("Prix", 40, True),
        ("Méthode", 60, False),
    ]


def test_les_criteres_deja_utilises_ne_changent_plus(client):
    scene = scene_de_marche(Etat.CONSENSUS)
    client.force_login(scene.dgaln)
    url = reverse("marche:criteres", args=[scene.marche.accord_cadre_id])
    champs = {"nom_1": "Prix", "poids_1": "40", "nom_2": "Méthode", "poids_2": "60", "prix": "1"}
    reponse = client.post(url, champs)
    assert reponse.status_code == 422
    assert "ne changent plus" in reponse.content.decode()


def test_saisir_un_groupement_titulaire(client):
    cadre = CadreFactory(nb_titulaires=0)
    client.force_login(AgentFactory(dgaln=True))
    url = reverse("marche:saisir_un_groupement", args=[cadre.pk])
    faux = client.post(url, {"nom": "Équipe fictive", "membres": "Agence A ; paysage ; 123"})
    assert faux.status_code == 422
    assert "quatorze chiffres" in faux.content.decode()

    membres = "Agence A ; urbanisme ; 12345678901234\nAgence B ; mobilité"
    assert (
        client.post(url, {"nom": "Équipe fictive", "membres": membres, "forme": "Conjoint"}).status_code
        == 302
    )
    titulaire = cadre.titulaires.get()
    assert titulaire.groupement.mandataire.nom == "Agence A"
    assert titulaire.groupement.membres.count() == 2


def test_reprendre_puis_retirer_un_titulaire(client):
    cadre, groupement = CadreFactory(nb_titulaires=0), GroupementFactory()
    client.force_login(AgentFactory(dgaln=True))
    client.post(reverse("marche:ajouter_un_titulaire", args=[cadre.pk]), {"groupement": groupement.pk})
    titulaire = cadre.titulaires.get()
    url = reverse("marche:retirer_un_titulaire", args=[cadre.pk, titulaire.pk])
    assert client.post(url, {"jusqu_au": localdate()}).status_code == 422
    client.post(url, {"jusqu_au": localdate(), "motif": "Le groupement est dissous."})
    titulaire.refresh_from_db()
    assert (titulaire.jusqu_au, titulaire.motif_de_fin) == (localdate(), "Le groupement est dissous.")
    assert "Le groupement est dissous." in client.get(cadre.get_absolute_url()).content.decode()


def test_la_consommation_se_lit_sur_le_cadre(client):
    scene = scene_de_marche(Etat.NOTIFIE)
    client.force_login(scene.dgaln)
    page = client.get(scene.marche.accord_cadre.get_absolute_url()).content.decode()
    assert "90\u202f000\u00a0€" in page
    assert str(localdate().year) in page


def test_un_titulaire_ne_lit_pas_la_consommation_des_autres(client):
    scene = scene_de_marche(Etat.NOTIFIE)
    client.force_login(scene.candidats[1])
    page = client.get(scene.marche.accord_cadre.get_absolute_url()).content.decode()
    assert "Consommation" not in page


def test_un_lecteur_apprend_pourquoi_il_ne_suit_pas_le_choix_de_l_equipe(client):
    scene = scene_de_marche(Etat.ANALYSE)
    client.force_login(scene.lecteur)

    reponse = client.get(reverse("marche:du_dossier", args=[scene.marche.dossier_id]))

    assert reponse.status_code == 403
    assert "entre les porteurs de l&#x27;atelier" in reponse.content.decode()


def test_apres_la_date_limite_un_candidat_ne_lit_plus_qu_on_attend_son_offre(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.par_role()["candidat"])
    adresse = reverse("marche:detail", args=[scene.marche.pk])
    pendant = client.get(adresse).content.decode()

    Marche.objects.update(etat=Etat.ANALYSE)
    apres = client.get(adresse).content.decode()

    assert "Votre groupement est consulté" in pendant
    assert "Votre groupement est consulté" not in apres
    assert "La consultation est close" in apres


def test_un_candidat_n_a_pas_de_lien_vers_le_dossier_qu_il_ne_voit_pas(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    adresse = reverse("marche:detail", args=[scene.marche.pk])
    lien = f'href="{scene.marche.dossier.get_absolute_url()}"'

    client.force_login(scene.acheteur)
    pour_l_acheteur = client.get(adresse).content.decode()
    client.force_login(scene.par_role()["candidat"])
    pour_le_candidat = client.get(adresse).content.decode()

    assert lien in pour_l_acheteur
    assert lien not in pour_le_candidat
