"""L'exécution : chaque acte avance par son cycle, chaque refus dit pourquoi, l'argent se compte juste."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.models import LivrableType
from etabli.etape2_marche.actions import execution as ecrire
from etabli.etape2_marche.actions.factures import enregistrer_une_facture
from etabli.etape2_marche.actions.modifications import (
    modifier_un_acte,
    preparer_un_avenant,
    presenter_un_sous_traitant,
)
from etabli.etape2_marche.enums import Etat, NatureDeFacture, NatureDOrdre
from etabli.etape2_marche.execution import (
    alertes_de,
    bilan_de,
    consommation_de,
    duree_actuelle,
    montant_de_l_acte,
    terme_de,
)
from etabli.etape2_marche.models import Avenant, Facture, LivrableDuMarche, Marche, Phase
from etabli.etape2_marche.permissions.execution import peut_preparer_un_avenant
from etabli.etape2_marche.workflow import (
    CYCLE,
    CYCLE_DE_L_ACTE,
    CYCLE_DE_L_AVENANT,
    CYCLE_DE_L_ORDRE,
    CYCLE_DE_LA_FACTURE,
    CYCLE_DU_LIVRABLE,
)
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.marche import ETAPES, scene_de_marche

pytestmark = pytest.mark.django_db

PRIX = (("Cadrage", Decimal(20_000)), ("Sessions", Decimal(50_000)), ("Production", Decimal(20_000)))


@pytest.fixture
def scene():
    """Un marché notifié à 90 000 € HT depuis deux mois, ses trois phases chiffrées."""
    scene = scene_de_marche(Etat.NOTIFIE)
    Marche.objects.filter(pk=scene.marche.pk).update(
        notifie_le=localdate() - timedelta(days=60), a_une_avance=True
    )
    scene.relire()
    ecrire.fixer_les_phases(scene.marche, PRIX, par=scene.acheteur)
    return scene


def equipe_de(scene):
    return AgentFactory(organisation=scene.marche.titulaire.groupement.mandataire)


def phase(scene, rang=1):
    return scene.marche.phases.get(ordre=rang)


def livrable(scene, rang=1):
    return LivrableDuMarche.objects.create(
        marche=scene.marche, intitule="Note de cadrage", phase=phase(scene, rang), attendu_le=localdate()
    )


def facturer(scene, rang=1, montant=10_000, numero="F1", **champs):
    return enregistrer_une_facture(
        scene.marche,
        numero,
        localdate(),
        {phase(scene, rang): Decimal(montant)},
        par=scene.acheteur,
        **champs,
    )


def avenant_de(scene, ecart=5_000, **champs):
    champs.setdefault("phase", phase(scene))
    return preparer_un_avenant(
        scene.marche,
        "Une session de plus.",
        "La crue de mars.",
        par=scene.acheteur,
        ecart_ht=Decimal(ecart),
        **champs,
    )


def acte_de(scene, montant=9_000, **champs):
    return presenter_un_sous_traitant(
        scene.marche,
        OrganisationFactory(type="entreprise"),
        "Modélisation hydraulique.",
        Decimal(montant),
        6,
        par=scene.acheteur,
        **champs,
    )


def ordre_de(scene, nature=NatureDOrdre.DEMARRAGE, **champs):
    champs.setdefault("effet_le", localdate())
    return ecrire.emettre_un_ordre(scene.marche, nature, "Commencer.", par=scene.acheteur, **champs)


# --- les cycles : tout état, tout acte, toute place -------------------------------------------------------

ACHETEURS = {"acheteur", "collegue"}
ET_L_EQUIPE = ACHETEURS | {"equipe"}
CYCLES = {
    "ordre": (
        CYCLE_DE_L_ORDRE,
        ordre_de,
        {"emis": {"accuser_reception": ET_L_EQUIPE}, "recu": {}},
    ),
    "livrable": (
        CYCLE_DU_LIVRABLE,
        livrable,
        {
            "attendu": {"remettre": ET_L_EQUIPE, "declarer_sans_objet": ACHETEURS},
            "remis": dict.fromkeys(("admettre", "ajourner", "admettre_avec_refaction", "rejeter"), ACHETEURS),
            "ajourne": {"remettre": ET_L_EQUIPE, "declarer_sans_objet": ACHETEURS},
            "rejete": {"remettre": ET_L_EQUIPE, "declarer_sans_objet": ACHETEURS},
            "admis": {},
            "refaction": {},
            "sans_objet": {},
        },
    ),
    "facture": (
        CYCLE_DE_LA_FACTURE,
        facturer,
        {
            "recue": {"constater_le_service_fait": ACHETEURS, "retourner": ACHETEURS},
            "verifiee": {"payer": ACHETEURS, "retourner": ACHETEURS},
            "payee": {},
            "rejetee": {},
        },
    ),
    "avenant": (
        CYCLE_DE_L_AVENANT,
        avenant_de,
        {"projet": {"notifier": ACHETEURS, "abandonner": ACHETEURS}, "notifie": {}, "abandonne": {}},
    ),
    "acte": (
        CYCLE_DE_L_ACTE,
        acte_de,
        {"presente": {"accepter": ACHETEURS, "refuser": ACHETEURS}, "accepte": {}, "refuse": {}},
    ),
}


@pytest.mark.parametrize("nom", CYCLES)
def test_toute_la_table_de_chaque_cycle_et_rien_que_la_table(scene, nom):
    cycle, fabriquer, attendu = CYCLES[nom]
    objet = fabriquer(scene)
    places = scene.par_role() | {"equipe": Agent.objects.get(pk=equipe_de(scene).pk)}
    assert set(attendu) == set(cycle.etats.values)

    for etat, ouverts in attendu.items():
        objet.etat = etat
        reels = {
            acte: qui
            for acte in cycle.par_nom
            if (qui := {place for place, agent in places.items() if cycle.verdict(acte, objet, agent)})
        }
        # Le candidat de la scène est le mandataire de l'équipe choisie.
        assert {a: q - {"candidat"} for a, q in reels.items()} == ouverts, etat
        for agent in places.values():
            for acte in cycle.par_nom:
                verdict = cycle.verdict(acte, objet, agent)
                assert verdict or verdict.motif.endswith("."), (acte, verdict)


@pytest.mark.parametrize("nom", CYCLES)
def test_un_marche_solde_ne_bouge_plus(scene, nom):
    cycle, fabriquer, _ = CYCLES[nom]
    objet = fabriquer(scene)
    Marche.objects.filter(pk=scene.marche.pk).update(etat=Etat.SOLDE)
    objet.refresh_from_db()
    objet.marche.refresh_from_db()

    assert not any(cycle.verdict(acte, objet, scene.acheteur) for acte in cycle.par_nom)


# --- les phases et leur prix --------------------------------------------------------------------------------


def test_les_phases_doivent_faire_le_prix_du_marche(scene):
    with pytest.raises(ValidationError, match="Il manque 10"):
        ecrire.fixer_les_phases(scene.marche, [("Tout", Decimal(80_000))], par=scene.acheteur)
    assert scene.marche.phases.count() == 3


def test_avant_le_choix_une_phase_n_a_pas_de_prix():
    scene = scene_de_marche(Etat.PREPARATION)
    ecrire.fixer_les_phases(scene.marche, [("Cadrage", None), ("  ", None)], par=scene.acheteur)
    assert [p.intitule for p in scene.marche.phases.all()] == ["Cadrage"]
    with pytest.raises(ValidationError, match="une fois l'équipe choisie"):
        ecrire.fixer_les_phases(scene.marche, [("Cadrage", Decimal(1))], par=scene.acheteur)


def test_une_phase_facturee_ne_se_retire_pas(scene):
    facturer(scene, rang=3)
    with pytest.raises(ValidationError, match="ne se retire pas"):
        ecrire.fixer_les_phases(scene.marche, [("Tout", Decimal(90_000))], par=scene.acheteur)


# --- les ordres de service ------------------------------------------------------------------------------------


def test_une_suspension_repousse_le_terme(scene):
    avant = terme_de(scene.marche)
    ordre_de(scene, NatureDOrdre.SUSPENSION, effet_le=localdate() - timedelta(days=30))
    ordre_de(scene, NatureDOrdre.REPRISE, effet_le=localdate() - timedelta(days=10))
    assert terme_de(scene.marche) - avant == timedelta(days=20)


@pytest.mark.parametrize(
    ("nature", "champs", "motif"),
    [
        (NatureDOrdre.REPRISE, {}, "ne sont pas suspendues"),
        (NatureDOrdre.ARRET, {}, "Choisissez la phase"),
        (NatureDOrdre.DEMARRAGE, {"effet_le": localdate() - timedelta(days=90)}, "n'était pas notifié"),
    ],
)
def test_un_ordre_qui_n_a_pas_de_sens_dit_pourquoi(scene, nature, champs, motif):
    with pytest.raises(ValidationError, match=motif):
        ordre_de(scene, nature, **champs)


def test_on_ne_demarre_qu_une_fois(scene):
    ordre = ordre_de(scene)
    with pytest.raises(ValidationError, match="déjà été démarrées"):
        ordre_de(scene)
    CYCLE_DE_L_ORDRE.avancer(
        "accuser_reception", ordre, par=equipe_de(scene), recu_le=localdate(), observations="Vu."
    )
    ordre.refresh_from_db()
    assert (ordre.etat, ordre.observations) == ("recu", "Vu.")


# --- les livrables ----------------------------------------------------------------------------------------------


def test_un_livrable_ajourne_se_remet_puis_s_admet(scene):
    v = livrable(scene)
    jour = localdate()
    CYCLE_DU_LIVRABLE.avancer("remettre", v, par=equipe_de(scene), remis_le=jour)
    CYCLE_DU_LIVRABLE.avancer(
        "ajourner",
        v,
        par=scene.acheteur,
        motif="Pas de calendrier.",
        a_reprendre_pour_le=jour + timedelta(days=15),
    )
    v.refresh_from_db()
    assert v.attendu_le == jour + timedelta(days=15)
    CYCLE_DU_LIVRABLE.avancer("remettre", v, par=equipe_de(scene), remis_le=jour)
    CYCLE_DU_LIVRABLE.avancer("admettre", v, par=scene.acheteur)
    v.refresh_from_db()
    assert v.est_clos
    assert [d.decision for d in v.decisions.all()] == ["ajournement", "admission"]


def test_une_decision_defavorable_se_motive_et_une_refaction_se_chiffre(scene):
    v = livrable(scene)
    CYCLE_DU_LIVRABLE.avancer("remettre", v, par=scene.acheteur, remis_le=localdate())
    with pytest.raises(ValidationError, match="Écrivez le motif"):
        CYCLE_DU_LIVRABLE.avancer("rejeter", v, par=scene.acheteur, motif=" ")
    with pytest.raises(ValidationError, match="Il ne reste que"):
        CYCLE_DU_LIVRABLE.avancer(
            "admettre_avec_refaction", v, par=scene.acheteur, motif="Court.", refaction_ht=Decimal(90_001)
        )
    v.refresh_from_db()
    assert v.etat == "remis"


def test_la_notification_attend_les_livrables_du_format():
    scene = scene_de_marche(Etat.ATTRIBUE)
    LivrableType.objects.get_or_create(
        format=scene.dossier.format, type="rapport_final", defaults={"decalage_semaines": 40}
    )
    ETAPES[Etat.NOTIFIE](scene, 2)
    attendu = scene.relire().livrables.get(type="rapport_final")
    semaines = scene.dossier.format.livrables.get(type="rapport_final").decalage_semaines
    assert attendu.attendu_le == scene.marche.notifie_le + timedelta(weeks=semaines)


# --- les factures -------------------------------------------------------------------------------------------------


def test_une_facture_ne_depasse_pas_ce_qui_reste_sur_sa_phase(scene):
    facturer(scene, montant=15_000)
    with pytest.raises(ValidationError, match="Il ne reste que 5"):
        facturer(scene, montant=6_000, numero="F2")
    assert bilan_de(scene.marche).reste_de(phase(scene).pk) == 5_000


def test_une_facture_retournee_libere_son_montant(scene):
    facture = facturer(scene, montant=20_000)
    CYCLE_DE_LA_FACTURE.avancer("retourner", facture, par=scene.acheteur, motif="SIRET erroné.")
    assert bilan_de(scene.marche).facture == 0


def test_l_avance_se_rembourse_et_ne_se_rembourse_qu_une_fois(scene):
    avance = enregistrer_une_facture(
        scene.marche,
        "A1",
        localdate(),
        {},
        par=scene.acheteur,
        nature=NatureDeFacture.AVANCE,
        avance_ht=Decimal(4_500),
    )
    CYCLE_DE_LA_FACTURE.avancer("constater_le_service_fait", avance, par=scene.acheteur)
    CYCLE_DE_LA_FACTURE.avancer("payer", avance, par=scene.acheteur)
    assert bilan_de(scene.marche).avance_a_rembourser == 4_500

    facturer(scene, montant=20_000, reprise_d_avance_ht=Decimal(4_500))
    with pytest.raises(ValidationError, match="Il ne reste que 0"):
        facturer(scene, rang=2, numero="F2", reprise_d_avance_ht=Decimal(1))
    bilan = bilan_de(scene.marche)
    assert (bilan.avance_a_rembourser, bilan.paye, bilan.paye_ttc) == (0, 4_500, 5_400)


def test_payer_un_livrable_pas_encore_admis_demande_de_dire_pourquoi(scene):
    livrable(scene)
    facture = facturer(scene)
    with pytest.raises(ValidationError, match="pas encore admis"):
        CYCLE_DE_LA_FACTURE.avancer("constater_le_service_fait", facture, par=scene.acheteur)
    facture.refresh_from_db()
    assert facture.etat == "recue"
    CYCLE_DE_LA_FACTURE.avancer(
        "constater_le_service_fait", facture, par=scene.acheteur, motif="Acompte : la moitié est faite."
    )


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"retenue_ht": Decimal(100)}, "Dites pourquoi"),
        ({"retenue_ht": Decimal(10_001), "motif_de_retenue": "Pénalité"}, "On ne retient pas plus"),
        ({"montant": 0}, "au moins un montant"),
    ],
)
def test_une_facture_qui_ne_tient_pas_dit_pourquoi(scene, champs, motif):
    with pytest.raises(ValidationError, match=motif):
        facturer(scene, **champs)
    assert not Facture.objects.exists()


def test_la_meme_facture_ne_s_enregistre_pas_deux_fois(scene):
    facturer(scene)
    with pytest.raises(ValidationError, match="déjà enregistrée"):
        facturer(scene)


# --- les avenants ---------------------------------------------------------------------------------------------------


def test_un_avenant_ne_change_le_prix_qu_une_fois_notifie(scene):
    avenant = avenant_de(scene, ecart=5_000, duree_mois_apres=15)
    assert bilan_de(scene.marche).prix_actuel == 90_000

    CYCLE_DE_L_AVENANT.avancer("notifier", avenant, par=scene.acheteur, notifie_le=localdate())

    avenant.refresh_from_db()
    scene.relire()
    assert avenant.montant_ht_apres == 95_000
    assert (scene.marche.montant_ht, duree_actuelle(scene.marche)) == (90_000, 15)
    assert bilan_de(scene.marche).reste_de(phase(scene).pk) == 25_000
    assert consommation_de(scene.marche.accord_cadre).total == 95_000


def test_un_avenant_sans_phase_en_ouvre_une(scene):
    avenant = avenant_de(scene, phase=None)
    CYCLE_DE_L_AVENANT.avancer("notifier", avenant, par=scene.acheteur)
    nouvelle = Phase.objects.get(marche=scene.marche, ordre=4)
    assert bilan_de(scene.marche).reste_de(nouvelle.pk) == 5_000


def test_un_avenant_ne_depasse_pas_l_accord_cadre_ni_ne_retire_le_facture(scene):
    cadre = scene.marche.accord_cadre
    cadre.montant_maximum = Decimal(93_000)
    cadre.save()
    scene.relire()
    with pytest.raises(ValidationError, match="dépasse son maximum"):
        avenant_de(scene, ecart=3_001)
    facturer(scene, montant=18_000)
    with pytest.raises(ValidationError, match="sur cette phase"):
        avenant_de(scene, ecart=-2_001)
    assert not Avenant.objects.exists()


def test_un_seul_projet_d_avenant_a_la_fois(scene):
    avenant = avenant_de(scene)
    assert "déjà ouvert" in peut_preparer_un_avenant(scene.acheteur, scene.marche).motif
    CYCLE_DE_L_AVENANT.avancer("abandonner", avenant, par=scene.acheteur)
    assert peut_preparer_un_avenant(scene.acheteur, scene.marche)


# --- la sous-traitance ----------------------------------------------------------------------------------------------


def test_les_sous_traitants_ne_recoivent_pas_plus_que_le_marche(scene):
    premier = acte_de(scene, 80_000)
    CYCLE_DE_L_ACTE.avancer("accepter", premier, par=scene.acheteur)
    with pytest.raises(ValidationError, match="il ne reste que 10"):
        acte_de(scene, 10_001)


def test_un_sous_traitant_se_paie_dans_la_limite_de_son_acte(scene):
    acte = acte_de(scene, 9_000)
    with pytest.raises(ValidationError, match="n'est pas accepté"):
        facturer(scene, acte=acte)
    CYCLE_DE_L_ACTE.avancer("accepter", acte, par=scene.acheteur)
    acte.refresh_from_db()
    with pytest.raises(ValidationError, match="Il ne reste que 9"):
        facturer(scene, acte=acte)
    facture = facturer(scene, montant=9_000, acte=acte)
    assert facture.emetteur == acte.sous_traitant

    with pytest.raises(ValidationError, match="déjà facturés"):
        modifier_un_acte(
            acte, par=scene.acheteur, motif="Moins.", notifie_le=localdate(), montant_ht=Decimal(8_000)
        )
    modifier_un_acte(
        acte, par=scene.acheteur, motif="Plus.", notifie_le=localdate(), montant_ht=Decimal(12_000)
    )
    acte.refresh_from_db()
    assert (acte.montant_ht, montant_de_l_acte(acte)) == (9_000, 12_000)


# --- le solde et les alertes -----------------------------------------------------------------------------------------


def test_solder_dit_tout_ce_qui_reste_ouvert(scene):
    scene.marche.livrables.all().delete()
    livrable(scene)
    facturer(scene)
    avenant_de(scene)
    acte_de(scene)

    motif = CYCLE.verdict("solder", scene.relire(), scene.acheteur).motif

    for morceau in ("Note de cadrage", "la facture F1", "projet d'avenant", "sous-traitant présenté"):
        assert morceau in motif
    with pytest.raises(PermissionDenied, match="Avant de solder"):
        scene.avancer("solder")


def test_les_alertes_disent_ce_qui_attend_le_plus_presse_d_abord(scene):
    scene.marche.livrables.all().delete()
    livrable(scene)
    facture = facturer(scene)
    Facture.objects.filter(pk=facture.pk).update(recue_le=localdate() - timedelta(days=40))
    alertes = alertes_de(scene.relire())
    assert [a.libelle for a in alertes] == [
        "Vérifier : facture F1",
        "Remise attendue : Note de cadrage",
        "Fin du marché",
    ]
    assert [a.est_depassee for a in alertes] == [True, False, False]


def test_l_equipe_lit_l_execution_de_son_marche_et_de_lui_seul(scene):
    facture = facturer(scene)
    autre = AgentFactory(organisation=scene.marche.consultations.last().titulaire.groupement.mandataire)
    assert list(Facture.objects.visible_to(equipe_de(scene)).distinct()) == [facture]
    assert not Facture.objects.visible_to(autre).exists()
    assert not Facture.objects.visible_to(scene.lecteur).exists()
