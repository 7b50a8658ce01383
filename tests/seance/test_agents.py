"""Les pages des agents : préparer, animer, émarger, saisir, rendre compte."""

import csv
import io
from uuid import uuid4

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from etabli.dossier.enums import Etape
from etabli.dossier.models import Dossier
from etabli.etape4_seance.enums import Etat, EtatActivite, TypeActivite, VueDEcran
from etabli.etape4_seance.models import Activite, Contribution, Emargement, Famille, Seance
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    EmargementFactory,
    FamilleFactory,
    ParticipantFactory,
    SeanceFactory,
    SequenceFactory,
    TableFactory,
    seance_et_agents,
    un_vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    return seance_et_agents(ouverte=True)


@pytest.fixture
def animateur(client, lieu):
    client.force_login(lieu.equipe)
    return client


def url(nom, seance, *args):
    return reverse(f"seance:{nom}", args=[seance.pk, *args])


PAGES = ["detail", "modifier", "animer", "emargement", "cartes", "resultats", "compte_rendu"]
PREPARATION = ["ajouter_une_sequence", "ajouter_une_table", "ajouter_une_activite"]


@pytest.mark.parametrize("nom", [*PAGES, *PREPARATION, "materiel", "ecran"])
def test_qui_n_est_pas_du_dossier_ne_trouve_rien(client, lieu, nom):
    client.force_login(lieu.etranger)

    assert client.get(url(nom, lieu.seance)).status_code == 404


@pytest.mark.parametrize("nom", [*PAGES, *PREPARATION])
def test_l_equipe_ouvre_toutes_les_pages(animateur, lieu, nom):
    un_vote(lieu.seance)
    ActiviteFactory(seance=lieu.seance, afom=True)

    assert animateur.get(url(nom, lieu.seance)).status_code == 200


@pytest.mark.parametrize(
    ("nom", "phrase"),
    [("animer", "animent la séance"), ("modifier", "préparent la séance"), ("cartes", "cartes papier")],
)
def test_un_lecteur_lit_pourquoi_la_page_lui_est_fermee(client, lieu, nom, phrase):
    client.force_login(lieu.lecteur)

    reponse = client.get(url(nom, lieu.seance))

    assert reponse.status_code == 403
    assert phrase in reponse.text


@pytest.mark.parametrize("nom", ["emargement", "materiel"])
def test_un_lecteur_ne_lit_pas_le_nom_des_presents_et_rien_ne_l_y_mene(client, lieu, nom):
    client.force_login(lieu.lecteur)

    reponse = client.get(url(nom, lieu.seance))

    assert reponse.status_code == 403
    assert "nomme des personnes" in reponse.text
    assert url(nom, lieu.seance) not in client.get(url("detail", lieu.seance)).text


@pytest.mark.parametrize("nom", ["detail", "resultats", "compte_rendu"])
def test_un_lecteur_lit_ce_qui_se_lit(client, lieu, nom):
    client.force_login(lieu.lecteur)

    assert client.get(url(nom, lieu.seance)).status_code == 200


@pytest.mark.parametrize("nb", [1, 3])
def test_la_liste_coute_toujours_le_meme_prix(client, lieu, nb, django_assert_num_queries):
    client.force_login(lieu.pilote)
    for numero in range(2, nb + 1):
        SeanceFactory(atelier=lieu.seance.atelier, numero=numero)

    with django_assert_num_queries(6):
        reponse = client.get(reverse("seance:liste", args=[lieu.dossier.pk]))

    assert reponse.text.count("seance-carte") == nb


@pytest.mark.parametrize("nb", [1, 3])
def test_la_page_d_une_seance_coute_toujours_le_meme_prix(client, lieu, nb, django_assert_num_queries):
    client.force_login(lieu.pilote)
    ActiviteFactory.create_batch(nb, seance=lieu.seance)
    SequenceFactory.create_batch(nb, seance=lieu.seance)
    TableFactory.create_batch(nb, seance=lieu.seance)
    client.get(url("detail", lieu.seance))

    with django_assert_num_queries(13):
        client.get(url("detail", lieu.seance))


@pytest.mark.parametrize("nb", [1, 3])
def test_le_pupitre_coute_toujours_le_meme_prix(animateur, lieu, nb, django_assert_num_queries):
    recueil = ActiviteFactory(seance=lieu.seance, ouverte=True)
    for _ in range(nb):
        ActiviteFactory(seance=lieu.seance)
        ContributionFactory(activite=recueil, famille=FamilleFactory(seance=lieu.seance))

    with django_assert_num_queries(11):
        animateur.get(url("animer", lieu.seance))


