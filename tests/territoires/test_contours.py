"""L'importeur de contours, sur de petits fichiers fabriqués ici ; CONTOURS_D_ESSAI en donne un vrai."""

import json
import os
import sqlite3
import struct
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from etabli.territoires.actions import definir_un_perimetre, modifier_un_perimetre
from etabli.territoires.calcul import lambert93
from etabli.territoires.cartes import carte_du_perimetre
from etabli.territoires.contours import FichierIllisibleError, importer
from etabli.territoires.contours.lire import Wkb, lire
from etabli.territoires.enums import NiveauDeContour, PrecisionDuPoint
from etabli.territoires.models import Commune, Contour
from tests.fabriques.territoires import (
    AncienneCommuneFactory,
    ChargementFactory,
    CommuneFactory,
    EpciFactory,
    PerimetreFactory,
)

CARRE = [(-1.2, 48.9), (-1.0, 48.9), (-1.0, 49.1), (-1.2, 49.1), (-1.2, 48.9)]
pytestmark = pytest.mark.django_db


def geojson(chemin, *traits, **autres):
    contenu = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": attributs, "geometry": geometrie}
            for attributs, geometrie in traits
        ],
        **autres,
    }
    chemin.write_text(json.dumps(contenu))
    return chemin


def polygone(anneau=CARRE):
    return {"type": "Polygon", "coordinates": [anneau]}


def wkb_polygone(anneau, ordre="<", *, avec_z=False):
    code = 3 + (1000 if avec_z else 0)
    points = [(*p, 12.0) if avec_z else p for p in anneau]
    octets = struct.pack(f"{ordre}BIII", ordre == "<", code, 1, len(points))
    return octets + b"".join(struct.pack(f"{ordre}{len(p)}d", *p) for p in points)


def geopackage(chemin, lignes, srs=4326):
    with sqlite3.connect(chemin) as base:
        base.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('commune', 'geom', ?)", [srs])
        base.execute("CREATE TABLE commune (fid INTEGER PRIMARY KEY, INSEE_COM, geom BLOB)")
        for code, wkb in lignes:
            entete = b"GP\x00\x03" + struct.pack("<i", srs) + struct.pack("<4d", 0, 0, 0, 0)
            base.execute("INSERT INTO commune (INSEE_COM, geom) VALUES (?, ?)", [code, entete + wkb])
    base.close()
    return chemin


def importe(chemin, niveau=NiveauDeContour.COMMUNE, **options):
    return importer(chemin, niveau=niveau, source="IGN", millesime=2025, **options)


def test_un_geojson_de_communes_s_importe(tmp_path):
    commune = CommuneFactory(code="50592")
    rapport = importe(geojson(tmp_path / "c.geojson", ({"INSEE_COM": "50592", "NOM": "x"}, polygone())))
    contour = Contour.objects.get(code=commune.code)
    assert rapport.phrase == "1 lignes lues, 1 contours importés, 0 lignes écartées."
    assert contour.geometrie["type"] == "MultiPolygon"
    assert contour.geometrie["coordinates"][0][0][0] == [-1.2, 48.9]
    assert (contour.source, contour.millesime) == ("IGN", 2025)


def test_une_carte_deja_dessinee_se_redessine_quand_son_contour_arrive(
    tmp_path, django_assert_max_num_queries
):
    commune = CommuneFactory(code="50592", lon=-1.1, lat=49.0)
    perimetre = PerimetreFactory(communes=[commune])
    ChargementFactory()
    dite = {"titre": "Périmètre", "description": "Une commune."}
    avant = carte_du_perimetre(perimetre, **dite)
    with django_assert_max_num_queries(1):
        assert carte_du_perimetre(perimetre, **dite) == avant
    importe(geojson(tmp_path / "c.geojson", ({"INSEE_COM": "50592"}, polygone())))
    assert "contours : IGN 2025" in carte_du_perimetre(perimetre, **dite)


def test_une_carte_deja_dessinee_se_redessine_quand_le_perimetre_se_retrace():
    ChargementFactory()
    voisine = CommuneFactory(nom="Voisine toute neuve", lon=-1.05, lat=49.0)
    perimetre = definir_un_perimetre(nom="P", communes=[CommuneFactory(lon=-1.1, lat=49.0)], par=None)
    dite = {"titre": "Périmètre", "description": "Une commune, puis deux."}
    avant = carte_du_perimetre(perimetre, **dite)
    apres = modifier_un_perimetre(perimetre, communes=[*perimetre.communes.all(), voisine], par=None)
    assert carte_du_perimetre(apres, **dite) != avant


def test_importer_deux_fois_remplace(tmp_path):
    CommuneFactory(code="50592")
    fichier = geojson(tmp_path / "c.geojson", ({"code": "50592"}, polygone()))
    importe(fichier)
    importe(fichier)
    assert Contour.objects.count() == 1


def test_a_blanc_rien_n_est_ecrit(tmp_path):
    CommuneFactory(code="50592")
    rapport = importe(geojson(tmp_path / "c.geojson", ({"code": "50592"}, polygone())), a_blanc=True)
    assert rapport.importes == 1
    assert not Contour.objects.exists()


