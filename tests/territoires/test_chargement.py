"""Les vrais fichiers de donnees/territoires/, chargés une fois pour tout ce module."""

import json

import pytest
from django.core.management import call_command
from django.db import transaction

from etabli.territoires.chargement import charger
from etabli.territoires.models import Commune, Departement, Epci, Region
from etabli.territoires.recherche import chercher

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _decoupage(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        bloc = transaction.atomic()
        bloc.__enter__()
        charger()
        yield
        transaction.set_rollback(True)
        bloc.__exit__(None, None, None)


def test_le_decoupage_2026_est_entier():
    nombres = [m.objects.count() for m in (Region, Departement, Epci)]
    assert nombres == [26, 109, 1255]
    assert Commune.objects.actuelles().count() == 34_969
    assert Commune.objects.filter(est_actuelle=False).count() == 4_285


def test_une_population_non_publiee_reste_inconnue():
    sans = Commune.objects.actuelles().filter(population=None).values_list("departement_id", flat=True)
    assert sorted(set(sans)) == ["984", "989"]


def test_toute_ancienne_commune_mene_a_une_commune_d_aujourd_hui():
    assert not Commune.objects.filter(est_actuelle=False, successeur__est_actuelle=False).exists()


def test_les_communes_situees_le_sont_dans_leur_metropole():
    metropole = Commune.objects.actuelles().exclude(departement__code__startswith="97")
    metropole = metropole.exclude(departement__code__startswith="98").filter(lon__isnull=False)
    assert not metropole.exclude(lon__range=(-5.5, 10), lat__range=(41, 51.5)).exists()


def test_recharger_ne_fait_rien_et_le_dit(capsys):
    call_command("charger_territoires")
    assert "déjà chargé" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("texte", "code"),
    [
        ("tessy bocage", "50592"),
        ("tessy sur vire", "50592"),
        ("tessy bocaje", "50592"),
        ("st lo", "50502"),
        ("evry courcouronne", "91228"),
        ("l'isle d'abo", "38193"),
        ("coutence", "50147"),
        ("saint denis réunion", "97411"),
        ("paris 15", "75115"),
        ("200066389", "200066389"),
        ("2a004", "2A004"),
        ("normandie", "28"),
    ],
)
def test_on_retrouve_la_france(texte, code):
    assert chercher(texte)[0].code == code


def test_les_deux_codes_d_une_commune_passee_d_un_departement_a_l_autre_menent_au_meme_endroit():
    codes = Commune.objects.filter(nom="Pont-Farcy").values_list("code", "successeur_id", "departement_id")
    assert sorted(codes) == [("14513", "50592", "50"), ("50649", "50592", "50")]


def test_les_contours_des_departements_couvrent_les_departements(settings):
    brut = json.loads((settings.DONNEES / "territoires" / "departements.geojson").read_text())
    dessines = {t["properties"]["code"] for t in brut["features"]}
    # Clipperton est un atoll inhabité que la source ne dessine pas.
    assert set(Departement.objects.values_list("code", flat=True)) - dessines == {"989"}
