"""Une séance dans de vrais navigateurs : deux téléphones, l'écran de la salle, le pupitre, une coupure."""

from threading import RLock

import pytest
from django.core.handlers.base import BaseHandler
from django.urls import reverse
from playwright.sync_api import expect

from etabli.etape4_seance.models import Contribution
from etabli.etape4_seance.workflow import CYCLE_DE_L_ACTIVITE
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    FamilleFactory,
    SequenceFactory,
    TableFactory,
    seance_et_agents,
    un_vote,
)
from tests.navigateur import surveille, verifie_page

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "ACD347"
VERROU = RLock()


@pytest.fixture(autouse=True)
def _chacun_son_tour(monkeypatch):
    """La base d'essai, en mémoire, n'a qu'une connexion pour tous les fils : les requêtes se suivent."""
    repondre = BaseHandler.get_response

    def a_son_tour(serveur, request):
        with VERROU:
            return repondre(serveur, request)

    monkeypatch.setattr(BaseHandler, "get_response", a_son_tour)


def animer(acte, activite, lieu):
    with VERROU:
        return CYCLE_DE_L_ACTIVITE.avancer(acte, activite, par=lieu.equipe)


@pytest.fixture
def lieu():
    return seance_et_agents(ouverte=True, code=CODE)


@pytest.fixture
def recueil(lieu):
    activite = ActiviteFactory(seance=lieu.seance, titre="Que changer ici ?")
    return animer("ouvrir_l_activite", activite, lieu)


@pytest.fixture
def telephone(browser, browser_context_args):
    """Un téléphone entré au titre des habitants ; autant qu'on en veut."""
    contextes = []

    def ouvrir(**options):
        contexte = browser.new_context(
            **browser_context_args, viewport={"width": 360, "height": 740}, **options
        )
        contextes.append(contexte)
        page = contexte.new_page()
        surveille(page)
        page.goto(f"/s/{CODE}/")
        page.get_by_role("button", name="Habitants").click()
        page.wait_for_url("**/salle/")
        return page

    yield ouvrir
    for contexte in contextes:
        contexte.close()


def dire(page, texte):
    page.get_by_label("Votre contribution").fill(texte)
    page.get_by_role("button", name="Envoyer").click()


def test_ce_que_deux_telephones_disent_arrive_a_l_ecran_sans_le_recharger(page, lieu, recueil, telephone):
    page.goto(f"/s/{CODE}/ecran/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Que changer ici ?")
    avec, sans = telephone(), telephone(java_script_enabled=False)

    dire(avec, "Un marché le samedi")
    dire(sans, "Une halle couverte")

    expect(page.locator(".ecran__idees")).to_contain_text("Un marché le samedi")
    expect(page.locator(".ecran__idees")).to_contain_text("Une halle couverte")
    expect(avec.locator("#miennes")).to_contain_text("Envoyée")
    expect(sans.locator("#miennes")).to_contain_text("Une halle couverte")
    assert Contribution.objects.count() == 2
    verifie_page(page, largeurs=(1280,))
    verifie_page(avec, largeurs=(360, 768))


def test_sans_reseau_rien_ne_se_perd_et_rien_ne_part_deux_fois(lieu, recueil, telephone):
    page = telephone()
    page.context.set_offline(True)

    dire(page, "Écrit dans la cave")
    expect(page.locator("#file")).to_contain_text("1 envoi attend le réseau")
    assert not Contribution.objects.exists()
    page.context.set_offline(False)

    expect(page.locator("#miennes")).to_contain_text("Envoyée")
    expect(page.locator("#file")).to_be_hidden()
    assert [c.texte for c in Contribution.objects.all()] == ["Écrit dans la cave"]


def test_une_activite_qui_ferme_n_efface_pas_ce_qu_on_ecrit(lieu, recueil, telephone):
    page = telephone()
    page.get_by_label("Votre contribution").fill("J'allais le dire")

    animer("clore_l_activite", recueil, lieu)

    expect(page.locator("[data-fermee]")).to_contain_text("vient de fermer")
    expect(page.get_by_label("Votre contribution")).to_have_value("J'allais le dire")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("#miennes")).to_contain_text("arrivée après la fermeture")
    assert Contribution.objects.get().est_tardive


def test_la_prochaine_activite_apparait_d_elle_meme(lieu, telephone):
    suite = ActiviteFactory(seance=lieu.seance, titre="Nos atouts", afom=True)
    page = telephone()
    expect(page.locator("#attente")).to_be_visible()

    animer("ouvrir_l_activite", suite, lieu)

    expect(page.get_by_role("heading", name="Nos atouts")).to_be_visible()
    verifie_page(page, largeurs=(360,))


def test_voter_d_un_doigt(lieu, telephone):
    un_vote(lieu.seance, nb_gommettes=2)
    page = telephone()

    page.get_by_role("button", name="Coller une gommette sur « Idée 1 »").click()
    expect(page.locator(".seance-reste")).to_contain_text("1 gommette")
    page.get_by_role("button", name="Coller une gommette sur « Idée 2 »").click()

    expect(page.locator(".seance-reste")).to_contain_text("Toutes vos gommettes sont collées")
    verifie_page(page, largeurs=(360,))


def test_le_pupitre_se_tient_a_jour_sans_bouger_sous_les_doigts(page, connecter, lieu, recueil, telephone):
    ContributionFactory(activite=recueil, texte="Une halle")
    connecter(lieu.equipe)
    page.goto(reverse("seance:animer", args=[lieu.seance.pk]))
    voisin = telephone()

    dire(voisin, "Un marché")
    expect(page.get_by_label("Un marché")).to_be_visible()
    page.get_by_text("Une halle", exact=False).first.click()
    dire(voisin, "Un banc")
    expect(page.locator("#nouveautes")).to_be_visible()
    expect(page.get_by_label("Une halle")).to_be_checked()

    page.get_by_role("button", name="Actualiser").click()
    expect(page.get_by_label("Un banc")).to_be_visible()
    verifie_page(page)


@pytest.mark.parametrize(
    "nom", ["detail", "resultats", "emargement", "cartes", "compte_rendu", "ajouter_une_activite"]
)
def test_les_pages_des_agents_sont_accessibles(page, connecter, lieu, nom):
    _, contributions = un_vote(lieu.seance)
    contributions[0].famille = FamilleFactory(seance=lieu.seance)
    contributions[0].save()
    ActiviteFactory(seance=lieu.seance, afom=True)
    SequenceFactory(seance=lieu.seance)
    TableFactory(seance=lieu.seance)
    connecter(lieu.equipe)

    page.goto(reverse(f"seance:{nom}", args=[lieu.seance.pk]))

    verifie_page(page)


@pytest.mark.parametrize("adresse", ["/s/", f"/s/{CODE}/", f"/s/{CODE}/table/1/", f"/s/{CODE}/ecran/"])
def test_les_pages_de_la_salle_sont_accessibles(page, lieu, adresse):
    TableFactory(seance=lieu.seance, numero=1)

    page.goto(adresse)

    verifie_page(page)
