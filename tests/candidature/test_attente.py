import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from etabli.etape1_candidature.actions import changer_de_rang
from etabli.etape1_candidature.calcul import Capacite, raison_de_deroger
from etabli.etape1_candidature.enums import Etat
from etabli.etape1_candidature.models import Candidature
from etabli.etape1_candidature.workflow import CYCLE
from etabli.socle.models import Fait
from tests.fabriques.candidature import candidature_et_agents, relire
from tests.fabriques.dossier import FormatFactory

MOTIF = "Les places de l'année sont prises."


@pytest.fixture
def premiere(db):
    places = candidature_et_agents(etat=Etat.ELIGIBLE)
    format_ = places.candidature.dossier.format
    format_.capacite_annuelle = 1
    format_.save()
    return places


def autre_eligible(premiere):
    return candidature_et_agents(etat=Etat.ELIGIBLE, format=premiere.candidature.dossier.format).candidature


def mettre_en_attente(premiere, *candidatures):
    return [CYCLE.avancer("mettre_en_attente", c, par=premiere.dgaln, motif=MOTIF) for c in candidatures]


def rangs():
    return list(Candidature.objects.en_attente().values_list("pk", "rang_d_attente"))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 20))
def test_on_ne_deroge_que_si_la_capacite_est_atteinte_ou_si_l_on_double(nb, capacite, devant):
    raison = raison_de_deroger(Capacite(2026, nb, capacite), devant)
    assert bool(raison) == (nb >= capacite or devant > 0)


def test_sans_capacite_connue_personne_ne_deroge():
    assert raison_de_deroger(Capacite(2026, 50), 0) == ""


def test_chacune_prend_rang_a_la_suite(premiere):
    suite = [premiere.candidature, autre_eligible(premiere), autre_eligible(premiere)]
    mettre_en_attente(premiere, *suite)
    assert rangs() == [(c.pk, rang) for rang, c in enumerate(suite, 1)]


def test_chaque_format_a_sa_liste(premiere):
    mettre_en_attente(premiere, premiere.candidature)
    autre_format = candidature_et_agents(etat=Etat.ELIGIBLE, format=FormatFactory(code="flash", nom="Flash"))
    [ailleurs] = mettre_en_attente(premiere, autre_format.candidature)
    assert relire(ailleurs).rang_d_attente == 1


def test_la_premiere_de_la_liste_est_retenue_sans_avoir_a_se_justifier(premiere):
    seconde = autre_eligible(premiere)
    mettre_en_attente(premiere, premiere.candidature, seconde)

    retenue = CYCLE.avancer("retenir", premiere.candidature, par=premiere.dgaln)

    assert (relire(retenue).etat, relire(retenue).rang_d_attente) == (Etat.RETENUE, None)
    assert rangs() == [(seconde.pk, 2)]


@pytest.mark.parametrize("en_attente", [True, False], ids=["seconde de la liste", "hors de la liste"])
def test_passer_devant_celles_qui_attendent_demande_une_raison_gardee_au_journal(premiere, en_attente):
    seconde = autre_eligible(premiere)
    mettre_en_attente(premiere, premiere.candidature, *([seconde] if en_attente else []))
    with pytest.raises(ValidationError, match="Une autre candidature la précède"):
        CYCLE.avancer("retenir", seconde, par=premiere.dgaln)
    assert relire(seconde).etat != Etat.RETENUE

    CYCLE.avancer("retenir", seconde, par=premiere.dgaln, derogation="Le risque de submersion presse.")

    assert Fait.objects.get(acte="retenir").donnees["derogation"] == "Le risque de submersion presse."


def test_depasser_la_capacite_de_l_annee_demande_une_raison(premiere):
    CYCLE.avancer("retenir", premiere.candidature, par=premiere.dgaln, cohorte=2026)
    seconde = autre_eligible(premiere)
    with pytest.raises(ValidationError, match="capacité indicative de 1 est atteinte pour 2026"):
        CYCLE.avancer("retenir", seconde, par=premiere.dgaln, cohorte=2026)
    assert CYCLE.avancer("retenir", seconde, par=premiere.dgaln, cohorte=2027).cohorte == 2027


def test_changer_de_rang_decale_les_autres_et_garde_la_raison(premiere):
    deux, trois = autre_eligible(premiere), autre_eligible(premiere)
    un = premiere.candidature
    mettre_en_attente(premiere, un, deux, trois)

    changer_de_rang(relire(trois), 1, "Échéance du PLUi.", par=premiere.dgaln)

    assert rangs() == [(trois.pk, 1), (un.pk, 2), (deux.pk, 3)]
    assert Fait.objects.get(acte="changer_de_rang").donnees == {"rang": [3, 1], "motif": "Échéance du PLUi."}


def test_une_candidature_retiree_quitte_la_liste(premiere):
    mettre_en_attente(premiere, premiere.candidature)
    CYCLE.avancer("retirer", premiere.candidature, par=premiere.pilote, motif="Le projet est abandonné.")
    assert rangs() == []
    assert relire(premiere.candidature).rang_d_attente is None


def test_la_page_montre_l_ordre_a_la_dgaln_seule(client, premiere):
    mettre_en_attente(premiere, premiere.candidature)
    adresse = reverse("candidature:liste_d_attente")
    client.force_login(premiere.pilote)
    assert client.get(adresse).status_code == 403
    client.force_login(premiere.dgaln)
    page = client.get(adresse).content.decode()
    assert str(premiere.candidature) in page
    assert "capacité indicative de 1" in page


def test_la_page_coute_autant_avec_une_qu_avec_trois(client, premiere, django_assert_num_queries):
    client.force_login(premiere.dgaln)
    adresse = reverse("candidature:liste_d_attente")
    mettre_en_attente(premiere, premiere.candidature)
    client.get(adresse)
    with CaptureQueriesContext(connection) as une:
        client.get(adresse)
    mettre_en_attente(premiere, autre_eligible(premiere), autre_eligible(premiere))
    with django_assert_num_queries(len(une)):
        client.get(adresse)


def test_un_rang_hors_de_la_liste_est_refuse_au_champ(client, premiere):
    mettre_en_attente(premiere, premiere.candidature, autre_eligible(premiere))
    client.force_login(premiere.dgaln)
    reponse = client.post(
        reverse("candidature:rang", args=[premiere.candidature.pk]), {"rang": 5, "motif": "Urgence"}
    )
    assert reponse.status_code == 422
    assert "choisissez de 1 à 2" in reponse.content.decode()
    assert "Urgence" in reponse.content.decode()


def test_retenir_hors_rang_demande_la_raison_au_champ_et_garde_la_saisie(client, premiere):
    seconde = autre_eligible(premiere)
    mettre_en_attente(premiere, premiere.candidature, seconde)
    client.force_login(premiere.dgaln)
    adresse = reverse("candidature:avancer", args=[seconde.dossier_id, "retenir"])

    refus = client.post(adresse, {"cohorte": 2026, "derogation": ""})
    accord = client.post(adresse, {"cohorte": 2026, "derogation": "Le risque presse."})

    assert refus.status_code == 422
    assert "Écrivez pourquoi la retenir quand même" in refus.content.decode()
    assert accord.status_code == 302
    assert relire(seconde).etat == Etat.RETENUE
