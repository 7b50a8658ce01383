"""Une séance entière dans de vrais navigateurs : le pupitre au clavier seul, l'écran, deux tables, trois téléphones.

Un téléphone perd le réseau pendant qu'il écrit ; l'écran n'est jamais rechargé ; rien ne se perd, rien ne se double.
"""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from etabli.etape4_seance.enums import Etat, TypeActivite
from etabli.etape4_seance.models import Activite, Bulletin, Contribution, Famille
from tests.fabriques.seance import ActiviteFactory, TableFactory, seance_et_agents
from tests.navigateur import surveille, verifie_page
from tests.parcours.images import illustrer
from tests.parcours.test_seance import CODE, _chacun_son_tour, dire, telephone

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["_chacun_son_tour", "telephone"]

QUESTION = "Que changer ici ?"
VOTE = "Que valent ces idées ?"
NB_TABULATIONS = 150
PATIENCE = (
    15_000  # millisecondes : l'écran se relit toutes les deux secondes, et la machine peut être occupée
)
IDEES = {
    "premier": ["Rouvrir un commerce au bourg", "Une halle pour le marché du samedi"],
    "deuxieme": ["Un commerce ouvert le soir au bourg", "Un sentier le long de la rivière"],
    "coupe": ["Une navette vers la gare", "Une halle couverte pour le marché", "Des bancs à l'ombre"],
    "table 1": ["Une navette le soir vers la gare", "Un atelier de réparation"],
    "table 2": ["Un jardin partagé derrière l'école"],
}
NAVETTES = ("Une navette vers la gare", "Une navette le soir vers la gare")
RETENUES = ("Une navette vers la gare", "Rouvrir un commerce au bourg", "Un jardin partagé derrière l'école")
MENTIONS = {
    "premier": ("Excellent", "Bien", "Passable"),
    "deuxieme": ("Très bien", "Bien", "Insuffisant"),
    "coupe": ("Bien", "Assez bien", "À rejeter"),
}
TOUTES = sorted(texte for textes in IDEES.values() for texte in textes)


@dataclass
class Clavier:
    """L'animateur n'a que son clavier : il n'atteint que ce que la tabulation atteint."""

    page: Page

    def va(self, cible: Locator) -> None:
        expect(cible).to_have_count(1)
        for _ in range(NB_TABULATIONS):
            if cible.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Le clavier n'atteint pas {cible}.")

    def entre(self, cible: Locator) -> None:
        self.va(cible)
        self.page.keyboard.press("Enter")

    def coche(self, texte: str) -> None:
        case = self.page.locator("#lot").get_by_role("checkbox", name=texte)
        self.va(case)
        self.page.keyboard.press("Space")
        expect(case).to_be_checked()

    def presse(self, bouton: str, **options: bool) -> None:
        self.entre(self.page.get_by_role("button", name=bouton, **options))

    def suit(self, lien: str) -> None:
        self.entre(self.page.get_by_role("link", name=lien, exact=True))


@pytest.fixture
def lieu():
    lieu = seance_et_agents(code=CODE)
    for numero in (1, 2):
        TableFactory(seance=lieu.seance, numero=numero)
    ActiviteFactory(seance=lieu.seance, ordre=1, titre=QUESTION)
    return lieu


@pytest.fixture
def animateur(page, connecter, lieu):
    connecter(lieu.equipe)
    page.set_viewport_size({"width": 1280, "height": 900})
    return Clavier(page)


@pytest.fixture
def ouvrir(browser, browser_context_args):
    """Un autre appareil, à lui seul : un écran, une tablette de table."""
    contextes = []

    def un_appareil(adresse, largeur):
        contexte = browser.new_context(**browser_context_args, viewport={"width": largeur, "height": 740})
        contextes.append(contexte)
        page = contexte.new_page()
        surveille(page)
        page.goto(adresse)
        return page

    yield un_appareil
    for contexte in contextes:
        contexte.close()


def tablette(ouvrir, numero):
    page = ouvrir(f"/s/{CODE}/table/{numero}/", 768)
    page.get_by_role("button", name=f"Écrire au nom de la table {numero}").click()
    page.wait_for_url("**/salle/")
    return page


def montre(ecran, *textes):
    for texte in textes:
        expect(ecran.locator(".ecran")).to_contain_text(texte, timeout=PATIENCE)


def juger(page, mentions):
    """Une mention par proposition, du bout du doigt."""
    for texte, mention in mentions.items():
        groupe = page.get_by_role("group", name=texte)
        groupe.get_by_text(mention, exact=True).click()
    page.get_by_role("button", name="Envoyer").click()


def test_une_seance_entiere(animateur, lieu, telephone, ouvrir):
    page = animateur.page
    page.goto(lieu.seance.get_absolute_url())
    animateur.presse("Ouvrir la séance")
    page.wait_for_url("**/animer/")
    ecran = ouvrir(f"/s/{CODE}/ecran/", 1280)
    ecran.evaluate("window.jamaisRechargee = true")
    montre(ecran, "Visez le code")

    telephones = {nom: telephone() for nom in ("premier", "deuxieme", "coupe")}
    tables = {f"table {numero}": tablette(ouvrir, numero) for numero in (1, 2)}
    montre(ecran, "3 personnes connectées")
    animateur.presse("Ouvrir", exact=True)
    montre(ecran, QUESTION)
    recueillir(telephones | tables, ecran)
    ranger_et_preselectionner(animateur, lieu)
    montre(ecran, "Se déplacer sans voiture")
    faire_juger(animateur, telephones, tables, ecran)

    clore(animateur)
    for appareil in telephones.values():
        expect(appareil.get_by_text("La séance est terminée. Merci.")).to_be_visible(timeout=PATIENCE)
    assert ecran.evaluate("window.jamaisRechargee")
    lieu.seance.refresh_from_db()
    assert lieu.seance.etat == Etat.CLOSE
    assert sorted(Contribution.objects.values_list("texte", flat=True)) == TOUTES
    assert not Contribution.objects.filter(est_tardive=True).exists()


