"""Les rappels de la candidature, de l'attente au courriel, et la réponse d'un mot."""

from datetime import date, timedelta

import pytest
from django.core import mail, signing
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.dossier.enums import Etape
from etabli.dossier.models import Rappel, RefusDeRappel
from etabli.dossier.rappels import envoyer_le_recapitulatif, lignes_du_jour
from etabli.dossier.reponses import SEL_DE_REPONSE, lien_pour_arreter, lien_pour_repondre
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.socle.models import LettreSortante
from tests.fabriques.candidature import candidature_et_agents, relire

pytestmark = pytest.mark.django_db
DEPUIS = date(2026, 3, 1)
ECHEANCE = DEPUIS + timedelta(days=30)


@pytest.fixture
def ouverte():
    places = candidature_et_agents(etat=Etat.OUVERTE)
    Candidature.objects.update(etat_depuis_le=DEPUIS)
    places.candidature = relire(places.candidature)
    return places


def lettre_a(agent):
    return LettreSortante.objects.get(modele="recapitulatif", destinataire=agent.email)


def test_le_pilote_recoit_une_lettre_avec_le_lien_et_les_autres_rien(ouverte):
    call_command("rappels", le=ECHEANCE)

    lettre = lettre_a(ouverte.pilote)
    assert lettre.sujet == "1 chose à faire dans vos dossiers"
    assert "Signaler le dossier à la DGALN (pour aujourd'hui)" in lettre.texte
    assert f"{ouverte.candidature.get_absolute_url()}" in lettre.texte
    assert LettreSortante.objects.count() == 1


def test_rejouer_la_commande_ne_renvoie_rien(ouverte):
    for _ in range(3):
        call_command("rappels", le=ECHEANCE)
    call_command("rappels", le=ECHEANCE + timedelta(days=1))
    call_command("rappels", le=ECHEANCE + timedelta(days=2))
    envois = LettreSortante.objects.filter(destinataire=ouverte.pilote.email)
    assert envois.count() == 2  # le jour dit, puis la première semaine de retard


def test_une_seule_lettre_par_jour_meme_si_une_attente_de_plus_arrive(ouverte):
    envoyer_le_recapitulatif(ouverte.pilote, ECHEANCE)
    seconde = candidature_et_agents(etat=Etat.OUVERTE).candidature
    seconde.dossier.membres.filter(role="pilote").update(organisation=ouverte.pilote.organisation_principale)
    Candidature.objects.update(etat_depuis_le=DEPUIS)

    assert envoyer_le_recapitulatif(ouverte.pilote, ECHEANCE) == []
    assert len(envoyer_le_recapitulatif(ouverte.pilote, ECHEANCE + timedelta(days=1))) == 2


def test_la_base_refuse_de_rappeler_deux_fois_le_meme_palier(ouverte):
    envoyer_le_recapitulatif(ouverte.pilote, ECHEANCE)
    rappel = Rappel.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Rappel.objects.create(agent=rappel.agent, cle=rappel.cle, palier=rappel.palier, envoye_le=DEPUIS)


def test_simuler_ne_laisse_aucune_trace(ouverte, capsys):
    call_command("rappels", le=ECHEANCE, simuler=True)
    assert f"{ouverte.pilote.email} : 1 rappel" in capsys.readouterr().out.replace("\xa0", " ")
    assert not Rappel.objects.exists()
    assert not LettreSortante.objects.exists()


def test_le_reexamen_d_une_candidature_ajournee_se_rappelle_a_la_dgaln_ce_jour_la(ouverte):
    Candidature.objects.update(etat=Etat.AJOURNEE, reexamen_le=date(2026, 9, 15))
    assert lignes_du_jour(ouverte.dgaln, date(2026, 9, 1)) == []
    [ligne] = lignes_du_jour(ouverte.dgaln, date(2026, 9, 15))
    assert ligne.attente.libelle == "Reprendre l'instruction"


def test_le_cout_ne_depend_pas_du_nombre_de_dossiers(ouverte, django_assert_num_queries):
    Candidature.objects.update(etat=Etat.DEPOSEE)
    lignes_du_jour(ouverte.dgaln, ECHEANCE)
    with CaptureQueriesContext(connection) as un:
        lignes_du_jour(ouverte.dgaln, ECHEANCE)
    for _ in range(2):
        candidature_et_agents(etat=Etat.DEPOSEE)
    with django_assert_num_queries(len(un)):
        lignes_du_jour(ouverte.dgaln, ECHEANCE)


