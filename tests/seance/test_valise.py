"""Une séance part sur un portable, s'y tient, et revient. Deux postes, une base d'essai : on change de poste en
mettant de côté ce qui est dans l'autre.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from etabli.annuaire.models import Fonction
from etabli.dossier.enums import Role
from etabli.etape3_atelier.models import Atelier
from etabli.etape4_seance.actions import (
    accepter_la_proposition,
    ajouter_une_activite,
    arriver,
    coller_une_gommette,
    contribuer,
    masquer,
    rediger_le_compte_rendu,
)
from etabli.etape4_seance.calcul import enveloppe
from etabli.etape4_seance.calcul.enveloppe import ValiseRefusee
from etabli.etape4_seance.enums import Etat, TypeActivite
from etabli.etape4_seance.models import Activite, Contribution, Famille, Gommette, Participant, Seance, Valise
from etabli.etape4_seance.valise.depart import emporter, poser
from etabli.etape4_seance.valise.releve import Cles, modeles, relever
from etabli.etape4_seance.valise.retour import fermer_le_retour, rapporter
from etabli.etape4_seance.workflow import CYCLE, CYCLE_DE_L_ACTIVITE
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    FamilleFactory,
    ParticipantFactory,
    TableFactory,
    seance_et_agents,
)

pytestmark = pytest.mark.django_db


class RetourChezSoi(Exception):  # noqa: N818 -- on quitte le portable
    pass


@pytest.fixture
def lieu():
    lieu = seance_et_agents(code="ACD347")
    TableFactory(seance=lieu.seance, numero=1)
    ActiviteFactory(seance=lieu.seance, ordre=1, titre="Que changer ici ?")
    return lieu


def au_loin(valise_fermee, scene):
    """Joue `scene(seance, agent)` sur un portable, puis rend le fichier du retour ; le portable s'efface ensuite."""
    retours = []
    try:
        with transaction.atomic():
            # Sur le portable, rien de la séance n'existe encore, et personne n'y a d'identifiants communs.
            Seance.objects.all().delete()
            Valise.objects.all().delete()
            Atelier.objects.all().delete()
            contenu, _ = enveloppe.ouvrir(valise_fermee)
            chez_eux = OrganisationFactory()
            agent = AgentFactory()
            Fonction.objects.create(agent=agent, organisation=chez_eux, intitule="Animatrice")
            valise = poser(contenu, par=agent, organisation=chez_eux)
            seance = Seance.objects.for_detail().get(pk=valise.seance_id)
            scene(seance, agent)
            retours.append(fermer_le_retour(valise, par=agent))
            raise RetourChezSoi
    except RetourChezSoi:
        return retours[0]


def tenir(seance, agent):
    """Une petite séance : deux idées, une famille, une activité ajoutée, un vote, tout refermé."""
    recueil = seance.activites.get(ordre=1)
    seance = CYCLE.avancer("ouvrir", seance, par=agent)
    recueil.seance = seance
    recueil = CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", recueil, par=agent)
    lou = arriver(seance, college="habitant", pseudo="Lou", table=seance.tables.get())
    halle, _ = contribuer(recueil, "Une halle", participant=lou)
    contribuer(recueil, "Un banc", participant=lou)
    accepter_la_proposition(seance, "Centre-bourg", [halle], par=agent)
    CYCLE_DE_L_ACTIVITE.avancer("clore_l_activite", recueil, par=agent)
    vote = ajouter_une_activite(
        seance, par=agent, type=TypeActivite.GOMMETTES, titre="Choisir", porte_sur=recueil, nb_gommettes=3
    )
    vote = CYCLE_DE_L_ACTIVITE.avancer("ouvrir_l_activite", vote, par=agent)
    coller_une_gommette(vote, halle, participant=lou)
    CYCLE_DE_L_ACTIVITE.avancer("clore_l_activite", vote, par=agent)
    CYCLE.avancer("clore", seance, par=agent)


def tout(seance):
    """La séance entière, telle que la base la tient."""
    return {m: list(modele._base_manager.order_by("pk").values()) for m, modele in modeles().items()} | {
        "etat": Seance.objects.get(pk=seance.pk).etat
    }


def test_une_seance_tenue_au_loin_revient_entiere(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)

    valise = rapporter(lieu.seance, au_loin(depart, tenir), par=lieu.equipe)

    seance = Seance.objects.get(pk=lieu.seance.pk)
    recueil, vote = seance.activites.order_by("ordre")
    assert seance.etat == Etat.CLOSE
    assert (recueil.etat, vote.etat, vote.porte_sur) == ("close", "close", recueil)
    assert sorted(recueil.contributions.values_list("texte", flat=True)) == ["Un banc", "Une halle"]
    halle = Contribution.objects.get(texte="Une halle")
    assert halle.famille.nom == "Centre-bourg"
    assert halle.participant.pseudo == "Lou"
    assert halle.table == lieu.seance.tables.get()
    assert Gommette.objects.get().contribution == halle
    assert valise.bilan["conflits"] == []


