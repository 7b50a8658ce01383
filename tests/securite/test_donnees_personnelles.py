"""Le registre, la conservation, l'export et l'effacement : ce qui part, ce qui reste, et le journal qui tient."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db.models import EmailField
from django.urls import reverse
from django.utils.timezone import localdate, now

from etabli.annuaire.models import Agent, Invitation
from etabli.dossier.actions.demandes import demander, repondre_a_la_demande
from etabli.dossier.enums import College
from etabli.etape2_marche.models import Evaluateur
from etabli.etape3_atelier.models import Contact, Entretien
from etabli.socle.journal import caviarder, inscrire, ruptures
from etabli.socle.models import DemandeSurSesDonnees, Fait, LettreSortante
from etabli.socle.personnes import (
    donnees_de,
    dossier_personnel,
    oublier,
    purger_tout,
    raisons_de_garder,
    traitements,
    trouver,
)
from tests.fabriques.annuaire import AgentFactory, InvitationFactory, OrganisationFactory
from tests.fabriques.atelier import AtelierFactory, ContactFactory
from tests.fabriques.marche import MarcheFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dgaln():
    return AgentFactory(dgaln=True)


@pytest.fixture
def camille():
    return AgentFactory(
        prenom="Camille", nom="Desrosiers", email="camille.desrosiers@ddt.example", telephone="0102"
    )


def en_clair():
    """Tout ce que le journal et la boîte d'envoi disent."""
    faits = [f"{f.phrase} {json.dumps(f.donnees, ensure_ascii=False)}" for f in Fait.objects.all()]
    lettres = [f"{x.cle} {x.destinataire} {x.texte}" for x in LettreSortante.objects.all()]
    return "\n".join([*faits, *lettres])


def test_chaque_traitement_dit_tout_ce_que_le_registre_demande():
    assert len(traitements()) >= 12
    for traitement in traitements():
        for champ in ("nom", "finalite", "base", "personnes", "donnees", "destinataires", "conservation"):
            assert getattr(traitement, champ).strip(), f"{traitement.cle}.{champ}"


def test_tout_modele_qui_porte_une_adresse_releve_d_un_traitement():
    """Un champ d'adresse neuf oblige à dire pourquoi on la garde et comment on l'efface."""
    porteurs = {
        m._meta.label
        for m in apps.get_models()
        if m.__module__.startswith("etabli.") and any(isinstance(c, EmailField) for c in m._meta.fields)
    }
    connus = {
        *("annuaire.Agent", "annuaire.Invitation", "annuaire.IdentiteProConnect", "annuaire.Organisation"),
        *("socle.LettreSortante", "atelier.Contact", "seance.Destinataire", "vitrine.Alerte"),
        *("feuille_de_route.LienDeSuivi", "feuille_de_route.PointDeSuivi"),
    }
    assert porteurs - connus == set()


def test_un_agent_emporte_ses_donnees_lisibles_par_lui_et_par_une_machine(camille):
    inscrire("essai", camille, par=camille, phrase="a écrit <b>un message</b>")

    archive = zipfile.ZipFile(io.BytesIO(dossier_personnel(camille)))

    machine = json.loads(archive.read("mes-donnees.json"))
    cles = {t["cle"]: t["donnees"] for t in machine["traitements"]}
    assert cles["comptes"][0]["adresse"] == camille.email
    assert cles["journal"][0]["phrase"] == "a écrit <b>un message</b>"
    assert "&lt;b&gt;un message" in archive.read("mes-donnees.html").decode()


def test_l_export_ne_porte_rien_d_autrui(camille):
    autre = AgentFactory(email="autre@ddt.example")
    inscrire("essai", autre, par=autre, phrase="secret d'autrui")
    assert "autre@ddt.example" not in json.dumps([x for _, x in donnees_de(camille)], default=str)
    assert b"secret d'autrui" not in zipfile.ZipFile(io.BytesIO(dossier_personnel(camille))).read(
        "mes-donnees.json"
    )


