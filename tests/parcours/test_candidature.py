"""Écrire la note à plusieurs, dans de vrais navigateurs : rien ne se perd, chaque changement a son auteur."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from etabli.etape1_candidature.actions import ecrire_la_rubrique, remarquer
from etabli.etape1_candidature.enums import CleRubrique, Etat
from etabli.etape1_candidature.models import EcritureDeRubrique, Proposition
from tests.fabriques.candidature import candidature_et_agents
from tests.navigateur import surveille, verifie_page
from tests.parcours.images import illustrer

pytestmark = pytest.mark.django_db(transaction=True)
SAISIE = ".ProseMirror[contenteditable=true]"
ETAT = "#etat-de-la-redaction"
REDACTION = "form[data-redaction]"
PATIENCE = 20_000  # millisecondes : une machine occupée n'est pas une faute


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


@pytest.fixture
def rubrique(places):
    return places.candidature.rubriques.get(cle="objet")


@dataclass(eq=False)
class Poste:
    """Un agent devant son navigateur à lui."""

    agent: object
    contexte: BrowserContext
    page: Page

    def ouvre(self, rubrique):
        self.page.goto(rubrique.get_absolute_url())
        self.page.locator(SAISIE).wait_for()

    def ecrit(self, texte):
        self.page.locator(SAISIE).fill(texte)
        self.page.locator(SAISIE).blur()

    def attend(self, phrase):
        expect(self.page.locator(ETAT)).to_contain_text(phrase, timeout=PATIENCE)

    def rouvre_un_onglet(self):
        """Ferme l'onglet et en ouvre un autre, comme après une panne."""
        self.page.close()
        self.page = self.contexte.new_page()
        surveille(self.page)


@pytest.fixture
def poste(browser, browser_context_args, live_server):
    """Un navigateur par agent, chacun sa session."""
    contextes = []

    def ouvrir(agent):
        contexte = browser.new_context(**browser_context_args)
        contextes.append(contexte)
        client = Client()
        client.force_login(agent)
        cle = client.cookies[settings.SESSION_COOKIE_NAME].value
        contexte.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cle, "url": live_server.url, "httpOnly": True}]
        )
        page = contexte.new_page()
        surveille(page)
        return Poste(agent, contexte, page)

    yield ouvrir
    for contexte in contextes:
        # Ce que les pages demandaient encore finit avant que la base ne se ferme.
        for page in contexte.pages:
            page.wait_for_load_state("networkidle")
        contexte.close()


def _nommer(agent, prenom, nom):
    """Des noms fictifs que l'on distingue sur les images."""
    agent.prenom, agent.nom = prenom, nom
    agent.save(update_fields=["prenom", "nom"])


