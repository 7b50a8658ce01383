"""L'équipe, les comités, leurs réunions et leurs décisions, les tâches : écrire, lire, refuser, rappeler."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import make_aware

from etabli.dossier.volets import attentes_de
from etabli.etape3_atelier import actions
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Comite, Equipier, MembreDeComite, Reunion, Tache
from etabli.socle.models import Fait
from tests.fabriques.annuaire import OrganisationFactory
from tests.fabriques.atelier import atelier_et_agents

pytestmark = pytest.mark.django_db
DEBUT = make_aware(datetime(2026, 3, 4, 9, 30))


@pytest.fixture
def lance():
    return atelier_et_agents(lance_le=date(2026, 1, 12))


@pytest.fixture
def comite(lance):
    return actions.reunir_un_comite(lance.atelier, "pilotage", "Comité de pilotage", par=lance.pilote)


@pytest.fixture
def reunion(lance, comite):
    return actions.convoquer(
        comite, DEBUT, DEBUT + timedelta(hours=2), "Bilan\n- Suite", lieu="Mairie", par=lance.pilote
    )


@pytest.fixture
def ouvrir(client, lance):
    def _ouvrir(nom, *args, par=None, donnees=None, **parametres):
        client.force_login(par or lance.pilote)
        adresse = reverse(f"atelier:{nom}", args=[lance.atelier.dossier_id, *args])
        return client.get(adresse, parametres) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def siennes(lance, agent):
    """Ce qu'on attend de cet agent dans ce dossier, en mots."""
    return [a.libelle for a in attentes_de([lance.atelier.dossier], agent) if not a.de_qui]


def dernier_fait():
    return Fait.objects.order_by("-numero")[0]


# --- l'équipe ---


def test_une_personne_entre_dans_l_equipe_avec_ses_sessions(ouvrir, lance):
    organisation = lance.equipe.organisation_principale
    session = lance.atelier.sessions[0]
    saisie = {
        "nom": "Camille Fictive",
        "organisation": organisation.pk,
        "fonction": "urbaniste",
        "sessions": [session.pk],
    }

    reponse = ouvrir("ajouter_un_equipier", par=lance.equipe, donnees=saisie)

    assert reponse.status_code == 302
    equipiere = Equipier.objects.get()
    assert list(equipiere.sessions.all()) == [session]
    page = ouvrir("equipe", par=lance.lecteur).content.decode()
    assert "Camille Fictive" in page
    assert reverse("atelier:modifier_un_equipier", args=[lance.atelier.dossier_id, equipiere.pk]) not in page


def test_l_equipe_ne_compte_que_des_membres_du_groupement(lance):
    with pytest.raises(ValidationError, match="n'est pas du groupement"):
        actions.composer_l_equipe(lance.atelier, "X", OrganisationFactory(), "urbaniste", par=lance.pilote)


def test_la_meme_personne_n_entre_pas_deux_fois(lance):
    organisation = lance.equipe.organisation_principale
    actions.composer_l_equipe(lance.atelier, "X", organisation, "urbaniste", par=lance.pilote)

    with pytest.raises(ValidationError, match="déjà dans l'équipe"):
        actions.composer_l_equipe(lance.atelier, "X", organisation, "sociologue", par=lance.pilote)


def test_une_personne_se_modifie_et_se_retire(ouvrir, lance):
    organisation = lance.equipe.organisation_principale
    personne = actions.composer_l_equipe(lance.atelier, "X", organisation, "urbaniste", par=lance.pilote)
    saisie = {"nom": "Y", "organisation": organisation.pk, "fonction": "sociologue"}

    assert ouvrir("modifier_un_equipier", personne.pk).status_code == 200
    assert ouvrir("modifier_un_equipier", personne.pk, donnees=saisie).status_code == 302
    assert Equipier.objects.get().fonction == "sociologue"
    assert ouvrir("retirer_equipe", personne.pk, donnees={}).status_code == 302
    assert not Equipier.objects.exists()
    assert "Y" not in dernier_fait().phrase


# --- les comités ---


def test_un_comite_se_cree_se_compose_et_se_lit(ouvrir, lance):
    saisie = {"nature": "technique", "nom": "Comité technique", "mission": "Il prépare."}
    assert ouvrir("ajouter_un_comite", donnees=saisie).status_code == 302
    comite = Comite.objects.get()

    membre = {"nom": "Andrée Fictive", "college": "elu", "qualite": "maire", "est_president": "on"}
    assert ouvrir("ajouter_un_membre_de_comite", comite.pk, donnees=membre).status_code == 302
    autre = {"nom": "Paul Fictif", "college": "elu", "est_president": "on"}
    ouvrir("ajouter_un_membre_de_comite", comite.pk, donnees=autre)

    assert [m.nom for m in comite.membres.filter(est_president=True)] == ["Paul Fictif"]
    page = ouvrir("comite", comite.pk, par=lance.coporteur).content.decode()
    assert "Andrée Fictive" in page
    assert "Il prépare." in page
    assert "Seuls les pilotes et l&#x27;équipe projet composent" in page


