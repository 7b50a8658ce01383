"""Les données essentielles : contrôlées par le schéma officiel s'il est donné, par leur forme toujours."""

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from jsonschema import Draft7Validator

from etabli.annuaire.models import Organisation
from etabli.etape2_marche import actions
from etabli.etape2_marche.decp import (
    decp,
    manques_decp,
    manques_detailles,
    marche_decp,
    par_annee_et_acheteur,
    restent_a_publier,
)
from etabli.etape2_marche.decp_modele import erreurs
from etabli.etape2_marche.enums import Etat, EtatDeLActe, EtatDeLAvenant
from etabli.etape2_marche.models import AccordCadre, ActeDeSousTraitance, Avenant, Marche, Titulaire
from etabli.etape2_marche.ocds import ocid_du_cadre, paquet
from tests.fabriques.annuaire import OrganisationFactory
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


def verifier(fichier):
    """Par notre contrôle toujours ; par le schéma officiel aussi, quand SCHEMA_DECP dit où il est."""
    assert erreurs(fichier) == []
    if chemin := os.environ.get("SCHEMA_DECP"):
        schema = json.loads(Path(chemin).read_text())
        officielles = Draft7Validator(schema).iter_errors(fichier)
        assert [e.message for e in officielles] == []


def relire(scene):
    return Marche.objects.pour_les_donnees().get(pk=scene.marche.pk)


def avenant(scene, numero, **champs):
    donnees = {"objet": "Une session de plus", "motif": "Demande des élus", "etat": EtatDeLAvenant.NOTIFIE}
    return Avenant.objects.create(
        marche=scene.marche, numero=numero, notifie_le=localdate(), **{**donnees, **champs}
    )


def acte(scene, numero, sous_traitant, **champs):
    donnees = {
        "prestation": "Relevés",
        "montant_ht": Decimal(8_000),
        "duree_mois": 4,
        "presente_le": localdate(),
        "etat": EtatDeLActe.ACCEPTE,
        "notifie_le": localdate(),
    }
    return ActeDeSousTraitance.objects.create(
        marche=scene.marche,
        numero=numero,
        donneur_d_ordre=scene.marche.titulaire.groupement.mandataire,
        sous_traitant=sous_traitant,
        **{**donnees, **champs},
    )


def test_le_fichier_est_conforme_a_chaque_pas_de_la_vie_du_marche():
    scene = scene_publiable()
    verifier(decp([relire(scene)]))

    avenant(scene, 1, ecart_ht=Decimal(5_000), montant_ht_apres=Decimal(95_000))
    verifier(decp([relire(scene)]))

    bureau = OrganisationFactory(entreprise=True, siret="12345678900011")
    premier = acte(scene, 1, bureau)
    verifier(decp([relire(scene)]))

    premier.modifications.create(montant_ht=Decimal(9_000), motif="Relevés de plus", notifie_le=localdate())
    avenant(scene, 2, duree_mois_apres=15).titulaires_apres.set([bureau])
    fichier = decp([relire(scene)])
    verifier(fichier)

    (publie,) = fichier["marches"]["marche"]
    assert (publie["montant"], publie["dureeMois"]) == (90_000, 12)
    assert [m["modification"]["id"] for m in publie["modifications"]] == [1, 2]
    assert publie["modifications"][0]["modification"]["montant"] == 95_000
    seconde = publie["modifications"][1]["modification"]
    assert (seconde["dureeMois"], seconde["titulaires"][0]["titulaire"]["id"]) == (15, bureau.siret)
    assert publie["actesSousTraitance"][0]["acteSousTraitance"]["variationPrix"] == "Ferme"
    (change,) = publie["modificationsActesSousTraitance"]
    assert change["modificationActeSousTraitance"]["montant"] == 9_000


def test_ce_qui_n_est_pas_notifie_ou_ne_change_rien_ne_se_publie_pas():
    scene = scene_publiable()
    avenant(scene, 1, etat=EtatDeLAvenant.PROJET, ecart_ht=Decimal(1_000))
    avenant(scene, 2)
    acte(scene, 1, OrganisationFactory(entreprise=True), etat=EtatDeLActe.REFUSE)
    assert not {"modifications", "actesSousTraitance"} & set(marche_decp(relire(scene)))


def test_un_sous_traitant_sans_siret_est_un_manque_avec_sa_page():
    scene = scene_publiable()
    bureau = OrganisationFactory(entreprise=True, siret="")
    acte(scene, 1, bureau)
    (manque,) = manques_detailles(relire(scene))
    assert str(bureau) in manque.quoi
    assert manque.url == bureau.get_absolute_url()


def test_un_pli_tardif_ne_compte_pas_parmi_les_offres_recues():
    scene = scene_publiable()
    scene.marche.offres.filter(pk=scene.offres[1].pk).update(
        conformite="hors_delai", motif_de_conformite="Reçu le lendemain."
    )
    assert marche_decp(relire(scene))["offresRecues"] == 1


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("id", "un numéro avec espace", "seize caractères"),
        ("dateNotification", "2026-02-30", "une date"),
        ("montant", 0, "d'au moins 1"),
        ("ccag", "CCAG-PI", "Prestations intellectuelles"),
        ("typesPrix", ["Définitif ferme"], "une liste"),
        ("offresRecues", True, "un entier"),
        ("titulaires", [], "une liste de titulaires"),
        ("lieuExecution", {"code": "Manche", "typeCode": "Code département"}, "un code de département"),
        ("origineUE", 0.5, "n'est pas un champ"),
        ("modifications", [{"id": 1}], "enveloppe"),
    ],
)
def test_le_controle_de_la_maison_dit_ce_qui_ne_va_pas(champ, valeur, phrase):
    donnees = marche_decp(relire(scene_publiable()))
    assert phrase in " ".join(erreurs({"marches": {"marche": [{**donnees, champ: valeur}]}}))


