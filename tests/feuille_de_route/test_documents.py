"""Le document, ses blocs que l'étape suivante reprend, et la page de documentation."""

from datetime import date

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.documents import (
    FEUILLE_DE_ROUTE,
    blocs_d_une_action,
    blocs_de_la_vision,
    blocs_des_axes,
    blocs_des_enjeux,
    blocs_du_calendrier,
    blocs_du_financement,
    composer,
)
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.workflow import CYCLE
from etabli.socle.document.arbre import parcourir
from etabli.socle.document.blocs import Citation, Fiche, Figure, Tableau, Titre
from tests.fabriques.feuille_de_route import FinancementFactory, ObjectifFactory, feuille_et_agents

PARCOURS = settings.RACINE / "docs" / "parcours" / "5-feuille-de-route.md"


def une_feuille(nb=1, **champs):
    lieu = feuille_et_agents(vision="<p>En 2040</p>", **champs)
    for rang in range(nb):
        axe = lieu.axe(titre=f"Axe {rang}")
        axe.enjeux.add(lieu.enjeu())
        action = lieu.action(axe, objectif=ObjectifFactory(axe=axe), titre=f"Planter {rang}")
        FinancementFactory(action=action)
        actions.rattacher(action, [lieu.contribution(texte="Des arbres")], par=lieu.equipe)
    return lieu.feuille


def de_type(blocs, genre):
    return [bloc for bloc in parcourir(tuple(blocs)) if isinstance(bloc, genre)]


@pytest.mark.django_db
def test_chaque_axe_a_sa_page_suivie_d_une_fiche_par_action():
    fiches = de_type(blocs_des_axes(une_feuille(2)), Fiche)

    assert [f.titre for f in fiches] == ["Axe 0", "Planter 0", "Axe 1", "Planter 1"]
    assert fiches[0].couleur == fiches[1].couleur != fiches[2].couleur == fiches[3].couleur


@pytest.mark.django_db
def test_les_axes_se_composent_aussi_sans_ouverture_ni_fiche():
    blocs = blocs_des_axes(une_feuille(), niveau=2, avec_ouvertures=False, avec_fiches=False)

    assert not de_type(blocs, Fiche)
    assert de_type(blocs, Titre)[0] == Titre(2, "Axe 1 : Axe 0")


@pytest.mark.django_db
def test_la_fiche_dit_le_plan_la_parole_et_le_reste():
    action = une_feuille().actions.for_detail().get()

    [fiche] = blocs_d_une_action(action, rang=1)

    assert fiche.surtitre == f"Axe 1 · Action {action.numero}"
    assert de_type([fiche], Citation) == [Citation("« Des arbres »", "Habitants")]
    [plan] = de_type([fiche], Tableau)
    assert "70\u202f000" in plan.note


@pytest.mark.django_db
def test_une_parole_masquee_depuis_ne_s_imprime_pas():
    feuille = une_feuille()
    feuille.contributions().update(est_masquee=True)

    assert "Des arbres" not in str(composer(feuille).blocs)


@pytest.mark.django_db
def test_une_action_abandonnee_reste_ecrite_mais_ne_se_compte_plus():
    feuille = une_feuille(2)
    feuille.actions.filter(titre="Planter 1").update(statut=StatutAction.ABANDONNEE)

    assert "Planter 1" in str(blocs_des_axes(feuille))
    assert "Planter 1" not in str(blocs_du_financement(feuille))
    assert "Planter 1" not in str(blocs_du_calendrier(feuille))
    assert len(de_type(blocs_du_calendrier(feuille), Figure)) == 1


@pytest.mark.django_db
def test_une_feuille_vide_se_compose_sans_trou():
    feuille = feuille_et_agents().feuille

    for suite in (
        blocs_de_la_vision,
        blocs_des_enjeux,
        blocs_des_axes,
        blocs_du_financement,
        blocs_du_calendrier,
    ):
        assert suite(feuille) == []
    assert "Rien n'est encore écrit" in str(composer(feuille).blocs)


@pytest.mark.django_db
def test_composer_ne_lit_pas_plus_pour_trois_actions_que_pour_une():
    def compter(nb):
        feuille = une_feuille(nb)
        with CaptureQueriesContext(connection) as requetes:
            composer(feuille)
        return len(requetes)

    assert compter(1) == compter(3)


@pytest.mark.django_db
def test_le_document_dit_s_il_est_adopte():
    assert composer(une_feuille()).couverture.mentions == ["Document de travail"]
    adoptee = une_feuille(etat=Etat.ADOPTEE, adoptee_le=date(2026, 1, 12))
    assert composer(adoptee).couverture.mentions == ["Adoptée le 12\u00a0janvier\u00a02026"]


@pytest.mark.django_db
def test_le_pdf_se_telecharge_par_un_membre_et_par_lui_seul(client):
    lieu = feuille_et_agents(nb_actions=1)
    adresse = reverse("feuille_de_route:document", args=[lieu.dossier.pk, "pdf"])

    client.force_login(lieu.lecteur)
    reponse = client.get(adresse)
    assert reponse.content.startswith(b"%PDF")
    assert FEUILLE_DE_ROUTE.nom_de_fichier(lieu.dossier, "pdf") in reponse["Content-Disposition"]

    client.force_login(lieu.etranger)
    assert client.get(adresse).status_code == 404


def test_le_dessin_du_cycle_est_celui_du_code():
    assert CYCLE.mermaid() in PARCOURS.read_text(encoding="utf-8")
