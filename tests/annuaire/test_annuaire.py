from datetime import timedelta

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from etabli.annuaire import actions
from etabli.annuaire.enums import TypeOrganisation
from etabli.annuaire.models import Agent, Groupement, Organisation
from tests.fabriques.annuaire import AgentFactory, FonctionFactory, GroupementFactory, OrganisationFactory
from tests.fabriques.dossier import DossierFactory, MembreFactory
from tests.fabriques.territoires import CommuneFactory, DepartementFactory, EpciFactory, RegionFactory

pytestmark = pytest.mark.django_db
SIRET = "13002526500013"


@pytest.fixture
def dgaln():
    return AgentFactory(dgaln=True)


def test_la_liste_se_filtre_par_l_adresse(client, dgaln):
    OrganisationFactory(nom="CC du Haut", departement=DepartementFactory())
    OrganisationFactory(nom="CC du Bas")
    OrganisationFactory(ddt=True, nom="DDTM du Haut", departement=DepartementFactory())
    client.force_login(dgaln)

    page = client.get(
        "/annuaire/", {"q": "haut", "type": "collectivite", "departement": "50"}
    ).content.decode()

    assert "CC du Haut" in page
    assert "CC du Bas" not in page
    assert "DDTM du Haut" not in page
    assert "1 organisation" in page.replace("\u00a0", " ")


@pytest.mark.parametrize("adresse", ["/annuaire/", "/annuaire/organisations.csv", "/groupements/"])
def test_les_listes_ont_un_nombre_constant_de_requetes(client, dgaln, adresse, django_assert_max_num_queries):
    client.force_login(dgaln)
    _une_de_chaque()
    client.get(adresse)
    with django_assert_max_num_queries(20) as une:
        client.get(adresse)
    _une_de_chaque()
    _une_de_chaque()

    with django_assert_max_num_queries(len(une)):
        client.get(adresse)


def test_la_fiche_a_un_nombre_constant_de_requetes(client, dgaln, django_assert_max_num_queries):
    organisation = OrganisationFactory(departement=DepartementFactory())
    client.force_login(dgaln)

    def ajouter():
        FonctionFactory(organisation=organisation)
        MembreFactory(organisation=organisation)
        GroupementFactory(mandataire=organisation)

    ajouter()
    client.get(organisation.get_absolute_url())
    with django_assert_max_num_queries(30) as une:
        client.get(organisation.get_absolute_url())
    ajouter()
    ajouter()

    with django_assert_max_num_queries(len(une)):
        client.get(organisation.get_absolute_url())


def _une_de_chaque():
    FonctionFactory(
        organisation=OrganisationFactory(departement=DepartementFactory(), region=RegionFactory())
    )
    GroupementFactory(cotraitants=[OrganisationFactory(entreprise=True)])


def test_l_export_garde_les_filtres(client, dgaln):
    OrganisationFactory(nom="CC du Haut")
    OrganisationFactory(nom="CC du Bas")
    client.force_login(dgaln)

    csv = client.get("/annuaire/organisations.csv", {"q": "haut"}).content.decode()

    assert "CC du Haut" in csv
    assert "CC du Bas" not in csv
    assert client.get("/annuaire/organisations.xlsx").content[:2] == b"PK"


def test_la_fiche_ne_montre_que_les_dossiers_que_l_on_voit(client):
    organisation = OrganisationFactory()
    commun = MembreFactory(organisation=organisation, dossier=DossierFactory(titre="Dossier commun")).dossier
    MembreFactory(organisation=organisation, dossier=DossierFactory(titre="Dossier des autres"))
    agent = AgentFactory(ddt=True)
    MembreFactory(organisation=agent.organisation_principale, dossier=commun)
    client.force_login(agent)

    page = client.get(organisation.get_absolute_url()).content.decode()

    assert "Dossier commun" in page
    assert "Dossier des autres" not in page


@pytest.mark.parametrize(
    ("trait", "statut"), [("dgaln", 200), ("ddt", 200), ("collectivite", 403), ("groupement", 403)]
)
def test_qui_inscrit_une_organisation(client, trait, statut):
    client.force_login(AgentFactory(**{trait: True}))

    assert client.get("/annuaire/inscrire/").status_code == statut


