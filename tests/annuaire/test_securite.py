"""Second facteur, code par courriel, sessions, essais comptés, identité confirmée."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import now

from etabli.annuaire import appareils, second_facteur
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.annuaire import MOT_DE_PASSE, AgentFactory

pytestmark = pytest.mark.django_db
CONNEXION, CODE = "/comptes/login/", "/comptes/login/code/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def agent():
    return AgentFactory(email="camille@ddt.example", mot_de_passe=MOT_DE_PASSE, ddt=True)


def entrer(client, email="camille@ddt.example", mot_de_passe=MOT_DE_PASSE):
    return client.post(CONNEXION, {"login": email, "password": mot_de_passe})


def connecte(client):
    return "_auth_user_id" in client.session


def installer_l_application(agent):
    """Le second facteur tel qu'il est gardé ; rend de quoi calculer les codes."""
    secret = generate_totp_secret()
    adaptateur = second_facteur.AdaptateurDeSecondFacteur()
    Authenticator.objects.create(
        user=agent, type=Authenticator.Type.TOTP, data={"secret": adaptateur.encrypt(secret)}
    )
    return secret


def code_de(secret, decalage=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + decalage))


def vieillir(client, secondes, *cles):
    session = client.session
    for cle in cles or ("identite_confirmee_le",):
        session[cle] -= secondes
    session.save()


# Le second facteur


def test_installer_l_application_puis_entrer_avec_elle(client, agent, django_capture_on_commit_callbacks):
    entrer(client)
    page = client.get("/comptes/securite/application/").content.decode()
    secret = re.search(r'class="etabli-cle">(\w+)<', page)[1]

    with django_capture_on_commit_callbacks(execute=True):
        installe = code_de(secret)
        reponse = client.post("/comptes/securite/application/", {"code": installe}, follow=True)
    assert "codes de secours" in reponse.content.decode()
    client.post("/comptes/logout/")
    etape = entrer(client)
    avant = connecte(client)
    faux = client.post(etape.url, {"code": "000000"})
    deja_servi = client.post(etape.url, {"code": installe})
    client.post(etape.url, {"code": code_de(secret, 1)})

    assert etape.url == "/comptes/securite/code/"
    assert not avant
    assert faux.status_code == deja_servi.status_code == 422
    assert "Ce code n'est pas le bon" in faux.content.decode().replace("&#x27;", "'")
    assert connecte(client)
    sujets = LettreSortante.objects.filter(modele="securite-du-compte").values_list("sujet", flat=True)
    assert any("application d'authentification" in sujet for sujet in sujets)


def test_un_code_de_l_application_ne_sert_qu_une_fois(client, agent):
    code = code_de(installer_l_application(agent))
    for attendu in (True, False):
        navigateur = Client()
        navigateur.post(entrer(navigateur).url, {"code": code})
        assert connecte(navigateur) is attendu


def test_le_secret_de_l_application_ne_se_lit_pas_dans_la_base(agent):
    secret = installer_l_application(agent)

    garde = Authenticator.objects.get().data["secret"]

    assert secret not in garde
    assert second_facteur.AdaptateurDeSecondFacteur().decrypt(garde) == secret


def test_un_code_de_secours_remplace_l_application_une_fois(client, agent):
    entrer(client)
    secret = re.search(
        r'class="etabli-cle">(\w+)<', client.get("/comptes/securite/application/").content.decode()
    )[1]
    client.post("/comptes/securite/application/", {"code": code_de(secret)})
    secours = re.search(r"<code>(\d+)</code>", client.get("/comptes/securite/codes/").content.decode())[1]

    for attendu in (True, False):
        navigateur = Client()
        navigateur.post(entrer(navigateur).url, {"code": secours})
        assert connecte(navigateur) is attendu


@pytest.mark.parametrize(("trait", "exige"), [("dgaln", True), ("collectivite", False)])
def test_qui_doit_avoir_un_second_facteur_ne_va_nulle_part_sans(client, settings, trait, exige):
    settings.SECOND_FACTEUR_EXIGE = True
    client.force_login(AgentFactory(**{trait: True}))

    reponse = client.get("/annuaire/?page=1")

    assert (reponse.status_code == 302) is exige
    if exige:
        page = client.get(reponse.url).content.decode()
        assert reponse.url == "/comptes/second-facteur/?next=%2Fannuaire%2F%3Fpage%3D1"
        assert "vous agissez pour la DGALN" in page
        assert client.get("/comptes/securite/cles/ajouter/").status_code == 200
        assert client.get("/").status_code == 200