def test_trois_organisations_ecrivent_les_sept_rubriques_ensemble_malgre_une_coupure(places, poste):
    """Deux d'entre elles sont dans la même rubrique, l'une perd le réseau au milieu : rien n'est perdu."""
    _nommer(places.pilote, "Solène", "Lerond")
    _nommer(places.copilote, "Hugo", "Verdon")
    _nommer(places.coporteur, "Inès", "Kerhoas")
    ddt, operateur, cc = poste(places.pilote), poste(places.copilote), poste(places.coporteur)
    rubriques = {r.cle: r for r in places.candidature.rubriques.all()}
    ecrits = {ddt: [], operateur: [], cc: []}

    def ecrit(poste, texte, attendu="Enregistré à"):
        poste.ecrit(texte)
        poste.attend(attendu)
        ecrits[poste].append(texte)

    # La rubrique que l'on partagera : un premier texte, que la collectivité a sous les yeux.
    ddt.ouvre(rubriques["objet"])
    ecrit(ddt, "La vallée cherche une stratégie. Le bourg perd ses commerces. La gare rouvre.")
    cc.ouvre(rubriques["objet"])
    expect(cc.page.locator("#presence")).to_contain_text(
        f"{ddt.agent} a aussi cette rubrique ouverte", timeout=PATIENCE
    )
    illustrer(cc.page, "1-redaction")

    # La collectivité perd le réseau et continue d'écrire ; le service de l'État change une autre phrase.
    cc.contexte.set_offline(True)
    ecrit(
        cc,
        "La vallée cherche une stratégie. Le bourg perd ses commerces. La gare ferme.",
        "Hors ligne : 1 modification gardée",
    )
    illustrer(cc.page.locator(REDACTION), "1-hors-ligne")
    ecrit(ddt, "La vallée invente une stratégie. Le bourg perd ses commerces. La gare rouvre.")

    # Pendant ce temps, chacun remplit les autres rubriques.
    for qui, cle in [
        (ddt, "porteurs"),
        (operateur, "ressources"),
        (ddt, "objectifs"),
        (operateur, "dynamiques_d_amenagement"),
        (operateur, "dynamiques_du_territoire"),
    ]:
        qui.ouvre(rubriques[cle])
        ecrit(qui, f"La rubrique {cle} est écrite par {qui.agent}.")

    # Son onglet se ferme, le réseau revient : le texte est toujours là, il part, les deux se réunissent.
    cc.rouvre_un_onglet()
    cc.contexte.set_offline(False)
    cc.ouvre(rubriques["objet"])
    cc.attend("sont réunis")
    expect(cc.page.locator(SAISIE)).to_contain_text("invente une stratégie.", timeout=PATIENCE)
    expect(cc.page.locator(SAISIE)).to_contain_text("La gare ferme.", timeout=PATIENCE)
    illustrer(cc.page.locator(REDACTION), "1-reuni")

    # Puis les deux changent la même phrase : c'est un choix, jamais une perte.
    ddt.ouvre(rubriques["objet"])
    ecrit(ddt, "La vallée invente une stratégie. Le bourg retrouve ses commerces. La gare ferme.")
    ecrit(cc, "La vallée invente une stratégie. Le bourg espère ses commerces. La gare ferme.", "Conflit :")
    illustrer(cc.page.locator(REDACTION), "1-conflit")
    cc.page.get_by_role("link", name="Choisir entre les deux textes").click()
    expect(cc.page.get_by_role("heading", level=1)).to_have_text("Deux textes, à vous de choisir")
    verifie_page(cc.page)
    cc.page.get_by_role("button", name="Enregistrer le texte ainsi réuni").click()
    expect(cc.page.locator("#contenu")).to_contain_text("Choisissez ce que la note doit garder ici.")
    cc.page.get_by_text("Les deux, l'un après l'autre").last.click()
    illustrer(cc.page.locator("#contenu form"), "1-choix")
    cc.page.get_by_role("button", name="Enregistrer le texte ainsi réuni").click()
    cc.page.wait_for_url(f"**{rubriques['objet'].get_absolute_url()}")

    cc.ouvre(rubriques["localisation"])
    ecrit(cc, f"La rubrique localisation est écrite par {cc.agent}.")

    # Les sept rubriques sont écrites, et chaque texte envoyé est gardé au nom de son auteur.
    objet = rubriques["objet"]
    objet.refresh_from_db()
    for phrase in ("invente", "retrouve ses commerces", "espère ses commerces", "La gare ferme."):
        assert phrase in objet.contenu
    assert not places.candidature.rubriques.filter(contenu="").exists()
    for qui, textes in ecrits.items():
        gardes = [e.contenu for e in EcritureDeRubrique.objects.filter(auteur=qui.agent)]
        gardes += [p.contenu for p in Proposition.objects.filter(auteur=qui.agent)]
        assert {f"<p>{t}</p>" for t in textes} <= set(gardes)
    auteurs = {r.cle: r.modifiee_par for r in places.candidature.rubriques.select_related("modifiee_par")}
    assert auteurs == {
        "porteurs": ddt.agent,
        "objectifs": ddt.agent,
        "ressources": operateur.agent,
        "dynamiques_d_amenagement": operateur.agent,
        "dynamiques_du_territoire": operateur.agent,
        "localisation": cc.agent,
        "objet": cc.agent,
    }

    cc.page.goto(f"{objet.get_absolute_url()}ecritures/")
    verifie_page(cc.page)
    illustrer(cc.page, "1-qui-a-ecrit-quoi")


def test_ce_qui_est_garde_hors_ligne_ne_part_qu_une_fois(places, poste, rubrique):
    """La réponse se perd en route, pas le texte : renvoyé, il n'est pas écrit deux fois."""
    cc = poste(places.coporteur)
    cc.ouvre(rubrique)
    perdus = []

    def perdre_la_reponse(route):
        perdus.append(route.fetch().status)
        route.abort()

    cc.page.route(f"**{rubrique.get_absolute_url()}", perdre_la_reponse, times=1)
    cc.ecrit("La vallée cherche une stratégie.")
    cc.attend("1 modification gardée")
    cc.contexte.set_offline(True)
    cc.contexte.set_offline(False)
    cc.attend("Enregistré à")
    assert perdus == [200]
    assert rubrique.ecritures.count() == 1
    cc.page.reload()
    expect(cc.page.locator(SAISIE)).to_have_text("La vallée cherche une stratégie.")
    assert rubrique.ecritures.count() == 1


def test_deux_onglets_du_meme_agent_gardent_chacun_leur_texte(places, poste, rubrique):
    """Hors ligne, le second onglet n'écrase pas ce que le premier garde : les deux partent, ou se choisissent."""
    cc = poste(places.coporteur)
    autre = places.candidature.rubriques.get(cle="objectifs")
    cc.ouvre(rubrique)
    un = cc.page
    cc.page = cc.contexte.new_page()
    cc.ouvre(rubrique)
    deux = cc.page
    cc.contexte.set_offline(True)
    for page, texte in ((un, "Le premier onglet."), (deux, "Le second onglet.")):
        page.locator(SAISIE).fill(texte)
        page.locator(SAISIE).blur()
        expect(page.locator(ETAT)).to_contain_text("Hors ligne", timeout=PATIENCE)
    un.close()
    deux.close()
    cc.contexte.set_offline(False)
    cc.page = cc.contexte.new_page()
    with cc.page.expect_response(f"**{rubrique.get_absolute_url()}"):
        cc.ouvre(autre)
    expect(cc.page.locator("#textes-gardes a")).to_have_count(1, timeout=PATIENCE)
    rubrique.refresh_from_db()
    gardes = {rubrique.contenu, *(p.contenu for p in Proposition.objects.all())}
    gardes |= {e.contenu for e in rubrique.ecritures.all()}
    assert gardes == {"<p>Le premier onglet.</p>", "<p>Le second onglet.</p>"}


