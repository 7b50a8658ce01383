"""L'argent année par année, les règles des financeurs, le lieu d'une action."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.calcul import (
    LigneDeFinancement,
    Regle,
    annees_de,
    ecart_des_annees,
    juger,
)
from etabli.etape5_feuille_de_route.enums import Etat
from etabli.etape5_feuille_de_route.lecture import Financement
from etabli.etape5_feuille_de_route.lieux import communes_placees, lire_le_point, trace_du_point
from etabli.etape5_feuille_de_route.models import RegleDeFinancement
from etabli.socle.models import Fait
from tests.fabriques.feuille_de_route import FinancementFactory, feuille_et_agents

MONTANTS = st.decimals(0, 1_000_000, places=2)
NOMS = st.sampled_from(["État", "région", "Région ", "Commune fictive", "Europe"])
LIGNES = st.builds(
    LigneDeFinancement, NOMS, MONTANTS, MONTANTS, dispositif=st.sampled_from(["", "DETR", "detr"])
)
REGLES = st.builds(
    Regle,
    st.just("Règle fictive"),
    st.decimals("0.01", 1, places=2),
    st.just("Texte fictif"),
    st.one_of(st.just(""), NOMS),
    st.sampled_from(["", "DETR"]),
)


# --- Les règles, sans la base ---


@given(st.decimals(1, 1_000_000, places=2), st.lists(LIGNES), st.lists(REGLES))
def test_un_avis_dit_le_montant_la_part_et_ce_qui_depasse(cout, lignes, regles):
    for avis in juger(cout, lignes, "Commune fictive", regles):
        visees = [x for x in lignes if avis.regle.vise(x, "Commune fictive")]
        assert avis.montant == sum(max(x.demande, x.obtenu) for x in visees)
        assert avis.taux == avis.montant / cout
        assert avis.depassement == max(Decimal(0), avis.montant - cout * avis.regle.taux)
        assert avis.est_tenue == (avis.montant <= cout * avis.regle.taux)


@given(st.lists(LIGNES), st.lists(REGLES))
def test_sans_cout_aucune_regle_ne_se_prononce(lignes, regles):
    assert juger(None, lignes, "Commune fictive", regles) == []
    assert juger(Decimal(0), lignes, "Commune fictive", regles) == []


def test_l_ensemble_des_aides_ne_compte_pas_le_maitre_d_ouvrage():
    lignes = [LigneDeFinancement("Commune  fictive", Decimal(50)), LigneDeFinancement("État", Decimal(60))]
    cumul = Regle("Cumul fictif", Decimal("0.5"), "Texte fictif")

    (avis,) = juger(Decimal(100), lignes, "commune fictive", [cumul])

    assert (avis.montant, avis.depassement) == (Decimal(60), Decimal(10))


@given(
    MONTANTS,
    st.dictionaries(st.integers(2020, 2040), st.decimals("0.01", 10_000, places=2), max_size=5),
    st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    st.integers(0, 2000),
)
def test_les_annees_ecrites_ne_comptent_que_si_elles_font_le_cout(cout, saisies, debut, duree):
    fin = debut + timedelta(duree)

    assert sum(annees_de(cout, saisies, debut, fin).values()) == cout
    fait = sum(saisies.values(), Decimal(0))
    assert annees_de(fait, saisies, None, None) == saisies
    assert ecart_des_annees(cout, saisies) == ((cout - fait) if saisies else 0)


# --- Le coût par année ---


@pytest.fixture
def lieu(db):
    return feuille_et_agents(nb_actions=1)


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(nom, *args, par=None, donnees=None):
        client.force_login(par or lieu.equipe)
        adresse = reverse(f"feuille_de_route:{nom}", args=args)
        return client.get(adresse) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode().replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")


def annees(*lignes):
    envoi = {"annees-TOTAL_FORMS": len(lignes), "annees-INITIAL_FORMS": 0}
    for rang, (annee, montant) in enumerate(lignes):
        envoi |= {f"annees-{rang}-annee": annee, f"annees-{rang}-montant": montant}
    return envoi


def test_le_cout_ecrit_par_annee_remplace_le_prorata(lieu, ouvrir):
    action = lieu.feuille.actions.get()
    reponse = ouvrir(
        "repartir_le_cout", lieu.dossier.pk, action.numero, donnees=annees((2027, "30 000"), (2028, "70 000"))
    )

    assert reponse.url == action.get_absolute_url()
    lu = Financement(list(lieu.feuille.actions.for_detail()))
    assert lu.par_annee == {2027: Decimal(30_000), 2028: Decimal(70_000)}
    assert "Par année, HT : 2027" in texte(ouvrir("action", lieu.dossier.pk, action.numero))
    assert Fait.objects.sur(action).filter(acte="repartir_le_cout").exists()


@pytest.mark.parametrize(
    ("lignes", "phrase"),
    [
        ([(2027, "30 000")], "Les années font 30 000 €, le coût est de 100 000 € : il manque 70 000 €."),
        ([(2027, "100 001")], "il y a 1 € de trop"),
        ([(2027, "50 000"), (2027, "50 000")], "L'année 2027 figure deux fois"),
        ([("", "50 000")], "Dites de quelle année est ce montant"),
        ([(27, "100 000")], "2000"),
        ([(2027, "beaucoup")], "Écrivez un montant en euros"),
    ],
)
def test_des_annees_qui_ne_font_pas_le_cout_se_disent_au_champ_sans_rien_perdre(lieu, ouvrir, lignes, phrase):
    action = lieu.feuille.actions.get()
    reponse = ouvrir("repartir_le_cout", lieu.dossier.pk, action.numero, donnees=annees(*lignes))

    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert str(lignes[0][1]) in texte(reponse)
    assert not action.couts_annuels.exists()


def test_un_cout_change_apres_coup_rend_la_repartition_au_prorata_et_le_dit(lieu, ouvrir):
    action = lieu.feuille.actions.get()
    actions.repartir_le_cout(action, {2027: Decimal(100_000)}, par=lieu.equipe)
    actions.modifier_une_action(action, cout_max=Decimal(120_000), par=lieu.equipe)

    lu = Financement(list(lieu.feuille.actions.for_detail()))

    assert lu.annees_a_revoir == [action]
    assert sum(lu.par_annee.values()) == Decimal(120_000)
    assert "les années ne font plus le coût" in texte(ouvrir("financement", lieu.dossier.pk))


def test_tout_effacer_revient_au_prorata(lieu, ouvrir):
    action = lieu.feuille.actions.get()
    actions.repartir_le_cout(action, {2030: Decimal(100_000)}, par=lieu.equipe)

    ouvrir("repartir_le_cout", lieu.dossier.pk, action.numero, donnees=annees((2030, "")))

    assert Financement(list(lieu.feuille.actions.for_detail())).par_annee == {2027: Decimal(100_000)}


def test_qui_ne_suit_pas_l_action_ne_repartit_pas_son_cout(lieu, ouvrir):
    numero = lieu.feuille.actions.get().numero

    assert ouvrir("repartir_le_cout", lieu.dossier.pk, numero, par=lieu.lecteur).status_code == 403


# --- Les règles de la DGALN ---

REGLE = {
    "libelle": "Plafond fictif",
    "financeur": "",
    "dispositif": "",
    "taux": "70",
    "source": "Texte fictif, art. 1",
}


def test_aucune_regle_n_est_fournie(db):
    assert not RegleDeFinancement.objects.exists()


def test_la_dgaln_ecrit_une_regle_avec_sa_source_et_chaque_plan_lui_est_compare(lieu, ouvrir):
    action = lieu.feuille.actions.get()
    FinancementFactory(action=action, financeur="État fictif", demande=Decimal(80_000))
    assert ouvrir("ajouter_une_regle", par=lieu.dgaln, donnees=REGLE).status_code == 302

    fiche = texte(ouvrir("action", lieu.dossier.pk, action.numero))
    ensemble = texte(ouvrir("financement", lieu.dossier.pk))

    assert "Dépassée de 10 000 €" in fiche
    assert "Texte fictif, art. 1" in fiche
    assert "1 dépassement d'une règle" in ensemble
    assert "Dépassée" in ensemble


@pytest.mark.parametrize(
    ("faute", "phrase"),
    [
        ({"source": ""}, "Dites quel texte pose cette règle"),
        ({"taux": "130"}, "100"),
        ({"depuis_le": "2027-05-01", "jusqu_au": "2027-01-01"}, "Cette date précède le début"),
    ],
)
def test_une_regle_mal_ecrite_se_corrige_sans_rien_perdre(lieu, ouvrir, faute, phrase):
    reponse = ouvrir("ajouter_une_regle", par=lieu.dgaln, donnees=REGLE | faute)

    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert "Plafond fictif" in texte(reponse)


def test_seule_la_dgaln_ecrit_les_regles_tous_les_lisent(lieu, ouvrir):
    regle = actions.regler_un_financement(
        RegleDeFinancement(libelle="Fictive", taux=50, source="Texte fictif"), par=lieu.dgaln
    )

    assert "Texte fictif" in texte(ouvrir("regles", par=lieu.pilote))
    for nom, args in (("ajouter_une_regle", ()), ("modifier_une_regle", (regle.pk,))):
        assert ouvrir(nom, *args, par=lieu.pilote).status_code == 403
    assert ouvrir("retirer_la_regle", regle.pk, par=lieu.pilote, donnees={}).status_code == 403
    assert ouvrir("retirer_la_regle", regle.pk, par=lieu.dgaln, donnees={}).status_code == 302
    assert not RegleDeFinancement.objects.exists()


def test_une_regle_perimee_ne_juge_plus(lieu):
    passee = {"jusqu_au": localdate() - timedelta(1)}
    RegleDeFinancement.objects.create(libelle="Passée", taux=50, source="Texte fictif", **passee)
    future = {"depuis_le": localdate() + timedelta(1)}
    RegleDeFinancement.objects.create(libelle="À venir", taux=50, source="Texte fictif", **future)

    assert not RegleDeFinancement.objects.en_vigueur().exists()


def test_les_regles_se_lisent_en_un_nombre_constant_de_requetes(lieu, ouvrir):
    def une_regle():
        RegleDeFinancement.objects.create(libelle="Fictive", taux=50, source="Texte fictif")
        FinancementFactory(action=lieu.action())

    def compter(nom, *args):
        with CaptureQueriesContext(connection) as requetes:
            ouvrir(nom, *args)
        return len(requetes)

    une_regle()
    ouvrir("regles")
    avec_une = compter("regles"), compter("financement", lieu.dossier.pk)
    for _ in range(2):
        une_regle()

    assert (compter("regles"), compter("financement", lieu.dossier.pk)) == avec_une


# --- Le lieu ---


@pytest.fixture
def placees(lieu):
    """Le périmètre, chaque commune à sa place."""
    for rang, commune in enumerate(lieu.dossier.perimetre.communes.all()):
        commune.lon, commune.lat = 5.8 + rang / 10, 48.2
        commune.save()
    trouvees = communes_placees(lieu.feuille)
    assert trouvees
    return trouvees


def test_un_point_marque_se_retrouve_au_meme_endroit(placees):
    depart = lire_le_point(placees, "310,220.5")

    x, y = map(float, trace_du_point(placees, depart).split(","))
    assert (x, y) == pytest.approx((310, 220.5), abs=0.1)


def test_un_point_du_doigt_retient_la_commune_la_plus_proche(lieu, ouvrir, placees):
    action = lieu.feuille.actions.get()
    commune = placees[0]
    trace = trace_du_point(placees, (commune.lon, commune.lat))

    reponse = ouvrir("situer", lieu.dossier.pk, action.numero, donnees={"trace": trace, "repere": ""})

    action.refresh_from_db()
    assert reponse.url == action.get_absolute_url()
    assert action.point == pytest.approx((commune.lon, commune.lat), abs=1e-3)
    assert list(action.communes.all()) == [commune]
    carte = texte(ouvrir("carte", lieu.dossier.pk))
    assert "feuille-marques" in carte
    assert "Les numéros sont ceux des actions situées" in carte


def test_au_clavier_le_centre_d_une_commune_fait_le_point_et_aucun_l_efface(lieu, ouvrir, placees):
    action, commune = lieu.feuille.actions.get(), placees[-1]
    ouvrir(
        "situer", lieu.dossier.pk, action.numero, donnees={"repere": commune.code, "communes": [commune.pk]}
    )
    action.refresh_from_db()
    assert action.point == (commune.lon, commune.lat)

    ouvrir("situer", lieu.dossier.pk, action.numero, donnees={"repere": "aucun", "communes": [commune.pk]})

    action.refresh_from_db()
    assert action.point is None
    assert list(action.communes.all()) == [commune]


def test_enregistrer_sans_toucher_la_carte_ne_deplace_rien(lieu, ouvrir, placees):
    action = lieu.feuille.actions.get()
    actions.situer(action, placees[:1], (5.81234, 48.20001), par=lieu.equipe)
    depart = trace_du_point(placees, (5.81234, 48.20001))

    ouvrir("situer", lieu.dossier.pk, action.numero, donnees={"trace": depart, "communes": [placees[0].pk]})

    action.refresh_from_db()
    assert action.point == (5.81234, 48.20001)


@pytest.mark.parametrize("trace", ["ailleurs", "99999,5", "nan,nan", "1"])
def test_un_point_illisible_se_dit_et_rien_n_est_ecrit(lieu, ouvrir, placees, trace):
    action = lieu.feuille.actions.get()

    reponse = ouvrir("situer", lieu.dossier.pk, action.numero, donnees={"trace": trace})

    assert reponse.status_code == 422
    assert "Touchez la carte à nouveau" in texte(reponse)
    assert action.point is None


def test_le_lieu_ne_change_plus_apres_l_adoption(lieu, ouvrir):
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    assert ouvrir("situer", lieu.dossier.pk, lieu.feuille.actions.get().numero).status_code == 403


def test_deux_personnes_qui_situent_la_meme_action_ne_s_ecrasent_pas(lieu, placees):
    action = lieu.feuille.actions.get()
    lue = action.version
    actions.situer(action, placees[:1], (5.8, 48.2), par=lieu.equipe)

    with pytest.raises(actions.ActionModifieeEntreTemps):
        actions.situer(action, [], None, par=lieu.pilote, version_lue=lue)


def test_un_cout_par_annee_demande_un_cout(lieu):
    action = lieu.action(nue=True)

    with pytest.raises(ValidationError, match="n'a pas encore de coût"):
        actions.repartir_le_cout(action, {2027: Decimal(1)}, par=lieu.equipe)