def test_un_membre_quitte_le_comite(ouvrir, lance, comite):
    membre = actions.faire_sieger(comite, "Andrée Fictive", "elu", par=lance.pilote)

    assert ouvrir("retirer_un_membre", comite.pk, membre.pk, donnees={}).status_code == 302
    assert not MembreDeComite.objects.exists()


def test_deux_comites_du_meme_nom_ne_se_creent_pas(ouvrir, comite):
    reponse = ouvrir("ajouter_un_comite", donnees={"nature": "pilotage", "nom": "Comité de pilotage"})

    assert reponse.status_code == 422
    assert "porte déjà ce nom" in reponse.content.decode()


# --- les réunions ---


def test_une_reunion_se_fixe_avec_son_ordre_du_jour(ouvrir, comite):
    saisie = {"le": "2026-03-04", "de": "09:30", "a": "11:30", "lieu": "Mairie", "ordre_du_jour": "Un\nDeux"}

    assert ouvrir("ajouter_une_reunion", comite.pk, donnees=saisie).status_code == 302

    reunion = Reunion.objects.get()
    assert (reunion.debut, reunion.points) == (DEBUT, ["Un", "Deux"])
    assert "Mairie" in ouvrir("reunion", reunion.pk).content.decode()


def test_une_reunion_ne_finit_pas_avant_de_commencer(ouvrir, comite, lance):
    saisie = {"le": "2026-03-04", "de": "11:30", "a": "09:30", "ordre_du_jour": "Un point rare"}

    reponse = ouvrir("ajouter_une_reunion", comite.pk, donnees=saisie)

    assert reponse.status_code == 422
    assert "Un point rare" in reponse.content.decode()
    with pytest.raises(ValidationError, match="avant d'avoir commencé"):
        actions.convoquer(comite, DEBUT, DEBUT, "x", par=lance.pilote)


def test_le_rang_d_une_reunion_croit_avec_l_heure_et_le_lieu_seulement(ouvrir, reunion):
    memes = {"le": "2026-03-04", "de": "09:30", "a": "11:30", "lieu": "Mairie", "ordre_du_jour": "Autre"}

    ouvrir("modifier_une_reunion", reunion.pk, donnees=memes)
    reunion.refresh_from_db()
    assert (reunion.revision, reunion.ordre_du_jour) == (0, "Autre")
    ouvrir("modifier_une_reunion", reunion.pk, donnees={**memes, "a": "12:00"})
    reunion.refresh_from_db()
    assert reunion.revision == 1


def test_une_reunion_annulee_le_dit_et_ne_decide_rien(ouvrir, reunion, lance):
    ouvrir("annuler_une_reunion", reunion.pk, donnees={})
    ouvrir("annuler_une_reunion", reunion.pk, donnees={})

    reunion.refresh_from_db()
    assert reunion.revision == 1
    assert "Cette réunion est annulée" in ouvrir("reunion", reunion.pk).content.decode()
    with pytest.raises(ValidationError, match="annulée"):
        actions.relever_les_decisions(reunion, [], ["Oui"], par=lance.pilote)


def test_le_releve_garde_les_taches_des_decisions_inchangees(ouvrir, reunion, lance):
    membre = actions.faire_sieger(reunion.comite, "Andrée Fictive", "elu", par=lance.pilote)
    ouvrir(
        "relever", reunion.pk, donnees={"presents": [membre.pk], "decisions": "Retenir le moulin\n- Attendre"}
    )
    moulin = reunion.decisions.get(texte="Retenir le moulin")
    tache = actions.confier(lance.atelier, "Visiter", decision=moulin, par=lance.pilote)

    ouvrir("relever", reunion.pk, donnees={"decisions": "Retenir le moulin\nPartir"})

    tache.refresh_from_db()
    assert tache.decision == moulin
    assert [d.texte for d in reunion.decisions.all()] == ["Retenir le moulin", "Partir"]
    page = ouvrir("reunion", reunion.pk).content.decode()
    assert "À faire : Visiter" in page


