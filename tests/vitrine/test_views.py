"""Les pages publiques : ouvertes à tous, en un nombre constant de requêtes, sans rien inventer."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.etape5_feuille_de_route.enums import Etat
from etabli.vitrine.calcul.auto_test import QUESTIONS
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.territoires import DepartementFactory, RegionFactory
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier

pytestmark = pytest.mark.django_db

PAGES = (
    "accueil", "programme", "comprendre", "deroulement", "candidater", "auto_test", "ateliers", "geojson",
    "carte_svg", "fond_de_carte", "fil_d_ateliers", "integrer", "cadre",
    "demander_une_alerte", "mentions_legales", "donnees_personnelles", "accessibilite", "plan",
)  # fmt: skip


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_s_ouvre_sans_compte_meme_sur_une_base_vide(client, nom):
    assert client.get(reverse(f"vitrine:{nom}")).status_code == 200


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_s_ouvre_aussi_avec_un_compte(client, nom):
    client.force_login(AgentFactory(ddt=True))
    assert client.get(reverse(f"vitrine:{nom}")).status_code == 200


def compter(client, url):
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(url).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("nom", ["accueil", "ateliers", "geojson", "carte_svg", "fil_d_ateliers", "cadre"])
def test_une_liste_ne_demande_pas_plus_de_requetes_quand_elle_grandit(client, nom):
    RealisationFactory(departements=[DepartementFactory()])
    publier()
    url = reverse(f"vitrine:{nom}")
    une = compter(client, url)
    RealisationFactory.create_batch(2, departements=[DepartementFactory()])
    publier()
    publier()
    assert compter(client, url) == une


def test_la_fiche_d_un_atelier_ne_demande_pas_plus_de_requetes_quand_il_a_plus_d_actions(client):
    un, trois = publier(), publier()
    feuille_adoptee(un.dossier, 1)
    feuille_adoptee(trois.dossier, 3)
    compter(client, trois.get_absolute_url())  # le catalogue et la carte se gardent en mémoire
    assert compter(client, un.get_absolute_url()) == compter(client, trois.get_absolute_url())


def test_les_chiffres_viennent_des_donnees(client):
    FormatFactory(duree_min_mois=7, duree_max_mois=9, montant_indicatif=45_000, part_dgaln=80)
    contenu = client.get("/comprendre/").content.decode()
    assert "environ 45\u202f000\u00a0€ (HT ou TTC non précisé)" in contenu.lower().replace(
        "ht ou ttc", "HT ou TTC"
    )
    assert "80\u00a0%" in contenu
    assert "De 7 à 9\u00a0mois" in client.get("/").content.decode()


def test_ce_que_l_on_ignore_est_dit(client):
    FormatFactory(montant_indicatif=None, part_dgaln=None)
    assert "Non renseigné" in client.get("/comprendre/").content.decode()


def test_la_liste_dit_qu_elle_est_partielle(client):
    contenu = client.get("/les-ateliers/").content.decode()
    assert "Recensement partiel" in contenu
    assert "33 ateliers locaux" in contenu


def test_les_filtres_de_l_adresse_valent_pour_la_liste_la_carte_et_les_exports(client):
    RealisationFactory(nom="Près de Vire", theme="Eau")
    RealisationFactory(nom="Loin d'ici", theme="Littoral")
    for nom in ("", "ateliers.geojson", "export.csv", "fil.atom", "cadre/"):
        contenu = client.get(f"/les-ateliers/{nom}", {"theme": "Eau"}).content.decode()
        assert "Vire" in contenu
        assert "Loin d" not in contenu


def test_un_filtre_inconnu_est_ignore(client):
    RealisationFactory(nom="Visible")
    reponse = client.get("/les-ateliers/", {"format": "inconnu", "annee": "x"})
    assert reponse.status_code == 200
    assert "Visible" in reponse.content.decode()


def test_chercher_sans_accent_trouve(client):
    RealisationFactory(nom="Vallée de l'Andelle")
    assert "Andelle" in client.get("/les-ateliers/", {"q": "vallee"}).content.decode()


def test_une_recherche_sans_resultat_dit_quoi_faire(client):
    assert "Retirez un filtre" in client.get("/les-ateliers/", {"q": "zzz"}).content.decode()


def test_une_realisation_de_deux_departements_est_dans_les_deux(client):
    manche = DepartementFactory()
    orne = DepartementFactory(code="61", nom="Orne", region=RegionFactory())
    RealisationFactory(nom="À cheval", departements=[manche, orne])
    for code in ("50", "61"):
        assert "cheval" in client.get("/les-ateliers/", {"departement": code}).content.decode()


def test_le_geojson_est_valide_et_garde_les_ateliers_sans_position(client):
    RealisationFactory(nom="Placée")
    RealisationFactory(nom="Sans lieu", lon=None, lat=None, position="")
    traits = json.loads(client.get("/les-ateliers/ateliers.geojson").content)
    assert traits["type"] == "FeatureCollection"
    par_titre = {t["properties"]["titre"]: t for t in traits["features"]}
    assert par_titre["Placée"]["geometry"] == {"type": "Point", "coordinates": [-1.06, 48.97]}
    assert par_titre["Sans lieu"]["geometry"] is None


def test_un_export_n_execute_rien_dans_un_tableur(client):
    RealisationFactory(nom="=HYPERLINK(0)")
    contenu = client.get("/les-ateliers/export.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(0)" in contenu
    assert client.get("/les-ateliers/export.xlsx").status_code == 200
    assert client.get("/les-ateliers/export.ods").status_code == 200
    assert client.get("/les-ateliers/export.pdf").status_code == 404


def test_les_reserves_d_une_source_se_lisent_sur_la_fiche(client):
    realisation = RealisationFactory(
        precision_du_format="probable", annee_debut=None, annee_fin=None, annee_texte="", equipe=""
    )
    contenu = client.get(realisation.get_absolute_url()).content.decode()
    assert "(probable)" in contenu
    assert "année non renseignée" in contenu
    assert "https://source.example/fiche" in contenu


def test_un_atelier_inconnu_ou_non_publie_n_a_pas_de_page(client):
    cache = publier(publiee_le=None)
    assert client.get("/les-ateliers/inconnu/").status_code == 404
    assert client.get(cache.get_absolute_url()).status_code == 404
    assert cache.titre not in client.get("/les-ateliers/").content.decode()


def test_un_atelier_publie_montre_sa_fiche(client):
    fiche = publier(titre="Habiter la vallée")
    contenu = client.get(fiche.get_absolute_url()).content.decode()
    assert "Habiter la vallée" in contenu
    assert "Carte d&#x27;identité" in contenu or "Carte d'identité" in contenu
    assert "Un territoire et son périmètre." in contenu


def test_un_contenu_fictif_porte_son_badge_et_ne_compte_pas(client):
    publier(DossierFactory(est_fictif=True), titre="Atelier inventé")
    contenu = client.get("/les-ateliers/").content.decode()
    assert "Démonstration, contenu fictif" in contenu
    assert "<strong>0\u00a0atelier</strong>" in contenu


@pytest.mark.parametrize("etat", [Etat.REDACTION, Etat.CONCERTATION])
def test_une_feuille_de_route_non_adoptee_reste_privee(client, etat):
    fiche = publier()
    feuille_adoptee(fiche.dossier, etat=etat)
    assert "Action 1" not in client.get(fiche.get_absolute_url()).content.decode()


def test_une_feuille_de_route_adoptee_montre_l_avancement(client):
    fiche = publier()
    feuille_adoptee(fiche.dossier, 2)
    contenu = client.get(fiche.get_absolute_url()).content.decode()
    assert "1. Action 1" in contenu
    assert "Les actions par statut" in contenu


def reponses(**autres):
    return {q.cle: "oui" for q in QUESTIONS} | autres


def test_l_auto_test_repond_sans_javascript_et_sans_compte(client):
    contenu = client.get("/candidater/tester-son-projet/", reponses(service="non")).content.decode()
    assert "Il manque encore une condition de départ" in contenu
    assert "Seule la DGALN se prononce" in contenu


def test_un_parametre_etranger_n_est_pas_une_reponse(client):
    assert client.get("/candidater/tester-son-projet/", {"utm_source": "lettre"}).status_code == 200


def test_l_auto_test_incomplet_dit_ce_qui_manque_et_garde_les_reponses(client):
    incomplet = reponses()
    del incomplet["objet"]
    reponse = client.get("/candidater/tester-son-projet/", incomplet)
    assert reponse.status_code == 422
    contenu = reponse.content.decode()
    assert "Choisissez une réponse, même" in contenu
    assert contenu.count("checked") == len(QUESTIONS) - 1


def test_le_pied_de_page_mene_aux_pages_obligatoires(client):
    contenu = client.get("/").content.decode()
    for url in (
        "/mentions-legales/",
        "/donnees-personnelles/",
        "/accessibilite/",
        "/plan-du-site/",
        "/donnees/",
    ):
        assert f'href="{url}"' in contenu


def test_les_mentions_disent_ce_qui_n_est_pas_declare(client, settings):
    assert "Non déclaré par cette installation" in client.get("/mentions-legales/").content.decode()
    settings.HEBERGEUR = "Un centre de données public"
    assert "Un centre de données public" in client.get("/mentions-legales/").content.decode()


def test_la_declaration_d_accessibilite_dit_qu_aucun_audit_n_existe(client):
    contenu = client.get("/accessibilite/").content.decode()
    assert "non conforme" in contenu
    assert "aucun audit" in contenu


def test_le_plan_du_site_mene_partout(client):
    contenu = client.get("/plan-du-site/").content.decode()
    for nom in ("programme", "ateliers", "candidater", "accessibilite"):
        assert f'href="{reverse(f"vitrine:{nom}")}"' in contenu