def test_inscrire_une_organisation_la_rattache_a_son_territoire(client, dgaln):
    epci = EpciFactory()
    client.force_login(dgaln)

    client.post(
        "/annuaire/inscrire/",
        {"type": "collectivite", "nom": "CC neuve", "siret": "130 025 265 00013", "territoire": epci.pk},
    )

    organisation = Organisation.objects.get(nom="CC neuve")
    assert (organisation.siret, organisation.epci) == (SIRET, epci)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"siret": "13002526500014"}, "Ce SIRET n&#x27;est pas valide."),
        ({"siret": "12"}, "Ce SIRET n&#x27;est pas valide."),
        ({"territoire": "99999"}, "code d&#x27;une commune actuelle"),
        ({"nom": ""}, "Remplissez le champ"),
    ],
)
def test_une_inscription_refusee_dit_quoi_corriger(client, dgaln, champs, phrase):
    client.force_login(dgaln)

    reponse = client.post("/annuaire/inscrire/", {"type": "collectivite", "nom": "CC neuve", **champs})

    assert reponse.status_code == 422
    assert phrase in reponse.content.decode()
    assert not Organisation.objects.filter(nom="CC neuve").exists()


def test_un_service_ne_peut_pas_se_fabriquer_un_service_de_l_etat(client):
    client.force_login(AgentFactory(ddt=True))

    reponse = client.post("/annuaire/inscrire/", {"type": "dgaln", "nom": "Fausse direction"})

    assert reponse.status_code == 422
    assert not Organisation.objects.filter(type=TypeOrganisation.DGALN).exists()


def test_corriger_sa_fiche_ne_change_pas_son_type(client):
    agent = AgentFactory(collectivite=True)
    organisation = agent.organisation_principale
    client.force_login(agent)

    client.post(f"/annuaire/{organisation.pk}/modifier/", {"type": "dgaln", "nom": "CC renommée"})

    organisation.refresh_from_db()
    assert (organisation.nom, organisation.type) == ("CC renommée", TypeOrganisation.COLLECTIVITE)


def test_les_services_s_installent_une_seule_fois():
    ain = DepartementFactory(
        code="01", nom="Ain", region=RegionFactory(code="84", nom="Auvergne-Rhône-Alpes")
    )
    DepartementFactory()

    premiers, seconds = actions.installer_les_services(), actions.installer_les_services()

    assert (premiers, seconds) == (7, 0)  # la DGALN, deux DREAL, deux DDT(M), deux préfectures
    assert Organisation.objects.get(type="ddt", departement="50").nom.endswith("et de la mer de la Manche")
    assert (
        Organisation.objects.get(type="ddt", departement=ain).nom
        == "Direction départementale des territoires de l'Ain"
    )


def test_chaque_departement_connu_a_son_service_et_sa_prefecture():
    lignes = (settings.DONNEES / "annuaire" / "services.csv").read_text(encoding="utf-8").splitlines()
    prefectures = [ligne for ligne in lignes if ligne.startswith("prefecture,")]
    ddt = [ligne for ligne in lignes if ligne.startswith("ddt,")]

    assert (len(prefectures), len(ddt)) == (102, 92)


def test_l_intercommunalite_entre_a_l_annuaire_au_premier_besoin():
    epci = EpciFactory(nom="CC fictive du Val")
    CommuneFactory(epci=epci, departement=DepartementFactory(code="14", nom="Calvados"))
    CommuneFactory.create_batch(2, epci=epci)

    une, encore = actions.organisation_de_l_epci(epci), actions.organisation_de_l_epci(epci)

    assert une == encore
    assert (une.nom, une.departement_id) == ("CC fictive du Val", "50")


def test_passer_la_main_transmet_la_fonction():
    organisation = OrganisationFactory()
    part, reste = AgentFactory(organisation=organisation), AgentFactory(organisation=organisation)
    fonction = part.fonctions.get()

    actions.passer_la_main(fonction, reste, par=part)

    assert organisation.pk not in Agent.objects.get(pk=part.pk).organisations_ids
    assert organisation.pk in Agent.objects.get(pk=reste.pk).organisations_ids


