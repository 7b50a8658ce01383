"""Les mêmes actions par état, par lieu, deux à deux ; les filtres les suivent."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route.calcul import croiser
from etabli.etape5_feuille_de_route.enums import Etat, Priorite, StatutAction
from etabli.etape5_feuille_de_route.vues import RANGEMENTS, matrice_des_actions
from tests.fabriques.feuille_de_route import feuille_et_agents


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3))))
def test_dans_une_matrice_tout_est_une_fois_et_a_sa_place(couples):
    croisee = croiser(couples, lambda c: (c[0], f"l{c[0]}"), lambda c: (c[1], f"c{c[1]}"))

    ranges = [
        (croisee.lignes[i], croisee.colonnes[j], x)
        for i, rangee in enumerate(croisee.cases)
        for j, case in enumerate(rangee)
        for x in case
    ]
    assert sorted(x for *_, x in ranges) == sorted(couples)
    assert all((ligne, colonne) == (f"l{x[0]}", f"c{x[1]}") for ligne, colonne, x in ranges)
    assert croisee.total == sum(croisee.totaux_des_colonnes) == len(couples)


@pytest.fixture
def lieu(db):
    return feuille_et_agents()


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(nom, *args, par=None, donnees=None, requete=""):
        client.force_login(par or lieu.equipe)
        adresse = reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk, *args]) + requete
        return client.get(adresse) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode()


@pytest.mark.parametrize("lignes", RANGEMENTS)
def test_chaque_croisement_garde_toutes_les_actions(lieu, lignes):
    actions = [lieu.action(maitrise_d_ouvrage=None), lieu.action(priorite=Priorite.HAUTE), lieu.action()]

    for colonnes in RANGEMENTS:
        assert matrice_des_actions(actions, lignes, colonnes).total == 3


def test_une_adresse_abimee_montre_le_croisement_habituel(ouvrir, lieu):
    lieu.action()

    assert "Axe, par priorité" in texte(ouvrir("matrice", requete="?lignes=n%27importe&colonnes=%00"))
    assert "Statut, par horizon" in texte(ouvrir("matrice", requete="?lignes=statut&colonnes=horizon"))


@pytest.mark.parametrize("nom", ["avancement", "carte", "matrice"])
def test_les_filtres_valent_sur_chaque_vue(ouvrir, lieu, nom):
    lieu.action(titre="Rouvrir la halle", priorite=Priorite.HAUTE)
    lieu.action(titre="Planter des haies", priorite=Priorite.BASSE)

    page = texte(ouvrir(nom, requete="?priorite=haute"))

    assert "Rouvrir la halle" in page
    assert "Planter des haies" not in page
    assert "?priorite=haute" in page  # les onglets emportent le filtre


def test_deplacer_une_carte_fait_un_point_de_suivi(ouvrir, lieu):
    action = lieu.action(numero=1)

    reponse = ouvrir("changer_le_statut", 1, donnees={"statut": "en_cours", "requete": "q=halle"})

    action.refresh_from_db()
    assert action.statut == StatutAction.EN_COURS
    assert action.points.get().par == lieu.equipe
    assert reponse.url.endswith("/avancement/?q=halle#action-1")


def test_un_arret_mene_a_la_page_qui_demande_pourquoi(ouvrir, lieu):
    action = lieu.action(numero=1)

    reponse = ouvrir("changer_le_statut", 1, donnees={"statut": "bloquee"})

    action.refresh_from_db()
    assert action.statut == StatutAction.A_VENIR
    assert reponse.url.endswith("/actions/1/point/?statut=bloquee")
    assert 'value="bloquee" selected' in texte(ouvrir("point", 1, requete="?statut=bloquee"))


def test_un_statut_inconnu_ou_le_meme_ne_change_rien(ouvrir, lieu):
    action = lieu.action(numero=1)

    for statut in ("presque", "", action.statut):
        assert ouvrir("changer_le_statut", 1, donnees={"statut": statut}).status_code == 302

    assert not action.points.exists()


def test_qui_ne_suit_pas_l_action_ne_la_deplace_pas_et_n_a_pas_de_bouton(ouvrir, lieu):
    lieu.action(numero=1)

    refus = ouvrir("changer_le_statut", 1, par=lieu.lecteur, donnees={"statut": "en_cours"})

    assert refus.status_code == 403
    assert "Déplacer<" not in texte(ouvrir("avancement", par=lieu.lecteur))
    assert "Déplacer<" in texte(ouvrir("avancement"))


def test_une_feuille_close_ne_bouge_plus(ouvrir, lieu):
    lieu.action(numero=1)
    lieu.feuille.etat = Etat.CLOSE
    lieu.feuille.save()

    assert ouvrir("changer_le_statut", 1, donnees={"statut": "en_cours"}).status_code == 403


def test_la_carte_range_les_actions_par_commune(ouvrir, lieu):
    commune = lieu.dossier.perimetre.communes.first()
    lieu.action(titre="Ici").communes.add(commune)
    lieu.action(titre="Partout")

    page = texte(ouvrir("carte"))

    assert commune.nom in page
    assert "Pour tout le périmètre" in page
