import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from etabli.dossier.enums import Role
from etabli.etape1_candidature.actions import (
    ecrire_la_rubrique,
    figer_la_note,
    preparer_les_courriers,
    remarquer,
)
from etabli.etape1_candidature.enums import CleRubrique, Etat, SensAvis
from etabli.etape1_candidature.models import Avis, Candidature, Courrier
from etabli.territoires.models import Chargement
from tests.fabriques.annuaire import AgentFactory
from tests.fabriques.candidature import (
    PDF,
    TEXTE,
    CandidatureFactory,
    CritereFactory,
    candidature_et_agents,
    relire,
    signer,
)
from tests.fabriques.dossier import DossierFactory, FormatFactory
from tests.fabriques.territoires import CommuneFactory, EpciFactory, PerimetreFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.REDACTION)


def adresse(nom, candidature, *suite):
    return reverse(f"candidature:{nom}", args=[candidature.dossier_id, *suite])


def entrer(client, agent):
    client.force_login(agent)
    return client


def texte(reponse):
    return re.sub(r"\s+", " ", reponse.content.decode().replace("&#x27;", "'").replace("\xa0", " "))


def pages_de(candidature):
    """Toutes les pages qui se lisent, une adresse par page."""
    noms = ("detail", "courriers", "versions", "instruction")
    return [adresse(n, candidature) for n in noms] + [
        adresse("rubrique", candidature, "objet"),
        adresse("ecritures", candidature, "objet"),
        adresse("avancer", candidature, "retirer"),
        adresse("note", candidature, "pdf"),
        adresse("comparaison", candidature) + "?de=actuelle",
    ]


def test_un_dossier_dont_on_n_est_pas_membre_est_introuvable(client, places):
    entrer(client, places.etranger)
    assert {client.get(url).status_code for url in pages_de(places.candidature)} == {404}


def test_sans_compte_on_est_invite_a_se_connecter(client, places):
    reponse = client.get(places.candidature.get_absolute_url())
    assert reponse.status_code == 302
    assert reponse.headers["Location"].startswith("/comptes/")


@pytest.mark.parametrize("role", ["dgaln", "pilote", "copilote", "coporteur", "equipe", "lecteur"])
def test_chaque_membre_lit_la_candidature(client, places, role):
    entrer(client, getattr(places, role))
    assert client.get(places.candidature.get_absolute_url()).status_code == 200


def test_l_instruction_reste_a_la_dgaln_et_le_dit(client, places):
    reponse = entrer(client, places.pilote).get(adresse("instruction", places.candidature))
    assert reponse.status_code == 403
    assert "Seule la DGALN instruit les candidatures." in texte(reponse)


@pytest.mark.parametrize("combien", [1, 3])
def test_la_fiche_fait_toujours_le_meme_nombre_de_requetes(client, combien):
    comptes = set()
    for nombre in (1, combien):
        places = candidature_et_agents(etat=Etat.REDACTION, complete=True)
        for rubrique in list(places.candidature.rubriques.all())[:nombre]:
            remarquer(rubrique, "À préciser.", par=places.dgaln)
        entrer(client, places.pilote)
        with CaptureQueriesContext(connection) as requetes:
            assert client.get(places.candidature.get_absolute_url()).status_code == 200
        comptes.add(len(requetes))
    assert len(comptes) == 1
    assert comptes.pop() < 35


def test_un_acte_sans_javascript_redirige(client, places):
    Candidature.objects.update(etat=Etat.OUVERTE)
    reponse = entrer(client, places.pilote).post(adresse("avancer", places.candidature, "signaler"))
    assert reponse.headers["Location"] == places.candidature.get_absolute_url()
    assert relire(places.candidature).etat == Etat.SIGNALEE


def test_un_acte_en_htmx_rend_la_fiche_et_le_message(client, places):
    Candidature.objects.update(etat=Etat.OUVERTE)
    entrer(client, places.pilote)
    reponse = client.post(adresse("avancer", places.candidature, "signaler"), headers=HTMX)
    page = texte(reponse)
    assert page.lstrip().startswith('<div id="fiche">')
    assert "Signalée à la DGALN" in page
    assert "C'est fait : signaler à la DGALN." in page


def test_un_acte_interdit_rend_403_avec_la_phrase_du_bouton(client, places):
    entrer(client, places.lecteur)
    reponse = client.post(adresse("avancer", places.candidature, "figer"))
    assert reponse.status_code == 403
    assert "Seul le service pilote du dossier le peut." in texte(reponse)


