"""Les pages de la feuille de route : qui y entre, ce qu'elles montrent, ce qu'elles refusent et comment."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.enums import Etat, StatutAction
from etabli.etape5_feuille_de_route.models import Action, Axe, Enjeu, FeuilleDeRoute, Objectif
from tests.fabriques.feuille_de_route import FinancementFactory, ObjectifFactory, feuille_et_agents
from tests.fabriques.seance import ContributionFactory, FamilleFactory

pytestmark = pytest.mark.django_db
PAGES = (
    "detail",
    "actions",
    "avancement",
    "calendrier",
    "financement",
    "carte",
    "matrice",
    "trace",
    "priorites",
)
EXPORTS = ("exporter_actions", "exporter_financement", "exporter_trace")


@pytest.fixture
def lieu():
    return feuille_et_agents(nb_actions=1)


@pytest.fixture
def ouvrir(client, lieu):
    """`ouvrir("actions", par=agent)` : la réponse d'une page de la feuille ; `donnees` en fait un envoi."""

    def _ouvrir(nom, *args, par=None, donnees=None, requete="", **entetes):
        client.force_login(par or lieu.pilote)
        adresse = reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk, *args]) + requete
        return client.get(adresse, **entetes) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode()


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_s_ouvre_aux_membres_et_reste_introuvable_aux_autres(ouvrir, lieu, nom):
    for agent in (lieu.pilote, lieu.equipe, lieu.coporteur, lieu.lecteur, lieu.dgaln):
        assert ouvrir(nom, par=agent).status_code == 200
    assert ouvrir(nom, par=lieu.etranger).status_code == 404


@pytest.mark.parametrize("nom", PAGES)
def test_une_feuille_vide_s_ouvre_aussi(ouvrir, lieu, nom):
    Action.objects.all().delete()
    Axe.objects.all().delete()

    assert ouvrir(nom).status_code == 200


@pytest.mark.parametrize("nom", PAGES)
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_d_actions(ouvrir, lieu, nom):
    def une_action_complete():
        axe = lieu.axe()
        axe.enjeux.add(lieu.enjeu())
        action = lieu.action(axe, objectif=ObjectifFactory(axe=axe))
        action.depend_de.add(Action.objects.first())
        FinancementFactory(action=action)
        actions.rattacher(action, [lieu.contribution()], par=lieu.equipe)

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            assert ouvrir(nom).status_code == 200
        return len(requetes)

    une_action_complete()
    compter()  # la première lecture remplit le cache des types de contenu
    avec_une = compter()
    une_action_complete()
    une_action_complete()

    assert compter() == avec_une


def test_la_vue_d_ensemble_dit_la_chaine_et_ses_chiffres(ouvrir, lieu):
    enjeu, axe = lieu.enjeu(titre="Garder l'eau"), lieu.feuille.axes.get()
    axe.enjeux.add(enjeu)
    FinancementFactory(action=lieu.feuille.actions.get())

    page = texte(ouvrir("detail"))

    assert "Garder l&#x27;eau" in page
    assert f'href="#axe-{axe.pk}"' in page
    assert "70\u202f000\u00a0€" in page  # ce qui reste à trouver


def test_un_lecteur_lit_sans_gestes_et_sait_pourquoi(ouvrir, lieu):
    page = texte(ouvrir("detail", par=lieu.lecteur))

    assert "Ajouter un axe" not in page
    assert "écrite par l&#x27;équipe projet" in page


# --- le cycle ---


def test_rendre_demande_un_motif_et_le_montre_a_l_equipe(ouvrir, lieu):
    FeuilleDeRoute.objects.update(etat=Etat.CONCERTATION)
    assert ouvrir("avancer", "rendre").status_code == 200

    sans_motif = ouvrir("avancer", "rendre", donnees={"motif": " "})
    assert sans_motif.status_code == 422
    assert "Remplissez le champ" in texte(sans_motif)

    ouvrir("avancer", "rendre", donnees={"motif": "Chiffrez l'axe 2."})
    assert "Chiffrez l&#x27;axe 2." in texte(ouvrir("detail", par=lieu.equipe))


def test_adopter_demain_se_refuse_au_champ_et_garde_la_saisie(ouvrir, lieu):
    FeuilleDeRoute.objects.update(etat=Etat.CONCERTATION)

    refus = ouvrir("avancer", "adopter", donnees={"adoptee_le": "2999-01-01"})

    assert refus.status_code == 422
    assert "déjà passé" in texte(refus)
    assert 'value="2999-01-01"' in texte(refus)
    assert ouvrir("avancer", "adopter", donnees={"adoptee_le": "2026-01-12"}).status_code == 302
    assert FeuilleDeRoute.objects.get().etat == Etat.ADOPTEE


