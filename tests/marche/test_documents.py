"""Le dossier de consultation, le rapport et les lettres disent ce que la base sait, et rien d'autre."""

import hashlib
import io
import zipfile

import pytest
from django.urls import reverse

from etabli.etape2_marche import actions
from etabli.etape2_marche.actions.dce import regler_le_dce
from etabli.etape2_marche.documents import DCE, PROCES_VERBAL, RAPPORT, REJET, archive_du_dce
from etabli.etape2_marche.documents.jugement import ARRONDIS, EGALITES
from etabli.etape2_marche.enums import Conformite, Etat, RegleDArrondi, RegleDEgalite, RegleDePrix
from etabli.socle.document.arbre import parcourir
from etabli.socle.document.blocs import Definitions, Encadre, Figure, Liste, Paragraphe, Tableau, Titre
from etabli.socle.document.texte import nu
from tests.fabriques.marche import CadreFactory, arreter, composer_le_college, scene_de_marche

pytestmark = pytest.mark.django_db


def texte(arbre):
    """Tout ce que l'arbre dit, sans style."""
    dits = [arbre.titre, arbre.sous_titre, arbre.mentions]
    for bloc in parcourir(arbre.blocs):
        if isinstance(bloc, Paragraphe):
            dits.append(nu(bloc.texte))
        if isinstance(bloc, Tableau):
            dits += [nu(c) for ligne in (*bloc.lignes, bloc.total) for c in ligne]
        if isinstance(bloc, Titre):
            dits.append(nu(bloc.texte))
        if isinstance(bloc, Liste):
            dits += [nu(e) for e in bloc.elements if isinstance(e, str)]
        if isinstance(bloc, Definitions):
            dits += [f"{nu(terme)} : {nu(dit)}" for terme, dit in bloc.entrees if isinstance(dit, str)]
        if isinstance(bloc, Encadre):
            dits.append(nu(bloc.titre))
    return "\n".join(dits)


def test_l_archive_porte_l_empreinte_de_chaque_piece():
    scene = scene_de_marche(Etat.CONSULTATION)
    with zipfile.ZipFile(io.BytesIO(archive_du_dce(scene.marche))) as archive:
        noms = archive.namelist()
        manifeste = archive.read("EMPREINTES.txt").decode()
        lues = {nom: hashlib.sha256(archive.read(nom)).hexdigest() for nom in noms if nom != "EMPREINTES.txt"}
    ecrites = dict(
        reversed(ligne.split("  ")) for ligne in manifeste.splitlines() if not ligne.startswith("#")
    )
    assert ecrites == lues
    # Chaque pièce en deux formes, et la décomposition du prix en deux classeurs.
    assert len(lues) == 2 * len(DCE) + 2
    assert scene.marche.cahier_des_clauses.empreinte in manifeste


def test_la_meme_consultation_donne_la_meme_archive():
    scene = scene_de_marche(Etat.CONSULTATION)
    assert archive_du_dce(scene.marche) == archive_du_dce(scene.marche)


def test_l_archive_se_telecharge_par_un_titulaire_consulte(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.candidats[0])
    reponse = client.get(reverse("marche:dce", args=[scene.marche.pk]))
    assert reponse.headers["Content-Type"] == "application/zip"
    assert zipfile.is_zipfile(io.BytesIO(reponse.content))


@pytest.mark.parametrize("document", DCE, ids=lambda d: d.slug)
def test_chaque_piece_se_telecharge_et_nomme_l_atelier(client, document):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.candidats[0])
    url = reverse("marche:piece", args=[scene.marche.pk, document.slug, "pdf"])
    assert client.get(url).content.startswith(b"%PDF")
    compose = document.composer(scene.marche)
    assert scene.dossier.titre in compose.titre + compose.sous_titre + compose.pied


def test_une_piece_inconnue_est_introuvable(client):
    scene = scene_de_marche(Etat.CONSULTATION)
    client.force_login(scene.acheteur)
    assert client.get(reverse("marche:piece", args=[scene.marche.pk, "offre", "pdf"])).status_code == 404


def test_le_cahier_des_clauses_est_la_note_figee():
    scene = scene_de_marche()
    cahier = next(d for d in DCE if d.slug == "cahier-des-clauses").composer(scene.marche)
    assert "Habiter." in texte(cahier)
    assert cahier.titre == "Cahier des clauses techniques particulières"


def test_les_criteres_proposes_le_disent_dans_la_lettre():
    scene = scene_de_marche()
    lettre = next(d for d in DCE if d.slug == "lettre-de-consultation")
    tableaux = [b for b in parcourir(lettre.composer(scene.marche).blocs) if isinstance(b, Tableau)]
    assert [t.note for t in tableaux] == [""]
    scene.marche.accord_cadre.criteres.update(est_proposition=True)
    tableaux = [b for b in parcourir(lettre.composer(scene.relire()).blocs) if isinstance(b, Tableau)]
    assert "à remplacer par ceux du cadre" in tableaux[0].note


