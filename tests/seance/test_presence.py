"""Sans compte : signer, laisser une adresse, relire ses idées ; puis ce qui s'exporte et ce qui s'efface."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from etabli.etape4_seance import actions
from etabli.etape4_seance.enums import Etat, TypeActivite
from etabli.etape4_seance.models import Destinataire, Emargement, Participant, Seance
from etabli.etape4_seance.salle import jeton_de
from etabli.etape4_seance.workflow import CYCLE
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.seance import (
    ActiviteFactory,
    ContributionFactory,
    EmargementFactory,
    ParticipantFactory,
    seance_et_agents,
    un_vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lieu():
    return seance_et_agents(ouverte=True)


@pytest.fixture
def seance(lieu):
    return lieu.seance


def ici(nom, seance, *plus):
    return reverse(f"seance:{nom}", args=[seance.code, *plus])


def test_on_signe_la_feuille_de_presence_depuis_son_telephone(client, seance):
    reponse = client.post(ici("signer", seance), {"nom": "  Dominique   Fictif ", "college": "elu"})

    assert "Dominique Fictif est parmi les présents." in reponse.text
    assert (Emargement.objects.get().nom, Emargement.objects.get().par) == ("Dominique Fictif", None)


def test_signer_deux_fois_ne_compte_qu_une(client, seance):
    for _ in range(2):
        client.post(ici("signer", seance), {"nom": "Dominique Fictif", "college": "elu"})

    assert Emargement.objects.count() == 1


def test_une_signature_incomplete_garde_la_saisie(client, seance):
    reponse = client.post(ici("signer", seance), {"nom": "Dominique Fictif"})

    assert reponse.status_code == 422
    assert 'value="Dominique Fictif"' in reponse.text


def test_avant_le_jour_ou_apres_la_seance_on_ne_signe_pas(client, seance):
    Seance.objects.update(etat=Etat.CLOSE)
    assert "on ne signe plus" in client.get(ici("signer", seance)).text

    demain = timezone.now() + timedelta(days=1)
    Seance.objects.update(etat=Etat.PREPARATION, debut=demain, fin=demain + timedelta(hours=1))
    client.post(ici("signer", seance), {"nom": "Dominique Fictif", "college": "elu"})

    assert not Emargement.objects.exists()


def test_sans_accord_l_adresse_n_est_pas_gardee(client, seance):
    reponse = client.post(ici("recevoir", seance), {"courriel": "lou@exemple.fr"})

    assert reponse.status_code == 422
    assert "sans votre accord" in reponse.text
    assert not Destinataire.objects.exists()


def test_le_compte_rendu_part_a_qui_l_a_demande_avec_son_lien_personnel(
    client, lieu, seance, django_capture_on_commit_callbacks
):
    client.post(ici("rejoindre", seance), {"college": "habitant"})
    client.post(ici("recevoir", seance), {"courriel": "Lou@exemple.fr", "accord": "on"})
    Seance.objects.update(etat=Etat.CLOSE, compte_rendu="<p>Dit.</p>")
    seance.refresh_from_db()

    with django_capture_on_commit_callbacks(execute=True):
        CYCLE.avancer("diffuser_le_compte_rendu", seance, par=lieu.equipe)

    lettre = LettreSortante.objects.get(destinataire="lou@exemple.fr")
    assert ici("suites", seance, jeton_de(Participant.objects.get())) in lettre.texte
    assert "Pour effacer votre adresse" in lettre.texte
    assert lettre.fil == ""


def test_une_adresse_s_efface_d_un_bouton_avec_ses_lettres(client, seance):
    destinataire = actions.laisser_son_adresse(seance, "lou@exemple.fr")
    LettreSortante.objects.create(
        cle="x", modele="seance-compte-rendu-participant", destinataire="lou@exemple.fr", sujet="s", texte="t"
    )
    from django.core.signing import Signer  # noqa: PLC0415 -- propre à cet essai

    adresse = reverse("seance:effacer_l_adresse", args=[Signer(salt="adresse").sign(str(destinataire.pk))])

    assert "lou@exemple.fr" in client.get(adresse).text
    assert "C'est fait" in client.post(adresse).text
    assert not Destinataire.objects.exists()
    assert not LettreSortante.objects.exists()


def test_le_lien_personnel_montre_ses_idees_et_pas_celles_des_autres(client, seance):
    moi, autre = ParticipantFactory(seance=seance), ParticipantFactory(seance=seance)
    recueil = ActiviteFactory(seance=seance, close=True)
    ContributionFactory(activite=recueil, participant=moi, texte="Mon idée")
    ContributionFactory(activite=recueil, participant=autre, texte="L'idée d'un autre")
    masquee = ContributionFactory(activite=recueil, participant=moi, texte="À retirer")
    type(masquee).objects.filter(pk=masquee.pk).update(est_masquee=True, motif_de_masquage="personne")

    page = client.get(ici("suites", seance, jeton_de(moi))).text

    assert "Mon idée" in page
    assert "L&#x27;idée d&#x27;un autre" not in page
    assert "Masquée par l'animateur : vise une personne" in page


@pytest.mark.parametrize("jeton", ["faux", "0" * 32 + ":faux"])
def test_un_lien_personnel_falsifie_est_introuvable(client, seance, jeton):
    assert client.get(ici("suites", seance, jeton)).status_code == 404
    assert client.get(reverse("seance:effacer_l_adresse", args=[jeton])).status_code == 404


def test_le_compte_rendu_ne_se_lit_qu_une_fois_diffuse(client, seance):
    Seance.objects.update(compte_rendu="<p>Secret encore.</p>")
    assert "Secret encore" not in client.get(ici("compte_rendu_public", seance)).text

    Seance.objects.update(etat=Etat.COMPTE_RENDU)
    assert "Secret encore" in client.get(ici("compte_rendu_public", seance)).text


def test_le_temps_imparti_se_lance_se_prolonge_et_s_arrete(client, lieu, seance):
    client.force_login(lieu.equipe)
    adresse = reverse("seance:minuteur", args=[seance.pk])

    client.post(adresse, {"geste": "lancer", "minutes": "10"})
    seance.refresh_from_db()
    lancee = seance.minuteur_fin_le
    client.post(adresse, {"geste": "prolonger", "minutes": "5"})
    seance.refresh_from_db()

    assert seance.minuteur_fin_le - lancee == timedelta(minutes=5)
    assert "data-minuteur" in client.get(ici("ecran_public", seance)).text
    assert client.post(adresse, {"geste": "lancer", "minutes": "0"}).status_code == 422
    client.post(adresse, {"geste": "arreter"})
    seance.refresh_from_db()
    assert seance.minuteur_fin_le is None


def test_qui_n_anime_pas_ne_lance_pas_le_temps(client, lieu, seance):
    client.force_login(lieu.lecteur)

    assert client.post(reverse("seance:minuteur", args=[seance.pk]), {"minutes": "5"}).status_code == 403


@pytest.mark.parametrize("forme", ["csv", "ods", "xlsx"])
@pytest.mark.parametrize("nom", ["exporter", "exporter_les_votes", "exporter_anonyme"])
def test_tout_s_exporte_en_trois_formes(client, lieu, seance, nom, forme):
    un_vote(seance)
    client.force_login(lieu.equipe)

    reponse = client.get(reverse(f"seance:{nom}", args=[seance.pk, forme]))

    assert reponse.status_code == 200
    assert len(reponse.content) > 100


def test_l_export_anonyme_tait_les_petits_colleges_et_ce_qui_est_masque(client, lieu, seance):
    recueil = ActiviteFactory(seance=seance, close=True)
    for _ in range(5):
        ParticipantFactory(seance=seance, college="habitant")
    ParticipantFactory(seance=seance, college="elu")
    ContributionFactory(activite=recueil, texte="Des habitants", college="habitant")
    ContributionFactory(activite=recueil, texte="D'un seul élu", college="elu")
    ContributionFactory(activite=recueil, texte="Cachée", college="habitant", est_masquee=True)
    client.force_login(lieu.equipe)

    lignes = client.get(reverse("seance:exporter_anonyme", args=[seance.pk, "csv"])).content.decode()

    assert "Des habitants;" in lignes
    assert "Habitants" in lignes
    assert "D'un seul élu" in lignes
    assert "Élus" not in lignes
    assert "Cachée" not in lignes


def test_la_purge_dit_puis_efface_ce_qui_nomme_quelqu_un(seance):
    EmargementFactory(seance=seance, nom="Dominique Fictif", organisme="Mairie")
    ParticipantFactory(seance=seance, pseudo="Lou")
    actions.laisser_son_adresse(seance, "lou@exemple.fr")
    recueil = ActiviteFactory(seance=seance, type=TypeActivite.RECUEIL)
    idee = ContributionFactory(activite=recueil)
    fin = timezone.now() - timedelta(days=400)
    Seance.objects.update(etat=Etat.COMPTE_RENDU, debut=fin - timedelta(hours=8), fin=fin)

    constat, rapport = StringIO(), StringIO()
    call_command("purger_les_seances", "--constat", stdout=constat)
    assert Emargement.objects.get().nom == "Dominique Fictif"
    call_command("purger_les_seances", stdout=rapport)

    attendu = "1 signatures, 1 pseudonymes, 1 adresses"
    assert attendu in constat.getvalue()
    assert attendu in rapport.getvalue()
    assert (Emargement.objects.get().nom, Emargement.objects.get().organisme) == ("Présence 1", "")
    assert Participant.objects.get().pseudo == ""
    assert not Destinataire.objects.exists()
    assert idee in recueil.contributions.all()
    assert Fait.objects.sur(seance).filter(acte="purger_la_seance").exists()


def test_la_purge_epargne_les_seances_recentes_ou_sans_compte_rendu(seance):
    ParticipantFactory(seance=seance, pseudo="Lou")
    Seance.objects.update(
        etat=Etat.COMPTE_RENDU, fin=timezone.now(), debut=timezone.now() - timedelta(days=1)
    )

    call_command("purger_les_seances", stdout=StringIO())

    assert Participant.objects.get().pseudo == "Lou"
    with pytest.raises(CommandError, match="au moins un jour"):
        call_command("purger_les_seances", "--jours", "0")
