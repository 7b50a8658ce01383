"""Avant l'ouverture, nul ne lit un pli : toutes les adresses du site, chaque place, en lisant comme en écrivant.

Les adresses se lisent dans l'arbre des urls : une page ajoutée demain, dans n'importe quel étage, sera éprouvée.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from etabli.etape2_marche import actions
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import DemandeAuCandidat, Note, Offre, PliScelle
from etabli.socle.journal import ruptures
from etabli.socle.models import Fait, Fichier, VersionDeFichier
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.marche import PDF, composer_le_college, scene_de_marche

pytestmark = pytest.mark.django_db

SECRET = b"le prix secret est 87654"
CONTENU = PDF + SECRET
EMPREINTE = hashlib.sha256(CONTENU).hexdigest().encode()
# Ce qu'un porteur lit d'un pli fermé : son enveloppe. Les autres n'en lisent pas même l'empreinte.
SANS_ENVELOPPE = ("lecteur", "etranger", "autre_candidat", "anonyme")
PLACES = (
    "dgaln", "acheteur", "collegue", "operateur", "collectivite", "lecteur", "etranger", "superutilisateur",
    "candidat", "autre_candidat", "anonyme",
)  # fmt: skip


@pytest.fixture
def scene(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    titulaire = scene.marche.consultations.first().titulaire
    actions.enregistrer_une_offre(
        scene.marche,
        titulaire,
        scene.marche.date_limite,
        par=scene.acheteur,
        contenu=CONTENU,
        nom="offre.pdf",
    )
    composer_le_college(scene)
    return scene


def agent_de(scene, place):
    if place == "autre_candidat":
        return scene.candidats[1]
    return scene.par_role()[place]


def motifs(resolveur: URLResolver, prefixe: str = "") -> Iterator[tuple[str, URLPattern]]:
    for motif in resolveur.url_patterns:
        if isinstance(motif, URLResolver):
            yield from motifs(motif, f"{prefixe}{motif.namespace}:" if motif.namespace else prefixe)
        elif motif.name:
            yield prefixe, motif


def adresses(scene) -> list[tuple[str, str]]:
    """Chaque motif nommé du site, rempli avec les vrais numéros du marché scellé."""
    offre = scene.offres[0]
    pk = {"marche:": scene.marche.pk, "dossier:": scene.dossier.pk}
    valeurs = {
        "dossier_id": scene.dossier.pk,
        "offre_id": offre.pk,
        "forme": "pdf",
        "slug": "rapport-d-analyse",
        "acte": "ouvrir_les_plis",
        "evaluateur_id": scene.marche.evaluateurs.first().pk,
    }
    trouvees = []
    for prefixe, motif in motifs(get_resolver()):
        cadre = "accords-cadres" in str(motif.pattern)
        rempli = {
            nom: valeurs.get(
                nom, (scene.marche.accord_cadre_id if cadre else pk.get(prefixe, 1)) if nom == "pk" else 1
            )
            for nom in motif.pattern.converters
        }
        try:
            trouvees.append((prefixe, reverse(f"{prefixe}{motif.name}", kwargs=rempli)))
        except NoReverseMatch:
            continue
    return trouvees


def lire(reponse) -> bytes:
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


def secrets_pour(place: str) -> list[bytes]:
    return [SECRET, b"87654 "] + ([EMPREINTE, EMPREINTE[:12]] if place in SANS_ENVELOPPE else [])


@pytest.mark.parametrize("place", PLACES)
def test_lire_ou_ecrire_a_toute_adresse_ne_montre_rien_d_un_pli_ferme(client, scene, place):
    client.raise_request_exception = False
    if place != "anonyme":
        client.force_login(agent_de(scene, place))
    visitees = adresses(scene)
    assert len(visitees) > 200

    for prefixe, adresse in visitees:
        lues = [client.get(adresse, {"q": "secret", "recherche": "secret"})]
        if prefixe == "marche:":
            with transaction.atomic():
                lues.append(client.post(adresse, {"motif": "essai"}))
                transaction.set_rollback(True)
        for reponse in lues:
            corps = lire(reponse)
            for secret in secrets_pour(place):
                assert secret not in corps, (adresse, reponse.status_code)

    assert Offre.objects.get(pk=scene.offres[0].pk).fichier is None


@pytest.mark.parametrize("place", [p for p in PLACES if p != "anonyme"])
def test_aucune_porte_ne_rend_une_offre_fermee(scene, place):
    agent = agent_de(scene, place)
    assert not Offre.objects.visible_to(agent).exists()
    assert not Note.objects.visible_to(agent).exists()
    assert not DemandeAuCandidat.objects.visible_to(agent).exists()
    siennes = Offre.objects.du_candidat(agent)
    assert list(siennes) == (scene.offres if place == "candidat" else [])


def test_la_base_les_fichiers_et_le_journal_ne_disent_rien_du_contenu(scene):
    """Toutes les colonnes de texte de toutes les tables, tous les fichiers du dépôt, tous les faits."""
    for modele in apps.get_models():
        colonnes = [c.column for c in modele._meta.local_concrete_fields if isinstance(c, TEXTES)]
        for colonne in colonnes:
            with connection.cursor() as curseur:
                curseur.execute(
                    f'SELECT COUNT(*) FROM "{modele._meta.db_table}" WHERE CAST("{colonne}" AS TEXT) LIKE %s',
                    ["%87654%"],
                )
                assert curseur.fetchone() == (0,), (modele, colonne)
    fichiers = [f for f in Path(settings.MEDIA_ROOT).rglob("*") if f.is_file()]
    assert fichiers
    assert all(SECRET not in f.read_bytes() and b"%PDF-1.7" not in f.read_bytes() for f in fichiers)
    assert not VersionDeFichier.objects.filter(sha256=EMPREINTE.decode()).exists()
    assert not Fichier.objects.filter(usage="offre").exists()
    assert list(ruptures()) == []
    assert all(EMPREINTE.decode() not in str(f.donnees) for f in Fait.objects.all())


TEXTES = (models.CharField, models.TextField, models.JSONField, models.FileField)


def test_le_site_n_a_pas_de_console_d_administration_qui_lirait_a_cote():
    assert not apps.is_installed("django.contrib.admin")


def test_le_pli_ne_se_sert_pas_par_son_adresse_de_fichier(client, scene):
    client.force_login(AgentFactory(is_superuser=True))
    nom = PliScelle.objects.get().contenu.name
    for adresse in (f"/media/{nom}", f"{settings.MEDIA_URL}{nom}" if settings.MEDIA_URL else f"/{nom}"):
        adresse = adresse if adresse.startswith("/") else f"/{adresse}"
        assert client.get(adresse, follow=True).status_code == 404
