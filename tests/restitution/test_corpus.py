"""Le corpus de contributions : rien n'y paraît qu'une personne n'ait laissé paraître."""

import csv
import io
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Agent
from etabli.dossier.enums import College
from etabli.etape6_restitution import actions
from etabli.etape6_restitution.corpus_publics import CORPUS, corpus_publies
from etabli.etape6_restitution.enums import DecisionDeCorpus as Decision
from etabli.etape6_restitution.enums import EtatDeCorpus as Etat
from etabli.etape6_restitution.models import Corpus, FichePublique, PhraseDuCorpus
from etabli.etape6_restitution.workflow import CYCLE_DU_CORPUS
from etabli.socle.models import Fait
from tests.fabriques.feuille_de_route import feuille_et_agents
from tests.fabriques.seance import ContributionFactory, ParticipantFactory


@pytest.fixture
def lieu(db):
    """Une séance où six habitants et un élu ont parlé ; une phrase nomme quelqu'un."""
    lieu = feuille_et_agents()
    FichePublique.objects.create(
        dossier=lieu.dossier,
        titre="Atelier fictif",
        annee="2026",
        territoire_et_perimetre="Fictif",
        publiee_le=localdate(),
    )
    for rang in range(6):
        dire(lieu, f"rouvrir un commerce, idée {rang}")
    dire(lieu, "M. Dupont bloque tout", college=College.ELU)
    return lieu


def dire(lieu, texte, college=College.HABITANT, **champs):
    activite = (
        lieu.contribution().activite if not lieu.seance.activites.exists() else lieu.seance.activites.first()
    )
    participant = ParticipantFactory(seance=lieu.seance, college=college)
    return ContributionFactory(
        activite=activite, texte=texte, college=college, participant=participant, **champs
    )


@pytest.fixture
def propose(lieu):
    return actions.proposer_le_corpus(lieu.dossier, par=lieu.equipe)


def relu(agent):
    return Agent.objects.get(pk=agent.pk)


def signalee(corpus):
    return corpus.phrases.a_decider().get()


@pytest.fixture
def publie(lieu, propose):
    """Vérifié puis publié, la phrase signalée masquée."""
    actions.decider_d_une_phrase(signalee(propose), Decision.MASQUER, "Nomme une personne", par=lieu.equipe)
    CYCLE_DU_CORPUS.avancer("verifier", propose, par=relu(lieu.equipe))
    lieu.dossier.est_fictif = False
    lieu.dossier.save()
    return CYCLE_DU_CORPUS.avancer("publier", propose, par=relu(lieu.pilote))


def test_ce_qui_est_signale_attend_une_personne_le_reste_passe(propose):
    decisions = list(propose.phrases.values_list("decision", flat=True))

    assert decisions.count(Decision.A_DECIDER) == 1
    assert signalee(propose).texte == "[nom] bloque tout"
    assert "Dupont" not in json.dumps(list(propose.phrases.values_list("soupcons", "texte")))


def test_un_college_trop_petit_n_est_pas_nomme_ni_ne_se_deduit(lieu, propose):
    assert set(propose.phrases.values_list("college", flat=True)) == {""}

    for rang in range(4):
        dire(lieu, f"reprise {rang}", college=College.ELU)
    actions.proposer_le_corpus(lieu.dossier, par=lieu.equipe)

    assert set(propose.phrases.values_list("college", flat=True)) == {
        str(College.HABITANT.label), str(College.ELU.label),
    }  # fmt: skip


def test_relancer_garde_les_decisions_ajoute_le_neuf_et_retire_le_masque(lieu, propose):
    actions.decider_d_une_phrase(signalee(propose), Decision.ECARTER, "Vise quelqu'un", par=lieu.equipe)
    masquee = dire(lieu, "autre idée")
    actions.proposer_le_corpus(lieu.dossier, par=lieu.equipe)
    assert propose.phrases.filter(contribution=masquee).exists()

    masquee.est_masquee = True
    masquee.save()
    actions.proposer_le_corpus(lieu.dossier, par=lieu.equipe)

    assert not propose.phrases.filter(contribution=masquee).exists()
    assert propose.phrases.filter(decision=Decision.ECARTER).count() == 1


@pytest.mark.parametrize(
    ("decision", "texte", "attendu"),
    [
        (Decision.GARDER, "", "M. Dupont bloque tout"),
        (Decision.MASQUER, "", "[nom] bloque tout"),
        (Decision.REECRIRE, "Une personne bloque tout", "Une personne bloque tout"),
        (Decision.ECARTER, "", ""),
    ],
)
def test_chaque_decision_donne_le_texte_publie_et_garde_sa_raison(lieu, propose, decision, texte, attendu):
    phrase = signalee(propose)
    actions.decider_d_une_phrase(phrase, decision, "Raison fictive", texte=texte, par=lieu.equipe)

    phrase.refresh_from_db()
    assert (phrase.texte, phrase.motif, phrase.decidee_par) == (attendu, "Raison fictive", lieu.equipe)
    fait = Fait.objects.sur(propose).get(acte="decider_d_une_phrase")
    assert "Dupont" not in json.dumps(fait.donnees, default=str)


