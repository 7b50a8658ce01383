"""Les règles de la maison, tenues par des tests plutôt que par des relectures."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import loader

from etabli.config.etages import ETAGES, FACES

DEPOT = Path(__file__).resolve().parents[2]
RACINE = DEPOT / "etabli"
HAUTEUR = {nom: hauteur for hauteur, (nom, _) in enumerate(ETAGES)}
SOURCES = sorted(f for f in RACINE.rglob("*.py") if "migrations" not in f.parts)
GABARITS = sorted(f for f in RACINE.rglob("templates/**/*") if f.suffix in {".html", ".txt"})
# Les seuls préfixes de gabarits que Django, allauth ou le DSFR vont chercher eux-mêmes.
CHERCHES_PAR_UNE_BIBLIOTHEQUE = (
    "account/",
    "mfa/",
    "django/",
    "403",
    "404",
    "429",
    "500",
    "dsfr_composants/",
)


def relatif(fichier):
    return str(fichier.relative_to(RACINE))


def etage(modele):
    return HAUTEUR[modele.__module__.split(".")[1]]


def nos_modeles():
    return [m for m in apps.get_models() if m.__module__.startswith("etabli.")]


def test_les_cles_etrangeres_descendent():
    """Les clés écrites en chaîne échappent à l'analyse des imports : on lit les modèles."""
    remontent = [
        f"{modele.__name__}.{champ.name} → {champ.related_model.__name__}"
        for modele in nos_modeles()
        for champ in modele._meta.get_fields()
        if champ.is_relation and champ.concrete and champ.related_model
        if champ.related_model.__module__.startswith("etabli.")
        if champ.related_model._meta.label != settings.AUTH_USER_MODEL
        if etage(champ.related_model) > etage(modele)
    ]
    assert remontent == []