@pytest.mark.parametrize("nb", [1, 3])
def test_les_resultats_coutent_le_meme_prix_quel_que_soit_le_nombre(
    animateur, lieu, nb, django_assert_num_queries
):
    recueil = ActiviteFactory(seance=lieu.seance)
    ContributionFactory.create_batch(nb, activite=recueil)

    with django_assert_num_queries(13):
        animateur.get(url("resultats", lieu.seance))


def test_preparer_une_activite_de_bout_en_bout(animateur, lieu):
    animateur.post(
        url("ajouter_une_activite", lieu.seance),
        {"type": "recueil", "titre": "Que changer ?", "nb_gommettes": 3},
    )
    recueil = Activite.objects.get()
    animateur.post(
        url("ajouter_une_activite", lieu.seance),
        {"type": "gommettes", "titre": "Que garder ?", "porte_sur": recueil.pk, "nb_gommettes": 5},
    )
    vote = Activite.objects.get(type=TypeActivite.GOMMETTES)
    animateur.post(url("deplacer_une_activite", lieu.seance, vote.pk), {"sens": "monter"})

    assert [a.titre for a in Activite.objects.order_by("ordre")] == ["Que garder ?", "Que changer ?"]
    assert (vote.porte_sur, vote.nb_gommettes) == (recueil, 5)


@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"type": "gommettes", "titre": "Voter", "nb_gommettes": 3}, "Choisissez le recueil"),
        ({"type": "gommettes", "titre": "Q ?", "nb_gommettes": 0}, "entre 1 et 20"),
        ({"type": "recueil", "titre": "", "nb_gommettes": 3}, "titre"),
    ],
)
def test_une_activite_mal_remplie_est_reprise(animateur, lieu, saisie, phrase):
    reponse = animateur.post(url("ajouter_une_activite", lieu.seance), saisie)

    assert reponse.status_code == 422
    assert phrase in reponse.text


def test_une_activite_deja_ouverte_garde_son_type(animateur, lieu):
    activite = ActiviteFactory(seance=lieu.seance, ouverte=True)

    animateur.post(
        url("modifier_une_activite", lieu.seance, activite.pk),
        {"type": "afom", "titre": "Autre titre", "nb_gommettes": 3},
    )

    activite.refresh_from_db()
    assert (activite.type, activite.titre) == (TypeActivite.RECUEIL, "Autre titre")


def test_le_programme_et_les_tables_se_preparent(animateur, lieu):
    animateur.post(
        url("ajouter_une_sequence", lieu.seance), {"debut": "09:00", "duree_minutes": 30, "titre": "Accueil"}
    )
    animateur.post(url("ajouter_une_table", lieu.seance), {"nom": "Habitat"})
    animateur.post(url("ajouter_une_table", lieu.seance), {"nom": ""})

    assert [s.titre for s in lieu.seance.sequences.all()] == ["Accueil"]
    assert [str(t) for t in lieu.seance.tables.all()] == ["Table 1 : Habitat", "Table 2"]


def test_une_table_occupee_ne_se_retire_pas(animateur, lieu):
    table = TableFactory(seance=lieu.seance, numero=1)
    ParticipantFactory(seance=lieu.seance, table=table)

    reponse = animateur.post(url("retirer_une_table", lieu.seance, table.pk))

    assert reponse.status_code == 403
    assert "La table 1 a déjà des participants" in reponse.text


def test_la_fin_vient_apres_le_debut(animateur, lieu):
    reponse = animateur.post(
        url("modifier", lieu.seance),
        {"titre": "T", "lieu": "Ici", "debut": "2026-04-10T09:00", "fin": "2026-04-10T08:00"},
    )

    assert reponse.status_code == 422
    assert "La fin doit venir après le début." in reponse.text


def test_ouvrir_puis_animer_puis_clore_fait_avancer_le_dossier(client, django_capture_on_commit_callbacks):
    lieu = seance_et_agents()
    activite = ActiviteFactory(seance=lieu.seance)
    client.force_login(lieu.equipe)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("avancer", lieu.seance, "ouvrir"))
    assert Dossier.objects.get().etape == Etape.SEANCES
    client.post(url("avancer_l_activite", lieu.seance, activite.pk, "ouvrir_l_activite"))
    client.post(url("avancer_l_activite", lieu.seance, activite.pk, "clore_l_activite"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("avancer", lieu.seance, "clore"))

    assert Seance.objects.get().etat == Etat.CLOSE
    assert Activite.objects.get().etat == EtatActivite.CLOSE
    assert Dossier.objects.get().etape == Etape.FEUILLE_DE_ROUTE


def test_tant_qu_une_session_reste_a_tenir_le_dossier_reste_aux_seances(
    client, django_capture_on_commit_callbacks
):
    lieu = seance_et_agents(ouverte=True)
    SeanceFactory(atelier=lieu.seance.atelier, numero=2)
    client.force_login(lieu.pilote)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("avancer", lieu.seance, "clore"))

    assert Dossier.objects.get().etape != Etape.FEUILLE_DE_ROUTE


