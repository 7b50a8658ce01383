from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import now

from etabli.dossier.enums import Role
from etabli.etape1_candidature.actions import (
    Conflit,
    confier_la_rubrique,
    donner_un_avis,
    dossiers_proches,
    ecrire_la_rubrique,
    figer_la_note,
    installer_les_criteres,
    joindre_le_courrier_signe,
    lever_une_remarque,
    modifier_un_critere,
    ouvrir_un_dossier,
    preparer_les_courriers,
    remarquer,
    se_signaler,
)
from etabli.etape1_candidature.actions.note import contenu_de_la_note
from etabli.etape1_candidature.calcul import empreinte
from etabli.etape1_candidature.enums import CleRubrique, Etat, TypeCourrier
from etabli.etape1_candidature.models import Avis, CritereDEligibilite, Presence, Rubrique
from etabli.etape1_candidature.permissions import peut_ecrire, peut_joindre_le_courrier
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.candidature import PDF, CritereFactory, candidature_et_agents, relire
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.territoires import CommuneFactory, PerimetreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


@pytest.fixture
def rubrique(places):
    return places.candidature.rubriques.get(cle=CleRubrique.OBJET)


def test_ouvrir_un_dossier_pose_les_membres_et_les_sept_rubriques():
    ddt, cc = AgentFactory(ddt=True), OrganisationFactory()
    candidature = ouvrir_un_dossier(
        titre="Vallée fictive",
        format=FormatFactory(),
        perimetre=PerimetreFactory(),
        pilote=ddt.organisation_principale,
        coporteurs=[cc, ddt.organisation_principale],
        par=ddt,
    )
    assert [r.cle for r in candidature.rubriques.all()] == CleRubrique.values
    assert candidature.dossier.roles_de(ddt) == {Role.PILOTE}
    assert candidature.dossier.organisations(Role.COPORTEUR) == [cc]
    assert candidature.etat == Etat.OUVERTE


def test_on_est_prevenu_des_dossiers_sur_les_memes_communes():
    a, b, c = CommuneFactory.create_batch(3)
    peu = DossierFactory(perimetre=PerimetreFactory(communes=[a, c]))
    beaucoup = DossierFactory(perimetre=PerimetreFactory(communes=[a, b]))
    DossierFactory(perimetre=PerimetreFactory(communes=[c]))

    proches = dossiers_proches(PerimetreFactory(communes=[a, b]))

    assert [(p.dossier, p.nb_communes) for p in proches] == [(beaucoup, 2), (peu, 1)]
    assert dossiers_proches(communes=[b.pk], sauf=beaucoup) == []


def test_ecrire_assainit_numerote_et_garde_chaque_ecriture(places, rubrique):
    ecrite = ecrire_la_rubrique(
        rubrique, "<p onclick='x()'>Un</p><script>x()</script>", version_lue=0, par=places.pilote
    )
    ecrire_la_rubrique(ecrite, "<p>Deux</p>", version_lue=1, par=places.coporteur)

    rubrique.refresh_from_db()
    assert (rubrique.contenu, rubrique.version, rubrique.modifiee_par) == (
        "<p>Deux</p>",
        2,
        places.coporteur,
    )
    assert [(e.version, e.contenu, e.auteur) for e in rubrique.ecritures.all()] == [
        (2, "<p>Deux</p>", places.coporteur),
        (1, "<p>Un</p>", places.pilote),
    ]


def test_deux_ecritures_simultanees_finissent_par_un_choix_jamais_par_une_perte(places, rubrique):
    ecrire_la_rubrique(rubrique, "<p>Le texte du pilote</p>", version_lue=0, par=places.pilote)

    with pytest.raises(Conflit) as conflit:
        ecrire_la_rubrique(rubrique, "<p>Celui de la collectivité</p>", version_lue=0, par=places.coporteur)

    assert conflit.value.actuelle.contenu == "<p>Le texte du pilote</p>"
    assert conflit.value.proposition.contenu == "<p>Celui de la collectivité</p>"
    rubrique.refresh_from_db()
    assert rubrique.contenu == "<p>Le texte du pilote</p>"