def recueillir(appareils, ecran):
    """Cinq appareils écrivent, dont un sans réseau, qui le retrouve ensuite."""
    coupe = appareils["coupe"]
    expect(coupe.get_by_role("heading", name=QUESTION)).to_be_visible(timeout=PATIENCE)
    coupe.context.set_offline(True)
    for nom, appareil in appareils.items():
        expect(appareil.get_by_role("heading", name=QUESTION)).to_be_visible(timeout=PATIENCE)
        for texte in IDEES[nom]:
            dire(appareil, texte)
            expect(appareil.locator("#miennes")).to_contain_text(texte)
    expect(coupe.locator("#file")).to_contain_text("3 envois attendent le réseau")
    illustrer(coupe, "4-sans-reseau")
    montre(ecran, *IDEES["premier"], *IDEES["table 2"], f"{len(TOUTES) - 3} contributions")
    assert not Contribution.objects.filter(texte__in=IDEES["coupe"]).exists()

    coupe.context.set_offline(False)
    expect(coupe.locator("#file")).to_be_hidden(timeout=PATIENCE)
    expect(coupe.locator(".seance-miennes--attente")).to_have_count(0)
    montre(ecran, *IDEES["coupe"], f"{len(TOUTES)} contributions")
    assert sorted(Contribution.objects.values_list("texte", flat=True)) == TOUTES
    illustrer(ecran, "4-ecran")
    verifie_page(ecran, largeurs=(1280,))
    verifie_page(appareils["premier"], largeurs=(360,))


def ranger_et_preselectionner(animateur, lieu):
    """Une famille suggérée, une famille choisie, trois idées retenues : tout à la tabulation."""
    page = animateur.page
    animateur.suit("Suggérer des familles")
    expect(page.locator("#propositions")).to_be_visible()
    illustrer(page.locator("#propositions"), "4-familles")
    suggestion = page.locator("#propositions form", has_text="Une halle pour le marché du samedi")
    animateur.entre(suggestion.get_by_role("button", name="Accepter cette famille"))
    expect(page.get_by_role("status").filter(has_text="La salle a bougé")).to_be_hidden()
    assert Famille.objects.filter(contributions__texte__contains="halle").distinct().count() == 1

    page.goto(f"/seances/{lieu.seance.pk}/animer/")
    for texte in NAVETTES:
        animateur.coche(texte)
    animateur.va(page.get_by_label("Nouvelle famille"))
    page.keyboard.type("Se déplacer sans voiture")
    animateur.presse("Créer", exact=True)
    expect(page.get_by_role("heading", name="Se déplacer sans voiture (2)")).to_be_visible()

    for texte in RETENUES:
        animateur.coche(texte)
    animateur.presse("Présélectionner pour un vote")
    expect(page.get_by_text("3 contributions présélectionnées")).to_be_visible()
    assert sorted(c.texte for c in Contribution.objects.filter(est_preselectionnee=True)) == sorted(RETENUES)
    projeter(animateur, "Les familles")


def projeter(animateur, vue):
    """La liste déroulante se choisit aux flèches, comme au clavier."""
    page = animateur.page
    animateur.va(page.get_by_label("L'écran montre"))
    page.keyboard.type(vue)
    animateur.presse("Montrer")
    expect(page.get_by_label("L'écran montre").locator("option:checked")).to_have_text(vue)


def faire_juger(animateur, telephones, tables, ecran):
    """Les idées retenues, jugées par les trois téléphones ; le résultat se lit à la fermeture."""
    page = animateur.page
    animateur.presse("Fermer", exact=True)
    expect(page.get_by_role("button", name="Rouvrir", exact=True)).to_be_visible()
    animateur.suit("jugement majoritaire")
    animateur.va(page.locator("#id_titre"))
    page.keyboard.type(VOTE)
    animateur.va(page.get_by_label("Masquer les résultats jusqu'à la fermeture"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/seances/*/")
    animateur.suit("Animer")
    animateur.presse("Ouvrir", exact=True)
    montre(ecran, VOTE, "Répondez depuis votre téléphone")

    for nom, appareil in telephones.items():
        expect(appareil.get_by_role("heading", name=VOTE)).to_be_visible(timeout=PATIENCE)
        juger(appareil, dict(zip(RETENUES, MENTIONS[nom], strict=True)))
        expect(appareil.locator(".seance-accuse")).to_contain_text("C'est envoyé")
    expect(tables["table 1"].get_by_role("heading", name=VOTE)).to_be_visible(timeout=PATIENCE)
    expect(tables["table 1"].get_by_text("chacun répond depuis le sien")).to_be_visible()
    montre(ecran, "3 bulletins")
    illustrer(telephones["deuxieme"].locator("#activites"), "4-juger")
    verifie_page(telephones["premier"], largeurs=(360,))

    animateur.presse("Fermer", exact=True)
    montre(ecran, RETENUES[0], "Très bien")
    illustrer(ecran, "4-resultat")
    verifie_page(ecran, largeurs=(1280,))
    vote = Activite.objects.get(type=TypeActivite.JUGEMENT)
    assert Bulletin.objects.filter(activite=vote).count() == 3


def clore(animateur):
    page = animateur.page
    animateur.suit("La séance")
    animateur.presse("Clore la séance")
    animateur.entre(page.get_by_role("dialog").get_by_role("button", name="Clore la séance"))
    expect(page.get_by_text("a clos la séance")).to_be_visible()
