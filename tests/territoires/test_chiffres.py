import pytest
from django.urls import reverse

from etabli.territoires.calcul.chiffres import (
    Valeur,
    annee_de_depart,
    complete,
    derniere_annee_commune,
    evolution_annuelle,
    rapport,
)
from etabli.territoires.chiffres import lire_les_chiffres
from etabli.territoires.documents import blocs_du_portrait
from etabli.territoires.models import Commune
from tests.fabriques.dossier import dossier_et_agents
from tests.fabriques.mesures import csv_publie, importer
from tests.fabriques.territoires import ChargementFactory, CommuneFactory, PerimetreFactory

SERIES = {
    "population": {2012: Valeur(90, 2, 2), 2022: Valeur(100, 2, 2), 2023: Valeur(60, 1, 2)},
    "superficie": {2022: Valeur(4, 2, 2)},
}


def test_une_somme_incomplete_ne_se_montre_pas():
    assert complete(SERIES, "population", 2022) == 100
    assert complete(SERIES, "population", 2023) is None
    assert derniere_annee_commune([SERIES, SERIES], ["population"]) == 2022
    assert derniere_annee_commune([SERIES, {}], ["population"]) is None


def test_un_rapport_sans_base_n_existe_pas():
    assert rapport(SERIES, ["population"], "superficie", 2022) == 25
    assert rapport(SERIES, ["population"], "superficie", 2012) is None
    assert rapport({"a": {1: Valeur(3, 1, 1)}, "b": {1: Valeur(0, 1, 1)}}, ["a"], "b", 1) is None


def test_l_evolution_est_composee():
    assert evolution_annuelle(100, 121, 2) == pytest.approx(0.1)
    assert evolution_annuelle(0, 10, 2) is None
    assert evolution_annuelle(None, 10, 2) is None
    assert annee_de_depart([2009, 2012, 2013, 2020], 2022) == 2012
    assert annee_de_depart([2021], 2022) is None


@pytest.fixture
def perimetre(db):
    ChargementFactory()
    communes = [
        CommuneFactory(nom="Petit-Bourg", population=400),
        CommuneFactory(nom="Grand-Bourg", population=1600),
    ]
    CommuneFactory(nom="Voisine")
    return PerimetreFactory(nom="Bocage fictif", communes=communes)


def ligne(chiffres, debut):
    return next((lu for lu in chiffres.lignes if lu.libelle.startswith(debut)), None)


def lire(perimetre):
    return lire_les_chiffres(perimetre.nom, perimetre.lire_les_communes())


def test_sans_import_le_portrait_dit_ce_qu_il_sait_et_ce_qui_manque(perimetre):
    chiffres = lire(perimetre)
    assert chiffres.colonnes == ("Bocage fictif", "Manche", "France")
    assert ligne(chiffres, "Communes").valeurs == ("2", "3", "3")
    assert ligne(chiffres, "Population").valeurs[0] == "2\u202f000\u00a0habitants"
    assert ligne(chiffres, "Densité") is None
    assert len(chiffres.manques) == 3
    assert all("n'est pas encore importé" in m for m in chiffres.manques)


def test_avec_les_fichiers_l_histoire_et_les_parts_paraissent_avec_leur_source(perimetre):
    importer(
        "population_historique",
        csv_publie(["CODGEO", "PMUN2022", "PMUN2012", "PMUN2011"], *[(c, 121, 100, 99) for c in _toutes()]),
    )
    importer(
        "dossier_complet",
        csv_publie(
            ["CODGEO", "SUPERF", "P22_LOG", "P22_LOGVAC", "MED21"],
            *[(c, "12,1", 50, 5, 20000 + rang) for rang, c in enumerate(_toutes())],
        ),
    )
    chiffres = lire(perimetre)
    assert ligne(chiffres, "Densité").valeurs[0] == "10,0\u00a0habitants par km²"
    assert ligne(chiffres, "Logements vacants").valeurs == ("10,0\u00a0%",) * 3
    assert ligne(chiffres, "Évolution annuelle").valeurs[0] == "1,9\u00a0%"
    assert ligne(chiffres, "Évolution annuelle").source == "Essai fictif, 2022 (fichier de 2022)"
    assert ligne(chiffres, "Niveau de vie").valeurs[1] == "ne s'additionne pas"
    titres = [i.graphique.titre for i in chiffres.graphiques]
    assert "L'évolution comparée de la population (100 en 2011)" in titres
    assert all(i.source for i in chiffres.graphiques)
    assert all(i.graphique.lignes for i in chiffres.graphiques)


def _toutes():
    return list(Commune.objects.order_by("code").values_list("code", flat=True))


def test_une_commune_au_secret_empeche_la_somme_et_c_est_dit(perimetre):
    codes = _toutes()
    importer(
        "dossier_complet",
        csv_publie(
            ["CODGEO", "P22_LOG", "P22_LOGVAC"], *[(c, 50, "s" if c == codes[0] else 5) for c in codes]
        ),
    )
    chiffres = lire(perimetre)
    assert ligne(chiffres, "Logements vacants") is None
    assert (
        "Logements vacants, 2022 : 1\u00a0commune sur 2 sans valeur publiée ; le total n'est pas montré."
        in chiffres.manques
    )


def test_le_portrait_s_imprime_en_blocs(perimetre):
    blocs = [type(b).__name__ for b in blocs_du_portrait(perimetre)]
    assert blocs[0] == "Tableau"
    assert "Figure" in blocs
    assert "Liste" not in blocs  # ce que personne n'a encore importé se dit à l'écran, pas sur le papier


@pytest.mark.parametrize("combien", [1, 3])
def test_le_portrait_coute_autant_pour_une_commune_que_pour_trois(db, combien, django_assert_num_queries):
    ChargementFactory()
    perimetre = PerimetreFactory(communes=CommuneFactory.create_batch(combien))
    communes = perimetre.lire_les_communes()
    with django_assert_num_queries(10):
        lire_les_chiffres("Essai", communes)


@pytest.mark.django_db
def test_un_membre_lit_le_portrait_de_son_dossier_et_un_etranger_non(client):
    ChargementFactory()
    places = dossier_et_agents()
    adresse = reverse("dossier:portrait", args=[places.dossier.pk])
    client.force_login(places.lecteur)
    page = client.get(adresse).content.decode()
    assert "Portrait du territoire" in page
    assert "Modifier ce périmètre" not in page
    client.force_login(places.etranger)
    assert client.get(adresse).status_code == 404