def test_un_acte_interdit_dit_pourquoi(ouvrir, lieu):
    refus = ouvrir("avancer", "soumettre", par=lieu.coporteur, donnees={})

    assert refus.status_code == 403
    assert "Seuls l&#x27;équipe projet et le pilote local" in texte(refus)
    assert ouvrir("avancer", "inconnu", donnees={}).status_code == 404


def test_adoptee_la_feuille_ne_s_ecrit_plus_mais_se_suit(ouvrir, lieu):
    FeuilleDeRoute.objects.update(etat=Etat.ADOPTEE)
    numero = lieu.feuille.actions.get().numero

    assert ouvrir("ajouter_axes").status_code == 403
    assert ouvrir("modifier_une_action", numero).status_code == 403
    assert ouvrir("point", numero).status_code == 200
    assert ouvrir("financer", numero).status_code == 200


# --- la chaîne ---


def test_ecrire_la_chaine_de_bout_en_bout(ouvrir, lieu):
    ouvrir("ajouter_enjeux", donnees={"titre": "Eau", "texte": "Elle manque l'été."})
    enjeu = Enjeu.objects.get()
    ouvrir("ajouter_axes", donnees={"titre": "Haie", "texte": "", "enjeux": [enjeu.pk]})
    axe = Axe.objects.get(titre="Haie")
    ouvrir("ajouter_un_objectif", axe.pk, donnees={"titre": "Dix contrats"})
    objectif = Objectif.objects.get()
    ouvrir("modifier_objectifs", objectif.pk, donnees={"titre": "Vingt contrats"})
    ouvrir("modifier_axes", axe.pk, donnees={"titre": "La haie", "texte": "", "enjeux": []})
    ouvrir("vision", donnees={"vision": "<p>En 2040</p>"})
    ouvrir("deplacer_axes", axe.pk, "monter", donnees={})

    axe.refresh_from_db()
    objectif.refresh_from_db()
    assert (axe.titre, axe.ordre, list(axe.enjeux.all())) == ("La haie", 1, [])
    assert objectif.titre == "Vingt contrats"
    assert "En 2040" in texte(ouvrir("detail"))
    ouvrir("retirer_objectifs", objectif.pk, donnees={})
    ouvrir("retirer_axes", axe.pk, donnees={})
    ouvrir("retirer_enjeux", enjeu.pk, donnees={})
    assert (Objectif.objects.count(), Axe.objects.count(), Enjeu.objects.count()) == (0, 1, 0)


def test_retirer_un_axe_qui_porte_des_actions_explique_et_ne_fait_rien(ouvrir, lieu, client):
    axe = lieu.feuille.axes.get()

    reponse = ouvrir("retirer_axes", axe.pk, donnees={})

    assert "déplacez-les d&#x27;abord" in texte(client.get(reponse.url))
    assert Axe.objects.filter(pk=axe.pk).exists()


def test_les_familles_d_une_session_deviennent_des_enjeux(ouvrir, lieu):
    FamilleFactory(seance=lieu.seance, nom="Logement")

    assert "Reprendre les familles de la session 1" in texte(ouvrir("detail"))
    ouvrir("depuis_les_familles", donnees={"seance": lieu.seance.pk})

    assert Enjeu.objects.get().titre == "Logement"
    assert ouvrir("depuis_les_familles", donnees={"seance": "rien"}).status_code == 403


def test_un_maillon_d_une_autre_feuille_est_introuvable(ouvrir, lieu):
    ailleurs = ObjectifFactory()

    assert ouvrir("modifier_axes", ailleurs.axe_id).status_code == 404
    assert ouvrir("modifier_objectifs", ailleurs.pk).status_code == 404
    assert ouvrir("rattacher", "axe", ailleurs.axe_id).status_code == 404


# --- les actions ---


def une_saisie(lieu, **champs):
    axe = lieu.feuille.axes.first()
    base = {
        "titre": "Planter",
        "axe": axe.pk,
        "priorite": "haute",
        "maturite": "fiche_projet",
        "horizon": "court",
    }
    return {**base, **champs}


