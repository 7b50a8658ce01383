"""Les photos : servies sans leur lieu ni leur poids, supprimées pour de bon quand le droit est retiré."""

import io

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from etabli.etape6_restitution import actions
from etabli.etape6_restitution.models import Photo
from etabli.socle.models import Fait, Fichier
from tests.fabriques.restitution import livrable_et_agents, une_version_prete

pytestmark = pytest.mark.django_db
GPS = 0x8825


def une_photo_situee():
    tampon = io.BytesIO()
    exif = Image.Exif()
    exif[GPS] = {1: "N", 2: (48.0, 58.0, 0.0)}
    Image.new("RGB", (3200, 2400), "#297254").save(tampon, "JPEG", exif=exif)
    return tampon.getvalue()


def une_photo(ensemble, contenu=None, **champs):
    valeurs = {"legende": "La place", "alternative": "Une place", "credit": "Fonds", "est_autorisee": True}
    return actions.ajouter_une_photo(
        ensemble.livrable.dossier,
        contenu or une_photo_situee(),
        "place.jpg",
        par=ensemble.equipe,
        **(valeurs | champs),
    )


def adresse(nom, photo):
    return reverse(f"restitution:{nom}", args=[photo.dossier_id, photo.pk])


def test_l_image_montree_est_reduite_et_ne_dit_plus_ou_elle_fut_prise(client):
    ensemble = livrable_et_agents()
    photo = une_photo(ensemble)
    client.force_login(ensemble.equipe)

    reponse = client.get(adresse("image", photo))

    montree = Image.open(io.BytesIO(reponse.content))
    assert max(montree.size) == 1600
    assert GPS not in montree.getexif()
    assert reponse.headers["Content-Type"] == "image/jpeg"


def test_supprimer_une_photo_efface_l_image_et_garde_le_motif(client, django_capture_on_commit_callbacks):
    ensemble = livrable_et_agents()
    photo = une_photo(ensemble)
    chemin, fichier = photo.fichier.derniere.contenu.name, photo.fichier_id
    client.force_login(ensemble.equipe)

    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(adresse("supprimer_la_photo", photo), {"motif": "Accord retiré"})

    assert reponse.status_code == 302
    assert not Photo.objects.exists()
    assert not Fichier.objects.filter(pk=fichier).exists()
    assert not default_storage.exists(chemin)
    fait = Fait.objects.filter(acte="supprimer_la_photo").get()
    assert fait.donnees == {"motif": "Accord retiré", "credit": "Fonds"}


def test_sans_motif_rien_n_est_supprime(client):
    ensemble = livrable_et_agents()
    photo = une_photo(ensemble)
    client.force_login(ensemble.equipe)

    assert client.post(adresse("supprimer_la_photo", photo), {"motif": " "}).status_code == 422
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_la_page_nomme_les_versions_gelees_qui_peuvent_la_montrer(client):
    ensemble = livrable_et_agents()
    une_version_prete(ensemble.livrable, ensemble.pilote)
    photo = une_photo(ensemble)
    client.force_login(ensemble.pilote)

    avant = client.get(adresse("supprimer_la_photo", photo)).content.decode()
    une_version_prete(ensemble.livrable, ensemble.pilote, publiee=True)
    apres = client.get(adresse("supprimer_la_photo", photo)).content.decode()

    assert "déjà gelées" not in avant
    assert "Note de cadrage, version 2" in apres
    assert "version 1" not in apres


@pytest.mark.parametrize(("role", "statut"), [("lecteur", 403), ("dgaln", 403), ("etranger", 404)])
def test_qui_n_illustre_pas_ne_supprime_pas(client, role, statut):
    ensemble = livrable_et_agents()
    photo = une_photo(ensemble)
    client.force_login(ensemble.agent(role))

    assert client.post(adresse("supprimer_la_photo", photo), {"motif": "Non"}).status_code == statut
    assert Photo.objects.filter(pk=photo.pk).exists()