@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"regle_d_egalite": RegleDEgalite.AUCUNE}, "même rang et l’acheteur motive son choix"),
        ({"regle_d_egalite": RegleDEgalite.PRIX}, "le prix le plus bas l’emporte"),
        ({"regle_d_egalite": RegleDEgalite.CRITERE}, "autre que le prix, qui pèse le plus"),
        ({"regle_d_arrondi": RegleDArrondi.EXACT}, "sans arrondi"),
        ({"regle_d_arrondi": RegleDArrondi.CENTIEME}, "au centième de point"),
        ({"regle_d_arrondi": RegleDArrondi.DIXIEME}, "au dixième de point"),
        ({"regle_de_prix": RegleDePrix.LINEAIRE}, "plancher 0"),
        ({"note_maximale": 20}, "noté de 0 à 20"),
    ],
)
def test_la_lettre_dit_chaque_regle_de_l_accord_cadre(champs, dit):
    scene = scene_de_marche(accord_cadre=CadreFactory(**champs))
    lettre = texte(next(d for d in DCE if d.slug == "lettre-de-consultation").composer(scene.marche))
    assert dit in lettre
    autres = {**ARRONDIS, **EGALITES}.values()
    assert sum(phrase.replace("'", "’") in lettre for phrase in autres) == 2  # une égalité, un arrondi


def test_les_sous_criteres_sont_dans_la_lettre_et_le_cadre_de_reponse():
    scene = scene_de_marche()
    methode = scene.marche.accord_cadre.criteres.get(nom="Méthode")
    for ordre, (nom, part) in enumerate((("Diagnostic", 25), ("Animation", 15)), 1):
        methode.sous_criteres.create(nom=nom, poids=part, ordre=ordre)
    pieces = {d.slug: texte(d.composer(scene.relire())) for d in DCE}
    assert "dont\u00a0: Diagnostic" in pieces["lettre-de-consultation"]
    assert "se note par ses sous-critères" in pieces["lettre-de-consultation"]
    assert "1.1. Diagnostic (25\u00a0%)" in pieces["cadre-de-reponse"]
    assert "1.2. Animation (15\u00a0%)" in pieces["cadre-de-reponse"]


def test_l_acte_d_engagement_rappelle_ce_que_la_lettre_annonce():
    scene = scene_de_marche(accord_cadre=CadreFactory(taux_tva="5.5", forme_de_prix="Unitaire"))
    regler_le_dce(scene.marche, par=scene.acheteur, validite_jours=150)
    pieces = {d.slug: texte(d.composer(scene.relire())) for d in DCE}
    for slug in ("lettre-de-consultation", "acte-d-engagement"):
        assert "150\u00a0jours" in pieces[slug]
    assert "taux prévu : 5,5" in pieces["acte-d-engagement"].replace("\u00a0", " ")
    assert "unitaire" in pieces["acte-d-engagement"]


def test_le_rapport_dit_les_notes_les_motifs_et_le_classement():
    scene = scene_de_marche(Etat.ATTRIBUE)
    arbre = RAPPORT.composer(scene.marche)
    dit = texte(arbre)
    assert "Arrêtée ensemble." in dit
    assert "Avis 0" not in dit  # les notes individuelles restent entre évaluateurs
    assert "100,00" in dit
    assert str(scene.marche.titulaire) in dit
    assert any(isinstance(b, Figure) for b in parcourir(arbre.blocs))
    assert "fictifs" in arbre.mentions


def test_le_rapport_dit_quel_poids_ferait_basculer_le_choix():
    scene = scene_de_marche(Etat.CONSENSUS)
    arreter(scene, "4.3", "4.5")  # 91,60 contre 91,92 : un prix qui pèse plus ferait basculer
    assert "Le plus sensible est" in texte(RAPPORT.composer(scene.marche))
    arreter(scene, 5, 2)
    assert "l’offre première le reste" in texte(RAPPORT.composer(scene.marche))


def test_le_proces_verbal_ne_fait_signer_que_ceux_qui_ont_juge():
    scene = scene_de_marche(Etat.CONSENSUS)
    arreter(scene, 5, 4)
    signataires = [b.nom for b in PROCES_VERBAL.composer(scene.marche).blocs if hasattr(b, "mention")]
    assert signataires == [str(a) for a in scene.evaluateurs()]


def test_la_lettre_de_rejet_compare_a_l_offre_retenue():
    scene = scene_de_marche(Etat.ATTRIBUE)
    dit = texte(REJET.composer(scene.offres[1]))
    assert "classée 2e sur 2\u00a0offres" in dit
    assert "sous quinze jours" in dit
    assert "dès à présent" in dit
    assert str(scene.marche.titulaire) in dit


def test_la_lettre_d_une_offre_ecartee_dit_son_motif():
    scene = scene_de_marche(Etat.ANALYSE, nb_offres=2)
    composer_le_college(scene)
    ecartee = scene.offres[1]
    actions.verifier_une_offre(
        ecartee, Conformite.IRREGULIERE, par=scene.acheteur, motif="L'acte d'engagement n'est pas signé."
    )
    assert "n’est pas signé" in texte(REJET.composer(ecartee))
