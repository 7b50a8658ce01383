"""Qui entre dans la rédaction, ce qu'il y peut, et ce qu'elle refuse."""

import html
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Workflow

from etabli.socle.antivirus import ESSAI
from etabli.socle.models import Fait
from etabli.vitrine.pages.enums import Niveau
from etabli.vitrine.pages.models import Actualites, Illustration, PageDuProgramme, Telechargement
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.pages import fichier_image, installer, redacteur

pytestmark = pytest.mark.django_db


@pytest.fixture
def accueil():
    return installer()


@pytest.fixture
def en_redaction(client, accueil):
    client.force_login(redacteur())
    return client


def test_sans_compte_on_se_connecte_par_la_page_des_agents(client, accueil):
    assert client.get("/redaction/").url == "/comptes/login/?next=/redaction/"
    assert client.get("/redaction/login/").url == "/comptes/login/?next=/redaction/"
    assert client.get("/redaction/password_reset/").status_code == 302


def test_un_agent_sans_le_droit_lit_pourquoi_il_n_entre_pas(client, accueil):
    client.force_login(AgentFactory(ddt=True))
    reponse = client.get("/redaction/")
    assert reponse.status_code == 403
    assert "à qui la DGALN a donné le droit de communication" in reponse.content.decode()


def test_qui_a_le_droit_entre_et_ne_voit_que_l_utile(en_redaction):
    reponse = en_redaction.get("/redaction/")
    assert reponse.status_code == 200
    contenu = reponse.content.decode()
    assert "/redaction/images/" in contenu
    assert "/redaction/users/" not in contenu
    assert "gravatar" not in contenu
    assert "frame-ancestors 'self'" in reponse.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "adresse", ["pages/", "images/", "documents/", "redirects/", "reports/site-history/"]
)
def test_chaque_outil_s_ouvre(en_redaction, adresse):
    assert en_redaction.get(f"/redaction/{adresse}", follow=True).request["PATH_INFO"] != "/redaction/"


def test_les_comptes_ne_se_reglent_pas_dans_la_redaction(en_redaction):
    assert en_redaction.get("/redaction/users/").status_code == 302
    assert en_redaction.get("/redaction/account/").url == "/comptes/mon-compte/"


def test_l_editeur_donne_la_liste_des_chiffres(en_redaction):
    page = PageDuProgramme.objects.get(slug="candidater")
    contenu = en_redaction.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "{capacite_annuelle}" in contenu


def test_l_apercu_montre_le_brouillon(en_redaction):
    page = PageDuProgramme.objects.get(slug="candidater")
    page.chapo = "Un texte encore secret"
    page.save_revision()
    reponse = en_redaction.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert "encore secret" in reponse.content.decode()


def test_un_titre_avec_un_mot_inconnu_est_refuse(en_redaction):
    adresse = reverse("wagtailadmin_pages:add", args=["pages", "billet", Actualites.objects.get().pk])
    saisie = {
        "title": "Déjà {beaucoup}",
        "slug": "deja",
        "date": "2026-03-02",
        "chapo": "",
        "corps-count": "0",
    }
    reponse = en_redaction.post(adresse, saisie)
    assert "n&#x27;est pas un chiffre vivant" in reponse.content.decode()
    bonne = en_redaction.post(adresse, {**saisie, "title": "Déjà {ateliers}", "action-publish": "oui"})
    assert bonne.status_code == 302
    assert Actualites.objects.get().get_children().live().count() == 1


def test_qui_redige_propose_et_qui_publie_publie(accueil):
    page = PageDuProgramme.objects.get(slug="candidater")
    un, autre = redacteur(Niveau.REDIGER), redacteur(Niveau.PUBLIER)
    assert page.permissions_for_user(un).can_edit()
    assert not page.permissions_for_user(un).can_publish()
    assert page.permissions_for_user(un).can_submit_for_moderation()
    assert page.permissions_for_user(autre).can_publish()
    assert page.get_workflow() == Workflow.objects.get(name="Relecture avant publication")


