"""Les écritures : la chaîne, les actions, leur financement, leur suivi."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.suites import suites
from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.actions import ActionModifieeEntreTemps, LigneDePlan, LigneDEtape
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction, TypeSuite
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute
from etabli.etape5_feuille_de_route.permissions import peut_rediger, peut_suivre
from etabli.etape5_feuille_de_route.trace import flux_de_la_trace, suivi_des_contributions
from etabli.socle.cycle import acte_accompli
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.feuille_de_route import (
    ActionFactory,
    AxeFactory,
    FeuilleDeRouteFactory,
    FinancementFactory,
    ObjectifFactory,
    feuille_et_agents,
)
from tests.fabriques.seance import ContributionFactory, FamilleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    return feuille_et_agents()


def dernier_fait(objet):
    return Fait.objects.sur(objet).first()


# --- la chaîne ---


def test_de_la_parole_a_l_action_la_chaine_se_tient(lieu):
    famille = FamilleFactory(seance=lieu.seance, nom="Logement")
    dite, masquee = lieu.contribution(famille=famille), lieu.contribution(famille=famille, est_masquee=True)

    [enjeu] = actions.enjeux_depuis_les_familles(lieu.feuille, lieu.seance, par=lieu.equipe)
    axe = actions.ajouter_un_axe(lieu.feuille, "Rallumer le bourg", enjeux=[enjeu], par=lieu.equipe)
    objectif = actions.ajouter_un_objectif(axe, "Soixante logements", par=lieu.equipe)
    action = actions.ajouter_une_action(
        lieu.feuille, axe, "Relever la vacance", objectif=objectif, contributions=[dite], par=lieu.equipe
    )

    assert (enjeu.titre, list(enjeu.contributions.all())) == ("Logement", [dite])
    assert masquee not in enjeu.contributions.all()
    assert suites([dite])[dite.pk] == [
        "Retenue dans l'enjeu «\u00a0Logement\u00a0»",
        "A fait naître l'action «\u00a0Relever la vacance\u00a0»",
    ]
    assert dernier_fait(action).phrase == "a ajouté l'action 1 «\u00a0Relever la vacance\u00a0»"


def test_reprendre_deux_fois_les_familles_ne_double_rien(lieu):
    FamilleFactory(seance=lieu.seance)

    actions.enjeux_depuis_les_familles(lieu.feuille, lieu.seance, par=lieu.equipe)

    assert actions.enjeux_depuis_les_familles(lieu.feuille, lieu.seance, par=lieu.equipe) == []
    assert Enjeu.objects.count() == 1


def test_rattacher_deux_fois_ne_compte_qu_une(lieu):
    axe, dite = lieu.axe(), lieu.contribution()

    assert actions.rattacher(axe, [dite], par=lieu.equipe) == 1
    assert actions.rattacher(axe, [dite], par=lieu.equipe) == 0
    assert suites([dite])[dite.pk] == [f"A nourri l'axe «\u00a0{axe}\u00a0»"]

    actions.detacher(axe, dite, par=lieu.equipe)
    assert suites([dite])[dite.pk] == []


def test_une_parole_d_un_autre_atelier_n_explique_rien_ici(lieu):
    etrangere = ContributionFactory()

    for ecrire in (
        lambda: actions.rattacher(lieu.axe(), [etrangere], par=lieu.equipe),
        lambda: actions.ajouter_un_enjeu(lieu.feuille, "Eau", contributions=[etrangere], par=lieu.equipe),
    ):
        with pytest.raises(ValidationError, match="autre atelier"):
            ecrire()
    assert not Enjeu.objects.exists()


def test_un_axe_qui_porte_des_actions_ne_se_retire_pas(lieu):
    action = lieu.action()

    with pytest.raises(ValidationError, match="déplacez-les"):
        actions.retirer_un_maillon(action.axe, par=lieu.equipe)

    action.delete()
    actions.retirer_un_maillon(action.axe, par=lieu.equipe)
    assert not Axe.objects.exists()
    assert dernier_fait(lieu.feuille).phrase.startswith("a retiré l'axe")


def test_deplacer_echange_les_rangs_et_s_arrete_au_bout(lieu):
    premier, second = lieu.axe(titre="A"), lieu.axe(titre="B")

    assert actions.deplacer_un_maillon(second, -1, par=lieu.equipe)
    assert not actions.deplacer_un_maillon(second, -1, par=lieu.equipe)

    assert [a.titre for a in lieu.feuille.axes.all()] == ["B", "A"]
    assert premier in lieu.feuille.axes.all()


def test_la_vision_s_assainit_et_garde_l_avant(lieu):
    actions.ecrire_la_vision(lieu.feuille, "<p>En 2040</p><script>x</script>", par=lieu.equipe)

    assert lieu.feuille.vision == "<p>En 2040</p>"
    assert dernier_fait(lieu.feuille).donnees["avant"] == ""


def test_modifier_un_maillon_garde_l_avant_et_l_apres(lieu):
    enjeu, axe = lieu.enjeu(), lieu.axe(titre="Avant")

    actions.modifier_un_maillon(axe, titre="Après", enjeux=[enjeu], par=lieu.equipe)

    assert list(axe.enjeux.all()) == [enjeu]
    fait = dernier_fait(axe)
    assert (fait.donnees["avant"]["titre"], fait.donnees["apres"]["titre"]) == ("Avant", "Après")


# --- les actions ---


def test_les_numeros_se_suivent_par_feuille(lieu):
    axe = lieu.axe()
    ActionFactory(axe=AxeFactory(), numero=7)

    premiere, seconde = (actions.ajouter_une_action(lieu.feuille, axe, t, par=lieu.equipe) for t in "AB")

    assert (premiere.numero, seconde.numero) == (1, 2)


def test_des_champs_qui_se_contredisent_se_refusent_en_francais(lieu):
    axe, ailleurs = lieu.axe(), ObjectifFactory()

    for champs, phrase in (
        ({"debut_le": date(2027, 2, 1), "fin_le": date(2027, 1, 1)}, "La fin précède le début"),
        ({"cout_min": Decimal(2), "cout_max": Decimal(1)}, "Le coût le plus haut"),
        ({"objectif": ailleurs}, "un autre axe"),
    ):
        with pytest.raises(ValidationError, match=phrase):
            actions.ajouter_une_action(lieu.feuille, axe, "Contradictoire", par=lieu.equipe, **champs)
    assert not Action.objects.exists()


def test_deux_plumes_sur_la_meme_action_rien_ne_s_ecrase(lieu):
    action = lieu.action(titre="Avant")
    lue = action.version
    actions.modifier_une_action(action, titre="Par la première", version_lue=lue, par=lieu.equipe)

    with pytest.raises(ActionModifieeEntreTemps) as conflit:
        actions.modifier_une_action(action, titre="Par la seconde", version_lue=lue, par=lieu.pilote)

    assert conflit.value.actuelle.titre == "Par la première"
    actions.modifier_une_action(
        action, titre="Par la seconde", version_lue=conflit.value.actuelle.version, par=lieu.pilote
    )
    assert Action.objects.get().titre == "Par la seconde"


def test_le_journal_ne_garde_que_ce_qui_change(lieu):
    action = lieu.action(titre="Avant", indicateur="Le même")

    actions.modifier_une_action(action, titre="Après", indicateur="Le même", par=lieu.equipe)

    assert dernier_fait(action).donnees == {"avant": {"titre": "Avant"}, "apres": {"titre": "Après"}}


def test_des_dependances_qui_tournent_en_rond_se_refusent_sans_rien_ecrire(lieu):
    axe = lieu.axe()
    premiere, seconde = lieu.action(axe), lieu.action(axe)
    actions.modifier_une_action(seconde, depend_de=[premiere], par=lieu.equipe)

    with pytest.raises(ValidationError, match="tournent en rond"):
        actions.modifier_une_action(premiere, depend_de=[seconde], par=lieu.equipe)

    assert list(premiere.depend_de.all()) == []


def test_planifier_et_retirer_laissent_leur_trace(lieu):
    action = lieu.action(titre="Étude")
    actions.planifier(action, date(2027, 1, 1), date(2028, 1, 1), par=lieu.equipe)
    assert Action.objects.get().fin_le == date(2028, 1, 1)

    actions.retirer_une_action(action, motif="Déjà faite ailleurs.", par=lieu.equipe)

    assert not Action.objects.exists()
    assert dernier_fait(lieu.feuille).donnees["motif"] == "Déjà faite ailleurs."


# --- le financement ---


def test_financer_deux_fois_met_la_ligne_a_jour(lieu):
    action = lieu.action()
    for obtenu in (Decimal(0), Decimal(5)):
        actions.financer(
            action, "État", dispositif="DETR", demande=Decimal(10), obtenu=obtenu, par=lieu.equipe
        )

    ligne = action.financements.get()
    assert (ligne.demande, ligne.obtenu) == (10, 5)


@pytest.mark.parametrize(
    ("ligne", "phrase"),
    [
        (LigneDePlan("État", demande=Decimal(-1)), "négatif"),
        (LigneDePlan("État", obtenu=Decimal(1), paye=Decimal(2)), "payé plus"),
        (LigneDePlan("  "), "pas de financeur"),
    ],
)
def test_une_ligne_impossible_se_refuse(lieu, ligne, phrase):
    with pytest.raises(ValidationError, match=phrase):
        actions.tenir_le_plan(lieu.action(), [ligne], par=lieu.equipe)


def test_tenir_le_plan_remplace_renomme_et_retire(lieu):
    action = lieu.action()
    gardee, retiree = FinancementFactory(action=action), FinancementFactory(action=action)
    lue = action.version

    actions.tenir_le_plan(
        action,
        [LigneDePlan("Région", "FEDER", Decimal(9), pk=gardee.pk), LigneDePlan("Commune")],
        version_lue=lue,
        par=lieu.equipe,
    )

    assert [(f.financeur, f.dispositif) for f in action.financements.all()] == [
        ("Région", "FEDER"),
        ("Commune", ""),
    ]
    assert action.financements.first().pk == gardee.pk
    assert retiree.financeur in str(dernier_fait(action).donnees["avant"])
    with pytest.raises(ActionModifieeEntreTemps):
        actions.tenir_le_plan(action, [], version_lue=lue, par=lieu.pilote)


def test_deux_fois_le_meme_financeur_et_dispositif_se_refuse(lieu):
    with pytest.raises(ValidationError, match="deux fois"):
        actions.tenir_le_plan(
            lieu.action(), [LigneDePlan("État", "DETR"), LigneDePlan("état ", "detr")], par=lieu.equipe
        )


def test_une_ligne_d_une_autre_action_ne_se_prend_pas(lieu):
    action, autre = lieu.action(), FinancementFactory()

    actions.tenir_le_plan(action, [LigneDePlan("Région", pk=autre.pk)], par=lieu.equipe)

    assert action.financements.get().pk != autre.pk
    autre.refresh_from_db()
    assert autre.financeur != "Région"


# --- le suivi ---


def test_le_point_le_plus_recent_donne_le_statut_et_s_ecrit(lieu, django_capture_on_commit_callbacks):
    action = lieu.action(maitrise_d_ouvrage=lieu.lecteur.organisation_principale)
    hier = localdate() - timedelta(1)

    with django_capture_on_commit_callbacks(execute=True):
        actions.faire_le_point(action, hier, StatutAction.BLOQUEE, "Le foncier manque.", par=lieu.pilote)
        actions.faire_le_point(
            action, hier - timedelta(30), StatutAction.EN_COURS, suite=TypeSuite.PPA, par=lieu.pilote
        )

    assert Action.objects.get().statut == StatutAction.BLOQUEE
    lettres = LettreSortante.objects.filter(modele="feuille-de-route-point")
    assert {lieu.coporteur.email, lieu.lecteur.email} <= set(lettres.values_list("destinataire", flat=True))
    assert lettres.values("cle").count() == lettres.values("destinataire").distinct().count()
    assert "Le foncier manque." in lettres[0].texte


def test_on_ne_fait_pas_le_point_demain(lieu):
    with pytest.raises(ValidationError, match="déjà passée"):
        actions.faire_le_point(
            lieu.action(), localdate() + timedelta(1), StatutAction.EN_COURS, par=lieu.pilote
        )


def test_tenir_les_etapes_les_remet_en_ordre(lieu):
    action = lieu.action()
    actions.ajouter_une_etape(action, "Ancienne", par=lieu.equipe)

    actions.tenir_les_etapes(
        action, [LigneDEtape("Étude", faite_le=date(2026, 1, 1)), LigneDEtape("Travaux")], par=lieu.equipe
    )

    assert [(e.ordre, str(e)) for e in action.etapes.all()] == [(1, "Étude"), (2, "Travaux")]
    with pytest.raises(ValidationError, match="déjà passée"):
        actions.tenir_les_etapes(
            action, [LigneDEtape("Fête", faite_le=localdate() + timedelta(1))], par=lieu.equipe
        )


# --- les droits ---


@pytest.mark.parametrize("etat", list(Etat))
def test_qui_redige_et_jusqu_a_quand(etat):
    lieu = feuille_et_agents(etat=etat)
    ouverts = {role for role, agent in lieu.par_role().items() if peut_rediger(agent, lieu.feuille)}

    attendus = {"pilote", "copilote", "coporteur", "equipe"}
    assert ouverts == (attendus if etat in (Etat.REDACTION, Etat.CONCERTATION) else set())


@pytest.mark.parametrize("etat", list(Etat))
def test_le_maitre_d_ouvrage_suit_son_action_meme_adoptee(etat):
    lieu = feuille_et_agents(etat=etat)
    action = lieu.action(maitrise_d_ouvrage=lieu.lecteur.organisation_principale)
    action.feuille = lieu.feuille

    ouverts = {role for role, agent in lieu.par_role().items() if peut_suivre(agent, action)}

    attendus = {"pilote", "copilote", "coporteur", "equipe", "lecteur"}
    assert ouverts == (set() if etat == Etat.CLOSE else attendus)


# --- la trace ---


def test_la_couverture_dit_qui_a_ete_entendu(lieu):
    suivie = lieu.contribution(college="elu")
    lieu.contribution(college="habitant")
    lieu.contribution(est_masquee=True)
    actions.rattacher(lieu.action(), [suivie], par=lieu.equipe)

    suivi = suivi_des_contributions(lieu.feuille)

    assert (suivi.totale.nb_dites, suivi.totale.nb_suivies) == (2, 1)
    assert {nom: c.part for nom, c in suivi.par_college} == {"Élus": 1.0, "Habitants": 0.0}
    assert [nom for nom, _ in suivi.par_session] == ["Session 1"]


def test_le_flux_va_des_sessions_aux_axes_et_dit_ce_qui_reste(lieu):
    enjeu, axe = lieu.enjeu(titre="Eau"), lieu.axe(titre="Haie")
    axe.enjeux.add(enjeu)
    dites = [lieu.contribution() for _ in range(3)]
    actions.rattacher(enjeu, dites[:2], par=lieu.equipe)

    lignes = flux_de_la_trace(lieu.feuille).lignes

    assert set(lignes) == {
        ("Session 1", "Enjeu 1 : Eau", "2"),
        ("Session 1", "Sans suite à ce jour", "1"),
        ("Enjeu 1 : Eau", "Axe 1 : Haie", "2"),
    }


def test_l_atelier_lance_ouvre_la_feuille_une_seule_fois(lieu):
    FeuilleDeRoute.objects.all().delete()
    atelier = Atelier.objects.get()

    for _ in range(2):
        acte_accompli.send(sender=Atelier, acte="lancer", objet=atelier, par=lieu.pilote, donnees={})

    assert FeuilleDeRoute.objects.get().dossier == lieu.dossier


def test_une_feuille_ne_se_voit_que_de_son_dossier(lieu):
    FeuilleDeRouteFactory()

    visibles = {role: FeuilleDeRoute.objects.visible_to(a).count() for role, a in lieu.par_role().items()}

    assert visibles == {**dict.fromkeys(lieu.par_role(), 1), "dgaln": 2, "etranger": 0}