def test_un_acte_inconnu_est_introuvable(animateur, lieu):
    assert animateur.post(url("avancer", lieu.seance, "inventer")).status_code == 404


def test_un_refus_de_cloture_nomme_l_activite_encore_ouverte(animateur, lieu):
    ActiviteFactory(seance=lieu.seance, ouverte=True, titre="Nos atouts")

    texte = animateur.get(url("detail", lieu.seance)).text

    assert "«\u00a0Nos atouts\u00a0» est encore ouverte" in texte


def cocher(client, seance, acte, *contributions, **plus):
    return client.post(
        url("traiter", seance), {"acte": acte, "contributions": [c.pk for c in contributions], **plus}
    )


@pytest.fixture
def idees(lieu):
    recueil = ActiviteFactory(seance=lieu.seance, ouverte=True)
    return [
        ContributionFactory(activite=recueil, texte=texte)
        for texte in ("Des commerces au bourg", "Rouvrir les commerces du bourg", "Replanter des haies")
    ]


def test_creer_une_famille_y_range_ce_qui_est_coche(animateur, lieu, idees):
    cocher(animateur, lieu.seance, "creer", *idees[:2], nom="Commerces")

    assert {c.texte for c in Famille.objects.get().contributions.all()} == {c.texte for c in idees[:2]}


def test_ranger_puis_sortir_d_une_famille(animateur, lieu, idees):
    famille = FamilleFactory(seance=lieu.seance)

    cocher(animateur, lieu.seance, "ranger", *idees, famille=famille.pk)
    cocher(animateur, lieu.seance, "sortir", idees[2])

    assert list(famille.contributions.all()) == idees[:2]


def test_reunir_garde_la_premiere_dite_et_les_autres_y_renvoient(animateur, lieu, idees):
    cocher(animateur, lieu.seance, "doublons", idees[1], idees[2])
    cocher(animateur, lieu.seance, "doublons", idees[0], idees[1])

    assert [c.doublon_de for c in Contribution.objects.order_by("recue_le", "pk")] == [
        None,
        idees[0],
        idees[0],
    ]


def test_masquer_est_journalise_et_se_defait(animateur, lieu, idees):
    cocher(animateur, lieu.seance, "masquer", idees[0], motif="personne")
    assert Contribution.objects.get(pk=idees[0].pk).motif_de_masquage == "personne"
    assert Contribution.objects.get(pk=idees[0].pk).est_masquee
    cocher(animateur, lieu.seance, "montrer", idees[0])

    assert not Contribution.objects.get(pk=idees[0].pk).est_masquee
    assert [f.acte for f in Fait.objects.sur(lieu.seance).order_by("numero")] == ["masquer", "montrer"]


def test_masquer_demande_un_motif_que_l_auteur_lira(animateur, lieu, idees):
    reponse = cocher(animateur, lieu.seance, "masquer", idees[0])

    assert reponse.status_code == 422
    assert "Dites pourquoi vous masquez" in reponse.text
    assert not Contribution.objects.get(pk=idees[0].pk).est_masquee


def test_remettre_un_doublon_a_l_ecran_le_separe(animateur, lieu, idees):
    cocher(animateur, lieu.seance, "doublons", *idees[:2])
    cocher(animateur, lieu.seance, "montrer", idees[1])

    assert Contribution.objects.get(pk=idees[1].pk).doublon_de is None


@pytest.mark.parametrize(
    ("acte", "phrase"),
    [("ranger", "Choisissez la famille"), ("creer", "Donnez un nom"), ("masquer", "Cochez")],
)
def test_un_geste_incomplet_dit_ce_qui_manque(animateur, lieu, idees, acte, phrase):
    cochees = () if acte == "masquer" else idees[:1]

    reponse = cocher(animateur, lieu.seance, acte, *cochees)

    assert reponse.status_code == 422
    assert phrase in reponse.text


