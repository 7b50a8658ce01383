"""Les abonnements : un vrai serveur écoute sur cette machine, et vérifie lui-même la signature."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from etabli.donnees_ouvertes import appel
from etabli.donnees_ouvertes.actions import creer_un_abonnement, prendre, preparer_les_envois, reprendre
from etabli.donnees_ouvertes.appel import AppelRefuseError, appeler, resoudre, verifier
from etabli.donnees_ouvertes.calcul import ATTENTES, attente, est_authentique, est_publique, signature
from etabli.donnees_ouvertes.evenements import EVENEMENTS, PAR_NOM
from etabli.donnees_ouvertes.models import Abonnement, Envoi
from etabli.donnees_ouvertes.tasks import livrer_un_envoi, relancer_les_envois
from etabli.etape1_candidature import workflow as candidature
from etabli.etape2_marche import workflow as marche
from etabli.etape3_atelier import workflow as atelier
from etabli.etape4_seance import workflow as seance
from etabli.etape5_feuille_de_route import workflow as feuille_de_route
from etabli.etape6_restitution import workflow as restitution
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.feuille_de_route import feuille_et_agents

pytestmark = pytest.mark.django_db
TOUS = list(PAR_NOM)


class Recepteur(BaseHTTPRequestHandler):
    def do_POST(self):
        corps = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.recus.append((dict(self.headers), corps))
        statut = self.server.statuts.pop(0) if self.server.statuts else 200
        self.send_response(statut)
        if statut == 302:
            self.send_header("Location", "/ailleurs")
        self.end_headers()
        self.wfile.write("Reçu\x00".encode() * self.server.longueur)

    def log_message(self, *_):
        pass


@pytest.fixture
def recepteur(settings):
    settings.APPELS_VERS_CETTE_MACHINE = True
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Recepteur)
    serveur.recus, serveur.statuts, serveur.longueur = [], [], 1
    fil = threading.Thread(target=serveur.serve_forever, daemon=True)
    fil.start()
    serveur.adresse = f"http://127.0.0.1:{serveur.server_port}/reception?de=essai"
    yield serveur
    serveur.shutdown()
    serveur.server_close()
    fil.join()


@pytest.fixture
def dgaln():
    return AgentFactory(dgaln=True)


@pytest.fixture
def abonnement(recepteur, dgaln):
    return creer_un_abonnement("Outil", recepteur.adresse, TOUS, par=dgaln)


def envoi_de(abonnement, evenement="marche.notifie"):
    (envoi,) = preparer_les_envois(evenement, {"dossier": {"id": 1}}, pour=abonnement)
    return envoi


def test_le_destinataire_verifie_la_signature(recepteur, abonnement):
    cree, secret = abonnement
    envoi = envoi_de(cree)
    essai = livrer_un_envoi(str(envoi.pk))
    assert essai.est_bon
    en_tetes, corps = recepteur.recus[0]
    recue = en_tetes["Etabli-Signature"]
    instant = int(recue.split(",")[0].removeprefix("t="))
    assert est_authentique(secret, recue, corps, instant)
    assert not est_authentique(secret, recue, corps + b" ", instant)
    assert not est_authentique("autre", recue, corps, instant)
    assert not est_authentique(secret, recue, corps, instant + 301)
    assert json.loads(corps)["id"] == en_tetes["Etabli-Envoi"] == str(envoi.pk)
    assert Envoi.objects.get(pk=envoi.pk).etat == "recu"


def test_un_envoi_recu_ne_repart_pas(recepteur, abonnement):
    envoi = envoi_de(abonnement[0])
    livrer_un_envoi(str(envoi.pk))
    assert livrer_un_envoi(str(envoi.pk)) is None
    assert len(recepteur.recus) == 1


def test_un_envoi_pris_par_un_ouvrier_n_est_pas_pris_par_un_autre(abonnement):
    envoi = envoi_de(abonnement[0])
    assert prendre(str(envoi.pk)) is not None
    assert prendre(str(envoi.pk)) is None


def test_un_essai_manque_est_refait_plus_tard_puis_abandonne(recepteur, abonnement):
    recepteur.statuts = [500] * 20
    envoi = envoi_de(abonnement[0])
    for minutes in ATTENTES:
        avant = now()
        livrer_un_envoi(str(envoi.pk))
        prevu = Envoi.objects.get(pk=envoi.pk).prochain_essai_le
        assert prevu >= avant + timedelta(minutes=minutes)
        assert livrer_un_envoi(str(envoi.pk)) is None
        Envoi.objects.filter(pk=envoi.pk).update(prochain_essai_le=now())
    livrer_un_envoi(str(envoi.pk))
    lu = Envoi.objects.get(pk=envoi.pk)
    assert (lu.etat, lu.essais.count()) == ("abandonne", len(ATTENTES) + 1)


def test_la_relance_reprend_ce_que_la_file_a_perdu(recepteur, abonnement):
    envoi_de(abonnement[0])
    attend = envoi_de(abonnement[0])
    Envoi.objects.filter(pk=attend.pk).update(prochain_essai_le=now() + timedelta(hours=1))
    assert relancer_les_envois() == 1
    assert len(recepteur.recus) == 1


def test_un_renvoi_n_est_pas_suivi(recepteur, abonnement):
    recepteur.statuts = [302]
    essai = livrer_un_envoi(str(envoi_de(abonnement[0]).pk))
    assert (essai.statut, essai.est_bon, len(recepteur.recus)) == (302, False, 1)


def test_une_reponse_sans_fin_est_coupee_et_sans_signes_de_controle(recepteur, abonnement):
    recepteur.longueur = 100_000
    essai = livrer_un_envoi(str(envoi_de(abonnement[0]).pk))
    assert essai.est_bon
    assert len(essai.reponse) <= 300
    assert essai.reponse.isprintable()


def test_apres_trop_d_essais_manques_l_abonnement_s_arrete_et_une_lettre_le_dit(
    recepteur, abonnement, settings, dgaln
):
    settings.ECHECS_AVANT_ARRET = 2
    recepteur.statuts = [500] * 3
    envois = [envoi_de(abonnement[0]) for _ in range(3)]
    for envoi in envois:
        livrer_un_envoi(str(envoi.pk))
    arrete = Abonnement.objects.get(pk=abonnement[0].pk)
    assert (arrete.est_actif, arrete.a_ete_arrete, len(recepteur.recus)) == (False, True, 2)
    (lettre,) = LettreSortante.objects.filter(modele="abonnement_arrete")
    assert lettre.destinataire == dgaln.email
    assert arrete.get_absolute_url() in lettre.texte
    reprendre(arrete, par=dgaln)
    recepteur.statuts = []
    livrer_un_envoi(str(envois[2].pk))
    assert Envoi.objects.get(pk=envois[2].pk).etat == "recu"


def test_une_reponse_remet_le_compte_des_manques_a_zero(recepteur, abonnement, settings):
    settings.ECHECS_AVANT_ARRET = 2
    recepteur.statuts = [500, 200, 500]
    for _ in range(3):
        livrer_un_envoi(str(envoi_de(abonnement[0]).pk))
    assert Abonnement.objects.get(pk=abonnement[0].pk).est_actif


def test_un_acte_accompli_previent_ceux_qui_l_attendent(recepteur, dgaln, django_capture_on_commit_callbacks):
    creer_un_abonnement("Tout", recepteur.adresse, TOUS, par=dgaln)
    creer_un_abonnement("Marchés", recepteur.adresse, ["marche.notifie"], par=dgaln)
    scene = feuille_et_agents(nb_actions=1)
    with django_capture_on_commit_callbacks(execute=True):
        acte_accompli.send(
            sender=type(scene.feuille), acte="adopter", objet=scene.feuille, par=scene.pilote, donnees={}
        )
    ((_, corps),) = recepteur.recus
    recu = json.loads(corps)
    assert recu["evenement"] == "feuille_de_route.adoptee"
    assert recu["donnees"]["dossier"]["id"] == scene.dossier.pk
    assert recu["donnees"]["dossier"]["est_fictif"] is True


def test_chaque_evenement_est_un_acte_qui_existe():
    """Un acte renommé dans son cycle se verrait ici, plutôt que dans le silence d'un abonné."""
    etapes = (candidature, marche, atelier, seance, feuille_de_route, restitution)
    cycles = [etape.CYCLE for etape in etapes]
    actes = {(c.modele, nom) for c in cycles for nom in c.par_nom}
    hors_cycle = {"faire_le_point"}
    inconnus = [e.nom for e in EVENEMENTS if (e.modele, e.acte) not in actes and e.acte not in hors_cycle]
    assert inconnus == []


