import pytest
from django.urls import reverse

from etabli.socle.models import EtatLettre, LettreSortante
from tests.fabriques.annuaire import AgentFactory

pytestmark = pytest.mark.django_db


def ecrire(destinataire, **champs):
    nb = LettreSortante.objects.count()
    return LettreSortante.objects.create(
        cle=f"lettre-{nb}",
        modele="essai",
        destinataire=destinataire,
        sujet=f"Objet {nb}",
        texte="Bonjour.",
        **champs,
    )


@pytest.mark.parametrize("combien", [1, 3])
def test_la_boite_d_envoi_ne_compte_pas_ses_requetes(client, django_assert_max_num_queries, combien):
    agent = AgentFactory(dgaln=True)
    for _ in range(combien):
        ecrire("ailleurs@essai.example")
    client.force_login(agent)
    client.get(reverse("socle:lettres"))
    with django_assert_max_num_queries(6):
        page = client.get(reverse("socle:lettres")).content.decode()
    assert page.count("ailleurs@essai.example") == combien


def test_chacun_ne_relit_que_ses_lettres(client):
    agent = AgentFactory()
    mienne, autre = ecrire(agent.email.upper()), ecrire("autre@essai.example")
    client.force_login(agent)
    assert client.get(reverse("socle:lettre", args=[mienne.pk])).status_code == 200
    assert client.get(reverse("socle:lettre", args=[autre.pk])).status_code == 404


def test_la_dgaln_renvoie_une_lettre_echouee(client, mailoutbox):
    lettre = ecrire("a@essai.example", etat=EtatLettre.ECHOUEE, erreur="serveur injoignable")
    client.force_login(AgentFactory(dgaln=True))
    assert "Envoyer maintenant" in client.get(reverse("socle:lettre", args=[lettre.pk])).content.decode()
    client.post(reverse("socle:renvoyer", args=[lettre.pk]))
    lettre.refresh_from_db()
    assert (lettre.etat, len(mailoutbox)) == (EtatLettre.ENVOYEE, 1)


def test_une_lettre_partie_ne_se_renvoie_pas(client, mailoutbox):
    lettre = ecrire("a@essai.example")
    client.force_login(AgentFactory(dgaln=True))
    reponse = client.post(reverse("socle:renvoyer", args=[lettre.pk]))
    assert reponse.status_code == 403
    assert mailoutbox == []


def test_le_filtre_garde_l_etat_demande(client):
    ecrire("partie@essai.example", etat=EtatLettre.ECHOUEE)
    ecrire("attend@essai.example")
    client.force_login(AgentFactory(dgaln=True))
    page = client.get(reverse("socle:lettres"), {"etat": "echouee"}).content.decode()
    assert "partie@essai.example" in page
    assert "attend@essai.example" not in page


def test_qui_relit_la_boite_ne_voit_pas_les_liens_personnels_des_autres(client):
    jeton = "eyJhIjoxfQ:1xVOwR:ZUHBGAWZkx_4Z_-ajcCv70VnylbguYjhTI31VTVctNU"
    texte = f"Le dossier : https://ici.example/dossiers/3/ Confirmer : https://ici.example/repondre/{jeton}/"
    destinataire, dgaln = AgentFactory(), AgentFactory(dgaln=True)
    lettre = ecrire(destinataire.email.upper())
    LettreSortante.objects.update(texte=texte)

    def relire(agent):
        client.force_login(agent)
        return client.get(reverse("socle:lettre", args=[lettre.pk])).content.decode()

    assert jeton in relire(destinataire)
    assert jeton not in relire(dgaln)
    assert "lien personnel, masqué" in relire(dgaln)
    assert "https://ici.example/dossiers/3/" in relire(dgaln)
