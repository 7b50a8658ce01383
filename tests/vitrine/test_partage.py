"""La même recherche ailleurs : un fil, un cadre, des pages qui ne se retéléchargent pas."""

import gzip
from xml.etree import ElementTree as ET

import pytest

from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.vitrine import RealisationFactory

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def test_le_fil_dit_les_derniers_arrives_de_la_recherche(client, settings):
    settings.ADRESSE_DU_SITE = "https://ateliers.example"
    RealisationFactory(nom="Près de <Vire> & d'ici", theme="Eau")
    RealisationFactory(nom="Ailleurs", theme="Littoral")
    fil = ET.fromstring(client.get("/les-ateliers/fil.atom", {"theme": "Eau"}).content)
    (entree,) = fil.findall(f"{ATOM}entry")
    assert entree.findtext(f"{ATOM}title") == "Près de <Vire> & d'ici"
    assert entree.findtext(f"{ATOM}id").startswith("https://ateliers.example/les-ateliers/")
    assert entree.findtext(f"{ATOM}updated")
    assert fil.findtext(f"{ATOM}title") == "Ateliers Locaux : Eau"


def test_seul_le_cadre_se_montre_dans_un_autre_site(client):
    RealisationFactory(nom="Visible", theme="Eau")
    cadre = client.get("/les-ateliers/cadre/", {"theme": "Eau"})
    assert "frame-ancestors *" in cadre.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in cadre.headers
    assert "Visible" in cadre.content.decode()
    assert "<script" not in cadre.content.decode().split("</head>")[1]
    liste = client.get("/les-ateliers/")
    assert "frame-ancestors 'none'" in liste.headers["Content-Security-Policy"]
    assert liste.headers["X-Frame-Options"] == "DENY"


def test_le_code_a_coller_porte_la_recherche(client, settings):
    settings.ADRESSE_DU_SITE = "https://ateliers.example"
    RealisationFactory(theme="Eau")
    contenu = client.get("/les-ateliers/integrer/", {"theme": "Eau"}).content.decode()
    assert "&lt;iframe src=&quot;https://ateliers.example/les-ateliers/cadre/?theme=Eau" in contenu.replace(
        'src="https', "src=&quot;https"
    )


@pytest.mark.parametrize(
    "adresse", ["/", "/les-ateliers/", "/les-ateliers/ateliers.geojson", "/les-ateliers/fond.svg"]
)
def test_une_page_publique_se_comprime_et_ne_se_retelecharge_pas(client, adresse):
    RealisationFactory.create_batch(3)
    entiere = client.get(adresse)
    comprimee = client.get(adresse, headers={"Accept-Encoding": "gzip"})
    assert comprimee.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(comprimee.content) == entiere.content
    assert len(comprimee.content) < len(entiere.content) / 2
    assert "Accept-Encoding" in comprimee.headers["Vary"]
    encore = client.get(adresse, headers={"If-None-Match": comprimee.headers["ETag"]})
    assert encore.status_code == 304
    assert encore.content == b""


def test_la_page_d_un_agent_ne_se_comprime_pas(client):
    client.force_login(AgentFactory(ddt=True))
    reponse = client.get("/les-ateliers/", headers={"Accept-Encoding": "gzip"})
    assert not reponse.has_header("Content-Encoding")
    assert not reponse.has_header("ETag")
