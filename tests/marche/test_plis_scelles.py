"""Les plis se ferment, s'ouvrent à deux, se lisent ensuite par les seuls évaluateurs (adresses : test_plis_partout)."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Fonction
from etabli.dossier.enums import Role
from etabli.etape2_marche import actions, permissions
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Note, Offre, PliScelle
from etabli.socle.models import Fait, Fichier
from etabli.socle.scelle import SceauRompuError, desceller
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.marche import PDF, composer_le_college, enregistrer, noter_tout, scene_de_marche

pytestmark = pytest.mark.django_db

SECRET = b"le prix secret est 87654"


def scene_scellee():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    titulaire = scene.marche.consultations.first().titulaire
    enregistrer(scene, titulaire)
    actions.enregistrer_une_offre(
        scene.marche,
        titulaire,
        scene.marche.date_limite,
        par=scene.acheteur,
        contenu=PDF + SECRET,
        nom="offre.pdf",
    )
    composer_le_college(scene)
    return scene


def test_apres_l_ouverture_un_evaluateur_lit_et_les_autres_non(client):
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    fichier = reverse("marche:fichier", args=[scene.marche.pk, scene.offres[0].pk])
    lecteurs = set()
    for nom, agent in scene.par_role().items():
        client.force_login(agent)
        reponse = client.get(fichier)
        if reponse.status_code == 200:
            lecteurs.add(nom)
            assert b"".join(reponse.streaming_content).startswith(b"%PDF")
            assert reponse.headers["Content-Disposition"].startswith("attachment")
    assert lecteurs == {"acheteur", "operateur", "collectivite"}


def test_un_evaluateur_sans_declaration_ne_lit_rien():
    scene = scene_de_marche(Etat.ANALYSE)
    actions.designer_un_evaluateur(
        scene.marche, scene.operateur, scene.operateur.organisation_principale, par=scene.acheteur
    )
    assert not Offre.objects.visible_to(scene.operateur).exists()


def test_qui_se_deporte_ne_lit_plus_rien():
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    assert Offre.objects.visible_to(scene.operateur).count() == 2

    actions.se_deporter(scene.marche.evaluateurs.get(agent=scene.operateur), par=scene.operateur)

    assert not Offre.objects.visible_to(scene.operateur).exists()


def _finir_la_fonction(scene):
    Fonction.objects.filter(agent=scene.operateur).update(fin_le=localdate())


def _quitter_le_dossier(scene):
    scene.dossier.membres.filter(role=Role.COPILOTE).update(jusqu_au=localdate())


def _ne_plus_porter(scene):
    scene.dossier.membres.filter(role=Role.COPILOTE).update(role=Role.LECTEUR)


@pytest.mark.parametrize("partir", [_finir_la_fonction, _quitter_le_dossier, _ne_plus_porter])
def test_qui_ne_tient_plus_sa_place_ne_lit_ni_ne_note_et_l_acheteur_constate_son_depart(partir):
    """Sans quoi l'analyse attendrait toujours les notes d'une personne partie."""
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    noter_tout(scene)
    evaluateur = scene.marche.evaluateurs.get(agent=scene.operateur)
    assert not permissions.peut_retirer_du_college(scene.acheteur, evaluateur)

    partir(scene)

    operateur, marche = scene.relu(scene.operateur), scene.relire()
    assert not Offre.objects.visible_to(operateur).exists()
    assert not Note.objects.visible_to(operateur).exists()
    assert "plus en fonction" in permissions.peut_noter(operateur, marche).motif
    assert Offre.objects.visible_to(scene.relu(scene.collectivite)).count() == 2
    evaluateur = marche.evaluateurs.get(pk=evaluateur.pk)
    assert permissions.peut_retirer_du_college(scene.acheteur, evaluateur)
    actions.retirer_un_evaluateur(evaluateur, par=scene.acheteur)
    evaluateur.refresh_from_db()
    assert evaluateur.deporte_le
    assert evaluateur.notes.exists()


def test_la_page_du_college_dit_qui_n_est_plus_en_fonction(client):
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    _finir_la_fonction(scene)
    client.force_login(scene.acheteur)
    assert (
        "plus en fonction" in client.get(reverse("marche:analyse", args=[scene.marche.pk])).content.decode()
    )


def test_avant_l_ouverture_aucun_fichier_n_existe_et_rien_ne_se_lit_sur_le_disque():
    scene = scene_scellee()
    (offre,) = scene.offres
    assert offre.fichier is None
    assert not Fichier.objects.filter(usage="offre").exists()

    with offre.scelle.contenu.open("rb") as ferme:
        octets = ferme.read()
    assert SECRET not in octets
    assert not octets.startswith(b"%PDF")
    with pytest.raises(SceauRompuError):
        desceller(octets, "marche-1-offre-99999")


def test_a_l_ouverture_le_pli_est_relu_contre_son_empreinte_et_le_chiffre_disparait(
    django_capture_on_commit_callbacks,
):
    scene = scene_scellee()
    scelle = scene.offres[0].scelle
    nom, depot = scelle.contenu.name, scelle.contenu.storage
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    scene.relire()

    with django_capture_on_commit_callbacks(execute=True):
        scene.avancer("ouvrir_les_plis", par=scene.collectivite)

    (offre,) = scene.offres
    assert offre.fichier.derniere.sha256 == scelle.sha256 == hashlib.sha256(PDF + SECRET).hexdigest()
    assert (offre.fichier.usage, offre.fichier.visibilite, offre.fichier.fil) == ("offre", "scelle", "")
    assert not depot.exists(nom)
    assert not PliScelle.objects.get(offre=offre).contenu


def test_un_pli_altere_sur_le_disque_empeche_l_ouverture_et_rien_ne_change():
    scene = scene_scellee()
    scelle = scene.offres[0].scelle
    with Path(scelle.contenu.path).open("r+b") as ferme:
        ferme.seek(40)
        ferme.write(b"????")
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    scene.relire()

    with pytest.raises(ValidationError, match="ne s'ouvre pas"):
        scene.avancer("ouvrir_les_plis", par=scene.collectivite)

    assert (scene.relire().etat, scene.marche.ouvert_le) == (Etat.DEPOUILLEMENT, None)


def test_le_registre_ne_dit_que_l_enveloppe():
    scene = scene_scellee()
    (pli,) = scene.marche.offres.all().registre()
    assert set(pli) == {
        "pk",
        "recue_le",
        "titulaire__groupement__nom",
        "conformite",
        "motif_de_conformite",
        "rejet_envoye_le",
        "scelle__sha256",
        "scelle__taille",
    }
    assert (pli["conformite"], pli["motif_de_conformite"]) == ("a_verifier", "")


def test_changer_le_registre_fait_tomber_la_demande_d_ouverture():
    scene = scene_scellee()
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    enregistrer(scene, scene.relire().consultations.last().titulaire)

    assert scene.relire().ouverture_demandee_par is None
    with pytest.raises(PermissionDenied, match="Une première personne"):
        scene.avancer("ouvrir_les_plis", par=scene.collectivite)


def test_un_pli_tardif_s_inscrit_ne_s_ouvre_jamais_et_se_renvoie_avec_son_motif():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    titulaires = [c.titulaire for c in scene.marche.consultations.all()]
    enregistrer(scene, titulaires[0])
    tard = scene.marche.date_limite + timedelta(minutes=10)
    tardive = actions.enregistrer_une_offre(scene.marche, titulaires[1], tard, par=scene.acheteur)
    with pytest.raises(ValidationError, match="son contenu ne se dépose pas"):
        actions.enregistrer_une_offre(
            scene.marche, titulaires[1], tard, par=scene.acheteur, contenu=PDF, nom="o.pdf"
        )
    actions.demander_l_ouverture(scene.marche, par=scene.acheteur)
    scene.relire()
    scene.avancer("ouvrir_les_plis", par=scene.collectivite)
    composer_le_college(scene)

    assert [o.titulaire for o in Offre.objects.visible_to(scene.acheteur)] == [titulaires[0]]
    assert "n'a pas été ouvert" in tardive.motif_de_conformite
    assert permissions.peut_renvoyer_un_pli(scene.acheteur, tardive)
    actions.renvoyer_un_pli_tardif(tardive, par=scene.acheteur)
    assert permissions.peut_renvoyer_un_pli(scene.acheteur, tardive).motif == "Ce candidat est déjà prévenu."


def test_un_seul_pli_tardif_ne_fait_pas_une_offre_a_ouvrir():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    titulaire = scene.marche.consultations.first().titulaire
    tard = scene.marche.date_limite + timedelta(minutes=1)
    actions.enregistrer_une_offre(scene.marche, titulaire, tard, par=scene.acheteur)
    assert "arrivée à temps" in permissions.peut_demander_l_ouverture(scene.acheteur, scene.marche).motif

    scene.avancer("declarer_infructueux", motif="La seule offre est arrivée hors délai.")
    assert scene.marche.etat == Etat.INFRUCTUEUX


def test_chacun_ne_voit_que_ses_notes_avant_la_reunion():
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    for rang, evaluateur in enumerate(scene.marche.evaluateurs.all()):
        critere = scene.marche.accord_cadre.criteres.get(nom="Méthode")
        actions.noter(
            evaluateur, [actions.Saisie(scene.offres[0], critere, rang, f"Avis {rang}")], par=evaluateur.agent
        )

    for agent in scene.evaluateurs():
        assert [n.evaluateur.agent for n in Note.objects.visible_to(agent)] == [agent]
    assert not Note.objects.visible_to(scene.dgaln).exists()
    assert not Note.objects.visible_to(AgentFactory(is_superuser=True)).exists()


def test_a_la_reunion_les_evaluateurs_voient_tout_et_eux_seuls():
    scene = scene_de_marche(Etat.CONSENSUS)
    attendu = 3 * 2 * 2  # évaluateurs, offres, critères hors prix
    assert [Note.objects.visible_to(a).count() for a in scene.evaluateurs()] == [attendu] * 3
    assert not Note.objects.visible_to(scene.collegue).exists()
    assert not Note.objects.visible_to(scene.candidats[0]).exists()


def test_le_journal_du_dossier_ne_dit_aucune_note():
    scene = scene_de_marche(Etat.CONSENSUS)
    phrases = " ".join(Fait.objects.du_fil(scene.dossier.fil).values_list("phrase", flat=True))
    assert "note" not in phrases.replace("les notes de tous", "")
    assert "Avis" not in phrases
