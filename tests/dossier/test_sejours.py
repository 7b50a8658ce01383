"""Le temps passé à chaque étape : gardé quand on en sort, jamais à rebours."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils.timezone import localdate

from etabli.dossier.actions import passer_a, revenir_a_la_candidature
from etabli.dossier.enums import Etape
from etabli.dossier.models import Sejour
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory

pytestmark = pytest.mark.django_db


def test_passer_une_etape_garde_la_duree_de_la_precedente():
    dossier = DossierFactory(ouvert_le=localdate() - timedelta(days=40))

    passer_a(dossier, Etape.MARCHE, par=dossier.ouvert_par)
    passer_a(dossier, Etape.MARCHE, par=dossier.ouvert_par)

    (sejour,) = dossier.sejours.all()
    assert (sejour.etape, sejour.nb_jours, sejour.sortie_le) == (Etape.CANDIDATURE, 40, localdate())
    assert dossier.etape_depuis_le == localdate()


def test_revenir_a_la_candidature_ferme_aussi_le_sejour():
    dossier = DossierFactory(ouvert_le=localdate() - timedelta(days=40))
    passer_a(dossier, Etape.MARCHE, par=dossier.ouvert_par)

    revenir_a_la_candidature(dossier, par=AgentFactory(dgaln=True))

    assert [s.etape for s in dossier.sejours.all()] == [Etape.CANDIDATURE, Etape.MARCHE]
    dossier.refresh_from_db()
    assert (dossier.etape, dossier.etape_depuis_le) == (Etape.CANDIDATURE, localdate())


def test_une_entree_a_venir_ne_fait_pas_un_sejour_negatif():
    dossier = DossierFactory(ouvert_le=localdate() + timedelta(days=3))

    passer_a(dossier, Etape.MARCHE, par=dossier.ouvert_par)

    assert dossier.sejours.get().nb_jours == 0


def test_la_migration_relit_du_journal_ce_que_les_actions_ont_ecrit():
    dossier = DossierFactory(ouvert_le=localdate() - timedelta(days=40))
    for etape in (Etape.MARCHE, Etape.ATELIER):
        passer_a(dossier, etape, par=dossier.ouvert_par)
    ecrits = list(dossier.sejours.values_list("etape", "entree_le", "sortie_le", "nb_jours"))
    Sejour.objects.all().delete()
    type(dossier).objects.update(etape_depuis_le=localdate() - timedelta(days=999))

    import_module("etabli.dossier.migrations.0004_lire_les_sejours").lire_le_journal(apps, None)

    assert list(dossier.sejours.values_list("etape", "entree_le", "sortie_le", "nb_jours")) == ecrits
    dossier.refresh_from_db()
    assert dossier.etape_depuis_le == localdate()
