"""Les ateliers semblables : une mesure juste, et ses raisons en toutes lettres."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from etabli.dossier.models import Thematique
from etabli.etape6_restitution.models import FichePublique
from etabli.etape6_restitution.ressemblance import (
    Profil,
    forme_du_territoire,
    les_plus_proches,
    raisons,
    ressemblance,
)
from etabli.etape6_restitution.similaires import ateliers_semblables
from tests.fabriques.dossier import DossierFactory

THEMES = st.frozensets(st.sampled_from(["Eau", "Logement", "Mobilité", "Bourg"]), max_size=4)
REGIONS = st.frozensets(st.sampled_from(["Normandie", "Bretagne", "Guyane"]), max_size=2)
PROFILS = st.builds(
    Profil,
    cle=st.text("abcdef", min_size=1, max_size=3),
    titre=st.text(max_size=5),
    url=st.just("/"),
    themes=THEMES,
    forme=st.sampled_from(["", "une seule commune", "plusieurs départements"]),
    nb_habitants=st.one_of(st.none(), st.integers(0, 500_000)),
    regions=REGIONS,
)


@given(PROFILS, PROFILS)
def test_ressembler_est_reciproque_et_va_de_zero_a_un(a, b):
    assert ressemblance(a, b) == pytest.approx(ressemblance(b, a))
    assert 0 <= ressemblance(a, b) <= 1


@given(PROFILS)
def test_un_atelier_bien_connu_ne_ressemble_a_aucun_autre_plus_qu_a_lui_meme(a):
    connu = a.themes and a.forme and a.nb_habitants and a.regions

    assert (ressemblance(a, a) == pytest.approx(1)) == bool(connu)


@given(PROFILS, st.lists(PROFILS, max_size=8), st.integers(0, 5))
def test_les_plus_proches_sont_d_autres_ateliers_classes_chacun_avec_une_raison(a, autres, au_plus):
    proches = les_plus_proches(a, autres, au_plus=au_plus)

    assert len(proches) <= au_plus
    assert all(p.cle != a.cle and p.raisons and p.part > 0 for p in proches)
    assert [p.part for p in proches] == sorted((p.part for p in proches), reverse=True)
    assert list(proches) == list(les_plus_proches(a, reversed(autres), au_plus=au_plus)) or len(
        {x.cle for x in autres}
    ) < len(autres)


def test_les_raisons_se_disent_et_une_population_double_n_en_est_pas_une():
    ici = Profil(
        "a", "A", "/a", frozenset({"Eau", "Bourg"}), "une seule commune", 1000, frozenset({"Normandie"})
    )
    voisin = Profil("b", "B", "/b", frozenset({"Eau"}), "une seule commune", 1500, frozenset({"Normandie"}))
    loin = Profil("c", "C", "/c", frozenset({"Forêt"}), "", 2001, frozenset({"Guyane"}))

    assert [r.replace("\u202f", " ").replace("\xa0", " ") for r in raisons(ici, voisin)] == [
        "un thème commun : Eau",
        "la même forme de territoire : une seule commune",
        "la même région : Normandie",
        "une taille voisine : 1 500 habitants",
    ]
    assert raisons(ici, loin) == []


@pytest.mark.parametrize(
    ("nombres", "forme"),
    [
        ((0, 0, 0), ""),
        ((1, 1, 1), "une seule commune"),
        ((4, 1, 1), "une intercommunalité, ou une partie"),
        ((4, 2, 1), "plusieurs intercommunalités"),
        ((4, 2, 2), "plusieurs départements"),
    ],
)
def test_la_forme_d_un_territoire_est_ce_que_son_perimetre_reunit(nombres, forme):
    assert forme_du_territoire(*nombres) == forme


def publier(titre, *themes, **champs):
    dossier = DossierFactory(**champs)
    dossier.thematiques.set(themes)
    FichePublique.objects.create(
        dossier=dossier, titre=titre, annee="2026", territoire_et_perimetre="Fictif", publiee_le=localdate()
    )
    return dossier


@pytest.mark.django_db
def test_les_ateliers_publies_qui_se_ressemblent_se_proposent_sans_le_brouillon():
    theme = Thematique.objects.create(nom="Thème fictif d'essai")
    ici, autre = publier("Ici", theme), publier("Autre", theme)
    brouillon = publier("Brouillon", theme)
    FichePublique.objects.filter(dossier=brouillon).update(publiee_le=None)

    (semblable,) = [s for s in ateliers_semblables(ici) if s.titre == "Autre"]

    assert semblable.cle == f"atelier-{autre.pk}"
    assert "un thème commun : Thème fictif d'essai" in semblable.raisons
    assert {s.titre for s in ateliers_semblables(ici)}.isdisjoint({"Ici", "Brouillon"})
    assert list(ateliers_semblables(brouillon)) == []


@pytest.mark.django_db
def test_les_semblables_se_lisent_en_un_nombre_constant_de_requetes():
    theme = Thematique.objects.create(nom="Thème fictif d'essai")
    ici = publier("Ici", theme)
    publier("Autre", theme)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            ateliers_semblables(ici)
        return len(requetes)

    avec_un = compter()
    for rang in range(2):
        publier(f"De plus {rang}", theme)

    assert compter() == avec_un