def test_effacer_un_agent_ne_laisse_ni_nom_ni_adresse_et_le_journal_tient(camille):
    autre = AgentFactory()
    inscrire("essai", autre, par=autre, phrase="a passé la main de Camille Desrosiers à Léa")
    inscrire("essai", autre, par=autre, donnees={"a": ["camille.desrosiers@ddt.example"]})
    inscrire("essai", camille, par=camille, phrase="a écrit un message")
    nb = Fait.objects.filter(par=camille).count()

    assert oublier(camille, par=autre) == []

    efface = get_user_model().objects.get(pk=camille.pk)
    assert str(efface) == f"Personne effacée n° {camille.pk}"
    assert (efface.is_active, efface.telephone, efface.has_usable_password()) == (False, "", False)
    assert "Desrosiers" not in en_clair()
    assert "camille" not in en_clair().lower()
    assert Fait.objects.filter(par=efface).count() == nb
    assert list(ruptures()) == []


def test_un_agent_efface_ne_se_connecte_plus(client, camille):
    camille.set_password("une-phrase-longue-et-sure")
    camille.save()
    client.force_login(camille)
    oublier(camille, par=None)
    assert "/comptes/login/" in client.get("/mon-espace/").headers["Location"]


def test_une_retouche_du_journal_reste_une_rupture_apres_un_effacement(camille):
    fait = inscrire("essai", camille, par=None, phrase="a vu Camille Desrosiers")
    oublier(camille, par=None)
    Fait.objects.filter(pk=fait.pk).update(phrase="n'a rien vu")
    assert list(ruptures()) == [f"Le fait n° {fait.numero} a été modifié après coup."]


def test_caviarder_deux_fois_tient_encore(camille):
    inscrire("essai", camille, par=None, phrase="Camille Desrosiers et Jeanne Moreau-Lys")
    assert caviarder(["Camille Desrosiers"], "X", sujet=camille, par=None) == 1
    assert caviarder(["Jeanne Moreau-Lys"], "X", sujet=camille, par=None) == 1
    assert caviarder(["Jeanne Moreau-Lys"], "X", sujet=camille, par=None) == 0
    assert list(ruptures()) == []


def test_le_nom_d_un_evaluateur_reste_le_temps_de_la_preuve(camille):
    marche = MarcheFactory()
    Evaluateur.objects.create(marche=marche, agent=camille, organisation=OrganisationFactory())

    [raison] = oublier(camille, par=None)

    assert "doit pouvoir prouver" in raison
    camille.refresh_from_db()
    assert str(camille) == "Camille Desrosiers"
    assert camille.email.endswith("@compte.invalid")
    assert not camille.is_active


def test_la_purge_efface_les_comptes_endormis_apres_preavis_et_se_rejoue(settings, camille):
    settings.CONSERVATION = {"comptes": 100}
    present = AgentFactory(last_login=now())
    Agent.objects.filter(pk=camille.pk).update(
        last_login=now() - timedelta(days=80), cree_le=now() - timedelta(days=900)
    )

    call_command("purger")
    camille.refresh_from_db()
    assert camille.is_active
    assert [x.destinataire for x in LettreSortante.objects.all()] == [camille.email]
    call_command("purger")
    assert LettreSortante.objects.count() == 1

    purger_tout(now() + timedelta(days=30))
    camille.refresh_from_db()
    present.refresh_from_db()
    assert (camille.is_active, present.is_active) == (False, True)
    assert purger_tout(now() + timedelta(days=30)) == []
    assert Fait.objects.filter(acte="purger").count() >= 1
    assert list(ruptures()) == []


def test_l_essai_dit_quoi_et_pourquoi_sans_rien_effacer(capsys):
    vieille = InvitationFactory(expire_le=now() - timedelta(days=400), email="vieille@x.example")
    call_command("purger", "--essai")
    sortie = capsys.readouterr().out
    assert "Invitations sans suite : 1 à effacer" in sortie
    assert "365 jours" in sortie
    assert Invitation.objects.get(pk=vieille.pk).email == "vieille@x.example"

    call_command("purger")
    assert Invitation.objects.get(pk=vieille.pk).email.endswith("@compte.invalid")


def test_une_duree_nulle_ne_purge_jamais(settings):
    settings.CONSERVATION = {"invitations": 0}
    InvitationFactory(expire_le=now() - timedelta(days=4000), email="gardee@x.example")
    call_command("purger")
    assert Invitation.objects.filter(email="gardee@x.example").exists()


