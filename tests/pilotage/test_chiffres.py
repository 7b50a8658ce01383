"""Un chiffre du pilotage est le nombre de lignes de la liste qu'il ouvre, quel que soit le monde."""

import random
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils.timezone import localdate

from etabli.dossier.enums import College, Etape, Role
from etabli.dossier.models import Sejour
from etabli.etape1_candidature.enums import Etat
from etabli.etape4_seance.models import Emargement
from etabli.etape5_feuille_de_route.enums import Echeance, StatutAction
from etabli.etape5_feuille_de_route.models import BilanDeSuivi
from etabli.pilotage import tableau_de_bord as bord
from etabli.pilotage.comptes import TOUTES, Chiffre, Comptes
from etabli.pilotage.filtre import FiltreDePilotage
from etabli.pilotage.models import NormeDEtape
from etabli.pilotage.programme import cohortes
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import CandidatureFactory, CritereFactory
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.seance import SeanceFactory
from tests.fabriques.territoires import CommuneFactory, PerimetreFactory
from tests.fabriques.vitrine import feuille_adoptee

pytestmark = pytest.mark.django_db
FILTRES = ("", "region=28", "departement=50", "format=local", "fictif=sans", "region=28&format=local")


def un_monde(hasard):
    """Des dossiers de tous âges, à toutes les étapes, arrêtés ou non, réels ou fictifs."""
    format_ = FormatFactory()
    ddt, aujourd_hui = AgentFactory(ddt=True), localdate()
    communes = CommuneFactory.create_batch(6)
    for _ in range(hasard.randint(4, 9)):
        dossier = DossierFactory(
            format=format_,
            perimetre=PerimetreFactory(communes=hasard.sample(communes, hasard.randint(1, 3))),
            etape=hasard.choice(Etape.values),
            ouvert_le=aujourd_hui - timedelta(days=hasard.randint(0, 700)),
            est_fictif=hasard.random() < 0.5,
            membres={Role.PILOTE: ddt.organisation_principale} if hasard.random() < 0.5 else {},
        )
        candidature = CandidatureFactory(
            dossier=dossier, etat=hasard.choice(Etat.values), cohorte=aujourd_hui.year
        )
        if hasard.random() < 0.5:
            candidature.avis.create(critere=CritereFactory(), instructeur=AgentFactory(dgaln=True))
    for _ in range(hasard.randint(0, 12)):
        jours = hasard.randint(0, 400)
        Sejour.objects.create(
            dossier=dossier,
            etape=hasard.choice(Etape.values),
            entree_le=aujourd_hui - timedelta(days=jours),
            sortie_le=aujourd_hui,
            nb_jours=jours,
        )
    for etape in hasard.sample(Etape.values, 3):
        NormeDEtape.objects.create(
            format=format_, etape=etape, nb_jours=hasard.randint(1, 400), source="Essai"
        )
    seance = SeanceFactory()
    for rang in range(hasard.randint(0, 5)):
        Emargement.objects.create(
            seance=seance, nom=f"Personne {rang}", college=hasard.choice(College.values)
        )
    feuille = feuille_adoptee(seance.atelier.dossier)
    statuts = {s: hasard.randint(0, 3) for s in StatutAction.values}
    echeance = hasard.choice(Echeance.values)
    BilanDeSuivi.objects.create(
        feuille=feuille, echeance=echeance, etabli_le=aujourd_hui, contenu={"statuts": statuts}
    )
    return SimpleNamespace(dgaln=AgentFactory(dgaln=True), ddt=ddt)


def chiffres_de(comptes):
    """Tout ce que la page montre comme un nombre qui s'ouvre."""
    yield from bord.l_ensemble(comptes)
    for delai in bord.delais(comptes):
        yield from (delai.en_cours, delai.au_dessus, delai.hors_norme)
    yield from bord.presences(comptes)
    yield from bord.statuts(comptes)
    yield from bord.charge(comptes)
    yield from (e.bilans for e in bord.aux_echeances(comptes))
    yield from (m.touches for m in bord.couverture(comptes)["mailles"])
    yield from (chiffre for _, chiffre in bord.par_departement(comptes))
    yield from (c.retenues for c in cohortes(comptes))


def comptes_de(agent, adresse=""):
    return Comptes(agent, FiltreDePilotage(QueryDict(adresse), agent=agent))


@pytest.mark.parametrize("graine", range(6))
def test_chaque_chiffre_a_autant_de_lignes_que_la_liste_qu_il_ouvre(graine):
    hasard = random.Random(graine)
    monde = un_monde(hasard)
    for agent in (monde.dgaln, monde.ddt):
        lus = list(chiffres_de(comptes_de(agent, hasard.choice(FILTRES))))
        assert len(lus) > 30
        for chiffre in lus:
            assert isinstance(chiffre, Chiffre)
            chemin, _, suite = chiffre.url.partition("?")
            liste = TOUTES[chemin.strip("/").rsplit("/", 1)[-1]].lue(QueryDict(suite), agent)
            assert not liste.refus
            assert liste.lignes().count() == chiffre.valeur, chiffre


def test_la_page_ouverte_par_un_chiffre_dit_le_meme_nombre(client):
    monde = un_monde(random.Random(0))
    client.force_login(monde.dgaln)
    for chiffre in chiffres_de(comptes_de(monde.dgaln)):
        assert client.get(chiffre.url).context["lue"].feuille.paginator.count == chiffre.valeur, chiffre


def test_les_actions_engagees_sont_la_somme_de_la_liste_des_bilans(client):
    monde = un_monde(random.Random(1))
    client.force_login(monde.dgaln)
    comptes = comptes_de(monde.dgaln)
    for echeance in bord.aux_echeances(comptes):
        lignes = client.get(echeance.bilans.url).context["lue"].feuille.object_list
        assert sum(b.nb_engagees for b in lignes) == echeance.nb_engagees
        assert sum(b.nb_actions for b in lignes) == echeance.nb_actions
        engagees = sum(
            b.contenu["statuts"].get(s, 0)
            for b in lignes
            for s in (StatutAction.EN_COURS, StatutAction.REALISEE)
        )
        assert engagees == echeance.nb_engagees


def test_la_couverture_compte_les_habitants_une_seule_fois():
    agent = AgentFactory(dgaln=True)
    commune = CommuneFactory(population=100)
    for _ in range(2):
        DossierFactory(perimetre=PerimetreFactory(communes=[commune]))
    couverture = bord.couverture(comptes_de(agent))
    assert couverture["habitants"].nb == 100
    assert {m.touches.libelle: m.touches.valeur for m in couverture["mailles"]}["communes"] == 1


def test_une_cohorte_ne_compte_que_le_reel():
    agent, annee = AgentFactory(dgaln=True), localdate().year
    for fictif in (False, True):
        CandidatureFactory(etat=Etat.RETENUE, cohorte=annee, dossier=DossierFactory(est_fictif=fictif))
    (cohorte,) = cohortes(comptes_de(agent))
    assert (cohorte.retenues.valeur, cohorte.part.total) == (1, 10)
