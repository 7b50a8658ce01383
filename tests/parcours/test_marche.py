"""Trois évaluateurs de trois organisations notent de leur côté, se réunissent, classent ; l'on écrit aux autres."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import expect

from etabli.etape2_marche import actions
from etabli.etape2_marche.actions.execution import emettre_un_ordre
from etabli.etape2_marche.enums import Conformite, Etat, NatureDOrdre
from etabli.etape2_marche.models import Note
from tests.fabriques.marche import composer_le_college, scene_de_marche
from tests.fabriques.signatures import altere, pdf_signe
from tests.navigateur import verifie_page
from tests.parcours.images import illustrer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene():
    """Les plis sont ouverts, deux offres conformes, le collège est composé ; personne n'a encore noté."""
    scene = scene_de_marche(Etat.ANALYSE)
    composer_le_college(scene)
    for rang, offre in enumerate(scene.offres):
        actions.verifier_une_offre(
            offre, Conformite.COMPLETE, par=scene.acheteur, montant_ht=90_000 + 5_000 * rang
        )
    return scene


def adresse(scene, page):
    return f"/marches/{scene.marche.pk}/{page}"


def noter_au_clavier(page, valeurs, motif):
    """Sans souris : chaque note, puis sa justification, en passant d'un champ à l'autre par la touche Tab."""
    page.locator("input[name^='note-']").first.focus()
    nombre = page.locator("input[name^='note-']").count()
    for rang in range(nombre):
        page.keyboard.type(valeurs[rang % len(valeurs)])
        page.keyboard.press("Tab")
        page.keyboard.type(motif)
        page.keyboard.press("Tab")
        # Entre deux offres, la touche passe par le lien vers l'offre suivante.
        if rang + 1 < nombre and not page.evaluate("document.activeElement.name || ''").startswith("note-"):
            page.keyboard.press("Tab")


def test_noter_sans_se_voir_puis_decider_ensemble(page, connecter, scene):
    avis = {
        scene.acheteur: ("5", "Méthode claire du pilote."),
        scene.operateur: ("4", "Solide, dit l'opérateur."),
        scene.collectivite: ("2", "La collectivité attend plus de présence."),
    }
    vus = set()
    for evaluateur, (note, motif) in avis.items():
        connecter(evaluateur)
        page.goto(adresse(scene, "analyse/"))
        page.get_by_role("link", name="Noter les offres").click()
        for autre in vus:
            expect(page.locator("main")).not_to_contain_text(autre)
        noter_au_clavier(page, [note], motif)
        illustrer(page, "2-noter-seul")
        verifie_page(page)
        page.get_by_role("button", name="Enregistrer").press("Enter")
        expect(page.locator("main")).to_contain_text("Vous seul les voyez")
        expect(page.locator("main")).not_to_contain_text(re.compile("Notes? arrêtées ensemble"))
        vus.add(motif)
    assert Note.objects.individuelles().count() == 3 * 2 * 2

    connecter(scene.acheteur)
    page.goto(adresse(scene, ""))
    page.get_by_role("button", name="Ouvrir la réunion de choix").click()
    page.goto(adresse(scene, "analyse/consensus/"))
    for motif in vus:
        expect(page.locator("main")).to_contain_text(motif)
    expect(page.locator("main")).to_contain_text("à discuter d'abord")
    illustrer(page, "2-reunion-de-choix")
    verifie_page(page)
    noter_au_clavier(page, ["4", "4", "3", "3"], "Arrêtée ensemble.")
    page.get_by_role("button", name="Enregistrer").press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Classement des offres")
    expect(page.get_by_role("cell", name="1", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Ce classement est-il solide ?")
    illustrer(page, "2-classement")
    verifie_page(page)
    page.get_by_role("link", name="Enregistrer le choix de l'équipe").click()
    page.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Enregistrer le choix de l'équipe").click()

    page.goto(adresse(scene, "suites/"))
    page.get_by_role("button", name="Les attestations sont vérifiées").click()
    verifie_page(page)
    page.get_by_role("link", name="Prévenir les candidats écartés").click()
    page.get_by_role("button", name="Envoyer les lettres").click()
    expect(page.locator("main")).to_contain_text("sont prévenus")
    illustrer(page, "2-suites")

    connecter(scene.candidats[1])
    page.goto(adresse(scene, "notre-offre/"))
    expect(page.locator("main")).to_contain_text("écartée")
    expect(page.get_by_role("link", name="Lettre, PDF")).to_be_visible()
    for motif in vus:
        expect(page.locator("main")).not_to_contain_text(motif)
    illustrer(page, "2-notre-offre")
    verifie_page(page)


def test_une_grille_mal_remplie_garde_tout_et_dit_quoi_faire(page, connecter, scene):
    connecter(scene.collectivite)
    page.goto(adresse(scene, "analyse/noter/"))
    premiere = page.locator("input[name^='note-']").first
    premiere.fill("douze")
    page.locator("textarea[name^='motif-']").first.fill("Ce que j'ai écrit reste.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("Écrivez un nombre de 0 à 5.")
    expect(page.locator("input[name^='note-']").first).to_have_value("douze")
    expect(page.locator("textarea[name^='motif-']").first).to_have_value("Ce que j'ai écrit reste.")
    verifie_page(page)


def test_l_ordre_signe_se_joint_et_dit_ce_que_vaut_sa_signature(page, connecter):
    scene = scene_de_marche(Etat.NOTIFIE)
    ordre = emettre_un_ordre(
        scene.marche, NatureDOrdre.DEMARRAGE, "Démarrer le cadrage.", localdate(), par=scene.acheteur
    )
    # pyHanko signe dans sa propre boucle ; celle de Playwright tourne déjà dans ce fil.
    with ThreadPoolExecutor() as ailleurs:
        signe = ailleurs.submit(pdf_signe).result()
    connecter(scene.acheteur)
    page.goto(ordre.get_absolute_url())
    expect(page.locator("main")).to_contain_text("Aucun exemplaire signé")
    page.get_by_role("link", name="Joindre l'exemplaire signé").click()
    page.get_by_label("Exemplaire signé").set_input_files(
        {"name": "altere.pdf", "mimeType": "application/pdf", "buffer": altere(signe)}
    )
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("main")).to_contain_text("a été modifié après sa signature")
    verifie_page(page)
    page.get_by_label("Exemplaire signé").set_input_files(
        {"name": "ordre-signe.pdf", "mimeType": "application/pdf", "buffer": signe}
    )
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("main")).to_contain_text("Mme Fictive, présidente")
    illustrer(page.locator("main section").filter(has_text="Exemplaire signé"), "2-exemplaire-signe")
    verifie_page(page)
