import pytest
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape1_candidature.calcul import (
    assembler,
    attribuer,
    decouper,
    est_sans_conflit,
    fusionner,
    fusionner_les_champs,
    mentions,
    reunir,
)

PHRASES = [
    "La vallée cherche une stratégie.",
    "Le bourg perd ses commerces.",
    "Une <strong>gare</strong> rouvre.",
    "Faut-il bâtir ?",
    "M. Dupont préside.",
    'Le <a href="https://exemple.fr">SCoT. Il date</a> de 2019.',
]
BLOCS = [
    "<ul><li>eau</li><li>sols. Et bois.</li></ul>",
    "<h3>Le contexte</h3>",
    "<blockquote><p>Dit. Ainsi.</p></blockquote>",
]
paragraphes = st.lists(st.sampled_from(PHRASES), min_size=1, max_size=4).map(
    lambda p: f"<p>{' '.join(p)}</p>"
)
textes = st.lists(st.one_of(paragraphes, st.sampled_from(BLOCS)), max_size=5).map("".join)


def phrases_de(html):
    return [u.cle[0] for u in decouper(html)]


@given(texte=textes)
def test_decouper_puis_assembler_rend_le_meme_texte(texte):
    assert assembler(decouper(texte)) == texte


@given(texte=textes)
def test_les_blocs_riches_restent_d_un_seul_tenant(texte):
    blocs = [u.html for u in decouper(texte) if u.est_bloc]
    assert all(b in BLOCS for b in blocs)


@given(base=st.one_of(st.none(), textes), mienne=textes, leur=textes)
def test_choisir_partout_la_mienne_rend_la_mienne_et_la_leur_rend_la_leur(base, mienne, leur):
    passages = fusionner(base, mienne, leur)
    partout = range(len(passages))
    assert phrases_de(reunir(passages, dict.fromkeys(partout, "la_mienne"))) == phrases_de(mienne)
    assert phrases_de(reunir(passages, dict.fromkeys(partout, "la_leur"))) == phrases_de(leur)


@given(base=st.one_of(st.none(), textes), mienne=textes, leur=textes)
def test_garder_les_deux_ne_perd_aucune_phrase(base, mienne, leur):
    passages = fusionner(base, mienne, leur)
    reuni = phrases_de(reunir(passages, {n: "les_deux" for n, p in enumerate(passages) if p.sort != "egal"}))
    assert set(phrases_de(mienne)) | set(phrases_de(leur)) <= set(reuni)


@given(base=textes, texte=textes)
def test_un_seul_a_ecrit_rien_n_est_a_choisir(base, texte):
    assert phrases_de(reunir(fusionner(base, texte, base))) == phrases_de(texte)
    assert phrases_de(reunir(fusionner(base, base, texte))) == phrases_de(texte)
    assert est_sans_conflit(fusionner(base, texte, texte))


@given(base=textes, mienne=textes, leur=textes)
def test_la_fusion_ne_depend_pas_de_l_ordre_d_arrivee(base, mienne, leur):
    """Loi : si elle se fait seule d'un côté, elle se fait seule de l'autre, et rend le même texte."""
    aller, retour = fusionner(base, mienne, leur), fusionner(base, leur, mienne)
    assert est_sans_conflit(aller) == est_sans_conflit(retour)
    if est_sans_conflit(aller):
        assert phrases_de(reunir(aller)) == phrases_de(reunir(retour))


def test_deux_phrases_differentes_se_reunissent_seules():
    base = "<p>La vallée cherche. Le bourg perd. La gare rouvre.</p>"
    mienne = "<p>La vallée trouve. Le bourg perd. La gare rouvre.</p>"
    leur = "<p>La vallée cherche. Le bourg perd. La gare rouvre. Les trains roulent.</p>"
    passages = fusionner(base, mienne, leur)
    assert reunir(passages) == "<p>La vallée trouve. Le bourg perd. La gare rouvre. Les trains roulent.</p>"