def test_l_ayant_on_passe_et_le_perdant_on_ne_passe_plus(client, settings):
    settings.SECOND_FACTEUR_EXIGE = True
    agent = AgentFactory(dgaln=True)
    installer_l_application(agent)
    client.force_login(agent)
    assert client.get("/annuaire/").status_code == 200

    refus = client.post("/comptes/securite/application/retirer/")

    assert refus.status_code == 422
    assert "doit garder un second facteur" in refus.content.decode()


def test_l_exploitant_rouvre_le_compte_de_qui_a_tout_perdu(client, agent):
    installer_l_application(agent)
    ouverte = Client()
    entrer(ouverte)

    call_command("retirer_le_second_facteur", agent.email.upper())

    assert entrer(client).url == "/mon-espace/"
    assert "retiré par l'exploitant" in LettreSortante.objects.get(sujet__contains="retiré").sujet
    with pytest.raises(CommandError, match="pas de second facteur"):
        call_command("retirer_le_second_facteur", agent.email)


def test_une_machine_lit_le_refus(client, settings):
    settings.SECOND_FACTEUR_EXIGE = True
    client.force_login(AgentFactory(dgaln=True))

    reponse = client.get("/annuaire/", headers={"Accept": "application/json"})

    assert (reponse.status_code, "second facteur" in reponse.json()["detail"]) == (403, True)


@pytest.mark.parametrize(
    "fausse", ['{"id": "x"}', "[]", "pas du json", '{"rawId": 3, "response": null}', "null"]
)
def test_une_cle_d_acces_fausse_n_ouvre_rien(client, agent, fausse):
    client.get("/comptes/securite/cles/entrer/", headers={"Accept": "application/json"})

    reponse = client.post("/comptes/securite/cles/entrer/", {"credential": fausse}, follow=True)

    assert not connecte(client)
    assert "fr-alert--error" in reponse.content.decode()


# Le code par courriel


def test_le_code_recu_ouvre_le_compte_une_fois(client, agent):
    page = client.post(CODE, {"email": agent.email}, follow=True)
    lien = re.search(r"http://\S+?(/comptes/login/code/confirm/\?code=(\S+))", mail.outbox[-1].body)
    formulaire = client.get(lien[1]).content.decode()
    client.post("/comptes/login/code/confirm/", {"code": lien[2].lower().replace("-", "")})

    assert "Si un compte existe" in page.content.decode()
    assert f'value="{lien[2]}"' in formulaire
    assert connecte(client)
    client.post("/comptes/logout/")
    assert client.post("/comptes/login/code/confirm/", {"code": lien[2]}).status_code == 302
    assert not connecte(client)


def test_le_lien_ouvert_dans_un_autre_navigateur_dit_pourquoi(client, agent):
    client.post(CODE, {"email": agent.email})
    lien = re.search(r"http://\S+?(/comptes/login/code/confirm/\S+)", mail.outbox[-1].body)[1]
    ailleurs = Client()

    page = ailleurs.get(lien, follow=True).content.decode()

    assert "dans le navigateur où le code a été demandé" in page
    assert not connecte(ailleurs)


def test_un_code_expire_au_bout_de_dix_minutes(client, agent):
    client.post(CODE, {"email": agent.email})
    code = re.search(r"\?code=(\S+)", mail.outbox[-1].body)[1]
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["at"] -= 601
    session.save()

    client.post("/comptes/login/code/confirm/", {"code": code})

    assert not connecte(client)


def test_trois_codes_faux_ferment_la_demande(client, agent):
    client.post(CODE, {"email": agent.email})
    code = re.search(r"\?code=(\S+)", mail.outbox[-1].body)[1]

    for _ in range(3):
        client.post("/comptes/login/code/confirm/", {"code": "BBBB-BBBB"})
    client.post("/comptes/login/code/confirm/", {"code": code})

    assert not connecte(client)


def test_un_code_par_courriel_ne_dispense_pas_du_second_facteur(client, agent):
    installer_l_application(agent)
    client.post(CODE, {"email": agent.email})
    code = re.search(r"\?code=(\S+)", mail.outbox[-1].body)[1]

    reponse = client.post("/comptes/login/code/confirm/", {"code": code})

    assert reponse.url == "/comptes/securite/code/"
    assert not connecte(client)


# Rien ne dit quels comptes existent


