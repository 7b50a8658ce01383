"""Toute la procédure : chaque état croisé avec chaque acte et chaque place."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent
from etabli.etape2_marche import actions
from etabli.etape2_marche.enums import Conformite, Etat
from etabli.etape2_marche.models import Marche
from etabli.etape2_marche.permissions import peut_demander_l_ouverture, peut_envoyer_les_rejets, peut_relancer
from etabli.etape2_marche.workflow import CYCLE
from etabli.socle.models import Fait
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.marche import (
    CadreFactory,
    arreter,
    composer_le_college,
    enregistrer,
    noter_tout,
    preparer_la_notification,
    reculer_la_date_limite,
    scene_a_l_etat,
    scene_de_marche,
    scene_infructueuse,
    signer,
)

pytestmark = pytest.mark.django_db

# Ce qui est ouvert, à qui, quand tout ce que l'état demande est fait.
ACHETEURS = {"acheteur", "collegue"}
SANS_SUITE = {"declarer_sans_suite": ACHETEURS}
OUVERT = {
    Etat.PREPARATION: {"lancer_la_consultation": ACHETEURS} | SANS_SUITE,
    Etat.CONSULTATION: {"prolonger": ACHETEURS, "clore_la_reception": ACHETEURS} | SANS_SUITE,
    # La première clé est celle de l'opérateur : l'autre doit être du service acheteur.
    Etat.DEPOUILLEMENT: {"ouvrir_les_plis": ACHETEURS} | SANS_SUITE,
    Etat.ANALYSE: {"reunir": {"acheteur"}} | SANS_SUITE,
    Etat.CONSENSUS: {"attribuer": {"acheteur"}} | SANS_SUITE,
    Etat.ATTRIBUE: {"notifier": ACHETEURS} | SANS_SUITE,
    Etat.NOTIFIE: {"solder": ACHETEURS},
    Etat.SOLDE: {},
    Etat.INFRUCTUEUX: {},
    Etat.SANS_SUITE: {},
}


def tout_preparer(scene):
    """Fait tout ce que l'état demande avant d'en sortir."""
    etat = scene.marche.etat
    if etat == Etat.CONSULTATION:
        reculer_la_date_limite(scene)
    if etat == Etat.DEPOUILLEMENT:
        enregistrer(scene, scene.marche.consultations.first().titulaire)
        actions.demander_l_ouverture(scene.marche, par=scene.operateur)
    if etat == Etat.ANALYSE:
        composer_le_college(scene)
        noter_tout(scene)
    if etat == Etat.CONSENSUS:
        arreter(scene, 5, 4)
    if etat == Etat.ATTRIBUE:
        preparer_la_notification(scene)
    return scene.relire()


@pytest.mark.parametrize("etat", list(Etat))
def test_toute_la_table_et_rien_que_la_table(etat):
    scene = scene_a_l_etat(etat)
    marche = tout_preparer(scene)
    agents = scene.par_role()

    ouverts = {
        acte: places
        for acte in CYCLE.par_nom
        if (places := {nom for nom, agent in agents.items() if CYCLE.verdict(acte, marche, agent)})
    }

    assert ouverts == OUVERT[etat]


@pytest.mark.parametrize("etat", list(Etat))
def test_tout_refus_s_explique(etat):
    scene = scene_a_l_etat(etat)
    for agent in scene.par_role().values():
        for acte in CYCLE.par_nom:
            verdict = CYCLE.verdict(acte, scene.marche, agent)
            assert verdict or verdict.motif.endswith("."), (acte, verdict)


def test_lancer_consulte_tous_les_titulaires_en_cours():
    scene = scene_de_marche()
    dernier = scene.marche.accord_cadre.titulaires.last()
    actions.retirer_un_titulaire(dernier, par=scene.dgaln, jusqu_au=localdate() - timedelta(days=1))
    scene.relire()

    scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=21), reference_place="P-1")

    assert scene.marche.consultations.count() == 2
    assert scene.marche.reference_place == "P-1"
    assert Fait.objects.filter(acte="lancer_la_consultation", par=scene.acheteur).count() == 1


def test_lancer_avec_une_date_passee_ne_lance_rien():
    scene = scene_de_marche()
    with pytest.raises(ValidationError, match="date limite à venir"):
        scene.avancer("lancer_la_consultation", date_limite=now() - timedelta(hours=1))
    assert scene.relire().etat == Etat.PREPARATION


@pytest.mark.parametrize(
    ("champs", "motif"),
    [
        ({"criteres": (("Prix", "40", True), ("Méthode", "50", False))}, "ne font pas 100 %"),
        ({"criteres": (("Prix", "100", True),)}, "au moins un autre critère"),
        ({"nb_titulaires": 0}, "aucun titulaire"),
        ({"nb_titulaires_attendus": 6}, "seuls 3 des 6 titulaires"),
    ],
)
def test_lancer_avec_un_cadre_incomplet_dit_ce_qui_manque(champs, motif):
    scene = scene_sans_candidat(CadreFactory(**champs))
    with pytest.raises(PermissionDenied, match=motif):
        scene.avancer("lancer_la_consultation", date_limite=now() + timedelta(days=21))


def scene_sans_candidat(cadre):
    return scene_de_marche(accord_cadre=cadre)


def test_prolonger_laisse_toujours_plus_de_temps():
    scene = scene_de_marche(Etat.CONSULTATION)
    avant = scene.marche.date_limite

    scene.avancer("prolonger", date_limite=avant + timedelta(days=7), motif="Visite du site ajoutée.")
    assert scene.marche.date_limite == avant + timedelta(days=7)

    with pytest.raises(ValidationError, match="postérieure"):
        scene.avancer("prolonger", date_limite=avant)


def test_clore_avant_la_date_limite_se_refuse():
    scene = scene_de_marche(Etat.CONSULTATION)
    with pytest.raises(PermissionDenied, match="n'est pas passée"):
        scene.avancer("clore_la_reception")


def test_les_plis_ne_s_ouvrent_pas_seul():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    enregistrer(scene, scene.marche.consultations.first().titulaire)
    with pytest.raises(PermissionDenied, match="Une première personne"):
        scene.avancer("ouvrir_les_plis")

    actions.demander_l_ouverture(scene.relire(), par=scene.acheteur)
    scene.relire()

    with pytest.raises(PermissionDenied, match="une autre personne que vous"):
        scene.avancer("ouvrir_les_plis")
    assert not peut_demander_l_ouverture(scene.collegue, scene.marche)
    assert scene.relire().ouvert_le is None


def test_deux_personnes_hors_du_service_acheteur_n_ouvrent_pas():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    enregistrer(scene, scene.marche.consultations.first().titulaire)
    actions.demander_l_ouverture(scene.relire(), par=scene.operateur)
    scene.relire()
    with pytest.raises(PermissionDenied, match="doit être du service acheteur"):
        scene.avancer("ouvrir_les_plis", par=scene.collectivite)


def test_ouvrir_garde_la_date_et_les_deux_noms():
    scene = scene_de_marche(Etat.ANALYSE)
    assert scene.marche.ouvert_le is not None
    assert set(scene.marche.ouvert_par.all()) == {scene.acheteur, scene.collectivite}
    assert Fait.objects.filter(acte__in=["demander_l_ouverture", "ouvrir_les_plis"]).count() == 2


def test_ouvrir_sans_offre_se_refuse():
    scene = scene_de_marche(Etat.DEPOUILLEMENT)
    assert peut_demander_l_ouverture(scene.acheteur, scene.marche).motif == "Aucune offre n'est enregistrée."


def test_reunir_trop_tot_dit_ce_qui_reste_a_faire():
    scene = scene_de_marche(Etat.ANALYSE)
    evaluateur = actions.designer_un_evaluateur(
        scene.marche, scene.acheteur, scene.acheteur.organisation_principale, par=scene.acheteur
    )
    actions.declarer_sans_conflit(evaluateur, par=scene.acheteur)
    scene.relire()

    motif = CYCLE.verdict("reunir", scene.marche, scene.acheteur).motif

    assert "il n'y a personne pour : co-pilote associé, co-porteur" in motif
    assert "2 offre(s) dont la conformité reste à vérifier" in motif


def test_attribuer_a_une_autre_que_la_premiere_demande_un_motif():
    scene = scene_de_marche(Etat.CONSENSUS)
    arreter(scene, 5, 2)
    seconde = scene.offres[1]

    with pytest.raises(ValidationError, match="pas seule en tête"):
        scene.avancer("attribuer", offre=seconde)
    assert scene.relire().etat == Etat.CONSENSUS

    scene.avancer("attribuer", offre=seconde, motif="La première retire son offre.")
    assert (scene.marche.titulaire, scene.marche.montant_ht) == (seconde.titulaire, Decimal(95_000))


def test_attribuer_a_une_ex_aequo_demande_un_motif():
    scene = scene_de_marche(Etat.CONSENSUS)
    actions_meme_prix(scene)
    arreter(scene, 4, 4)
    with pytest.raises(ValidationError, match="pas seule en tête"):
        scene.avancer("attribuer", offre=scene.offres[0])


def actions_meme_prix(scene):
    scene.marche.offres.update(montant_ht=Decimal(90_000))


def test_attribuer_sans_toutes_les_notes_se_refuse():
    scene = scene_de_marche(Etat.CONSENSUS)
    with pytest.raises(PermissionDenied, match="le classement n'est pas complet"):
        scene.avancer("attribuer", offre=scene.offres[0])


def test_notifier_attend_les_attestations_puis_les_rejets():
    scene = scene_de_marche(Etat.ATTRIBUE)
    assert "attestations" in CYCLE.verdict("notifier", scene.marche, scene.acheteur).motif
    assert "attestations" in peut_envoyer_les_rejets(scene.acheteur, scene.marche).motif

    actions.constater_les_attestations(scene.marche, par=scene.acheteur)
    assert "Prévenez d'abord" in CYCLE.verdict("notifier", scene.relire(), scene.acheteur).motif

    actions.envoyer_les_rejets(scene.marche, par=scene.acheteur)
    assert "signature" in CYCLE.verdict("notifier", scene.relire(), scene.acheteur).motif

    signer(scene)
    assert CYCLE.verdict("notifier", scene.relire(), scene.acheteur)
    assert [o.rejet_envoye_le is not None for o in scene.offres] == [False, True]


def test_notifier_au_dela_du_maximum_du_cadre_se_refuse():
    scene = scene_de_marche(Etat.ATTRIBUE, accord_cadre=CadreFactory(montant_maximum=Decimal(80_000)))
    preparer_la_notification(scene)
    with pytest.raises(ValidationError, match="dépasse son maximum"):
        scene.avancer(
            "notifier", numero="M1", notifie_le=localdate(), montant_ht=Decimal(90_000), duree_mois=12
        )
    assert scene.relire().etat == Etat.ATTRIBUE


def test_notifier_demain_se_refuse():
    scene = scene_de_marche(Etat.ATTRIBUE)
    preparer_la_notification(scene)
    with pytest.raises(ValidationError, match="déjà passée"):
        scene.avancer(
            "notifier",
            numero="M1",
            notifie_le=localdate() + timedelta(days=1),
            montant_ht=Decimal(90_000),
            duree_mois=12,
        )


def test_infructueux_attend_que_toutes_les_offres_soient_ecartees():
    scene = scene_de_marche(Etat.ANALYSE)
    with pytest.raises(PermissionDenied, match="recevable ou reste à vérifier"):
        scene.avancer("declarer_infructueux", motif="Rien")
    for offre in scene.offres:
        actions.verifier_une_offre(offre, Conformite.IRREGULIERE, par=scene.acheteur, motif="Non signée.")

    scene.avancer("declarer_infructueux", motif="Aucune offre régulière.")

    assert (scene.marche.etat, scene.marche.motif) == (Etat.INFRUCTUEUX, "Aucune offre régulière.")


def test_renoncer_sans_motif_se_refuse():
    scene = scene_de_marche()
    with pytest.raises(ValidationError, match="Écrivez le motif"):
        scene.avancer("declarer_sans_suite", motif="  ")


def test_relancer_ouvre_un_nouveau_marche_et_un_seul():
    scene = scene_infructueuse()
    assert peut_relancer(scene.acheteur, scene.marche)
    assert not peut_relancer(scene.dgaln, scene.marche)

    nouveau = actions.relancer(scene.marche, par=scene.acheteur)

    assert (nouveau.etat, nouveau.precedent) == (Etat.PREPARATION, scene.marche)
    assert "déjà en cours" in peut_relancer(scene.acheteur, scene.marche).motif
    assert Marche.objects.courants().get(dossier=scene.dossier) == nouveau


def test_un_acheteur_qui_serait_aussi_candidat_ne_tient_aucun_role():
    scene = scene_de_marche()
    groupement = scene.marche.accord_cadre.titulaires.first().groupement
    groupement.membres.create(organisation=scene.acheteur.organisation_principale, competences="aucune")
    verdict = CYCLE.verdict("lancer_la_consultation", scene.relire(), Agent.objects.get(pk=scene.acheteur.pk))
    assert verdict.motif == "Vous appartenez à un groupement titulaire de l'accord-cadre."


def test_ouvrir_le_marche_une_seule_fois():
    scene = scene_de_marche()
    assert actions.ouvrir_le_marche(scene.dossier, par=scene.dgaln) == scene.marche


def test_ouvrir_le_marche_sans_cadre_en_vigueur_dit_quoi_faire():
    scene = scene_infructueuse()
    type(scene.marche.accord_cadre).objects.update(fin_le=localdate() - timedelta(days=1))
    with pytest.raises(ValidationError, match="Aucun accord-cadre n'est en vigueur"):
        actions.ouvrir_le_marche(scene.dossier, par=AgentFactory(dgaln=True))


def test_le_dessin_vient_de_la_table():
    assert "depouillement --> analyse: Ouvrir les plis" in CYCLE.mermaid()