def test_on_ne_range_pas_les_contributions_d_une_autre_seance(animateur, lieu):
    ailleurs = ContributionFactory()

    assert cocher(animateur, lieu.seance, "masquer", ailleurs).status_code == 422


def test_les_suggestions_se_demandent_et_s_acceptent(animateur, lieu, idees):
    texte = animateur.get(url("animer", lieu.seance) + "?propositions=1").text

    assert "Accepter cette famille" in texte
    assert "Accepter cette famille" not in animateur.get(url("animer", lieu.seance)).text


def test_apres_le_compte_rendu_plus_rien_ne_se_modere(client, idees, lieu):
    Seance.objects.update(etat=Etat.COMPTE_RENDU)
    client.force_login(lieu.equipe)

    reponse = cocher(client, lieu.seance, "masquer", idees[0], motif="hors_sujet")

    assert reponse.status_code == 403
    assert "les contributions ne changent plus" in reponse.text


def test_renommer_et_retirer_une_famille(animateur, lieu, idees):
    famille = FamilleFactory(seance=lieu.seance, nom="Commerces")
    idees[0].famille = famille
    idees[0].save()

    animateur.post(url("famille", lieu.seance, famille.pk), {"nom": "Commerces du bourg"})
    assert Famille.objects.get().nom == "Commerces du bourg"
    animateur.post(url("famille", lieu.seance, famille.pk), {"retirer": "oui"})

    assert not Famille.objects.exists()
    assert Contribution.objects.get(pk=idees[0].pk).famille is None


def test_conduire_l_ecran(animateur, lieu):
    activite = ActiviteFactory(seance=lieu.seance)

    animateur.post(url("projeter", lieu.seance), {"vue": "familles", "activite": activite.pk})
    assert (Seance.objects.get().vue_de_l_ecran, Seance.objects.get().projetee) == (
        VueDEcran.FAMILLES,
        activite,
    )
    refus = animateur.post(url("projeter", lieu.seance), {"vue": "familles"})

    assert refus.status_code == 422
    assert "Choisissez l&#x27;activité à montrer" in refus.text


def test_le_pupitre_ne_montre_pas_les_totaux_d_un_vote_masque(animateur, lieu):
    vote, (une, *_) = un_vote(lieu.seance, est_masquee=True)
    ParticipantFactory(seance=lieu.seance).gommettes.create(activite=vote, contribution=une)

    texte = animateur.get(url("animer", lieu.seance) + f"?activite={vote.pk}").text

    assert "Les totaux sont masqués" in texte
    assert une.texte not in texte


def test_saisir_les_cartes_d_une_table_au_clavier(animateur, lieu):
    activite, table = ActiviteFactory(seance=lieu.seance), TableFactory(seance=lieu.seance)

    animateur.post(
        url("cartes", lieu.seance),
        {"activite": activite.pk, "table": table.pk, "cartes": "Un banc\n\n  Une halle \n", "lot": uuid4()},
    )

    assert {c.texte for c in Contribution.objects.all()} == {"Un banc", "Une halle"}


def test_une_carte_trop_longue_nomme_sa_ligne_et_rien_n_est_perdu(animateur, lieu):
    activite = ActiviteFactory(seance=lieu.seance)

    reponse = animateur.post(
        url("cartes", lieu.seance), {"activite": activite.pk, "cartes": "Un banc\n" + "a" * 501}
    )

    assert reponse.status_code == 422
    assert "La carte de la ligne 2 fait 501 signes" in reponse.text
    assert "Un banc" in reponse.text
    assert not Contribution.objects.exists()


def test_emarger_deux_fois_la_meme_personne_ne_la_compte_qu_une(client, lieu):
    client.force_login(lieu.coporteur)

    for _ in range(2):
        client.post(url("emargement", lieu.seance), {"nom": "Claude Fictif", "college": "elu"})

    assert Emargement.objects.get().par == lieu.coporteur


def test_un_lecteur_n_emarge_pas(client, lieu):
    client.force_login(lieu.lecteur)

    reponse = client.post(url("emargement", lieu.seance), {"nom": "Claude Fictif", "college": "elu"})

    assert reponse.status_code == 403


def test_on_retire_une_ligne_d_emargement(animateur, lieu):
    ligne = EmargementFactory(seance=lieu.seance)

    animateur.post(url("retirer_l_emargement", lieu.seance, ligne.pk))

    assert not Emargement.objects.exists()