def test_une_session_perdue_en_ecrivant_ne_perd_pas_le_texte(places, poste, rubrique):
    cc = poste(places.coporteur)
    cc.ouvre(rubrique)
    session = cc.contexte.cookies()
    cc.contexte.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    cc.ecrit("Écrit sans session.")
    cc.attend("Votre session a expiré")
    cc.page.get_by_role("link", name="Se connecter de nouveau").click()
    cc.page.wait_for_url("**/comptes/**")
    assert rubrique.ecritures.count() == 0

    cc.contexte.add_cookies(session)
    cc.ouvre(rubrique)
    cc.attend("Enregistré à")
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Écrit sans session.</p>"


def test_le_texte_d_une_rubrique_part_depuis_une_autre_page(places, poste, rubrique):
    """Fermée hors ligne, la rubrique n'a pas besoin d'être rouverte : toute page de la note envoie le texte."""
    cc = poste(places.coporteur)
    cc.ouvre(rubrique)
    cc.contexte.set_offline(True)
    cc.ecrit("Écrit dans le train.")
    cc.attend("Hors ligne")
    cc.rouvre_un_onglet()
    cc.contexte.set_offline(False)
    with cc.page.expect_response(f"**{rubrique.get_absolute_url()}"):
        cc.page.goto(f"{places.candidature.get_absolute_url()}note/")
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Écrit dans le train.</p>"


def test_un_texte_refuse_reste_sur_l_appareil_et_la_raison_se_lit(places, poste, rubrique):
    cc = poste(places.coporteur)
    cc.ouvre(rubrique)
    places.candidature.etat = Etat.FIGEE
    places.candidature.save(update_fields=["etat"])
    cc.ecrit("Trop tard ?")
    cc.attend("La note est figée pour signature")
    cc.attend("Votre texte reste gardé sur cet appareil.")

    cc.page.reload()
    garde = cc.page.locator("#textes-gardes details")
    garde.locator("summary").click(timeout=PATIENCE)
    expect(garde).to_contain_text("Trop tard ?")
    garde.get_by_role("button", name="Effacer de cet appareil").click()
    expect(garde).to_have_count(0)


def test_qui_continue_d_ecrire_pendant_l_enregistrement_ne_perd_rien(places, poste, rubrique):
    cc = poste(places.coporteur)
    cc.ouvre(rubrique)
    ecrire_la_rubrique(rubrique, "<p>Le texte du pilote.</p>", version_lue=0, par=places.pilote)
    cc.ouvre(rubrique)
    for suite in ("Un.", "Un. Deux.", "Un. Deux. Trois."):
        cc.ecrit(f"Le texte du pilote. {suite}")
    cc.attend("Enregistré à")
    expect(cc.page.locator("#id_version")).not_to_have_value("1")
    cc.page.locator("h1").click()
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Le texte du pilote. Un. Deux. Trois.</p>"


def test_les_pages_de_la_note_sont_accessibles(places, poste, rubrique):
    ecrire_la_rubrique(rubrique, "<p>Le texte du pilote.</p>", version_lue=0, par=places.pilote)
    fil = remarquer(rubrique, "Précisez le secteur.", par=places.dgaln, mentionnes=[places.pilote])
    remarquer(rubrique, "C'est la gare.", par=places.pilote, en_reponse_a=fil)
    ddt = poste(places.pilote)
    for cle in (CleRubrique.OBJET, CleRubrique.RESSOURCES):
        ddt.page.goto(places.candidature.rubriques.get(cle=cle).get_absolute_url())
        verifie_page(ddt.page)
    ddt.page.goto(f"{places.candidature.get_absolute_url()}note/")
    verifie_page(ddt.page)
    illustrer(ddt.page, "1-la-note")


def test_sans_javascript_la_rubrique_s_ecrit_et_se_choisit_aussi(
    sans_javascript, connecter, places, rubrique, page
):
    connecter(places.coporteur)
    sans_javascript.context.add_cookies(page.context.cookies())
    sans_javascript.goto(rubrique.get_absolute_url())
    ecrire_la_rubrique(rubrique, "<p>Le texte du pilote.</p>", version_lue=0, par=places.pilote)
    sans_javascript.locator("textarea[name=contenu]").fill("Un texte sans script.")
    sans_javascript.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(sans_javascript.get_by_role("heading", level=1)).to_have_text("Deux textes, à vous de choisir")
    sans_javascript.get_by_text("Mon texte", exact=True).click()
    sans_javascript.get_by_role("button", name="Enregistrer le texte ainsi réuni").click()
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Un texte sans script.</p>"