# --- ce que l'on n'appelle pas ---

INTERDITES = [
    "http://outil.example/", "ftp://outil.example/", "https://", "https://localhost/", "https://interne/",
    "https://127.0.0.1/", "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest",
    "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::]/", "https://a:b@outil.example/", "https://outil.example:22/", "https://outil.example:99999/",
    "https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "javascript:alert(1)", "file:///etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("adresse", INTERDITES)
def test_une_adresse_interne_ou_douteuse_est_refusee_des_la_saisie(client, dgaln, adresse):
    client.force_login(dgaln)
    saisie = {"nom": "Outil", "adresse": adresse, "evenements": TOUS[:1]}
    reponse = client.post("/abonnements/creer/", saisie)
    assert (reponse.status_code, Abonnement.objects.count()) == (422, 0)
    with pytest.raises(AppelRefuseError):
        appeler(adresse, b"", {})


@pytest.mark.parametrize(
    "ip", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "::ffff:127.0.0.1"]
)
def test_un_nom_public_qui_mene_a_un_reseau_prive_n_est_pas_appele(monkeypatch, ip):
    """Une seule adresse privée parmi les siennes suffit."""
    infos = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", (ip, 443))]
    monkeypatch.setattr(appel.socket, "getaddrinfo", lambda *_, **__: infos)
    with pytest.raises(AppelRefuseError, match="privé"):
        resoudre("outil.example", 443)