def test_chaque_ligne_ecartee_dit_pourquoi(tmp_path):
    CommuneFactory(code="50592")
    AncienneCommuneFactory(code="50111", successeur__nom="Bourg")
    fichier = geojson(
        tmp_path / "c.geojson",
        ({"nom": "sans code"}, polygone()),
        ({"code": "99999"}, polygone()),
        ({"code": "50111"}, polygone()),
        ({"code": "50592"}, {"type": "Point", "coordinates": [0, 0]}),
        ({"code": "50592"}, None),
        ({"code": "50592"}, polygone()),
        ({"code": "50592"}, polygone()),
        ({"code": "50592"}, polygone([(0, 0), (0, 0), (0, 0), (0, 0)])),
    )
    assert importe(fichier).ecartes == [
        "Ligne 1 : aucun code reconnu (colonnes : nom).",
        "Ligne 2 : 99999 n'est pas un territoire du millésime en place.",
        "Ligne 3 : 50111 fait maintenant partie de Bourg.",
        "Ligne 4 : 50592 : géométrie « Point » au lieu d'un polygone.",
        "Ligne 5 : 50592 : géométrie « vide » au lieu d'un polygone.",
        "Ligne 7 : 50592 a déjà été lu plus haut.",
        "Ligne 8 : 50592 a déjà été lu plus haut.",
    ]


def test_un_geopackage_en_lambert93_arrive_en_degres(tmp_path):
    CommuneFactory(code="50592")
    metres = [lambert93(*p) for p in CARRE]
    importe(geopackage(tmp_path / "c.gpkg", [("50592", wkb_polygone(metres, avec_z=True))], srs=2154))
    assert Contour.objects.get().geometrie["coordinates"] == [[[list(p) for p in CARRE]]]


def test_un_geopackage_abime_ecarte_sa_ligne_et_garde_les_autres(tmp_path):
    CommuneFactory(code="50592")
    CommuneFactory(code="50593")
    rapport = importe(
        geopackage(tmp_path / "c.gpkg", [("50592", b"\x01\x03"), ("50593", wkb_polygone(CARRE, ">"))])
    )
    assert list(Contour.objects.values_list("code", flat=True)) == ["50593"]
    assert "50592 : géométrie illisible" in rapport.ecartes[0]


def test_un_multipolygone_wkb_se_lit():
    morceaux = struct.pack("<BII", 1, 6, 2) + wkb_polygone(CARRE) + wkb_polygone(CARRE, ">")
    assert Wkb(morceaux).polygones() == [[CARRE], [CARRE]]


def test_un_systeme_de_coordonnees_non_lu_est_dit(tmp_path):
    fichier = geopackage(tmp_path / "c.gpkg", [("97411", wkb_polygone(CARRE))], srs=2975)
    with pytest.raises(FichierIllisibleError, match="EPSG:2975"):
        list(lire(fichier))


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        (b"bonjour", "ni un GeoJSON ni un GeoPackage"),
        (b"{", "n'est pas un JSON valide"),
        (b'{"type": "Topology"}', "FeatureCollection"),
        (b"SQLite format 3\x00" + b"x" * 200, "n'est pas un GeoPackage"),
    ],
)
def test_un_fichier_d_autre_chose_est_refuse_avec_une_phrase(tmp_path, contenu, phrase):
    fichier = tmp_path / "fichier"
    fichier.write_bytes(contenu)
    with pytest.raises(CommandError, match=phrase):
        call_command("importer_contours", str(fichier), millesime=2025)


def test_une_commune_mal_situee_prend_le_centre_de_son_contour(tmp_path):
    CommuneFactory(code="50592", lon=0, lat=0, precision_du_point=PrecisionDuPoint.APPROCHE)
    CommuneFactory(code="50593", lon=0, lat=0, precision_du_point=PrecisionDuPoint.LIEU)
    importe(geojson(tmp_path / "c.geojson", ({"code": "50592"}, polygone()), ({"code": "50593"}, polygone())))
    approchee, sure = Commune.objects.order_by("code")
    assert (approchee.lon, approchee.lat) == pytest.approx((-1.1, 49.0))
    assert (approchee.precision_du_point, sure.lon) == ("contour", 0)


def test_la_commande_importe_des_intercommunalites(tmp_path, capsys):
    EpciFactory(siren="200066389")
    fichier = geojson(
        tmp_path / "e.geojson", ({"CODE_SIREN": "200066389"}, polygone()), ({"x": 1}, polygone())
    )
    call_command("importer_contours", str(fichier), niveau="epci", millesime=2025)
    assert Contour.objects.get().source == "e.geojson"
    assert "Ligne 2 : aucun code reconnu" in capsys.readouterr().out


def test_un_vrai_fichier_s_importe_si_on_en_donne_un(tmp_path):
    """Avec CONTOURS_D_ESSAI, le fichier de l'exploitant ; sans lui, un fichier fabriqué de même forme."""
    fichier = Path(os.environ.get("CONTOURS_D_ESSAI", tmp_path / "fabrique.geojson"))
    if not fichier.exists():
        geojson(fichier, ({"code": "50400", "nom": "Bourg fictif"}, polygone()))
    CommuneFactory(code="50400")
    assert importe(fichier).importes == 1
