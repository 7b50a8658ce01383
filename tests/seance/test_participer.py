"""Entrer, contribuer une fois, voter dans la limite de ses gommettes."""

from threading import Thread
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection

from etabli.etape4_seance.actions import (
    Carte,
    arriver,
    coller_une_gommette,
    contribuer,
    decoller_une_gommette,
    reunir_les_doublons,
    saisir_des_cartes,
)
from etabli.etape4_seance.enums import Etat, Saisie
from etabli.etape4_seance.models import Contribution, Gommette, Participant, Seance
from etabli.etape4_seance.resultats import classement, presences
from etabli.socle.models import Fait
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    EmargementFactory,
    ParticipantFactory,
    SeanceFactory,
    TableFactory,
    seance_et_agents,
    un_vote,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("etat", "phrase"),
    [
        (Etat.PREPARATION, "pas encore ouverte"),
        (Etat.CLOSE, "La séance est terminée"),
        (Etat.COMPTE_RENDU, "La séance est terminée"),
    ],
)
def test_on_n_entre_que_dans_une_seance_ouverte(etat, phrase):
    with pytest.raises(PermissionDenied, match=phrase):
        arriver(SeanceFactory(etat=etat), college="elu")

    assert not Participant.objects.exists()


def test_une_contribution_envoyee_deux_fois_n_est_gardee_qu_une_et_ne_change_pas():
    participant = ParticipantFactory()
    activite, cle = ActiviteFactory(seance=participant.seance, ouverte=True), uuid4()

    premiere, est_neuve = contribuer(activite, "Un marché le samedi", participant=participant, id_=cle)
    revision = Seance.objects.get().revision
    seconde, est_encore_neuve = contribuer(activite, "Autre chose", participant=participant, id_=cle)

    assert (est_neuve, est_encore_neuve) == (True, False)
    assert (premiere.pk, seconde.texte) == (cle, "Un marché le samedi")
    assert Contribution.objects.get().texte == "Un marché le samedi"
    assert Seance.objects.get().revision == revision


def test_une_contribution_porte_le_college_et_la_table_de_qui_la_dit():
    table = TableFactory(seance=SeanceFactory(ouverte=True))
    participant = arriver(table.seance, college="association", table=table)
    activite = ActiviteFactory(seance=table.seance, ouverte=True)

    contribution, _ = contribuer(activite, "Replanter des haies", participant=participant)

    assert (contribution.college, contribution.table, contribution.saisie) == (
        "association",
        table,
        Saisie.TELEPHONE,
    )


def test_l_appareil_d_une_table_parle_pour_sa_table():
    table = TableFactory(seance=SeanceFactory(ouverte=True))
    scribe = arriver(table.seance, table=table, est_scribe=True)
    activite = ActiviteFactory(seance=table.seance, ouverte=True)

    contribution, _ = contribuer(activite, "Replanter des haies", participant=scribe)

    assert (contribution.saisie, contribution.table, contribution.college) == (Saisie.TABLE, table, "")


def test_une_contribution_ne_laisse_pas_de_ligne_au_journal():
    participant = ParticipantFactory()

    contribuer(ActiviteFactory(seance=participant.seance, ouverte=True), "Une idée", participant=participant)

    assert not Fait.objects.exists()


def test_contribuer_a_une_activite_fermee_est_refuse():
    participant = ParticipantFactory()
    activite = ActiviteFactory(seance=participant.seance, close=True)

    with pytest.raises(PermissionDenied, match="Cette activité est fermée"):
        contribuer(activite, "Trop tard", participant=participant)

    assert not Contribution.objects.exists()


def test_ce_qui_fut_ecrit_sans_reseau_arrive_apres_la_fermeture_et_le_dit():
    participant = ParticipantFactory(seance=SeanceFactory(close=True))
    activite = ActiviteFactory(seance=participant.seance, close=True)

    contribution, _ = contribuer(activite, "Écrit hors réseau", participant=participant, est_differee=True)

    assert contribution.est_tardive


@pytest.mark.parametrize(
    ("etat", "champs"), [(Etat.COMPTE_RENDU, {"close": True}), (Etat.OUVERTE, {"etat": "preparee"})]
)
def test_meme_sans_reseau_on_ne_contribue_ni_avant_ni_apres_le_compte_rendu(etat, champs):
    participant = ParticipantFactory(seance=SeanceFactory(etat=etat))
    activite = ActiviteFactory(seance=participant.seance, **champs)

    with pytest.raises(PermissionDenied):
        contribuer(activite, "Écrit hors réseau", participant=participant, est_differee=True)


def test_on_ne_contribue_pas_a_la_seance_d_a_cote():
    activite = ActiviteFactory(ouverte=True)

    with pytest.raises(PermissionDenied, match="une autre séance"):
        contribuer(activite, "Une idée", participant=ParticipantFactory())


def test_on_colle_ses_gommettes_et_pas_une_de_plus():
    participant = ParticipantFactory()
    vote, (une, deux, _) = un_vote(participant.seance, nb_gommettes=2)

    coller_une_gommette(vote, une, participant=participant)
    coller_une_gommette(vote, une, participant=participant)
    with pytest.raises(PermissionDenied, match="décollez-en une"):
        coller_une_gommette(vote, deux, participant=participant)

    assert Gommette.objects.count() == 2


def test_une_gommette_decollee_se_recolle_ailleurs():
    participant = ParticipantFactory()
    vote, (une, deux, _) = un_vote(participant.seance, nb_gommettes=1)
    coller_une_gommette(vote, une, participant=participant)

    decoller_une_gommette(vote, une, participant=participant)
    coller_une_gommette(vote, deux, participant=participant)

    assert [g.contribution for g in Gommette.objects.all()] == [deux]