@pytest.mark.parametrize("description", ["", "   ", "pont.png"])
def test_une_image_sans_description_est_refusee(en_redaction, description):
    saisie = {"title": "Pont", "file": fichier_image(), "description": description, "credit": "A. Lune"}
    reponse = en_redaction.post("/redaction/images/add/", {**saisie, "droits": "cedes"})
    assert reponse.status_code == 200
    assert not Illustration.objects.exists()


SAISIE = {"title": "Pont", "description": "Un pont de pierre", "credit": "A. Lune", "droits": "cedes"}


def photo(lieu="Camille, 48.85 N"):
    exif = Image.Exif()
    exif[0x010E] = lieu
    sortie = io.BytesIO()
    Image.new("RGB", (40, 40), "navy").save(sortie, "JPEG", exif=exif)
    return sortie.getvalue()


def test_une_photo_publiee_ne_dit_ni_son_lieu_ni_son_appareil(en_redaction):
    """Wagtail recopie ces données de l'original dans chaque taille qu'il sert au public."""
    recue = photo()
    assert b"Camille" in recue
    en_redaction.post("/redaction/images/add/", {**SAISIE, "file": SimpleUploadedFile("pont.jpg", recue)})

    with Illustration.objects.get().file.open() as gardee:
        assert b"Camille" not in gardee.read()


def test_une_photo_tronquee_est_refusee_sans_panne(en_redaction):
    tronquee = SimpleUploadedFile("pont.jpg", photo()[:30])

    reponse = en_redaction.post("/redaction/images/add/", {**SAISIE, "file": tronquee})

    assert "ne s'ouvre pas" in html.unescape(reponse.text)
    assert not Illustration.objects.exists()


def test_une_image_decrite_et_creditee_entre(en_redaction):
    saisie = {
        "title": "Pont",
        "file": fichier_image(),
        "description": "Un pont de pierre",
        "credit": "A. Lune",
        "droits": "cedes",
    }
    assert en_redaction.post("/redaction/images/add/", saisie).status_code == 302
    assert Illustration.objects.get().description == "Un pont de pierre"


@pytest.mark.parametrize(
    ("nom", "contenu"), [("virus.csv", ESSAI), ("faux.pdf", b"MZ ceci est un programme"), ("vide.csv", b"")]
)
def test_un_fichier_douteux_n_entre_pas(en_redaction, nom, contenu):
    saisie = {"title": "Un fichier", "file": SimpleUploadedFile(nom, contenu)}
    assert en_redaction.post("/redaction/documents/add/", saisie).status_code == 200
    assert not Telechargement.objects.exists()


def test_la_dgaln_donne_puis_retire_le_droit(client, accueil):
    dgaln, agent = AgentFactory(dgaln=True), AgentFactory(ddt=True)
    client.force_login(dgaln)
    reponse = client.post("/redacteurs/", {"agent": agent.pk, "niveau": "rediger"}, follow=True)
    assert f"{agent} peut maintenant rédiger et proposer" in reponse.content.decode()
    assert agent.groups.get().name == "Communication : rédiger"
    client.post("/redacteurs/", {"agent": agent.pk, "niveau": "publier"})
    assert agent.groups.get().name == "Communication : publier"
    client.post(f"/redacteurs/{agent.pk}/retirer/")
    assert not agent.groups.exists()
    assert Fait.objects.filter(acte__endswith="le_droit_de_communication").count() == 3


def test_un_choix_manquant_est_refuse_au_champ(client, accueil):
    client.force_login(AgentFactory(dgaln=True))
    assert client.post("/redacteurs/", {"agent": "", "niveau": "publier"}).status_code == 422


def test_les_autres_ne_donnent_pas_le_droit(client, accueil):
    agent = AgentFactory(ddt=True)
    client.force_login(agent)
    assert client.get("/redacteurs/").status_code == 403
    assert client.post(f"/redacteurs/{agent.pk}/retirer/").status_code == 403
