from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier import actions
from etabli.dossier.enums import Etape, Role, Visibilite
from etabli.dossier.models import Dossier, Membre
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.dossier import (
    DossierFactory,
    FormatFactory,
    MembreFactory,
    ThematiqueFactory,
    dossier_et_agents,
)
from tests.fabriques.territoires import PerimetreFactory

pytestmark = pytest.mark.django_db


def test_creer_un_dossier_installe_chacun_a_sa_place():
    ddt, cc = OrganisationFactory(ddt=True), OrganisationFactory()

    dossier = actions.creer_un_dossier(
        "Vallée de la Fictive",
        format=FormatFactory(),
        perimetre=PerimetreFactory(),
        par=AgentFactory(organisation=ddt),
        pilote=ddt,
        coporteurs=[cc],
    )

    assert {(m.organisation, m.role) for m in dossier.membres.all()} == {
        (ddt, Role.PILOTE),
        (cc, Role.COPORTEUR),
    }
    assert Fait.objects.du_fil(dossier.fil).filter(acte="ouvrir_un_dossier").exists()


def test_un_dossier_avance_mais_ne_recule_pas():
    dossier = DossierFactory(etape=Etape.ATELIER)

    actions.passer_a(dossier, Etape.MARCHE, par=None)
    assert Dossier.objects.get(pk=dossier.pk).etape == Etape.ATELIER

    actions.passer_a(dossier, Etape.SEANCES, par=None)
    assert Dossier.objects.get(pk=dossier.pk).etape == Etape.SEANCES == dossier.etape


def test_rejouer_un_passage_n_ecrit_rien_de_plus():
    dossier = DossierFactory()

    actions.passer_a(dossier, Etape.MARCHE, par=None)
    actions.passer_a(dossier, Etape.MARCHE, par=None)

    assert Fait.objects.du_fil(dossier.fil).filter(acte="passer_a").count() == 1


def test_une_organisation_n_a_qu_une_place_a_la_fois():
    qui = dossier_et_agents()
    organisation = qui.coporteur.organisation_principale

    actions.ajouter_un_membre(qui.dossier, organisation, Role.LECTEUR, par=qui.pilote)
    actions.ajouter_un_membre(qui.dossier, organisation, Role.LECTEUR, par=qui.pilote)

    en_cours = Membre.objects.en_cours().filter(dossier=qui.dossier, organisation=organisation)
    assert [m.role for m in en_cours] == [Role.LECTEUR]
    assert qui.dossier.roles_de(qui.coporteur) == {Role.LECTEUR}


def test_un_membre_retire_perd_l_acces_aussitot():
    qui = dossier_et_agents()
    membre = qui.dossier.membres.get(role=Role.COPORTEUR)

    actions.retirer_un_membre(membre, par=qui.pilote, motif="La commune a changé d'intercommunalité.")

    assert qui.dossier not in Dossier.objects.visible_to(qui.coporteur)
    fait = Fait.objects.du_fil(qui.dossier.fil).first()
    assert fait.donnees["motif"] == "La commune a changé d'intercommunalité."


def test_une_fonction_qui_finit_aujourd_hui_ne_donne_plus_acces():
    qui = dossier_et_agents()
    qui.pilote.fonctions.update(debut_le=localdate() - timedelta(days=9), fin_le=localdate())

    relu = Agent.objects.get(pk=qui.pilote.pk)

    assert not Dossier.objects.visible_to(relu).exists()


def test_modifier_dit_au_journal_ce_qui_a_change_et_rien_d_autre():
    qui = dossier_et_agents(titre="Avant")

    actions.modifier_le_dossier(
        qui.dossier, par=qui.pilote, titre="Après", resume="", thematiques=[ThematiqueFactory(nom="Eau")]
    )

    fait = Fait.objects.du_fil(qui.dossier.fil).first()
    assert fait.donnees == {"titre": ["Avant", "Après"], "thematiques": ["", "Eau"]}


def test_un_message_vide_est_refuse():
    qui = dossier_et_agents()

    with pytest.raises(ValidationError, match="vide"):
        actions.ecrire_un_message(qui.dossier, "  \n ", par=qui.pilote)


def test_le_journal_ne_trahit_pas_un_message_reserve():
    qui = dossier_et_agents()

    actions.ecrire_un_message(qui.dossier, "Entre nous.", par=qui.pilote, visibilite=Visibilite.PORTEURS)

    fait = Fait.objects.du_fil(qui.dossier.fil).first()
    assert "Entre nous" not in f"{fait.phrase} {fait.donnees}"


def test_un_fichier_garde_toutes_ses_versions(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    qui = dossier_et_agents()

    v1 = actions.joindre_un_fichier(qui.dossier, "Note", b"un", "note.txt", par=qui.pilote)
    v2 = actions.joindre_un_fichier(
        qui.dossier, "Note", b"deux", "note.txt", par=qui.pilote, fichier=v1.fichier
    )

    assert (v1.numero, v2.numero) == (1, 2)
    assert v1.fichier == v2.fichier
    assert v1.sha256 != v2.sha256


def test_un_dossier_d_une_autre_ddt_ne_se_voit_pas():
    qui = dossier_et_agents()
    MembreFactory(organisation=qui.etranger.organisation_principale)

    vus = {nom: qui.dossier in Dossier.objects.visible_to(agent) for nom, agent in qui.par_role().items()}

    assert vus == {nom: nom != "etranger" for nom in vus}
