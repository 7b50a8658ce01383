"""Entrer, installer un second facteur, une clé d'accès, et fermer une session : comme une personne le fait."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache

from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory
from tests.navigateur import verifie_page

pytestmark = pytest.mark.django_db(transaction=True)
VERIFICATEUR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server, settings):
    """Une clé d'accès veut un nom de domaine : « localhost » en est un, une adresse IP non."""
    settings.SECOND_FACTEUR_EXIGE = True
    settings.ADRESSE_DU_SITE = live_server.url.replace("127.0.0.1", "localhost")
    cache.clear()
    yield settings.ADRESSE_DU_SITE
    cache.clear()


def entrer(page, site):
    page.goto(f"{site}/comptes/login/?next=/annuaire/")
    page.locator("input[name=login]").fill("claire@dgaln.example")
    page.locator("input[name=password]").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sortir(page):
    page.get_by_role("button", name="Se déconnecter").locator("visible=true").first.click()
    page.wait_for_url("**/")


def code(secret, decalage=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + decalage))


def test_de_l_application_a_la_cle_d_acces(page, site, browser, browser_context_args):
    AgentFactory(email="claire@dgaln.example", mot_de_passe=MOT_DE_PASSE, dgaln=True)
    page.set_default_timeout(12_000)
    page.goto(f"{site}/comptes/login/")
    verifie_page(page)

    # On ne va nulle part sans second facteur.
    entrer(page, site)
    page.wait_for_url("**/comptes/second-facteur/**")
    verifie_page(page)
    page.get_by_role("link", name="Installer une application").click()
    verifie_page(page)
    secret = page.locator(".etabli-cle").inner_text()
    page.locator("input[name=code]").fill("12")
    page.get_by_role("button", name="Activer").click()
    page.get_by_text("Ce code n'est pas le bon").first.wait_for()
    secret = page.locator(".etabli-cle").inner_text()
    page.locator("input[name=code]").fill(code(secret))
    page.get_by_role("button", name="Activer").click()
    page.get_by_role("heading", name="Vos codes de secours").wait_for()
    verifie_page(page)
    page.get_by_role("link", name="Je les ai gardés").click()
    page.get_by_role("link", name="Reprendre où vous alliez").click()
    page.wait_for_url("**/annuaire/")

    # On entre avec le code de l'application.
    sortir(page)
    entrer(page, site)
    page.wait_for_url("**/comptes/securite/code/")
    verifie_page(page)
    page.locator("input[name=code]").fill(code(secret, 1))
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.wait_for_url("**/annuaire/")

    # On ajoute une clé d'accès, puis on entre par elle, sans mot de passe.
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": VERIFICATEUR})
    page.goto(f"{site}/comptes/securite/cles/ajouter/")
    verifie_page(page)
    page.locator("input[name=name]").fill("Mon ordinateur")
    page.get_by_role("button", name="Créer la clé").click()
    page.wait_for_url("**/comptes/securite/")
    assert "Mon ordinateur" in page.get_by_role("main").inner_text()
    sortir(page)
    page.goto(f"{site}/comptes/login/")
    page.get_by_role("button", name="Entrer avec une clé d'accès").click()
    page.wait_for_url("**/mon-espace/")

    # Un autre appareil est resté ouvert : on le ferme d'ici.
    ailleurs = browser.new_context(
        **{**browser_context_args, "user_agent": "Mozilla/5.0 (iPhone) Safari/605"}
    )
    autre = ailleurs.new_page()
    entrer(autre, site)
    autre.locator("input[name=code]").fill(_secours(page, site))
    autre.get_by_role("button", name="Entrer", exact=True).click()
    autre.wait_for_url("**/annuaire/")
    page.goto(f"{site}/comptes/securite/")
    verifie_page(page)
    page.get_by_role("button", name=re.compile("Fermer la session Safari, iPhone")).click()
    page.get_by_text("La session est fermée").wait_for()
    autre.reload()
    autre.wait_for_url("**/comptes/login/**")
    ailleurs.close()


def _secours(page, site):
    page.goto(f"{site}/comptes/securite/codes/")
    return page.locator(".etabli-codes code").first.inner_text()


def test_sans_javascript_on_entre_par_mot_de_passe_et_par_code(sans_javascript, site, settings, mailoutbox):
    settings.SECOND_FACTEUR_EXIGE = False
    AgentFactory(email="claire@dgaln.example", mot_de_passe=MOT_DE_PASSE, dgaln=True)
    page = sans_javascript
    page.goto(f"{site}/comptes/login/")
    assert not page.get_by_role("button", name="Entrer avec une clé d'accès").is_visible()

    page.get_by_role("link", name="Recevoir un code par courriel").click()
    page.get_by_label("Adresse").fill("claire@dgaln.example")
    page.get_by_role("button", name="Recevoir le code").click()
    page.get_by_role("heading", name="Saisir le code reçu").wait_for()
    page.goto(re.search(r"http://\S+", mailoutbox[-1].body)[0])
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.wait_for_url("**/mon-espace/")
