"""L'équipe reçoit une lettre par décision qui la concerne, et une seule ; rien de ce qui ne la regarde pas."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from etabli.etape2_marche.actions.execution import fixer_les_phases
from etabli.etape2_marche.enums import Etat
from etabli.etape2_marche.models import LivrableDuMarche
from etabli.etape2_marche.workflow import (
    CYCLE_DE_L_ACTE,
    CYCLE_DE_L_AVENANT,
    CYCLE_DE_L_ORDRE,
    CYCLE_DE_LA_FACTURE,
    CYCLE_DU_LIVRABLE,
)
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import LettreSortante
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.marche import scene_de_marche
from tests.marche.test_execution import PRIX, acte_de, avenant_de, facturer, livrable, ordre_de

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = scene_de_marche(Etat.NOTIFIE)
    fixer_les_phases(scene.marche, PRIX, par=scene.acheteur)
    return scene


@pytest.fixture
def au_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def lettres(modele):
    return list(LettreSortante.objects.filter(modele=modele))


def adresse_de_l_equipe(scene):
    return scene.candidats[0].email


def test_l_ordre_de_service_s_ecrit_a_l_equipe_une_fois(scene, au_commit):
    with au_commit():
        ordre = ordre_de(scene)
    acte_accompli.send(
        sender=type(ordre), acte="emettre_un_ordre", objet=ordre, par=scene.acheteur, donnees={}
    )
    (lettre,) = lettres("marche-ordre-de-service")
    assert lettre.destinataire == adresse_de_l_equipe(scene)
    assert "Commencer." in lettre.texte
    assert ordre.get_absolute_url() in lettre.texte
    with au_commit():
        CYCLE_DE_L_ORDRE.avancer("accuser_reception", ordre, par=scene.acheteur, recu_le=localdate())
    assert len(lettres("marche-ordre-de-service")) == 1


def test_chaque_decision_sur_un_livrable_a_sa_lettre(scene, au_commit):
    note, demain = livrable(scene), localdate() + timedelta(days=1)
    with au_commit():
        CYCLE_DU_LIVRABLE.avancer("remettre", note, par=scene.acheteur)
    assert lettres("marche-decision-d-admission") == []
    with au_commit():
        CYCLE_DU_LIVRABLE.avancer(
            "ajourner", note, par=scene.acheteur, motif="Les cartes manquent.", a_reprendre_pour_le=demain
        )
    with au_commit():
        CYCLE_DU_LIVRABLE.avancer("remettre", note, par=scene.acheteur)
    with au_commit():
        CYCLE_DU_LIVRABLE.avancer(
            "admettre_avec_refaction",
            LivrableDuMarche.objects.get(pk=note.pk),
            par=scene.acheteur,
            motif="Une carte manque encore.",
            refaction_ht=Decimal(500),
        )
    premiere, seconde = sorted(lettres("marche-decision-d-admission"), key=lambda lettre: lettre.pk)
    assert "Les cartes manquent." in premiere.texte
    assert "remettre à nouveau avant" in premiere.texte
    assert "500" in seconde.texte
    assert "remettre à nouveau" not in seconde.texte


def test_une_facture_retournee_s_ecrit_a_qui_l_a_emise_et_a_l_equipe(scene, au_commit):
    acte = acte_de(scene)
    sous_traitant = AgentFactory(organisation=acte.sous_traitant)
    CYCLE_DE_L_ACTE.avancer("accepter", acte, par=scene.acheteur)
    acte.refresh_from_db()
    facture = facturer(scene, montant=1_000, acte=acte)
    with au_commit():
        CYCLE_DE_LA_FACTURE.avancer("retourner", facture, par=scene.acheteur, motif="Le SIRET est faux.")
    ecrites = lettres("marche-facture-retournee")
    assert {e.destinataire for e in ecrites} == {adresse_de_l_equipe(scene), sous_traitant.email}
    assert all("Le SIRET est faux." in e.texte for e in ecrites)


def test_une_facture_payee_n_ecrit_rien(scene, au_commit):
    facture = facturer(scene)
    with au_commit():
        CYCLE_DE_LA_FACTURE.avancer("constater_le_service_fait", facture, par=scene.acheteur)
        CYCLE_DE_LA_FACTURE.avancer("payer", facture, par=scene.acheteur)
    assert lettres("marche-facture-retournee") == []


def test_un_avenant_notifie_dit_le_prix_qui_vaut_desormais(scene, au_commit):
    avenant = avenant_de(scene, duree_mois_apres=15)
    with au_commit():
        CYCLE_DE_L_AVENANT.avancer("notifier", avenant, par=scene.acheteur)
    (lettre,) = lettres("marche-avenant")
    assert "95\u00a0000" in lettre.texte.replace("\u202f", "\u00a0")
    assert "15 mois" in lettre.texte


def test_un_avenant_abandonne_ne_s_ecrit_pas(scene, au_commit):
    with au_commit():
        CYCLE_DE_L_AVENANT.avancer("abandonner", avenant_de(scene), par=scene.acheteur)
    assert lettres("marche-avenant") == []


@pytest.mark.parametrize(
    ("decision", "champs", "dit"),
    [
        ("accepter", {}, "est accepté"),
        ("refuser", {"motif": "Capacités non prouvées."}, "Capacités non prouvées."),
    ],
)
def test_la_decision_sur_un_sous_traitant_s_ecrit(scene, au_commit, decision, champs, dit):
    with au_commit():
        CYCLE_DE_L_ACTE.avancer(decision, acte_de(scene), par=scene.acheteur, **champs)
    (lettre,) = lettres("marche-sous-traitance")
    assert lettre.destinataire == adresse_de_l_equipe(scene)
    assert dit in lettre.texte
