"""La carte et la liste des ateliers, au clavier, à la souris et sans JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import FormatFactory
from tests.fabriques.territoires import DepartementFactory
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier
from tests.navigateur import verifie_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ateliers():
    manche = DepartementFactory()
    RealisationFactory(nom="Le bocage et l'eau", theme="Eau", departements=[manche])
    RealisationFactory(nom="Le littoral", theme="Littoral", departements=[manche], lon=2.5, lat=50.5)


def test_la_carte_suit_les_filtres_de_la_liste(page, ateliers):
    page.goto("/les-ateliers/")
    reperes = page.locator(".vitrine-repere")
    expect(reperes).to_have_count(2)
    page.locator("[name=theme]").focus()
    page.locator("[name=theme]").select_option("Eau")
    expect(page.get_by_role("status")).to_contain_text("1 atelier")
    expect(reperes).to_have_count(1)
    expect(page).to_have_url(re.compile("theme=Eau"))
    expect(page.locator("[name=theme]")).to_be_focused()
    expect(page.locator("[name=theme]")).to_have_value("Eau")
    page.go_back()
    expect(reperes).to_have_count(2)
    expect(page.locator("[name=theme]")).to_have_value("")


def test_un_repere_s_ouvre_au_clavier_et_mene_a_la_fiche(page, ateliers):
    page.goto("/les-ateliers/")
    repere = page.get_by_role("link", name=re.compile("^Le littoral, Atelier local"))
    repere.focus()
    page.keyboard.press("Enter")
    lien = page.locator("[data-bulle]").get_by_role("link", name="Le littoral")
    expect(lien).to_be_focused()
    expect(page.locator("#liste .vitrine-montree")).to_contain_text("Le littoral")
    page.keyboard.press("Escape")
    expect(repere).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Le littoral")


def test_un_groupe_agrandit_sa_zone_et_la_liste_avec(page, ateliers):
    RealisationFactory(nom="La vallée", theme="Eau", lon=-1.2, lat=48.9)
    page.goto("/les-ateliers/")
    page.get_by_role("link", name=re.compile("^2.ateliers")).press("Enter")
    expect(page.locator(".vitrine-repere")).to_have_count(2)
    expect(page.locator(".vitrine-repere").first).to_be_focused()
    expect(page.locator("#liste [data-cle]")).to_have_count(2)
    expect(page).to_have_url(re.compile("zone="))


def test_sans_javascript_la_liste_les_filtres_et_la_carte_en_image_suffisent(sans_javascript, ateliers):
    sans_javascript.goto("/les-ateliers/?theme=Eau")
    expect(sans_javascript.get_by_role("link", name="Le bocage et l'eau", exact=True)).to_be_visible()
    expect(sans_javascript.get_by_role("link", name="Le littoral", exact=True)).to_have_count(0)
    carte = sans_javascript.get_by_role("group", name="Carte : 1\xa0atelier")
    expect(carte.get_by_role("link", name=re.compile("^Le bocage et l'eau"))).to_be_visible()
    sans_javascript.locator("[name=theme]").select_option("")
    sans_javascript.get_by_role("button", name="Filtrer").click()
    expect(sans_javascript.get_by_role("link", name="Le littoral", exact=True)).to_be_visible()


def test_l_auto_test_se_fait_sans_javascript(sans_javascript):
    sans_javascript.goto("/candidater/tester-son-projet/")
    for groupe in sans_javascript.locator("main fieldset").all():
        groupe.get_by_label("Oui", exact=True).check(force=True)
    sans_javascript.get_by_role("button", name="Voir le résultat").click()
    expect(sans_javascript.locator("#avis")).to_contain_text("réunit ce que le programme attend")


@pytest.mark.parametrize(
    "url",
    [
        "/", "/le-programme/", "/comprendre/", "/deroulement/", "/candidater/", "/candidater/tester-son-projet/",
        "/les-ateliers/", "/accessibilite/", "/plan-du-site/", "/donnees/",
    ],
)  # fmt: skip
def test_chaque_page_publique_est_accessible_a_trois_largeurs(page, ateliers, url):
    FormatFactory()
    page.goto(url)
    verifie_page(page)


def test_la_fiche_d_un_atelier_publie_est_accessible_a_trois_largeurs(page):
    fiche = publier(titre="Habiter la vallée")
    feuille_adoptee(fiche.dossier, 2)
    page.goto(fiche.get_absolute_url())
    verifie_page(page)


def test_le_pilotage_est_accessible_a_trois_largeurs(page, connecter):
    fiche = publier()
    feuille_adoptee(fiche.dossier, 2)
    connecter(AgentFactory(dgaln=True))
    for url in ("/pilotage/", "/pilotage/dossiers/"):
        page.goto(url)
        verifie_page(page)
