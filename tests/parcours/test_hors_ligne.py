"""La salle sans réseau : ce qu'on écrit tient à tout (coupure, rechargement, onglet fermé) et ne part qu'une fois."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from etabli.etape4_seance.models import Contribution, Gommette
from tests.fabriques.seance import un_vote
from tests.navigateur import verifie_page
from tests.parcours.test_seance import CODE, _chacun_son_tour, animer, dire, lieu, recueil, telephone

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["_chacun_son_tour", "lieu", "recueil", "telephone"]

PRET = """async () => {
  await navigator.serviceWorker.ready;
  for (let essai = 0; essai < 100; essai++) {
    const magasin = await caches.open("etabli-salle-1");
    const gardes = (await magasin.keys()).map((requete) => new URL(requete.url).pathname);
    const pret = gardes.some((nom) => nom.endsWith("/salle/")) && gardes.some((nom) => nom.endsWith("noyau.js"));
    if (pret && navigator.serviceWorker.controller) return gardes;
    await new Promise((suite) => setTimeout(suite, 50));
  }
  return [];
}"""


DISQUE_LENT = """() => {
  const garder = Boite.garder;
  Boite.garder = async (article) => {
    await new Promise((suite) => (globalThis.ecrire = suite));
    return garder(article);
  };
}"""


def en_attente(page, nb):
    expect(page.locator(".seance-miennes--attente")).to_have_count(nb)


def plus_rien_n_attend(page):
    """L'accusé du serveur est rentré : couper avant lui laisserait l'envoi dans la boîte, à bon droit."""
    page.wait_for_function("async (code) => (await Boite.lister(code)).length === 0", arg=CODE)


def test_la_phrase_tapee_pendant_que_la_precedente_s_ecrit_sur_l_appareil_n_est_pas_effacee(
    lieu, recueil, telephone
):
    page = telephone()
    page.evaluate(DISQUE_LENT)

    dire(page, "Un marché")
    page.get_by_label("Votre contribution").fill("Une halle")
    page.evaluate("ecrire()")

    expect(page.locator("#miennes")).to_contain_text("Un marché")
    expect(page.get_by_label("Votre contribution")).to_have_value("Une halle")


def textes():
    return sorted(Contribution.objects.values_list("texte", flat=True))


def test_trois_contributions_ecrites_sans_reseau_survivent_au_rechargement_et_ne_comptent_qu_une_fois(
    lieu, recueil, telephone
):
    page = telephone()
    assert page.evaluate(PRET)
    page.context.set_offline(True)
    for texte in ("Un marché", "Une halle", "Un banc"):
        dire(page, texte)
    en_attente(page, 3)
    expect(page.locator("#file")).to_contain_text("3 envois attendent le réseau")

    page.reload()
    en_attente(page, 3)
    expect(page.get_by_role("heading", name="Que changer ici ?")).to_be_visible()
    assert all("ERR_INTERNET_DISCONNECTED" in plainte for plainte in page.plaintes)
    page.plaintes.clear()
    assert not Contribution.objects.exists()
    page.context.set_offline(False)

    en_attente(page, 0)
    expect(page.locator("#file")).to_be_hidden()
    assert textes() == ["Un banc", "Un marché", "Une halle"]


def test_l_onglet_ferme_puis_rouvert_envoie_ce_qui_attendait(lieu, recueil, telephone):
    page = telephone()
    contexte = page.context
    contexte.set_offline(True)
    dire(page, "Écrit avant de fermer l'onglet")
    en_attente(page, 1)
    page.close()
    contexte.set_offline(False)

    contexte.new_page().goto(f"/s/{CODE}/salle/")

    page = contexte.pages[0]
    expect(page.locator("#miennes")).to_contain_text("Envoyée")
    assert textes() == ["Écrit avant de fermer l'onglet"]


def test_un_accuse_perdu_est_redemande_et_ne_fait_qu_une_contribution(lieu, recueil, telephone):
    """Le serveur a gardé la phrase, sa réponse s'est perdue : l'appareil renvoie, le serveur reconnaît."""
    page = telephone()
    perdues = []

    def perdre(route):
        route.fetch()
        perdues.append(route.request)
        route.abort()

    page.route("**/contribuer/**", perdre, times=1)

    dire(page, "Une halle")
    expect(page.locator("#miennes")).to_contain_text("Envoyée")

    assert len(perdues) == 1
    assert textes() == ["Une halle"]


def test_un_portail_qui_repond_a_la_place_de_la_plateforme_ne_fait_rien_perdre(lieu, recueil, telephone):
    page = telephone()
    page.route(
        "**/contribuer/**",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body="<p>Acceptez nos conditions</p>"
        ),
        times=1,
    )

    # Le portail a répondu « 200 » à la première tentative : elle n'a pas compté pour un envoi, la seconde est partie.
    dire(page, "Une halle")
    expect(page.locator("#miennes")).to_contain_text("Envoyée", timeout=10_000)

    assert textes() == ["Une halle"]


def test_un_refus_de_la_plateforme_rend_le_texte_a_son_champ(lieu, recueil, telephone):
    page = telephone()
    page.route(
        "**/contribuer/**",
        lambda route: route.fulfill(
            status=422, content_type="application/json", body=json.dumps({"detail": "Raccourcissez."})
        ),
        times=1,
    )

    dire(page, "Une halle")
    expect(page.locator(".seance-miennes--refusee")).to_contain_text("Raccourcissez.")
    page.get_by_role("button", name="Reprendre ce texte").click()

    expect(page.get_by_label("Votre contribution")).to_have_value("Une halle")
    expect(page.locator(".seance-miennes--refusee")).to_have_count(0)


def test_un_texte_commence_survit_au_rechargement(lieu, recueil, telephone):
    page = telephone()
    champ = page.get_by_label("Votre contribution")
    champ.press_sequentially("Une phrase pas finie")

    page.reload()

    expect(champ).to_have_value("Une phrase pas finie")


def coller(page, texte):
    page.get_by_role("button", name=f"Coller une gommette sur «\u00a0{texte}\u00a0»").click()


def gommettes_sur(contribution):
    return Gommette.objects.filter(contribution=contribution).count()


def test_une_gommette_collee_sans_reseau_attend_puis_part_une_seule_fois(lieu, telephone):
    _, (une, autre, _) = un_vote(lieu.seance, nb_gommettes=3)
    page = telephone()
    coller(page, "Idée 1")
    expect(page.locator(".seance-reste")).to_contain_text("2 gommettes")
    plus_rien_n_attend(page)
    page.context.set_offline(True)

    coller(page, "Idée 1")
    coller(page, "Idée 2")
    page.get_by_role("button", name="Décoller une gommette de «\u00a0Idée 1\u00a0»").click()
    expect(page.locator(".seance-reste")).to_contain_text("1 gommette.")
    expect(page.locator("#file")).to_contain_text("3 envois attendent le réseau")
    assert Gommette.objects.count() == 1
    page.context.set_offline(False)

    expect(page.locator("#file")).to_be_hidden(timeout=10_000)
    expect(page.locator(".seance-reste")).to_contain_text("1 gommette.")
    assert (gommettes_sur(une), gommettes_sur(autre)) == (1, 1)


def test_un_vote_ferme_pendant_la_coupure_se_dit_et_se_retire_du_compte(lieu, telephone):
    vote, _ = un_vote(lieu.seance, nb_gommettes=2)
    page = telephone()
    page.context.set_offline(True)
    coller(page, "Idée 1")
    expect(page.locator("#file")).to_contain_text("1 envoi attend le réseau")
    animer("clore_l_activite", vote, lieu)

    page.context.set_offline(False)

    refusee = page.locator(".seance-miennes--refusee")
    expect(refusee).to_contain_text("Le vote est fermé : cette gommette n'est pas comptée.", timeout=10_000)
    refusee.get_by_role("button", name="Retirer").click()
    expect(refusee).to_have_count(0)
    assert not Gommette.objects.exists()


def test_la_salle_s_installe_sur_l_appareil(page, lieu):
    manifeste = page.request.get(reverse("seance:manifeste", args=[CODE])).json()

    assert manifeste["scope"] == f"/s/{CODE}/"
    assert manifeste["start_url"].startswith(manifeste["scope"])
    assert manifeste["display"] == "standalone"
    for icone in manifeste["icons"]:
        assert page.request.get(icone["src"]).headers["content-type"] == "image/png"
    ouvrier = page.request.get(reverse("seance:ouvrier"))
    assert ouvrier.headers["content-type"].startswith("text/javascript")
    assert "'unsafe-inline'" not in ouvrier.headers["content-security-policy"]


def test_vingt_cartes_papier_au_clavier_seul(page, connecter, lieu, recueil):
    """Une frappe de plus que le texte par carte, et quelques-unes pour le paquet : c'est ce qui tient en une minute."""
    connecter(lieu.equipe)
    page.goto(reverse("seance:cartes", args=[lieu.seance.pk]))
    frappes = 0

    def frapper(touche):
        nonlocal frappes
        frappes += 1
        page.keyboard.press(touche)

    page.get_by_label("Activité").focus()
    while not page.evaluate("document.activeElement.name === 'cartes'"):
        frapper("Tab")
    for rang in range(20):
        page.keyboard.type(f"Carte {rang}")
        frapper("Enter")
    while not page.evaluate("document.activeElement.type === 'submit'"):
        frapper("Tab")
    frapper("Enter")

    expect(page.get_by_text("Cartes gardées : 20")).to_be_visible()
    assert Contribution.objects.filter(saisie="papier").count() == 20
    assert frappes <= 30


def test_la_page_hors_ligne_est_accessible(page, connecter, lieu):
    connecter(lieu.equipe)

    page.goto(reverse("seance:hors_ligne", args=[lieu.seance.pk]))

    verifie_page(page)