def test_une_fonction_ne_finit_pas_avant_d_avoir_commence():
    fonction = FonctionFactory()

    with pytest.raises(ValidationError, match="avant d'avoir commencé"):
        actions.terminer_une_fonction(fonction, par=fonction.agent, le=localdate() - timedelta(days=1))


@pytest.mark.parametrize(
    ("qui", "statut"), [("lui", 302), ("collegue", 302), ("dgaln", 302), ("ailleurs", 403)]
)
def test_qui_met_fin_a_une_fonction(client, dgaln, qui, statut):
    organisation = OrganisationFactory()
    lui = AgentFactory(organisation=organisation)
    agents = {
        "lui": lui,
        "collegue": AgentFactory(organisation=organisation),
        "dgaln": dgaln,
        "ailleurs": AgentFactory(ddt=True),
    }
    client.force_login(agents[qui])

    assert client.post(f"/fonctions/{lui.fonctions.get().pk}/terminer/").status_code == statut


def test_changer_de_mandataire_garde_l_ancien_dans_l_histoire(dgaln):
    cotraitant = OrganisationFactory(entreprise=True)
    groupement = GroupementFactory(cotraitants=[cotraitant])
    ancien = groupement.mandataire

    actions.changer_le_mandataire(groupement, cotraitant, par=dgaln)

    groupement = Groupement.objects.for_list().get()
    assert groupement.mandataire == cotraitant
    assert [m.organisation for m in groupement.membres_en_cours()] == [cotraitant]
    assert {m.organisation for m in groupement.membres.all() if not m.est_en_cours} == {ancien, cotraitant}


def test_le_mandataire_se_remplace_mais_ne_se_retire_pas(dgaln):
    groupement = GroupementFactory()

    with pytest.raises(ValidationError, match="désignez d'abord son remplaçant"):
        actions.retirer_du_groupement(groupement.membres.get(), par=dgaln)


def test_une_entreprise_n_entre_qu_une_fois_dans_un_groupement(client, dgaln):
    groupement = GroupementFactory()
    client.force_login(dgaln)

    reponse = client.post(
        f"/groupements/{groupement.pk}/ajouter/",
        {"organisation": groupement.mandataire.pk, "competences": ""},
    )

    assert reponse.status_code == 422
    assert "fait déjà partie de ce groupement" in reponse.content.decode()


PAGES_DU_GROUPEMENT = ["", "modifier/", "ajouter/", "mandataire/"]


@pytest.mark.parametrize("chemin", PAGES_DU_GROUPEMENT)
@pytest.mark.parametrize("trait", ["dgaln", "ddt", "groupement"])
def test_seule_la_dgaln_compose_les_groupements(client, chemin, trait):
    groupement = GroupementFactory()
    client.force_login(AgentFactory(**{trait: True}))

    statut = client.get(f"/groupements/{groupement.pk}/{chemin}").status_code

    assert statut == (200 if trait == "dgaln" or not chemin else 403)


def test_inscrire_un_groupement_et_sortir_un_cotraitant(client, dgaln):
    mandataire, cotraitant = OrganisationFactory.create_batch(2, entreprise=True)
    client.force_login(dgaln)

    client.post(
        "/groupements/inscrire/", {"nom": "Équipe", "organisation": mandataire.pk, "competences": "urbanisme"}
    )
    groupement = Groupement.objects.get()
    client.post(
        f"/groupements/{groupement.pk}/ajouter/", {"organisation": cotraitant.pk, "competences": "paysage"}
    )
    membre = groupement.membres.get(organisation=cotraitant)
    client.post(f"/groupements/{groupement.pk}/membres/{membre.pk}/retirer/")

    assert [m.organisation for m in groupement.membres_en_cours()] == [mandataire]


def test_un_agent_dont_le_compte_est_ferme_ne_voit_rien():
    ferme = AgentFactory(ddt=True, is_active=False)
    OrganisationFactory()

    assert not Organisation.objects.visible_to(ferme).exists()
    assert not Groupement.objects.visible_to(ferme).exists()