def test_c_est_l_adresse_verifiee_que_l_on_rejoint(monkeypatch):
    """Le nom n'est résolu qu'une fois : il ne peut pas changer d'avis entre la vérification et l'appel."""
    jointes, reponses = [], [[(0, 0, 0, "", ("93.184.216.34", 443))], [(0, 0, 0, "", ("10.0.0.1", 443))]]
    monkeypatch.setattr(appel.socket, "getaddrinfo", lambda *_, **__: reponses.pop(0))

    def joindre(adresse, *_):
        jointes.append(adresse)
        raise ConnectionRefusedError("refusée")

    monkeypatch.setattr(appel.socket, "create_connection", joindre)
    with pytest.raises(AppelRefuseError):
        appeler("https://outil.example/", b"", {})
    assert (jointes, len(reponses)) == ([("93.184.216.34", 443)], 1)


def test_cette_machine_n_est_appelee_que_si_on_le_permet(recepteur, settings):
    assert appeler(recepteur.adresse, b"{}", {}).statut == 200
    settings.APPELS_VERS_CETTE_MACHINE = False
    with pytest.raises(AppelRefuseError):
        appeler(recepteur.adresse, b"{}", {})
    assert len(recepteur.recus) == 1


@given(st.ip_addresses(v=4))
def test_une_adresse_ipv4_se_juge_de_meme_sous_tous_ses_deguisements(ip):
    deguisees = (f"::ffff:{ip}", f"64:ff9b::{ip}")
    assert {est_publique(d) for d in deguisees} == {est_publique(str(ip))}


@given(st.text(min_size=1), st.integers(0, 2**40), st.binary(), st.binary())
def test_une_signature_ne_vaut_que_pour_son_corps(secret, instant, corps, autre):
    faite = signature(secret, instant, corps)
    assert est_authentique(secret, faite, corps, instant)
    assert est_authentique(secret, faite, autre, instant) == (autre == corps)


