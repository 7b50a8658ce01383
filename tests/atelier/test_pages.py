"""Les pages de l'atelier : qui y entre, ce qu'elles montrent, ce qu'elles refusent et comment."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from etabli.etape3_atelier.enums import Etat
from etabli.etape3_atelier.models import Atelier, Constat, Contact, Depense, DocumentLu, Entretien
from tests.fabriques.atelier import (
    ConstatFactory,
    ContactFactory,
    DepenseFactory,
    DocumentLuFactory,
    EntretienFactory,
    atelier_et_agents,
)

pytestmark = pytest.mark.django_db
LANCE_LE = date(2026, 1, 12)
PAGES = ("detail", "calendrier", "contacts", "bibliotheque", "entretiens", "constats", "budget")


@pytest.fixture
def lance():
    return atelier_et_agents(lance_le=LANCE_LE)


@pytest.fixture
def ouvrir(client, lance):
    """`ouvrir("contacts", par=agent)` : la réponse d'une page de l'atelier."""

    def _ouvrir(nom, *args, par=None, donnees=None, **entetes):
        client.force_login(par or lance.pilote)
        adresse = reverse(f"atelier:{nom}", args=[lance.atelier.dossier_id, *args])
        if donnees is None:
            return client.get(adresse, **entetes)
        return client.post(adresse, donnees, **entetes)

    return _ouvrir


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_s_ouvre_aux_membres_et_reste_introuvable_aux_autres(ouvrir, lance, nom):
    for agent in (lance.pilote, lance.equipe, lance.coporteur, lance.dgaln):
        assert ouvrir(nom, par=agent).status_code == 200
    assert ouvrir(nom, par=lance.etranger).status_code == 404


def test_un_lecteur_ne_voit_pas_les_coordonnees_et_on_lui_dit_pourquoi(ouvrir, lance):
    reponse = ouvrir("contacts", par=lance.lecteur)

    assert reponse.status_code == 403
    assert "réservées aux porteurs" in reponse.content.decode()
    vue = ouvrir("detail", par=lance.lecteur).content.decode()
    assert reverse("atelier:contacts", args=[lance.atelier.dossier_id]) not in vue


def test_la_vue_d_ensemble_montre_l_equipe_et_ses_competences(ouvrir, lance):
    page = ouvrir("detail").content.decode()

    assert str(lance.equipe.organisation_principale) in page
    assert "programmation urbaine" in page
    assert "Session n° 2 : stratégie" in page


def test_un_bouton_ferme_dit_pourquoi(ouvrir, lance):
    page = ouvrir("detail", par=lance.coporteur).content.decode()

    assert "Seul le pilote local interrompt ou reprend l&#x27;atelier." in page


# --- les actes ---


def test_lancer_demande_une_date_et_rien_de_tape_n_est_perdu(client):
    ensemble = atelier_et_agents()
    client.force_login(ensemble.pilote)
    adresse = reverse("atelier:avancer", args=[ensemble.atelier.dossier_id, "lancer"])

    assert client.get(adresse).status_code == 200
    refuse = client.post(adresse, {"lance_le": "31/02/2026"})
    accepte = client.post(adresse, {"lance_le": "2026-01-12"}, follow=True)

    assert refuse.status_code == 422
    assert "31/02/2026" in refuse.content.decode()
    ensemble.atelier.refresh_from_db()
    assert ensemble.atelier.etat == Etat.EN_COURS
    assert "c&#x27;est fait" in accepte.content.decode()


def test_un_acte_refuse_le_dit_en_une_phrase(ouvrir, lance):
    reponse = ouvrir("avancer", "interrompre", par=lance.coporteur, donnees={"motif": "Non."})

    assert reponse.status_code == 403
    assert "Seul le pilote local interrompt" in reponse.content.decode()
    assert Atelier.objects.get().etat == Etat.EN_COURS


def test_un_acte_inconnu_est_introuvable(ouvrir, lance):
    assert ouvrir("avancer", "rever", donnees={}).status_code == 404
    assert ouvrir("avancer", "passer_en_production").status_code == 404


def test_interrompre_sans_motif_est_refuse(ouvrir, lance):
    reponse = ouvrir("avancer", "interrompre", donnees={"motif": ""})

    assert reponse.status_code == 422
    assert "Remplissez le champ « Motif »." in reponse.content.decode()


def test_un_acte_sans_saisie_se_fait_d_un_geste(ouvrir, lance):
    Atelier.objects.update(etat=Etat.INTERROMPU)

    reponse = ouvrir("avancer", "reprendre", donnees={})

    assert reponse.url == lance.atelier.get_absolute_url()
    assert Atelier.objects.get().etat == Etat.EN_COURS


# --- le calendrier ---


def test_deplacer_une_phase_montre_ensuite_ses_versions(ouvrir, lance):
    session = lance.atelier.sessions[0]
    saisie = {
        "debut_le": "2026-03-17",
        "fin_le": "2026-03-18",
        "lieu": "Salle des fêtes",
        "motif": "Salle prise.",
    }

    reponse = ouvrir("jalon", session.pk, donnees=saisie)

    assert reponse.status_code == 302
    page = ouvrir("calendrier").content.decode()
    assert "Version 2" in page
    assert "du 17 au 18\u00a0mars\u00a02026, Salle des fêtes" in page


def test_une_phase_a_l_envers_est_refusee_au_bon_champ(ouvrir, lance):
    session = lance.atelier.sessions[0]
    saisie = {"debut_le": "2026-03-18", "fin_le": "2026-03-17", "lieu": "Mairie", "motif": "Essai"}

    reponse = ouvrir("jalon", session.pk, donnees=saisie)

    page = reponse.content.decode()
    assert reponse.status_code == 422
    assert "Le dernier jour précède le premier" in page
    assert 'value="Mairie"' in page


def test_le_refus_de_l_action_revient_au_formulaire(ouvrir, lance):
    saisie = {"debut_le": "2025-12-01", "fin_le": "2025-12-02", "lieu": "", "motif": "Essai"}

    reponse = ouvrir("jalon", lance.atelier.sessions[0].pk, donnees=saisie)

    assert reponse.status_code == 422
    assert "avant le lancement" in reponse.content.decode()


def test_un_co_porteur_ne_deplace_pas_une_phase(ouvrir, lance):
    reponse = ouvrir("jalon", lance.atelier.sessions[0].pk, par=lance.coporteur)

    assert reponse.status_code == 403
    assert "Seuls les pilotes et l&#x27;équipe projet" in reponse.content.decode()
    assert "Déplacer" not in ouvrir("calendrier", par=lance.coporteur).content.decode()


def test_une_phase_d_un_autre_atelier_est_introuvable(ouvrir, lance):
    ailleurs = atelier_et_agents(lance_le=LANCE_LE).atelier

    assert ouvrir("jalon", ailleurs.sessions[0].pk).status_code == 404


def test_un_calendrier_discutable_porte_ses_avertissements(ouvrir, lance):
    session = lance.atelier.sessions[0]
    lance.atelier.jalons.filter(pk=session.pk).update(debut_le=date(2026, 5, 8), fin_le=date(2026, 5, 8))

    page = ouvrir("calendrier").content.decode()

    assert "est férié" in page


# --- les saisies de la matière ---

CONTACT = {"nom": "Dominique Fictif", "qualite": "maire", "college": "elu", "courriel": "d@essai.example"}
LU = {"titre": "PLUi fictif", "dit": "Il prévoit peu.", "annee": "2021"}
MENE = {"personne": "Dominique Fictif", "college": "habitant", "qualite": "agricultrice", "est_anonyme": "on"}


@pytest.mark.parametrize(
    ("page", "saisie", "manque", "modele", "role"),
    [
        ("ajouter_un_contact", CONTACT, "nom", Contact, "coporteur"),
        ("ajouter_un_document", LU, "dit", DocumentLu, "coporteur"),
        ("ajouter_un_entretien", MENE, "personne", Entretien, "equipe"),
        ("ajouter_un_constat", {"texte": "L'eau manque."}, "texte", Constat, "equipe"),
    ],
)
def test_une_saisie_s_enregistre_et_une_saisie_incomplete_dit_quoi_faire(
    ouvrir, lance, page, saisie, manque, modele, role
):
    agent = getattr(lance, role)
    incomplete = ouvrir(page, par=agent, donnees={**saisie, manque: ""})
    assert incomplete.status_code == 422
    assert "Remplissez le champ" in incomplete.content.decode()
    assert not modele.objects.exists()

    assert ouvrir(page, par=agent).status_code == 200
    assert ouvrir(page, par=agent, donnees=saisie).status_code == 302
    assert modele.objects.get().atelier == lance.atelier
    assert ouvrir(page, par=lance.lecteur, donnees=saisie).status_code == 403
    assert ouvrir(page, par=lance.etranger, donnees=saisie).status_code == 404


def test_un_courriel_ne_sert_qu_a_un_contact(ouvrir, lance):
    ContactFactory(atelier=lance.atelier, courriel="d@essai.example")

    reponse = ouvrir("ajouter_un_contact", donnees=CONTACT)

    assert reponse.status_code == 422
    assert "déjà celle d&#x27;un autre contact" in reponse.content.decode()


def test_un_document_televerse_se_telecharge_et_un_faux_est_refuse(ouvrir, lance, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    faux = ouvrir(
        "ajouter_un_document", donnees={**LU, "piece": SimpleUploadedFile("plui.pdf", b"pas un PDF")}
    )
    vrai = ouvrir("ajouter_un_document", donnees={**LU, "piece": SimpleUploadedFile("plui.txt", b"Le PLUi.")})

    lu = DocumentLu.objects.get()
    telecharge = ouvrir("fichier", lu.fichier_id)
    assert (faux.status_code, vrai.status_code) == (422, 302)
    assert "pas celui d&#x27;un PDF" in faux.content.decode()
    assert b"".join(telecharge.streaming_content) == b"Le PLUi."
    assert "attachment" in telecharge["Content-Disposition"]
    assert ouvrir("fichier", lu.fichier_id, par=lance.etranger).status_code == 404
    assert "plui" in ouvrir("document", lu.pk).content.decode().lower()


def test_le_fichier_d_un_autre_atelier_ne_se_telecharge_pas(ouvrir, lance, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ouvrir("ajouter_un_document", donnees={**LU, "piece": SimpleUploadedFile("plui.txt", b"Le PLUi.")})
    lu = DocumentLu.objects.get()
    DocumentLu.objects.update(atelier=atelier_et_agents().atelier)

    assert ouvrir("fichier", lu.fichier_id).status_code == 404


@pytest.mark.parametrize(
    ("fabrique", "fiche", "modifier", "retirer", "saisie"),
    [
        (ContactFactory, "contact", "modifier_un_contact", "retirer_contacts", CONTACT),
        (DocumentLuFactory, "document", "modifier_un_document", "retirer_bibliotheque", LU),
        (
            EntretienFactory,
            "entretien",
            "modifier_un_entretien",
            "retirer_entretiens",
            {**MENE, "est_anonyme": ""},
        ),
        (ConstatFactory, "constat", "modifier_un_constat", "retirer_constats", {"texte": "Autre."}),
    ],
)
def test_une_fiche_se_lit_se_modifie_et_se_retire(ouvrir, lance, fabrique, fiche, modifier, retirer, saisie):
    objet = fabrique(atelier=lance.atelier)

    assert ouvrir(fiche, objet.pk).status_code == 200
    assert ouvrir(modifier, objet.pk).status_code == 200
    assert ouvrir(modifier, objet.pk, par=lance.lecteur, donnees=saisie).status_code == 403
    assert ouvrir(modifier, objet.pk, donnees=saisie).status_code == 302
    champ, valeur = next(iter(saisie.items()))
    objet.refresh_from_db()
    assert getattr(objet, champ) == valeur
    assert ouvrir(retirer, objet.pk, par=lance.lecteur, donnees={}).status_code == 403
    assert ouvrir(retirer, objet.pk).status_code == 405
    assert ouvrir(retirer, objet.pk, donnees={}).status_code == 302
    assert not type(objet).objects.exists()


def test_on_ne_touche_pas_a_la_fiche_d_un_autre_atelier(ouvrir):
    ailleurs = ContactFactory(atelier=atelier_et_agents().atelier)

    assert ouvrir("contact", ailleurs.pk).status_code == 404
    assert ouvrir("retirer_contacts", ailleurs.pk, donnees={}).status_code == 404
    assert Contact.objects.exists()


def test_un_nom_promis_au_silence_ne_sort_par_aucune_page(ouvrir, lance):
    entretien = EntretienFactory(
        atelier=lance.atelier,
        personne="Dominique Fictif",
        est_anonyme=True,
        notes="Elle habite le moulin.",
        verbatim="On n'a plus d'eau.",
    )
    constat = ConstatFactory(atelier=lance.atelier, entretien=entretien)
    adresses = [
        ("entretiens",),
        ("entretien", entretien.pk),
        ("constats",),
        ("constat", constat.pk),
        ("ajouter_un_constat",),
        ("detail",),
        ("exporter", "entretiens", "csv"),
        ("exporter", "constats", "csv"),
    ]

    pages = [ouvrir(*adresse, par=lance.pilote).content.decode() for adresse in adresses]

    assert not [page for page in pages if "Dominique" in page or "moulin" in page or "plus d'eau" in page]
    assert ouvrir("modifier_un_entretien", entretien.pk, par=lance.pilote).status_code == 403
    assert "moulin" in ouvrir("entretien", entretien.pk, par=lance.equipe).content.decode()


def test_la_bibliotheque_cherche_et_ne_rend_que_le_fragment_a_htmx(ouvrir, lance):
    DocumentLuFactory(atelier=lance.atelier, titre="SCoT fictif")
    DocumentLuFactory(atelier=lance.atelier, titre="PLH fictif")

    entiere = ouvrir("bibliotheque", QUERY_STRING="q=scot")
    fragment = ouvrir("bibliotheque", QUERY_STRING="q=scot", HTTP_HX_REQUEST="true")
    rien = ouvrir("bibliotheque", QUERY_STRING="q=introuvable")

    assert "<mark>SCoT</mark> fictif" in entiere.content.decode()
    assert "PLH fictif" not in entiere.content.decode()
    assert "<h1" not in fragment.content.decode()
    assert "<mark>SCoT</mark> fictif" in fragment.content.decode()
    assert "Aucun résultat" in rien.content.decode()


# --- le budget ---


def test_une_depense_s_inscrit_et_le_solde_suit(ouvrir, lance):
    payeur = lance.copilote.organisation_principale
    saisie = {
        "session": "1",
        "objet": "Repas",
        "montant": "1 200,50 €",
        "payeur": payeur.pk,
        "est_payee": "on",
    }

    assert ouvrir("ajouter_une_depense", par=lance.coporteur, donnees=saisie).status_code == 302

    assert Depense.objects.get().montant == Decimal("1200.50")
    page = ouvrir("budget").content.decode()
    assert "à recevoir : 1\u202f200,50\u00a0€" in page
    assert "à verser : 1\u202f200,50\u00a0€" in page
    assert "à jour" in page


def test_un_payeur_etranger_au_dossier_est_refuse(ouvrir, lance):
    saisie = {
        "session": "1",
        "objet": "Repas",
        "montant": "10",
        "payeur": lance.etranger.organisation_principale.pk,
    }

    assert ouvrir("ajouter_une_depense", donnees=saisie).status_code == 422
    assert ouvrir("ajouter_une_depense", par=lance.equipe, donnees=saisie).status_code == 403
    assert not Depense.objects.exists()


def test_un_devis_se_paie_puis_se_retire(ouvrir, lance):
    devis = DepenseFactory(atelier=lance.atelier, est_payee=False)

    assert ouvrir("depense", devis.pk).status_code == 200
    assert ouvrir("payer", devis.pk, donnees={}).status_code == 302
    devis.refresh_from_db()
    assert devis.est_payee
    assert ouvrir("retirer_depenses", devis.pk, donnees={}).status_code == 302
    assert not Depense.objects.exists()


def test_le_partage_se_fixe_et_tout_le_monde_a_zero_est_refuse(ouvrir, lance):
    porteurs = [lance.pilote, lance.copilote, lance.coporteur]
    champs = [f"parts_{agent.organisation_principale.pk}" for agent in porteurs]

    refuse = ouvrir("partage", donnees=dict.fromkeys(champs, "0"))
    accepte = ouvrir("partage", donnees=dict(zip(champs, "012", strict=True)))

    assert (refuse.status_code, accepte.status_code) == (422, 302)
    assert sorted(lance.atelier.parts.values_list("parts", flat=True)) == [0, 1, 2]


def test_la_prestation_se_repartit_sans_depasser_le_marche(ouvrir, lance):
    assert "au prorata des durées" in ouvrir("budget").content.decode()
    champs = [f"jalon_{jalon.pk}" for jalon in lance.atelier.jalons.all()]

    refuse = ouvrir("service", donnees=dict.fromkeys(champs, "12 501"))
    accepte = ouvrir("service", donnees=dict.fromkeys(champs, "12 500"))

    assert (refuse.status_code, accepte.status_code) == (422, 302)
    assert "dépasse de 8\u00a0€" in refuse.content.decode()
    assert "au prorata des durées" not in ouvrir("budget").content.decode()


# --- les exports ---


@pytest.mark.parametrize(
    "jeu", ["calendrier", "contacts", "bibliotheque", "entretiens", "constats", "depenses"]
)
def test_chaque_tableau_s_emporte(ouvrir, lance, jeu):
    texte = ouvrir("exporter", jeu, "csv").content.decode("utf-8-sig")
    classeur = load_workbook(io.BytesIO(ouvrir("exporter", jeu, "xlsx").content))

    assert ";" in texte.splitlines()[0]
    assert classeur.active.max_column == len(texte.splitlines()[0].split(";"))
    assert ouvrir("exporter", jeu, "csv", par=lance.etranger).status_code == 404


def test_les_contacts_ne_s_emportent_pas_par_un_lecteur(ouvrir, lance):
    assert ouvrir("exporter", "contacts", "csv", par=lance.lecteur).status_code == 403
    assert ouvrir("exporter", "inconnu", "csv").status_code == 404
    assert ouvrir("exporter", "contacts", "pdf").status_code == 404


# --- le nombre de requêtes ---

LISTES = {
    "contacts": ContactFactory,
    "bibliotheque": DocumentLuFactory,
    "entretiens": EntretienFactory,
    "constats": lambda atelier: ConstatFactory(
        atelier=atelier,
        document=DocumentLuFactory(atelier=atelier),
        entretien=EntretienFactory(atelier=atelier),
    ),
    "budget": DepenseFactory,
}


def nb_requetes(ouvrir, *adresse):
    with CaptureQueriesContext(connection) as requetes:
        assert ouvrir(*adresse).status_code == 200
    return len(requetes)


@pytest.mark.parametrize("liste", list(LISTES))
def test_une_liste_coute_autant_pour_une_ligne_que_pour_trois(ouvrir, lance, liste):
    LISTES[liste](atelier=lance.atelier)
    ouvrir(liste)
    une = nb_requetes(ouvrir, liste)
    for _ in range(2):
        LISTES[liste](atelier=lance.atelier)

    assert nb_requetes(ouvrir, liste) == une
    jeu = {"budget": "depenses"}.get(liste, liste)
    assert nb_requetes(ouvrir, "exporter", jeu, "csv") <= une


def test_le_calendrier_coute_autant_pour_une_version_que_pour_trois(ouvrir, lance):
    ouvrir("calendrier")
    une = nb_requetes(ouvrir, "calendrier")
    for jour in (17, 24):
        saisie = {"debut_le": f"2026-03-{jour}", "fin_le": f"2026-03-{jour}", "motif": "Essai"}
        assert ouvrir("jalon", lance.atelier.sessions[0].pk, donnees=saisie).status_code == 302
    ouvrir("calendrier")

    assert nb_requetes(ouvrir, "calendrier") == une
