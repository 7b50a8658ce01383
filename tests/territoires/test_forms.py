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
    assert form.errors["territoires"] == ["Cochez au moins un territoire, ou collez des codes."]


def test_des_codes_non_compris_sont_dits_un_par_un_et_rien_n_est_perdu():
    form = formulaire("nom=Bocage&territoires=commune:50901&territoires-codes=bidule%0A50910")
    assert form.errors["territoires"] == [
        "«\u00a0bidule\u00a0» : ce n'est pas un code Insee de commune (5 caractères) ni un SIREN (9 chiffres).",
        "«\u00a050910\u00a0» : c'est un code postal ; donnez le code Insee : Bourg (50901).",
    ]
    html = str(form)
    assert "bidule\n50910</textarea>" in html
    assert 'value="commune:50901" id="territoires-choisi-1" checked' in html


def test_chercher_sans_javascript_remontre_le_formulaire_avec_les_propositions():
    form = formulaire("nom=Bocage&territoires-recherche=bour&territoires-chercher=1")
    assert form.errors["territoires"] == ["Cochez ci-dessous les territoires voulus, puis validez."]
    assert 'value="commune:50901" id="territoires-commune-50901"' in str(form)


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
    assert "50901 Bourg</textarea>" in str(PerimetreForm(perimetre=perimetre))
    suite = formulaire("nom=Autre&territoires-codes=50901", perimetre=perimetre)
    assert suite.is_valid()
    assert suite.enregistrer(par=None).pk == perimetre.pk
