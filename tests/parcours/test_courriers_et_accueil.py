"""Faire signer, inviter, passer la main, choisir d'un clic : au navigateur, à la souris et au clavier."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from etabli.dossier.enums import Role
from etabli.dossier.models import Membre
from etabli.etape1_candidature.actions import confier_la_rubrique, preparer_les_courriers
from etabli.etape1_candidature.enums import CleRubrique, Etat, TypeCourrier
from etabli.etape1_candidature.models import Candidature, Courrier
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import candidature_et_agents
from tests.fabriques.signatures import altere, pdf_signe
from tests.navigateur import verifie_page
from tests.parcours.images import illustrer

pytestmark = pytest.mark.django_db(transaction=True)
SAISIE = ".ProseMirror[contenteditable=true]"
PATIENCE = 20_000  # millisecondes : une machine occupée n'est pas une faute
ECHAPPEE = 60  # touches : au-delà, le bouton ne s'atteint pas au clavier


def _jusqu_a(page, lieu):
    """Avance de touche en touche, comme qui n'a pas de souris."""
    for _ in range(ECHAPPEE):
        if lieu.evaluate("e => e === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{lieu} ne s'atteint pas au clavier.")


def test_un_courrier_altere_est_refuse_puis_l_exemplaire_signe_est_lu(page, connecter, tmp_path):
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    preparer_les_courriers(places.candidature, par=places.pilote)
    with ThreadPoolExecutor(1) as ailleurs:  # la boucle de Playwright occupe ce fil-ci, signer veut la sienne
        signe = ailleurs.submit(pdf_signe).result()
    for nom, contenu in (("altere", altere(signe)), ("signe", signe)):
        (tmp_path / f"{nom}.pdf").write_bytes(contenu)
    connecter(places.coporteur)
    page.goto(f"{places.candidature.get_absolute_url()}courriers/")
    verifie_page(page)

    page.get_by_role("link", name="Joindre l'exemplaire signé").first.click()
    page.get_by_label("Exemplaire signé").set_input_files(tmp_path / "altere.pdf")
    page.get_by_label("Nom et qualité du signataire").fill("Mme Fictive, présidente")
    _jusqu_a(page, page.get_by_role("button", name="Joindre"))
    page.keyboard.press("Enter")
    expect(page.locator("#contenu")).to_contain_text("a été modifié après sa signature", timeout=PATIENCE)
    expect(page.get_by_label("Nom et qualité du signataire")).to_have_value("Mme Fictive, présidente")
    verifie_page(page)

    page.get_by_label("Exemplaire signé").set_input_files(tmp_path / "signe.pdf")
    page.get_by_role("button", name="Joindre").click()
    expect(page.locator("#contenu")).to_contain_text("Établi ne connaît pas l'autorité", timeout=PATIENCE)
    expect(page.locator("#contenu")).to_contain_text("1 courrier signé sur 3")
    illustrer(page, "1-courriers")
    verifie_page(page)
    courrier = Courrier.objects.get(type=TypeCourrier.SOUTIEN_COLLECTIVITE)
    assert (courrier.signataire, courrier.signature_lue.etat) == (
        "Mme Fictive, présidente",
        "emetteur_inconnu",
    )


def test_une_personne_invitee_accepte_et_n_ecrit_que_la_ou_on_l_attend(page, connecter):
    places = candidature_et_agents(etat=Etat.REDACTION)
    rubriques = {r.cle: r for r in places.candidature.rubriques.all()}
    confier_la_rubrique(rubriques["objectifs"], places.copilote.organisation_principale, par=places.pilote)
    connecter(places.pilote)
    page.goto(f"{places.candidature.get_absolute_url()}invitations/")
    verifie_page(page)
    page.get_by_role("link", name="Inviter quelqu'un").click()
    page.get_by_label("Adresse électronique").fill("elue@collectivite.example")
    page.get_by_label("Fonction dans l'organisation").fill("adjointe")
    page.get_by_text(str(places.coporteur.organisation_principale)).click()
    page.get_by_text(CleRubrique.OBJET.label, exact=True).click()
    illustrer(page, "1-inviter")
    verifie_page(page)
    page.get_by_role("button", name="Envoyer l'invitation").click()
    expect(page.locator("#contenu")).to_contain_text("elue@collectivite.example", timeout=PATIENCE)
    lettre = LettreSortante.objects.get(modele="invitation").texte
    lien = re.search(r"/invitation/[^\s/]+/", lettre).group()

    page.context.clear_cookies()
    page.goto(lien)
    verifie_page(page)
    for champ, valeur in (("Prénom", "Ada"), ("Nom", "Fictive")):
        page.get_by_label(champ, exact=True).fill(valeur)
    for champ in ("mot_de_passe", "confirmation"):
        page.locator(f"[name={champ}]").fill("un mot de passe assez long")
    page.get_by_role("button", name="Ouvrir mon compte et accepter").click()
    expect(page.get_by_text("Bienvenue. Vous agissez désormais pour")).to_be_visible(timeout=PATIENCE)

    page.goto(rubriques["objet"].get_absolute_url())
    page.locator(SAISIE).fill("Ce que la commune attend.")
    page.locator(SAISIE).blur()
    expect(page.locator("#etat-de-la-redaction")).to_contain_text("Enregistré à", timeout=PATIENCE)
    page.goto(rubriques["objectifs"].get_absolute_url())
    expect(page.locator(SAISIE)).to_have_count(0)
    expect(page.locator("#contenu")).to_contain_text("Cette rubrique est confiée à")
    rubriques["objet"].refresh_from_db()
    assert rubriques["objet"].modifiee_par.email == "elue@collectivite.example"
    assert rubriques["objet"].confiee_a == places.coporteur.organisation_principale