def test_rapportee_deux_fois_la_valise_n_a_pas_d_autre_effet(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)

    rapporter(lieu.seance, retour, par=lieu.equipe)
    une_fois = tout(lieu.seance)
    bilan = Valise.objects.get().bilan
    rapporter(lieu.seance, retour, par=lieu.equipe)

    assert tout(lieu.seance) == une_fois
    assert Valise.objects.get().bilan == bilan


def test_ce_qui_se_fait_ici_pendant_ce_temps_est_garde(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)
    recueil = lieu.seance.activites.get()
    ContributionFactory(activite=recueil, texte="Dit par téléphone, en ligne")
    recueil.titre = "Que changer chez nous ?"
    recueil.save()

    rapporter(lieu.seance, retour, par=lieu.equipe)

    recueil.refresh_from_db()
    assert recueil.titre == "Que changer chez nous ?"
    assert recueil.contributions.count() == 3


def test_ce_qui_change_des_deux_cotes_reste_comme_ici_et_se_liste(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)

    def rebaptiser(seance, agent):
        seance.activites.update(titre="Le titre du portable")

    retour = au_loin(depart, rebaptiser)
    lieu.seance.activites.update(titre="Le titre d'ici")

    valise = rapporter(lieu.seance, retour, par=lieu.equipe)

    assert lieu.seance.activites.get().titre == "Le titre d'ici"
    (phrase,) = valise.bilan["conflits"]
    assert "«\u00a0Le titre d'ici\u00a0» est gardé" in phrase
    assert "«\u00a0Le titre du portable\u00a0» revenait du portable" in phrase


def test_la_meme_famille_nee_des_deux_cotes_n_en_fait_qu_une(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)
    FamilleFactory(seance=lieu.seance, nom="Centre-bourg")

    rapporter(lieu.seance, retour, par=lieu.equipe)

    assert Famille.objects.get().contributions.get().texte == "Une halle"


def test_deux_activites_nees_sous_le_meme_numero_restent_deux(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)
    ActiviteFactory(seance=lieu.seance, ordre=2, titre="Ajoutée ici")

    rapporter(lieu.seance, retour, par=lieu.equipe)

    assert [a.titre for a in lieu.seance.activites.order_by("ordre")] == [
        "Que changer ici ?",
        "Ajoutée ici",
        "Choisir",
    ]


def test_une_activite_retiree_ici_mais_tenue_la_bas_revient_avec_ce_qui_s_y_est_dit(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)
    lieu.seance.activites.all().delete()
    ActiviteFactory(seance=lieu.seance, ordre=5, titre="Une autre")

    rapporter(lieu.seance, retour, par=lieu.equipe)

    assert Activite.objects.get(titre="Que changer ici ?").contributions.count() == 2


