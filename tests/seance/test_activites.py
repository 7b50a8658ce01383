"""Les activités à bulletins, la carte, le nuage, la fiche-action : du téléphone aux résultats."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from etabli.etape4_seance import actions
from etabli.etape4_seance.calcul.geometrie import positions_de
from etabli.etape4_seance.carte import communes_de, lire_le_doigt
from etabli.etape4_seance.depouillement import depouiller
from etabli.etape4_seance.documents import composer_le_compte_rendu, composer_le_materiel
from etabli.etape4_seance.enums import Etat, EtatActivite, ModeDeSondage, Repondant, TypeActivite
from etabli.etape4_seance.forms import ActiviteForm, formulaire_de
from etabli.etape4_seance.models import Activite, Bulletin, Contribution, Participant, Seance
from etabli.etape4_seance.resultats import synthese
from etabli.territoires.cartes.lieux import position
from etabli.territoires.cartes.perimetre import cadre_autour
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    ParticipantFactory,
    TableFactory,
    seance_et_agents,
    un_vote,
)
from tests.fabriques.territoires import CommuneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    return seance_et_agents(ouverte=True)


@pytest.fixture
def seance(lieu):
    return lieu.seance


@pytest.fixture
def dedans(client, seance):
    client.post(reverse("seance:rejoindre", args=[seance.code]), {"college": "habitant"})
    return client


def activite(seance, type_, **champs):
    return ActiviteFactory(seance=seance, type=type_, etat=EtatActivite.OUVERTE, **champs)


def envoyer(client, activite, json=True, **champs):
    adresse = reverse("seance:contribuer", args=[activite.seance.code, activite.pk])
    return client.post(adresse, champs, headers={"accept": "application/json"} if json else {})


@pytest.fixture
def jugement(seance):
    return activite(seance, TypeActivite.JUGEMENT, choix="Rouvrir l'école\nPlanter des haies")


def test_un_bulletin_se_remplit_et_revient_pret_a_etre_change(dedans, seance, jugement):
    assert envoyer(dedans, jugement, json=False, m_0="1", m_1="6").status_code == 302

    assert Bulletin.objects.get().reponses == {"0": 1, "1": 6}
    page = dedans.get(reverse("seance:salle", args=[seance.code])).text
    assert "Changer mes réponses" in page
    assert page.count(" checked") == 2


def test_le_meme_envoi_recu_deux_fois_ne_fait_qu_un_bulletin(dedans, jugement):
    id_ = uuid4()
    premiers = envoyer(dedans, jugement, id=id_, m_0="0")
    seconds = envoyer(dedans, jugement, id=id_, m_0="0")

    assert (premiers.status_code, seconds.status_code) == (201, 200)
    assert premiers.json()["id"] == seconds.json()["id"] == str(id_)
    assert Bulletin.objects.count() == 1


def test_changer_d_avis_remplace_son_bulletin(dedans, jugement):
    envoyer(dedans, jugement, id=uuid4(), m_0="0")
    envoyer(dedans, jugement, id=uuid4(), m_0="6")

    assert Bulletin.objects.get().reponses == {"0": 6}


@pytest.mark.parametrize(
    ("type_", "choix", "saisi", "phrase"),
    [
        (TypeActivite.JUGEMENT, "a\nb", {}, "Donnez au moins une mention"),
        (TypeActivite.JUGEMENT, "a\nb", {"m_0": "9"}, "Choisissez l'une des mentions proposées"),
        (TypeActivite.MATRICE, "a\nb", {"i_0": "4"}, "Donnez les deux notes"),
        (TypeActivite.MATRICE, "a\nb", {}, "Placez au moins une proposition"),
        (TypeActivite.SONDAGE, "a\nb", {}, "Choisissez une réponse"),
        (TypeActivite.CARTE, "", {"texte": "Ici"}, "Touchez la carte, ou choisissez une commune"),
        (TypeActivite.CARTE, "", {"texte": "Ici", "trace": "loin"}, "Ce tracé ne se lit pas"),
        (TypeActivite.NUAGE, "", {"texte": "m" * 61}, "Raccourcissez"),
    ],
)
def test_une_reponse_incomplete_dit_ce_qui_manque(dedans, seance, type_, choix, saisi, phrase):
    reponse = envoyer(dedans, activite(seance, type_, choix=choix), **saisi)

    assert reponse.status_code == 422
    assert phrase in reponse.json()["detail"]


def test_sans_javascript_la_saisie_refusee_reste_dans_la_page(dedans, seance):
    matrice = activite(seance, TypeActivite.MATRICE, choix="La halle\nLa gare")

    reponse = envoyer(dedans, matrice, json=False, i_0="4", f_1="2")

    assert reponse.status_code == 422
    assert '<option value="4" selected>' in reponse.text
    assert "Donnez les deux notes" in reponse.text


@pytest.mark.parametrize("type_", [TypeActivite.JUGEMENT, TypeActivite.MATRICE, TypeActivite.SONDAGE])
def test_une_activite_fermee_ne_prend_plus_de_bulletin(seance, type_):
    fermee = ActiviteFactory(seance=seance, type=type_, close=True, choix="a\nb")

    with pytest.raises(PermissionDenied, match="fermée"):
        actions.repondre(fermee, {"0": 1}, participant=ParticipantFactory(seance=seance))


def test_un_bulletin_parti_sans_reseau_compte_encore_et_le_resultat_le_dit(seance):
    fermee = ActiviteFactory(seance=seance, type=TypeActivite.JUGEMENT, close=True, choix="a\nb")

    bulletin, _ = actions.repondre(
        fermee, {"0": 1}, participant=ParticipantFactory(seance=seance), est_differee=True
    )

    assert bulletin.est_tardif
    assert "dont 1 arrivés après la fermeture" in depouiller(fermee).compte


def test_apres_la_seance_un_bulletin_en_retard_n_est_plus_compte(seance, jugement):
    Seance.objects.update(etat=Etat.CLOSE)
    jugement.refresh_from_db()

    with pytest.raises(PermissionDenied, match="trop tard"):
        actions.repondre(jugement, {"0": 1}, participant=ParticipantFactory(seance=seance), est_differee=True)


def test_par_table_seul_l_appareil_de_la_table_repond(seance):
    table = TableFactory(seance=seance, numero=1)
    matrice = activite(seance, TypeActivite.MATRICE, choix="a\nb", repondant=Repondant.TABLE)
    scribe = actions.arriver(seance, table=table, est_scribe=True)

    with pytest.raises(PermissionDenied, match="par table"):
        actions.repondre(matrice, {"0": [3, 3]}, participant=ParticipantFactory(seance=seance))
    bulletin, _ = actions.repondre(matrice, {"0": [5, 4]}, participant=scribe)

    assert bulletin.table == table
    assert depouiller(matrice).compte == "1\u00a0table"


def test_chacun_pour_soi_la_table_ne_repond_pas(seance, jugement):
    scribe = actions.arriver(seance, table=TableFactory(seance=seance, numero=1), est_scribe=True)

    with pytest.raises(PermissionDenied, match="chacun répond depuis le sien"):
        actions.repondre(jugement, {"0": 1}, participant=scribe)


def test_le_jugement_classe_et_dit_la_mention_majoritaire(seance, jugement):
    for mentions in ({"0": 0, "1": 5}, {"0": 1, "1": 5}, {"0": 1, "1": 6}):
        actions.repondre(jugement, mentions, participant=ParticipantFactory(seance=seance))

    lu = depouiller(jugement)

    assert lu.graphique.lignes[0][:3] == ("1", "Rouvrir l'école", "Très bien\u00a0+")
    assert lu.graphique.lignes[1][2] == "Insuffisant\u00a0−"
    assert lu.phrases == ["En tête : «\u00a0Rouvrir l'école\u00a0», très bien."]
    assert lu.svg_de_salle.startswith("<svg")


def test_pendant_un_vote_masque_rien_ne_se_lit(seance):
    masque = activite(seance, TypeActivite.JUGEMENT, choix="a\nb", est_masquee=True)
    actions.repondre(masque, {"0": 1}, participant=ParticipantFactory(seance=seance))

    lu = depouiller(masque)

    assert (lu.est_visible, lu.nb, lu.graphique) == (False, 1, None)


def test_la_preselection_nourrit_le_vote_sans_rien_retaper(lieu, seance):
    vote, (gardee, *_) = un_vote(seance, type=TypeActivite.MATRICE, est_sur_preselection=True)

    actions.preselectionner(seance, [gardee], True, par=lieu.equipe)

    assert [objet.texte for objet, _ in formulaire_de(vote).lignes] == [gardee.texte]
    gommettes, _ = un_vote(seance, est_sur_preselection=True)
    with pytest.raises(PermissionDenied, match="contributions proposées"):
        actions.coller_une_gommette(
            gommettes,
            gommettes.porte_sur.contributions.first(),
            participant=ParticipantFactory(seance=seance),
        )


def test_preselectionner_un_doublon_retient_celle_qu_on_a_gardee(lieu, seance):
    _, (garde, doublon, _) = un_vote(seance)
    Contribution.objects.filter(pk=doublon.pk).update(doublon_de=garde)
    doublon.refresh_from_db()

    actions.preselectionner(seance, [doublon], True, par=lieu.equipe)

    assert list(Contribution.objects.filter(est_preselectionnee=True)) == [garde]


@pytest.mark.parametrize(
    ("mode", "saisi", "attendu"),
    [
        (ModeDeSondage.UNIQUE, {"choix": "1"}, {"choix": [1]}),
        (ModeDeSondage.MULTIPLE, {"choix": ["0", "1"]}, {"choix": [0, 1]}),
        (ModeDeSondage.ECHELLE, {"choix": "4"}, {"note": 4}),
    ],
)
def test_un_sondage_garde_la_reponse_sous_sa_forme(dedans, seance, mode, saisi, attendu):
    sondage = activite(seance, TypeActivite.SONDAGE, choix="non\noui", mode_de_sondage=mode)

    assert envoyer(dedans, sondage, **saisi).status_code == 201

    assert Bulletin.objects.get().reponses == attendu
    assert depouiller(sondage).graphique


@pytest.fixture
def communes(seance):
    posees = [
        CommuneFactory(nom=nom, lon=lon, lat=lat)
        for nom, lon, lat in (("Amont", -0.9, 48.9), ("Aval", -0.8, 49.0), ("Milieu", -0.85, 48.95))
    ]
    seance.atelier.dossier.perimetre.communes.set(posees)
    return posees


def test_le_doigt_retrouve_le_lieu_qu_il_touche(seance, communes):
    cadre = cadre_autour(communes_de(seance))
    x, y = cadre.placer(*position(communes[1]))

    geometrie, commune = lire_le_doigt(seance, f"{x:.1f},{y:.1f}")

    assert commune == communes[1]
    assert positions_de(geometrie)[0] == pytest.approx(position(communes[1]), abs=1e-3)


def test_sans_voir_la_carte_on_choisit_ses_communes(dedans, seance, communes):
    carte = activite(seance, TypeActivite.CARTE)

    envoyer(dedans, carte, texte="La route du collège", depuis=communes[0].pk, vers=communes[1].pk)

    dite = Contribution.objects.get()
    assert dite.commune == communes[0]
    assert dite.geometrie["type"] == "LineString"
    (resultat,) = synthese(seance)
    assert "seance-marques" in resultat.carte


def test_un_trace_hors_de_la_carte_est_refuse(seance, communes):
    with pytest.raises(ValueError, match="sort de la carte"):
        lire_le_doigt(seance, "9000,3")


def test_une_table_ecrit_sa_fiche_que_la_feuille_de_route_lira(client, seance):
    table = TableFactory(seance=seance, numero=1)
    fiche = activite(seance, TypeActivite.FICHE_ACTION, repondant=Repondant.TABLE)
    client.post(reverse("seance:table", args=[seance.code, 1]), {"scribe": "oui", "plume": "Camille"})

    reponse = envoyer(
        client, fiche, texte="Un car le soir", description="Trois arrêts.", porteur="La commune", lieu=" "
    )

    assert reponse.status_code == 201
    assert Participant.objects.get().pseudo == "Camille"
    (lue,) = Contribution.objects.fiches_action()
    assert (lue.table, lue.fiche) == (table, {"description": "Trois arrêts.", "porteur": "La commune"})
    assert lue.rubriques == [("Ce que l'on ferait", "Trois arrêts."), ("Qui la porterait", "La commune")]


@pytest.mark.parametrize("nb", [1, 3])
def test_les_resultats_de_toutes_les_activites_coutent_le_meme_prix(
    seance, communes, nb, django_assert_num_queries
):
    remplir(seance, communes, nb)

    with django_assert_num_queries(10):
        assert len(synthese(seance)) == 5


def remplir(seance, communes, nb):
    recueil = ActiviteFactory(seance=seance, close=True)
    juges = activite(seance, TypeActivite.JUGEMENT, porte_sur=recueil)
    sondage = activite(seance, TypeActivite.SONDAGE, choix="oui\nnon")
    mots, carte = activite(seance, TypeActivite.NUAGE), activite(seance, TypeActivite.CARTE)
    for rang in range(nb):
        dite = ContributionFactory(activite=recueil, texte=f"Idée {rang}")
        ContributionFactory(activite=mots, texte="bocage")
        ContributionFactory(
            activite=carte,
            texte="Ici",
            commune=communes[0],
            geometrie={"type": "Point", "coordinates": [-0.9, 48.9]},
        )
        participant = ParticipantFactory(seance=seance)
        actions.repondre(juges, {dite.pk.hex: 2}, participant=participant)
        actions.repondre(sondage, {"choix": [0]}, participant=participant)
    return recueil, juges, sondage, mots, carte


def test_le_compte_rendu_et_le_materiel_racontent_chaque_activite(seance, communes):
    remplir(seance, communes, 2)

    compte_rendu = str(composer_le_compte_rendu(seance).blocs)
    materiel = str(composer_le_materiel(seance).blocs)

    assert "2\\xa0bulletins" in compte_rendu
    assert "bocage" in compte_rendu
    assert "Lieux marqués par la salle" in compte_rendu
    assert "Bulletin :" in materiel
    assert "Carte à annoter" in materiel
    assert "Signer la feuille de présence" in materiel


@pytest.mark.parametrize("rang", range(5))
def test_l_ecran_de_la_salle_montre_chaque_activite_et_son_tableau(client, seance, communes, rang):
    faites = remplir(seance, communes, 2)
    Seance.objects.update(projetee=faites[rang], vue_de_l_ecran="contributions")

    page = client.get(reverse("seance:ecran_public", args=[seance.code])).text

    attendu = ("Idée 0", "<caption>", "<caption>", "bocage", "seance-marques")[rang]
    assert attendu in page


@pytest.mark.parametrize(
    ("donnees", "champ", "phrase"),
    [
        ({"type": "jugement"}, "choix", "au moins deux propositions"),
        ({"type": "jugement", "choix": "a\nb", "mentions": "bien\nmal"}, "mentions", "de trois à sept"),
        ({"type": "sondage"}, "choix", "au moins deux réponses"),
        (
            {"type": "sondage", "mode_de_sondage": "echelle", "echelle_max": 20},
            "echelle_max",
            "entre 3 et 10",
        ),
        ({"type": "matrice", "choix": "\n".join(map(str, range(21)))}, "choix", "20 choix au plus"),
        ({"type": "fiche_action"}, "__all__", "au moins une table"),
        ({"type": "recueil", "repondant": "table"}, "repondant", "au moins une table"),
    ],
)
def test_une_activite_mal_preparee_dit_ce_qui_manque(seance, donnees, champ, phrase):
    form = ActiviteForm({"titre": "Une question ?", **donnees}, seance=seance)

    assert not form.is_valid()
    assert phrase in " ".join(form.errors[champ])


def test_on_choisit_un_type_puis_on_ne_voit_que_ses_champs(client, lieu, seance):
    client.force_login(lieu.equipe)
    adresse = reverse("seance:ajouter_une_activite", args=[seance.pk])

    choix, formulaire = client.get(adresse).text, client.get(f"{adresse}?type=sondage").text

    assert all(f"?type={type_}" in choix for type_ in TypeActivite.values)
    assert 'name="mode_de_sondage"' in formulaire
    assert 'name="nb_gommettes"' not in formulaire


def test_un_sondage_se_prepare_en_entier(client, lieu, seance):
    client.force_login(lieu.equipe)

    client.post(
        reverse("seance:ajouter_une_activite", args=[seance.pk]),
        {"type": "sondage", "titre": "D'accord ?", "choix": "oui\nnon\n\noui", "mode_de_sondage": "unique"},
    )

    assert Activite.objects.get().choix_listes == ["oui", "non"]
