"""D'une parole à une action, puis aux nouvelles qu'en donne par son lien qui n'a pas de compte."""

import re

import pytest
from playwright.sync_api import expect

from etabli.etape4_seance.enums import TypeActivite
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.liens import adresse_du_lien
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory, ContributionFactory
from tests.navigateur import verifie_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lieu():
    """Une parole, un enjeu, un axe, une fiche écrite par une table ; rien n'est encore rattaché."""
    lieu = feuille_et_agents()
    lieu.parole = lieu.contribution(texte="Rouvrir la gare")
    lieu.l_enjeu, lieu.l_axe = lieu.enjeu(titre="Pouvoir partir d'ici"), lieu.axe(titre="Relier")
    fiches = ActiviteFactory(seance=lieu.seance, type=TypeActivite.FICHE_ACTION, close=True)
    lieu.fiche = ContributionFactory(
        activite=fiches,
        texte="Remettre un train le matin",
        fiche={"description": "Un aller, un retour.", "premier_pas": "Écrire à la région"},
    )
    return lieu


def adresse(lieu, page):
    return f"/dossiers/{lieu.dossier.pk}/feuille-de-route/{page}"


def test_au_clavier_une_parole_devient_un_enjeu_et_une_fiche_une_action(page, connecter, lieu):
    connecter(lieu.equipe)
    page.goto(adresse(lieu, "rattacher/"))
    page.get_by_role("checkbox", name=re.compile("Rouvrir la gare")).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Rattacher ici à « Pouvoir partir d'ici »").press("Enter")
    expect(page.locator("#table").get_by_role("status")).to_contain_text("1 élément rattaché")
    verifie_page(page)
    assert list(lieu.l_enjeu.contributions.all()) == [lieu.parole]

    page.goto(adresse(lieu, "actions/"))
    page.get_by_role("link", name="Reprendre les fiches de la séance").press("Enter")
    verifie_page(page)
    page.get_by_role("button", name="Reprendre en action « Remettre un train le matin »").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1. Remettre un train le matin")
    expect(page.locator("main")).to_contain_text("Écrire à la région")
    action = lieu.feuille.actions.get()
    assert list(action.contributions.all()) == [lieu.fiche]


def test_glisser_une_parole_la_rattache_et_une_cible_qui_ne_la_recoit_pas_la_refuse(page, connecter, lieu):
    connecter(lieu.equipe)
    page.goto(adresse(lieu, "rattacher/?montrer=enjeu"))
    poignee = page.locator(".feuille-poignee").first
    refuse = page.locator(f"[data-cible='enjeu-{lieu.l_enjeu.pk}']")
    recoit = page.locator(f"[data-cible='axe-{lieu.l_axe.pk}']")

    glisser(page, poignee, refuse)
    expect(page.locator("[data-annonce]")).to_have_text("Un enjeu se rattache à l'axe qui y répond.")
    assert not lieu.l_axe.enjeux.exists()

    glisser(page, poignee, recoit)
    expect(page.locator("#table").get_by_role("status")).to_contain_text("rattaché à « Relier »")
    assert list(lieu.l_axe.enjeux.all()) == [lieu.l_enjeu]


def glisser(page, poignee, cible):
    depart, arrivee = poignee.bounding_box(), cible.bounding_box()
    page.mouse.move(depart["x"] + 5, depart["y"] + 5)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 20, arrivee["y"] + 10, steps=4)
    page.mouse.up()


def test_sans_compte_le_porteur_donne_des_nouvelles_que_le_public_peut_lire(page, connecter, lieu):
    action = actions.reprendre_une_fiche(lieu.feuille, lieu.fiche, lieu.l_axe, par=lieu.equipe)
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()
    actions.ouvrir_le_suivi(lieu.feuille, par=lieu.pilote)
    lien = actions.confier_le_suivi(action, "porteuse@exemple.test", par=lieu.pilote)

    page.goto(adresse_du_lien(lien))
    page.get_by_label("Où en est l'action").select_option(StatutAction.BLOQUEE)
    page.get_by_role("button", name="Envoyer la nouvelle").press("Enter")
    expect(page.locator("main")).to_contain_text("Dites en une phrase ce qui retient l'action")
    page.get_by_label(re.compile("Ce qui s'est passé")).fill("La région étudie la demande.")
    page.get_by_role("button", name="Envoyer la nouvelle").press("Enter")
    expect(page.locator("main")).to_contain_text("La région étudie la demande.")
    verifie_page(page)
    action.refresh_from_db()
    assert action.statut == StatutAction.BLOQUEE

    page.goto(f"/feuilles-de-route/{lieu.dossier.pk}/actions/{action.numero}/")
    expect(page.locator("main")).to_contain_text("bloquée")
    expect(page.locator("main")).not_to_contain_text("porteuse@exemple.test")
    verifie_page(page)


def test_au_clavier_le_calendrier_mene_a_chaque_action_et_la_carte_se_marque_aux_fleches(
    page, connecter, lieu
):
    for rang, commune in enumerate(lieu.dossier.perimetre.communes.all()):
        commune.lon, commune.lat = 5.8 + rang / 10, 48.2
        commune.save()
    action = lieu.action(lieu.l_axe)
    connecter(lieu.equipe)
    page.goto(adresse(lieu, "calendrier/"))
    verifie_page(page)
    page.locator(".feuille-gantt svg a").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(action.titre)

    page.get_by_role("link", name="Situer l'action").press("Enter")
    carte = page.locator("[data-lieu]")
    carte.press("ArrowRight")
    expect(carte.get_by_role("status")).to_contain_text("Un point est marqué")
    verifie_page(page)
    page.get_by_role("button", name="Enregistrer").press("Enter")
    expect(page.locator("main")).to_contain_text("un point est marqué sur la carte")
