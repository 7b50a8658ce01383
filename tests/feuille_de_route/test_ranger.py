"""Rattacher et détacher d'un maillon à l'autre : ce qui se peut, ce qui se refuse et pourquoi."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul.rattachement import RECOIVENT, refus
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.socle.models import Fait
from tests.fabriques.atelier import ConstatFactory
from tests.fabriques.feuille_de_route import ObjectifFactory, feuille_et_agents
from tests.fabriques.seance import ContributionFactory

CIBLES = ("enjeu", "axe", "objectif", "action", "contribution", "constat")


@pytest.mark.parametrize("genre", RECOIVENT)
@pytest.mark.parametrize("cible", CIBLES)
def test_chaque_genre_a_ses_cibles_et_une_phrase_pour_les_autres(genre, cible):
    assert (refus(genre, cible) == "") == (cible in RECOIVENT[genre])


def test_ce_qui_n_est_pas_de_la_chaine_ne_se_rattache_a_rien():
    assert refus("photo", "axe") == "Ce que vous déplacez n'est pas de cette feuille de route."


@pytest.fixture
def lieu(db):
    return feuille_et_agents()


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(donnees=None, par=None, requete="", **entetes):
        client.force_login(par or lieu.equipe)
        adresse = reverse("feuille_de_route:ranger", args=[lieu.dossier.pk]) + requete
        return client.get(adresse, **entetes) if donnees is None else client.post(adresse, donnees, **entetes)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("&#x27;", "'")


def un_constat(lieu):
    return ConstatFactory(atelier=lieu.seance.atelier)


def cle(objet):
    return f"{objet._meta.model_name}-{objet.pk}"


@pytest.fixture
def maillons(lieu):
    """Un objet de chaque genre, et le nom de la relation qui le prouve rattaché."""
    axe = lieu.axe()
    return {
        "enjeu": lieu.enjeu(),
        "axe": axe,
        "objectif": ObjectifFactory(axe=axe),
        "action": lieu.action(axe),
        "contribution": lieu.contribution(),
        "constat": un_constat(lieu),
    }


LIENS = {
    ("contribution", "enjeu"): "contributions",
    ("contribution", "axe"): "contributions",
    ("contribution", "action"): "contributions",
    ("constat", "enjeu"): "constats",
    ("enjeu", "axe"): "enjeux",
}


@pytest.mark.parametrize(("genre", "vers"), LIENS)
def test_on_rattache_puis_on_detache_et_le_journal_s_en_souvient(lieu, maillons, ouvrir, genre, vers):
    porte, cible, relation = maillons[genre], maillons[vers], LIENS[genre, vers]

    assert ouvrir({"quoi": [cle(porte)], "vers": cle(cible)}).status_code == 302
    assert list(getattr(cible, relation).all()) == [porte]
    ouvrir({"quoi": [cle(porte)], "vers": cle(cible)})
    assert Fait.objects.sur(cible).filter(acte="rattacher").count() == 1

    assert ouvrir({"detacher": f"{cle(porte)}|{cle(cible)}"}).status_code == 302
    assert not getattr(cible, relation).exists()
    assert Fait.objects.sur(cible).filter(acte="detacher").count() == 1


def test_une_action_se_range_sous_un_objectif_d_un_autre_axe_et_le_suit(lieu):
    action, ailleurs = lieu.action(lieu.axe()), ObjectifFactory(axe=lieu.axe())

    assert actions.ranger([action], ailleurs, par=lieu.equipe) == 1
    action.refresh_from_db()
    assert (action.axe, action.objectif) == (ailleurs.axe, ailleurs)
    assert actions.ranger([action], ailleurs, par=lieu.equipe) == 0

    actions.degager(action, ailleurs, par=lieu.equipe)
    action.refresh_from_db()
    assert (action.axe, action.objectif) == (ailleurs.axe, None)


def test_un_objectif_emmene_ses_actions_dans_son_nouvel_axe(lieu):
    objectif = ObjectifFactory(axe=lieu.axe())
    action, autre = lieu.action(objectif.axe, objectif=objectif), lieu.axe()

    actions.ranger([objectif], autre, par=lieu.equipe)

    action.refresh_from_db()
    objectif.refresh_from_db()
    assert objectif.axe == action.axe == autre


def test_une_action_ne_quitte_pas_son_axe_sans_un_autre(lieu, maillons):
    with pytest.raises(ValidationError, match="Il reste toujours dans un axe"):
        actions.degager(maillons["action"], maillons["axe"], par=lieu.equipe)
    with pytest.raises(ValidationError, match="Il reste toujours dans un axe"):
        actions.degager(maillons["objectif"], maillons["axe"], par=lieu.equipe)


@pytest.mark.parametrize(
    ("quoi", "vers", "phrase"),
    [
        ("constat", "axe", "Un constat appuie un enjeu"),
        ("enjeu", "action", "Un enjeu se rattache à l'axe"),
        ("action", "enjeu", "Une action se range dans un axe"),
        (None, "axe", "Cochez d'abord"),
    ],
)
def test_un_refus_se_dit_et_ne_change_rien(maillons, ouvrir, quoi, vers, phrase):
    donnees = {"quoi": [cle(maillons[quoi])] if quoi else [], "vers": cle(maillons[vers])}
    reponse = ouvrir(donnees, HTTP_HX_REQUEST="true")

    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert "<h1" not in texte(reponse)
    assert not Fait.objects.filter(acte="rattacher").exists()


def test_un_seul_refus_laisse_tout_en_place(lieu, maillons):
    with pytest.raises(ValidationError):
        actions.ranger([maillons["contribution"], maillons["constat"]], maillons["axe"], par=lieu.equipe)

    assert not maillons["axe"].contributions.exists()


@pytest.mark.parametrize("faux", ["photo-1", "enjeu-999999", "enjeu-x", "contribution-12", ""])
def test_une_cible_d_ailleurs_est_introuvable(lieu, maillons, ouvrir, faux):
    assert ouvrir({"quoi": [cle(maillons["contribution"])], "vers": faux}).status_code == 404


def test_ce_qui_vient_d_un_autre_atelier_est_introuvable(maillons, ouvrir):
    for etranger in (ContributionFactory(), ConstatFactory(), feuille_et_agents().enjeu()):
        donnees = {"quoi": [cle(etranger)], "vers": cle(maillons["enjeu"])}
        assert ouvrir(donnees).status_code == 404


def test_le_lecteur_voit_la_chaine_sans_pouvoir_y_toucher(lieu, maillons, ouvrir):
    page = texte(ouvrir(par=lieu.lecteur))

    assert "Rattacher ici" not in page
    assert "La feuille de route est écrite par" in page
    assert ouvrir({"quoi": [], "vers": ""}, par=lieu.lecteur).status_code == 403


def test_apres_l_adoption_rien_ne_se_rattache_plus(lieu, maillons, ouvrir):
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    donnees = {"quoi": [cle(maillons["contribution"])], "vers": cle(maillons["enjeu"])}
    assert ouvrir(donnees).status_code == 403


@pytest.mark.parametrize("genre", RECOIVENT)
def test_la_page_se_lit_en_un_nombre_constant_de_requetes(lieu, ouvrir, genre):
    def un_de_chaque():
        axe, enjeu = lieu.axe(), lieu.enjeu()
        axe.enjeux.add(enjeu)
        action = lieu.action(axe, objectif=ObjectifFactory(axe=axe))
        enjeu.constats.add(un_constat(lieu))
        for cible in (enjeu, axe, action):
            actions.rattacher(cible, [lieu.contribution()], par=lieu.equipe)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert ouvrir(requete=f"?montrer={genre}").status_code == 200
        return len(requetes)

    un_de_chaque()
    ouvrir()
    avec_un = compter()
    for _ in range(2):
        un_de_chaque()

    assert compter() == avec_un


def test_une_adresse_abimee_montre_les_contributions(lieu, maillons, ouvrir):
    page = texte(ouvrir(requete="?montrer=nimporte&page=x"))

    assert maillons["contribution"].texte in page
