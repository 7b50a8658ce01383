"""La salle, jouée sans JavaScript : entrer, contribuer, voter, revenir lire la suite."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse

from etabli.etape4_seance import suites
from etabli.etape4_seance.actions import contribuer
from etabli.etape4_seance.enums import Etat
from etabli.etape4_seance.flux import ECRAN, PUPITRE, SALLE, lecture
from etabli.etape4_seance.models import Contribution, Gommette, Participant, Seance
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    FamilleFactory,
    ParticipantFactory,
    SeanceFactory,
    TableFactory,
    un_vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def seance():
    return SeanceFactory(ouverte=True, code="ACD347")


@pytest.fixture
def recueil(seance):
    return ActiviteFactory(seance=seance, ouverte=True, titre="Que changer ici ?")


@pytest.fixture
def dedans(client, seance):
    """Un téléphone déjà entré, au titre des habitants."""
    client.post(reverse("seance:rejoindre", args=[seance.code]), {"college": "habitant"})
    client.participant = Participant.objects.get()
    return client


def url(nom, seance, *args):
    return reverse(f"seance:{nom}", args=[seance.code, *args])


@pytest.mark.parametrize("saisi", ["ACD347", "acd 347", " acd-347 "])
def test_le_code_se_tape_comme_on_veut_et_mene_a_l_entree(client, seance, saisi):
    reponse = client.post(reverse("seance:code"), {"code": saisi})

    assert reponse.url == url("rejoindre", seance)


@pytest.mark.parametrize(("saisi", "phrase"), [("", "Tapez le code"), ("AAAAAA", "Aucune séance")])
def test_un_code_faux_dit_quoi_faire_et_garde_la_saisie(client, seance, saisi, phrase):
    reponse = client.post(reverse("seance:code"), {"code": saisi})

    assert reponse.status_code == 422
    assert phrase in reponse.text
    assert f'value="{saisi}"' in reponse.text or not saisi


def test_toucher_son_college_suffit_pour_entrer(client, seance):
    reponse = client.post(url("rejoindre", seance), {"college": "elu"}, follow=True)

    assert reponse.redirect_chain == [(url("salle", seance), 302)]
    assert Participant.objects.get().college == "elu"
    assert "Élus" in reponse.text


def test_entrer_sans_dire_a_quel_titre_est_repris(client, seance):
    reponse = client.post(url("rejoindre", seance), {"pseudo": "Lou"})

    assert reponse.status_code == 422
    assert "Choisissez à quel titre vous venez." in reponse.text
    assert 'value="Lou"' in reponse.text


def test_un_appareil_deja_entre_retrouve_sa_place(dedans, seance):
    assert dedans.get(url("rejoindre", seance)).url == url("salle", seance)


def test_un_temoin_falsifie_ne_fait_entrer_personne(dedans, seance):
    dedans.cookies[f"salle_{seance.code}"] = f"{uuid4().hex}:faux"

    assert dedans.get(url("salle", seance)).url == url("rejoindre", seance)


def test_le_temoin_d_une_seance_n_ouvre_pas_l_autre(dedans, seance):
    autre = SeanceFactory(ouverte=True)
    dedans.cookies[f"salle_{autre.code}"] = dedans.cookies[f"salle_{seance.code}"].value

    assert dedans.get(url("salle", autre)).url == url("rejoindre", autre)


def test_un_code_mal_recopie_se_corrige_sur_place(client, seance):
    reponse = client.get(reverse("seance:rejoindre", args=["ZZZZZZ"]))

    assert reponse.status_code == 404
    assert "Aucune séance ne porte ce code." in reponse.text
    assert 'value="ZZZZZZ"' in reponse.text
    assert f'action="{reverse("seance:code")}"' in reponse.text


@pytest.mark.parametrize("nom", ["rejoindre", "ecran_public", "flux"])
def test_un_code_inconnu_est_introuvable(client, seance, nom):
    assert client.get(reverse(f"seance:{nom}", args=["ZZZZZZ"])).status_code == 404


@pytest.mark.parametrize(
    ("etat", "phrase"), [(Etat.PREPARATION, "pas encore ouverte"), (Etat.CLOSE, "La séance est terminée")]
)
def test_avant_et_apres_la_porte_dit_pourquoi_elle_est_fermee(client, etat, phrase):
    seance = SeanceFactory(etat=etat)

    assert phrase in client.get(url("rejoindre", seance)).text
    reponse = client.post(url("rejoindre", seance), {"college": "elu"})
    assert reponse.status_code == 403
    assert phrase in reponse.text


def test_le_code_d_une_table_y_fait_asseoir(client, seance):
    table = TableFactory(seance=seance, numero=4)

    client.post(reverse("seance:table", args=[seance.code, 4]), {"college": "habitant", "table": table.pk})

    assert Participant.objects.get().table == table


def test_un_appareil_peut_ecrire_pour_sa_table(client, seance, recueil):
    table = TableFactory(seance=seance, numero=4)

    reponse = client.post(reverse("seance:table", args=[seance.code, 4]), {"scribe": "oui"}, follow=True)
    client.post(url("contribuer", seance, recueil.pk), {"texte": "Une halle"})

    assert "Au nom de la table 4" in reponse.text
    assert Contribution.objects.get().table == table


def test_une_table_inconnue_est_introuvable(client, seance):
    assert client.get(reverse("seance:table", args=[seance.code, 9])).status_code == 404


def test_contribuer_sans_javascript(dedans, seance, recueil):
    reponse = dedans.post(
        url("contribuer", seance, recueil.pk), {"texte": "Un marché le samedi", "id": uuid4()}, follow=True
    )

    assert reponse.redirect_chain[0][0] == f"{url('salle', seance)}#activite-{recueil.pk}"
    assert "Un marché le samedi" in reponse.text


def test_le_formulaire_porte_son_identifiant_et_un_double_clic_ne_compte_qu_un(dedans, seance, recueil):
    section = dedans.get(url("salle", seance)).context["sections"][0]
    saisie = {"texte": "Un marché", "id": section.form["id"].value()}

    for _ in range(2):
        dedans.post(url("contribuer", seance, recueil.pk), saisie)

    assert Contribution.objects.count() == 1


def test_la_boite_d_envoi_sait_ce_qui_est_neuf(dedans, seance, recueil):
    saisie = {"texte": "Un marché", "id": str(uuid4())}
    envoyer = lambda **plus: dedans.post(  # noqa: E731
        url("contribuer", seance, recueil.pk), saisie | plus, headers={"accept": "application/json"}
    )

    premiere, seconde = envoyer(), envoyer(texte="Autre chose")

    assert (premiere.status_code, seconde.status_code) == (201, 200)
    assert premiere.json() == seconde.json() == {"id": saisie["id"], "est_tardive": False}
    assert Contribution.objects.get().texte == "Un marché"


@pytest.mark.parametrize(
    ("texte", "phrase"), [("", "Écrivez votre contribution"), ("a" * 501, "500 signes au plus")]
)
def test_une_contribution_mal_remplie_est_reprise_sans_rien_perdre(dedans, seance, recueil, texte, phrase):
    reponse = dedans.post(url("contribuer", seance, recueil.pk), {"texte": texte})

    assert reponse.status_code == 422
    assert phrase in reponse.text
    assert texte in reponse.text


def test_une_activite_fermee_entre_temps_garde_le_texte_et_le_dit(dedans, seance):
    fermee = ActiviteFactory(seance=seance, close=True)

    reponse = dedans.post(url("contribuer", seance, fermee.pk), {"texte": "J'allais le dire"})

    assert reponse.status_code == 422
    assert "Cette activité est fermée" in reponse.text
    assert "J&#x27;allais le dire" in reponse.text


def test_un_envoi_differe_passe_apres_la_fermeture(dedans, seance):
    fermee = ActiviteFactory(seance=seance, close=True)

    reponse = dedans.post(
        url("contribuer", seance, fermee.pk),
        {"texte": "Écrit sans réseau", "id": uuid4(), "differee": "on"},
        headers={"accept": "application/json"},
    )

    assert reponse.status_code == 201
    assert reponse.json()["est_tardive"]


def test_un_afom_demande_sa_case(dedans, seance):
    afom = ActiviteFactory(seance=seance, ouverte=True, afom=True)

    refus = dedans.post(url("contribuer", seance, afom.pk), {"texte": "Le bocage"})
    dedans.post(url("contribuer", seance, afom.pk), {"texte": "Le bocage", "case_afom": "atout"})

    assert refus.status_code == 422
    assert "atout, une faiblesse" in refus.text
    assert Contribution.objects.get().case_afom == "atout"


def test_un_appareil_inconnu_ne_contribue_pas(client, seance, recueil):
    reponse = client.post(url("contribuer", seance, recueil.pk), {"texte": "Une idée"})

    assert reponse.status_code == 403
    assert "Entrez de nouveau avec le code" in reponse.text


def test_l_activite_d_une_autre_seance_est_introuvable(dedans, seance):
    ailleurs = ActiviteFactory(seance=SeanceFactory(ouverte=True), ouverte=True)

    assert dedans.post(url("contribuer", seance, ailleurs.pk), {"texte": "x"}).status_code == 404


def test_contribuer_coute_peu_de_requetes_quel_que_soit_le_nombre_deja_la(
    dedans, seance, recueil, django_assert_max_num_queries
):
    ContributionFactory.create_batch(5, activite=recueil)

    with django_assert_max_num_queries(8):  # dont deux points de reprise propres aux essais
        dedans.post(url("contribuer", seance, recueil.pk), {"texte": "Une idée", "id": uuid4()})


def test_voter_sans_javascript(dedans, seance):
    vote, (une, *_) = un_vote(seance, nb_gommettes=2)

    for _ in range(2):
        reponse = dedans.post(
            url("voter", seance, vote.pk), {"contribution": une.pk, "geste": "coller"}, follow=True
        )
    assert "Toutes vos gommettes sont collées" in reponse.text
    reponse = dedans.post(
        url("voter", seance, vote.pk), {"contribution": une.pk, "geste": "decoller"}, follow=True
    )

    assert Gommette.objects.count() == 1
    assert "Il vous reste" in reponse.text


def test_une_gommette_de_trop_est_refusee_avec_sa_raison(dedans, seance):
    vote, (une, *_) = un_vote(seance, nb_gommettes=1)
    voter = lambda: dedans.post(url("voter", seance, vote.pk), {"contribution": une.pk, "geste": "coller"})  # noqa: E731

    voter()
    reponse = voter()

    assert reponse.status_code == 403
    assert "décollez-en une pour la poser ailleurs" in reponse.text


def test_l_appareil_recoit_ses_gommettes_et_le_meme_envoi_ne_change_rien(dedans, seance):
    vote, (une, *_) = un_vote(seance, nb_gommettes=2)
    adresse, cle = url("voter", seance, vote.pk), str(uuid4())
    coller = {"contribution": une.pk, "geste": "coller", "id": cle}
    decoller = {"contribution": une.pk, "geste": "decoller", "gommette": cle, "id": str(uuid4())}

    for _ in range(2):
        reponse = dedans.post(adresse, coller, headers={"Accept": "application/json"})
        assert reponse.json() == {"id": cle, "gommettes": {str(une.pk): [cle]}}
    dedans.post(adresse, {**coller, "id": str(uuid4())})
    for _ in range(2):
        reponse = dedans.post(adresse, decoller, headers={"Accept": "application/json"})

    assert len(reponse.json()["gommettes"][str(une.pk)]) == 1
    assert not une.gommettes.filter(pk=cle).exists()


def test_une_gommette_de_trop_se_dit_a_l_appareil(dedans, seance):
    vote, (une, *_) = un_vote(seance, nb_gommettes=1)
    for statut in (200, 403):
        envoi = {"contribution": une.pk, "geste": "coller", "id": str(uuid4())}
        reponse = dedans.post(url("voter", seance, vote.pk), envoi, headers={"Accept": "application/json"})
        assert reponse.status_code == statut

    assert "décollez-en une" in reponse.json()["detail"]


def test_une_gommette_sans_contribution_est_reprise(dedans, seance):
    vote, _ = un_vote(seance)

    assert dedans.post(url("voter", seance, vote.pk), {"geste": "coller"}).status_code == 422


def test_la_page_qui_se_relit_ne_recoit_que_les_activites(dedans, seance):
    un_vote(seance)

    reponse = dedans.get(url("salle", seance), headers={"hx-request": "true"})

    assert reponse.text.lstrip().startswith('<div id="activites"')


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_du_telephone_coute_toujours_le_meme_prix(
    dedans, seance, recueil, nb, django_assert_num_queries
):
    un_vote(seance, nb_contributions=nb)
    ContributionFactory.create_batch(nb, activite=recueil, participant=dedans.participant)

    with django_assert_num_queries(7):
        dedans.get(url("salle", seance))


def test_on_revient_lire_ce_qu_est_devenue_sa_contribution(dedans, seance, recueil):
    gardee = ContributionFactory(activite=recueil)
    doublon = ContributionFactory(activite=recueil, participant=dedans.participant, doublon_de=gardee)
    suites.enregistrer(
        lambda contributions: {gardee.pk: ["Retenue dans l'enjeu «\u00a0Des bourgs vivants\u00a0»"]}
    )

    Seance.objects.update(etat=Etat.COMPTE_RENDU, compte_rendu="<p>Ce qui s'est dit.</p>")
    texte = dedans.get(url("salle", seance)).text

    assert doublon.texte in texte
    assert "Retenue dans l&#x27;enjeu «\u00a0Des bourgs vivants\u00a0»" in texte
    assert "Ce qui s'est dit." in texte


def test_le_code_a_viser_est_un_dessin(client, seance):
    reponse = client.get(url("qr", seance))

    assert reponse["Content-Type"] == "image/svg+xml"
    assert b"<svg" in reponse.content


def donnees(trame):
    return "\n".join(
        ligne.removeprefix("data: ") for ligne in trame.splitlines() if ligne.startswith("data: ")
    )


def test_sans_serveur_asynchrone_le_flux_donne_l_etat_et_rend_la_main(client, seance, recueil):
    reponse = client.get(url("flux", seance))

    assert reponse["Content-Type"] == "text/event-stream"
    assert json.loads(donnees(reponse.text)) == {"etat": "ouverte", "ouvertes": [recueil.pk]}


def test_le_pupitre_recoit_la_revision_et_les_totaux(client, seance, recueil):
    reponse = client.get(url("flux", seance), {"public": "pupitre"})

    assert json.loads(donnees(reponse.text)) == {
        "revision": seance.revision,
        "etat": "ouverte",
        "totaux": {str(recueil.pk): 0},
    }


def test_le_telephone_ne_recoit_que_des_totaux_et_l_ecran_tout(seance, recueil):
    ContributionFactory(activite=recueil, texte="Une halle au centre")
    Seance.objects.update(projetee=recueil, vue_de_l_ecran="contributions")

    _, etats = lecture(seance.pk)([ECRAN, SALLE], None)

    assert "Une halle au centre" not in etats[SALLE]
    assert "Une halle au centre" in etats[ECRAN]


def test_une_contribution_de_plus_ne_change_rien_pour_les_telephones(seance, recueil):
    """C'est ce qui permet à des milliers d'appareils de suivre la séance pendant que la salle écrit."""
    lire = lecture(seance.pk)
    _, avant = lire([PUPITRE, SALLE], None)

    contribuer(recueil, "Une halle", participant=ParticipantFactory(seance=seance))
    _, apres = lire([PUPITRE, SALLE], None)

    assert apres[SALLE] == avant[SALLE]
    assert apres[PUPITRE] != avant[PUPITRE]


def test_une_revision_deja_connue_ne_recompose_rien(seance, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert lecture(seance.pk)([ECRAN, SALLE], seance.revision) is None


def test_l_ecran_ne_montre_ni_les_masquees_ni_les_doublons_ni_les_pseudonymes(client, seance, recueil):
    gardee = ContributionFactory(activite=recueil, texte="Une halle")
    ContributionFactory(activite=recueil, texte="À taire", est_masquee=True)
    ContributionFactory(activite=recueil, texte="Une halle aussi", doublon_de=gardee)
    ContributionFactory(
        activite=recueil, texte="Un banc", participant=ParticipantFactory(seance=seance, pseudo="Lou")
    )
    Seance.objects.update(projetee=recueil, vue_de_l_ecran="contributions")

    texte = client.get(url("ecran_public", seance)).text

    assert "Une halle" in texte
    assert "Un banc" in texte
    assert not [mot for mot in ("À taire", "Une halle aussi", "Lou") if mot in texte]


def test_l_ecran_cache_les_totaux_d_un_vote_masque(client, seance):
    vote, (une, *_) = un_vote(seance, est_masquee=True)
    ParticipantFactory(seance=seance).gommettes.create(activite=vote, contribution=une)
    Seance.objects.update(projetee=vote, vue_de_l_ecran="classement")

    texte = client.get(url("ecran_public", seance)).text

    assert "Vote en cours" in texte
    assert une.texte not in texte


@pytest.mark.parametrize("vue", ["accueil", "contributions", "familles", "classement"])
@pytest.mark.parametrize("nb", [1, 3])
def test_chaque_vue_de_l_ecran_coute_toujours_le_meme_prix(
    client, seance, vue, nb, django_assert_num_queries
):
    vote, contributions = un_vote(seance, nb_contributions=nb)
    for contribution in contributions:
        contribution.famille = FamilleFactory(seance=seance)
        contribution.save()
    Seance.objects.update(projetee=vote, vue_de_l_ecran=vue)

    with django_assert_num_queries({"accueil": 3, "classement": 6}.get(vue, 5)):
        client.get(url("ecran_public", seance))


def test_les_pages_de_la_salle_ne_demandent_pas_de_compte(dedans, seance):
    for nom in ("rejoindre", "salle", "ecran_public", "qr", "flux"):
        assert "/comptes/" not in getattr(dedans.get(url(nom, seance)), "url", "")