def test_le_bouton_presse_pendant_l_enregistrement_automatique_n_est_pas_un_conflit(places, rubrique):
    ecrire_la_rubrique(rubrique, "<p>Un début</p>", version_lue=0, par=places.pilote)
    suite = ecrire_la_rubrique(rubrique, "<p>Un début et une fin</p>", version_lue=0, par=places.pilote)
    assert (suite.version, suite.ecritures.count()) == (2, 2)


def test_deux_onglets_du_meme_auteur_finissent_par_un_choix(places, rubrique):
    ecrire_la_rubrique(rubrique, "<p>Un onglet</p>", version_lue=0, par=places.pilote)
    Rubrique.objects.update(modifiee_le=now() - timedelta(minutes=1))
    with pytest.raises(Conflit):
        ecrire_la_rubrique(rubrique, "<p>L'autre onglet</p>", version_lue=0, par=places.pilote)


def test_enregistrer_deux_fois_le_meme_texte_ne_fait_pas_de_version(places, rubrique):
    ecrire_la_rubrique(rubrique, "<p>Un</p>", version_lue=0, par=places.pilote)
    rejouee = ecrire_la_rubrique(rubrique, "<p>Un</p>", version_lue=0, par=places.pilote)
    assert rejouee.version == 1


def test_l_enregistrement_automatique_ne_remplit_pas_le_journal(places, rubrique):
    for n in range(4):
        rubrique = ecrire_la_rubrique(rubrique, f"<p>{n}</p>", version_lue=n, par=places.pilote)
    assert Fait.objects.filter(acte="ecrire_la_rubrique").count() == 1
    assert rubrique.ecritures.count() == 4


def test_une_rubrique_confiee_n_est_ecrite_que_par_son_organisation_et_le_pilote(places, rubrique):
    confier_la_rubrique(rubrique, places.coporteur.organisation_principale, par=places.pilote)
    assert peut_ecrire(places.coporteur, rubrique)
    assert peut_ecrire(places.pilote, rubrique)
    verdict = peut_ecrire(places.copilote, rubrique)
    assert str(places.coporteur.organisation_principale) in verdict.motif


def test_on_voit_qui_a_la_rubrique_ouverte_en_ce_moment(places, rubrique):
    assert se_signaler(rubrique, par=places.pilote) == []
    assert se_signaler(rubrique, par=places.coporteur) == [places.pilote]
    Presence.objects.update(vue_le=Presence.objects.first().vue_le - timedelta(minutes=10))
    assert se_signaler(rubrique, par=places.coporteur) == []


def test_une_remarque_reste_apres_avoir_ete_levee(places, rubrique):
    remarque = remarquer(rubrique, "Précisez le secteur.", par=places.dgaln)
    assert rubrique.remarques_ouvertes == [remarque]
    levee = lever_une_remarque(remarque, par=places.pilote, reponse="Carte ajoutée.")
    encore = lever_une_remarque(levee, par=places.coporteur)
    assert (encore.levee_par, encore.reponse) == (places.pilote, "Carte ajoutée.")
    assert rubrique.remarques_ouvertes == []


def test_la_meme_note_a_toujours_la_meme_empreinte():
    places = candidature_et_agents(complete=True)
    une = empreinte(contenu_de_la_note(places.candidature))
    autre = empreinte(contenu_de_la_note(relire(places.candidature)))
    assert une == autre
    assert len(une) == 64