def test_la_meme_gommette_envoyee_deux_fois_n_est_collee_qu_une():
    participant, cle = ParticipantFactory(), uuid4()
    vote, (une, *_) = un_vote(participant.seance)

    for _ in range(2):
        coller_une_gommette(vote, une, participant=participant, id_=cle)

    assert Gommette.objects.count() == 1


def test_l_appareil_d_une_table_ne_vote_pas():
    table = TableFactory(seance=SeanceFactory(ouverte=True))
    scribe = arriver(table.seance, table=table, est_scribe=True)
    vote, (une, *_) = un_vote(table.seance)

    with pytest.raises(PermissionDenied, match="chacun vote depuis le sien"):
        coller_une_gommette(vote, une, participant=scribe)


def test_on_ne_vote_que_pour_ce_qui_est_propose():
    participant = ParticipantFactory()
    vote, _ = un_vote(participant.seance)
    ailleurs = ContributionFactory(activite=ActiviteFactory(seance=participant.seance))

    with pytest.raises(PermissionDenied, match="contributions proposées"):
        coller_une_gommette(vote, ailleurs, participant=participant)


@pytest.mark.django_db(transaction=True)
def test_dix_doigts_a_la_fois_ne_collent_pas_une_gommette_de_trop():
    participant = ParticipantFactory()
    vote, contributions = un_vote(participant.seance, nb_gommettes=3)

    def coller(contribution):
        # La base d'essai, en mémoire, refuse au lieu de faire attendre : on insiste jusqu'à une vraie réponse.
        reponse = None
        while reponse is None:
            try:
                reponse = coller_une_gommette(vote, contribution, participant=participant)
            except PermissionDenied as refus:
                reponse = refus
            except OperationalError:
                continue
        connection.close()

    doigts = [Thread(target=coller, args=(contributions[n % 3],)) for n in range(10)]
    for doigt in doigts:
        doigt.start()
    for doigt in doigts:
        doigt.join()

    assert Gommette.objects.count() == 3


def test_le_classement_dit_les_ex_aequo_et_compte_les_doublons():
    lieu = seance_et_agents(ouverte=True)
    vote, (une, deux, trois) = un_vote(lieu.seance)
    for cible in (une, deux, trois):
        coller_une_gommette(vote, cible, participant=ParticipantFactory(seance=lieu.seance))
    reunir_les_doublons(une, [trois], par=lieu.equipe)

    resultat = classement(vote)

    assert [(ligne.place, ligne.contribution, ligne.total, ligne.part) for ligne in resultat.lignes] == [
        (1, une, 2, 100),
        (2, deux, 1, 50),
    ]


def test_un_vote_masque_ne_dit_que_le_nombre_de_gommettes_jusqu_a_sa_fermeture():
    participant = ParticipantFactory()
    vote, (une, *_) = un_vote(participant.seance, est_masquee=True)
    coller_une_gommette(vote, une, participant=participant)

    pendant = classement(vote)
    vote.etat = "close"
    apres = classement(vote)

    assert (pendant.est_visible, pendant.nb_gommettes, pendant.lignes) == (False, 1, [])
    assert [ligne.total for ligne in apres.lignes] == [1, 0, 0]


def test_les_cartes_papier_sont_rendues_a_leur_table_et_journalisees_ensemble():
    lieu = seance_et_agents(close=True)
    table, activite = TableFactory(seance=lieu.seance, numero=3), ActiviteFactory(seance=lieu.seance)

    saisir_des_cartes(
        activite, [Carte("Un"), Carte("Deux")], par=lieu.coporteur, table=table, college="habitant"
    )

    assert [(c.texte, c.table, c.saisie, c.college) for c in Contribution.objects.all()] == [
        ("Un", table, Saisie.PAPIER, "habitant"),
        ("Deux", table, Saisie.PAPIER, "habitant"),
    ]
    assert Fait.objects.get().phrase == f"a saisi 2 cartes papier dans «\u00a0{activite}\u00a0»"


def test_le_meme_lot_de_cartes_envoye_deux_fois_ne_compte_qu_une():
    lieu, lot = seance_et_agents(ouverte=True), uuid4()
    activite = ActiviteFactory(seance=lieu.seance)

    for _ in range(2):
        saisir_des_cartes(activite, [Carte("Un"), Carte("Deux")], par=lieu.equipe, lot=lot)

    assert Contribution.objects.count() == 2


def test_un_lecteur_ne_saisit_pas_de_carte():
    lieu = seance_et_agents(ouverte=True)

    with pytest.raises(PermissionDenied, match="équipe projet"):
        saisir_des_cartes(ActiviteFactory(seance=lieu.seance), [Carte("Un")], par=lieu.lecteur)


def test_les_presences_se_comptent_par_college_sans_les_appareils_de_table():
    seance = SeanceFactory(ouverte=True)
    ParticipantFactory.create_batch(2, seance=seance, college="habitant")
    ParticipantFactory(seance=seance, college="", est_scribe=True, table=TableFactory(seance=seance))
    EmargementFactory(seance=seance, college="elu")

    comptes = {p.college: (p.nb_connectes, p.nb_emarges) for p in presences(seance)}

    assert comptes["habitant"] == (2, 0)
    assert comptes["elu"] == (0, 1)
    assert sum(n for n, _ in comptes.values()) == 2
