"""Lire le français : racines, requêtes, extraits. Sans base."""

from hypothesis import given
from hypothesis import strategies as st

from etabli.socle.mots import racine
from etabli.socle.recherche.mots import MOT, extrait, lire_la_requete, racines


def test_une_racine_ne_depend_ni_de_l_accent_ni_du_nombre():
    assert racine("mobilités") == racine("mobilite") == racine("mobilité")
    assert racine("chevaux") == racine("cheval")


def test_l_elision_separe_les_mots():
    assert racines("L'eau qu'on boit") == [racine(m) for m in ("l", "eau", "qu", "on", "boit")]


def test_les_mots_outils_ne_comptent_pas_sauf_seuls():
    assert [t.ecrit for t in lire_la_requete("la gestion de l'eau")] == ["gestion", "eau"]
    assert [t.ecrit for t in lire_la_requete("pour")] == ["pour"]


def test_les_guillemets_cherchent_les_mots_a_la_suite():
    termes = lire_la_requete("friche « zones humides »")

    assert [t.racines for t in termes] == [(racine("friche"),), (racine("zones"), racine("humides"))]


def test_le_dernier_mot_se_cherche_aussi_par_son_debut():
    termes = lire_la_requete("eau mobil")

    assert [t.debut for t in termes] == ["", "mobil"]


def test_une_requete_sans_mot_ne_donne_aucun_terme():
    assert lire_la_requete(" « » ?! ") == []


def test_l_extrait_montre_le_passage_le_plus_riche():
    texte = "Bourg. " * 60 + "La mobilité et les gares du canton se parlent. " + "Fin. " * 60

    bouts = extrait(texte, {racine("mobilités"), racine("gare")}, longueur=120)

    assert [b.texte for b in bouts if b.est_trouve] == ["mobilité", "gares"]
    assert bouts[0].texte == "… "
    assert bouts[-1].texte == " …"


@given(st.text(alphabet=st.sampled_from("abé dœ'.,\n-"), max_size=400), st.integers(10, 200))
def test_un_extrait_ne_coupe_ni_n_invente_aucun_mot(texte, longueur):
    mots = MOT.findall(texte)
    bouts = extrait(texte, {racine("abé")}, longueur)

    rendu = "".join(b.texte for b in bouts).replace("…", " ")

    assert set(MOT.findall(rendu)) <= set(mots) or max(map(len, mots), default=0) > longueur
    assert all(racine(b.texte.lower()) == racine("abé") for b in bouts if b.est_trouve)
