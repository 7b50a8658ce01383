"""Chercher : l'index suit les écritures, les droits sont dans la requête, la page le montre."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from etabli.dossier.enums import Visibilite
from etabli.dossier.models import Dossier, Message
from etabli.socle.models import FicheDeRecherche
from etabli.socle.recherche import chercher
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.dossier import DossierFactory, MessageFactory, dossier_et_agents

pytestmark = pytest.mark.django_db


def titres(trouvailles):
    return ["".join(b.texte for b in r.titre) for r in trouvailles.resultats]


def test_un_mot_se_trouve_sans_accent_ni_pluriel_ni_majuscule():
    DossierFactory(titre="Les mobilités du Val fictif")

    trouvailles = chercher("MOBILITE", AgentFactory(dgaln=True))

    assert titres(trouvailles) == ["Les mobilités du Val fictif"]
    assert [b.texte for b in trouvailles.resultats[0].titre if b.est_trouve] == ["mobilités"]


def test_tous_les_mots_doivent_se_trouver():
    DossierFactory(titre="Gares et mobilités")
    DossierFactory(titre="Gares et commerces")

    assert titres(chercher("gare commerce", AgentFactory(dgaln=True))) == ["Gares et commerces"]


def test_entre_guillemets_les_mots_se_suivent():
    DossierFactory(titre="Zones humides de la plaine")
    DossierFactory(titre="Humides, ces zones de la plaine")

    assert titres(chercher("« zones humides »", AgentFactory(dgaln=True))) == ["Zones humides de la plaine"]


def test_le_mot_en_cours_de_frappe_se_trouve():
    DossierFactory(titre="Revitalisation du bourg")

    assert titres(chercher("bourg revit", AgentFactory(dgaln=True))) == ["Revitalisation du bourg"]


def test_le_titre_compte_plus_que_le_texte():
    auteur = AgentFactory(dgaln=True)
    MessageFactory(auteur=auteur, texte="On parle ici de sécheresse et d'autre chose.")
    DossierFactory(titre="Face à la sécheresse")

    assert titres(chercher("sécheresse", auteur))[0] == "Face à la sécheresse"


def test_une_faute_se_corrige_et_se_dit():
    DossierFactory(titre="Revitalisation commerciale")

    trouvailles = chercher("revitalisasion", AgentFactory(dgaln=True))

    assert trouvailles.corrigee == "revitalisation"
    assert titres(trouvailles) == ["Revitalisation commerciale"]


def test_l_index_suit_la_modification_et_la_suppression():
    dgaln = AgentFactory(dgaln=True)
    dossier = DossierFactory(titre="Avant")
    dossier.titre = "Ensuite"
    dossier.save()

    assert titres(chercher("avant", dgaln)) == []
    assert titres(chercher("ensuite", dgaln)) == ["Ensuite"]

    dossier.delete()
    assert titres(chercher("ensuite", dgaln)) == []


def test_chacun_ne_trouve_que_ce_qu_il_peut_lire():
    places = dossier_et_agents(titre="Littoral")
    MessageFactory(
        dossier=places.dossier, auteur=places.pilote, texte="Falaise", visibilite=Visibilite.PORTEURS
    )

    trouve = {role: chercher("falaise", agent).nb for role, agent in places.par_role().items()}

    attendu = {role: Message.objects.visible_to(agent).count() for role, agent in places.par_role().items()}
    assert trouve == attendu
    assert set(attendu.values()) == {0, 1}
    assert chercher("littoral", places.etranger).nb == 0


def test_les_compteurs_par_genre_sont_ceux_des_listes():
    dgaln = AgentFactory(dgaln=True)
    for n in range(3):
        DossierFactory(titre=f"Érosion {n}")
    MessageFactory(auteur=dgaln, dossier=Dossier.objects.first(), texte="L'érosion avance.")

    trouvailles = chercher("erosion", dgaln)

    assert [(nom, nb) for _, nom, nb in trouvailles.par_genre] == [("Dossiers", 3), ("Messages", 1)]
    assert chercher("erosion", dgaln, genre="dossier.message").nb == 1


@pytest.mark.parametrize(
    "requete", ["", "   ", '"', "« »", "'", "a' OR '1'='1", "NEAR(", "mot*", "titre:x", "é" * 300]
)
def test_aucune_requete_ne_fait_tomber_la_recherche(requete):
    DossierFactory()

    assert chercher(requete, AgentFactory(dgaln=True)).nb >= 0


def test_la_recherche_fait_autant_de_requetes_pour_un_resultat_que_pour_vingt(django_assert_num_queries):
    dgaln = AgentFactory(dgaln=True)
    _ = dgaln.est_dgaln
    DossierFactory(titre="Estuaire")
    with django_assert_num_queries(2):
        chercher("estuaire", dgaln)
    for n in range(20):
        DossierFactory(titre=f"Estuaire {n}")
    with django_assert_num_queries(2):
        assert chercher("estuaire", dgaln).nb == 21


def test_la_commande_refait_l_index_que_les_ecritures_tenaient():
    dossier_et_agents(titre="Friches")
    MessageFactory(texte="Une friche ferroviaire")
    avant = list(
        FicheDeRecherche.objects.order_by("genre", "sujet_id").values("genre", "sujet_id", "titre", "corps")
    )

    call_command("reindexer")

    apres = FicheDeRecherche.objects.order_by("genre", "sujet_id").values(
        "genre", "sujet_id", "titre", "corps"
    )
    assert list(apres) == avant
    assert avant


def test_la_page_montre_les_passages_et_leur_dossier(client):
    places = dossier_et_agents(titre="Haut-Pays")
    MessageFactory(dossier=places.dossier, auteur=places.pilote, texte="La <b>gare</b> reste ouverte.")
    client.force_login(places.pilote)

    reponse = client.get(reverse("dossier:rechercher"), {"q": "gares"})

    page = reponse.content.decode()
    assert "<mark>gare</mark>" in page
    assert "&lt;b&gt;" in page
    assert "Haut-Pays" in page


def test_la_page_sans_resultat_dit_quoi_faire(client):
    client.force_login(AgentFactory(ddt=True))

    assert "Aucun résultat" in client.get("/recherche/", {"q": "introuvable"}).content.decode()
    assert client.get("/recherche/", {"q": "x", "page": "zéro"}).status_code == 200