def test_deux_redacteurs_ne_s_ecrasent_pas(client, lieu):
    client.force_login(lieu.equipe)
    client.post(url("compte_rendu", lieu.seance), {"compte_rendu": "<p>Premier</p>", "version": 0})
    client.force_login(lieu.pilote)

    reponse = client.post(url("compte_rendu", lieu.seance), {"compte_rendu": "<p>Second</p>", "version": 0})

    assert reponse.status_code == 422
    assert "a enregistré une nouvelle version entre-temps" in reponse.text
    assert "Premier" in reponse.text
    assert "Second" in reponse.text
    assert Seance.objects.get().compte_rendu == "<p>Premier</p>"
    reponse = client.post(url("compte_rendu", lieu.seance), {"compte_rendu": "<p>Les deux</p>", "version": 1})
    assert [r.contenu for r in lieu.seance.revisions_du_compte_rendu.all()] == [
        "<p>Les deux</p>",
        "<p>Premier</p>",
    ]


def test_le_compte_rendu_diffuse_est_annonce_aux_membres(client, django_capture_on_commit_callbacks):
    lieu = seance_et_agents(close=True, compte_rendu="<p>Fait.</p>")
    client.force_login(lieu.pilote)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("avancer", lieu.seance, "diffuser_le_compte_rendu"))

    lettres = LettreSortante.objects.all()
    assert {lettre.destinataire for lettre in lettres} == {
        agent.email for agent in (lieu.pilote, lieu.copilote, lieu.coporteur, lieu.equipe, lieu.lecteur)
    }
    assert lieu.seance.code in lettres[0].texte


def test_les_resultats_se_filtrent_et_s_exportent(animateur, lieu):
    recueil = ActiviteFactory(seance=lieu.seance)
    ContributionFactory(activite=recueil, texte="Dit par un élu", college="elu")
    ContributionFactory(activite=recueil, texte="=1+1", college="habitant")

    texte = animateur.get(url("resultats", lieu.seance) + "?college=elu").text
    export = animateur.get(url("exporter", lieu.seance, "csv")).content.decode("utf-8-sig")
    lignes = list(csv.DictReader(io.StringIO(export), delimiter=";"))

    table = texte.split('<div id="table"')[1]
    assert "Dit par un élu" in table
    assert "=1+1" not in table
    assert [ligne["contribution"] for ligne in lignes] == ["Dit par un élu", "'=1+1"]


def test_l_export_pour_tableur_s_ouvre(animateur, lieu):
    ContributionFactory(activite=ActiviteFactory(seance=lieu.seance), texte="Une halle")

    classeur = load_workbook(io.BytesIO(animateur.get(url("exporter", lieu.seance, "xlsx")).content))

    assert classeur.active["A2"].value == "Une halle"


def test_un_filtre_illisible_montre_tout(animateur, lieu):
    ContributionFactory(activite=ActiviteFactory(seance=lieu.seance), texte="Une halle")

    texte = animateur.get(url("resultats", lieu.seance) + "?college=martien&activite=xyz").text

    assert "Une halle" in texte.split('<div id="table"')[1]


def test_le_materiel_a_imprimer_est_un_seul_pdf(animateur, lieu):
    SequenceFactory(seance=lieu.seance)
    TableFactory(seance=lieu.seance, nom="Habitat")
    ActiviteFactory(seance=lieu.seance, afom=True)

    reponse = animateur.get(url("materiel", lieu.seance))

    assert reponse["Content-Type"] == "application/pdf"
    assert reponse.content.startswith(b"%PDF")


def test_le_compte_rendu_se_telecharge(animateur, lieu):
    Seance.objects.update(compte_rendu="<h3>Accueil</h3><p>Fait.</p>")
    un_vote(lieu.seance, etat=EtatActivite.CLOSE)

    reponse = animateur.get(url("telecharger_le_compte_rendu", lieu.seance, "pdf"))

    assert reponse.content.startswith(b"%PDF")


def test_une_page_de_la_seance_mene_aux_autres(client, lieu):
    client.force_login(lieu.pilote)

    reponse = client.get(reverse("seance:resultats", args=[lieu.seance.pk]))

    for nom in ("detail", "animer", "emargement", "compte_rendu"):
        assert reverse(f"seance:{nom}", args=[lieu.seance.pk]) in reponse.text
    assert lieu.dossier.get_absolute_url() in reponse.text


def test_le_pupitre_ne_se_propose_pas_a_qui_n_anime_pas(client, lieu):
    client.force_login(lieu.dgaln)

    reponse = client.get(reverse("seance:resultats", args=[lieu.seance.pk]))

    assert reverse("seance:animer", args=[lieu.seance.pk]) not in reponse.text