# Répondre d'un mot


def lien(places, agent=None, acte="signaler"):
    return lien_pour_repondre(agent or places.pilote, f"candidature/{acte}", places.candidature.pk)


def test_ouvrir_le_lien_n_ecrit_rien_le_bouton_signale_au_nom_du_destinataire(client, ouverte):
    url = lien(ouverte)
    page = client.get(url).content.decode()
    assert "Signaler à la DGALN" in page
    assert str(ouverte.pilote) in page
    assert relire(ouverte.candidature).etat == Etat.OUVERTE

    fait = client.post(url).content.decode()

    assert "C'est fait" in fait or "C&#x27;est fait" in fait
    assert relire(ouverte.candidature).etat == Etat.SIGNALEE


def test_le_lien_est_dans_la_lettre(client, ouverte):
    envoyer_le_recapitulatif(ouverte.pilote, ECHEANCE)
    texte = lettre_a(ouverte.pilote).texte
    url = next(mot for mot in texte.split() if "/repondre/" in mot)
    assert client.post("/" + url.split("/", 3)[3]).status_code == 200
    assert relire(ouverte.candidature).etat == Etat.SIGNALEE


def test_un_lien_deja_servi_dit_que_le_dossier_a_avance(client, ouverte):
    url = lien(ouverte)
    client.post(url)
    assert "le dossier a avancé depuis cette lettre" in client.get(url).content.decode()
    assert client.post(url).status_code == 403


@pytest.mark.parametrize("acte", ["retirer", "reunir", "inconnu"])
def test_ce_qui_demande_plus_d_un_mot_n_a_pas_de_lien(ouverte, acte):
    assert lien(ouverte, acte=acte) == ""


def test_qui_ne_peut_pas_faire_l_acte_n_a_pas_de_lien(ouverte):
    assert lien(ouverte, ouverte.coporteur) == ""
    assert lien(ouverte, ouverte.etranger) == ""


def test_un_agent_desactive_ou_sorti_du_dossier_ne_repond_plus(client, ouverte):
    url = lien(ouverte)
    ouverte.candidature.dossier.membres.filter(role="pilote").delete()
    assert client.post(url).status_code == 410
    ouverte.pilote.is_active = False
    ouverte.pilote.save()
    assert client.get(url).status_code == 410
    assert relire(ouverte.candidature).etat == Etat.OUVERTE


def test_un_lien_force_ou_perime_ne_sert_a_rien(client, ouverte, monkeypatch):
    charge = {"a": ouverte.pilote.pk, "n": "candidature", "x": "signaler", "o": 1, "e": "ouverte"}
    faux = signing.dumps(charge, salt="un autre usage")
    assert client.get(reverse("dossier:repondre", args=[faux])).status_code == 410
    vrai = signing.dumps(charge, salt=SEL_DE_REPONSE)
    maintenant = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: maintenant + 11 * 24 * 3600)
    assert client.get(reverse("dossier:repondre", args=[vrai])).status_code == 410


# Choisir ses rappels


def test_se_desabonner_d_un_clic_depuis_la_lettre(client, ouverte):
    url = lien_pour_arreter(ouverte.pilote)
    assert "Confirmer" in client.get(url).content.decode()
    assert not RefusDeRappel.objects.exists()
    client.post(url)
    assert lignes_du_jour(ouverte.pilote, ECHEANCE) == []
    assert client.get(reverse("dossier:arreter_les_rappels", args=["faux"])).status_code == 410


def test_choisir_ses_rappels_etape_par_etape(client, ouverte):
    client.force_login(ouverte.pilote)
    adresse = reverse("dossier:mes_rappels")
    assert client.post(adresse, {"etapes": [Etape.MARCHE]}).status_code == 302
    assert lignes_du_jour(ouverte.pilote, ECHEANCE) == []
    client.post(adresse, {"etapes": Etape.values})
    assert len(lignes_du_jour(ouverte.pilote, ECHEANCE)) == 1


def test_un_choix_inconnu_est_refuse(client, ouverte):
    client.force_login(ouverte.pilote)
    assert client.post(reverse("dossier:mes_rappels"), {"etapes": ["ailleurs"]}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_la_lettre_part_vraiment():
    places = candidature_et_agents(etat=Etat.OUVERTE)
    Candidature.objects.update(etat_depuis_le=DEPUIS)
    call_command("rappels", le=ECHEANCE)
    assert [m.to for m in mail.outbox] == [[places.pilote.email]]
