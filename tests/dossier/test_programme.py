import pytest
from django.core.exceptions import ValidationError

from etabli.dossier import actions
from etabli.dossier.models import FormatAtelier, Thematique
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dgaln(client):
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)
    return agent


@pytest.fixture(autouse=True)
def programme():
    actions.installer_le_programme()


def test_le_format_local_dit_ce_que_dit_le_programme():
    local = FormatAtelier.objects.get(code="local")

    assert (local.duree_min_mois, local.duree_max_mois, local.nb_sessions) == (10, 15, 3)
    assert (local.montant_indicatif, local.montant_est_ht, local.part_dgaln) == (100_000, None, 100)
    assert (local.engagement_min_mois, local.engagement_max_mois, local.capacite_annuelle) == (10, 12, 10)
    assert local.livrables.count() == 5


def test_le_deroule_propose_tient_dans_la_duree_du_programme():
    local = FormatAtelier.objects.get(code="local")
    fin = max(p.decalage_semaines * 7 + p.duree_jours for p in local.phases.all())

    assert 10 * 30 <= fin <= 15 * 30.5
    assert [p.session for p in local.phases.all() if p.session] == [1, 2, 3]
    assert max(x.decalage_semaines * 7 for x in local.livrables.all()) <= fin


def test_ce_que_les_sources_ne_disent_pas_reste_vide():
    national = FormatAtelier.objects.get(code="national")

    assert (national.montant_indicatif, national.duree_max_mois, national.part_dgaln) == (None, None, None)


def test_installer_de_nouveau_ne_touche_pas_aux_reglages():
    FormatAtelier.objects.filter(code="local").update(capacite_annuelle=12)
    Thematique.objects.filter(nom="Eau").delete()

    actions.installer_le_programme()

    assert FormatAtelier.objects.get(code="local").capacite_annuelle == 12
    assert not Thematique.objects.filter(nom="Eau").exists()
    assert FormatAtelier.objects.count() == 3


def _format(**champs):
    local = FormatAtelier.objects.get(code="local")
    noms = [
        "nom", "description", "duree_min_mois", "duree_max_mois", "nb_sessions", "jours_min_par_session",
        "jours_max_par_session", "montant_indicatif", "part_dgaln", "logistique", "engagement_min_mois",
        "engagement_max_mois", "capacite_annuelle", "source", "ordre",
    ]  # fmt: skip
    return {**{nom: getattr(local, nom) for nom in noms}, "montant_est_ht": "", **champs}


def test_regler_un_format_s_inscrit_au_journal(client, dgaln):
    client.post("/programme/formats/local/", _format(capacite_annuelle=12, montant_est_ht="true"))

    local = FormatAtelier.objects.get(code="local")
    assert (local.capacite_annuelle, local.montant_est_ht) == (12, True)
    fait = Fait.objects.get(acte="regler_le_programme")
    assert fait.donnees == {"capacite_annuelle": ["10", "12"], "montant_est_ht": ["", "True"]}


@pytest.mark.parametrize(
    "champs",
    [
        {"duree_min_mois": 16},
        {"jours_min_par_session": 5},
        {"engagement_min_mois": 14},
        {"part_dgaln": 101},
        {"duree_max_mois": 30_000},
        {"nb_sessions": 51},
        {"capacite_annuelle": 5_000},
        {"nom": ""},
    ],
)
def test_un_reglage_impossible_est_refuse(client, dgaln, champs):
    reponse = client.post("/programme/formats/local/", _format(**champs))

    assert reponse.status_code == 422
    assert FormatAtelier.objects.get(code="local").duree_min_mois == 10


def _phases(*lignes, initiales=0):
    donnees = {"phases-TOTAL_FORMS": len(lignes), "phases-INITIAL_FORMS": initiales}
    for rang, ligne in enumerate(lignes):
        donnees |= {f"phases-{rang}-{cle}": valeur for cle, valeur in ligne.items()}
    return donnees


def _session(numero, semaine):
    return {
        "nom": f"Session {numero}",
        "nature": "session",
        "session": numero,
        "decalage_semaines": semaine,
        "duree_jours": 2,
    }


def test_regler_le_deroule_remet_les_phases_dans_l_ordre(client, dgaln):
    client.post("/programme/formats/local/phases/", _phases(_session(2, 20), _session(1, 8)))

    phases = FormatAtelier.objects.get(code="local").phases.all()
    assert [(p.ordre, p.session) for p in phases] == [(1, 1), (2, 2)]


def test_deux_sessions_du_meme_numero_sont_refusees(client, dgaln):
    reponse = client.post("/programme/formats/local/phases/", _phases(_session(1, 20), _session(1, 8)))

    assert reponse.status_code == 422
    assert "Deux sessions portent le même numéro." in reponse.content.decode()
    assert FormatAtelier.objects.get(code="local").phases.count() == 8


def test_une_phase_au_bout_des_siecles_est_refusee(client, dgaln):
    reponse = client.post("/programme/formats/local/phases/", _phases(_session(1, 3_000_000)))

    assert reponse.status_code == 422
    assert "520 semaines au plus" in reponse.content.decode()


def test_regler_les_livrables(client, dgaln):
    client.post(
        "/programme/formats/flash/livrables/",
        {
            "livrables-TOTAL_FORMS": 1,
            "livrables-INITIAL_FORMS": 0,
            "livrables-0-type": "feuille_de_route",
            "livrables-0-description": "Esquisse de plan guide",
            "livrables-0-decalage_semaines": 12,
        },
    )

    assert FormatAtelier.objects.get(code="flash").livrables.get().decalage_semaines == 12


def test_les_thematiques_n_ont_que_deux_niveaux(dgaln):
    eau = Thematique.objects.get(nom="Eau")

    with pytest.raises(ValidationError, match="deux niveaux"):
        actions.creer_une_thematique("Nappes", parent=eau, par=dgaln)


def test_une_thematique_employee_ne_se_supprime_pas(client, dgaln):
    eau = Thematique.objects.get(nom="Eau")
    DossierFactory().thematiques.add(eau)

    page = client.post(f"/programme/thematiques/{eau.pk}/supprimer/", follow=True).content.decode()

    assert Thematique.objects.filter(nom="Eau").exists()
    assert "Renommez-la plutôt." in page


def test_ajouter_puis_renommer_une_thematique(client, dgaln):
    client.post("/programme/thematiques/ajouter/", {"nom": "Friches", "parent": "", "ordre": 9})
    friches = Thematique.objects.get(nom="Friches")
    client.post(f"/programme/thematiques/{friches.pk}/", {"nom": "Friches bâties", "parent": "", "ordre": 9})

    friches.refresh_from_db()
    assert friches.nom == "Friches bâties"


def test_la_page_des_reglages_a_un_nombre_constant_de_requetes(client, dgaln, django_assert_max_num_queries):
    client.get("/programme/reglages/")
    with django_assert_max_num_queries(20) as avant:
        client.get("/programme/reglages/")
    for rang in range(2):
        FormatAtelier.objects.create(code=f"essai-{rang}", nom=f"Essai {rang}")
        Thematique.objects.create(nom=f"Principale {rang}")

    with django_assert_max_num_queries(len(avant)):
        client.get("/programme/reglages/")
