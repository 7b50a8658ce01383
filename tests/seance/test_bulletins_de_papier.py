"""Les bulletins de papier : tapés en chiffres, comptés avec les autres, une fois."""

from uuid import uuid4

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape4_seance.calcul.papier import (
    BulletinIllisible,
    lire_un_choix,
    lire_un_jugement,
    lire_une_matrice,
    lire_une_note,
)
from etabli.etape4_seance.depouillement import depouiller
from etabli.etape4_seance.enums import EtatActivite, ModeDeSondage, Repondant, TypeActivite
from etabli.etape4_seance.models import Bulletin
from tests.fabriques.seance import ActiviteFactory, ParticipantFactory, TableFactory, seance_et_agents

PROPOSITIONS = "Une halle\nUn sentier\nUne navette"


@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=12))
def test_un_jugement_tape_se_relit_tel_quel(avis):
    cles = [str(rang) for rang in range(len(avis))]
    ligne = " ".join("-" if rang is None else str(rang + 1) for rang in avis)
    attendu = {cle: rang for cle, rang in zip(cles, avis, strict=True) if rang is not None}

    if attendu:
        assert lire_un_jugement(ligne, cles, 7) == attendu
        assert lire_un_jugement(ligne.replace(" ", ""), cles, 7) == attendu
    else:
        with pytest.raises(BulletinIllisible, match="blanc"):
            lire_un_jugement(ligne, cles, 7)


@pytest.mark.parametrize(
    ("lire", "phrase"),
    [
        (lambda: lire_un_jugement("1 2", ["a", "b", "c"], 7), "il faut 3 cases"),
        (lambda: lire_un_jugement("1 8 2", ["a", "b", "c"], 7), "n'est pas un nombre de 1 à 7"),
        (lambda: lire_une_matrice("53 2", ["a", "b"], 5), "l'impact puis la faisabilité"),
        (lambda: lire_une_matrice("53 26", ["a", "b"], 5), "n'est pas un nombre de 1 à 5"),
        (lambda: lire_un_choix("1 2", 3, plusieurs=False), "une seule réponse"),
        (lambda: lire_un_choix("4", 3, plusieurs=True), "n'est pas un nombre de 1 à 3"),
        (lambda: lire_une_note("²", 5), "n'est pas un nombre de 1 à 5"),
    ],
)
def test_un_bulletin_illisible_dit_quoi_corriger(lire, phrase):
    with pytest.raises(BulletinIllisible, match=phrase):
        lire()


def test_une_matrice_et_un_sondage_se_tapent_aussi():
    assert lire_une_matrice("53 - 11", ["a", "b", "c"], 5) == {"a": [5, 3], "c": [1, 1]}
    assert lire_un_choix("3,1 1", 3, plusieurs=True) == {"choix": [0, 2]}
    assert lire_une_note("4", 5) == {"note": 4}


@pytest.fixture
def lieu(client, db):
    lieu = seance_et_agents(ouverte=True)
    client.force_login(lieu.coporteur)
    return lieu


def un_jugement(lieu, **champs):
    return ActiviteFactory(
        seance=lieu.seance,
        **{"type": TypeActivite.JUGEMENT, "choix": PROPOSITIONS, "ouverte": True, **champs},
    )


def saisir(client, activite, *lignes, **plus):
    adresse = reverse("seance:bulletins_de_papier", args=[activite.seance_id, activite.pk])
    return client.post(adresse, {"bulletins": "\n".join(lignes), "lot": uuid4(), **plus})


def test_une_pile_de_bulletins_compte_avec_ceux_des_telephones(client, lieu):
    vote = un_jugement(lieu)
    Bulletin.objects.create(
        activite=vote, participant=ParticipantFactory(seance=lieu.seance), reponses={"0": 0}
    )

    reponse = saisir(client, vote, "1 3 -", "", "273", college="habitant")

    assert reponse.status_code == 302
    papiers = Bulletin.objects.filter(saisie="papier").order_by("pk")
    assert sorted(b.reponses["0"] for b in papiers) == [0, 1]
    assert {b.college for b in papiers} == {"habitant"}
    assert depouiller(vote).nb == 3


def test_le_meme_envoi_refait_ne_compte_qu_une_fois(client, lieu):
    vote, lot = un_jugement(lieu), uuid4()

    for _ in range(2):
        assert saisir(client, vote, "1 1 1", "2 2 2", lot=lot).status_code == 302

    assert Bulletin.objects.count() == 2


def test_une_ligne_illisible_est_nommee_et_rien_n_est_garde(client, lieu):
    reponse = saisir(client, un_jugement(lieu), "1 1 1", "9 1 1")

    assert reponse.status_code == 422
    assert "Ligne 2" in reponse.text
    assert "9 1 1" in reponse.text
    assert not Bulletin.objects.exists()


def test_une_table_ne_repond_qu_une_fois(client, lieu):
    sondage = un_jugement(
        lieu,
        type=TypeActivite.SONDAGE,
        mode_de_sondage=ModeDeSondage.UNIQUE,
        repondant=Repondant.TABLE,
    )
    table = TableFactory(seance=lieu.seance, numero=1)

    assert saisir(client, sondage, "2", table=table.pk).status_code == 302
    refus = saisir(client, sondage, "3", table=table.pk)

    assert "Cette table a déjà répondu" in refus.text
    assert Bulletin.objects.get().reponses == {"choix": [1]}


def test_on_ne_tape_pas_de_bulletin_avant_l_ouverture_du_vote(client, lieu):
    vote = un_jugement(lieu, ouverte=False, etat=EtatActivite.PREPAREE)

    assert saisir(client, vote, "1 1 1").status_code == 403


def test_un_lecteur_ne_saisit_pas_de_bulletin(client, lieu):
    client.force_login(lieu.lecteur)

    assert saisir(client, un_jugement(lieu), "1 1 1").status_code == 403


def test_la_page_des_cartes_mene_aux_votes_ouverts(client, lieu):
    vote = un_jugement(lieu)
    adresse = reverse("seance:bulletins_de_papier", args=[lieu.seance.pk, vote.pk])

    assert adresse in client.get(reverse("seance:cartes", args=[lieu.seance.pk])).text
    assert "Excellent" in client.get(adresse).text
