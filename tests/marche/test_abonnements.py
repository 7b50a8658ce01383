"""Ce que l'étape entend de la candidature, et ce qu'elle dit au dossier."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from etabli.dossier.enums import Etape
from etabli.etape1_candidature.models import Candidature
from etabli.etape2_marche import actions
from etabli.etape2_marche.abonnements import attentes, dates, invites, resumes
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.installation import ACTUEL, installer_les_accords_cadres
from etabli.etape2_marche.models import AccordCadre, Marche, Titulaire
from etabli.etape2_marche.permissions import consultation_de
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.dossier import dossier_et_agents
from tests.fabriques.marche import (
    CadreFactory,
    composer_le_college,
    note_figee,
    reculer_la_date_limite,
    scene_de_marche,
)

pytestmark = pytest.mark.django_db


def retenir(d):
    acte_accompli.send(
        sender=Candidature,
        acte="retenir",
        objet=Candidature.objects.get(dossier=d.dossier),
        par=d.dgaln,
        donnees={},
    )


def test_la_candidature_retenue_ouvre_un_marche_et_un_seul():
    d = dossier_et_agents()
    version, cadre = note_figee(d.dossier), CadreFactory()
    retenir(d)
    retenir(d)
    marche = Marche.objects.get(dossier=d.dossier)
    assert (marche.etat, marche.accord_cadre, marche.cahier_des_clauses) == (Etat.PREPARATION, cadre, version)
    assert marche.acheteur == d.pilote.organisation_principale
    d.dossier.refresh_from_db()
    assert d.dossier.etape == Etape.MARCHE


def test_sans_cadre_en_vigueur_le_journal_du_dossier_dit_quoi_faire():
    d = dossier_et_agents()
    note_figee(d.dossier)
    CadreFactory(fin_le=localdate() - timedelta(days=1))
    retenir(d)
    assert not Marche.objects.exists()
    assert "Aucun accord-cadre n'est en vigueur" in Fait.objects.du_fil(d.dossier.fil).first().phrase


def test_le_dernier_cadre_fige_la_derniere_note():
    d = dossier_et_agents()
    note_figee(d.dossier)
    seconde = note_figee(d.dossier)
    CadreFactory()
    assert actions.ouvrir_le_marche(d.dossier, par=d.dgaln).cahier_des_clauses == seconde


def test_le_resume_ne_dit_pas_aux_lecteurs_ou_en_est_l_analyse():
    scene = scene_de_marche(Etat.ANALYSE)
    assert resumes([scene.dossier], scene.dgaln)[scene.dossier.pk].libelle == "Analyse des offres"
    lu = resumes([scene.dossier], scene.lecteur)[scene.dossier.pk]
    assert (lu.libelle, lu.url) == ("Offres à l'étude", "")


def test_l_attente_dit_de_qui():
    scene = scene_de_marche()
    (mienne,) = attentes([scene.dossier], scene.relu(scene.acheteur))
    (autre,) = attentes([scene.dossier], scene.relu(scene.collectivite))
    assert mienne.de_qui == ""
    assert autre.de_qui == scene.marche.acheteur.nom_court


def test_la_consultation_ne_s_attend_qu_une_fois_la_date_limite_passee():
    scene = scene_de_marche(Etat.CONSULTATION)
    assert attentes([scene.dossier], scene.acheteur) == []
    reculer_la_date_limite(scene)
    (attente,) = attentes([scene.dossier], scene.acheteur)
    assert attente.libelle == "Clore la réception des offres"


def test_un_evaluateur_est_attendu_pour_declarer_puis_pour_noter():
    scene = scene_de_marche(Etat.ANALYSE)
    actions.designer_un_evaluateur(
        scene.marche, scene.operateur, scene.operateur.organisation_principale, par=scene.acheteur
    )
    libelles = [a.libelle for a in attentes([scene.dossier], scene.operateur) if not a.de_qui]
    assert libelles == ["Déclarer vos intérêts avant de lire les offres"]
    composer_le_college(scene)
    libelles = [a.libelle for a in attentes([scene.dossier], scene.operateur) if not a.de_qui]
    assert libelles == ["Lire et noter les offres"]


def test_les_dates_du_marche_vont_au_calendrier():
    scene = scene_de_marche(Etat.NOTIFIE)
    assert [d.libelle for d in dates([scene.dossier])[scene.dossier.pk]] == [
        "Consultation des équipes",
        "Date limite de réception des offres",
        "Notification du marché",
    ]


def test_le_volet_repond_en_un_nombre_constant_de_requetes(django_assert_max_num_queries):
    scenes = [scene_de_marche(Etat.CONSULTATION) for _ in range(3)]
    agent = scenes[0].acheteur
    assert agent.organisations_ids
    comptes = []
    for dossiers in ([scenes[0].dossier], [s.dossier for s in scenes]):
        for dossier in dossiers:
            list(dossier.membres.all())
        with django_assert_max_num_queries(20) as suivi:
            attentes(dossiers, agent)
            dates(dossiers)
        comptes.append(len(suivi.captured_queries))
    assert comptes[0] == comptes[1]


def test_designer_ecrit_a_l_evaluateur(django_capture_on_commit_callbacks):
    scene = scene_de_marche()
    with django_capture_on_commit_callbacks(execute=True):
        actions.designer_un_evaluateur(
            scene.marche, scene.operateur, scene.operateur.organisation_principale, par=scene.acheteur
        )
    assert LettreSortante.objects.get(modele="marche-evaluateur").destinataire == scene.operateur.email


def test_prolonger_puis_renoncer_ecrit_a_chaque_consulte(django_capture_on_commit_callbacks):
    scene = scene_de_marche(Etat.CONSULTATION)
    with django_capture_on_commit_callbacks(execute=True):
        scene.avancer(
            "prolonger", date_limite=scene.marche.date_limite + timedelta(days=3), motif="Visite ajoutée."
        )
    with django_capture_on_commit_callbacks(execute=True):
        scene.avancer("declarer_sans_suite", motif="Le besoin a disparu.")
    prolongations = LettreSortante.objects.filter(modele="marche-prolongation")
    assert [("Visite ajoutée." in lettre.texte) for lettre in prolongations] == [True] * 3
    assert LettreSortante.objects.filter(modele="marche-sans-equipe").count() == 3


def test_installer_pose_deux_cadres_et_le_seul_groupement_public():
    actuel = installer_les_accords_cadres()
    installer_les_accords_cadres()

    assert AccordCadre.objects.count() == 2
    assert (actuel.intitule, actuel.nb_titulaires_attendus, actuel.numero) == (ACTUEL, 6, "")
    titulaire = Titulaire.objects.get()
    membres = list(titulaire.groupement.membres.all())
    assert len(membres) == 6
    assert str(titulaire.groupement.mandataire) == "Alphaville"
    assert all(c.est_proposition for c in actuel.criteres.all())
    assert actuel.total_des_poids == 100
    assert actuel.montant_maximum is None


def test_une_equipe_consultee_trouve_sa_consultation_sans_etre_du_dossier(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    candidat = scene.par_role()["candidat"]

    (invite,) = invites(candidat)

    client.force_login(candidat)
    page = client.get(reverse("dossier:mon_espace")).content.decode()
    assert invite.pour_le == localdate(scene.marche.date_limite)
    assert invite.url in page
    assert reverse("marche:liste") in page
    assert client.get(invite.url).status_code == 200
    assert invites(scene.par_role()["acheteur"]) == []


def test_une_equipe_qui_a_decline_ou_passe_la_date_n_est_plus_attendue():
    scene = scene_de_marche(Etat.CONSULTATION)
    candidat = scene.par_role()["candidat"]
    consultation = consultation_de(candidat, scene.marche)

    actions.decliner(consultation, par=candidat)
    apres_le_refus = invites(candidat)

    consultation.a_decline_le = None
    consultation.save()
    Marche.objects.update(date_limite=now() - timedelta(hours=1))
    assert apres_le_refus == invites(candidat) == []