def sans_l_adresse(reponse, adresse):
    """La page, moins ce qui change à chaque requête."""
    page = reponse.content.decode().replace(adresse, "ADRESSE")
    return re.sub(r'name="(csrfmiddlewaretoken|_envoi)" value="\w+"', "", page)


@pytest.mark.parametrize(
    ("chemin", "champ", "reste"),
    [
        (CONNEXION, "login", {"password": "pas-le-bon-mot-de-passe"}),
        (CODE, "email", {}),
        ("/comptes/password/reset/", "email", {}),
    ],
)
def test_une_adresse_inconnue_a_la_meme_reponse_au_caractere_pres(agent, chemin, champ, reste):
    pages = []
    for adresse in (agent.email, "personne@nulle-part.example"):
        reponse = Client().post(chemin, {champ: adresse, **reste}, follow=True)
        pages.append((reponse.status_code, reponse.redirect_chain, sans_l_adresse(reponse, adresse)))

    assert pages[0] == pages[1]


def test_une_adresse_inconnue_coute_aussi_le_calcul_d_un_mot_de_passe(agent, monkeypatch):
    """Sans quoi le temps de réponse dirait ce que la page tait."""
    calculs = []
    depart = type(agent).set_password
    monkeypatch.setattr(type(agent), "set_password", lambda *a: calculs.append(1) or depart(*a))

    entrer(Client(), "personne@nulle-part.example")

    assert calculs == [1]


def test_chacun_recoit_une_lettre_que_le_compte_existe_ou_non(agent):
    for adresse in (agent.email, "personne@nulle-part.example"):
        Client().post(CODE, {"email": adresse})

    assert [m.to for m in mail.outbox] == [[agent.email], ["personne@nulle-part.example"]]


# Les essais comptés


def test_cinq_mots_de_passe_faux_ferment_la_porte_meme_au_bon(client, agent):
    for _ in range(5):
        entrer(client, mot_de_passe="faux-mot-de-passe")

    reponse = entrer(Client())

    assert reponse.status_code == 422
    assert "Trop d'essais" in reponse.content.decode().replace("&#x27;", "'")


def test_les_essais_se_comptent_dans_la_base_donc_pour_tous_les_processus(
    client, agent, django_assert_num_queries
):
    entrer(client, mot_de_passe="faux-mot-de-passe")

    with django_assert_num_queries(1):
        assert cache.get("absent") is None


def test_une_reussite_n_efface_pas_les_essais_des_autres(agent):
    """Un attaquant qui a un compte ne remet pas son compteur à zéro en y entrant."""
    autre = AgentFactory(email="complice@essai.example", mot_de_passe=MOT_DE_PASSE)
    for _ in range(5):
        entrer(Client(), mot_de_passe="faux")
        entrer(Client(), email=autre.email)

    assert entrer(Client()).status_code == 422


def test_un_nouveau_mot_de_passe_rouvre_la_porte(client, agent):
    for _ in range(5):
        entrer(client, mot_de_passe="faux-mot-de-passe")
    client.post("/comptes/password/reset/", {"email": agent.email})
    lien = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
    page = client.get(lien, follow=True)
    neuf = "un-tout-autre-mot-de-passe-2026"
    client.post(page.redirect_chain[-1][0], {"password1": neuf, "password2": neuf})

    assert entrer(Client(), mot_de_passe=neuf).status_code == 302


def test_trop_de_demandes_d_un_meme_poste_ont_une_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    entrer(client)

    reponse = entrer(client)

    assert reponse.status_code == 429
    assert "Trop de demandes" in reponse.content.decode()


# Les sessions


def test_une_nouvelle_session_previent_et_un_appareil_connu_non(client, agent):
    client.post(CONNEXION, {"login": agent.email, "password": MOT_DE_PASSE}, headers={"User-Agent": FIREFOX})
    client.post("/comptes/logout/")
    entrer(client)

    (lettre,) = LettreSortante.objects.filter(modele="securite-du-compte")
    assert "nouvel appareil" in lettre.sujet
    assert "Firefox, Windows" in lettre.texte
    assert Fait.objects.filter(acte="nouvel-appareil").count() == 1


def test_le_temoin_d_appareil_ne_se_fabrique_pas(rf, agent):
    requete = rf.get("/")
    requete.COOKIES[appareils.TEMOIN] = f"{agent.pk}:faux:signature"

    assert not appareils.est_connu(requete, agent)


