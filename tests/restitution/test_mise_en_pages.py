"""Le livret que l'on remet : une double page par axe, des pages pleines, un nombre de pages tenu."""

from decimal import Decimal

import pytest

from etabli.dossier.enums import TypeLivrable
from etabli.etape5_feuille_de_route.calcul import LigneDeFinancement
from etabli.etape6_restitution.documents import composer_en_groupes
from etabli.etape6_restitution.documents.matiere.route import _avec_les_autres
from etabli.etape6_restitution.documents.pagination import postes
from etabli.etape6_restitution.models import Livrable
from etabli.socle.document import ecrire, nb_de_pages
from etabli.socle.document.blocs import Citation, Fiche, Figure, Ouverture
from tests.fabriques.restitution import livrable_et_agents, un_atelier_raconte


def un_livret(nb_actions, **champs):
    livrable = livrable_et_agents(TypeLivrable.LIVRET, **champs).livrable
    un_atelier_raconte(livrable.dossier, nb_actions)
    return Livrable.objects.get(pk=livrable.pk)


def compose(nb_actions):
    return composer_en_groupes(un_livret(nb_actions))


def total(arbre, groupes):
    return sum(p.pages for p in postes(arbre, groupes))


def ouverture_de_l_axe(arbre):
    return next((b for b in arbre.blocs if isinstance(b, Ouverture) and b.ancre == "axe-1"), None)


@pytest.mark.django_db
def test_un_axe_de_deux_actions_a_sa_double_page_ou_parle_la_salle():
    arbre, groupes = compose(2)

    ouverture = ouverture_de_l_axe(arbre)
    suivante = arbre.blocs[arbre.blocs.index(ouverture) + 1]
    assert ouverture.titre == "Rallumer les bourgs"
    assert [type(p) for p in ouverture.paroles] == [Citation]
    assert isinstance(suivante, Fiche)
    assert "Axe 1 · Rallumer les bourgs" in suivante.surtitre
    assert any(isinstance(b, Figure) for b in suivante.blocs)
    assert nb_de_pages(ecrire(arbre, "pdf")) == total(arbre, groupes)


@pytest.mark.django_db
def test_un_axe_d_une_seule_action_tient_en_une_page():
    assert ouverture_de_l_axe(compose(1)[0]) is None


@pytest.mark.django_db
def test_un_livret_trop_long_rend_ses_doubles_pages_avant_de_depasser():
    livrable = un_livret(3)
    pleine = total(*composer_en_groupes(livrable))
    livrable.pages_min, livrable.pages_max = 1, pleine - 1

    resserre, groupes = composer_en_groupes(livrable)

    assert ouverture_de_l_axe(resserre) is None
    assert total(resserre, groupes) == pleine - 1


def test_les_petits_financeurs_se_comptent_ensemble_sans_rien_perdre():
    lignes = [LigneDeFinancement(f"F{n}", Decimal(100 - n), Decimal(n), Decimal(0)) for n in range(7)]

    serres = _avec_les_autres(lignes)

    assert [f.financeur for f in serres] == ["F0", "F1", "F2", "4 autres financeurs"]
    assert sum(f.demande for f in serres) == sum(f.demande for f in lignes)
    assert sum(f.obtenu for f in serres) == sum(f.obtenu for f in lignes)
    assert _avec_les_autres(lignes[:4]) == lignes[:4]
