import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from etabli.dossier.enums import Etape, Role
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.models import Fait
from tests.fabriques.candidature import CandidatureFactory, candidature_et_agents, relire

pytestmark = pytest.mark.django_db

PORTEURS = {"pilote", "copilote", "coporteur"}
# Qui peut faire chaque acte, et d'où : écrit à la main, pour que le cycle ne se vérifie pas lui-même.
QUI = {
    "signaler": ({Etat.OUVERTE}, {"pilote", "copilote"}),
    "caracteriser": ({Etat.SIGNALEE}, {"dgaln"}),
    "ne_pas_donner_suite": ({Etat.SIGNALEE}, {"dgaln"}),
    "demander_relecture": ({Etat.REDACTION}, PORTEURS),
    "rendre_la_relecture": ({Etat.RELECTURE}, {"dgaln"}),
    "figer": ({Etat.REDACTION}, {"pilote"}),
    "reprendre_la_redaction": ({Etat.FIGEE}, {"pilote"}),
    "deposer": ({Etat.FIGEE}, {"pilote"}),
    "declarer_recevable": ({Etat.DEPOSEE}, {"dgaln"}),
    "demander_un_complement": ({Etat.DEPOSEE, Etat.INSTRUCTION}, {"dgaln"}),
    "repondre": ({Etat.COMPLEMENT}, PORTEURS),
    "declarer_eligible": ({Etat.INSTRUCTION}, {"dgaln"}),
    "declarer_non_eligible": ({Etat.INSTRUCTION}, {"dgaln"}),
    "ajourner": ({Etat.INSTRUCTION}, {"dgaln"}),
    "reprendre_l_instruction": ({Etat.AJOURNEE}, {"dgaln"}),
    "mettre_en_attente": ({Etat.ELIGIBLE}, {"dgaln"}),
    "retenir": ({Etat.ELIGIBLE, Etat.LISTE_D_ATTENTE}, {"dgaln"}),
    "reunir": (
        {Etat.OUVERTE, Etat.SIGNALEE, Etat.REDACTION, Etat.RELECTURE, Etat.FIGEE},
        {"dgaln", "pilote"},
    ),
    "retirer": (
        set(Etat) - {Etat.SANS_SUITE, Etat.NON_ELIGIBLE, Etat.RETIREE, Etat.REUNIE},
        {"pilote", "coporteur"},
    ),
    "rouvrir": ({Etat.SANS_SUITE, Etat.RETIREE}, PORTEURS),
    "representer": ({Etat.NON_ELIGIBLE}, PORTEURS),
}


@pytest.fixture
def prete():
    """Une candidature à qui rien ne manque : seuls l'état et le rôle ferment les portes."""
    places = candidature_et_agents(complete=True, signee=True)
    # Le pilote en pilote une autre : sans elle, il n'y aurait rien à réunir.
    pilote = places.pilote.organisation_principale
    CandidatureFactory(dossier__membres={Role.PILOTE: pilote})
    return places


def test_la_table_du_test_couvre_tout_le_cycle():
    assert set(QUI) == set(CYCLE.par_nom)


@pytest.mark.parametrize("etat", list(Etat))
def test_chaque_etat_croise_avec_chaque_acte_et_chaque_role(prete, etat):
    """Ce qui n'est pas écrit dans la table est fermé."""
    Candidature.objects.update(etat=etat)
    candidature = relire(prete.candidature)
    ouverts = {
        (acte, role)
        for acte in CYCLE.par_nom
        for role, agent in prete.par_role().items()
        if CYCLE.verdict(acte, candidature, agent)
    }
    attendus = {(acte, role) for acte, (etats, roles) in QUI.items() if etat in etats for role in roles}
    assert ouverts == attendus


def avancer(places, *actes, **donnees):
    objet = places.candidature
    for acte in actes:
        qui = sorted(QUI[acte][1] & {"dgaln", "pilote"})[0]
        objet = CYCLE.avancer(acte, objet, par=getattr(places, qui), **donnees)
    places.candidature = objet
    return relire(objet)


def test_le_chemin_heureux_mene_de_l_ouverture_a_la_cohorte(prete):
    candidature = avancer(prete, "signaler", "caracteriser", "demander_relecture", "rendre_la_relecture")
    candidature = avancer(prete, "figer", "deposer", "declarer_recevable")
    assert candidature.deposee_le
    assert candidature.nb_jours_d_instruction == 0
    candidature = avancer(prete, "declarer_eligible", motif="Une vraie question de territoire.")
    candidature = avancer(prete, "retenir", cohorte=2026)

    assert (candidature.etat, candidature.cohorte) == (Etat.RETENUE, 2026)
    assert candidature.dossier.etape == Etape.MARCHE
    assert candidature.versions.count() == 1


def test_on_ne_fige_pas_une_note_incomplete_et_on_dit_ce_qui_manque():
    places = candidature_et_agents(etat=Etat.REDACTION)

    with pytest.raises(
        PermissionDenied, match=r"«\sLes porteurs de l'Atelier\s» est vide.*Et \d autres points"
    ):
        CYCLE.avancer("figer", places.candidature, par=places.pilote)

    assert relire(places.candidature).etat == Etat.REDACTION
    assert not Fait.objects.filter(acte="figer").exists()