def test_mes_sessions_se_voient_et_se_ferment(agent):
    ici, ailleurs = Client(), Client()
    entrer(ici)
    ailleurs.post(
        CONNEXION, {"login": agent.email, "password": MOT_DE_PASSE}, headers={"User-Agent": FIREFOX}
    )
    page = ici.get("/comptes/securite/").content.decode()
    autre = UserSession.objects.get(user_agent=FIREFOX)

    ici.post(f"/comptes/sessions/{autre.pk}/fermer/")

    assert page.count("cet appareil") == 1
    assert "Firefox, Windows" in page
    assert ailleurs.get("/annuaire/").status_code == 302
    assert ici.get("/annuaire/").status_code == 200


def test_fermer_toutes_les_autres(agent):
    clients = [Client(), Client(), Client()]
    for navigateur in clients:
        entrer(navigateur)

    clients[0].post("/comptes/sessions/fermer-les-autres/")

    assert [c.get("/annuaire/").status_code for c in clients] == [200, 302, 302]


def test_la_session_d_un_autre_ne_se_ferme_pas(agent):
    ici, voisin = Client(), Client()
    entrer(ici)
    AgentFactory(email="voisin@essai.example", mot_de_passe=MOT_DE_PASSE)
    entrer(voisin, email="voisin@essai.example")
    sienne = UserSession.objects.get(user__email="voisin@essai.example")

    assert ici.post(f"/comptes/sessions/{sienne.pk}/fermer/").status_code == 404
    assert voisin.get("/annuaire/").status_code == 200


def test_changer_de_mot_de_passe_ferme_les_autres_sessions(agent):
    ici, ailleurs = Client(), Client()
    entrer(ici)
    entrer(ailleurs)
    neuf = "un-tout-autre-mot-de-passe-2026"

    ici.post("/comptes/password/change/", {"oldpassword": MOT_DE_PASSE, "password1": neuf, "password2": neuf})

    assert ici.get("/annuaire/").status_code == 200
    assert ailleurs.get("/annuaire/").status_code == 302


@pytest.mark.parametrize(
    ("cles", "reglage"), [(("vue_le",), "SESSION_INACTIVE"), (("ouverte_le",), "SESSION_AU_PLUS")]
)
def test_une_session_trop_vieille_ou_delaissee_se_ferme(client, agent, settings, cles, reglage):
    entrer(client)
    vieillir(client, getattr(settings, reglage).total_seconds() + 1, *cles)

    reponse = client.get("/annuaire/", follow=True)

    assert reponse.redirect_chain[0][0] == "/comptes/login/?next=/annuaire/"
    assert "fermée d'elle-même" in reponse.content.decode().replace("&#x27;", "'")


def test_la_derniere_visite_se_note_sans_ecrire_a_chaque_page(client, agent, django_assert_max_num_queries):
    entrer(client)
    client.get("/annuaire/")
    with django_assert_max_num_queries(30) as ordinaire:
        client.get("/annuaire/")
    vieillir(client, 301, "vue_le")
    UserSession.objects.update(last_seen_at="2026-01-01T00:00:00Z")

    client.get("/annuaire/")

    assert not [q for q in ordinaire.captured_queries if q["sql"].startswith(("UPDATE", "INSERT"))]
    assert now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


# L'identité confirmée


def test_un_acte_grave_redemande_le_mot_de_passe_puis_reprend(client, agent):
    entrer(client)
    vieillir(client, 301)

    renvoi = client.get("/comptes/securite/cles/ajouter/")
    faux = client.post(renvoi.url, {"password": "pas-le-bon-mot"})
    reprise = client.post(renvoi.url, {"password": MOT_DE_PASSE, "next": "/comptes/securite/cles/ajouter/"})

    assert renvoi.url.startswith("/comptes/reauthenticate/?next=")
    assert faux.status_code == 422
    assert reprise.url == "/comptes/securite/cles/ajouter/"
    assert client.get(reprise.url).status_code == 200


def test_qui_vient_d_entrer_n_est_pas_questionne_deux_fois(client, agent):
    entrer(client)

    assert client.get("/comptes/securite/cles/ajouter/").status_code == 200


def test_qui_n_a_aucun_moyen_de_confirmer_lit_quoi_faire(client):
    client.force_login(AgentFactory())
    vieillir(client, 301)

    reponse = client.get("/comptes/securite/application/")

    assert reponse.status_code == 403
    assert "Mot de passe oublié" in reponse.content.decode()