@pytest.mark.parametrize(
    ("decision", "texte", "motif", "phrase"),
    [
        (Decision.GARDER, "", " ", "Dites en une phrase pourquoi"),
        (Decision.REECRIRE, " ", "Raison", "Écrivez la phrase à publier"),
        (Decision.REECRIRE, "Écrire à a@b.fr", "Raison", "contient encore une adresse électronique"),
        (Decision.SANS_SOUPCON, "", "Raison", "Choisissez de garder"),
    ],
)
def test_une_decision_incomplete_se_refuse(lieu, propose, decision, texte, motif, phrase):
    with pytest.raises(ValidationError, match=phrase):
        actions.decider_d_une_phrase(signalee(propose), decision, motif, texte=texte, par=lieu.equipe)


def test_une_contribution_effacee_ne_se_garde_pas(lieu, propose):
    signalee(propose).contribution.delete()

    with pytest.raises(ValidationError, match="a été effacée"):
        actions.decider_d_une_phrase(signalee(propose), Decision.GARDER, "Raison", par=lieu.equipe)


# --- Le cycle ---

ROLES = ("dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur", "etranger")
PERMIS = {
    Etat.PROPOSE: {"verifier": (Etat.VERIFIE, {"pilote", "equipe"})},
    Etat.VERIFIE: {
        "publier": (Etat.PUBLIE, {"pilote", "dgaln"}),
        "reprendre": (Etat.PROPOSE, {"pilote", "equipe", "dgaln"}),
    },
    Etat.PUBLIE: {"reprendre": (Etat.PROPOSE, {"pilote", "equipe", "dgaln"})},
}


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("acte", list(CYCLE_DU_CORPUS.par_nom))
def test_chaque_acte_de_chaque_etat_est_a_ceux_qui_le_tiennent(lieu, propose, etat, acte):
    propose.phrases.update(decision=Decision.SANS_SOUPCON)
    Corpus.objects.update(etat=etat)
    corpus = Corpus.objects.get()
    vers, permis = PERMIS[etat].get(acte, (None, set()))

    ouverts = {role for role in ROLES if CYCLE_DU_CORPUS.verdict(acte, corpus, relu(getattr(lieu, role)))}

    assert ouverts == permis
    for role in set(ROLES) - permis:
        with pytest.raises(PermissionDenied, match=r"\w"):
            CYCLE_DU_CORPUS.avancer(acte, corpus, par=relu(getattr(lieu, role)), motif="Essai")
    if permis:
        par = relu(getattr(lieu, sorted(permis)[0]))
        assert CYCLE_DU_CORPUS.avancer(acte, corpus, par=par, motif="Essai").etat == vers


def test_rien_ne_se_verifie_tant_qu_une_phrase_attend(lieu, propose):
    verdict = CYCLE_DU_CORPUS.verdict("verifier", propose, relu(lieu.equipe))

    assert verdict.motif.replace("\xa0", " ") == "Il reste 1 phrase à décider."


def test_sans_fiche_publique_le_corpus_ne_parait_pas(lieu, propose):
    FichePublique.objects.update(publiee_le=None)
    Corpus.objects.update(etat=Etat.VERIFIE)

    verdict = CYCLE_DU_CORPUS.verdict("publier", Corpus.objects.get(), relu(lieu.pilote))

    assert "La fiche publique de l'atelier n'est pas publiée" in verdict.motif


# --- Ce qui sort ---


def test_le_public_lit_les_phrases_decidees_sans_rien_qui_ramene_a_quelqu_un(publie):
    lignes = CORPUS.objets(corpus_publies())

    textes = {ligne["texte"] for ligne in lignes}
    assert "[nom] bloque tout" in textes
    cles = {ligne["cle"] for ligne in lignes}
    assert cles.isdisjoint({str(p.contribution_id) for p in publie.phrases.all()})
    assert lignes[0]["publie_le"] == localdate().isoformat() or lignes[0]["publie_le"] == localdate()


def test_ni_une_demonstration_ni_un_corpus_repris_ne_sont_des_donnees(lieu, publie):
    assert corpus_publies().exists()

    lieu.dossier.est_fictif = True
    lieu.dossier.save()
    assert not corpus_publies().exists()
    lieu.dossier.est_fictif = False
    lieu.dossier.save()
    CYCLE_DU_CORPUS.avancer("reprendre", publie, par=relu(lieu.dgaln), motif="Une personne se reconnaît")
    assert not corpus_publies().exists()


def test_une_phrase_masquee_apres_coup_ou_ecartee_ne_sort_plus(lieu, publie):
    masquee = publie.phrases.first()
    masquee.contribution.est_masquee = True
    masquee.contribution.save()

    assert masquee not in corpus_publies()


def test_une_contribution_effacee_laisse_le_texte_decide(publie):
    nb = corpus_publies().count()
    publie.phrases.first().contribution.delete()

    assert corpus_publies().count() == nb


