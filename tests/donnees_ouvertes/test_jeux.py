"""Chaque jeu, sous chaque forme, contre le schéma qu'il déclare."""

import io
import json
from datetime import date
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from etabli.donnees_ouvertes.formes import ecrire
from etabli.etape2_marche.decp_modele import erreurs
from etabli.socle.colonnes import Colonne, JeuDeColonnes
from etabli.socle.jeux import JeuOuvert, jeux
from tests.donnees_ouvertes.outils import (
    TYPES_DU_SCHEMA,
    fautes_du_csv,
    triplets_du_json_ld,
    triplets_du_turtle,
)
from tests.donnees_ouvertes.test_api import marche_reel
from tests.fabriques.dossier import DossierFactory
from tests.fabriques.territoires import CommuneFactory, PerimetreFactory
from tests.fabriques.vitrine import RealisationFactory, feuille_adoptee, publier

pytestmark = pytest.mark.django_db
JEUX = ("ateliers", "communes", "actions", "contributions", "marches", "fichiers-decp", "ocds")


@pytest.fixture
def monde():
    """De quoi que chaque jeu ait des lignes, avec des vides et des textes qui dérangent."""
    RealisationFactory(
        nom="=1+1 ; « Élan »\nsur deux lignes",
        lon=None,
        lat=None,
        position="",
        annee_debut=None,
        annee_fin=None,
    )
    RealisationFactory()
    perimetre = PerimetreFactory(
        communes=[CommuneFactory(lon=None, lat=None), CommuneFactory(lon=-1.5, lat=48.2)]
    )
    fiche = publier(DossierFactory(est_fictif=False, perimetre=perimetre))
    feuille = feuille_adoptee(fiche.dossier, 2)
    feuille.actions.update(debut_le=date(2026, 3, 1), cout_min=Decimal("1200.50"), statut="a_venir")
    marche_reel()
    return fiche


def test_les_jeux_declares_sont_ceux_que_l_on_eprouve():
    assert {j.slug for j in jeux()} == set(JEUX)


@pytest.mark.parametrize("slug", JEUX)
def test_le_csv_suit_son_schema_de_table(client, monde, slug):
    schema = client.get(f"/api/v1/{slug}.schema.json").json()
    assert {c["type"] for c in schema["fields"]} <= TYPES_DU_SCHEMA
    assert all(c["description"] for c in schema["fields"])
    contenu = lire(client.get(f"/api/v1/{slug}.csv"))
    assert fautes_du_csv(contenu, schema) == []
    assert slug == "contributions" or contenu.count(b"\r\n") > 1


def test_un_csv_qui_ne_suit_pas_son_schema_est_vu():
    schema = {
        "dialect": {"delimiter": ";"},
        "missingValues": [""],
        "fields": [{"name": "n", "type": "integer", "constraints": {"required": True}}],
    }
    assert fautes_du_csv(b"n\r\n1\r\n", schema) == []
    assert len(fautes_du_csv(b'n\r\nun\r\n""\r\n', schema)) == 2
    assert fautes_du_csv(b"m\r\n1\r\n", schema) != []


@pytest.mark.parametrize("slug", JEUX)
def test_chaque_ligne_de_l_api_suit_le_type_que_la_description_annonce(client, monde, slug):
    description = client.get("/api/v1/openapi.json").json()
    operation = description["paths"][f"/api/v1/{slug}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    verifie = Draft202012Validator({**schema, "components": description["components"]})
    page = client.get(f"/api/v1/{slug}").json()
    assert [e.message for e in verifie.iter_errors(page)] == []


@pytest.mark.parametrize("slug", JEUX)
def test_le_parquet_a_les_types_des_colonnes_et_les_lignes_du_csv(client, monde, slug):
    table = pq.read_table(io.BytesIO(lire(client.get(f"/api/v1/{slug}.parquet"))))
    champs = client.get(f"/api/v1/{slug}.schema.json").json()["fields"]
    assert table.column_names == [c["name"] for c in champs]
    attendus = {"integer": ["int64"], "number": ["double", "decimal128(18, 2)"], "date": ["date32[day]"],
                "string": ["string"], "boolean": ["bool"], "datetime": ["timestamp[ms, tz=UTC]"]}  # fmt: skip
    assert [
        c["name"] for c in champs if str(table.schema.field(c["name"]).type) not in attendus[c["type"]]
    ] == []
    assert table.num_rows == client.get(f"/api/v1/{slug}").json()["total"]
    assert b"Licence Ouverte" in table.schema.metadata[b"licence"]


@pytest.mark.parametrize("slug", ["ateliers", "communes"])
def test_le_geojson_suit_la_norme(client, monde, slug):
    collection = json.loads(lire(client.get(f"/api/v1/{slug}.geojson")))
    assert collection["type"] == "FeatureCollection"
    assert len(collection["features"]) == client.get(f"/api/v1/{slug}").json()["total"]
    geometries = [lieu["geometry"] for lieu in collection["features"]]
    assert None in geometries
    points = [g["coordinates"] for g in geometries if g]
    assert points
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points)


