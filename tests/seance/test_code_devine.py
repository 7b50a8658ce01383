"""Qui devine des codes est arrêté ; qui est entré ne l'est jamais ; une salle ne se remplit pas par programme."""

from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from etabli.etape4_seance import flux, permissions, salle
from etabli.etape4_seance.actions import (
    arriver,
    coller_une_gommette,
    contribuer,
    laisser_son_adresse,
    participer,
    signer,
)
from etabli.etape4_seance.flux import ouvrir_le_flux
from etabli.etape4_seance.forms import salle as forms
from etabli.socle import essais
from etabli.socle.essais import Essais
from tests.fabriques.seance import ActiviteFactory, ParticipantFactory, SeanceFactory, un_vote

pytestmark = pytest.mark.django_db
ICI, AILLEURS = "127.0.0.1", "192.0.2.7"


@pytest.fixture
def seance(monkeypatch):
    trois = Essais("code-de-seance", au_plus=3, fenetre=600)
    for lieu in (salle, forms, flux):
        monkeypatch.setattr(lieu, "CODES_INCONNUS", trois)
    monkeypatch.setattr(essais, "rang_de_la_fenetre", lambda _: 1)  # la fenêtre ne tourne pas pendant l'essai
    return SeanceFactory(ouverte=True)


def deviner(client, fois=3):
    for rang in range(fois):
        client.get(reverse("seance:ecran_public", args=[f"AAAA{rang}A"]))


def test_le_bon_code_ne_repond_plus_a_qui_en_a_trop_essaye(seance, client):
    deviner(client)

    reponse = client.get(reverse("seance:ecran_public", args=[seance.code]))

    assert reponse.status_code == 403
    assert "Trop de codes inconnus" in reponse.content.decode()
    assert ouvrir_le_flux({"code": seance.code}, {}, ICI) is None
    assert "Trop de codes" in client.post(reverse("seance:code"), {"code": seance.code}).content.decode()
    assert client.get(reverse("seance:rejoindre", args=[seance.code])).status_code == 404


def test_les_codes_essayes_au_formulaire_comptent_aussi(seance, client):
    for rang in range(3):
        assert client.post(reverse("seance:code"), {"code": f"AAAA{rang}A"}).status_code == 422

    assert client.get(reverse("seance:signer", args=[seance.code])).status_code == 403


def test_un_autre_reseau_n_est_pas_arrete_et_un_en_tete_ne_fait_pas_un_autre_reseau(seance, client):
    for rang in range(3):
        client.get(
            reverse("seance:ecran_public", args=[f"AAAA{rang}A"]),
            headers={"X-Forwarded-For": f"192.0.2.{rang}"},
        )

    ecran = reverse("seance:ecran_public", args=[seance.code])
    assert client.get(ecran, headers={"X-Forwarded-For": AILLEURS}).status_code == 403
    assert client.get(ecran, REMOTE_ADDR=AILLEURS).status_code == 200
    assert ouvrir_le_flux({"code": seance.code}, {}, AILLEURS) is not None


def test_qui_est_deja_entre_reste_dans_la_salle(seance, client):
    client.post(reverse("seance:rejoindre", args=[seance.code]), {"college": "elu"})
    deviner(client, 4)

    for page in ("salle", "ecran_public", "signer", "flux"):
        assert client.get(reverse(f"seance:{page}", args=[seance.code])).status_code == 200, page


def test_le_temoin_de_la_salle_ne_voyage_pas_en_clair_en_production(seance, client, monkeypatch):
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    reponse = client.post(reverse("seance:rejoindre", args=[seance.code]), {"college": "elu"})

    temoin = reponse.cookies[f"salle_{seance.code}"]
    assert temoin["secure"] is True
    assert temoin["httponly"] is True
    assert temoin["samesite"] == "Lax"


def test_un_programme_ne_remplit_ni_la_salle_ni_la_feuille_de_presence(seance, monkeypatch):
    monkeypatch.setattr(permissions, "ENTREES_AU_PLUS", 1)
    gestes = (
        lambda rang: arriver(seance, college="elu"),
        lambda rang: signer(seance, nom=f"Personne {rang}", college="elu"),
        lambda rang: laisser_son_adresse(seance, f"p{rang}@exemple.fr"),
    )

    for geste in gestes:
        geste(1)
        with pytest.raises(PermissionDenied, match="pleine"):
            geste(2)


def test_la_gommette_d_un_autre_ne_se_recolle_pas(seance):
    vote, (proposee, *_) = un_vote(seance)
    cle = uuid4()
    siens, autre = ParticipantFactory(seance=seance), ParticipantFactory(seance=seance)
    coller_une_gommette(vote, proposee, participant=siens, id_=cle)

    with pytest.raises(PermissionDenied, match="quelqu'un d'autre"):
        coller_une_gommette(vote, proposee, participant=autre, id_=cle)


def test_un_appareil_n_envoie_pas_des_phrases_sans_fin(seance, monkeypatch):
    monkeypatch.setattr(participer, "PHRASES_AU_PLUS", 2)
    participant = ParticipantFactory(seance=seance)
    activite = ActiviteFactory(seance=seance, ouverte=True)
    for rang in range(2):
        contribuer(activite, f"Idée {rang}", participant=participant)

    with pytest.raises(PermissionDenied, match="déjà envoyé"):
        contribuer(activite, "Encore une", participant=participant)