def test_deux_retours_se_suivent_et_le_plus_ancien_est_refuse(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retours = []

    def tenir_puis_moderer(seance, agent):
        tenir(seance, agent)
        retours.append(fermer_le_retour(seance.valises.get(), par=agent))
        masquer(Contribution.objects.get(texte="Un banc"), par=agent)
        rediger_le_compte_rendu(
            Seance.objects.get(pk=seance.pk), "<p>Une bonne séance.</p>", version=0, par=agent
        )

    soir = au_loin(depart, tenir_puis_moderer)
    rapporter(lieu.seance, retours[0], par=lieu.equipe)
    rapporter(lieu.seance, soir, par=lieu.equipe)

    assert Contribution.objects.get(texte="Un banc").est_masquee
    assert "Une bonne séance." in Seance.objects.get(pk=lieu.seance.pk).compte_rendu
    with pytest.raises(ValiseRefusee, match="plus récente"):
        rapporter(lieu.seance, retours[0], par=lieu.equipe)


def test_une_valise_modifiee_n_entre_pas(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir).replace(b"Une halle", b"Une salle")

    with pytest.raises(ValiseRefusee, match="a été modifiée"):
        rapporter(lieu.seance, retour, par=lieu.equipe)

    assert not Contribution.objects.exists()


def test_une_valise_scellee_par_un_autre_n_entre_pas(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    contenu, _ = enveloppe.ouvrir(au_loin(depart, tenir))

    with pytest.raises(ValiseRefusee, match="à qui la séance a été confiée"):
        rapporter(lieu.seance, enveloppe.sceller(contenu, enveloppe.neuve()), par=lieu.equipe)


@pytest.mark.parametrize("sens", ["retour", "aller"])
def test_chaque_valise_a_son_sens(lieu, sens):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    if sens == "retour":
        with pytest.raises(ValiseRefusee, match="celle du départ"):
            rapporter(lieu.seance, depart, par=lieu.equipe)
    else:
        contenu, _ = enveloppe.ouvrir(au_loin(depart, tenir))
        with pytest.raises(ValiseRefusee, match="revient d'un portable"):
            poser(contenu, par=lieu.equipe, organisation=OrganisationFactory())


def test_la_valise_d_une_autre_seance_dit_ou_aller(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    retour = au_loin(depart, tenir)
    autre = seance_et_agents()

    with pytest.raises(ValiseRefusee, match="celle d'une autre séance \\(code ACD347\\)"):
        rapporter(autre.seance, retour, par=autre.equipe)


def test_posee_deux_fois_la_seance_n_est_la_qu_une_fois(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)
    comptes = []

    def reposer(seance, agent):
        contenu, _ = enveloppe.ouvrir(depart)
        comptes.append(poser(contenu, par=agent, organisation=OrganisationFactory()).seance == seance)
        comptes.append(Seance.objects.count())

    au_loin(depart, reposer)
    assert comptes == [True, 1]


def test_le_portable_ne_recoit_du_dossier_que_ce_qu_il_faut(lieu):
    _, depart = emporter(lieu.seance, par=lieu.equipe)

    contenu = json.loads(depart)["contenu"]

    assert set(contenu["decor"]) == {
        "titre",
        "est_fictif",
        "format",
        "perimetre",
        "equipe",
        "organisation",
        "agent",
    }
    assert lieu.pilote.email not in depart.decode()
    assert contenu["decor"]["organisation"]["role"] == Role.EQUIPE


def test_tout_modele_de_la_seance_voyage():
    """Un modèle ajouté demain est relevé sans qu'on y pense."""
    assert {"seance.contribution", "seance.gommette", "seance.bulletin", "seance.emargement"} <= set(
        modeles()
    )
    assert next(iter(modeles())) == "seance.seance"
    assert "seance.valise" not in modeles()


@pytest.mark.parametrize("nb", [1, 3])
def test_relever_coute_le_meme_prix_quel_que_soit_le_nombre_de_lignes(lieu, nb, django_assert_num_queries):
    for _ in range(nb):
        participant = ParticipantFactory(seance=lieu.seance)
        ContributionFactory(activite=lieu.seance.activites.get(), participant=participant)
    valise = Valise(seance=lieu.seance)
    attendu = len(modeles()) + 3
    with django_assert_num_queries(attendu):
        relever(lieu.seance, Cles(valise))


def page_de(lieu):
    return reverse("seance:hors_ligne", args=[lieu.seance.pk])


def test_la_page_fait_emporter_puis_rapporter(client, lieu):
    client.force_login(lieu.equipe)
    assert "Préparer pour hors ligne" in client.get(page_de(lieu)).text

    depart = client.post(reverse("seance:emporter", args=[lieu.seance.pk]))
    assert depart["Content-Disposition"] == 'attachment; filename="seance-ACD347-depart.valise"'
    fichier = SimpleUploadedFile("r.valise", au_loin(depart.content, tenir))
    reponse = client.post(
        reverse("seance:rapporter", args=[lieu.seance.pk]), {"valise": fichier}, follow=True
    )

    assert "La valise est rangée" in reponse.text
    assert "Contributions : 2" in reponse.text


def test_un_fichier_qui_n_est_pas_une_valise_est_refuse_a_son_champ(client, lieu):
    client.force_login(lieu.equipe)

    reponse = client.post(
        reverse("seance:rapporter", args=[lieu.seance.pk]),
        {"valise": SimpleUploadedFile("notes.valise", b"bonjour")},
    )

    assert reponse.status_code == 422
    assert "n&#x27;est pas une valise de séance" in reponse.text


@pytest.mark.parametrize("nom", ["emporter", "rapporter", "fermer_la_valise"])
@pytest.mark.parametrize("role", ["coporteur", "lecteur"])
def test_seuls_l_equipe_et_le_pilote_emportent_et_rapportent(client, lieu, nom, role):
    agent = getattr(lieu, role)
    Valise.objects.create(seance=lieu.seance, est_emportee=True, cle_publique="0" * 64)
    client.force_login(agent)

    reponse = client.post(
        reverse(f"seance:{nom}", args=[lieu.seance.pk]),
        {"valise": SimpleUploadedFile("r.valise", enveloppe.sceller({"sens": "retour"}, enveloppe.neuve()))},
    )

    assert reponse.status_code == 403
    assert "animent la séance" in reponse.text
    assert not Participant.objects.exists()


def test_qui_ne_voit_pas_le_dossier_ne_voit_pas_la_page(client, lieu):
    client.force_login(lieu.etranger)

    assert client.get(page_de(lieu)).status_code == 404
