"""Deux porteurs écrivent la même rubrique : l'enregistrement se voit, le conflit se choisit."""

import pytest
from playwright.sync_api import expect

from etabli.etape1_candidature.actions import ecrire_la_rubrique
from etabli.etape1_candidature.enums import Etat
from tests.fabriques.candidature import candidature_et_agents
from tests.navigateur import verifie_page

pytestmark = pytest.mark.django_db(transaction=True)
SAISIE = ".ProseMirror[contenteditable=true]"


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


@pytest.fixture
def rubrique(places):
    return places.candidature.rubriques.get(cle="objet")


def test_le_texte_s_enregistre_quand_on_quitte_le_champ(page, connecter, places, rubrique):
    connecter(places.coporteur)
    page.goto(rubrique.get_absolute_url())
    page.locator(SAISIE).fill("La vallée cherche une stratégie commune.")
    page.locator("h1").click()
    page.locator(SAISIE).blur()

    expect(page.locator("#etat-de-la-redaction")).to_contain_text("Enregistré à")
    page.locator(SAISIE).fill("La vallée cherche une stratégie commune, et vite.")
    page.locator(SAISIE).blur()
    expect(page.locator("#id_version")).to_have_value("2")

    rubrique.refresh_from_db()
    assert "et vite" in rubrique.contenu
    verifie_page(page)


def test_un_conflit_se_voit_puis_se_choisit(page, connecter, places, rubrique):
    connecter(places.coporteur)
    page.goto(rubrique.get_absolute_url())
    page.locator(SAISIE).wait_for()
    ecrire_la_rubrique(rubrique, "<p>Le texte du pilote.</p>", version_lue=0, par=places.pilote)

    page.locator(SAISIE).fill("Le texte de la collectivité.")
    page.locator(SAISIE).blur()
    expect(page.locator("#etat-de-la-redaction")).to_contain_text("rien n'est perdu")

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Deux textes, à vous de choisir")
    verifie_page(page)
    page.get_by_role("button", name="Enregistrer mon texte à la place").click()
    page.wait_for_url(f"**{rubrique.get_absolute_url()}")

    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Le texte de la collectivité.</p>"
    assert rubrique.ecritures.count() == 2


def test_sans_javascript_la_rubrique_s_ecrit_aussi(sans_javascript, connecter, places, rubrique, page):
    connecter(places.pilote)
    sans_javascript.context.add_cookies(page.context.cookies())
    sans_javascript.goto(rubrique.get_absolute_url())
    sans_javascript.locator("textarea[name=contenu]").fill("Un texte sans script.")
    sans_javascript.get_by_role("button", name="Enregistrer", exact=True).click()
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Un texte sans script.</p>"