def test_ajouter_une_action_complete(ouvrir, lieu):
    porteur = lieu.coporteur.organisation_principale
    saisie = une_saisie(
        lieu, cout_min="1 200,50", cout_max="2000 €", debut_le="2027-01-01", maitrise_d_ouvrage=porteur.pk
    )

    reponse = ouvrir("ajouter_une_action", donnees=saisie)

    action = Action.objects.get(titre="Planter")
    assert reponse.url.endswith(f"/actions/{action.numero}/")
    assert (action.cout_min, action.cout_max) == (Decimal("1200.50"), Decimal(2000))
    assert (action.maitrise_d_ouvrage, action.debut_le) == (porteur, date(2027, 1, 1))


def test_une_fiche_refusee_rend_tout_ce_qui_etait_tape(ouvrir, lieu):
    refus = ouvrir(
        "ajouter_une_action",
        donnees=une_saisie(lieu, titre="", description="Un long texte", cout_max="beaucoup"),
    )

    assert refus.status_code == 422
    assert "Un long texte" in texte(refus)
    assert 'value="beaucoup"' in texte(refus)
    assert "Écrivez un montant en euros" in texte(refus)
    assert Action.objects.count() == 1


def test_l_equipe_projet_ne_se_propose_pas_comme_maitre_d_ouvrage(ouvrir, lieu):
    page = texte(ouvrir("ajouter_une_action"))

    assert f">{lieu.coporteur.organisation_principale}</option>" in page
    assert f">{lieu.equipe.organisation_principale}</option>" not in page