def test_le_bouton_ferme_dit_pourquoi(client, places):
    page = texte(entrer(client, places.pilote).get(places.candidature.get_absolute_url()))
    assert 'disabled aria-describedby="motif-figer"' in page
    assert "La note n'est pas complète." in page


def test_un_acte_inconnu_est_introuvable_et_un_acte_lu_ne_se_fait_pas(client, places):
    entrer(client, places.pilote)
    assert client.get(adresse("avancer", places.candidature, "nimporte")).status_code == 404
    Candidature.objects.update(etat=Etat.OUVERTE)
    assert client.get(adresse("avancer", places.candidature, "signaler")).status_code == 302
    assert relire(places.candidature).etat == Etat.OUVERTE


def test_retirer_demande_un_motif_et_rend_422_sans_lui(client, places):
    entrer(client, places.coporteur)
    url = adresse("avancer", places.candidature, "retirer")
    assert client.get(url).status_code == 200
    refus = client.post(url, {"motif": ""})
    assert refus.status_code == 422
    assert "Remplissez le champ" in texte(refus)
    client.post(url, {"motif": "Le projet a changé."})
    assert relire(places.candidature).etat == Etat.RETIREE


def test_retenir_montre_ou_en_est_la_capacite(client, places):
    Candidature.objects.update(etat=Etat.ELIGIBLE)
    for _ in range(2):
        CandidatureFactory(
            etat=Etat.RETENUE, cohorte=date.today().year, dossier=DossierFactory(format=FormatFactory())
        )
    page = texte(entrer(client, places.dgaln).get(adresse("avancer", places.candidature, "retenir")))
    assert "2 candidatures retenues" in page
    assert "sur une capacité indicative de 10" in page


# La note


def rubrique_de(places, cle=CleRubrique.OBJET):
    return places.candidature.rubriques.get(cle=cle)


def test_enregistrer_une_rubrique_sans_javascript(client, places):
    url = adresse("rubrique", places.candidature, "objet")
    reponse = entrer(client, places.coporteur).post(url, {"contenu": TEXTE, "version": 0})
    assert reponse.headers["Location"] == url
    assert rubrique_de(places).version == 1


def test_une_rubrique_fermee_se_lit_et_dit_pourquoi(client, places):
    Candidature.objects.update(etat=Etat.RELECTURE)
    url = adresse("rubrique", places.candidature, "objet")
    page = texte(entrer(client, places.pilote).get(url))
    assert "La note est en relecture à la DGALN" in page
    assert 'name="contenu"' not in page
    assert client.post(url, {"contenu": TEXTE, "version": 0}).status_code == 403


@pytest.mark.parametrize("cle", CleRubrique.values)
def test_chaque_rubrique_a_ses_conseils(client, places, cle):
    page = texte(entrer(client, places.pilote).get(adresse("rubrique", places.candidature, cle)))
    assert "Les questions à se poser" in page
    assert page.count("<h1") == 1


def test_on_voit_qui_ecrit_en_meme_temps(client, places):
    url = adresse("presence", places.candidature, "objet")
    entrer(client, places.pilote).post(url)
    page = texte(entrer(client, places.coporteur).post(url))
    assert f"{places.pilote} a aussi cette rubrique ouverte" in page


def test_une_remarque_s_ajoute_et_se_leve_en_htmx(client, places):
    Candidature.objects.update(etat=Etat.RELECTURE)
    url = adresse("remarquer", places.candidature, "objet")
    entrer(client, places.dgaln)
    page = texte(client.post(url, {"texte": "Précisez le secteur."}, headers=HTMX))
    assert page.lstrip().startswith('<section id="remarques"')
    assert "Précisez le secteur." in page
    vide = client.post(url, {"texte": ""}, headers=HTMX)
    assert vide.status_code == 422

    remarque = rubrique_de(places).remarques.get()
    levee = adresse("lever", places.candidature, "objet", remarque.pk)
    client.post(levee, {f"levee-{remarque.pk}-reponse": "C'est précisé."})
    remarque.refresh_from_db()
    assert remarque.levee_par == places.dgaln
    assert remarque.reponse == "C'est précisé."
    assert client.post(levee).status_code == 403


def test_la_remarque_d_un_autre_dossier_est_introuvable(client, places):
    autre = candidature_et_agents(etat=Etat.REDACTION)
    remarque = remarquer(autre.candidature.rubriques.get(cle="objet"), "Secret.", par=autre.dgaln)
    url = adresse("lever", places.candidature, "objet", remarque.pk)
    assert entrer(client, places.pilote).post(url).status_code == 404