def test_le_controle_voit_ce_qui_manque_et_une_suite_rompue():
    scene = scene_publiable()
    avenant(scene, 1, ecart_ht=Decimal(5_000), montant_ht_apres=Decimal(95_000))
    donnees = marche_decp(relire(scene))
    donnees["modifications"][0]["modification"]["id"] = 4
    del donnees["ccag"]
    assert len(erreurs({"marches": {"marche": [donnees]}})) == 2
    assert erreurs({"marche": []}) != []


def test_un_fichier_par_annee_et_par_acheteur(client):
    scene = scene_publiable()
    assert list(par_annee_et_acheteur([relire(scene)])) == [(localdate().year, "13000000000001")]

    client.force_login(scene.acheteur)
    url = reverse("marche:decp_de_l_annee", args=[scene.marche.pk, localdate().year])
    verifier(client.get(url).json())
    assert [m["id"] for m in client.get(url).json()["marches"]["marche"]] == ["2026-DDT-01"]


def test_les_donnees_de_plusieurs_marches_ne_demandent_pas_plus_de_requetes(django_assert_num_queries):
    scene_publiable()
    with CaptureQueriesContext(connection) as un:
        decp(Marche.objects.pour_les_donnees())
    for _ in range(2):
        scene_de_marche(Etat.NOTIFIE, accord_cadre=AccordCadre.objects.first())
    Titulaire.objects.update(forme="Conjoint")
    for rang, organisation in enumerate(Organisation.objects.filter(siret="")):
        organisation.siret = f"{20_000_000_000_000 + rang}"
        organisation.save()
    with django_assert_num_queries(len(un)):
        fichier = decp(Marche.objects.pour_les_donnees())
    assert len(fichier["marches"]["marche"]) == 3


def test_la_publication_couvre_ce_qui_s_est_ajoute_depuis(client):
    scene = scene_publiable()
    client.force_login(scene.acheteur)
    publier = reverse("marche:publier", args=[scene.marche.pk])
    client.post(publier)
    assert client.post(publier).status_code == 403

    ajoute = avenant(scene, 1, ecart_ht=Decimal(5_000), montant_ht_apres=Decimal(95_000))
    assert restent_a_publier(relire(scene)) == ["Avenant n° 1"]
    assert client.post(publier).status_code == 302
    ajoute.refresh_from_db()
    assert ajoute.donnees_publiees_le == localdate()
    assert restent_a_publier(relire(scene)) == []


def test_l_ocds_dit_l_accord_cadre_dont_le_marche_procede():
    scene = scene_publiable()
    avenant(scene, 1, ecart_ht=Decimal(5_000), montant_ht_apres=Decimal(95_000))
    marche = relire(scene)
    (publie,) = paquet([marche])["releases"]

    (lien,) = publie["relatedProcesses"]
    assert (lien["relationship"], lien["scheme"]) == (["framework"], "ocid")
    assert lien["identifier"] == ocid_du_cadre(marche.accord_cadre)
    assert publie["tag"] == ["award", "contract", "contractAmendment"]
    assert publie["tender"]["numberOfTenderers"] == 2
    parties = {p["id"] for p in publie["parties"]}
    assert {publie["buyer"]["id"], *(s["id"] for s in publie["awards"][0]["suppliers"])} == parties
    contrat = publie["contracts"][0]
    assert contrat["awardID"] == publie["awards"][0]["id"]
    assert contrat["period"]["startDate"] < contrat["period"]["endDate"]


def test_un_marche_incomplet_n_a_pas_d_ocds():
    assert paquet([scene_de_marche(Etat.NOTIFIE).marche])["releases"] == []


def test_un_marche_incomplet_dit_ce_qui_manque_et_ne_se_publie_pas():
    scene = scene_de_marche(Etat.NOTIFIE)
    assert "le code CPV de l'accord-cadre" in manques_decp(scene.marche)
    with pytest.raises(ValueError, match="Il manque"):
        marche_decp(scene.marche)
    assert decp([scene.marche]) == {"marches": {"marche": []}}


def test_une_donnee_qui_manque_ne_mene_qu_a_une_page_que_le_lecteur_peut_ouvrir(client):
    scene = scene_de_marche(Etat.NOTIFIE)
    fiche = scene.marche.accord_cadre.get_absolute_url()
    for agent, ouvre in ((scene.acheteur, True), (scene.collectivite, False)):
        client.force_login(agent)
        page = client.get(reverse("marche:suites", args=[scene.marche.pk])).content.decode()
        assert "le code CPV de l&#x27;accord-cadre" in page
        assert (f'href="{fiche}"' in page) is ouvre
        assert (client.get(fiche).status_code == 200) is ouvre


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
