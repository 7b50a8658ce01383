"""Les pages : qui les voit, ce qu'elles disent, ce qu'elles refusent."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from etabli.dossier.enums import TypeLivrable
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.enums import Etat
from etabli.etape6_restitution.models import Livrable, Photo
from etabli.etape6_restitution.publics import livrables_publies
from tests.fabriques.dossier import dossier_et_agents
from tests.fabriques.restitution import (
    attendre,
    livrable_et_agents,
    un_atelier_raconte,
    une_image,
    une_version_prete,
)

pytestmark = pytest.mark.django_db
MEMBRES = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur")


def url(nom, livrable, *reste):
    return reverse(f"restitution:{nom}", args=[livrable.dossier_id, livrable.type, *reste])


def une_photo(ensemble, **champs):
    valeurs = {
        "legende": "La place",
        "alternative": "Une place",
        "credit": "Fonds fictif",
        "est_autorisee": True,
    }
    dossier = ensemble.livrable.dossier
    return actions.ajouter_une_photo(
        dossier, une_image(), "place.png", par=ensemble.equipe, **(valeurs | champs)
    )


@pytest.mark.parametrize("nom", ["livrables", "photos", "fiche"])
def test_les_pages_du_dossier_sont_a_ses_membres(client, nom):
    ensemble = livrable_et_agents()
    adresse = reverse(f"restitution:{nom}", args=[ensemble.livrable.dossier_id])

    for role in MEMBRES:
        client.force_login(ensemble.agent(role))
        assert client.get(adresse).status_code == 200, role
    client.force_login(ensemble.agent("etranger"))
    assert client.get(adresse).status_code == 404
    client.logout()
    assert client.get(adresse).status_code == 302


@pytest.mark.parametrize("type_", list(TypeLivrable))
def test_la_page_d_un_livrable_et_son_apercu_sont_aux_membres(client, type_):
    ensemble = livrable_et_agents(type_)

    for nom in ("livrable", "apercu"):
        client.force_login(ensemble.agent("lecteur"))
        assert client.get(url(nom, ensemble.livrable)).status_code == 200
        client.force_login(ensemble.agent("etranger"))
        assert client.get(url(nom, ensemble.livrable)).status_code == 404


def test_un_type_de_livrable_inconnu_est_introuvable(client):
    ensemble = livrable_et_agents()
    client.force_login(ensemble.pilote)

    assert client.get(f"/dossiers/{ensemble.livrable.dossier_id}/livrables/poster/").status_code == 404


def test_la_liste_dit_le_retard_les_parties_et_la_version(client):
    ensemble = livrable_et_agents(etat=Etat.ACCEPTE)
    client.force_login(ensemble.pilote)

    page = client.get(reverse("restitution:livrables", args=[ensemble.livrable.dossier_id])).content.decode()

    assert "en retard de" in page
    assert "0 sur 2" in page
    assert "Version 1, 3\u00a0pages" in page


def lectures(client, adresse, compter):
    with compter(400) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def test_la_liste_lit_autant_pour_un_livrable_que_pour_trois(client, django_assert_max_num_queries):
    comptes = []
    for nb in (1, 3):
        lieu = dossier_et_agents()
        lieu.dossier.format.livrables.all().delete()
        for livrable in attendre(lieu.dossier, nb):
            une_version_prete(livrable, lieu.pilote)
        client.force_login(lieu.pilote)
        adresse = reverse("restitution:livrables", args=[lieu.dossier.pk])
        comptes.append(lectures(client, adresse, django_assert_max_num_queries))

    assert comptes[0] == comptes[1]


def test_la_page_lit_autant_pour_une_remarque_et_une_photo_que_pour_trois(
    client, django_assert_max_num_queries
):
    comptes = []
    for nb in (1, 3):
        ensemble = livrable_et_agents(etat=Etat.SOUMIS)
        section = ensemble.livrable.sections.first()
        for _ in range(nb):
            actions.observer(ensemble.livrable, "À revoir", section=section, par=ensemble.pilote)
            une_version_prete(ensemble.livrable, ensemble.pilote)
            une_photo(ensemble)
        client.force_login(ensemble.agent("pilote"))
        photos = reverse("restitution:photos", args=[ensemble.livrable.dossier_id])
        comptes.append(
            (
                lectures(client, url("livrable", ensemble.livrable), django_assert_max_num_queries),
                lectures(client, photos, django_assert_max_num_queries),
            )
        )

    assert comptes[0] == comptes[1]


def test_soumettre_depuis_la_page(client):
    ensemble = livrable_et_agents()
    client.force_login(ensemble.equipe)

    reponse = client.post(url("avancer", ensemble.livrable, "soumettre"))

    assert reponse.status_code == 302
    ensemble.livrable.refresh_from_db()
    assert ensemble.livrable.etat == Etat.SOUMIS


def test_demander_des_corrections_sans_motif_est_refuse_et_dit_quoi_faire(client):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    client.force_login(ensemble.pilote)
    adresse = url("avancer", ensemble.livrable, "demander_des_corrections")
    assert client.get(adresse).status_code == 200

    assert client.post(adresse, {"motif": ""}).status_code == 422
    assert client.post(adresse, {"motif": "Citer les sources"}).status_code == 302
    assert "Citer les sources" in client.get(url("livrable", ensemble.livrable)).content.decode()


def test_un_acte_interdit_dit_pourquoi(client):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    client.force_login(ensemble.equipe)

    reponse = client.post(url("avancer", ensemble.livrable, "accepter"))

    assert reponse.status_code == 403
    assert "Seuls les pilotes" in reponse.content.decode()
    assert client.post(url("avancer", ensemble.livrable, "bruler")).status_code == 404
    assert client.get(url("avancer", ensemble.livrable, "accepter")).status_code == 404


def test_une_remarque_s_ecrit_et_se_leve(client):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    section = ensemble.livrable.sections.first()
    client.force_login(ensemble.coporteur)
    saisie = {"texte": "Préciser la date.", "section": section.pk}
    assert client.post(url("observer", ensemble.livrable), saisie).status_code == 302
    remarque = ensemble.livrable.observations.get()
    assert (remarque.section, remarque.auteur) == (section, ensemble.coporteur)

    client.force_login(ensemble.equipe)
    assert client.post(url("lever", ensemble.livrable, remarque.pk)).status_code == 302
    remarque.refresh_from_db()
    assert remarque.levee_le


def test_une_remarque_vide_est_refusee_et_l_equipe_n_en_ecrit_pas(client):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    client.force_login(ensemble.pilote)
    assert client.post(url("observer", ensemble.livrable), {"texte": ""}).status_code == 422

    client.force_login(ensemble.equipe)
    assert client.post(url("observer", ensemble.livrable), {"texte": "Moi aussi"}).status_code == 403
    assert not ensemble.livrable.observations.exists()


def test_un_brouillon_se_compose_en_arriere_plan_et_se_telecharge(client, django_capture_on_commit_callbacks):
    ensemble = livrable_et_agents()
    client.force_login(ensemble.lecteur)

    with django_capture_on_commit_callbacks(execute=True):
        reponse = client.post(url("brouillon", ensemble.livrable, "pdf"))

    assert reponse.status_code == 302
    page = client.get(url("livrable", ensemble.livrable))
    fichier = page.context["brouillons"][0]
    assert "brouillon PDF (" in fichier.titre
    telecharge = client.get(fichier.url)
    assert b"".join(telecharge.streaming_content).startswith(b"%PDF")
    client.force_login(ensemble.etranger)
    assert client.get(fichier.url).status_code == 404
    assert client.post(url("brouillon", ensemble.livrable, "pdf")).status_code == 404


def test_un_brouillon_dans_une_autre_forme_est_introuvable(client):
    ensemble = livrable_et_agents()
    client.force_login(ensemble.equipe)

    assert client.post(url("brouillon", ensemble.livrable, "exe")).status_code == 404


def test_un_fichier_d_un_autre_livrable_ne_se_telecharge_pas(client):
    ensemble, autre = livrable_et_agents(), livrable_et_agents(etat=Etat.ACCEPTE)
    version = autre.livrable.versions.get().pdf.derniere
    client.force_login(ensemble.equipe)

    assert client.get(url("fichier", ensemble.livrable, version.pk)).status_code == 404
    assert client.get(url("fichier", autre.livrable, version.pk)).status_code == 404


def test_une_ecriture_echouee_se_reprend_sous_le_meme_numero(client, django_capture_on_commit_callbacks):
    ensemble = livrable_et_agents(etat=Etat.SOUMIS)
    Livrable.objects.filter(pk=ensemble.livrable.pk).update(etat=Etat.ACCEPTE)
    version = actions.geler(ensemble.livrable, par=ensemble.pilote)
    client.force_login(ensemble.lecteur)
    assert client.post(url("reecrire", ensemble.livrable, version.pk)).status_code == 403

    client.force_login(ensemble.pilote)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url("reecrire", ensemble.livrable, version.pk)).status_code == 302

    version.refresh_from_db()
    assert version.est_prete
    assert version.numero == 1
    assert client.post(url("reecrire", ensemble.livrable, version.pk)).status_code == 404


def test_le_public_ne_telecharge_que_ce_qui_est_publie(client):
    ensemble = livrable_et_agents(etat=Etat.ACCEPTE)
    version = ensemble.livrable.versions.get()
    adresse = reverse("restitution:public", args=[version.pk, "pdf"])
    assert client.get(adresse).status_code == 404

    client.force_login(ensemble.pilote)
    client.post(url("avancer", ensemble.livrable, "publier"))
    client.logout()

    reponse = client.get(adresse)
    assert reponse.status_code == 200
    contenu = b"".join(reponse.streaming_content)
    assert hashlib.sha256(contenu).hexdigest() == version.empreinte
    assert client.get(reverse("restitution:public", args=[version.pk, "exe"])).status_code == 404


def test_la_vitrine_lit_la_derniere_version_publiee_de_chaque_livrable():
    ensemble = livrable_et_agents(etat=Etat.PUBLIE)
    dossier = ensemble.livrable.dossier
    assert livrables_publies([dossier]) == {}
    une_version_prete(ensemble.livrable, ensemble.pilote, publiee=True)
    une_version_prete(ensemble.livrable, ensemble.pilote)

    (publie,) = livrables_publies([dossier])[dossier.pk]

    assert (publie.type, publie.titre, publie.nb_pages) == ("note_de_cadrage", "Note de cadrage", 3)
    assert [f.forme for f in publie.fichiers] == ["pdf", "odt", "docx"]
    assert publie.fichiers[0].taille == 15


def test_les_livrables_publies_se_lisent_en_autant_de_requetes_pour_un_dossier_que_pour_trois(
    django_assert_max_num_queries,
):
    dossiers = []
    for _ in range(3):
        ensemble = livrable_et_agents()
        une_version_prete(ensemble.livrable, ensemble.pilote, publiee=True)
        dossiers.append(ensemble.livrable.dossier)

    comptes = []
    for pris in (dossiers[:1], dossiers):
        with django_assert_max_num_queries(20) as requetes:
            assert len(livrables_publies(pris)) == len(pris)
        comptes.append(len(requetes))

    assert comptes[0] == comptes[1]


def saisie_de_photo(**champs):
    image = SimpleUploadedFile("place.png", une_image(), "image/png")
    valeurs = {
        "legende": "La place",
        "alternative": "Une place vide",
        "credit": "Fonds fictif",
        "image": image,
    }
    return valeurs | champs


def test_une_photo_s_ajoute_se_montre_et_se_decrit(client):
    ensemble = livrable_et_agents()
    dossier = ensemble.livrable.dossier
    client.force_login(ensemble.coporteur)

    ajout = client.post(reverse("restitution:ajouter_une_photo", args=[dossier.pk]), saisie_de_photo())

    assert ajout.status_code == 302
    photo = Photo.objects.get(dossier=dossier)
    assert not photo.est_autorisee
    image = client.get(reverse("restitution:image", args=[dossier.pk, photo.pk]))
    assert image.headers["Content-Type"] == "image/jpeg"
    saisie = {
        "legende": "La place",
        "alternative": "Une place, un arbre",
        "credit": "Fonds",
        "usage": "couverture",
        "est_autorisee": "on",
    }
    assert client.post(reverse("restitution:photo", args=[dossier.pk, photo.pk]), saisie).status_code == 302
    photo.refresh_from_db()
    assert (photo.alternative, photo.usage, photo.est_autorisee) == (
        "Une place, un arbre",
        "couverture",
        True,
    )


def test_une_photo_sans_alternative_ou_qui_n_est_pas_une_image_est_refusee(client):
    ensemble = livrable_et_agents()
    adresse = reverse("restitution:ajouter_une_photo", args=[ensemble.livrable.dossier_id])
    client.force_login(ensemble.equipe)

    sans_alternative = client.post(adresse, saisie_de_photo(alternative=""))
    assert sans_alternative.status_code == 422
    assert "La place" in sans_alternative.content.decode()
    texte = SimpleUploadedFile("place.png", b"ceci n'est pas une image", "image/png")
    assert client.post(adresse, saisie_de_photo(image=texte)).status_code == 422
    note = SimpleUploadedFile("place.txt", b"bonjour", "text/plain")
    assert "JPEG, PNG ou WebP" in client.post(adresse, saisie_de_photo(image=note)).content.decode()
    assert not Photo.objects.exists()


@pytest.mark.parametrize(("role", "statut"), [("lecteur", 403), ("dgaln", 403), ("etranger", 404)])
def test_qui_n_illustre_pas_ne_touche_pas_aux_photos(client, role, statut):
    ensemble = livrable_et_agents()
    photo, dossier = une_photo(ensemble), ensemble.livrable.dossier
    client.force_login(ensemble.agent(role))

    assert client.get(reverse("restitution:ajouter_une_photo", args=[dossier.pk])).status_code == statut
    assert client.get(reverse("restitution:photo", args=[dossier.pk, photo.pk])).status_code == statut


def test_l_image_d_un_autre_dossier_est_introuvable(client):
    ensemble = livrable_et_agents()
    photo = une_photo(ensemble)
    client.force_login(ensemble.etranger)

    adresse = reverse("restitution:image", args=[ensemble.livrable.dossier_id, photo.pk])
    assert client.get(adresse).status_code == 404


def test_la_fiche_publique_s_ecrit_se_publie_et_se_retire(client):
    ensemble = livrable_et_agents()
    dossier = ensemble.livrable.dossier
    adresse = reverse("restitution:fiche", args=[dossier.pk])
    client.force_login(ensemble.pilote)
    saisie = {
        "titre": "Habiter le bocage",
        "annee": "2026",
        "territoire_et_perimetre": "<p>Trois bourgs.</p>",
    }

    sans_annee = client.post(adresse, saisie | {"annee": ""})
    assert sans_annee.status_code == 422
    assert "Trois bourgs." in sans_annee.content.decode()
    assert client.post(adresse, saisie).status_code == 302
    assert client.post(reverse("restitution:publier_la_fiche", args=[dossier.pk])).status_code == 302
    dossier.fiche_publique.refresh_from_db()
    assert dossier.fiche_publique.publiee_le
    assert client.post(reverse("restitution:retirer_la_fiche", args=[dossier.pk])).status_code == 302
    dossier.fiche_publique.refresh_from_db()
    assert dossier.fiche_publique.publiee_le is None


def test_seuls_le_pilote_et_la_dgaln_ecrivent_la_fiche(client):
    ensemble = livrable_et_agents()
    dossier = ensemble.livrable.dossier
    adresse = reverse("restitution:fiche", args=[dossier.pk])
    saisie = {"titre": "Autre", "annee": "2026", "territoire_et_perimetre": "<p>Non.</p>"}
    actions.ecrire_la_fiche(dossier, titre="Le titre", annee="2026", texte="Oui", par=ensemble.pilote)

    for role in ("copilote", "coporteur", "equipe", "lecteur"):
        client.force_login(ensemble.agent(role))
        assert client.post(adresse, saisie).status_code == 403, role
        assert client.post(reverse("restitution:publier_la_fiche", args=[dossier.pk])).status_code == 403
    client.force_login(ensemble.agent("dgaln"))
    assert client.post(adresse, saisie).status_code == 302


def test_la_page_du_livret_montre_son_budget_de_pages(client):
    ensemble = livrable_et_agents(TypeLivrable.LIVRET)
    un_atelier_raconte(ensemble.livrable.dossier)
    client.force_login(ensemble.equipe)

    reponse = client.get(url("livrable", ensemble.livrable))

    assert reponse.context["budget"].total > 0
    assert "pages estimées" in reponse.content.decode()
    note = Livrable.objects.get(dossier=ensemble.livrable.dossier, type=TypeLivrable.NOTE_DE_CADRAGE)
    assert client.get(url("livrable", note)).context["budget"] is None
