"""Ce que la salle a écrit et voté nourrit la feuille : les fiches deviennent des actions, les votes des critères."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape4_seance.calcul.fiche import RUBRIQUES
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, TypeActivite
from etabli.etape4_seance.models import Bulletin
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul.reprise import depuis_la_fiche, le_meme_nom
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.priorites import criteres_de, lire_les_priorites
from etabli.etape5_feuille_de_route.votes import lire_les_votes
from etabli.socle.models import Fait
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ActiviteFactory, ContributionFactory, ParticipantFactory, un_vote
from tests.fabriques.territoires import CommuneFactory

TEXTES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=600)


@given(TEXTES, st.dictionaries(st.sampled_from([r.nom for r in RUBRIQUES]), TEXTES))
def test_rien_de_ce_qu_une_table_a_ecrit_ne_se_perd(titre, fiche):
    reprise = depuis_la_fiche(titre, fiche)

    tout = "\n".join((reprise.titre, reprise.description, reprise.partenaires, reprise.prochain_pas))
    assert all(texte.strip() in tout for texte in fiche.values())
    assert titre in tout
    assert len(reprise.titre) <= 250
    assert len(reprise.partenaires) <= 400
    assert len(reprise.prochain_pas) <= 250


@pytest.mark.parametrize(
    ("cherche", "attendu"),
    [("commune  de rupt", 1), ("Communauté", None), ("", None), ("Deux fois", None)],
)
def test_un_porteur_n_est_reconnu_que_sans_aucun_doute(cherche, attendu):
    noms = [(1, "Commune de Rupt"), (2, "Communauté de communes"), (3, "Deux fois"), (4, "deux fois")]

    assert le_meme_nom(cherche, noms) == attendu


@pytest.fixture
def lieu(db):
    return feuille_et_agents()


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(nom, *args, par=None, donnees=None):
        client.force_login(par or lieu.equipe)
        adresse = reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk, *args])
        return client.get(adresse) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


@pytest.fixture
def ecrire_une_fiche(lieu):
    activite = ActiviteFactory(seance=lieu.seance, type=TypeActivite.FICHE_ACTION, close=True)

    def _ecrire(texte="Rouvrir la gare", **champs):
        return ContributionFactory(activite=activite, texte=texte, **champs)

    return _ecrire


# --- Les fiches ---


def test_une_fiche_devient_une_action_avec_ses_champs_son_lieu_et_sa_trace(lieu, ecrire_une_fiche):
    commune = CommuneFactory()
    fiche = ecrire_une_fiche(
        fiche={
            "description": "Remettre les quais en état.",
            "porteur": lieu.coporteur.organisation_principale.nom.upper(),
            "partenaires": "SNCF Réseau",
            "premier_pas": "Rencontrer le propriétaire",
            "conditions": "Un accord foncier",
        },
        commune=commune,
        geometrie={"type": "Point", "coordinates": [5.9, 48.1]},
    )

    action = actions.reprendre_une_fiche(lieu.feuille, fiche, lieu.axe(), par=lieu.equipe)

    assert action.titre == "Rouvrir la gare"
    assert "Remettre les quais en état." in action.description
    assert "Un accord foncier" in action.description
    assert (action.partenaires, action.prochain_pas) == ("SNCF Réseau", "Rencontrer le propriétaire")
    assert action.maitrise_d_ouvrage == lieu.coporteur.organisation_principale
    assert action.point == (5.9, 48.1)
    assert list(action.communes.all()) == [commune]
    assert list(action.contributions.all()) == [fiche]
    assert Fait.objects.sur(action).filter(acte="reprendre_une_fiche").exists()


def test_une_fiche_ne_se_reprend_qu_une_fois_et_d_ici_seulement(lieu, ecrire_une_fiche):
    fiche, axe = ecrire_une_fiche(), lieu.axe()
    actions.reprendre_une_fiche(lieu.feuille, fiche, axe, par=lieu.equipe)

    with pytest.raises(ValidationError, match="déjà reprise"):
        actions.reprendre_une_fiche(lieu.feuille, fiche, axe, par=lieu.equipe)
    with pytest.raises(ValidationError, match="autre atelier"):
        actions.reprendre_une_fiche(lieu.feuille, ContributionFactory(), axe, par=lieu.equipe)
    assert lieu.feuille.actions.count() == 1


def test_d_un_clic_la_page_des_fiches_mene_a_l_action(lieu, ouvrir, ecrire_une_fiche):
    fiche, axe = ecrire_une_fiche(), lieu.axe()
    assert "Rouvrir la gare" in ouvrir("fiches").content.decode()

    reponse = ouvrir("reprendre_une_fiche", fiche.pk, donnees={"axe": axe.pk})

    action = lieu.feuille.actions.get()
    assert reponse.url == action.get_absolute_url()
    assert (
        f'Reprise dans l\'action <a href="{action.get_absolute_url()}"' in ouvrir("fiches").content.decode()
    )


@pytest.mark.parametrize("axe", ["", "x", "999999"])
def test_sans_axe_la_fiche_attend_et_la_page_le_dit(lieu, ouvrir, ecrire_une_fiche, axe):
    lieu.axe()
    reponse = ouvrir("reprendre_une_fiche", ecrire_une_fiche().pk, donnees={"axe": axe})

    assert reponse.url == reverse("feuille_de_route:fiches", args=[lieu.dossier.pk])
    assert not lieu.feuille.actions.exists()


def test_une_fiche_ne_se_reprend_plus_apres_l_adoption(lieu, ouvrir, ecrire_une_fiche):
    axe, fiche = lieu.axe(), ecrire_une_fiche()
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    assert ouvrir("reprendre_une_fiche", fiche.pk, donnees={"axe": axe.pk}).status_code == 403
    assert "Reprendre en action" not in ouvrir("fiches").content.decode()


def test_une_contribution_qui_n_est_pas_une_fiche_ne_se_reprend_pas(lieu, ouvrir):
    axe, parole = lieu.axe(), lieu.contribution()

    assert ouvrir("reprendre_une_fiche", parole.pk, donnees={"axe": axe.pk}).status_code == 404


def test_les_fiches_se_lisent_en_un_nombre_constant_de_requetes(lieu, ouvrir, ecrire_une_fiche):
    def une_fiche():
        actions.reprendre_une_fiche(lieu.feuille, ecrire_une_fiche(), lieu.axe(), par=lieu.equipe)

    def compter():
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            ouvrir("fiches")
        return len(requetes)

    une_fiche()
    ouvrir("fiches")
    avec_une = compter()
    for _ in range(2):
        une_fiche()

    assert compter() == avec_une


# --- Les votes ---


def voter(activite, *reponses):
    for reponse in reponses:
        Bulletin.objects.create(
            activite=activite, participant=ParticipantFactory(seance=activite.seance), reponses=reponse
        )


@pytest.fixture
def deux_actions(lieu):
    """Un recueil de deux idées, et une action née de chacune ; `voter_sur` ouvre un vote sur ces idées."""
    vote, (premiere, seconde) = un_vote(lieu.seance, 2, etat=EtatActivite.CLOSE)
    une, autre = lieu.action(titre="Une"), lieu.action(titre="Autre")
    actions.rattacher(une, [premiere], par=lieu.equipe)
    actions.rattacher(autre, [seconde], par=lieu.equipe)
    return vote.porte_sur, premiere, seconde, une, autre


def notes(lieu, genre):
    return getattr(lire_les_votes(lieu.feuille, {a.pk: a for a in lieu.feuille.actions.all()}), genre)


def test_le_jugement_majoritaire_note_les_actions_que_la_salle_prefere(lieu, deux_actions):
    recueil, premiere, seconde, une, autre = deux_actions
    vote = ActiviteFactory(seance=lieu.seance, type=TypeActivite.JUGEMENT, porte_sur=recueil, close=True)
    voter(vote, *[{premiere.pk.hex: 0, seconde.pk.hex: 6}] * 3)

    assert notes(lieu, "jugement") == {une.pk: 1.0, autre.pk: 0.0}
    assert ("jugement", "Jugement majoritaire de la salle") in criteres_de(lieu.feuille)
    seul_ce_critere = {cle: int(cle == "jugement") for cle, _ in criteres_de(lieu.feuille)}
    assert lire_les_priorites(lieu.feuille, seul_ce_critere).classees[0].action == une


def test_la_matrice_note_l_impact_et_la_faisabilite_medians(lieu, deux_actions):
    recueil, premiere, seconde, une, autre = deux_actions
    vote = ActiviteFactory(seance=lieu.seance, type=TypeActivite.MATRICE, porte_sur=recueil, close=True)
    voter(vote, {premiere.pk.hex: [5, 5], seconde.pk.hex: [1, 3]})

    assert notes(lieu, "matrice") == {une.pk: 1.0, autre.pk: 0.25}


def test_un_sondage_ecrit_a_la_main_compte_pour_l_action_du_meme_titre(lieu, deux_actions):
    _, _, _, une, autre = deux_actions
    vote = ActiviteFactory(
        seance=lieu.seance, type=TypeActivite.SONDAGE, choix="UNE\nÀ part\nAutre", close=True
    )
    voter(vote, {"choix": [0]}, {"choix": [0]}, {"choix": [2]}, {"choix": [1]})

    assert notes(lieu, "sondage") == {une.pk: 0.5, autre.pk: 0.25}


def test_un_vote_masque_ne_se_lit_pas_tant_qu_il_est_ouvert(lieu, deux_actions):
    recueil, premiere, _, _, _ = deux_actions
    vote = ActiviteFactory(
        seance=lieu.seance, type=TypeActivite.JUGEMENT, porte_sur=recueil, ouverte=True, est_masquee=True
    )
    voter(vote, {premiere.pk.hex: 0})

    assert notes(lieu, "jugement") == {}
    assert "jugement" not in dict(criteres_de(lieu.feuille))


def test_une_note_de_sondage_ou_un_vote_absent_ne_sont_pas_des_criteres(lieu, deux_actions):
    vote = ActiviteFactory(
        seance=lieu.seance, type=TypeActivite.SONDAGE, mode_de_sondage=ModeDeSondage.ECHELLE, close=True
    )
    voter(vote, {"note": 3})

    assert {"jugement", "matrice", "sondage"}.isdisjoint(dict(criteres_de(lieu.feuille)))


def test_les_votes_se_lisent_en_un_nombre_constant_de_requetes(lieu, deux_actions):
    recueil, premiere, seconde, _, _ = deux_actions

    def un_jugement():
        vote = ActiviteFactory(seance=lieu.seance, type=TypeActivite.JUGEMENT, porte_sur=recueil, close=True)
        voter(vote, {premiere.pk.hex: 1, seconde.pk.hex: 2})

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            lire_les_priorites(lieu.feuille, {})
        return len(requetes)

    un_jugement()
    avec_un = compter()
    for _ in range(2):
        un_jugement()

    assert compter() == avec_un