def test_qualifier_demande_les_deux_choix(client, places):
    url = adresse("qualifier", places.candidature)
    entrer(client, places.coporteur)
    assert client.post(url, {"echelle": "infra"}).status_code == 422
    client.post(url, {"echelle": "infra", "type_d_objet": "innovant"})
    assert relire(places.candidature).type_d_objet == "innovant"


def test_acteurs_et_documents_s_ajoutent_et_se_retirent(client, places):
    candidature = places.candidature
    entrer(client, places.coporteur)
    refus = client.post(
        adresse("citer_un_acteur", candidature), {"acteur-attente": "Sa connaissance du site"}
    )
    assert refus.status_code == 422
    assert "Sa connaissance du site" in texte(refus)
    client.post(
        adresse("citer_un_acteur", candidature),
        {"acteur-nom": "Association fictive", "acteur-college": "association"},
    )
    client.post(
        adresse("citer_un_document", candidature),
        {"document-titre": "SCoT fictif", "document-nature": "planification"},
    )
    acteur, document = candidature.acteurs.get(), candidature.documents.get()
    fragment = texte(client.post(adresse("retirer_un_acteur", candidature, acteur.pk), headers=HTMX))
    assert "Aucun acteur" in fragment
    client.post(adresse("retirer_un_document", candidature, document.pk))
    assert not candidature.acteurs.exists()
    assert not candidature.documents.exists()


# Versions


def test_deux_versions_se_comparent_mot_a_mot(client):
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    figer_la_note(places.candidature, par=places.pilote)
    places.candidature.rubriques.filter(cle="objet").update(contenu="<p>Un propos neuf.</p>")
    entrer(client, places.coporteur)
    page = texte(client.get(adresse("comparaison", places.candidature), {"de": "1", "a": "actuelle"}))
    assert re.search(r"<ins>.{,60}neuf\..{,60}</ins>", page)
    assert "Sans changement : « Les porteurs de l'Atelier »" in page
    assert client.get(adresse("comparaison", places.candidature), {"de": "9"}).status_code == 404


def test_une_version_figee_se_lit_et_se_telecharge(client):
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    version = figer_la_note(places.candidature, par=places.pilote)
    entrer(client, places.lecteur)
    assert version.empreinte in texte(client.get(adresse("version", places.candidature, 1)))
    pdf = client.get(adresse("telecharger_la_version", places.candidature, 1, "pdf"))
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert "1 mot" not in texte(client.get(adresse("versions", places.candidature)))


def test_on_lit_qui_a_ecrit_quoi(client, places):
    rubrique = ecrire_la_rubrique(rubrique_de(places), "<p>Un deux</p>", version_lue=0, par=places.pilote)
    ecrire_la_rubrique(rubrique, "<p>Un trois</p>", version_lue=1, par=places.coporteur)
    page = texte(entrer(client, places.lecteur).get(adresse("ecritures", places.candidature, "objet")))
    assert str(places.coporteur) in page
    assert re.search(r"<del>.{,60}deux.{,60}</del>", page)
    assert "1 mot ajouté" in page


# Courriers


def test_preparer_joindre_et_telecharger_les_courriers(client):
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    candidature = places.candidature
    entrer(client, places.pilote)
    client.post(adresse("preparer_les_courriers", candidature))
    courrier = Courrier.objects.filter(candidature=candidature).first()
    assert client.get(adresse("projet", candidature, courrier.pk, "pdf")).content.startswith(b"%PDF")
    assert client.get(adresse("projet", candidature, courrier.pk, "exe")).status_code == 404

    url = adresse("joindre", candidature, courrier.pk)
    faux = SimpleUploadedFile("signe.pdf", b"pas un pdf")
    refus = client.post(url, {"fichier": faux, "signataire": "M. Fictif", "signe_le": "2126-01-01"})
    assert refus.status_code == 422
    assert "n'est pas celui d'un PDF" in texte(refus)
    assert "Cette date est à venir" in texte(refus)
    assert "M. Fictif" in texte(refus)

    vrai = SimpleUploadedFile("signe.pdf", PDF)
    client.post(url, {"fichier": vrai, "signataire": "M. Fictif", "signe_le": "2026-03-02"})
    page = texte(client.get(adresse("courriers", candidature)))
    assert "Par M. Fictif, le 2 mars 2026" in page
    recu = client.get(adresse("exemplaire", candidature, courrier.pk))
    assert b"".join(recu.streaming_content) == PDF
    assert "attachment" in recu.headers["Content-Disposition"]


