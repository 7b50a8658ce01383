from tests.navigateur import verifie_page


def test_la_galerie_est_accessible_aux_trois_largeurs(page):
    page.goto("/composants/")
    verifie_page(page)


def test_la_galerie_est_accessible_en_theme_sombre(page):
    page.goto("/composants/")
    page.get_by_role("button", name="Paramètres d'affichage").click()
    page.get_by_text("Thème sombre").click()
    page.get_by_role("button", name="Fermer").first.click()
    assert page.locator("html").get_attribute("data-fr-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-fr-theme") == "dark", "le choix est gardé"
    verifie_page(page, largeurs=(1280,))


def test_l_editeur_de_texte_riche_ecrit_dans_la_zone_du_formulaire(page):
    page.goto("/composants/#formulaire")
    page.wait_for_selector(".prose-menubar[aria-label='Mise en forme']")
    saisie = page.get_by_role("textbox", name="Description")
    saisie.click()
    page.keyboard.type("Un mot")
    page.keyboard.press("Control+A")
    page.get_by_role("button", name="Gras").click()
    page.wait_for_function("document.querySelector('#id_description').value.includes('<strong>')")
    assert page.plaintes == []


def test_une_boite_de_dialogue_se_ferme_au_clavier_et_rend_le_focus(page):
    page.goto("/composants/")
    ouvreur = page.get_by_role("button", name="Retirer la pièce")
    ouvreur.click()
    assert page.get_by_role("dialog", name="Retirer cette pièce ?").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert ouvreur.evaluate("e => e === document.activeElement")


def test_sans_javascript_le_menu_et_les_dialogues_restent_accessibles(sans_javascript):
    sans_javascript.set_viewport_size({"width": 360, "height": 800})
    sans_javascript.goto("/composants/")
    assert sans_javascript.locator("#menu-mobile").is_visible()
    assert sans_javascript.get_by_label("Description").is_visible()
    sans_javascript.get_by_role("button", name="Retirer la pièce").click()
    assert sans_javascript.get_by_role("dialog", name="Retirer cette pièce ?").is_visible()


def test_une_page_introuvable_est_accessible(page):
    page.goto("/cette-page-n-existe-pas/")
    assert page.get_by_role("heading", level=1).inner_text() == "Page introuvable"
    verifie_page(page)