def test_le_corpus_public_se_lit_en_une_requete(publie):
    with CaptureQueriesContext(connection) as requetes:
        CORPUS.objets(corpus_publies())

    assert len(requetes) == 1


# --- Les pages ---


@pytest.fixture
def ouvrir(client, lieu):
    def _ouvrir(nom, *args, par=None, donnees=None, requete=""):
        client.force_login(par or lieu.equipe)
        adresse = reverse(f"restitution:{nom}", args=[lieu.dossier.pk, *args]) + requete
        return client.get(adresse) if donnees is None else client.post(adresse, donnees)

    return _ouvrir


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("&#x27;", "'")


def test_de_la_proposition_a_la_publication_par_les_pages(lieu, ouvrir):
    assert "Proposer un corpus" in texte(ouvrir("corpus"))
    assert ouvrir("proposer_le_corpus", donnees={"seuil": 5}).status_code == 302
    phrase = PhraseDuCorpus.objects.a_decider().get()
    page = texte(ouvrir("corpus"))
    assert "<mark>M. Dupont</mark>" in page
    assert "peut-être le nom d'une personne" in page

    decision = {"decision": "masquer", "motif": "Nomme quelqu'un"}
    assert ouvrir("decider_d_une_phrase", phrase.pk, donnees=decision).status_code == 302
    assert ouvrir("avancer_le_corpus", "verifier", donnees={}).status_code == 302
    assert ouvrir("avancer_le_corpus", "publier", donnees={}, par=lieu.pilote).status_code == 302

    assert Corpus.objects.get().etat == Etat.PUBLIE
    lu = list(
        csv.reader(
            io.StringIO(ouvrir("exporter_le_corpus", "csv").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert len(lu) == 1 + PhraseDuCorpus.objects.count()
    assert len(json.loads(ouvrir("exporter_le_corpus", "json").content)["lignes"]) == len(lu) - 1


@pytest.mark.parametrize(
    ("faute", "phrase"),
    [
        ({"motif": ""}, "Dites en une phrase pourquoi"),
        ({"decision": ""}, "Choisissez de masquer"),
        ({"decision": "reecrire", "texte": "Appelez le 06 12 34 56 78"}, "un numéro de téléphone"),
    ],
)
def test_une_decision_a_corriger_se_dit_a_son_champ_sans_rien_perdre(ouvrir, propose, faute, phrase):
    donnees = {"decision": "garder", "motif": "Une raison écrite", "texte": ""} | faute
    reponse = ouvrir("decider_d_une_phrase", signalee(propose).pk, donnees=donnees)

    assert reponse.status_code == 422
    assert phrase in texte(reponse)
    assert donnees["motif"] in texte(reponse)
    assert donnees["texte"] in texte(reponse)


@pytest.mark.parametrize("seuil", ["2", "", "beaucoup"])
def test_un_seuil_trop_bas_se_refuse(ouvrir, seuil):
    assert ouvrir("proposer_le_corpus", donnees={"seuil": seuil}).status_code == 422
    assert not Corpus.objects.exists()


def test_rien_ne_s_emporte_avant_la_verification_ni_ne_se_decide_apres(lieu, ouvrir, publie):
    phrase = publie.phrases.first()
    decision = {"decision": "ecarter", "motif": "Trop tard"}
    reponse = ouvrir("decider_d_une_phrase", phrase.pk, donnees=decision)
    assert reponse.status_code == 403
    assert "reprenez d'abord sa vérification" in texte(reponse)

    ouvrir("avancer_le_corpus", "reprendre", donnees={"motif": "Une erreur"})
    assert ouvrir("exporter_le_corpus", "csv").status_code == 403


def test_reprendre_demande_une_raison(ouvrir, publie):
    assert ouvrir("avancer_le_corpus", "reprendre").status_code == 200
    assert ouvrir("avancer_le_corpus", "reprendre", donnees={"motif": ""}).status_code == 422


def test_le_lecteur_lit_sans_decider_l_etranger_ne_voit_rien(lieu, ouvrir, propose):
    assert "Enregistrer la décision" not in texte(ouvrir("corpus", par=lieu.lecteur))
    phrase = signalee(propose).pk
    assert ouvrir("decider_d_une_phrase", phrase, donnees={}, par=lieu.lecteur).status_code == 403
    assert ouvrir("proposer_le_corpus", donnees={"seuil": 5}, par=lieu.lecteur).status_code == 403
    assert ouvrir("corpus", par=lieu.etranger).status_code == 404


def test_la_page_se_lit_en_un_nombre_constant_de_requetes(lieu, ouvrir, propose):
    def compter():
        with CaptureQueriesContext(connection) as requetes:
            ouvrir("corpus", requete="?montrer=toutes")
        return len(requetes)

    ouvrir("corpus")
    avant = compter()
    for rang in range(2):
        dire(lieu, f"Madame Martin{rang} aussi")
    actions.proposer_le_corpus(lieu.dossier, par=lieu.equipe)

    assert compter() == avant