def test_les_marches_suivent_le_schema_reglementaire(client, monde):
    donnees = client.get("/api/v1/marches.json").json()
    assert len(donnees["marches"]["marche"]) == 1
    assert erreurs(donnees) == []


def test_un_montant_est_un_nombre(client, monde):
    (ligne,) = client.get("/api/v1/actions", {"statut": "a_venir"}).json()["lignes"][:1]
    assert ligne["cout_min"] == 1200.5


def test_le_prefixe_ocds_est_un_reglage(client, monde, settings):
    settings.PREFIXE_OCDS = "ocds-abc123"
    (publie,) = client.get("/api/v1/ocds.json").json()["releases"]
    assert publie["ocid"].startswith("ocds-abc123-")


def test_le_catalogue_dit_les_memes_triplets_en_json_ld_et_en_turtle(client, monde, settings):
    settings.CONTACT_DES_DONNEES = "donnees@etabli.example"
    prefixes, turtle = triplets_du_turtle(client.get("/api/v1/catalogue.ttl").content.decode())
    document = client.get("/api/v1/catalogue.jsonld").json()
    assert triplets_du_json_ld(document) == turtle
    assert prefixes == set(document["@context"])
    utilises = {p.split(":")[0] for _, p, _, _ in turtle if ":" in p}
    assert utilises <= prefixes


def test_chaque_jeu_du_catalogue_a_ce_que_dcat_ap_exige(client, monde):
    _, phrases = triplets_du_turtle(client.get("/api/v1/catalogue.ttl").content.decode())
    dits = {}
    for sujet, propriete, valeur, _ in phrases:
        dits.setdefault(sujet, {}).setdefault(propriete, set()).add(valeur)
    decrits = {s: d for s, d in dits.items() if "dcat:Dataset" in d.get("a", ())}
    assert len(decrits) == len(JEUX)
    for dit in decrits.values():
        assert {
            "dct:title",
            "dct:description",
            "dcat:distribution",
            "dct:publisher",
            "dct:accrualPeriodicity",
        } <= set(dit)
        for distribution in dit["dcat:distribution"]:
            assert {"dcat:accessURL", "dct:license", "dct:format", "dct:conformsTo"} <= set(
                dits[distribution]
            )
            (url,) = dits[distribution]["dcat:downloadURL"]
            assert client.get(url.removeprefix("http://testserver")).status_code == 200


def test_le_data_package_nomme_chaque_csv_et_son_schema(client, monde):
    paquet = client.get("/api/v1/datapackage.json").json()
    assert [r["name"] for r in paquet["resources"]] == [j.slug for j in jeux()]
    for ressource in paquet["resources"]:
        contenu = lire(client.get(ressource["path"].removeprefix("http://testserver")))
        schema = ressource["schema"] | {"dialect": ressource["dialect"]}
        assert fautes_du_csv(contenu, schema) == []


def lire(reponse):
    assert reponse.status_code == 200
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


COLONNES = JeuDeColonnes(
    "essai",
    "Essai",
    (
        Colonne("texte", "Texte", lambda x: x[0]),
        Colonne("entier", "Entier", lambda x: x[1], "entier"),
        Colonne("euros", "Euros", lambda x: x[2], "euros"),
        Colonne("date", "Date", lambda x: x[3], "date"),
        Colonne("oui", "Oui", lambda x: x[4], "booleen"),
    ),
)
LIGNES = st.lists(
    st.tuples(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30),
        st.none() | st.integers(-(2**40), 2**40),
        st.none() | st.decimals(-(10**9), 10**9, places=2),
        st.none() | st.dates(date(1970, 1, 2), date(2099, 1, 1)),
        st.none() | st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=25)
@given(LIGNES)
def test_quelles_que_soient_les_lignes_chaque_forme_les_garde(lignes):
    jeu = JeuOuvert("essai", COLONNES, lambda: lignes)
    formes = {}
    for forme in ("csv", "json", "parquet"):
        tampon = io.BytesIO()
        ecrire(jeu, forme, lignes, tampon)
        formes[forme] = tampon.getvalue()
    assert fautes_du_csv(formes["csv"], COLONNES.schema() | {"dialect": {"delimiter": ";"}}) == []
    lues = pq.read_table(io.BytesIO(formes["parquet"])).to_pylist()
    assert [tuple(ligne.values()) for ligne in lues] == [tuple(ligne) for ligne in lignes]
    assert [ligne["entier"] for ligne in json.loads(formes["json"])] == [ligne[1] for ligne in lignes]
