import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from etabli.dossier.actions import ecrire_un_message, joindre_un_fichier
from etabli.dossier.enums import Role
from etabli.dossier.permissions import peut_ecrire_un_message, peut_gerer_les_membres
from etabli.etape1_candidature.enums import CleRubrique, Etat
from etabli.etape1_candidature.models import Acteur, Remarque, dossiers_proches
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.candidature import PDF, candidature_et_agents, relire

pytestmark = pytest.mark.django_db
MOTIF = "Deux dossiers ont été ouverts pour le même bocage."


@pytest.fixture
def deux():
    """Deux dossiers du même territoire, pilotés par la même DDT ; le second sera versé dans le premier."""
    garde = candidature_et_agents(etat=Etat.REDACTION)
    verse = candidature_et_agents(etat=Etat.OUVERTE)
    ddt = garde.pilote.organisation_principale
    verse.candidature.dossier.membres.filter(role=Role.PILOTE).update(organisation=ddt)
    verse.candidature = relire(verse.candidature)
    return garde, verse


def reunir(garde, verse, par=None):
    return CYCLE.avancer(
        "reunir", verse.candidature, par=par or garde.pilote, dans=garde.candidature.dossier, motif=MOTIF
    )


def remarquer(candidature, par, texte="À préciser."):
    rubrique = candidature.rubriques.get(cle=CleRubrique.OBJET)
    return Remarque.objects.create(rubrique=rubrique, auteur=par, texte=texte)


def test_membres_messages_fichiers_remarques_et_acteurs_passent_au_dossier_qui_continue(deux):
    garde, verse = deux
    message = ecrire_un_message(verse.candidature.dossier, "Rendez-vous pris.", par=verse.coporteur)
    version = joindre_un_fichier(verse.candidature.dossier, "Étude", PDF, "etude.pdf", par=verse.coporteur)
    remarque = remarquer(verse.candidature, verse.coporteur)
    Acteur.objects.create(candidature=verse.candidature, nom="Syndicat fictif", college="association")

    reunir(garde, verse)

    dossier = relire(garde.candidature).dossier
    assert verse.coporteur.organisation_principale in dossier.organisations(Role.COPORTEUR)
    assert dossier.messages.get() == message
    version.fichier.refresh_from_db()
    assert (version.fichier.sujet_id, version.fichier.fil) == (dossier.pk, dossier.fil)
    remarque.refresh_from_db()
    assert remarque.rubrique.candidature_id == garde.candidature.pk
    assert remarque.rubrique.cle == CleRubrique.OBJET
    assert [a.nom for a in garde.candidature.acteurs.all()] == ["Syndicat fictif"]


def test_le_dossier_verse_reste_lisible_renvoie_a_l_autre_et_ne_s_ecrit_plus(client, deux):
    garde, verse = deux
    reunir(garde, verse)
    dossier = relire(verse.candidature).dossier

    client.force_login(verse.coporteur)
    page = client.get(dossier.get_absolute_url()).content.decode()

    assert dossier.reuni_a == garde.candidature.dossier
    assert str(garde.candidature.dossier) in page
    assert "ne s'écrit plus" in peut_ecrire_un_message(verse.coporteur, dossier).motif
    assert not peut_gerer_les_membres(garde.pilote, dossier)
    assert not CYCLE.actes_possibles(relire(verse.candidature), garde.pilote)


def test_les_deux_journaux_le_disent_et_les_porteurs_des_deux_recoivent_la_lettre(
    deux, django_capture_on_commit_callbacks
):
    garde, verse = deux
    with django_capture_on_commit_callbacks(execute=True):
        reunir(garde, verse)
    assert Fait.objects.get(acte="verser_le_dossier").fil == verse.candidature.fil
    assert Fait.objects.get(acte="recevoir_le_dossier").fil == garde.candidature.fil
    lettres = LettreSortante.objects.filter(modele="candidature-reunie")
    assert verse.coporteur.email in {x.destinataire for x in lettres}
    assert MOTIF in lettres.first().texte


def test_le_pilote_du_dossier_verse_devient_co_pilote_quand_la_dgaln_reunit(deux):
    garde, _ = deux
    autre = candidature_et_agents(etat=Etat.SIGNALEE)
    reunir(garde, autre, par=garde.dgaln)
    dossier = relire(garde.candidature).dossier
    assert dossier.organisations(Role.PILOTE) == [garde.pilote.organisation_principale]
    assert autre.pilote.organisation_principale in dossier.organisations(Role.COPILOTE)


def test_on_ne_verse_que_dans_un_dossier_que_l_on_pilote(deux):
    garde, verse = deux
    autre = candidature_et_agents(etat=Etat.REDACTION)
    with pytest.raises(ValidationError, match="que vous pilotez"):
        reunir(autre, verse, par=garde.pilote)
    with pytest.raises(PermissionDenied, match="Seuls la DGALN et le service qui pilote"):
        reunir(garde, verse, par=verse.coporteur)
    assert relire(verse.candidature).etat == Etat.OUVERTE


@pytest.mark.parametrize("etat", [Etat.DEPOSEE, Etat.ELIGIBLE, Etat.RETENUE, Etat.REUNIE])
def test_on_ne_verse_ni_vers_ni_depuis_une_candidature_deposee(deux, etat):
    garde, verse = deux
    garde.candidature.etat = etat
    garde.candidature.save()
    with pytest.raises(PermissionDenied, match="aucun autre dossier"):
        reunir(garde, verse)
    candidature_et_agents(etat=Etat.OUVERTE)
    with pytest.raises(ValidationError, match="n'est pas encore déposée"):
        reunir(garde, verse, par=garde.dgaln)
    with pytest.raises(PermissionDenied, match="n'est pas possible à l'état"):
        reunir(verse, garde)


def test_un_dossier_ne_se_verse_pas_dans_lui_meme(deux):
    _, verse = deux
    with pytest.raises(ValidationError):
        reunir(verse, verse, par=verse.dgaln)


def test_sans_autre_dossier_le_bouton_ferme_dit_pourquoi():
    places = candidature_et_agents(etat=Etat.REDACTION)
    verdict = CYCLE.verdict("reunir", places.candidature, places.pilote)
    assert verdict.motif == "Vous ne pilotez aucun autre dossier dont la candidature ne soit pas déposée."


def test_un_dossier_reuni_n_est_plus_signale_comme_voisin(deux):
    garde, verse = deux
    codes = list(verse.candidature.dossier.perimetre.communes.values_list("pk", flat=True))
    assert verse.candidature.dossier in [p.dossier for p in dossiers_proches(communes=codes)]
    reunir(garde, verse)
    assert verse.candidature.dossier not in [p.dossier for p in dossiers_proches(communes=codes)]


def test_la_page_propose_les_dossiers_possibles_et_refuse_au_champ(client, deux):
    garde, verse = deux
    client.force_login(garde.pilote)
    adresse = reverse("candidature:avancer", args=[verse.candidature.dossier_id, "reunir"])
    assert str(garde.candidature.dossier) in client.get(adresse).content.decode()

    refus = client.post(adresse, {"dans": "", "motif": MOTIF})
    assert refus.status_code == 422
    assert MOTIF in refus.content.decode()

    client.post(adresse, {"dans": garde.candidature.dossier_id, "motif": MOTIF})
    assert relire(verse.candidature).etat == Etat.REUNIE
