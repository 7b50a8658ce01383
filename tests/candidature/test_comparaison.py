from hypothesis import given
from hypothesis import strategies as st

from etabli.etape1_candidature.calcul import comparer

MOTS = ["la", "vallée", "le", "bourg", "une", "gare", "sans", "avec", "eau"]
phrases = st.lists(st.sampled_from(MOTS), max_size=30).map(" ".join)


def mots(comparaison, *natures):
    return " ".join(m.texte for m in comparaison.morceaux if m.nature in natures).split()


def test_deux_textes_egaux_ne_montrent_rien():
    comparaison = comparer("Objet", "La vallée cherche", "La vallée cherche")
    assert not comparaison.est_change
    assert (comparaison.nb_mots_ajoutes, comparaison.nb_mots_retires) == (0, 0)


def test_un_mot_change_se_montre_seul():
    comparaison = comparer("Objet", "La vallée cherche un projet", "La vallée porte un projet")
    assert mots(comparaison, "retire") == ["cherche"]
    assert mots(comparaison, "ajoute") == ["porte"]


@given(avant=phrases, apres=phrases)
def test_la_comparaison_garde_les_deux_textes_entiers(avant, apres):
    """Loi : sans les ajouts on relit l'ancien texte, sans les retraits on relit le nouveau."""
    comparaison = comparer("Objet", avant, apres)
    assert mots(comparaison, "egal", "retire") == avant.split()
    assert mots(comparaison, "egal", "ajoute") == apres.split()
    assert comparaison.est_change == (avant != apres)
