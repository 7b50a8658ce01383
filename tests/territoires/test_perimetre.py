import pytest
from django.core.exceptions import ValidationError

from etabli.socle.models import Fait
from etabli.territoires.actions import definir_un_perimetre, modifier_un_perimetre
from etabli.territoires.lecture import lire_des_codes
from etabli.territoires.models import Perimetre
from tests.fabriques.territoires import (
    AncienneCommuneFactory,
    ChargementFactory,
    CommuneFactory,
    DepartementFactory,
    EpciFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _millesime():
    ChargementFactory()


def test_un_perimetre_reunit_tout_ce_qu_on_lui_designe_sans_doublon():
    epci = EpciFactory()
    membres = CommuneFactory.create_batch(2, epci=epci)
    seule = CommuneFactory()

    perimetre = definir_un_perimetre(
        nom=" Bocage ", communes=[membres[0]], epcis=[epci], codes=f"{seule.code} son nom", par=None
    )

    assert perimetre.nom == "Bocage"
    assert set(perimetre.communes.all()) == {*membres, seule}
    assert (perimetre.nb_communes, perimetre.population, perimetre.millesime) == (3, 4500, 2026)
    assert perimetre.libelle_court == "Bocage (3\u00a0communes)"
    assert perimetre.epcis == [epci]


def test_un_perimetre_passe_les_frontieres_de_departement():
    calvados = DepartementFactory(code="14", nom="Calvados")
    CommuneFactory(code="14001", departement=calvados)
    CommuneFactory.create_batch(2)

    perimetre = definir_un_perimetre(
        nom="Deux rives", departements=[calvados, DepartementFactory()], par=None
    )

    assert [d.nom for d in perimetre.departements] == ["Manche", "Calvados"]


def test_le_centre_est_pondere_et_la_boite_contient_tout():
    communes = [
        CommuneFactory(lon=0, lat=48, population=1000),
        CommuneFactory(lon=1, lat=49, population=3000),
        CommuneFactory(lon=None, lat=None, population=None),
    ]
    perimetre = definir_un_perimetre(nom="Centre", communes=communes, par=None)
    assert perimetre.centre == (0.75, 48.75)
    assert perimetre.emprise == (0, 48, 1, 49)
    assert perimetre.population == 4000


def test_sans_aucune_population_publiee_on_ne_dit_pas_zero():
    perimetre = definir_un_perimetre(nom="Désert", communes=[CommuneFactory(population=None)], par=None)
    assert perimetre.population is None


def test_une_commune_fusionnee_est_remplacee_et_c_est_dit():
    ancienne = AncienneCommuneFactory(code="50111", nom="Hameau")
    lecture = lire_des_codes("50111")
    assert lecture.communes == [ancienne.successeur]
    assert str(lecture.remplaces[0]) == (
        f"Hameau (50111) est remplacée par {ancienne.successeur.nom} ({ancienne.successeur.code})."
    )


def test_un_siren_d_intercommunalite_vaut_toutes_ses_communes():
    epci = EpciFactory(siren="200066389")
    membres = CommuneFactory.create_batch(3, epci=epci)
    assert set(lire_des_codes("200 066 389").communes) == set(membres)


def test_ce_qui_n_est_pas_compris_est_dit_texte_par_texte():
    CommuneFactory(code="50592", nom="Bourg", codes_postaux="50420")
    inconnus = [str(i) for i in lire_des_codes("50420\n99999\n123456789\nbidule").inconnus]
    assert inconnus == [
        "«\u00a050420\u00a0» : c'est un code postal ; choisissez la commune, ou donnez son code Insee.",
        "«\u00a099999\u00a0» : aucune commune ne porte ce code Insee.",
        "«\u00a0123456789\u00a0» : ce SIREN n'est celui d'aucune commune ni intercommunalité.",
        "«\u00a0bidule\u00a0» : aucune commune ni intercommunalité ne porte ce nom.",
    ]


@pytest.mark.parametrize("codes", ["", "bidule"])
def test_un_perimetre_vide_ou_mal_code_n_est_pas_cree(codes):
    with pytest.raises(ValidationError):
        definir_un_perimetre(nom="Rien", codes=codes, par=None)
    assert not Perimetre.objects.exists()
    assert not Fait.objects.exists()


def test_un_perimetre_sans_nom_est_refuse():
    with pytest.raises(ValidationError, match="nom"):
        definir_un_perimetre(nom="  ", communes=[CommuneFactory()], par=None)


def test_retracer_dit_au_journal_ce_qui_entre_et_ce_qui_sort():
    a, b, c = CommuneFactory.create_batch(3)
    perimetre = definir_un_perimetre(nom="Bocage", communes=[a, b], par=None)

    modifier_un_perimetre(perimetre, communes=[b, c], par=None)

    fait = Fait.objects.get(acte="modifier_un_perimetre")
    assert (fait.donnees["ajoutees"], fait.donnees["retirees"]) == ([c.code], [a.code])
    perimetre.refresh_from_db()
    assert perimetre.nom == "Bocage"


def test_sans_decoupage_charge_on_le_dit():
    commune = CommuneFactory()
    ChargementFactory._meta.model.objects.all().delete()
    with pytest.raises(ValidationError, match="charger_territoires"):
        definir_un_perimetre(nom="Trop tôt", communes=[commune], par=None)


def test_un_perimetre_ancien_dit_ce_qui_a_fusionne_depuis():
    commune = CommuneFactory()
    perimetre = definir_un_perimetre(nom="Ancien", communes=[commune], par=None)
    commune.est_actuelle, commune.successeur = False, CommuneFactory()
    commune.save()
    assert Perimetre.objects.get(pk=perimetre.pk).communes_remplacees == [commune]


@pytest.mark.parametrize("combien", [1, 3])
def test_une_liste_de_perimetres_coute_autant_pour_un_que_pour_trois(combien, django_assert_num_queries):
    for _ in range(combien):
        definir_un_perimetre(
            nom="Liste", communes=CommuneFactory.create_batch(2, epci=EpciFactory()), par=None
        )
    with django_assert_num_queries(2):  # périmètres, communes avec leurs parents
        lus = [(p.epcis, p.departements, p.centre) for p in Perimetre.objects.with_territoires()]
    assert len(lus) == combien