def test_la_meme_phrase_changee_par_deux_personnes_se_choisit():
    passages = fusionner(
        "<p>Un. Deux. Trois.</p>", "<p>Un. Deux bis. Trois.</p>", "<p>Un. Deux ter. Trois.</p>"
    )
    (conflit,) = [n for n, p in enumerate(passages) if p.sort == "conflit"]
    with pytest.raises(ValueError, match="1 passages à trancher"):
        reunir(passages)
    assert reunir(passages, {conflit: "la_leur"}) == "<p>Un. Deux ter. Trois.</p>"
    assert reunir(passages, {conflit: "les_deux"}) == "<p>Un. Deux ter. Deux bis. Trois.</p>"


def test_des_phrases_voisines_changees_chacune_par_un_autre_se_reunissent():
    base = "<p>Les crues gagnent les berges. Les familles attendent un terrain. L'école est pleine.</p>"
    mienne = base.replace("Les crues gagnent", "Les crues et la chaleur gagnent")
    leur = base.replace("attendent un terrain", "attendent un logement").replace("pleine", "trop pleine")
    passages = fusionner(base, mienne, leur)
    assert [p.sort for p in passages] == ["la_mienne", "la_leur", "la_leur"]


def test_continuer_un_paragraphe_ne_touche_pas_la_phrase_qu_un_autre_retouche():
    base = "<p>La vallée cherche. Le bourg perd ses commerces.</p>"
    mienne = base.replace("</p>", " La gare rouvre.</p>")
    leur = base.replace("perd ses", "perd tous ses")
    assert reunir(fusionner(base, mienne, leur)) == (
        "<p>La vallée cherche. Le bourg perd tous ses commerces. La gare rouvre.</p>"
    )


def test_deux_ajouts_au_meme_endroit_se_choisissent():
    passages = fusionner("<p>La vallée.</p>", "<p>La vallée. Un ajout.</p>", "<p>La vallée. Un autre.</p>")
    assert [p.sort for p in passages] == ["egal", "conflit"]


def test_l_editeur_qui_reecrit_une_liste_a_sa_facon_n_a_rien_change():
    serveur = "<p>Voici.</p><ul><li>eau</li></ul>"
    editeur = "<p>Voici.</p><ul><li><p>eau</p></li></ul>"
    assert est_sans_conflit(fusionner(serveur, editeur, "<p>Voici.</p><ul><li>eau</li><li>sols</li></ul>"))


def test_les_champs_se_reunissent_un_par_un():
    base = {"type": "", "echelle": "", "format": "local"}
    reunis, conflits = fusionner_les_champs(
        base, {**base, "type": "a", "echelle": "x"}, {**base, "echelle": "y", "format": "flash"}
    )
    assert reunis == {"type": "a", "echelle": "y", "format": "flash"}
    assert conflits == ["echelle"]


def test_chaque_phrase_revient_a_qui_l_a_ecrite():
    parts = attribuer(["<p>Un. Deux.</p>", "<p>Un. Deux. Trois.</p>", "<p>Un. Deux bis. Trois.</p>"])
    assert [(p.rang, p.html) for p in parts] == [
        (0, "<p>Un.</p>"),
        (2, "<p>Deux bis.</p>"),
        (1, "<p>Trois.</p>"),
    ]


@given(suite=st.lists(textes, min_size=1, max_size=4))
def test_les_parts_redonnent_le_dernier_texte(suite):
    phrases = [cle for part in attribuer(suite) for cle in phrases_de(part.html)]
    assert phrases == phrases_de(suite[-1])


PERSONNES = {1: ("Hélène", "Martin"), 2: ("Paul", "Martin"), 3: ("Inès", "Le-Goff")}


@pytest.mark.parametrize(
    ("texte", "trouves", "inconnus", "ambigus"),
    [
        ("@helene, peux-tu préciser ?", {1}, [], []),
        ("Voir avec @Paul Martin et @le-goff.", {2, 3}, [], []),
        ("@Martin le sait.", set(), [], ["Martin"]),
        ("Demander à @Dupont.", set(), ["Dupont"], []),
        ("Écrire à contact@martin.fr", set(), [], []),
    ],
)
def test_les_mentions_trouvent_qui_prevenir(texte, trouves, inconnus, ambigus):
    lu = mentions(texte, PERSONNES)
    assert (lu.trouves, lu.inconnus, lu.ambigus) == (trouves, inconnus, ambigus)
