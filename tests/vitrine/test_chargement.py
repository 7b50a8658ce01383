"""Le recensement mis en base : le fichier fait foi, ses doutes sont gardés."""

import csv

import pytest
from django.core.management import CommandError, call_command

from etabli.vitrine.actions import charger_les_realisations
from etabli.vitrine.management.commands.charger_realisations import FICHIER
from etabli.vitrine.models import Realisation
from tests.fabriques.dossier import FormatFactory
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, EpciFactory

pytestmark = pytest.mark.django_db
COLONNES = [
    "format",
    "nom",
    "departement_code",
    "departement",
    "epci_ou_communes",
    "annee",
    "theme",
    "equipe",
    "pilote",
    "source",
]


@pytest.fixture
def ecrire(tmp_path):
    def ecrire(*lignes):
        fichier = tmp_path / "ateliers.csv"
        with fichier.open("w", newline="") as flux:
            ecrivain = csv.DictWriter(flux, COLONNES, restval="")
            ecrivain.writeheader()
            ecrivain.writerows(lignes)
        return fichier

    return ecrire


@pytest.fixture
def manche():
    FormatFactory()
    departement = DepartementFactory(chef_lieu="50502")
    CommuneFactory(code="50502", nom="Saint-Lô", lon=-1.09, lat=49.1, departement=departement)
    epci = EpciFactory(nom="CC du Bocage fictif", lon=-1.5, lat=49.0)
    CommuneFactory(nom="Bourg-Fictif", lon=-1.2, lat=48.9, departement=departement, epci=epci)
    return departement


def une_ligne(**champs):
    return {"format": "local", "nom": "Bourg", "departement_code": "50", "annee": "2022", **champs}


def test_une_commune_reconnue_donne_son_point(ecrire, manche):
    charger_les_realisations(ecrire(une_ligne(epci_ou_communes="Commune de Bourg-Fictif")))
    bourg = Realisation.objects.get()
    assert (bourg.lon, bourg.lat, bourg.position) == (-1.2, 48.9, "reconnue")


def test_une_intercommunalite_reconnue_donne_son_centre(ecrire, manche):
    charger_les_realisations(ecrire(une_ligne(epci_ou_communes="CC du Bocage fictif")))
    assert Realisation.objects.get().lon == -1.5


def test_un_nom_partage_ne_se_choisit_pas(ecrire, manche):
    CommuneFactory(nom="Bourg-Fictif", lon=-1.8, lat=48.8, departement=manche)
    charger_les_realisations(ecrire(une_ligne(epci_ou_communes="Commune de Bourg-Fictif")))
    bourg = Realisation.objects.get()
    assert (bourg.lon, bourg.position) == (-1.09, "approchee")


def test_un_territoire_inconnu_va_au_chef_lieu_et_le_dit(ecrire, manche):
    charger_les_realisations(ecrire(une_ligne(epci_ou_communes="Vallée sans nom")))
    assert Realisation.objects.get().position == "approchee"


def test_sans_departement_il_n_y_a_pas_de_position(ecrire, manche):
    charger_les_realisations(ecrire(une_ligne(departement_code="", epci_ou_communes="Quelque part")))
    ailleurs = Realisation.objects.get()
    assert (ailleurs.lon, ailleurs.lat, ailleurs.position) == (None, None, "")


def test_les_doutes_sont_gardes(ecrire, manche):
    charger_les_realisations(
        ecrire(
            une_ligne(
                format="local (déduit : équipe)",
                annee="2019-2025 (année exacte non trouvée)",
                theme="non trouvé",
            )
        )
    )
    bourg = Realisation.objects.get()
    assert bourg.format_id == "local"
    assert bourg.precision_du_format == "déduit : équipe"
    assert bourg.annee_debut is None
    assert bourg.annee_texte == "2019-2025 (année exacte non trouvée)"
    assert bourg.theme == ""


def test_relancer_ne_change_rien_et_retirer_une_ligne_l_efface(ecrire, manche):
    fichier = ecrire(une_ligne(), une_ligne(nom="Autre", departement_code="50;99"))
    charger_les_realisations(fichier)
    avant = list(Realisation.objects.values_list("pk", "slug"))
    assert charger_les_realisations(fichier).nb == 2
    assert list(Realisation.objects.values_list("pk", "slug")) == avant
    bilan = charger_les_realisations(ecrire(une_ligne()))
    assert bilan.nb_retirees >= 1
    assert [r.nom for r in Realisation.objects.all()] == ["Bourg"]


def test_le_vrai_recensement_se_charge(capsys):
    FormatFactory()
    call_command("charger_realisations")
    assert "44 réalisations" in capsys.readouterr().out
    assert Realisation.objects.filter(format="local").count() == 2
    assert Realisation.objects.get(slug="tessy-bocage").annee_debut is None


def test_aucune_source_ne_manque_au_recensement():
    with FICHIER.open() as flux:
        assert [ligne["nom"] for ligne in csv.DictReader(flux) if not ligne["source"].strip()] == []


def test_un_fichier_absent_est_dit(tmp_path):
    with pytest.raises(CommandError, match="n'existe pas"):
        call_command("charger_realisations", tmp_path / "rien.csv")