def test_figer_sans_rien_changer_rend_la_meme_version():
    places = candidature_et_agents(complete=True)
    premiere = figer_la_note(places.candidature, par=places.pilote)
    assert figer_la_note(relire(places.candidature), par=places.pilote) == premiere
    places.candidature.rubriques.update(contenu="<p>Autre</p>")
    deuxieme = figer_la_note(relire(places.candidature), par=places.pilote)
    assert (deuxieme.numero, deuxieme.empreinte != premiere.empreinte) == (2, True)


def test_les_courriers_sont_un_par_collectivite_un_du_prefet_un_du_pilote(places):
    courriers = preparer_les_courriers(places.candidature, par=places.pilote)
    assert [(c.type, c.organisation) for c in courriers] == [
        (TypeCourrier.SOUTIEN_COLLECTIVITE, places.coporteur.organisation_principale),
        (TypeCourrier.SOUTIEN_PREFET, places.lecteur.organisation_principale),
        (TypeCourrier.ENGAGEMENT, places.pilote.organisation_principale),
    ]


def test_preparer_deux_fois_les_courriers_n_en_ajoute_pas_et_suit_les_membres(places):
    preparer_les_courriers(places.candidature, par=places.pilote)
    assert len(preparer_les_courriers(relire(places.candidature), par=places.pilote)) == 3
    places.candidature.dossier.membres.filter(role=Role.COPORTEUR).delete()
    reste = preparer_les_courriers(relire(places.candidature), par=places.pilote)
    assert TypeCourrier.SOUTIEN_COLLECTIVITE not in [c.type for c in reste]


def test_le_courrier_signe_garde_ses_versions_et_la_note_qu_il_soutient():
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    version = figer_la_note(places.candidature, par=places.pilote)
    courrier = preparer_les_courriers(places.candidature, par=places.pilote)[0]

    for _ in range(2):
        courrier = joindre_le_courrier_signe(
            courrier, PDF, "signe.pdf", "Mme Fictive, présidente", date(2026, 3, 2), par=places.pilote
        )

    assert courrier.est_signe
    assert courrier.version == version
    assert courrier.fichier.versions.count() == 2


def test_un_fichier_deguise_n_est_pas_un_courrier(places):
    courrier = preparer_les_courriers(places.candidature, par=places.pilote)[0]
    with pytest.raises(ValidationError, match="contenu de ce fichier"):
        joindre_le_courrier_signe(
            courrier, b"MZ du binaire", "signe.pdf", "X", date(2026, 3, 2), par=places.pilote
        )


def test_chaque_signataire_joint_le_sien_et_le_pilote_tous():
    places = candidature_et_agents(etat=Etat.FIGEE)
    soutien, prefet, _ = preparer_les_courriers(places.candidature, par=places.pilote)
    assert peut_joindre_le_courrier(places.coporteur, soutien)
    assert peut_joindre_le_courrier(places.lecteur, prefet)
    assert peut_joindre_le_courrier(places.pilote, prefet)
    assert not peut_joindre_le_courrier(places.coporteur, prefet)


def test_un_avis_se_corrige_et_reste_hors_du_journal_du_dossier(places):
    critere = CritereFactory()
    donner_un_avis(places.candidature, critere, "favorable", "Net.", par=places.dgaln)
    donner_un_avis(places.candidature, critere, "reserve", "À préciser.", par=places.dgaln)
    assert Avis.objects.get().sens == "reserve"
    assert not Fait.objects.du_fil(places.candidature.fil).filter(acte="donner_un_avis").exists()
    assert Fait.objects.filter(acte="donner_un_avis").count() == 2


def test_les_criteres_sont_proposes_une_fois_avec_leur_source(places):
    nb = installer_les_criteres()
    assert nb == CritereDEligibilite.objects.count() > 5
    assert all(c.est_proposition and c.source and c.aide for c in CritereDEligibilite.objects.all())
    regle = modifier_un_critere(CritereDEligibilite.objects.first(), par=places.dgaln)
    assert not regle.est_proposition
    assert installer_les_criteres() == 0
    regle.refresh_from_db()
    assert not regle.est_proposition
