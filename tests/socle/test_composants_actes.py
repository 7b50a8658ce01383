"""Le bouton d'une transition : ouvert, fermé, suivi d'une saisie ou d'une confirmation."""

from django.template import Context, Template

from etabli.socle.cycle import ActePossible, Transition
from etabli.socle.verdict import OUI, non


def bouton(verdict=OUI, **options):
    transition = Transition("deposer", "Déposer", ("brouillon",), "deposee", lambda a, o: OUI, **options)
    source = '{% dsfr "acte" acte=acte url="/dossiers/1/deposer/" cible="#suivi" %}'
    return Template(source).render(
        Context({"acte": ActePossible(transition, verdict), "csrf_token": "jeton"})
    )


def test_un_bouton_ouvert_envoie_le_jeton_avec_ou_sans_htmx():
    html = bouton()
    assert '<form method="post" action="/dossiers/1/deposer/" hx-post="/dossiers/1/deposer/"' in html
    assert 'value="jeton"' in html


def test_un_bouton_ferme_dit_pourquoi_et_n_envoie_rien():
    html = bouton(non("Il manque le courrier du préfet."))
    assert 'disabled aria-describedby="motif-deposer"' in html
    assert 'id="motif-deposer">Il manque le courrier du préfet.' in html
    assert "<form" not in html


def test_un_acte_qui_demande_une_saisie_mene_a_son_formulaire():
    html = bouton(saisie=True)
    assert '<a class="fr-btn" href="/dossiers/1/deposer/">Déposer</a>' in html
    assert "<form" not in html


def test_un_acte_grave_se_confirme_avant_d_etre_envoye():
    html = bouton(est_grave=True)
    assert 'href="#confirmer-deposer"' in html
    assert html.index("<dialog") < html.index("<form")


def test_un_acte_secondaire_ne_prend_pas_la_premiere_place():
    assert "fr-btn--secondary" in bouton(est_principale=False)
