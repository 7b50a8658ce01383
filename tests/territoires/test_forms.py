import pytest
from django.http import QueryDict

from etabli.territoires.forms import PerimetreForm
from etabli.territoires.recherche import indexer
from tests.fabriques.territoires import ChargementFactory, CommuneFactory, DepartementFactory, EpciFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bourg():
    ChargementFactory()
    commune = CommuneFactory(
        code="50901", nom="Bourg", codes_postaux="50910", epci=EpciFactory(siren="299900001")
    )
    indexer()
    return commune


def formulaire(texte, **options):
    return PerimetreForm(QueryDict(texte), **options)


def test_les_trois_facons_de_designer_s_ajoutent():
    CommuneFactory(code="14001", departement=DepartementFactory(code="14"))
    CommuneFactory(code="50905")
    form = formulaire(
        "nom=Bocage&territoires=epci:299900001&territoires=departement:14&territoires-codes=50905 Truc"
    )
    assert form.is_valid(), form.errors
    perimetre = form.enregistrer(par=None)
    assert sorted(c.code for c in perimetre.communes.all()) == ["14001", "50901", "50905"]


def test_ne_rien_designer_dit_quoi_faire():
    form = formulaire("nom=Bocage&territoires-codes=")
    assert form.errors["territoires"] == [
        "Choisissez au moins un territoire : cherchez-le, touchez-le sur la carte ou collez une liste."
    ]


def test_des_textes_non_compris_se_precisent_et_rien_n_est_perdu():
    form = formulaire("nom=Bocage&territoires=commune:50901&territoires-codes=bidule%0A50910")
    assert form.errors["territoires"] == [
        "À préciser : 2\u00a0textes collés. Prenez une proposition, corrigez ou effacez."
    ]
    html = str(form)
    assert "bidule\n50910</textarea>" in html
    assert 'value="commune:50901" id="id_territoires-choisi-1" checked' in html
    assert "« bidule » : aucune commune ni intercommunalité ne porte ce nom." in html
    assert "« 50910 » : c&#x27;est un code postal ; choisissez la commune, ou donnez son code Insee." in html
    assert 'name="territoires-prendre" value="commune:50901|50910"' in html


def test_chercher_sans_javascript_remontre_le_formulaire_avec_les_propositions():
    for envoi in ("territoires-recherche=bour&territoires-chercher=1", "territoires-recherche=bour"):
        form = formulaire(f"nom=Bocage&{envoi}")
        assert form.errors["territoires"] == ["Prenez ci-dessous les territoires voulus, puis validez."]
        assert 'name="territoires-ajouter" value="commune:50901"' in str(form)


@pytest.mark.parametrize(
    "geste", ["lire=1", "prendre=commune:50901|bidule", "ajouter=epci:299900001", "vider=1"]
)
def test_chaque_bouton_marche_sans_javascript(geste):
    form = formulaire(f"nom=Bocage&territoires-codes=50901&territoires-{geste}")
    assert form.errors["territoires"] == ["Le périmètre est à jour ci-dessous. Relisez-le, puis validez."]
    attendu = "Aucune commune n&#x27;est encore choisie." if geste == "vider=1" else "1\u00a0commune choisie"
    assert attendu in str(form)


def test_chercher_en_vain_le_dit():
    form = formulaire("nom=Bocage&territoires-recherche=zzzz&territoires-chercher=1")
    assert form.errors["territoires"] == [
        "Aucun territoire ne ressemble à «\u00a0zzzz\u00a0». Vérifiez l'orthographe."
    ]


def test_une_case_forgee_ne_designe_rien():
    form = formulaire("nom=Bocage&territoires=planete:1&territoires=commune:00000&territoires=commune")
    assert "territoires" in form.errors


def test_modifier_part_des_communes_en_place():
    form = formulaire("nom=Bocage&territoires=commune:50901")
    assert form.is_valid()
    perimetre = form.enregistrer(par=None)
    assert 'value="commune:50901" id="id_territoires-choisi-1" checked' in str(
        PerimetreForm(perimetre=perimetre)
    )
    suite = formulaire("nom=Autre&territoires-codes=50901", perimetre=perimetre)
    assert suite.is_valid()
    assert suite.enregistrer(par=None).pk == perimetre.pk
