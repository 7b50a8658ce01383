"""Décider à plusieurs : ce que le classement doit aux poids, la priorité et sa raison, la part d'aides."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul import (
    Critere,
    LigneDeFinancement,
    classement,
    places_extremes,
    taux_d_aides,
)
from etabli.etape5_feuille_de_route.enums import Etat, Priorite
from etabli.socle.models import Fait
from tests.fabriques.feuille_de_route import FinancementFactory, feuille_et_agents

CRITERES = st.lists(st.integers(0, 5), min_size=2, max_size=4).filter(any)


@given(CRITERES, st.data())
def test_la_place_d_aujourd_hui_est_toujours_entre_la_meilleure_et_la_pire(poids, data):
    criteres = [Critere(str(n), p) for n, p in enumerate(poids)]
    note = st.tuples(*[st.sampled_from([0.0, 0.25, 0.5, 1.0])] * len(poids))
    notes = data.draw(st.dictionaries(st.integers(1, 9), note, min_size=1))

    extremes = places_extremes(notes, criteres)

    for place, (cle, _) in enumerate(classement(notes, criteres), 1):
        meilleure, pire = extremes[cle]
        assert 1 <= meilleure <= place <= pire <= len(notes)


@given(CRITERES, st.integers(1, 3))
def test_qui_domine_partout_est_toujours_premier(poids, facteur):
    criteres = [Critere(str(n), p * facteur) for n, p in enumerate(poids)]
    notes = {1: (0.0,) * len(poids), 2: (1.0,) * len(poids)}

    assert places_extremes(notes, criteres) == {2: (1, 1), 1: (2, 2)}


def test_la_part_d_aides_ne_compte_ni_le_maitre_d_ouvrage_ni_deux_fois_la_meme_aide():
    lignes = [
        LigneDeFinancement("Région", Decimal(50), Decimal(30)),
        LigneDeFinancement("Europe", Decimal(0), Decimal(20)),
        LigneDeFinancement("COMMUNE", Decimal(30)),
    ]

    assert taux_d_aides(Decimal(100), lignes, "Commune") == Decimal("0.7")
    assert taux_d_aides(None, lignes, "Commune") is None


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


def texte(reponse):
    return reponse.content.decode()


def test_une_priorite_se_decide_avec_sa_raison(ouvrir, lieu):
    action = lieu.action(numero=1)

    assert ouvrir("decider_la_priorite", 1, donnees={"priorite": "haute", "motif": ""}).status_code == 422
    ouvrir("decider_la_priorite", 1, donnees={"priorite": "haute", "motif": "Le comité du 3 mars l'a voulu"})

    action.refresh_from_db()
    assert action.priorite == Priorite.HAUTE
    assert "Le comité du 3 mars" in texte(ouvrir("action", 1))
    assert "Le comité du 3 mars" in texte(ouvrir("priorites"))
    assert Fait.objects.get(acte="decider_la_priorite").donnees["avant"] == "moyenne"


def test_sans_raison_l_acte_se_refuse_aussi(lieu):
    with pytest.raises(ValidationError, match="Dites en une phrase"):
        actions.decider_la_priorite(lieu.action(), "haute", "  ", par=lieu.equipe)


def test_les_places_et_leur_graphique_sont_sur_la_page(ouvrir, lieu):
    lieu.action(titre="Chère et voulue", priorite="haute", cout_min=None, cout_max=Decimal(900_000))
    lieu.action(titre="Simple", priorite="basse", cout_min=None, cout_max=Decimal(10))

    page = texte(ouvrir("priorites"))

    assert "Ce que chaque place doit aux poids" in page
    assert "toujours" in page or "de 1 à 2" in page


def test_depasser_la_part_maximale_avertit_sans_interdire(ouvrir, lieu):
    action = lieu.action(numero=1, titre="Trop aidée", cout_min=None, cout_max=Decimal(100_000))
    FinancementFactory(action=action, demande=Decimal(90_000), obtenu=0, paye=0)
    assert "la feuille se limite à" not in texte(ouvrir("financement"))

    ouvrir("plafonner_les_aides", donnees={"taux_maximal": "80"})
    assert "la feuille se limite à 80" in texte(ouvrir("financement"))
    ouvrir("plafonner_les_aides", donnees={"taux_maximal": "95"})
    assert "la feuille se limite à" not in texte(ouvrir("financement"))


@pytest.mark.parametrize("saisi", ["0", "101", "beaucoup"])
def test_une_part_impossible_revient_en_422(ouvrir, saisi):
    assert ouvrir("plafonner_les_aides", donnees={"taux_maximal": saisi}).status_code == 422


def test_une_feuille_adoptee_ne_se_decide_plus(ouvrir, lieu):
    lieu.action(numero=1)
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    assert ouvrir("decider_la_priorite", 1).status_code == 403
    assert ouvrir("plafonner_les_aides").status_code == 403
    assert texte(ouvrir("priorites")).count("<h1") == 1