def test_modifier_entre_temps_montre_les_deux_textes_puis_laisse_choisir(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    lue = action.version
    actions.modifier_une_action(action, titre="Écrit par l'autre", par=lieu.equipe)

    conflit = ouvrir(
        "modifier_une_action", action.numero, donnees=une_saisie(lieu, titre="Écrit par moi", version=lue)
    )

    assert conflit.status_code == 409
    assert (
        "enregistré «\u00a0Écrit par l&#x27;autre\u00a0», vous écrivez «\u00a0Écrit par moi\u00a0»"
        in texte(conflit)
    )
    assert Action.objects.get().titre == "Écrit par l'autre"

    suite = une_saisie(lieu, titre="Écrit par moi", version=conflit.context["version"])
    assert ouvrir("modifier_une_action", action.numero, donnees=suite).status_code == 302
    assert Action.objects.get().titre == "Écrit par moi"


def test_les_filtres_et_le_tri_sont_dans_l_adresse(ouvrir, lieu):
    lieu.action(titre="Ouvrir la gare", statut=StatutAction.EN_COURS, cout_max=Decimal(500_000))
    lieu.action(titre="Planter la haie", statut=StatutAction.EN_COURS)

    filtree = texte(ouvrir("actions", requete="?statut=en_cours&tri=-cout_max"))
    assert filtree.index("Ouvrir la gare") < filtree.index("Planter la haie")
    assert "2\u00a0actions" in filtree
    assert "1\u00a0action<" in texte(ouvrir("actions", requete="?q=gare"))
    assert "3\u00a0actions" in texte(ouvrir("actions", requete="?statut=inconnu&axe=zut"))
    assert "?statut=en_cours" in texte(ouvrir("calendrier", requete="?statut=en_cours"))


@pytest.mark.parametrize("nom", ["actions", "calendrier", "financement", "priorites"])
def test_htmx_ne_recoit_que_le_tableau(ouvrir, nom):
    reponse = ouvrir(nom, headers={"HX-Request": "true"})

    assert "<html" not in texte(reponse)
    assert 'id="table"' in texte(reponse)


def test_la_page_d_une_action_dit_son_plan_et_sa_trace(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    FinancementFactory(action=action, financeur="Région fictive")
    actions.rattacher(action, [lieu.contribution(texte="Des arbres partout")], par=lieu.equipe)
    actions.faire_le_point(
        action, date(2026, 1, 5), StatutAction.EN_COURS, "Le devis est signé.", par=lieu.pilote
    )

    page = texte(ouvrir("action", action.numero))

    for mot in ("Région fictive", "Des arbres partout", "Le devis est signé.", "70\u202f000\u00a0€"):
        assert mot in page
    assert ouvrir("action", 99).status_code == 404


def test_des_dates_qui_se_contredisent_se_voient(ouvrir, lieu):
    premiere = lieu.feuille.actions.get()
    trop_tot = lieu.action(debut_le=date(2027, 6, 1), fin_le=date(2028, 1, 1))
    trop_tot.depend_de.add(premiere)

    assert "Des dates se contredisent" in texte(ouvrir("calendrier"))


# --- le financement, les étapes, le suivi ---


def lignes(prefixe, *saisies, **suite):
    donnees = {f"{prefixe}-TOTAL_FORMS": str(len(saisies)), f"{prefixe}-INITIAL_FORMS": "0", **suite}
    for rang, saisie in enumerate(saisies):
        donnees |= {f"{prefixe}-{rang}-{nom}": valeur for nom, valeur in saisie.items()}
    return donnees


def test_tenir_le_plan_de_financement_sans_javascript(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    ancienne = FinancementFactory(action=action)
    saisie = lignes(
        "plan",
        {"pk": ancienne.pk, "financeur": "Ancienne", "retirer": "on"},
        {"financeur": "Région", "dispositif": "FEDER", "demande": "1 500,50", "obtenu": "", "paye": ""},
        {"financeur": ""},
    )

    assert ouvrir("financer", action.numero, donnees=saisie).status_code == 302

    ligne = action.financements.get()
    assert (ligne.financeur, ligne.demande, ligne.obtenu) == ("Région", Decimal("1500.50"), 0)


def test_une_ligne_refusee_rend_toutes_les_lignes(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    for saisie, phrase in (
        ({"financeur": "Région", "obtenu": "1", "paye": "2"}, "Le payé dépasse"),
        ({"dispositif": "FEDER", "demande": "5"}, "Dites qui finance"),
        ({"financeur": "Région", "demande": "-5"}, "supérieure ou égale à 0"),
    ):
        refus = ouvrir("financer", action.numero, donnees=lignes("plan", {"financeur": "Commune"}, saisie))

        assert refus.status_code == 422
        assert phrase in texte(refus)
        assert 'value="Commune"' in texte(refus)
    assert not action.financements.exists()


def test_deux_lignes_jumelles_se_refusent(ouvrir, lieu):
    jumelle = {"financeur": "Région", "dispositif": "FEDER"}

    refus = ouvrir("financer", lieu.feuille.actions.get().numero, donnees=lignes("plan", jumelle, jumelle))

    assert refus.status_code == 422
    assert "figurent deux fois" in texte(refus)


def test_ajouter_des_lignes_n_enregistre_rien_et_ne_perd_rien(ouvrir, lieu):
    action = lieu.feuille.actions.get()

    page = ouvrir("financer", action.numero, donnees=lignes("plan", {"financeur": "Commune"}, plus="1"))

    assert page.status_code == 200
    assert 'value="Commune"' in texte(page)
    assert 'name="plan-2-financeur"' in texte(page)
    assert not action.financements.exists()


def test_un_plan_lu_trop_tot_ne_s_ecrase_pas(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    lue = action.version
    actions.financer(action, "État", par=lieu.equipe)

    conflit = ouvrir("financer", action.numero, donnees=lignes("plan", {"financeur": "Région"}, version=lue))

    assert conflit.status_code == 409
    assert 'value="Région"' in texte(conflit)
    assert action.financements.get().financeur == "État"


def test_tenir_les_etapes(ouvrir, lieu):
    action = lieu.feuille.actions.get()
    saisie = lignes("etapes", {"libelle": "Étude", "prevue_le": "2027-01-01"}, {"libelle": ""})

    assert ouvrir("etapes", action.numero, donnees=saisie).status_code == 302
    assert action.etapes.get().libelle == "Étude"

    refus = ouvrir("etapes", action.numero, donnees=lignes("etapes", {"prevue_le": "2027-01-01"}))
    assert refus.status_code == 422
    assert "Dites quelle étape" in texte(refus)


def test_faire_le_point_et_dire_ce_qui_bloque(ouvrir, lieu):
    numero = lieu.feuille.actions.get().numero

    muet = ouvrir("point", numero, donnees={"le": "2026-01-05", "statut": "bloquee"})
    assert muet.status_code == 422
    assert "ce qui retient l&#x27;action" in texte(muet)

    dit = {"le": "2026-01-05", "statut": "bloquee", "texte": "Le foncier manque."}
    assert ouvrir("point", numero, donnees=dit).status_code == 302
    assert Action.objects.get().statut == StatutAction.BLOQUEE


def test_retirer_une_action_demande_pourquoi(ouvrir, lieu):
    numero = lieu.feuille.actions.get().numero

    assert ouvrir("retirer_une_action", numero, donnees={"motif": ""}).status_code == 422
    assert ouvrir("retirer_une_action", numero, donnees={"motif": "Doublon."}).status_code == 302
    assert not Action.objects.exists()


# --- la trace ---


def test_d_une_contribution_on_lit_et_on_change_le_sort(ouvrir, lieu):
    parole, axe = lieu.contribution(texte="Un arbre par enfant"), lieu.feuille.axes.get()
    assert "Sans suite à ce jour" in texte(ouvrir("contribution", parole.pk))

    ouvrir("rattacher_a", parole.pk, donnees={"cible": f"axe-{axe.pk}"})
    page = texte(ouvrir("contribution", parole.pk))
    assert "A nourri l&#x27;axe" in page or "A nourri l'axe" in page

    ouvrir("detacher", "axe", axe.pk, parole.pk, donnees={"retour": "contribution"})
    assert not axe.contributions.exists()
    assert ouvrir("rattacher_a", parole.pk, donnees={"cible": "zut"}).status_code == 302


def test_cocher_des_contributions_pour_un_axe(ouvrir, lieu):
    axe = lieu.feuille.axes.get()
    cochee, laissee = lieu.contribution(texte="La haie"), lieu.contribution(texte="Le train")
    etrangere = ContributionFactory()
    assert "Le train" not in texte(ouvrir("rattacher", "axe", axe.pk, requete="?q=haie"))

    saisie = {"contributions": [str(cochee.pk), str(etrangere.pk), "zut"]}
    ouvrir("rattacher", "axe", axe.pk, donnees=saisie)

    assert list(axe.contributions.all()) == [cochee]
    assert laissee not in axe.contributions.all()


def test_la_trace_se_filtre_et_se_compte(ouvrir, lieu):
    suivie, sans = lieu.contribution(texte="Suivie"), lieu.contribution(texte="Orpheline")
    actions.rattacher(lieu.feuille.axes.get(), [suivie], par=lieu.equipe)

    tout = texte(ouvrir("trace"))
    assert "1\u00a0contribution sur 2 a une suite" in tout
    assert sans.texte in tout
    assert "Suivie" not in texte(ouvrir("trace", requete="?sort=sans")).split('id="table"')[1]
    assert "Orpheline" not in texte(ouvrir("trace", requete="?sort=suivie")).split('id="table"')[1]


def test_une_contribution_d_un_autre_dossier_est_introuvable(ouvrir):
    assert ouvrir("contribution", ContributionFactory().pk).status_code == 404


# --- ce qui s'emporte ---


@pytest.mark.parametrize("nom", EXPORTS)
def test_chaque_export_s_ouvre_et_ne_porte_aucune_formule(ouvrir, lieu, nom):
    action = lieu.feuille.actions.get()
    Action.objects.update(titre="=1+1")
    FinancementFactory(action=action, financeur="=cmd()")
    actions.rattacher(action, [lieu.contribution(texte="=HYPERLINK(1)")], par=lieu.equipe)

    lu = ouvrir(nom, "csv").content.decode("utf-8-sig")
    cellules = [c for ligne in csv.reader(io.StringIO(lu), delimiter=";") for c in ligne]
    assert not [c for c in cellules if c.startswith(("=", "+", "@"))]
    assert any(c.startswith("'=") for c in cellules)
    feuille = load_workbook(io.BytesIO(ouvrir(nom, "xlsx").content)).active
    assert all(c.data_type != "f" for ligne in feuille.iter_rows() for c in ligne)
    assert ouvrir(nom, "exe").status_code == 404
    assert ouvrir(nom, "csv", par=lieu.etranger).status_code == 404


def test_l_export_suit_les_filtres(ouvrir, lieu):
    lieu.action(titre="Ouvrir la gare", statut=StatutAction.EN_COURS)

    lu = ouvrir("exporter_actions", "csv", requete="?statut=en_cours").content.decode("utf-8-sig")

    assert len(lu.splitlines()) == 2
    assert "Ouvrir la gare" in lu


def test_le_classement_suit_les_poids_de_l_adresse(ouvrir, lieu):
    lieu.action(titre="Peu chère", priorite="basse", cout_max=Decimal(1), cout_min=Decimal(1))
    Action.objects.filter(titre__startswith="Action").update(titre="Prioritaire", priorite="haute")
    zero = "gommettes=0&paroles=0&maturite=0&financement=0&horizon=0"

    par_cout = texte(ouvrir("priorites", requete=f"?{zero}&priorite=0&cout=5"))
    par_priorite = texte(ouvrir("priorites", requete=f"?{zero}&priorite=5&cout=0"))

    assert par_cout.index("Peu chère") < par_cout.index("Prioritaire")
    assert par_priorite.index("Prioritaire") < par_priorite.index("Peu chère")
    assert "Donnez du poids" in texte(ouvrir("priorites", requete=f"?{zero}&priorite=0&cout=0"))
