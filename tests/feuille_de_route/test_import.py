"""Rapporter un tableau d'actions : l'essai à blanc, les erreurs à leur case, l'aller-retour sans perte."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from etabli.etape5_feuille_de_route import actions
from etabli.etape5_feuille_de_route.colonnes import COLONNES_DES_ACTIONS
from etabli.etape5_feuille_de_route.echange import FichierIllisibleError, comparer, lire_le_tableau
from etabli.etape5_feuille_de_route.enums import Etat, Horizon, Maturite, Priorite, StatutAction
from etabli.etape5_feuille_de_route.forms.action import porteurs_possibles
from etabli.etape5_feuille_de_route.models import Action, EtapeDAction, Financement
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.feuille_de_route import FinancementFactory, ObjectifFactory, feuille_et_agents

pytestmark = pytest.mark.django_db
FORMES = ("csv", "xlsx", "ods")
TEXTES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) | st.sampled_from(
    ["=1+1", "'=1", "-3", "deux\nlignes", " blancs  au  bord ", 'a;b"c|d\\', "\u2028", "@x", "2027-01-01"]
)
MONTANTS = st.none() | st.decimals(0, Decimal("9999999999.99"), places=2)


@pytest.fixture
def lieu():
    return feuille_et_agents()


def exporter(feuille, forme):
    octets = getattr(COLONNES_DES_ACTIONS, forme)(feuille.actions.for_detail())
    return lire_le_tableau(f"actions.{forme}", octets)


def essayer(feuille, rangees, **options):
    return comparer(feuille, rangees, porteurs_possibles(feuille), **options)


def tableau(*lignes, entetes=("N°", "Action", "Axe")):
    return [list(entetes), *map(list, lignes)]


def en_csv(rangees):
    tampon = io.StringIO()
    csv.writer(tampon, delimiter=";").writerows(rangees)
    return SimpleUploadedFile("actions.csv", tampon.getvalue().encode())


def remplir(lieu, nb):
    """Des actions où tout est rempli, certaines dépendant de la précédente."""
    axes = [lieu.axe(titre=f"Axe {n}") for n in range(4)]
    objectifs = [ObjectifFactory(axe=axe) for axe in axes]
    porteur = lieu.coporteur.organisation_principale
    commune = lieu.dossier.perimetre.communes.first()
    precedente = None
    for n in range(1, nb + 1):
        action = lieu.action(
            axes[n % 4],
            numero=n,
            titre=f"Action n° {n} «\u00a0à l'essai\u00a0»",
            objectif=objectifs[n % 4] if n % 3 else None,
            description=f"Un texte ; avec\ndes lignes, {n}",
            maitrise_d_ouvrage=porteur if n % 5 else None,
            priorite=Priorite.values[n % 3],
            statut=StatutAction.values[n % 6],
            debut_le=date(2027, 1, 1) + timedelta(n),
            fin_le=date(2028, 1, 1) + timedelta(n),
            cout_min=Decimal(n) + Decimal("0.25"),
            cout_max=Decimal(n * 1000),
        )
        if commune:
            action.communes.add(commune)
        FinancementFactory(action=action, dispositif="DETR | DSIL")
        FinancementFactory(action=action, demande=Decimal("10.55"), obtenu=0, paye=0)
        EtapeDAction.objects.create(action=action, libelle=f"Étude {n}", prevue_le=date(2027, 6, 1), ordre=1)
        if precedente and n % 7 == 0:
            action.depend_de.add(precedente)
        precedente = action


# --- L'aller-retour ---


@pytest.mark.parametrize("forme", FORMES)
def test_deux_cents_actions_rapportees_telles_quelles_ne_changent_rien(lieu, forme):
    remplir(lieu, 200)

    essai = essayer(lieu.feuille, exporter(lieu.feuille, forme))

    assert essai.erreurs == []
    assert (len(essai.inchangees), essai.creations, essai.modifications) == (200, [], [])
    assert (essai.absentes, essai.ignorees) == (0, [])


@pytest.mark.parametrize("forme", FORMES)
def test_un_tableau_importe_dans_une_feuille_vide_se_reexporte_le_meme(lieu, forme):
    remplir(lieu, 12)
    avant = exporter(lieu.feuille, forme)
    lieu.feuille.actions.all().delete()
    lieu.feuille.axes.all().delete()
    assert exporter(lieu.feuille, forme) == avant[:1]
    porteurs = [lieu.coporteur.organisation_principale]

    essai = comparer(lieu.feuille, avant, porteurs, creer_les_maillons=True)
    actions.importer_des_actions(lieu.feuille, essai, par=lieu.equipe)

    assert essai.erreurs == []
    assert exporter(lieu.feuille, forme) == avant


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    textes=st.fixed_dictionaries(
        dict.fromkeys(("description", "referent", "partenaires", "indicateur", "prochain_pas"), TEXTES)
    ),
    titre=TEXTES.filter(lambda t: t.strip().strip("'")),
    couts=st.tuples(MONTANTS, MONTANTS),
    dates=st.tuples(st.none() | st.dates(date(1950, 1, 1)), st.none() | st.dates(date(1950, 1, 1))),
    choix=st.tuples(*map(st.sampled_from, (Priorite, Maturite, StatutAction, Horizon))),
    financeurs=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40), max_size=3
    ),
    forme=st.sampled_from(FORMES),
)
def test_importer_ce_que_l_on_exporte_ne_change_rien(
    lieu, textes, titre, couts, dates, choix, financeurs, forme
):
    Action.objects.all().delete()
    bas, haut = sorted(couts, key=lambda c: (c is None, c or 0))
    debut, fin = sorted(dates, key=lambda d: (d is None, d or date.max))
    priorite, maturite, statut, horizon = choix
    action = lieu.action(
        titre=titre, **textes, cout_min=bas, cout_max=haut, debut_le=debut, fin_le=fin, priorite=priorite,
        maturite=maturite, statut=statut, horizon=horizon, maitrise_d_ouvrage=None,
    )  # fmt: skip
    for rang, nom in enumerate(financeurs):
        FinancementFactory(action=action, financeur=f"{rang} {nom}"[:40], dispositif=nom)

    essai = essayer(lieu.feuille, exporter(lieu.feuille, forme))

    assert essai.erreurs == []
    assert [ligne.ecarts for ligne in essai.lignes] == [[]]


# --- L'essai à blanc ---


def test_chaque_erreur_est_dite_a_sa_case(lieu):
    lieu.axe(titre="Habiter")
    lieu.action(numero=1)
    entetes = (
        "N°",
        "Action",
        "Axe",
        "Début",
        "Fin",
        "Coût HT au plus",
        "Statut",
        "Dépend des actions",
        "Communes",
    )
    rangees = tableau(
        ("1", "Rouvrir", "Habiter", "31/02/2027", "", "beaucoup", "Presque", "9", "Atlantis"),
        ("", "", "Nulle part", "2027-05-01", "2027-04-01", "", "", "", ""),
        ("1", "Encore", "Habiter", "", "", "", "", "1", ""),
        entetes=entetes,
    )

    erreurs = {e.case: e.phrase for e in essayer(lieu.feuille, rangees).erreurs}

    assert {case: phrase.split(" : ")[0].split(".")[0] for case, phrase in erreurs.items()} == {
        "D2": "«\u00a031/02/2027\u00a0» n'est pas une date",
        "F2": "«\u00a0beaucoup\u00a0» n'est pas un montant",
        "G2": "«\u00a0Presque\u00a0» n'est pas connu",
        "H2": "Aucune action ne porte le numéro 9",
        "I2": "«\u00a0Atlantis\u00a0» n'est pas une commune du périmètre",
        "B3": "Chaque ligne nomme une action",
        "C3": "La feuille n'a pas d'axe «\u00a0Nulle part\u00a0» (ses axes",
        "E3": "La fin précède le début",
        "A4": "L'action 1 figure deux fois",
        "H4": "Une action ne dépend pas d'elle-même",
    }
    assert "«\u00a0Habiter\u00a0»" in erreurs["C3"]


def test_une_erreur_empeche_tout_et_rien_n_est_ecrit(lieu):
    lieu.axe(titre="Habiter")
    essai = essayer(lieu.feuille, tableau(("", "Rouvrir", "Habiter"), ("", "", "Habiter")))

    assert not essai.est_a_ecrire
    with pytest.raises(ValidationError, match="à corriger"):
        actions.importer_des_actions(lieu.feuille, essai, par=lieu.equipe)
    assert not Action.objects.exists()


def test_des_dependances_qui_tournent_en_rond_se_refusent(lieu):
    lieu.axe(titre="Habiter")
    rangees = tableau(
        ("1", "A", "Habiter", "2"), ("2", "B", "Habiter", "1"), entetes=("N°", "Action", "Axe", "depend_de")
    )

    (erreur,) = essayer(lieu.feuille, rangees).erreurs

    assert erreur.case in {"D2", "D3"}
    assert "tournent en rond" in erreur.phrase


def test_les_colonnes_se_reconnaissent_par_leur_nom_ou_leur_titre_et_les_inconnues_se_disent(lieu):
    lieu.axe(titre="Habiter")
    essai = essayer(lieu.feuille, tableau(("a", "HABITER", "?"), entetes=("action", "AXE", "Humeur")))

    assert (essai.erreurs, essai.ignorees) == ([], ["Humeur"])
    assert [(x.titre, x.axe) for x in essai.creations] == [("a", "Habiter")]


def test_une_colonne_absente_ne_change_rien(lieu):
    action = lieu.action(numero=4, description="À garder")
    FinancementFactory(action=action)

    essai = essayer(lieu.feuille, tableau(("4", "Nouveau titre"), entetes=("N°", "Action")))
    actions.importer_des_actions(lieu.feuille, essai, par=lieu.equipe)

    action.refresh_from_db()
    assert (action.titre, action.description, action.financements.count()) == ("Nouveau titre", "À garder", 1)


def test_un_statut_rapporte_devient_un_point_de_suivi_sans_lettre(lieu, django_capture_on_commit_callbacks):
    action = lieu.action(numero=1, titre="A")
    rangees = tableau(("1", "A", "Réalisée"), entetes=("N°", "Action", "Statut"))

    with django_capture_on_commit_callbacks(execute=True):
        actions.importer_des_actions(lieu.feuille, essayer(lieu.feuille, rangees), par=lieu.equipe)

    action.refresh_from_db()
    assert action.statut == StatutAction.REALISEE
    assert action.points.get().texte == "Repris d'un tableau rapporté."
    assert not LettreSortante.objects.filter(modele="feuille-de-route-point").exists()


def test_un_financement_modifie_garde_sa_ligne(lieu):
    action = lieu.action(numero=1, titre="A")
    ligne = FinancementFactory(action=action, financeur="Région", dispositif="")
    case = "Région | | 50 000 | 10 000 | 0\nDépartement | Fonds | 1 200,50"
    rangees = tableau(("1", "A", case), entetes=("N°", "Action", "Plan de financement"))

    actions.importer_des_actions(lieu.feuille, essayer(lieu.feuille, rangees), par=lieu.equipe)

    ligne.refresh_from_db()
    assert (ligne.demande, ligne.obtenu) == (50_000, 10_000)
    assert Financement.objects.get(financeur="Département").demande == Decimal("1200.50")


def test_deux_axes_du_meme_nom_a_creer_n_en_font_qu_un(lieu):
    rangees = tableau(("", "A", "Neuf"), ("", "B", "NEUF"))

    essai = essayer(lieu.feuille, rangees, creer_les_maillons=True)
    actions.importer_des_actions(lieu.feuille, essai, par=lieu.equipe)

    assert essai.axes_a_creer == ["Neuf"]
    assert lieu.feuille.axes.get().actions.count() == 2


def test_l_essai_ne_lit_pas_plus_la_base_pour_plus_de_lignes(lieu):
    def compter(nb):
        rangees = exporter(lieu.feuille, "csv")
        with CaptureQueriesContext(connection) as requetes:
            assert len(essayer(lieu.feuille, rangees).inchangees) == nb
        return len(requetes)

    remplir(lieu, 1)
    une = compter(1)
    Action.objects.all().delete()
    remplir(lieu, 9)
    assert compter(9) == une


@pytest.mark.parametrize(
    ("nom", "octets"),
    [("a.xlsx", b"PK\x03\x04abime"), ("a.ods", b"rien"), ("a.csv", b"a\x00b"), ("a.pdf", b"%PDF")],
)
def test_un_fichier_abime_le_dit(nom, octets):
    with pytest.raises(FichierIllisibleError):
        lire_le_tableau(nom, octets)


def test_un_csv_de_tableur_francais_se_lit():
    octets = "N°;Action\r\n1;Créer une « halle »\r\n".encode("cp1252")

    assert lire_le_tableau("a.csv", octets) == [["N°", "Action"], ["1", "Créer une « halle »"]]


# --- Les pages ---


@pytest.fixture
def envoyer(client, lieu):
    def _envoyer(donnees, nom="importer_des_actions", par=None):
        client.force_login(par or lieu.equipe)
        return client.post(reverse(f"feuille_de_route:{nom}", args=[lieu.dossier.pk]), donnees)

    return _envoyer


def test_l_essai_montre_puis_l_accord_ecrit(envoyer, lieu):
    lieu.axe(titre="Habiter")
    lieu.action(numero=1, titre="Avant")
    rangees = tableau(("1", "Après", lieu.feuille.axes.first().titre), ("", "Neuve", "Habiter"))

    montree = envoyer({"fichier": en_csv(rangees)})
    assert montree.status_code == 200
    assert "1\u00a0action à ajouter, 1 à modifier" in montree.content.decode()
    assert "«\u00a0Avant\u00a0» devient «\u00a0Après\u00a0»" in montree.content.decode()
    assert Action.objects.get().titre == "Avant"

    ecrite = envoyer({"jeton": montree.context["jeton"]}, "ecrire_l_import")

    assert ecrite.status_code == 302
    assert list(lieu.feuille.actions.values_list("numero", "titre")) == [(1, "Après"), (2, "Neuve")]
    assert Fait.objects.filter(acte="importer_des_actions", sujet_id=lieu.feuille.pk).exists()


def test_une_feuille_changee_entre_l_essai_et_l_accord_se_relit(envoyer, lieu):
    lieu.axe(titre="Habiter")
    action = lieu.action(numero=1, titre="Avant")
    montree = envoyer({"fichier": en_csv(tableau(("1", "Après"), entetes=("N°", "Action")))})
    actions.modifier_une_action(action, titre="Entre-temps", par=lieu.pilote)

    reponse = envoyer({"jeton": montree.context["jeton"]}, "ecrire_l_import")

    assert reponse.status_code == 409
    assert "«\u00a0Entre-temps\u00a0» devient «\u00a0Après\u00a0»" in reponse.content.decode()
    assert Action.objects.get().titre == "Entre-temps"


def test_l_accord_d_un_autre_ne_sert_pas(envoyer, lieu):
    lieu.axe(titre="Habiter")
    montree = envoyer({"fichier": en_csv(tableau(("", "A", "Habiter")))})

    envoyer({"jeton": montree.context["jeton"]}, "ecrire_l_import", par=lieu.pilote)

    assert not Action.objects.exists()


def test_un_tableau_faux_revient_en_422_avec_ses_cases(envoyer, lieu):
    reponse = envoyer({"fichier": en_csv(tableau(("", "A", "Nulle part")))})

    assert reponse.status_code == 422
    assert "C2" in reponse.content.decode()
    assert reponse.context["jeton"] == ""


def test_sans_fichier_ou_avec_un_faux_classeur_la_page_dit_quoi_faire(envoyer):
    faux = SimpleUploadedFile("a.xlsx", b"pas un classeur")

    assert "Choisissez un fichier XLSX, ODS ou CSV." in envoyer({}).content.decode()
    assert envoyer({}).status_code == envoyer({"fichier": faux}).status_code == 422


def test_une_feuille_adoptee_ne_s_importe_plus(envoyer, lieu):
    lieu.feuille.etat = Etat.ADOPTEE
    lieu.feuille.save()

    assert envoyer({}).status_code == 403
    assert envoyer({}, "ecrire_l_import").status_code == 403


def test_l_export_xlsx_a_toutes_les_colonnes_que_l_import_lit(lieu):
    remplir(lieu, 1)
    classeur = load_workbook(io.BytesIO(COLONNES_DES_ACTIONS.xlsx(lieu.feuille.actions.for_detail())))

    titres = [case.value for case in classeur.worksheets[0][1]]

    assert {"Dépend des actions", "Plan de financement", "Étapes"} <= set(titres)