def test_un_exemplaire_absent_est_introuvable(client, places):
    courrier = preparer_les_courriers(places.candidature, par=places.pilote)[0]
    url = adresse("exemplaire", places.candidature, courrier.pk)
    assert entrer(client, places.pilote).get(url).status_code == 404


def test_la_page_des_courriers_dit_quand_une_signature_est_ancienne(client):
    places = candidature_et_agents(etat=Etat.FIGEE, complete=True)
    figer_la_note(places.candidature, par=places.pilote)
    signer(places.candidature)
    places.candidature.rubriques.update(contenu="<p>Autre</p>")
    figer_la_note(relire(places.candidature), par=places.pilote)
    page = texte(entrer(client, places.pilote).get(adresse("courriers", places.candidature)))
    assert "la note en est à la version 2 depuis cette signature" in page


# Instruction


@pytest.fixture
def en_instruction():
    places = candidature_et_agents(etat=Etat.INSTRUCTION, complete=True)
    Candidature.objects.update(deposee_le=date.today())
    return places


def test_les_avis_des_autres_se_cachent_jusqu_a_ce_qu_on_ait_donne_le_sien(client, en_instruction):
    critere = CritereFactory()
    collegue = AgentFactory(organisation=en_instruction.dgaln.organisation_principale)
    Avis.objects.create(
        candidature=en_instruction.candidature,
        critere=critere,
        instructeur=collegue,
        sens=SensAvis.DEFAVORABLE,
        motif="Trop tard.",
    )
    entrer(client, en_instruction.dgaln)
    url = adresse("instruction", en_instruction.candidature)
    avant = texte(client.get(url))
    assert "Trop tard." not in avant
    assert "Donnez d'abord votre avis" in avant

    client.post(
        adresse("aviser", en_instruction.candidature, critere.pk),
        {f"critere-{critere.pk}-sens": "favorable", f"critere-{critere.pk}-motif": "Une vraie question."},
    )
    assert "Trop tard." in texte(client.get(url))


def test_un_avis_sans_motif_rend_422_et_garde_le_choix(client, en_instruction):
    critere = CritereFactory()
    entrer(client, en_instruction.dgaln)
    reponse = client.post(
        adresse("aviser", en_instruction.candidature, critere.pk),
        {f"critere-{critere.pk}-sens": "reserve"},
        headers=HTMX,
    )
    assert reponse.status_code == 422
    assert re.search(r'value="reserve"[^>]*checked', texte(reponse))


def test_les_porteurs_ne_lisent_pas_les_avis(client, en_instruction):
    entrer(client, en_instruction.pilote)
    page = texte(client.get(en_instruction.candidature.get_absolute_url()))
    assert "examen de la DGALN" in page
    assert "Instruction</a>" not in page
    url = adresse("aviser", en_instruction.candidature, CritereFactory().pk)
    assert client.post(url).status_code == 403


@pytest.mark.parametrize("combien", [1, 3])
def test_l_instruction_fait_toujours_le_meme_nombre_de_requetes(
    client, en_instruction, django_assert_max_num_queries, combien
):
    for critere in CritereFactory.create_batch(combien):
        Avis.objects.create(
            candidature=en_instruction.candidature,
            critere=critere,
            instructeur=en_instruction.dgaln,
            sens=SensAvis.FAVORABLE,
            motif="Net.",
        )
    entrer(client, en_instruction.dgaln)
    with django_assert_max_num_queries(27):
        assert client.get(adresse("instruction", en_instruction.candidature)).status_code == 200


def test_la_dgaln_regle_ses_criteres(client, places):
    entrer(client, places.pilote)
    assert client.get(reverse("candidature:criteres")).status_code == 403
    entrer(client, places.dgaln)
    client.post(reverse("candidature:installer_les_criteres"))
    page = texte(client.get(reverse("candidature:criteres")))
    assert "Proposition à valider" in page
    refus = client.post(reverse("candidature:ajouter_un_critere"), {"libelle": "", "ordre": 1})
    assert refus.status_code == 422
    client.post(
        reverse("candidature:ajouter_un_critere"),
        {"libelle": "Un critère de la maison", "ordre": 12, "est_actif": "on"},
    )
    assert "Un critère de la maison" in texte(client.get(reverse("candidature:criteres")))


# Documents


