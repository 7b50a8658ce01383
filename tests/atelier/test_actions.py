"""Les écritures : ce qu'elles gardent, ce qu'elles refusent, ce que le journal en dit."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from etabli.etape3_atelier import actions
from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Constat, Contact, Entretien, Jalon, cle_de_partage
from etabli.etape3_atelier.permissions import peut_lire_les_notes, peut_modifier_l_entretien
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.atelier import (
    AtelierFactory,
    ConstatFactory,
    ContactFactory,
    DepenseFactory,
    DocumentLuFactory,
    EntretienFactory,
    JalonFactory,
    atelier_et_agents,
)

pytestmark = pytest.mark.django_db
LANCE_LE = date(2026, 1, 12)


@pytest.fixture
def lance():
    return atelier_et_agents(lance_le=LANCE_LE)


def premiere_session(ensemble):
    return ensemble.atelier.sessions[0]


def test_deplacer_une_phase_publie_une_version_et_sonne(lance, django_capture_on_commit_callbacks):
    session, recus = premiere_session(lance), []
    acte_accompli.connect(lambda **faits: recus.append(faits), weak=False, dispatch_uid="essai")

    with django_capture_on_commit_callbacks(execute=True):
        actions.deplacer_un_jalon(
            session,
            date(2026, 3, 17),
            date(2026, 3, 18),
            lieu="Salle des fêtes",
            motif="La salle n'était pas libre.",
            par=lance.equipe,
        )
    acte_accompli.disconnect(dispatch_uid="essai")

    session.refresh_from_db()
    derniere = lance.atelier.versions_du_calendrier.first()
    assert (session.debut_le, session.fin_le, session.lieu) == (
        date(2026, 3, 17),
        date(2026, 3, 18),
        "Salle des fêtes",
    )
    assert (derniere.numero, derniere.motif) == (2, "La salle n'était pas libre.")
    assert derniere.phases[1].debut_le == date(2026, 3, 17)
    assert [(r["acte"], r["donnees"]["version"]) for r in recus] == [("deplacer_un_jalon", 2)]
    fait = Fait.objects.sur(lance.atelier).first()
    assert fait.phrase.startswith(f"a déplacé « {session.nom} » du 17 au 18")


def test_ne_rien_changer_ne_publie_rien(lance):
    session = premiere_session(lance)

    actions.deplacer_un_jalon(session, session.debut_le, session.fin_le, motif="Sans effet", par=lance.pilote)

    assert lance.atelier.versions_du_calendrier.count() == 1


@pytest.mark.parametrize(
    ("debut", "fin", "champ"),
    [(date(2026, 3, 18), date(2026, 3, 17), "fin_le"), (date(2026, 1, 9), date(2026, 1, 9), "debut_le")],
)
def test_une_phase_ne_finit_pas_avant_de_commencer_ni_ne_precede_le_lancement(lance, debut, fin, champ):
    with pytest.raises(ValidationError) as refus:
        actions.deplacer_un_jalon(premiere_session(lance), debut, fin, motif="Erreur", par=lance.pilote)

    assert list(refus.value.message_dict) == [champ]
    assert lance.atelier.versions_du_calendrier.count() == 1


def test_le_calendrier_propose_evite_les_jours_feries_du_departement(lance):
    feries = lance.atelier.feries([2026, 2027])

    jours = [jour for jalon in Jalon.objects.all() for jour in (jalon.debut_le, jalon.fin_le)]

    assert feries
    assert not set(jours) & set(feries)
    assert lance.atelier.avertissements() == []


def test_une_equipe_en_session_ailleurs_le_meme_jour_est_signalee(lance):
    session = premiere_session(lance)
    ailleurs = AtelierFactory(equipe=lance.atelier.equipe)
    JalonFactory(atelier=ailleurs, debut_le=session.fin_le, fin_le=session.fin_le)

    [avis] = lance.atelier.avertissements()
    ailleurs.etat = Etat.INTERROMPU
    ailleurs.save()

    assert avis.sujet == "equipe_prise"
    assert ailleurs.dossier.titre not in avis.phrase
    assert lance.atelier.avertissements() == []


def test_un_contact_ne_recoit_rien_sans_consentement():
    assert not ContactFactory.build(atelier=None, a_consenti_le=None).est_joignable
    assert not ContactFactory.build(atelier=None, courriel="", a_consenti_le=LANCE_LE).est_joignable
    assert ContactFactory.build(atelier=None, a_consenti_le=LANCE_LE).est_joignable


def test_retirer_un_contact_efface_son_nom_jusque_dans_le_journal(lance):
    contact = actions.ajouter_un_contact(
        lance.atelier, "Dominique Fictif", courriel="d@essai.example", par=lance.pilote
    )

    actions.modifier(contact, {"qualite": "adjointe"}, par=lance.pilote)
    actions.retirer(contact, par=lance.pilote)

    assert not Contact.objects.exists()
    faits = Fait.objects.sur(lance.atelier)
    assert [f.phrase for f in faits[:3]] == [
        "a retiré un contact",
        "a modifié un contact",
        "a ajouté un contact",
    ]
    assert not [f for f in faits if "Dominique" in f"{f.phrase} {f.donnees}"]


def test_modifier_sans_rien_changer_n_ecrit_rien_au_journal(lance):
    contact = ContactFactory(atelier=lance.atelier)
    avant = Fait.objects.count()

    actions.modifier(contact, {"nom": contact.nom}, par=lance.pilote)

    assert Fait.objects.count() == avant


def test_l_anonymat_promis_tient_partout(lance):
    entretien = actions.mener_un_entretien(
        lance.atelier,
        "Dominique Fictif",
        "habitant",
        qualite="agricultrice",
        est_anonyme=True,
        notes="Tout le monde la reconnaîtrait.",
        verbatim="On n'a plus d'eau l'été.",
        par=lance.equipe,
    )
    constat = actions.etablir_un_constat(
        lance.atelier, "L'eau manque l'été.", entretien=entretien, par=lance.equipe
    )

    assert str(entretien) == "agricultrice"
    assert entretien.citation == ""
    assert str(constat.entretien) == "agricultrice"
    assert not [f for f in Fait.objects.all() if "Dominique" in f.phrase]
    lecteurs = {role for role, agent in lance.par_role().items() if peut_lire_les_notes(agent, entretien)}
    assert lecteurs == {"equipe"}
    assert not peut_modifier_l_entretien(lance.pilote, entretien)


def test_sans_qualite_un_entretien_anonyme_ne_dit_que_son_college():
    entretien = EntretienFactory.build(atelier=None, est_anonyme=True, qualite="")

    assert str(entretien) == "Une personne du collège « Habitants »"


def test_les_notes_d_un_entretien_nomme_se_lisent_entre_porteurs(lance):
    entretien = EntretienFactory(atelier=lance.atelier, notes="Des notes.")

    lecteurs = {role for role, agent in lance.par_role().items() if peut_lire_les_notes(agent, entretien)}

    assert lecteurs == {"dgaln", "pilote", "copilote", "coporteur", "equipe"}


def test_une_citation_demande_un_consentement():
    dite = {"atelier": None, "verbatim": "On n'a plus d'eau l'été."}

    assert EntretienFactory.build(**dite).citation == ""
    assert EntretienFactory.build(**dite, a_consenti_le=LANCE_LE).citation == "On n'a plus d'eau l'été."


def test_un_constat_ne_cite_pas_un_autre_atelier(lance):
    with pytest.raises(ValidationError, match="autre atelier"):
        actions.etablir_un_constat(
            lance.atelier, "Un constat.", document=DocumentLuFactory(), par=lance.equipe
        )

    assert not Constat.objects.exists()


def test_retirer_un_document_garde_les_constats_sans_source(lance):
    constat = ConstatFactory(atelier=lance.atelier, document=DocumentLuFactory(atelier=lance.atelier))

    actions.retirer(constat.document, par=lance.pilote)

    constat.refresh_from_db()
    assert not constat.est_etaye


def test_le_document_se_depose_en_versions(lance, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    lu = actions.lire_un_document(lance.atelier, "PLUi fictif", "Il prévoit peu.", par=lance.equipe)

    actions.joindre_le_document(lu, b"premier", "plui.txt", par=lance.equipe)
    actions.joindre_le_document(lu, b"second", "plui.txt", par=lance.equipe)

    assert lu.fichier.versions.count() == 2
    assert lu.fichier.fil == lance.atelier.fil


def test_une_depense_revient_a_un_co_porteur_et_a_une_session_qui_existe(lance):
    coporteur = lance.coporteur.organisation_principale

    with pytest.raises(ValidationError, match="n'est pas co-porteur"):
        actions.depenser(lance.atelier, 1, "Salle", Decimal(10), OrganisationFactory(), par=lance.coporteur)
    with pytest.raises(ValidationError, match="3 sessions"):
        actions.depenser(lance.atelier, 4, "Salle", Decimal(10), coporteur, par=lance.coporteur)
    depense = actions.depenser(
        lance.atelier, 3, "Salle", Decimal("10.50"), coporteur, est_payee=False, par=lance.coporteur
    )

    assert not depense.est_payee
    assert actions.payer_la_depense(depense, par=lance.coporteur).est_payee


def test_une_depense_retiree_reste_au_journal(lance):
    depense = DepenseFactory(atelier=lance.atelier)

    actions.retirer_une_depense(depense, par=lance.pilote)

    fait = Fait.objects.sur(lance.atelier).first()
    assert (fait.acte, fait.donnees["montant"]) == ("retirer_une_depense", "350.00")
    assert not lance.atelier.depenses.exists()


def test_sans_cle_chaque_collectivite_prend_une_part_et_l_etat_aucune(lance):
    cle = cle_de_partage(lance.atelier)

    assert cle == {
        lance.pilote.organisation_principale: 0,
        lance.copilote.organisation_principale: 0,
        lance.coporteur.organisation_principale: 1,
    }


def test_la_cle_fixee_l_emporte(lance):
    copilote, coporteur = lance.copilote.organisation_principale, lance.coporteur.organisation_principale

    actions.fixer_la_repartition(lance.atelier, {copilote: 1, coporteur: 3}, par=lance.pilote)

    assert cle_de_partage(lance.atelier) == {
        lance.pilote.organisation_principale: 0,
        copilote: 1,
        coporteur: 3,
    }
    with pytest.raises(ValidationError, match="au moins une part"):
        actions.fixer_la_repartition(lance.atelier, {coporteur: 0}, par=lance.pilote)


def test_la_prestation_repartie_ne_depasse_pas_le_marche(lance):
    premiere, seconde = lance.atelier.jalons.all()[:2]

    with pytest.raises(ValidationError, match="dépasse de 1"):
        actions.repartir_le_service(
            lance.atelier, {premiere: Decimal(60_000), seconde: Decimal(40_001)}, par=lance.pilote
        )
    actions.repartir_le_service(
        lance.atelier, {premiere: Decimal(60_000), seconde: Decimal(40_000)}, par=lance.pilote
    )

    premiere.refresh_from_db()
    assert premiere.montant_ht == Decimal(60_000)


def test_les_parties_se_voient_comme_leur_atelier(lance):
    contact = ContactFactory(atelier=lance.atelier)

    assert list(Contact.objects.visible_to(lance.lecteur)) == [contact]
    assert not Contact.objects.visible_to(AgentFactory(ddt=True)).exists()
    assert not Entretien.objects.visible_to(lance.etranger).exists()