@pytest.mark.parametrize("nom", ["ajouter_une_reunion", "modifier_un_comite", "ajouter_un_membre_de_comite"])
def test_qui_ne_conduit_pas_l_atelier_ne_touche_pas_aux_comites(ouvrir, lance, comite, nom):
    for agent in (lance.coporteur, lance.lecteur, lance.dgaln):
        assert ouvrir(nom, comite.pk, par=agent).status_code == 403
    assert ouvrir(nom, comite.pk, par=lance.etranger).status_code == 404


def test_le_comite_d_un_autre_atelier_est_introuvable(ouvrir, comite, reunion):
    ailleurs = atelier_et_agents(lance_le=date(2026, 1, 12))

    for nom, objet in (("comite", comite), ("reunion", reunion)):
        adresse = reverse(f"atelier:{nom}", args=[ailleurs.atelier.dossier_id, objet.pk])
        assert ouvrir("equipe").wsgi_request.user
        assert ouvrir("equipe").client.get(adresse).status_code == 404


# --- les tâches ---


def test_une_tache_confiee_attend_dans_l_espace_de_la_personne(ouvrir, lance):
    saisie = {"libelle": "Réserver la salle", "confiee_a": lance.coporteur.pk, "pour_le": "2026-02-01"}

    assert ouvrir("ajouter_une_tache", donnees=saisie).status_code == 302

    assert siennes(lance, lance.coporteur) == ["Réserver la salle"]
    assert "Réserver la salle" not in siennes(lance, lance.equipe)


def test_une_tache_faite_n_attend_plus_et_se_rouvre(ouvrir, lance):
    tache = actions.confier(lance.atelier, "Visiter", confiee_a=lance.coporteur, par=lance.pilote)

    ouvrir("faire", tache.pk, par=lance.coporteur, donnees={})
    tache.refresh_from_db()
    assert tache.faite_le is not None
    assert siennes(lance, lance.coporteur) == []
    assert "Rouvrir" in ouvrir("taches").content.decode()
    ouvrir("rouvrir", tache.pk, donnees={})
    tache.refresh_from_db()
    assert tache.faite_le is None


def test_une_tache_en_retard_le_dit(ouvrir, lance):
    actions.confier(lance.atelier, "Visiter", pour_le=date(2026, 1, 20), par=lance.pilote)

    assert "En retard" in ouvrir("taches").content.decode()


def test_un_atelier_interrompu_ne_rappelle_pas_ses_taches(lance):
    actions.confier(lance.atelier, "Visiter", confiee_a=lance.coporteur, par=lance.pilote)
    lance.atelier.etat = Etat.INTERROMPU
    lance.atelier.save()

    assert siennes(lance, lance.coporteur) == []


def test_un_lecteur_lit_les_taches_sans_y_toucher(ouvrir, lance):
    tache = actions.confier(lance.atelier, "Visiter", par=lance.pilote)

    page = ouvrir("taches", par=lance.lecteur)

    assert "Visiter" in page.content.decode()
    assert "C&#x27;est fait" not in page.content.decode()
    assert ouvrir("faire", tache.pk, par=lance.lecteur, donnees={}).status_code == 403


def test_une_decision_ne_vient_que_de_cet_atelier(lance, reunion):
    ailleurs = atelier_et_agents(lance_le=date(2026, 1, 12))
    actions.relever_les_decisions(reunion, [], ["Oui"], par=lance.pilote)

    with pytest.raises(ValidationError, match="autre atelier"):
        actions.confier(ailleurs.atelier, "X", decision=reunion.decisions.get(), par=ailleurs.pilote)


@pytest.mark.parametrize("nom", ["equipe", "taches"])
def test_les_listes_coutent_autant_pour_une_ligne_que_pour_trois(ouvrir, lance, nom):
    organisation = lance.equipe.organisation_principale

    def remplir(marque):
        equipier = actions.composer_l_equipe(
            lance.atelier, f"Personne {marque}", organisation, "urbaniste", par=lance.pilote
        )
        equipier.sessions.set(lance.atelier.sessions)
        comite = actions.reunir_un_comite(lance.atelier, "autre", f"Comité {marque}", par=lance.pilote)
        actions.faire_sieger(comite, "Andrée", "elu", par=lance.pilote)
        actions.convoquer(comite, DEBUT, DEBUT + timedelta(hours=1), "x", par=lance.pilote)
        actions.confier(lance.atelier, f"Tâche {marque}", confiee_a=lance.coporteur, par=lance.pilote)

    def cout():
        with CaptureQueriesContext(connection) as requetes:
            assert ouvrir(nom).status_code == 200
        return len(requetes)

    remplir(1)
    cout()
    une = cout()
    remplir(2)
    remplir(3)

    assert cout() == une
    assert Tache.objects.count() == 3
