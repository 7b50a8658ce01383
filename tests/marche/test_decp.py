"""Les données essentielles : contrôlées par le schéma officiel s'il est donné, par leur forme toujours."""

import json
import os
from pathlib import Path

import pytest
from django.urls import reverse

from etabli.etape2_marche import actions
from etabli.etape2_marche.decp import decp, manques_decp, marche_decp
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import Titulaire
from tests.fabriques.marche import CadreFactory, scene_de_marche

pytestmark = pytest.mark.django_db

OBLIGATOIRES = {
    "id", "acheteur", "nature", "objet", "codeCPV", "techniques", "modalitesExecution", "marcheInnovant",
    "ccag", "offresRecues", "attributionAvance", "typeGroupementOperateurs", "sousTraitanceDeclaree",
    "procedure", "lieuExecution", "dureeMois", "dateNotification", "datePublicationDonnees", "montant",
    "typesPrix", "formePrix", "titulaires", "considerationsSociales", "considerationsEnvironnementales",
}  # fmt: skip


def scene_publiable():
    cadre = CadreFactory(
        code_cpv="71410000",
        procedure="Appel d'offres ouvert",
        forme_de_prix="Forfaitaire",
        type_de_prix="Définitif ferme",
        clause_sociale="Pas de considération sociale",
        clause_environnementale="Critère environnemental",
    )
    Titulaire.objects.update(forme="Conjoint")
    scene = scene_de_marche(Etat.NOTIFIE, accord_cadre=cadre)
    scene.marche.acheteur.siret = "13000000000001"
    scene.marche.acheteur.save()
    for rang, membre in enumerate(scene.marche.titulaire.groupement.membres.all()):
        membre.organisation.siret = f"{rang:014d}"
        membre.organisation.save()
    return scene


def test_un_marche_complet_a_toutes_les_donnees_obligatoires():
    scene = scene_publiable()
    donnees = marche_decp(scene.relire())
    assert set(donnees) == OBLIGATOIRES | {"idAccordCadre"}
    assert donnees["offresRecues"] == 2
    assert donnees["idAccordCadre"] == scene.marche.accord_cadre.numero
    assert donnees["titulaires"] == [{"titulaire": {"typeIdentifiant": "SIRET", "id": "00000000000000"}}]


@pytest.mark.skipif(not os.environ.get("SCHEMA_DECP"), reason="SCHEMA_DECP ne donne pas le schéma officiel")
def test_le_fichier_suit_le_schema_officiel():
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(Path(os.environ["SCHEMA_DECP"]).read_text())
    erreurs = list(jsonschema.Draft7Validator(schema).iter_errors(decp([scene_publiable().relire()])))
    assert [e.message for e in erreurs] == []


def test_un_marche_incomplet_dit_ce_qui_manque_et_ne_se_publie_pas():
    scene = scene_de_marche(Etat.NOTIFIE)
    assert "le code CPV de l'accord-cadre" in manques_decp(scene.marche)
    with pytest.raises(ValueError, match="Il manque"):
        marche_decp(scene.marche)
    assert decp([scene.marche]) == {"marches": {"marche": []}}


def test_la_date_de_publication_ne_change_plus(client):
    scene = scene_publiable()
    client.force_login(scene.acheteur)
    reponse = client.get(reverse("marche:decp", args=[scene.marche.pk]))
    assert reponse.json()["marches"]["marche"][0]["id"] == "2026-DDT-01"

    client.post(reverse("marche:publier", args=[scene.marche.pk]))
    publie_le = scene.relire().donnees_publiees_le
    assert marche_decp(scene.marche)["datePublicationDonnees"] == publie_le.isoformat()
    assert client.post(reverse("marche:publier", args=[scene.marche.pk])).status_code == 403


def test_seul_l_acheteur_constate_la_publication(client):
    scene = scene_publiable()
    client.force_login(scene.collectivite)
    assert client.post(reverse("marche:publier", args=[scene.marche.pk])).status_code == 403
    assert actions.constater_la_publication(scene.marche, par=scene.acheteur).donnees_publiees_le
