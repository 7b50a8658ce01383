"""Le calendrier à dépendances : les marges sont justes, le dessin se parcourt au clavier, le tableau dit tout."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route.calcul import ActionDatee, decalages, marges
from etabli.etape5_feuille_de_route.enums import StatutAction
from etabli.socle.graphiques import Tache, gantt
from tests.fabriques.feuille_de_route import feuille_et_agents

SVG = "{http://www.w3.org/2000/svg}"
DEPART = date(2027, 1, 1)


@st.composite
def calendriers(draw):
    """Des actions sans boucle, chacune après la fin de celles dont elle dépend."""
    nb = draw(st.integers(1, 7))
    actions, fins = [], {}
    for cle in range(nb):
        requises = tuple(draw(st.sets(st.integers(0, cle - 1), max_size=3))) if cle else ()
        attendue = max((fins[r] for r in requises), default=DEPART)
        debut = attendue + timedelta(draw(st.integers(0, 60)))
        fins[cle] = debut + timedelta(draw(st.integers(0, 200)))
        actions.append(ActionDatee(cle, str(cle), debut, fins[cle], requises))
    return actions


def derniere_date(actions, cle, jours):
    """La dernière fin, une fois `cle` repoussée et ce qu'elle entraîne avec elle."""
    deplacee = actions[cle]
    debut, fin = deplacee.debut_le + timedelta(jours), deplacee.fin_le + timedelta(jours)
    fins = {a.cle: a.fin_le for a in actions} | {cle: fin}
    fins |= {d.cle: d.fin_apres for d in decalages(actions, cle, debut, fin)}
    return max(fins.values())


@given(calendriers(), st.data())
def test_une_action_glisse_de_sa_marge_sans_rien_repousser_et_pas_d_un_jour_de_plus(actions, data):
    cle = data.draw(st.sampled_from([a.cle for a in actions]))
    fin = max(a.fin_le for a in actions)
    marge = marges(actions)[cle]

    assert marge >= 0
    assert derniere_date(actions, cle, marge) == fin
    assert derniere_date(actions, cle, marge + 1) > fin


def test_sans_dates_ou_en_rond_personne_n_a_de_marge():
    assert marges([ActionDatee(1, "Sans date")]) == {}
    assert marges([]) == {}
    en_rond = [
        ActionDatee(1, "a", DEPART, DEPART, (2,)),
        ActionDatee(2, "b", DEPART, DEPART, (1,)),
    ]
    assert marges(en_rond) == {}


def dessiner(*taches):
    return gantt("T", taches, aujourd_hui=DEPART)


def test_chaque_barre_est_un_lien_qui_se_nomme_et_chaque_dependance_une_fleche():
    un = Tache(1, "1. Une", DEPART, date(2027, 3, 1), lien="/une/", est_critique=True)
    deux = Tache(
        2, "2. Deux", date(2027, 3, 1), date(2027, 5, 1), lien="/deux/", apres=(1,), est_en_retard=True
    )
    graphique = dessiner(un, deux)

    racine = ElementTree.fromstring(graphique.svg)
    liens = racine.findall(f"{SVG}a")
    assert racine.get("role") == "group"
    assert [lien.get("href") for lien in liens] == ["/une/", "/deux/"]
    assert liens[0].get("aria-label") == "1. Une, du 01/01/2027 au 01/03/2027, critique"
    assert liens[1].get("aria-label").endswith("en retard")
    assert "◆ critique" in graphique.svg
    assert "! en retard" in graphique.svg
    assert len([p for p in racine.findall(f"{SVG}path") if p.get("d").endswith("Z")]) == 1
    assert graphique.lignes[1] == ("2. Deux", "01/03/2027", "01/05/2027", "1. Une", "en retard")


def test_des_dates_qui_se_contredisent_font_une_fleche_en_pointille():
    un = Tache(1, "Une", DEPART, date(2027, 3, 1))
    tot = Tache(2, "Deux", date(2027, 2, 1), date(2027, 5, 1), apres=(1,))
    juste = Tache(2, "Deux", date(2027, 3, 1), date(2027, 5, 1), apres=(1,))

    assert "5 3" in dessiner(un, tot).svg
    assert "5 3" not in dessiner(un, juste).svg


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8), st.text(max_size=40))
def test_le_dessin_est_toujours_un_svg_lisible_et_stable(durees, nom):
    taches = [
        Tache(i, f"{i}. {nom}", DEPART, DEPART + timedelta(d), "Axe", "/x/?a=1&b=2", apres=(i - 1,))
        for i, d in enumerate(durees)
    ]
    taches = [
        t
        for t in taches
        if all(ord(c) >= 32 and not 0xD800 <= ord(c) < 0xE000 and ord(c) < 0xFFFE for c in t.libelle)
    ]

    assert dessiner(*taches).svg == dessiner(*taches).svg
    ElementTree.fromstring(dessiner(*taches).svg)


@pytest.mark.django_db
def test_la_page_du_calendrier_marque_le_critique_et_le_retard_en_toutes_lettres(client):
    lieu, jour = feuille_et_agents(), localdate()
    passee = lieu.action(
        debut_le=jour - timedelta(60), fin_le=jour - timedelta(10), statut=StatutAction.EN_COURS
    )
    derniere = lieu.action(debut_le=jour, fin_le=jour + timedelta(100))
    derniere.depend_de.add(passee)
    client.force_login(lieu.lecteur)

    page = client.get(reverse("feuille_de_route:calendrier", args=[lieu.dossier.pk])).content.decode()

    assert f'<a href="{passee.get_absolute_url()}" aria-label=' in page
    assert "En retard" in page
    assert "Critique" in page
    assert "10\u00a0jours" in page