def test_un_depot_sans_courriers_dit_qu_il_faut_les_preparer():
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    verdict = CYCLE.verdict("deposer", places.candidature, places.pilote)
    assert "préparez-les" in verdict.motif


def test_un_depot_incomplet_dit_ce_qui_manque(prete):
    Candidature.objects.update(etat=Etat.FIGEE)
    candidature = relire(prete.candidature)
    candidature.courriers.filter(type="engagement").update(signe_le=None)

    verdict = CYCLE.verdict("deposer", candidature, prete.pilote)

    assert verdict.motif == (
        "Il manque l'exemplaire signé : courrier d'engagement du service de l'État "
        f"({prete.pilote.organisation_principale})."
    )


@pytest.mark.parametrize(
    ("etat", "acte", "qui"),
    [
        (Etat.SIGNALEE, "ne_pas_donner_suite", "dgaln"),
        (Etat.INSTRUCTION, "declarer_eligible", "dgaln"),
        (Etat.INSTRUCTION, "declarer_non_eligible", "dgaln"),
        (Etat.INSTRUCTION, "ajourner", "dgaln"),
        (Etat.REDACTION, "retirer", "pilote"),
    ],
)
def test_une_decision_sans_motif_n_est_pas_prise(prete, etat, acte, qui):
    Candidature.objects.update(etat=etat)
    with pytest.raises(ValidationError, match="Écrivez le motif"):
        CYCLE.avancer(acte, prete.candidature, par=getattr(prete, qui), motif="  ")
    assert relire(prete.candidature).etat == etat


def test_le_complement_arrete_l_horloge_et_la_reponse_fige_ce_qui_a_change(prete):
    avancer(prete, "signaler", "caracteriser", "figer", "deposer", "declarer_recevable")
    candidature = avancer(prete, "demander_un_complement", texte="Précisez les communes littorales.")
    assert candidature.horloge.est_arretee

    rubrique = candidature.rubriques.first()
    rubrique.contenu = "<p>Deux communes littorales sont ajoutées.</p>"
    rubrique.save()
    candidature = avancer(prete, "repondre", reponse="C'est fait.")

    assert candidature.etat == Etat.DEPOSEE
    assert not candidature.horloge.est_arretee
    assert candidature.complements.get().reponse == "C'est fait."
    assert list(candidature.versions.values_list("numero", flat=True)) == [2, 1]


def test_une_demande_de_complement_dit_ce_qu_elle_demande(prete):
    avancer(prete, "signaler", "caracteriser", "figer", "deposer")
    with pytest.raises(ValidationError, match="ce que vous demandez"):
        avancer(prete, "demander_un_complement", texte="")


def test_retirer_clot_le_complement_en_attente(prete):
    avancer(prete, "signaler", "caracteriser", "figer", "deposer")
    avancer(prete, "demander_un_complement", texte="Précisez le secteur.")
    candidature = avancer(prete, "retirer", motif="Le conseil communautaire a changé d'avis.")
    assert candidature.etat == Etat.RETIREE
    assert candidature.motif == "Le conseil communautaire a changé d'avis."
    assert not candidature.complements.filter(recue_le__isnull=True).exists()


def test_on_ne_se_retire_plus_une_fois_le_marche_attribue(prete):
    Candidature.objects.update(etat=Etat.RETENUE, cohorte=2026)
    candidature = relire(prete.candidature)
    candidature.dossier.etape = Etape.ATELIER
    candidature.dossier.save()
    verdict = CYCLE.verdict("retirer", candidature, prete.pilote)
    assert verdict.motif == "Le marché est attribué : la candidature ne se retire plus."


def test_reprendre_apres_un_refus_garde_la_note_et_efface_la_decision(prete):
    avancer(prete, "signaler", "caracteriser", "figer", "deposer", "declarer_recevable")
    avancer(prete, "declarer_non_eligible", motif="La maîtrise d'œuvre est déjà engagée.")
    candidature = avancer(prete, "representer")
    assert candidature.etat == Etat.REDACTION
    assert (candidature.motif, candidature.decidee_le, candidature.deposee_le) == ("", None, None)
    assert candidature.manques_bloquants() == []


def test_chaque_changement_d_etat_est_date_et_journalise(prete):
    Candidature.objects.update(etat_depuis_le="2020-01-01")
    candidature = avancer(prete, "signaler")
    assert candidature.etat_depuis_le.year > 2020
    fait = Fait.objects.get(acte="signaler")
    assert str(fait) == "a signalé le dossier à la DGALN"
    assert fait.fil == candidature.fil


def test_les_porteurs_lisent_un_libelle_public():
    en_instruction = Candidature(etat=Etat.INSTRUCTION)
    assert CYCLE.libelle_public(en_instruction) == "Déposée, à l'examen de la DGALN"
    assert CYCLE.etat(en_instruction).label == "En instruction"
