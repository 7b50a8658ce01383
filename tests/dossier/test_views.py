import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from etabli.annuaire.actions import creer_une_organisation, renouveler_la_cle_du_calendrier
from etabli.annuaire.enums import TypeOrganisation
from etabli.dossier import actions, volets
from etabli.dossier.enums import Etape, Role, Visibilite
from etabli.dossier.models import Dossier, Membre, Message
from etabli.dossier.volets import Attente, DateDuDossier, Resume, Volet
from etabli.socle.fichiers import deposer
from etabli.socle.journal import inscrire
from etabli.socle.models import VersionDeFichier
from tests.fabriques.annuaire import AgentFactory, OrganisationFactory
from tests.fabriques.candidature import CandidatureFactory
from tests.fabriques.dossier import (
    DossierFactory,
    MembreFactory,
    MessageFactory,
    ThematiqueFactory,
    dossier_et_agents,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui():
    return dossier_et_agents()


@pytest.fixture
def un_volet(monkeypatch):
    """Une seule étape, aux réponses connues : on juge le dossier, pas les étapes."""
    monkeypatch.setattr(volets, "_volets", {})
    volets.enregistrer(
        Volet(
            Etape.ATELIER,
            resumes=lambda dossiers, agent: {
                d.pk: Resume("Calendrier en vigueur", "/la-bas/") for d in dossiers
            },
            attentes=lambda dossiers, agent: [
                Attente(
                    d,
                    "Lancer l'atelier",
                    "/lancer/",
                    date(2026, 12, 1),
                    "" if agent.est_dgaln else "la DGALN",
                )
                for d in dossiers
            ],
            dates=lambda dossiers: {
                d.pk: [
                    DateDuDossier("Session n° 1", date(2099, 3, 3), date(2099, 3, 4), "Salle des fêtes", "s1")
                ]
                for d in dossiers
            },
        )
    )


def test_la_page_dit_ce_qui_est_attendu_et_de_qui(client, qui, un_volet):
    client.force_login(qui.pilote)

    page = client.get(f"/dossiers/{qui.dossier.pk}/").content.decode()

    assert "Rien pour l'instant." in page
    assert "la DGALN" in page
    assert "pour le 1er décembre 2026" in page.replace("\u00a0", " ")
    assert 'aria-current="step"' in page


def test_mon_espace_reunit_ce_qui_m_attend(client, qui, un_volet):
    DossierFactory(titre="Un autre dossier")
    client.force_login(qui.dgaln)

    page = client.get("/mon-espace/").content.decode()

    assert "2 choses à faire" in page.replace("\u00a0", " ")
    assert "Un autre dossier" in page
    assert "Session n° 1" in page


@pytest.mark.parametrize(
    ("trait", "phrase"),
    [
        ({}, "rattaché à aucune organisation"),
        ({"dgaln": True}, "Aucun dossier n&#x27;est ouvert."),
        ({"ddt": True}, "Vous n&#x27;avez pas encore de dossier."),
        ({"groupement": True}, "à la notification de son marché"),
    ],
)
def test_un_espace_vide_dit_quoi_attendre(client, trait, phrase):
    client.force_login(AgentFactory(**trait))

    page = client.get("/mon-espace/").content.decode().replace("'", "&#x27;")

    assert phrase in page


ADRESSES = ["/mon-espace/", "/dossiers/", "/mon-calendrier/"]


@pytest.mark.parametrize("adresse", ADRESSES)
def test_les_pages_de_plusieurs_dossiers_ont_un_nombre_constant_de_requetes(client, qui, adresse, un_volet):
    client.force_login(qui.pilote)
    client.get(adresse)
    un = _requetes(client, adresse)
    for _ in range(2):
        autre = DossierFactory(membres={Role.PILOTE: qui.pilote.organisation_principale})
        autre.thematiques.add(ThematiqueFactory())
        MembreFactory(dossier=autre)
        inscrire("essai", autre, par=qui.pilote)

    assert _requetes(client, adresse) == un


@pytest.mark.parametrize("chemin", ["", "membres/", "messages/", "fichiers/", "journal/"])
def test_la_page_d_un_dossier_a_un_nombre_constant_de_requetes(client, qui, chemin):
    client.force_login(qui.pilote)
    adresse = f"/dossiers/{qui.dossier.pk}/{chemin}"
    _remplir(qui)
    client.get(adresse)
    un = _requetes(client, adresse)
    _remplir(qui)
    _remplir(qui)

    assert _requetes(client, adresse) == un


def _requetes(client, adresse):
    with CaptureQueriesContext(connection) as requetes:
        assert client.get(adresse).status_code == 200
    return len(requetes)


def _remplir(qui):
    """Une ligne de chaque : membre avec son agent, message, fichier, fait, thématique."""
    organisation = AgentFactory(collectivite=True).organisation_principale
    actions.ajouter_un_membre(qui.dossier, organisation, Role.COPORTEUR, par=qui.pilote)
    MessageFactory(dossier=qui.dossier, auteur=AgentFactory())
    actions.joindre_un_fichier(qui.dossier, "Note", b"texte", "note.txt", par=AgentFactory())
    qui.dossier.thematiques.add(ThematiqueFactory())


def test_les_compteurs_suivent_les_filtres(client):
    ddt = OrganisationFactory(ddt=True)
    DossierFactory(titre="Vallée haute", membres={Role.PILOTE: ddt})
    DossierFactory(titre="Vallée basse", etape=Etape.ATELIER, membres={Role.PILOTE: ddt})
    DossierFactory(titre="Plateau", etape=Etape.ATELIER, membres={Role.PILOTE: ddt})
    client.force_login(AgentFactory(organisation=ddt))

    reponse = client.get("/dossiers/", {"q": "vallée", "etape": "atelier"})
    page = reponse.content.decode()

    assert [(o.libelle, o.nombre) for o in reponse.context["lue"].compteurs] == [
        ("Tous", 2),
        ("Candidature", 1),
        ("Atelier", 1),
    ]
    assert "Vallée basse" in page
    assert "Vallée haute" not in page


def test_un_filtre_inconnu_est_ignore(client, qui):
    client.force_login(qui.pilote)

    reponse = client.get("/dossiers/", {"etape": "lune", "departement": "999", "page": "x", "tri": "drop"})

    assert reponse.status_code == 200
    assert qui.dossier.titre in reponse.content.decode()


def test_le_filtre_par_departement_suit_les_communes(client, qui):
    client.force_login(qui.pilote)

    ici = client.get("/dossiers/", {"departement": "50"}).content.decode()

    assert qui.dossier.titre in ici
    assert "Manche (50)" in ici


def test_htmx_ne_recoit_que_les_resultats(client, qui):
    client.force_login(qui.pilote)

    page = client.get("/dossiers/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert 'id="resultats"' in page


def test_l_export_suit_les_filtres_et_les_droits(client, qui):
    DossierFactory(titre="Invisible pour eux")
    client.force_login(qui.pilote)

    csv = client.get("/dossiers/export.csv").content.decode()

    assert qui.dossier.titre in csv
    assert "Invisible pour eux" not in csv
    assert client.get("/dossiers/export.xlsx").content[:2] == b"PK"
    assert client.get("/dossiers/export.exe").status_code == 404


def test_modifier_le_dossier(client, qui):
    theme = ThematiqueFactory(nom="Eau")
    client.force_login(qui.coporteur)

    client.post(
        f"/dossiers/{qui.dossier.pk}/modifier/",
        {"titre": "Nouveau titre", "format": "local", "resume": "", "themes_1": [theme.pk]},
    )

    relu = Dossier.objects.get(pk=qui.dossier.pk)
    assert (relu.titre, [t.nom for t in relu.thematiques.all()]) == ("Nouveau titre", ["Eau"])


def test_une_saisie_refusee_garde_ce_qui_a_ete_tape(client, qui):
    client.force_login(qui.pilote)

    reponse = client.post(
        f"/dossiers/{qui.dossier.pk}/modifier/", {"titre": "", "format": "local", "resume": "À garder"}
    )

    assert reponse.status_code == 422
    assert "À garder" in reponse.content.decode()


def test_ecrire_un_message_le_montre_a_ses_lecteurs(client, qui):
    client.force_login(qui.pilote)

    client.post(
        f"/dossiers/{qui.dossier.pk}/messages/", {"texte": "<b>Salle réservée</b>", "visibilite": "equipe"}
    )
    client.force_login(qui.lecteur)
    page = client.get(f"/dossiers/{qui.dossier.pk}/messages/").content.decode()

    assert "&lt;b&gt;Salle réservée&lt;/b&gt;" in page
    assert Message.objects.get().auteur == qui.pilote


def _joindre(client, dossier, contenu=b"Bonjour", nom="note.txt", **champs):
    return client.post(
        f"/dossiers/{dossier.pk}/fichiers/joindre/",
        {"titre": "Note", "visibilite": "dgaln", "fichier": SimpleUploadedFile(nom, contenu), **champs},
    )


def test_un_fichier_joint_se_telecharge_en_piece_jointe(client, qui):
    client.force_login(qui.pilote)
    _joindre(client, qui.dossier)
    version = VersionDeFichier.objects.get()

    reponse = client.get(f"/dossiers/{qui.dossier.pk}/fichiers/versions/{version.pk}/")

    assert b"".join(reponse.streaming_content) == b"Bonjour"
    assert reponse["Content-Disposition"].startswith("attachment")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in reponse["Content-Security-Policy"]
    assert version.sha256 == hashlib.sha256(b"Bonjour").hexdigest()


def test_un_fichier_reserve_ne_se_telecharge_pas_par_son_adresse(client, qui):
    version = actions.joindre_un_fichier(
        qui.dossier, "Note", b"texte", "note.txt", par=qui.pilote, visibilite=Visibilite.PORTEURS
    )
    client.force_login(qui.equipe)

    assert client.get(f"/dossiers/{qui.dossier.pk}/fichiers/versions/{version.pk}/").status_code == 404
    assert client.get(f"/dossiers/{qui.dossier.pk}/fichiers/{version.fichier_id}/version/").status_code == 404


def test_le_fichier_d_une_etape_ne_passe_pas_par_la_porte_du_dossier(client, qui):
    offre = deposer(qui.dossier, "Offre", b"secret", "offre.txt", par=qui.pilote, usage="offre")
    client.force_login(qui.dgaln)

    assert client.get(f"/dossiers/{qui.dossier.pk}/fichiers/versions/{offre.pk}/").status_code == 404


def test_un_fichier_maquille_est_refuse_au_champ(client, qui):
    client.force_login(qui.pilote)

    reponse = _joindre(client, qui.dossier, b"MZ\x00\x00pas un pdf", "note.pdf")

    assert reponse.status_code == 422
    assert "pas celui d" in reponse.content.decode()
    assert not VersionDeFichier.objects.exists()


def test_une_nouvelle_version_garde_l_ancienne(client, qui):
    client.force_login(qui.pilote)
    _joindre(client, qui.dossier)
    fichier = VersionDeFichier.objects.get().fichier

    client.post(
        f"/dossiers/{qui.dossier.pk}/fichiers/{fichier.pk}/version/",
        {"fichier": SimpleUploadedFile("note.txt", b"Bonsoir")},
    )

    assert [v.numero for v in fichier.versions.all()] == [2, 1]


def test_ajouter_une_organisation_de_l_annuaire(client, qui):
    agence = creer_une_organisation(
        type=TypeOrganisation.OPERATEUR, nom="Agence fictive de l'eau", par=qui.dgaln
    )
    client.force_login(qui.pilote)
    adresse = f"/dossiers/{qui.dossier.pk}/membres/ajouter/"

    page = client.get(adresse, {"q": "fictive eau"}).content.decode()
    client.post(adresse, {"q": "fictive eau", "choix": f"organisation:{agence.pk}", "role": "copilote"})

    assert "Agence fictive de l&#x27;eau" in page
    assert Membre.objects.get(organisation=agence).role == Role.COPILOTE


def test_un_choix_qui_n_etait_pas_propose_est_refuse(client, qui):
    cachee = OrganisationFactory(nom="Tout autre nom")
    client.force_login(qui.pilote)

    reponse = client.post(
        f"/dossiers/{qui.dossier.pk}/membres/ajouter/",
        {"q": "introuvable", "choix": f"organisation:{cachee.pk}", "role": "copilote"},
    )

    assert reponse.status_code == 422


def test_retirer_un_membre_demande_un_motif(client, qui):
    membre = qui.dossier.membres.get(role=Role.LECTEUR)
    client.force_login(qui.pilote)
    adresse = f"/dossiers/{qui.dossier.pk}/membres/{membre.pk}/retirer/"

    sans_motif = client.post(adresse, {"motif": ""})
    client.post(adresse, {"motif": "La préfecture suit par la DDT."})

    assert sans_motif.status_code == 422
    assert not Dossier.objects.visible_to(qui.lecteur).exists()


def test_le_journal_montre_avant_et_apres(client, qui):
    actions.modifier_le_dossier(qui.dossier, par=qui.pilote, titre="Après")
    client.force_login(qui.pilote)

    page = client.get(f"/dossiers/{qui.dossier.pk}/journal/").content.decode()

    assert "<ins>Après</ins>" in page
    assert f"<del>{qui.dossier.titre}</del>" in page


def test_l_equipe_ne_lit_pas_le_journal_du_choix(client, qui):
    candidature = CandidatureFactory(dossier=qui.dossier)
    inscrire("declarer_eligible", candidature, par=qui.dgaln, phrase="a déclaré la candidature éligible")
    adresse = f"/dossiers/{qui.dossier.pk}/journal/"

    vus = {}
    for role in ("equipe", "lecteur", "coporteur", "dgaln"):
        client.force_login(qui.par_role()[role])
        vus[role] = "a déclaré la candidature éligible" in client.get(adresse).content.decode()

    assert vus == {"equipe": False, "lecteur": False, "coporteur": True, "dgaln": True}


def test_le_journal_en_csv_dit_la_meme_chose(client, qui):
    actions.modifier_le_dossier(qui.dossier, par=qui.pilote, titre="=1+1")
    client.force_login(qui.pilote)

    csv = client.get(f"/dossiers/{qui.dossier.pk}/journal.csv").content.decode()

    assert "a modifié le dossier" in csv
    assert "→ =1+1" in csv


def test_l_agenda_du_dossier_se_relit(client, qui, un_volet):
    client.force_login(qui.lecteur)

    reponse = client.get(f"/dossiers/{qui.dossier.pk}/calendrier.ics")

    (evenement,) = Calendar.from_ical(reponse.content).walk("VEVENT")
    assert evenement["SUMMARY"] == f"Session n° 1 – {qui.dossier.titre}"
    assert evenement.decoded("DTSTART") == date(2099, 3, 3)
    assert evenement.decoded("DTEND") == date(2099, 3, 5)
    assert evenement["UID"] == f"dossier-{qui.dossier.pk}-s1@ateliers-locaux"


def test_l_abonnement_suit_les_droits_du_jour(client, qui, un_volet):
    cle = renouveler_la_cle_du_calendrier(qui.coporteur, par=qui.coporteur)
    adresse = f"/calendrier/{cle}/dossier-{qui.dossier.pk}.ics"

    avant = client.get(adresse).status_code
    actions.retirer_un_membre(
        qui.dossier.membres.get(role=Role.COPORTEUR), par=qui.pilote, motif="Fin de la coopération."
    )

    assert (avant, client.get(adresse).status_code) == (200, 404)
    assert not Calendar.from_ical(client.get(f"/calendrier/{cle}.ics").content).walk("VEVENT")


def test_une_cle_changee_ou_fermee_ne_repond_plus(client, qui):
    client.force_login(qui.pilote)
    client.post("/mon-calendrier/cle/", {"ouvrir": "1"})
    qui.pilote.refresh_from_db()
    premiere = qui.pilote.cle_calendrier
    client.post("/mon-calendrier/cle/", {"renouveler": "1"})
    qui.pilote.refresh_from_db()
    seconde = qui.pilote.cle_calendrier
    pendant = client.get(f"/calendrier/{seconde}.ics").status_code
    client.post("/mon-calendrier/cle/", {"fermer": "1"})

    assert len(premiere) >= 40
    assert pendant == 200
    assert client.get(f"/calendrier/{premiere}.ics").status_code == 404
    assert client.get(f"/calendrier/{seconde}.ics").status_code == 404


def test_le_perimetre_se_fige_avec_la_candidature(client, qui):
    actions.passer_a(qui.dossier, Etape.MARCHE, par=None)
    client.force_login(qui.pilote)

    reponse = client.get(f"/dossiers/{qui.dossier.pk}/perimetre/")

    assert reponse.status_code == 403
    assert "Le périmètre est fixé par la candidature." in reponse.content.decode()


def test_ma_place_est_celle_de_mon_organisation_et_d_elle_seule(client, qui):
    MembreFactory(dossier=qui.dossier, role=Role.COPORTEUR)
    client.force_login(qui.coporteur)

    page = client.get(qui.dossier.get_absolute_url()).content.decode()

    assert "Votre place dans ce dossier : <strong>co-porteur</strong>." in page


def test_une_attente_dont_la_date_est_passee_se_dit_en_retard(client, qui, monkeypatch):
    monkeypatch.setattr(volets, "_volets", {})
    jours = (date(2020, 1, 6), date(2099, 1, 6))
    volets.enregistrer(
        Volet(
            Etape.ATELIER,
            resumes=lambda dossiers, agent: {},
            attentes=lambda dossiers, agent: [
                Attente(d, f"Avant {jour.year}", "/la/", jour) for d in dossiers for jour in jours
            ],
        )
    )
    client.force_login(qui.pilote)

    page = client.get("/mon-espace/").content.decode()

    assert page.count("En retard") == 1
    assert page.index("Avant 2020") < page.index("En retard") < page.index("Avant 2099")