@pytest.mark.parametrize("en_tete", ["", "t=,v1=", "t=x,v1=y", "v1=abc", "t=1", "t=²,v1=a"])
def test_un_en_tete_mal_forme_n_est_pas_authentique(en_tete):
    assert not est_authentique("secret", en_tete, b"", 1)


def test_les_attentes_grandissent_et_finissent():
    assert [attente(n) for n in range(1, len(ATTENTES) + 2)] == [*ATTENTES, None]
    assert list(ATTENTES) == sorted(set(ATTENTES))


# --- les pages ---


def test_la_dgaln_cree_essaie_arrete_reprend_et_supprime(client, recepteur, dgaln):
    client.force_login(dgaln)
    saisie = {"nom": "Outil", "adresse": recepteur.adresse, "evenements": TOUS[:2]}
    creee = client.post("/abonnements/creer/", saisie)
    abonnement = Abonnement.objects.get()
    assert abonnement.secret in creee.content.decode()
    assert "no-store" in creee["Cache-Control"]
    page = f"/abonnements/{abonnement.pk}/"
    assert abonnement.secret not in client.get(page).content.decode()
    client.post(f"{page}essayer/")
    assert "statut 200" in client.get(page).content.decode()
    client.post(f"{page}arreter/")
    assert not Abonnement.objects.get().est_actif
    client.post(f"{page}reprendre/")
    assert Abonnement.objects.get().est_actif
    ancien = abonnement.secret
    assert ancien not in client.post(f"{page}renouveler/").content.decode()
    assert Abonnement.objects.get().secret != ancien
    assert client.post(f"{page}autre-chose/").status_code == 404
    client.post(f"{page}modifier/", saisie | {"nom": "Outil renommé"})
    assert "Outil renommé" in client.get("/abonnements/").content.decode()
    assert client.get(f"{page}supprimer/").status_code == 200
    client.post(f"{page}supprimer/")
    assert Abonnement.objects.count() == 0
    assert Fait.objects.filter(acte="supprimer_un_abonnement").exists()


@pytest.mark.parametrize("qui", ["ddt", "collectivite", "operateur"])
def test_les_autres_sont_refuses_avec_le_motif(client, abonnement, qui):
    client.force_login(AgentFactory(**{qui: True}))
    pk = abonnement[0].pk
    for url in (
        "/abonnements/",
        "/abonnements/creer/",
        f"/abonnements/{pk}/",
        f"/abonnements/{pk}/supprimer/",
    ):
        reponse = client.get(url)
        assert reponse.status_code == 403
        assert "tenus par la DGALN" in reponse.content.decode()
    assert client.post(f"/abonnements/{pk}/arreter/").status_code == 403
    with pytest.raises(PermissionDenied):
        creer_un_abonnement("x", "https://outil.example/", TOUS, par=AgentFactory(**{qui: True}))


def test_le_secret_est_scelle_dans_la_base(abonnement):
    cree, secret = abonnement
    assert secret.encode() not in bytes(Abonnement.objects.get(pk=cree.pk).secret_scelle)
    assert cree.secret == secret


def test_les_pages_ne_demandent_pas_plus_de_requetes_quand_elles_grandissent(
    client, dgaln, abonnement, recepteur, django_assert_max_num_queries
):
    client.force_login(dgaln)
    pages = ("/abonnements/", f"/abonnements/{abonnement[0].pk}/")
    livrer_un_envoi(str(envoi_de(abonnement[0]).pk))
    nombres = []
    for _ in range(2):
        for page in pages:
            with django_assert_max_num_queries(100) as requetes:
                client.get(page)
            nombres.append(len(requetes))
        creer_un_abonnement("Autre", recepteur.adresse, TOUS, par=dgaln)
        for _ in range(2):
            livrer_un_envoi(str(envoi_de(abonnement[0]).pk))
    assert nombres[:2] == nombres[2:]


def test_une_adresse_se_verifie_sans_le_reseau():
    assert verifier("https://outil.example/reception?x=1").hostname == "outil.example"
