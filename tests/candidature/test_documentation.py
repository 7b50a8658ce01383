from pathlib import Path

from etabli.etape1_candidature.calcul.delais import DELAIS_INDICATIFS
from etabli.etape1_candidature.enums import CLOSES, CleRubrique, Etat
from etabli.etape1_candidature.guidage import GUIDES
from etabli.etape1_candidature.workflow import CYCLE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "parcours" / "1-candidature.md"


def test_la_documentation_dessine_le_cycle_tel_qu_il_est():
    assert CYCLE.mermaid() in PAGE.read_text(encoding="utf-8")


def test_chaque_rubrique_a_un_guide_complet():
    assert set(GUIDES) == set(CleRubrique)
    assert all(g.sert_a and len(g.questions) >= 3 and g.a_eviter and g.amorce for g in GUIDES.values())


def test_chaque_etat_ouvert_a_son_delai_indicatif():
    assert set(DELAIS_INDICATIFS) == set(Etat) - set(CLOSES)
