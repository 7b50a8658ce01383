"""Après l'atelier : des nouvelles par un lien sans compte, des bilans figés, une page ouverte à tous."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.abonnements import attentes
from etabli.etape5_feuille_de_route.calcul import apres_des_mois
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.liens import adresse_du_lien
from etabli.etape5_feuille_de_route.models import LienDeSuivi, PointDeSuivi
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.feuille_de_route import FinancementFactory, feuille_et_agents

ADRESSE = "porteuse@exemple.test"


@given(st.dates(date(1950, 1, 1), date(2200, 1, 1)), st.integers(0, 60))
def test_des_mois_apres_c_est_le_meme_jour_ou_la_fin_du_mois(jour, mois):
    apres = apres_des_mois(jour, mois)

    assert (apres.year * 12 + apres.month) - (jour.year * 12 + jour.month) == mois
    assert apres.day == jour.day or (apres + timedelta(1)).day == 1


@pytest.fixture
def lieu(db):
    """Une feuille adoptée il y a un an et un mois."""
    return feuille_et_agents(etat=Etat.ADOPTEE, adoptee_le=localdate() - timedelta(400))


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(nom, *args, par=None, donnees=None):
        client.force_login(par or lieu.pilote)
        adresse = reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk, *args])
        return client.get(adresse) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode()


# --- Le lien de suivi ---


@pytest.fixture
def confier(lieu, django_capture_on_commit_callbacks):
    def _confier(action, adresse=ADRESSE, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return actions.confier_le_suivi(action, adresse, par=lieu.equipe, **options)

    return _confier


def test_la_lettre_porte_un_lien_qui_fait_le_point_sans_compte(client, lieu, confier):
    action = lieu.action(titre="Rouvrir la halle")
    confier(action)
    lettre = LettreSortante.objects.get(destinataire=ADRESSE)
    chemin = re.search(r"/suivi-d-une-action/\S+", lettre.texte)[0]

    assert "Rouvrir la halle" in texte(client.get(chemin))
    envoi = {"le": localdate().isoformat(), "statut": "en_cours", "texte": "Les travaux commencent"}
    assert "c'est enregistré" in texte(client.post(chemin, envoi))

    point = action.points.get()
    action.refresh_from_db()
    assert (point.par, point.auteur, point.texte) == (None, ADRESSE, "Les travaux commencent")
    assert (action.statut, point.est_public) == (StatutAction.EN_COURS, False)
    assert ADRESSE in Fait.objects.get(acte="faire_le_point").phrase
    assert LienDeSuivi.objects.get().servi_le is not None


def test_une_nouvelle_par_lien_ecrit_aux_porteurs_au_nom_de_l_adresse(
    client, lieu, confier, django_capture_on_commit_callbacks
):
    lien = confier(lieu.action())

    with django_capture_on_commit_callbacks(execute=True):
        client.post(adresse_du_lien(lien), {"le": localdate().isoformat(), "statut": "realisee"})

    lettre = LettreSortante.objects.filter(modele="feuille-de-route-point").first()
    assert f"{ADRESSE} a fait le point" in lettre.texte


def test_une_saisie_fausse_revient_en_422_sans_rien_perdre(client, lieu, confier):
    lien = confier(lieu.action())
    demain = (localdate() + timedelta(1)).isoformat()

    reponse = client.post(adresse_du_lien(lien), {"le": demain, "statut": "bloquee", "texte": " "})

    assert reponse.status_code == 422
    assert "Cette date est à venir" in texte(reponse)
    assert "Dites en une phrase" in texte(reponse)
    assert not PointDeSuivi.objects.exists()


@pytest.mark.parametrize("mort", ["retire", "perime", "clos", "faux"])
def test_un_lien_mort_le_dit_et_n_ecrit_rien(client, lieu, confier, mort):
    lien = confier(lieu.action())
    chemin = adresse_du_lien(lien)
    if mort == "retire":
        actions.retirer_le_lien(lien, par=lieu.equipe)
    elif mort == "perime":
        LienDeSuivi.objects.update(expire_le=localdate() - timedelta(1))
    elif mort == "clos":
        type(lieu.feuille).objects.update(etat=Etat.CLOSE)
    else:
        chemin = chemin[:-3] + "x/"

    assert client.get(chemin).status_code == 410
    assert client.post(chemin, {"le": "2026-01-01", "statut": "en_cours"}).status_code == 410
    assert not PointDeSuivi.objects.exists()


def test_le_lien_d_une_action_n_en_touche_pas_une_autre(client, lieu, confier):
    une, autre = lieu.action(), lieu.action()

    client.post(adresse_du_lien(confier(une)), {"le": "2026-01-01", "statut": "en_cours", "action": autre.pk})

    autre.refresh_from_db()
    assert (une.points.count(), autre.points.count(), autre.statut) == (1, 0, StatutAction.A_VENIR)


def test_confier_a_nouveau_prolonge_le_meme_lien_et_le_renvoie(lieu, confier):
    action = lieu.action()
    premier = confier(action, mois=3)
    second = confier(action, f" {ADRESSE.upper()} ", mois=12)

    assert premier.pk == second.pk
    assert second.expire_le == apres_des_mois(localdate(), 12)
    assert LettreSortante.objects.filter(destinataire=ADRESSE).count() == 2


def test_retirer_puis_confier_fait_un_autre_lien(lieu, confier):
    action = lieu.action()
    premier = confier(action)
    actions.retirer_le_lien(premier, par=lieu.equipe)

    assert confier(action).pk != premier.pk


def test_la_page_pour_confier_refuse_une_adresse_fausse_et_retire_un_lien(ouvrir, lieu):
    lieu.action(numero=1)

    assert ouvrir("confier_le_suivi", 1, donnees={"adresse": "pas une adresse", "mois": 6}).status_code == 422
    ouvrir("confier_le_suivi", 1, donnees={"adresse": ADRESSE, "mois": 6})
    lien = LienDeSuivi.objects.get()
    assert ADRESSE in texte(ouvrir("confier_le_suivi", 1))
    ouvrir("retirer_le_lien", 1, lien.pk, donnees={})
    lien.refresh_from_db()
    assert not lien.est_valable


def test_qui_ne_suit_pas_l_action_ne_confie_ni_ne_retire(ouvrir, lieu, confier):
    lien = confier(lieu.action(numero=1))

    assert ouvrir("confier_le_suivi", 1, par=lieu.lecteur).status_code == 403
    assert ouvrir("retirer_le_lien", 1, lien.pk, par=lieu.lecteur, donnees={}).status_code == 403


# --- Les bilans ---


def test_un_bilan_fige_l_etat_du_jour(lieu):
    action = lieu.action(numero=1, statut=StatutAction.EN_COURS)
    FinancementFactory(action=action)

    bilan = actions.etablir_le_bilan(lieu.feuille, 6, "À mi-chemin", par=lieu.pilote)
    action.statut = StatutAction.REALISEE
    action.save()

    bilan.refresh_from_db()
    assert bilan.contenu["statuts"]["en_cours"] == 1
    assert bilan.contenu["actions"] == [{"numero": 1, "titre": action.titre, "statut": "en_cours"}]
    assert (bilan.contenu["cout"], bilan.contenu["obtenu"]) == ("100000.00", "30000.00")


def test_un_bilan_ne_se_fait_ni_avant_l_heure_ni_deux_fois(lieu):
    actions.etablir_le_bilan(lieu.feuille, 12, par=lieu.pilote)

    with pytest.raises(ValidationError, match="déjà établi"):
        actions.etablir_le_bilan(lieu.feuille, 12, par=lieu.pilote)
    with pytest.raises(ValidationError, match="n'est pas encore venu"):
        actions.etablir_le_bilan(lieu.feuille, 24, par=lieu.pilote)


def test_la_page_de_suivi_propose_les_bilans_dus_au_pilote(ouvrir, lieu):
    page = texte(ouvrir("suivi"))
    assert "Établir le bilan à 6 mois" in page
    assert "Établir le bilan à 24 mois" not in page
    assert "Établir le bilan" not in texte(ouvrir("suivi", par=lieu.coporteur))

    ouvrir("bilan", 6, donnees={"texte": "Tout avance"})

    assert lieu.feuille.bilans.get().texte == "Tout avance"
    assert ouvrir("bilan", 24, donnees={}).status_code == 422
    assert ouvrir("bilan", 7).status_code == 404
    assert ouvrir("bilan", 12, par=lieu.coporteur, donnees={}).status_code == 403


def test_un_bilan_du_est_attendu_du_pilote_jusqu_a_ce_qu_il_soit_fait(lieu):
    lieu.dossier.etape = "suivi"

    def attendus(agent):
        return [(a.libelle, bool(a.de_qui)) for a in attentes([lieu.dossier], agent)]

    assert attendus(lieu.pilote) == [("Établir le bilan à 6 mois", False)]
    assert attendus(lieu.equipe) == [("Établir le bilan à 6 mois", True)]
    actions.etablir_le_bilan(lieu.feuille, 6, par=lieu.pilote)
    actions.etablir_le_bilan(lieu.feuille, 12, par=lieu.pilote)
    assert attendus(lieu.pilote) == []


# --- Les pages publiques ---


@pytest.fixture
def publier(lieu):
    actions.ouvrir_le_suivi(lieu.feuille, par=lieu.pilote)


def publiques(lieu):
    numero = lieu.feuille.actions.first().numero
    return (
        reverse("feuille_de_route:publique", args=[lieu.dossier.pk]),
        reverse("feuille_de_route:action_publique", args=[lieu.dossier.pk, numero]),
    )


def test_rien_n_est_public_sans_l_avoir_voulu(client, lieu):
    lieu.action()

    assert [client.get(a).status_code for a in publiques(lieu)] == [404, 404]


@pytest.mark.parametrize("etat", [Etat.REDACTION, Etat.CONCERTATION])
def test_une_feuille_reprise_n_est_plus_publique(client, lieu, publier, etat):
    lieu.action()
    lieu.feuille.etat = etat
    lieu.feuille.save()

    assert [client.get(a).status_code for a in publiques(lieu)] == [404, 404]


def test_le_public_lit_l_avancement_sans_l_argent_ni_les_mots_non_montres(client, lieu, publier):
    action = lieu.action(titre="Rouvrir la halle", referent="Camille Nom", cout_max=123_456, cout_min=None)
    FinancementFactory(action=action, financeur="Financeur secret")
    montre = actions.faire_le_point(action, localdate(), "en_cours", "Dit à tous", par=lieu.equipe)
    actions.montrer_le_point(montre, est_public=True, par=lieu.equipe)
    actions.faire_le_point(action, localdate(), "en_cours", "Dit entre nous", suite="ppa", par=lieu.equipe)

    pages = " ".join(texte(client.get(a)) for a in publiques(lieu))

    for dit in ("Rouvrir la halle", "Dit à tous", "Projet partenarial"):
        assert dit in pages
    for tu in ("Dit entre nous", "123", "Financeur secret", "Camille Nom", str(lieu.equipe)):
        assert tu not in pages


def test_le_pilote_seul_ouvre_et_ferme_la_page(ouvrir, client, lieu):
    lieu.action()

    assert ouvrir("publier_le_suivi", par=lieu.equipe, donnees={}).status_code == 403
    ouvrir("publier_le_suivi", donnees={"geste": "ouvrir"})
    client.logout()
    assert client.get(publiques(lieu)[0]).status_code == 200
    ouvrir("publier_le_suivi", donnees={"geste": "fermer"})
    client.logout()
    assert client.get(publiques(lieu)[0]).status_code == 404


def test_montrer_une_nouvelle_se_fait_depuis_la_page_de_l_action(ouvrir, lieu):
    action = lieu.action(numero=1)
    point = actions.faire_le_point(action, localdate(), "en_cours", "Une nouvelle", par=lieu.equipe)

    assert "Montrer sur la page publique" in texte(ouvrir("action", 1))
    ouvrir("montrer_le_point", 1, point.pk, donnees={"est_public": "oui"})
    point.refresh_from_db()
    assert point.est_public
    assert ouvrir("montrer_le_point", 1, point.pk, par=lieu.lecteur, donnees={}).status_code == 403


def test_les_pages_ne_lisent_pas_plus_la_base_pour_plus_d_actions(ouvrir, client, lieu, publier, confier):
    def ajouter(nb):
        for _ in range(nb):
            action = lieu.action(maitrise_d_ouvrage=lieu.coporteur.organisation_principale)
            actions.faire_le_point(action, localdate(), "en_cours", "x", suite="ppa", par=lieu.equipe)
            confier(action)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert ouvrir("suivi").status_code == 200
            client.logout()
            assert all(client.get(a).status_code == 200 for a in publiques(lieu))
        return len(requetes)

    ajouter(1)
    compter()
    avec_une = compter()
    ajouter(2)
    assert compter() == avec_une
