"""Le dossier de consultation : réglé, figé au lancement, suivi sur PLACE ; sa décomposition du prix se calcule."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import localdate, now
from odf import table as odf_table
from odf.opendocument import load
from openpyxl import load_workbook

from etabli.etape2_marche.actions import dce as ecrire
from etabli.etape2_marche.actions.execution import fixer_les_phases
from etabli.etape2_marche.documents import DCE
from etabli.etape2_marche.documents.dpgf import ecrire_la_decomposition
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import DossierDeConsultation, PointDeControle
from etabli.etape2_marche.permissions.consultation import (
    peut_lancer_la_consultation,
    peut_lire_les_pieces,
    peut_poser_une_question,
    peut_regler_le_dce,
)
from tests.fabriques.annuaire import OrganisationFactory
from tests.fabriques.marche import PDF, scene_de_marche

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = scene_de_marche(Etat.PREPARATION)
    fixer_les_phases(scene.marche, [("=Cadrage", None), ("Sessions", None)], par=scene.acheteur)
    return scene


def test_le_classeur_du_prix_porte_ses_formules_et_pas_celles_des_autres(scene):
    feuille = load_workbook(io.BytesIO(ecrire_la_decomposition(scene.marche, "xlsx")))["Prix"]
    assert (feuille["A5"].value, feuille["A5"].data_type) == ("=Cadrage", "s")
    assert (feuille["D5"].value, feuille["F7"].value) == ("=B5*C5", "=SUM(F5:F6)")
    assert (feuille["F9"].value, feuille["F10"].value) == ("=ROUND(F7*F8/100,2)", "=F7+F9")

    classeur = load(io.BytesIO(ecrire_la_decomposition(scene.marche, "ods")))
    formules = [c.getAttribute("formula") for c in classeur.getElementsByType(odf_table.TableCell)]
    assert {"of:=[.B5]*[.C5]", "of:=SUM([.F5:.F6])", "of:=ROUND([.F7]*[.F8]/100;2)"} <= set(formules)


@pytest.mark.parametrize("forme", ["ods", "xlsx"])
def test_le_meme_marche_donne_le_meme_classeur(scene, forme):
    assert ecrire_la_decomposition(scene.marche, forme) == ecrire_la_decomposition(scene.marche, forme)


def test_le_dossier_regle_se_lit_dans_la_lettre_et_se_fige_au_lancement(scene, client):
    client.force_login(scene.acheteur)
    url = reverse("marche:regler_le_dce", args=[scene.marche.pk])
    saisi = {"contact": "Bureau 12", "validite_jours": "120", "precisions": "Visite le 3 mars."}
    assert client.post(url, {**saisi, "validite_jours": "0"}).status_code == 422
    assert client.post(url, saisi).status_code == 302

    lettre = next(d for d in DCE if d.slug == "lettre-de-consultation").html(scene.relire())
    assert "Bureau 12" in lettre
    assert "120" in lettre
    assert "Visite le 3 mars." in lettre

    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))
    assert DossierDeConsultation.objects.get().fige_le
    assert "parti" in peut_regler_le_dce(scene.acheteur, scene.marche).motif
    assert client.post(url, saisi).status_code == 403


def test_les_questions_ne_se_ferment_pas_apres_les_offres(scene):
    ecrire.regler_le_dce(scene.marche, par=scene.acheteur, questions_jusqu_au=now() + timedelta(days=30))
    with pytest.raises(ValidationError, match="postérieure à la date limite"):
        scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))
    assert scene.relire().etat == Etat.PREPARATION


def test_passe_leur_delai_les_questions_se_refusent(scene):
    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))
    assert peut_poser_une_question(scene.candidats[0], scene.marche)
    DossierDeConsultation.objects.update(questions_jusqu_au=now() - timedelta(hours=1))
    assert "délai pour poser des questions" in peut_poser_une_question(scene.candidats[0], scene.marche).motif


def test_prolonger_peut_laisser_plus_de_temps_aux_questions(scene):
    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))
    tard = now() + timedelta(days=40)
    scene.avancer("prolonger", date_limite=tard, motif="Congés.", questions_jusqu_au=tard - timedelta(days=5))
    assert DossierDeConsultation.objects.get().questions_jusqu_au == tard - timedelta(days=5)


def test_une_annexe_part_dans_l_archive_et_se_retire_avant_le_lancement(scene, client):
    client.force_login(scene.acheteur)
    url = reverse("marche:joindre_une_annexe", args=[scene.marche.pk])
    assert client.post(url, {"titre": "Plan"}).status_code == 422
    client.post(url, {"titre": "Plan", "fichier": SimpleUploadedFile("plan.pdf", PDF)})
    annexe = ecrire.annexes_de(ecrire.dce_de(scene.marche))[0]
    assert client.get(reverse("marche:annexe_du_dce", args=[scene.marche.pk, annexe.pk])).content == PDF

    octets = client.get(reverse("marche:dce", args=[scene.marche.pk])).content
    assert "annexes/01-plan.pdf" in zipfile.ZipFile(io.BytesIO(octets)).namelist()
    client.post(reverse("marche:garder_l_archive", args=[scene.marche.pk]))
    assert client.get(reverse("marche:dce", args=[scene.marche.pk])).content == octets
    assert ecrire.dce_de(scene.marche).archive.derniere.taille == len(octets)

    client.post(reverse("marche:retirer_une_annexe", args=[scene.marche.pk, annexe.pk]))
    assert ecrire.annexes_de(ecrire.dce_de(scene.marche)) == []


def test_la_liste_place_se_coche_se_decoche_et_la_reference_se_recopie(scene, client):
    client.force_login(scene.acheteur)
    cocher = reverse("marche:cocher", args=[scene.marche.pk, "archive-deposee"])
    client.post(cocher)
    assert PointDeControle.objects.get().fait_par == scene.acheteur
    page = client.get(reverse("marche:consultation", args=[scene.marche.pk])).content.decode()
    assert "Décocher" in page
    client.post(cocher)
    assert not PointDeControle.objects.exists()
    assert client.post(reverse("marche:cocher", args=[scene.marche.pk, "inconnu"])).status_code == 404

    reference = reverse("marche:reference_place", args=[scene.marche.pk])
    demain = localdate() + timedelta(days=1)
    assert client.post(reference, {"reference_place": "P-9", "publiee_le": demain}).status_code == 422
    client.post(reference, {"reference_place": "P-9", "publiee_le": localdate()})
    assert scene.relire().reference_place == "P-9"


def test_un_candidat_lit_les_pieces_et_ne_regle_rien(scene, client):
    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))
    client.force_login(scene.candidats[0])
    args = [scene.marche.pk]
    for nom, suite in (("apercu_d_une_piece", ["acte-d-engagement"]), ("decomposition", ["ods"])):
        assert client.get(reverse(f"marche:{nom}", args=args + suite)).status_code == 200
    assert client.get(reverse("marche:decomposition", args=[*args, "pdf"])).status_code == 404
    assert client.get(reverse("marche:apercu_d_une_piece", args=[*args, "rien"])).status_code == 404
    for nom in ("regler_le_dce", "joindre_une_annexe", "reference_place"):
        assert client.get(reverse(f"marche:{nom}", args=args)).status_code == 403


def test_la_garde_des_pieces_dit_non_a_qui_n_est_ni_porteur_ni_consulte(scene):
    """La garde se suffit : elle ne compte pas sur la page pour avoir filtré."""
    ouverts = {nom for nom, agent in scene.par_role().items() if peut_lire_les_pieces(agent, scene.marche)}
    assert ouverts == {"dgaln", "acheteur", "collegue", "operateur", "collectivite"}

    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=20))

    assert peut_lire_les_pieces(scene.relu(scene.candidats[0]), scene.marche)
    assert "titulaires consultés" in peut_lire_les_pieces(scene.etranger, scene.marche).motif


def test_seuls_les_acheteurs_du_cadre_consultent_et_pendant_qu_il_vaut(scene):
    cadre = scene.marche.accord_cadre
    cadre.acheteurs.add(OrganisationFactory(ddt=True))
    assert "liste des services acheteurs" in peut_lancer_la_consultation(scene.acheteur, scene.marche).motif
    cadre.acheteurs.add(scene.marche.acheteur)
    assert peut_lancer_la_consultation(scene.acheteur, scene.marche)
    cadre.fin_le = localdate() - timedelta(days=1)
    cadre.save()
    assert "n'est pas en vigueur" in peut_lancer_la_consultation(scene.acheteur, scene.relire()).motif