def test_la_note_en_l_etat_se_telecharge_dans_les_trois_formes(client, places):
    entrer(client, places.coporteur)
    debuts = {"pdf": b"%PDF", "odt": b"PK", "docx": b"PK"}
    for forme, debut in debuts.items():
        assert client.get(adresse("note", places.candidature, forme)).content.startswith(debut)
    assert client.get(adresse("note", places.candidature, "exe")).status_code == 404


def test_la_lettre_de_decision_n_existe_qu_apres_la_decision(client, places):
    entrer(client, places.pilote)
    url = adresse("decision", places.candidature, "pdf")
    assert client.get(url).status_code == 404
    Candidature.objects.update(etat=Etat.NON_ELIGIBLE, motif="La maîtrise d'œuvre est engagée.")
    assert client.get(url).content.startswith(b"%PDF")


# Ouvrir


@pytest.fixture
def territoire():
    Chargement.objects.create(millesime=2026, empreinte="0" * 64)
    epci = EpciFactory(nom="CC fictive du Bocage")
    return CommuneFactory.create_batch(2, epci=epci)


def saisie(territoire, agent, **autres):
    return {
        "titre": "Bocage fictif",
        "resume": "Deux phrases d'intention.",
        "format": FormatFactory().pk,
        "nom_du_perimetre": "Bocage fictif",
        "perimetre": [f"commune:{c.pk}" for c in territoire],
        "pilote": agent.organisation_principale.pk,
        "avec_les_epci": "on",
        **autres,
    }


def test_ouvrir_un_dossier_trace_le_perimetre_et_inscrit_les_intercommunalites(client, territoire):
    ddt = AgentFactory(ddt=True)
    reponse = entrer(client, ddt).post(reverse("candidature:ouvrir"), saisie(territoire, ddt))
    candidature = Candidature.objects.get()
    assert reponse.headers["Location"] == candidature.get_absolute_url()
    assert candidature.dossier.perimetre.nb_communes == 2
    assert [str(o) for o in candidature.dossier.organisations(Role.COPORTEUR)] == ["CC fictive du Bocage"]


def test_ouvrir_un_dossier_trace_aussi_le_perimetre_de_reflexion(client, territoire):
    ddt, autour = AgentFactory(ddt=True), CommuneFactory()
    envoi = saisie(territoire, ddt) | {
        "perimetre_de_reflexion": [f"commune:{autour.code}"],
        "perimetre_de_reflexion-codes": territoire[0].code,
        "nom_de_la_reflexion": "La vallée fictive",
    }
    entrer(client, ddt).post(reverse("candidature:ouvrir"), envoi)
    dossier = Candidature.objects.get().dossier
    assert dossier.perimetre.nb_communes == 2
    assert dossier.perimetre_de_reflexion.libelle_court == "La vallée fictive (2\u00a0communes)"


def test_ouvrir_sur_les_memes_communes_previent_et_demande_confirmation(client, territoire):
    DossierFactory(titre="Déjà là", perimetre=PerimetreFactory(communes=territoire))
    ddt = AgentFactory(ddt=True)
    entrer(client, ddt)
    refus = client.post(reverse("candidature:ouvrir"), saisie(territoire, ddt))
    page = texte(refus)
    assert refus.status_code == 422
    assert "Déjà là" in page
    assert "2 communes en commun" in page
    assert "Deux phrases d'intention." in page
    client.post(reverse("candidature:ouvrir"), saisie(territoire, ddt, malgre_les_proches="on"))
    assert Candidature.objects.count() == 1


def test_on_ne_s_ouvre_pas_un_dossier_que_l_on_ne_verrait_plus(client, territoire):
    ddt, autre = AgentFactory(ddt=True), AgentFactory(ddt=True)
    refus = entrer(client, ddt).post(reverse("candidature:ouvrir"), saisie(territoire, autre))
    assert refus.status_code == 422
    assert "vous ne verriez plus ce dossier" in texte(refus)


def test_ouvrir_sans_territoire_dit_quoi_faire(client, territoire):
    ddt = AgentFactory(ddt=True)
    refus = entrer(client, ddt).post(reverse("candidature:ouvrir"), saisie(territoire, ddt, perimetre=[]))
    assert refus.status_code == 422
    assert "Périmètre d'étude</a> : Choisissez au moins un" in texte(refus)


def test_un_operateur_n_ouvre_pas_de_dossier(client):
    reponse = entrer(client, AgentFactory(operateur=True)).get(reverse("candidature:ouvrir"))
    assert reponse.status_code == 403
    assert "Un dossier est ouvert par un service de l'État" in texte(reponse)
