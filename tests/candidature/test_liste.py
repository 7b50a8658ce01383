"""La liste de travail des candidatures : filtres, compteurs, tri, colonnes, fichiers."""

import csv
import io
import re
from datetime import date, timedelta

import pytest
import tablib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.dossier.enums import Role
from etabli.dossier.models import Dossier
from etabli.etape1_candidature.abonnements import attentes
from etabli.etape1_candidature.calcul.delais import DELAIS_INDICATIFS
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.listes import CANDIDATURES, en_retard, qui_attendent
from etabli.etape1_candidature.models import Candidature
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import CandidatureFactory, candidature_et_agents
from tests.fabriques.dossier import DossierFactory, MembreFactory, ThematiqueFactory
from tests.fabriques.territoires import (
    ChargementFactory,
    CommuneFactory,
    DepartementFactory,
    PerimetreFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def dgaln(client):
    agent = AgentFactory(dgaln=True)
    client.force_login(agent)
    return agent


def lue(client, **parametres):
    reponse = client.get(reverse("candidature:liste"), parametres)
    assert reponse.status_code == 200
    return reponse.context["lue"]


def titres(client, **parametres):
    return [str(c) for c in lue(client, **parametres).feuille]


def nommee(titre, **champs):
    dossier = {c: champs.pop(c) for c in ("perimetre", "format") if c in champs}
    return CandidatureFactory(dossier=DossierFactory(titre=titre, **dossier), **champs)


def test_sans_filtre_un_service_voit_tous_ses_dossiers_et_la_page_le_dit(client):
    agent = AgentFactory(ddt=True)
    for etat in Etat:
        candidature = CandidatureFactory(etat=etat)
        MembreFactory(
            dossier=candidature.dossier, organisation=agent.organisation_principale, role=Role.PILOTE
        )
    CandidatureFactory()
    client.force_login(agent)
    reponse = client.get(reverse("candidature:liste"))
    assert reponse.context["lue"].feuille.paginator.count == len(Etat), "rien n'est caché, pas même le clos"
    assert "Aucun filtre : tout ce que vous pouvez voir est ici." in reponse.content.decode()


def test_chaque_filtre_en_vigueur_se_retire_d_un_geste(client, dgaln):
    nommee("Vallée fictive", etat=Etat.DEPOSEE, deposee_le=date(2026, 3, 1))
    liste = lue(client, q="vallee", etat="deposee", deposee_apres="2026-02-01", tri="titre")
    assert [j.libelle.replace("\u00a0", " ") for j in liste.jetons] == [
        "Intitulé ou territoire : vallee",
        "État : Déposée",
        "Déposée à partir du : 1er février 2026",
    ]
    sans_etat = liste.jetons[1].adresse
    assert "etat" not in sans_etat
    assert {"q=vallee", "deposee_apres=2026-02-01", "tri=titre"} == set(sans_etat[1:].split("&"))


def test_les_compteurs_suivent_les_autres_filtres(client, dgaln):
    nommee("Vallée une", etat=Etat.REDACTION)
    nommee("Vallée deux", etat=Etat.DEPOSEE)
    nommee("Littoral", etat=Etat.DEPOSEE)
    compteurs = lue(client, q="vallee", etat="redaction").compteurs
    assert [(o.libelle, o.nombre, o.actif) for o in compteurs] == [
        ("Toutes", 2, False),
        ("Note en rédaction", 1, True),
        ("Déposée", 1, False),
    ]


def test_chercher_ne_demande_ni_accents_ni_majuscules(client, dgaln):
    nommee("Cœur d'Étampes")
    for saisie in ("coeur", "ETAMPES", "étampes cœur", "d’étampes"):
        assert titres(client, q=saisie) == ["Cœur d'Étampes"], saisie
    assert titres(client, q="absent") == []


def test_un_dossier_de_deux_departements_ne_compte_qu_une_fois(client, dgaln):
    bretagne = RegionFactory(code="53", nom="Bretagne")
    une, deux = (
        CommuneFactory(code=f"{code}001", departement=DepartementFactory(code=code, nom=nom, region=bretagne))
        for code, nom in (("35", "Ille-et-Vilaine"), ("22", "Côtes-d'Armor"))
    )
    perimetre = PerimetreFactory(
        communes=[une, deux, CommuneFactory(code="35002", departement=une.departement)]
    )
    nommee("À cheval", perimetre=perimetre, etat=Etat.DEPOSEE)
    nommee("Ailleurs")
    for commune in (une, deux):
        liste = lue(client, departement=commune.departement_id)
        assert [str(c) for c in liste.feuille] == ["À cheval"]
        assert liste.compteurs[0].nombre == 1
        assert titres(client, region=commune.departement.region_id) == ["À cheval"]
        assert titres(client, territoire=commune.nom.upper()) == ["À cheval"]
        assert titres(client, territoire=commune.pk) == ["À cheval"]


def test_on_filtre_par_pilote_thematique_format_et_cohorte(client, dgaln):
    ddt = AgentFactory(ddt=True).organisation_principale
    thematique = ThematiqueFactory()
    voulue = nommee("Voulue", etat=Etat.RETENUE, cohorte=2026)
    voulue.dossier.thematiques.add(thematique)
    MembreFactory(dossier=voulue.dossier, organisation=ddt, role=Role.PILOTE)
    autre = nommee("Autre", etat=Etat.RETENUE, cohorte=2025)
    MembreFactory(dossier=autre.dossier, organisation=ddt, role=Role.LECTEUR)
    assert titres(client, pilote=ddt.pk) == ["Voulue"]
    assert titres(client, thematique=thematique.pk) == ["Voulue"]
    assert titres(client, cohorte=2026) == ["Voulue"]
    assert len(titres(client, format=voulue.dossier.format_id)) == 2


@pytest.mark.parametrize(
    ("parametre", "valeur", "dit"),
    [
        ("cohorte", "n'importe quoi", "« n&#x27;importe quoi » ne se lit pas"),
        ("cohorte", "9" * 40, "ne se lit pas"),
        ("etat", "inconnu", "« inconnu » ne se lit pas"),
        ("departement", "2Z", "« 2Z » ne se lit pas"),
        ("format", "\x00", "ne se lit pas"),
        ("pilote", "9" * 30, "ne se lit pas"),
        ("deposee_apres", "31/02/2026", "« 31/02/2026 » ne se lit pas"),
        ("q", "\x00", "ne se lit pas"),
        ("tri", "mot_de_passe", "la liste garde son tri habituel"),
        ("colonnes", "secret", "« secret » n&#x27;est pas une colonne de cette liste"),
    ],
)
def test_un_filtre_illisible_est_dit_et_la_liste_se_montre_sans_lui(client, dgaln, parametre, valeur, dit):
    nommee("Toujours là")
    reponse = client.get(reverse("candidature:liste"), {parametre: valeur})
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert dit in page
    assert "Toujours là" in page
    assert client.get(reverse("candidature:exporter", args=["csv"]), {parametre: valeur}).status_code == 200


def test_un_intervalle_a_l_envers_est_dit(client, dgaln):
    nommee("Là", deposee_le=date(2026, 3, 1), etat=Etat.DEPOSEE)
    liste = lue(client, deposee_apres="2026-04-01", deposee_avant="2026-01-01")
    assert "avant la première" in liste.refus[0][1]
    assert len(liste.feuille) == 1


def test_le_delai_indicatif_passe_se_filtre_comme_il_se_calcule(client, dgaln):
    for etat, jours in DELAIS_INDICATIFS.items():
        for ecart in (0, 1):
            candidature = nommee(f"{etat} {ecart}", etat=etat)
            Candidature.objects.filter(pk=candidature.pk).update(
                etat_depuis_le=localdate() - timedelta(days=jours + ecart)
            )
    attendues = {c.pk for c in Candidature.objects.all() if c.a_relancer_le and c.a_relancer_le < localdate()}
    trouvees = set(Candidature.objects.filter(en_retard(localdate())).values_list("pk", flat=True))
    assert trouvees == attendues
    assert len(titres(client, en_retard="1")) == len(DELAIS_INDICATIFS)


@pytest.mark.parametrize("etat", Etat)
def test_ce_qui_m_attend_est_ce_que_dit_mon_espace(etat):
    places = candidature_et_agents(etat=etat)
    dossiers = [places.candidature.dossier]
    for nom, agent in places.par_role().items():
        dit = any(not a.de_qui for a in attentes(dossiers, agent))
        filtre = Candidature.objects.filter(qui_attendent(agent)).exists()
        assert filtre == dit, nom


def test_on_trie_par_les_en_tetes_et_le_sens_se_lit(client, dgaln):
    for titre in ("Zone", "Étang", "abbaye"):
        nommee(titre)
    assert titres(client, tri="titre") == ["abbaye", "Étang", "Zone"], "comme on lit, pas comme on code"
    assert titres(client, tri="-titre") == ["Zone", "Étang", "abbaye"]
    page = client.get(reverse("candidature:liste")).content.decode()
    assert re.search(r'<th[^>]*aria-sort="descending"[^>]*><a[^>]*href="\?tri=depuis"', page), (
        "même sans rien demander"
    )


def test_l_etat_se_trie_dans_l_ordre_de_la_procedure_et_le_vide_reste_a_la_fin(client, dgaln):
    nommee("Retenue", etat=Etat.RETENUE, cohorte=2026)
    nommee("Ouverte", etat=Etat.OUVERTE)
    assert titres(client, tri="etat") == ["Ouverte", "Retenue"]
    assert titres(client, tri="cohorte") == titres(client, tri="-cohorte") == ["Retenue", "Ouverte"]


def test_on_choisit_ses_colonnes(client, dgaln):
    nommee("Une")
    liste = lue(client, colonnes=["population", "jours"])
    assert [c.nom for c in liste.colonnes] == ["titre", "jours", "population"]
    assert not any(c.secondaire for c in liste.colonnes), "une colonne choisie se montre partout"


def contenu(client, forme, **parametres):
    return client.get(reverse("candidature:exporter", args=[forme]), parametres).content


def test_le_fichier_dit_exactement_ce_que_la_page_montre(client, dgaln):
    for titre in ("Vallée b", "Vallée a", "Littoral"):
        nommee(titre)
    demande = {"q": "vallee", "tri": "titre", "colonnes": ["titre", "etat"]}
    lignes = list(
        csv.reader(io.StringIO(contenu(client, "csv", **demande).decode("utf-8-sig")), delimiter=";")
    )
    assert lignes == [["titre", "etat"], ["Vallée a", "Premier contact"], ["Vallée b", "Premier contact"]]
    for forme in ("xlsx", "ods"):
        relu = tablib.Dataset().load(contenu(client, forme, **demande), format=forme)
        assert (relu.headers, relu["Intitulé"]) == (["Intitulé", "État"], ["Vallée a", "Vallée b"])
    assert client.get(reverse("candidature:exporter", args=["exe"])).status_code == 404


def test_sans_choix_le_fichier_emporte_toutes_les_colonnes(client, dgaln):
    entetes = contenu(client, "csv").decode("utf-8-sig").splitlines()[0].split(";")
    assert entetes == [c.nom for c in CANDIDATURES.jeu.publiques]


def test_le_fichier_ne_contient_que_ce_que_l_on_peut_voir(client):
    places = candidature_et_agents()
    nommee("Le dossier d'un autre")
    client.force_login(places.pilote)
    assert len(contenu(client, "csv").decode("utf-8-sig").splitlines()) == 2


def test_la_liste_en_htmx_rend_les_resultats_seuls(client, dgaln):
    reponse = client.get(reverse("candidature:liste"), headers={"HX-Request": "true"})
    assert reponse.content.decode().lstrip().startswith('<section id="resultats"')


def compter(client, adresse):
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("par", ["ddt", "dgaln"])
def test_vingt_ou_deux_cents_dossiers_font_le_meme_nombre_de_requetes(client, par):
    agent = AgentFactory(**{par: True})
    client.force_login(agent)
    ChargementFactory()
    client.get(reverse("candidature:liste"))  # les noms des départements se lisent une fois par découpage
    adresses = [
        reverse("candidature:liste"),
        reverse("candidature:liste") + "?etat=ouverte&m_attend=1&en_retard=1&q=fictif&tri=-titre",
        reverse("candidature:exporter", args=["csv"]),
    ]
    comptes = []
    for nombre in (20, 180):
        peupler(agent, nombre)
        comptes.append([compter(client, adresse) for adresse in adresses])
    assert comptes[0] == comptes[1]
    assert max(comptes[0]) <= 16


def peupler(agent, nombre):
    """Sans passer par les actions : seul le nombre de lignes compte ici."""
    patron = DossierFactory()
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            titre=f"Atelier fictif {n}",
            format=patron.format,
            perimetre=patron.perimetre,
            ouvert_par=patron.ouvert_par,
        )
        for n in range(nombre)
    )
    Candidature.objects.bulk_create(Candidature(dossier=d) for d in dossiers)
    for dossier in dossiers:
        MembreFactory(dossier=dossier, organisation=agent.organisation_principale, role=Role.PILOTE)