def test_le_contrat_d_imports_suit_la_liste_des_etages():
    contrats = tomllib.loads((DEPOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    couches = [nom.strip() for couche in reversed(contrats[0]["layers"]) for nom in couche.split("|")]
    assert couches == [*(nom for nom, _ in ETAGES), "config"]
    tiroirs = {conteneur.removeprefix("etabli.") for conteneur in contrats[1]["containers"]}
    assert tiroirs == {nom for nom, _ in ETAGES} - {"socle"}


def test_les_faces_sont_en_haut():
    assert tuple(nom for nom, _ in ETAGES[-len(FACES) :]) == FACES


def test_chaque_dossier_de_la_maison_est_un_etage():
    dossiers = {d.name for d in RACINE.iterdir() if d.is_dir() and d.name != "__pycache__"}
    assert dossiers == {nom for nom, _ in ETAGES} | {"config"}


def test_le_socle_ne_dit_aucun_mot_du_programme():
    mots = re.compile(r"\b(candidature|marché subséquent|atelier local|feuille de route|groupement)\b", re.I)
    fautifs = [
        f"{relatif(f)} : {trouve[0]}"
        for f in SOURCES
        if f.is_relative_to(RACINE / "socle")
        if (trouve := mots.search(f.read_text()))
    ]
    assert fautifs == []


def test_chaque_etage_se_presente():
    muets = [
        nom
        for nom, _ in ETAGES
        if not ast.get_docstring(ast.parse((RACINE / nom / "__init__.py").read_text()))
    ]
    assert muets == []


@pytest.mark.parametrize("source", SOURCES, ids=relatif)
def test_un_fichier_tient_en_quatre_cents_lignes(source):
    assert len(source.read_text().splitlines()) <= 400


@pytest.mark.parametrize("source", SOURCES, ids=relatif)
def test_une_fonction_tient_en_cinquante_lignes(source):
    longues = [
        f"{noeud.name} : {noeud.end_lineno - noeud.lineno + 1} lignes"
        for noeud in ast.walk(ast.parse(source.read_text()))
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        if noeud.end_lineno - noeud.lineno + 1 > 50
    ]
    assert longues == []


# Par où une vue atteint un objet. Les autres portes que `visible_to` partent d'un objet déjà atteint (le
# journal de cet objet), d'un secret que seul le bon lecteur a, ou de l'agent lui-même.
PORTES = {
    "visible_to",
    "sur",
    "du_fil",
    "du_jeton",
    "de_la_cle",
    "ecartees_pour",
    "du_candidat",
    "de_la_seance",
    "publiees",
    "publies",
    "du_code",
}
VUES = [f for f in SOURCES if f.name == "views.py" or "views" in f.parts]


@pytest.mark.parametrize("source", VUES, ids=relatif)
def test_une_vue_n_atteint_un_objet_que_par_une_porte(source):
    """Dans une vue, `X.objects` n'est suivi que d'une porte ; le reste se lit en partant de là."""
    directs = [
        ast.unparse(noeud)
        for noeud in ast.walk(ast.parse(source.read_text()))
        if isinstance(noeud, ast.Attribute)
        if isinstance(noeud.value, ast.Attribute)
        if noeud.value.attr in {"objects", "_default_manager"}
        if noeud.attr not in PORTES
    ]
    assert directs == []


@pytest.mark.parametrize("source", SOURCES, ids=relatif)
def test_un_etat_ne_change_que_par_son_cycle(source):
    if source.parts[-2:] == ("socle", "cycle.py"):
        pytest.skip("la porte elle-même")
    affectations = [
        f"ligne {noeud.lineno} : {ast.unparse(noeud)}"
        for noeud in ast.walk(ast.parse(source.read_text()))
        if isinstance(noeud, ast.Assign)
        for cible in noeud.targets
        if isinstance(cible, ast.Attribute) and cible.attr == "etat"
        if "socle" not in source.parts
    ]
    assert affectations == []


def python_de(gabarit):
    etage_ = RACINE / gabarit.relative_to(RACINE).parts[0]
    return "".join(f.read_text() for f in SOURCES if f.is_relative_to(etage_))


def test_aucun_gabarit_orphelin():
    """Un gabarit est cité par son chemin, ou par son nom dans le Python de son étage (lettres, onglets)."""
    textes = "".join(f.read_text() for f in [*SOURCES, *GABARITS])
    orphelins = [
        nom
        for f in GABARITS
        if not (nom := str(f).split("/templates/")[1]).startswith(CHERCHES_PAR_UNE_BIBLIOTHEQUE)
        if nom not in textes and not re.search(rf"[\"'/]{f.stem}[\"'/.]", python_de(f))
    ]
    assert orphelins == []


@pytest.mark.parametrize("gabarit", [g for g in GABARITS if g.suffix == ".html"], ids=relatif)
def test_tout_gabarit_se_compile(gabarit):
    loader.get_template(str(gabarit).split("/templates/")[1])


@pytest.mark.parametrize("gabarit", [g for g in GABARITS if g.suffix == ".html"], ids=relatif)
def test_aucun_gabarit_n_a_de_style_ni_de_script_en_ligne(gabarit):
    """La politique de contenu les refuserait sans rien dire à l'utilisateur."""
    texte = gabarit.read_text()
    assert not re.search(r"\sstyle=[\"']", texte)
    assert not re.search(r"\son(click|change|submit|load|input)=", texte)
    assert not re.search(r"<script(?![^>]*\b(src|type=[\"'](importmap|application/json)))", texte)


def vient_de_wagtail(modele, champ):
    """Wagtail nomme lui-même les champs dont nos pages héritent."""
    return any(
        base.__module__.startswith("wagtail.") and hasattr(base, champ.name) for base in modele.__mro__
    )


def test_les_noms_lisibles_sont_en_minuscules():
    """« agent », pas « Agent » : Django met la majuscule là où il en faut une."""
    acronymes = ("EPCI", "SIRE", "PLUi", "DGALN", "URL")
    fautifs = [
        f"{modele.__name__}.{champ.name} : {champ.verbose_name}"
        for modele in nos_modeles()
        for champ in [*modele._meta.fields, *modele._meta.many_to_many]
        if str(champ.verbose_name)[:1].isupper() and champ.name != "id"
        if not str(champ.verbose_name).startswith(acronymes)
        if not vient_de_wagtail(modele, champ)
    ]
    assert fautifs == []


def test_chaque_modele_a_un_ordre():
    """Une liste sans ordre change d'une base à l'autre."""
    techniques = {"BoutDeChaine", "Chargement", "Entree", "Presence"}
    fautifs = [
        m.__name__
        for m in nos_modeles()
        if not m._meta.ordering and not m._meta.auto_created and m.__name__ not in techniques
    ]
    assert fautifs == []


def test_une_seule_sonnette_dans_la_maison():
    declarees = [
        relatif(f)
        for f in SOURCES
        for noeud in ast.walk(ast.parse(f.read_text()))
        if isinstance(noeud, ast.Assign)
        if isinstance(noeud.value, ast.Call) and ast.unparse(noeud.value.func) == "Signal"
    ]
    assert declarees == ["socle/cycle.py"]
