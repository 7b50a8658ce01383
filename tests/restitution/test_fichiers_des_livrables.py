"""Les fichiers des cinq livrables : la structure du PDF pour qui ne le voit pas, l'aller et retour par LibreOffice."""

import io
import itertools
import re
import shutil
import subprocess
import zipfile

import pytest
from pypdf import PdfReader

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution.documents import composer_en_groupes
from etabli.etape6_restitution.documents.pagination import compter
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import ecrire
from etabli.socle.document.arbre import niveaux_continus, parcourir
from etabli.socle.document.blocs import Fiche, Ouverture, Tableau, Titre
from etabli.socle.document.texte import nu
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte

pytestmark = pytest.mark.django_db
SOFFICE = shutil.which("soffice")


def composer(type_):
    livrable = livrable_et_agents(type_).livrable
    un_atelier_raconte(livrable.dossier)
    return composer_en_groupes(Livrable.objects.get(pk=livrable.pk))


def elements(noeud):
    """Les éléments de la structure, dans l'ordre de lecture."""
    noeud = noeud.get_object()
    if isinstance(noeud, list):
        for enfant in noeud:
            yield from elements(enfant)
    elif hasattr(noeud, "get"):
        if "/S" in noeud:
            yield noeud
        if noeud.get("/K") is not None and not isinstance(noeud["/K"], int):
            yield from elements(noeud["/K"])


def attribut(element, nom):
    attributs = element.get("/A", {})
    lus = attributs if isinstance(attributs, list) else [attributs]
    return next((a.get_object()[nom] for a in lus if nom in a.get_object()), None)


def signets(lecteur, suite=None):
    for signet in lecteur.outline if suite is None else suite:
        if isinstance(signet, list):
            yield from signets(lecteur, signet)
        else:
            yield signet


@pytest.mark.parametrize("type_", list(TypeLivrable))
def test_le_pdf_se_lit_sans_le_voir(type_):
    arbre, groupes = composer(type_)
    pdf = ecrire(arbre, "pdf")

    lecteur = PdfReader(io.BytesIO(pdf))
    racine = lecteur.trailer["/Root"]
    tous = list(elements(racine["/StructTreeRoot"]))
    genres = [e["/S"] for e in tous]
    niveaux = [int(g[2:]) for g in genres if re.fullmatch(r"/H[1-6]", g)]

    assert racine["/Lang"].startswith("fr")
    assert racine["/ViewerPreferences"]["/DisplayDocTitle"]
    assert nu(arbre.titre) in lecteur.metadata.title
    assert niveaux[0] == 1
    assert all(suivant <= avant + 1 for avant, suivant in itertools.pairwise(niveaux))
    assert "/TOCI" in genres
    assert all(attribut(e, "/Scope") for e in tous if e["/S"] == "/TH")
    assert all(e.get("/Alt") for e in tous if e["/S"] == "/Figure")
    assert genres.count("/Caption") >= sum(
        bool(b.legende) for b in parcourir(arbre.blocs) if isinstance(b, Tableau)
    )
    titres = [b for b in parcourir(niveaux_continus(arbre.blocs)) if isinstance(b, Titre | Fiche | Ouverture)]
    assert len(list(signets(lecteur))) == len(titres)
    assert ecrire(arbre, "pdf") == pdf
    comptees = compter(pdf, arbre, groupes)
    assert [cle for cle, _ in comptees["pages"]] == [g.cle for g in groupes]
    assert sum(nb for _, nb in comptees["pages"]) <= comptees["total"] == len(lecteur.pages)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice n'est pas installé ici")
@pytest.mark.parametrize(("forme", "retour"), [("odt", "docx"), ("docx", "odt")])
def test_libreoffice_ouvre_les_cinq_livrables_et_les_rend_entiers(forme, retour, tmp_path):
    composes = {type_: composer(type_)[0] for type_ in TypeLivrable}
    for type_, arbre in composes.items():
        (tmp_path / f"{type_}.{forme}").write_bytes(ecrire(arbre, forme))
    profil = f"-env:UserInstallation=file://{tmp_path}/profil"
    departs = [str(tmp_path / f"{type_}.{forme}") for type_ in composes]
    commande = [
        SOFFICE,
        profil,
        "--headless",
        "--convert-to",
        retour,
        "--outdir",
        str(tmp_path / "rendu"),
        *departs,
    ]

    subprocess.run(commande, check=True, capture_output=True, timeout=300)

    for type_, arbre in composes.items():
        with zipfile.ZipFile(tmp_path / "rendu" / f"{type_}.{retour}") as paquet:
            corps = paquet.read({"odt": "content.xml", "docx": "word/document.xml"}[retour]).decode()
        titre = r"<text:h " if retour == "odt" else r'<w:pStyle w:val="(?:Heading|Titre)\d'
        tableau = "<table:table " if retour == "odt" else "<w:tbl>"
        blocs = list(parcourir(arbre.blocs))
        assert len(re.findall(titre, corps)) >= sum(isinstance(b, Titre | Fiche | Ouverture) for b in blocs)
        assert corps.count(tableau) >= sum(isinstance(b, Tableau) for b in blocs)
