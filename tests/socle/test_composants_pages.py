"""La page, la navigation, les erreurs et les en-têtes."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django_htmx.middleware import HtmxDetails

from etabli.socle import erreurs, navigation
from etabli.socle.middleware import politique_de_contenu
from etabli.socle.navigation import Entree, Navigation


@pytest.fixture
def requete(rf):
    def construire(chemin="/", **entetes):
        request = rf.get(chemin, headers=entetes)
        request.user = AnonymousUser()
        request.htmx = HtmxDetails(request)
        return request

    return construire


@pytest.fixture
def menu(monkeypatch):
    monkeypatch.setattr(navigation, "_entrees", {})
    return navigation


@pytest.mark.django_db
def test_une_page_porte_ses_reperes(client):
    page = client.get("/composants/").content.decode()
    assert '<html lang="fr"' in page
    assert page.count("<h1") == 1
    for cible in ("contenu", "menu", "pied"):
        assert f'href="#{cible}"' in page
        assert f'id="{cible}"' in page
    assert "<style" not in page
    assert " style=" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_le_menu_suit_l_ordre_et_la_personne(menu, requete):
    menu.enregistrer(
        Entree("Réservé", "socle:composants", 1, navigation.connecte),
        Entree("Composants", "socle:composants", 5, lieu="pied"),
    )
    assert Navigation(requete()).principale == []
    (entree,) = Navigation(requete("/composants/")).pied
    assert entree.est_la_page
    assert entree.url == "/composants/"


def test_une_entree_sans_page_n_est_pas_montree_et_se_signale(menu, requete):
    menu.enregistrer(Entree("Nulle part", "nulle:part"))
    assert Navigation(requete()).principale == []
    (avertissement,) = navigation.chaque_entree_mene_quelque_part()
    assert "nulle:part" in avertissement.msg


def test_inscrire_deux_fois_une_entree_ne_la_double_pas(menu):
    for _ in range(2):
        menu.enregistrer(Entree("Composants", "socle:composants"))
    assert len(menu.entrees("principal")) == 1


def test_un_refus_montre_son_motif(requete):
    reponse = erreurs.acces_refuse(requete(), PermissionDenied("Seul le pilote peut déposer."))
    assert reponse.status_code == 403
    assert "Seul le pilote peut déposer." in reponse.content.decode()


def test_un_refus_en_htmx_se_place_dans_les_messages_sans_effacer_la_page(requete):
    reponse = erreurs.acces_refuse(requete(**{"HX-Request": "true"}), PermissionDenied("Non."))
    assert reponse.status_code == 403
    assert reponse.headers["HX-Retarget"] == "#messages"
    assert "<html" not in reponse.content.decode()


def test_une_machine_recoit_le_motif_en_json(requete):
    reponse = erreurs.acces_refuse(requete(accept="application/json"), PermissionDenied("Non."))
    assert reponse.headers["Content-Type"] == "application/json"
    assert b"Non." in reponse.content


def test_une_page_introuvable_ne_dit_pas_ce_qui_existe(requete):
    reponse = erreurs.page_introuvable(requete(), Http404("Candidature 12 du Cantal"))
    assert reponse.status_code == 404
    assert "Cantal" not in reponse.content.decode()


def test_un_formulaire_perime_dit_quoi_faire(requete):
    reponse = erreurs.formulaire_perime(requete(), "CSRF token missing.")
    assert reponse.status_code == 403
    assert "Rechargez la page d&#x27;où vous venez" in reponse.content.decode()


def test_un_formulaire_perime_remontre_les_textes_saisis_mais_pas_les_secrets(requete):
    demande = requete()
    demande.method, demande._post_parse_error = "POST", False
    demande._post = QueryDict(mutable=True)
    demande._post.update(
        {"texte": "Une longue réponse <b>à garder</b>", "password": "un-mot-de-passe-long", "objet": "bref"}
    )
    html = erreurs.formulaire_perime(demande).content.decode()
    assert "Une longue réponse &lt;b&gt;à garder&lt;/b&gt;</textarea>" in html
    assert "un-mot-de-passe-long" not in html
    assert "bref" not in html


def test_la_page_de_panne_ne_touche_ni_base_ni_session(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        reponse = erreurs.erreur_du_serveur(rf.get("/"))
    assert reponse.status_code == 500
    assert "Une panne est survenue" in reponse.content.decode()


@pytest.mark.django_db
def test_toute_reponse_porte_une_politique_stricte(client):
    entetes = client.get("/composants/").headers
    assert "script-src 'self';" in entetes["Content-Security-Policy"]
    assert "unsafe" not in entetes["Content-Security-Policy"]
    assert entetes["X-Content-Type-Options"] == "nosniff"


def test_la_politique_accepte_les_vues_asynchrones_et_garde_le_flux(rf):
    async def flux():
        yield b"data: 1\n\n"

    async def vue(request):
        return StreamingHttpResponse(flux(), content_type="text/event-stream")

    async def jouer():
        reponse = await politique_de_contenu(vue)(rf.get("/"))
        return reponse, [morceau async for morceau in reponse.streaming_content]

    # Dans un fil à part : les parcours du navigateur occupent déjà la boucle de celui-ci.
    with ThreadPoolExecutor(1) as fil:
        reponse, morceaux = fil.submit(lambda: asyncio.run(jouer())).result()
    assert morceaux == [b"data: 1\n\n"]
    assert "default-src 'self'" in reponse.headers["Content-Security-Policy"]


def test_une_vue_peut_durcir_ou_adapter_sa_politique(rf):
    def vue(request):
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert politique_de_contenu(vue)(rf.get("/")).headers["Content-Security-Policy"] == "default-src 'none'"