def test_une_personne_interrogee_s_efface_et_ses_constats_se_comptent_encore():
    atelier = AtelierFactory()
    entretien = Entretien.objects.create(
        atelier=atelier,
        personne="Odile Charpentreau",
        college=College.HABITANT,
        notes="confidence",
        verbatim="« mot »",
    )
    Contact.objects.create(
        atelier=atelier, nom="Odile Charpentreau", college=College.HABITANT, courriel="odile@x.example"
    )

    trouves = trouver("charpentreau")
    assert {t.cle for t, _ in trouves} == {"contacts", "entretiens"}
    for traitement, objet in trouves:
        traitement.effacer(objet)

    entretien.refresh_from_db()
    assert (entretien.personne, entretien.notes, entretien.verbatim) == ("Personne effacée", "", "")
    assert Contact.objects.get().courriel == ""
    assert atelier.contacts.count() == atelier.entretiens.count() == 1
    assert trouver("charpentreau") == []


def test_demander_son_effacement_puis_l_obtenir(client, camille, dgaln, django_capture_on_commit_callbacks):
    client.force_login(camille)
    assert "Comptes des agents" in client.get(reverse("dossier:mes_donnees")).content.decode()
    assert client.get(reverse("dossier:emporter_mes_donnees")).headers["Content-Type"] == "application/zip"
    client.post(reverse("dossier:mes_donnees"), {"nature": "effacement"})
    demande = DemandeSurSesDonnees.objects.get()
    assert demande.reponse_avant_le <= localdate() + timedelta(days=31)

    with django_capture_on_commit_callbacks(execute=True):
        repondre_a_la_demande(demande, est_acceptee=True, reponse="C'est fait.", par=dgaln)

    camille.refresh_from_db()
    assert not camille.is_active
    assert mail.outbox[-1].to == ["camille.desrosiers@ddt.example"]
    purger_tout()
    assert "desrosiers" not in en_clair().lower()
    with pytest.raises(ValidationError, match="déjà reçu"):
        repondre_a_la_demande(demande, est_acceptee=True, reponse="Encore.", par=dgaln)


def test_seule_la_dgaln_repond_et_pas_a_elle_meme(client, camille, dgaln):
    demande = demander("effacement", par=camille)
    with pytest.raises(PermissionDenied, match="Seule la DGALN"):
        repondre_a_la_demande(demande, est_acceptee=True, reponse="Oui", par=camille)
    with pytest.raises(ValidationError, match="Un autre agent"):
        repondre_a_la_demande(demander("effacement", par=dgaln), est_acceptee=True, reponse="Oui", par=dgaln)
    client.force_login(camille)
    assert client.get(reverse("dossier:demandes")).status_code == 403
    assert client.get(reverse("dossier:repondre_sur_les_donnees", args=[demande.pk])).status_code in {
        302,
        403,
    }


def test_une_correction_dit_laquelle(client, camille):
    client.force_login(camille)
    reponse = client.post(reverse("dossier:mes_donnees"), {"nature": "rectification"})
    assert reponse.status_code == 422
    assert "Dites quelle donnée est à corriger" in reponse.content.decode()
    assert not DemandeSurSesDonnees.objects.exists()


def test_redemander_ne_double_pas_la_demande(camille):
    assert demander("effacement", par=camille) == demander("effacement", par=camille)


@pytest.mark.parametrize("nb", [1, 3])
def test_les_demandes_recues_coutent_autant_pour_une_que_pour_trois(
    client, dgaln, nb, django_assert_max_num_queries
):
    for _ in range(nb):
        demander("effacement", par=AgentFactory())
    client.force_login(dgaln)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("dossier:demandes")).status_code == 200


def test_ce_qui_retient_un_nom_est_dit_avant(camille):
    assert raisons_de_garder(camille) == []


def test_la_commande_dit_puis_efface_une_personne_sans_compte(capsys):
    contact = ContactFactory(nom="Odile Charpentreau", courriel="odile@x.example")
    inscrire("essai", contact, par=None, phrase="a cité Odile Charpentreau")

    call_command("effacer_une_personne", "Odile Charpentreau", "--essai")
    contact.refresh_from_db()
    assert contact.nom == "Odile Charpentreau"
    call_command("effacer_une_personne", "Odile Charpentreau")

    contact.refresh_from_db()
    assert (contact.nom, contact.courriel) == ("Personne effacée", "")
    assert "Charpentreau" not in en_clair()
    assert "1 effacés, 1 faits du journal récrits" in capsys.readouterr().out
    assert list(ruptures()) == []


def test_un_nom_trop_court_est_refuse():
    with pytest.raises(CommandError, match="trop court"):
        call_command("effacer_une_personne", "Li")