def test_la_main_se_passe_sans_souris(page, connecter):
    places = candidature_et_agents(etat=Etat.REDACTION)
    dreal = AgentFactory(ddt=True).organisation_principale
    objet = places.candidature.rubriques.get(cle="objet")
    confier_la_rubrique(objet, places.pilote.organisation_principale, par=places.pilote)
    place = Membre.objects.en_cours().get(dossier=places.candidature.dossier, role=Role.PILOTE)
    connecter(places.pilote)
    page.goto(f"{places.candidature.dossier.get_absolute_url()}membres/")
    verifie_page(page)
    main = page.get_by_role("link", name=re.compile("Passer la main")).first
    _jusqu_a(page, main)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Passer la main")
    recherche = page.get_by_role("searchbox")
    _jusqu_a(page, recherche)
    page.keyboard.type(dreal.nom)
    page.keyboard.press("Enter")
    choix = page.get_by_role("radio", name=dreal.nom)
    choix.wait_for(timeout=PATIENCE)
    _jusqu_a(page, page.locator("[name=choix]").first)
    while not choix.is_checked():
        page.keyboard.press("Space" if choix.evaluate("e => e === document.activeElement") else "ArrowDown")
    _jusqu_a(page, page.get_by_label("Pourquoi"))
    page.keyboard.type("La direction régionale reprend le pilotage.")
    illustrer(page, "1-passer-la-main")
    verifie_page(page)
    _jusqu_a(page, page.get_by_role("button", name="Passer la main"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mon-espace/", timeout=PATIENCE)
    place.refresh_from_db()
    objet.refresh_from_db()
    assert place.jusqu_au is not None
    assert objet.confiee_a == dreal


@pytest.fixture
def a_qualifier():
    places = candidature_et_agents(etat=Etat.REDACTION)
    Candidature.objects.update(type_d_objet="", echelle="")
    return places


def _choisit(page, phrase, attendu):
    page.get_by_text(phrase).click()
    expect(page.locator("#etat-des-choix")).to_contain_text(attendu, timeout=PATIENCE)


def test_les_choix_s_enregistrent_seuls_meme_apres_une_coupure(page, connecter, a_qualifier):
    connecter(a_qualifier.coporteur)
    objet = a_qualifier.candidature.rubriques.get(cle="objet")
    page.goto(objet.get_absolute_url())
    expect(page.locator("#etat-des-choix")).to_contain_text("s'enregistrent d'eux-mêmes", timeout=PATIENCE)
    _choisit(page, "Autre sujet innovant", "Enregistré à")
    illustrer(page.locator("#qualite"), "1-choix-enregistres")
    verifie_page(page)

    page.context.set_offline(True)
    _choisit(page, "Une intercommunalité", "Hors ligne")
    page.context.set_offline(False)
    expect(page.locator("#etat-des-choix")).to_contain_text("Enregistré à", timeout=PATIENCE)
    candidature = Candidature.objects.get()
    assert (candidature.type_d_objet, candidature.echelle) == ("innovant", "intercommunale")


def test_un_choix_fait_par_un_autre_entre_temps_se_voit_et_se_refait(page, connecter, a_qualifier):
    connecter(a_qualifier.coporteur)
    page.goto(a_qualifier.candidature.rubriques.get(cle="objet").get_absolute_url())
    Candidature.objects.update(type_d_objet="etat_amenageur")
    _choisit(page, "Autre sujet innovant", "choisissez de nouveau")
    expect(page.get_by_label("Projet porté par l'État aménageur")).to_be_checked()
    _choisit(page, "Autre sujet innovant", "Enregistré à")
    assert Candidature.objects.get().type_d_objet == "innovant"
