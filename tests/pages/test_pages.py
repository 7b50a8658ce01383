"""Les pages rédigées, telles que le public les lit."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from etabli.socle.middleware import POLITIQUE
from etabli.vitrine.calcul.catalogue import compter
from etabli.vitrine.catalogue import toutes_les_fiches
from etabli.vitrine.pages.contenus import PAGES
from etabli.vitrine.pages.livraison import installer_les_pages
from etabli.vitrine.pages.models import PageDuProgramme, PageLegale, Telechargement
from etabli.vitrine.pages.urls import CHEMINS
from tests.fabriques.dossier import FormatFactory
from tests.fabriques.pages import illustration, installer, publier_un_billet
from tests.fabriques.vitrine import RealisationFactory

pytestmark = pytest.mark.django_db
# En écrivant une image réduite, Wagtail laisse au ramasse-miettes le soin de fermer son fichier temporaire.
SANS_FERMER = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def lire(client, adresse):
    reponse = client.get(adresse)
    assert reponse.status_code == 200, adresse
    return reponse.content.decode()


def contenu_de(client, adresse):
    """Le contenu principal, sans les menus."""
    return lire(client, adresse).split("<main", 1)[1].split("</main>")[0]


def test_la_page_posee_est_celle_qui_etait_livree(client):
    FormatFactory()
    avant = {nom: contenu_de(client, reverse(f"vitrine:{nom}")) for nom in CHEMINS}
    installer()
    assert {nom: contenu_de(client, reverse(f"vitrine:{nom}")) for nom in CHEMINS} == avant


def test_poser_deux_fois_n_ecrase_ni_ne_ressuscite_rien():
    installer()
    page = PageDuProgramme.objects.get(slug="candidater")
    page.title = "Se porter candidat"
    page.save_revision().publish()
    PageLegale.objects.get(slug="conditions-d-utilisation").delete()
    assert installer_les_pages() == 0
    assert PageDuProgramme.objects.get(slug="candidater").title == "Se porter candidat"
    assert not PageLegale.objects.filter(slug="conditions-d-utilisation").exists()


def test_chaque_page_livree_s_enregistre_telle_quelle():
    """Les contenus livrés passent les mêmes contrôles qu'une saisie."""
    installer()
    for page in [*PageDuProgramme.objects.all(), *PageLegale.objects.all()]:
        page.full_clean()
        page.corps.stream_block.clean(page.corps)
    assert PageDuProgramme.objects.count() + PageLegale.objects.count() == len(PAGES) - 2


def test_le_chiffre_du_texte_est_celui_de_la_liste(client):
    installer()
    RealisationFactory.create_batch(3)
    assert compter(toutes_les_fiches()).nb == 3
    assert "en présentent 3." in lire(client, "/questions-frequentes/")
    RealisationFactory()
    assert "en présentent 4." in lire(client, "/questions-frequentes/")


def test_une_page_ne_demande_pas_plus_de_requetes_quand_elle_cite_plus_de_chiffres(client):
    installer()
    page = PageDuProgramme.objects.get(slug="candidater")

    def requetes(chapo):
        page.chapo = chapo
        page.save()
        lire(client, "/candidater/")
        with CaptureQueriesContext(connection) as faites:
            lire(client, "/candidater/")
        return len(faites)

    assert requetes("{ateliers}") == requetes("{ateliers} {departements} {regions} {ateliers} {Ateliers}")


def test_l_index_des_actualites_ne_demande_pas_plus_de_requetes_quand_il_grandit(client):
    installer()

    def requetes():
        lire(client, "/actualites/")  # ce que Wagtail garde en mémoire est lu une première fois
        with CaptureQueriesContext(connection) as faites:
            lire(client, "/actualites/")
        return len(faites)

    publier_un_billet()
    une = requetes()
    publier_un_billet("Deux")
    publier_un_billet("Trois")
    assert requetes() == une


def test_un_brouillon_ne_se_lit_pas(client):
    installer()
    page = PageDuProgramme.objects.get(slug="candidater")
    page.chapo = "Un texte encore secret"
    page.save_revision()
    assert "encore secret" not in lire(client, "/candidater/")
    page.unpublish()
    assert client.get("/candidater/").status_code == 404


def test_une_publication_programmee_attend_son_heure(client):
    installer()
    page = PageDuProgramme.objects.get(slug="candidater")

    def programmer(quand):
        page.chapo, page.go_live_at = "La nouvelle règle", quand
        page.save_revision(approved_go_live_at=quand)
        call_command("publish_scheduled")
        return lire(client, "/candidater/")

    assert "nouvelle règle" not in programmer(now() + timedelta(hours=1))
    assert "nouvelle règle" in programmer(now() - timedelta(minutes=1))


def test_une_page_qui_demenage_laisse_son_adresse(client, django_capture_on_commit_callbacks):
    installer()
    page = PageDuProgramme.objects.get(slug="comprendre")
    page.slug = "le-dispositif"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    reponse = client.get("/comprendre/")
    assert (reponse.status_code, reponse.url) == (301, "/le-dispositif/")
    assert client.get(reponse.url).status_code == 200


@SANS_FERMER
def test_une_actualite_parait_dans_l_index_le_flux_et_le_plan(client):
    installer()
    billet = publier_un_billet("Une session <à> Tessy", chapo="Depuis {depuis}.", illustration=illustration())
    index, flux, plan = (
        lire(client, f"/{a}") for a in ("actualites/", "actualites/flux.atom", "sitemap.xml")
    )
    assert "Une session &lt;à&gt; Tessy" in index
    assert "Une session &lt;à&gt; Tessy" in flux
    assert "{depuis}" not in index + flux
    assert billet.get_url() in plan
    page = lire(client, billet.get_url())
    assert 'alt="Un pont de pierre sur la Vire"' in page
    assert "Crédit : A. Lune, 2026 (Licence Ouverte 2.0)" in page


@SANS_FERMER
def test_une_image_se_garde_un_an(client):
    installer()
    rendu = illustration().get_rendition("max-20x20")
    reponse = client.get(rendu.url)
    assert reponse.status_code == 200
    assert "immutable" in reponse.headers["Cache-Control"]
    assert client.get(reverse("vitrine:image", args=[rendu.pk, "autre.png"])).status_code == 404
    reponse.close()  # en dernier : fermer une réponse ferme aussi la connexion à la base


def test_un_fichier_dit_son_format_et_son_poids(client):
    installer()
    document = Telechargement(title="Plaquette")
    document.file.save("plaquette.pdf", ContentFile(b"%PDF-1.7 " + b"x" * 2_000))
    page = PageDuProgramme.objects.get(slug="candidater")
    page.corps = [("fichier", {"document": document, "titre": "La plaquette"})]
    page.save_revision().publish()
    contenu = lire(client, "/candidater/")
    assert "La plaquette" in contenu
    assert "PDF – 2" in contenu
    fichier = client.get(document.url)
    assert fichier.status_code == 200
    fichier.close()


def test_le_public_garde_la_politique_de_contenu_stricte(client):
    installer()
    assert client.get("/le-programme/").headers["Content-Security-Policy"] == POLITIQUE


def test_les_robots_savent_ou_aller(client):
    assert "Disallow: /redaction/" in lire(client, "/robots.txt")
    assert "/le-programme/" not in lire(client, "/robots.txt")


def test_une_adresse_inconnue_reste_introuvable(client):
    installer()
    assert client.get("/nulle-part/").status_code == 404
    assert client.get("/nulle-part/du-tout/").status_code == 404
