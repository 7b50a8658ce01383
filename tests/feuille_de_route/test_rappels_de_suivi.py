"""Avant chaque bilan, ceux qui tiennent les actions sont interrogés : une lettre chacun, jamais deux fois."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from etabli.dossier.enums import Etape
from etabli.dossier.models import RefusDeRappel
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul import apres_des_mois
from etabli.etape5_feuille_de_route.enums import Echeance, Etat, StatutAction
from etabli.etape5_feuille_de_route.rappels_de_suivi import rappeler, rappels_du_jour
from etabli.socle.models import LettreSortante
from tests.fabriques.feuille_de_route import feuille_et_agents

pytestmark = pytest.mark.django_db
MODELE = "rappel-de-bilan"


@pytest.fixture
def lieu():
    """Une feuille adoptée ce jour, dont le co-porteur tient une action."""
    return feuille_et_agents(nb_actions=1, etat=Etat.ADOPTEE, adoptee_le=localdate())


def dans(lieu, mois, jours):
    return apres_des_mois(lieu.feuille.adoptee_le, mois) + timedelta(jours)


@pytest.mark.parametrize(("jours", "attendues"), [(-8, 0), (-7, 1), (-1, 1), (0, 1), (1, 0), (100, 0)])
@pytest.mark.parametrize("mois", list(Echeance))
def test_on_demande_la_semaine_qui_precede_chaque_bilan(lieu, mois, jours, attendues):
    assert len(rappels_du_jour(dans(lieu, mois, jours))) == attendues


def test_une_lettre_par_personne_reunit_ses_actions_et_ne_part_qu_une_fois(lieu):
    lieu.action(maitrise_d_ouvrage=lieu.coporteur.organisation_principale, titre="Seconde fictive")

    assert rappeler(dans(lieu, 6, -7)) == 1
    assert rappeler(dans(lieu, 6, -6)) == 0
    assert rappeler(dans(lieu, 12, -7)) == 1

    premiere = LettreSortante.objects.filter(modele=MODELE).order_by("pk")[0]
    assert premiere.destinataire == lieu.coporteur.email
    assert premiere.sujet == "Bilan à 6 mois : où en sont vos actions ?"
    assert "Seconde fictive" in premiere.texte
    assert premiere.texte.count("/point/") == 2
    assert premiere.fil == lieu.feuille.fil


def test_qui_a_un_lien_sans_compte_recoit_son_lien(lieu, client):
    action = lieu.feuille.actions.get()
    actions.confier_le_suivi(action, "porteuse@exemple.test", mois=12, par=lieu.pilote)

    assert rappeler(dans(lieu, 6, -3)) == 2

    lettre = LettreSortante.objects.get(modele=MODELE, destinataire="porteuse@exemple.test")
    adresse = next(mot for mot in lettre.texte.split() if "/suivi-d-une-action/" in mot)
    assert client.get("/" + adresse.split("/", 3)[3]).status_code == 200


def test_un_lien_retire_ou_perime_ne_recoit_rien(lieu):
    action = lieu.feuille.actions.get()
    actions.confier_le_suivi(action, "perimee@exemple.test", mois=3, par=lieu.pilote)
    retire = actions.confier_le_suivi(action, "retiree@exemple.test", mois=12, par=lieu.pilote)
    actions.retirer_le_lien(retire, par=lieu.pilote)

    assert [r.adresse for r in rappels_du_jour(dans(lieu, 6, -3))] == [lieu.coporteur.email]


@pytest.mark.parametrize("statut", [StatutAction.REALISEE, StatutAction.ABANDONNEE])
def test_une_action_finie_n_interroge_personne(lieu, statut):
    lieu.feuille.actions.update(statut=statut)

    assert rappels_du_jour(dans(lieu, 6, -3)) == []


def test_un_bilan_deja_fait_une_feuille_close_ou_un_refus_n_interrogent_personne(lieu):
    jour = dans(lieu, 6, -3)
    RefusDeRappel.objects.create(agent=lieu.coporteur, etape=Etape.FEUILLE_DE_ROUTE)
    assert rappels_du_jour(jour) == []
    RefusDeRappel.objects.all().delete()

    lieu.feuille.bilans.create(echeance=6, etabli_le=jour, contenu={}, par=lieu.pilote)
    assert rappels_du_jour(jour) == []
    lieu.feuille.bilans.all().delete()

    lieu.feuille.etat = Etat.CLOSE
    lieu.feuille.save()
    assert rappels_du_jour(jour) == []


def test_la_commande_dit_ce_qui_partirait_puis_l_envoie(lieu, capsys):
    jour = dans(lieu, 6, -3).isoformat()

    call_command("rappels_de_suivi", "--simuler", le=dans(lieu, 6, -3))
    assert f"{lieu.coporteur.email} : 1\u00a0action" in capsys.readouterr().out
    assert not LettreSortante.objects.filter(modele=MODELE).exists()

    call_command("rappels_de_suivi", f"--le={jour}")
    assert "1\u00a0lettre écrite." in capsys.readouterr().out


def test_les_rappels_se_lisent_en_un_nombre_constant_de_requetes(lieu):
    def compter():
        with CaptureQueriesContext(connection) as requetes:
            rappels_du_jour(dans(lieu, 6, -3))
        return len(requetes)

    avec_une = compter()
    for _ in range(2):
        actions.confier_le_suivi(lieu.action(), "porteuse@exemple.test", mois=12, par=lieu.pilote)

    assert compter() == avec_une
