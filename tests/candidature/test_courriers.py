import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from etabli.annuaire.models import Organisation
from etabli.etape1_candidature.actions import (
    completer_le_projet,
    envoyer_a_la_signature,
    joindre_le_courrier_signe,
    preparer_les_courriers,
    relancer,
)
from etabli.etape1_candidature.documents.courriers import avec_article, composer_le_courrier
from etabli.etape1_candidature.enums import Etat, TypeCourrier
from etabli.etape1_candidature.models import Courrier, RelanceDeCourrier
from etabli.etape1_candidature.permissions import peut_faire_signer, peut_relancer
from etabli.socle.antivirus import ESSAI
from etabli.socle.document.blocs import EnTete, Signature
from etabli.socle.models import Fait, LettreSortante
from tests.fabriques.candidature import PDF, candidature_et_agents
from tests.fabriques.signatures import altere, autorite, pdf_signe, pdf_vierge

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    return candidature_et_agents(etat=Etat.FIGEE, complete=True)


@pytest.fixture
def courrier(places):
    """Celui de la collectivité co-porteuse."""
    preparer_les_courriers(places.candidature, par=places.pilote)
    return Courrier.objects.get(type=TypeCourrier.SOUTIEN_COLLECTIVITE, candidature=places.candidature)


def adresse(nom, courrier):
    return reverse(f"candidature:{nom}", args=[courrier.candidature.dossier_id, courrier.pk])


def page_des_courriers(client, courrier):
    url = reverse("candidature:courriers", args=[courrier.candidature.dossier_id])
    return client.get(url).content.decode().replace("&#x27;", "'")


# Le projet


def blocs(courrier, sorte):
    return next(b for b in composer_le_courrier(courrier).blocs if isinstance(b, sorte))


def test_le_projet_porte_ce_que_l_on_a_complete(places, courrier):
    completer_le_projet(courrier, signataire="Mme Fictive, présidente", lieu="Tessy", par=places.pilote)
    assert blocs(courrier, Signature).nom == "Mme Fictive, présidente"
    assert blocs(courrier, EnTete).lieu == "Tessy"


def test_ce_que_l_on_ignore_reste_entre_crochets(courrier):
    assert blocs(courrier, Signature).nom == "[nom et qualité du signataire]"
    assert blocs(courrier, EnTete).lieu == "[lieu]"


def test_le_courrier_du_prefet_laisse_choisir_la_qualite_et_nomme_le_ressort(places, courrier):
    prefet = Courrier.objects.get(type=TypeCourrier.SOUTIEN_PREFET)
    prefet.organisation.nom = "Préfecture de la Manche"
    signature = blocs(prefet, Signature)
    assert signature.qualite == "[Préfet, préfète, sous-préfet ou sous-préfète] de la Manche"


@pytest.mark.parametrize(
    ("nom", "dit"),
    [
        ("Direction départementale des territoires de la Manche", "la Direction départementale"),
        ("CC de l'Est Guyanais", "la CC de l'Est Guyanais"),
        ("Agence de l'eau fictive", "l'Agence de l'eau fictive"),
        ("Syndicat mixte du Val", "le Syndicat mixte du Val"),
        ("Saint-Lô Agglo", "Saint-Lô Agglo"),
    ],
)
def test_une_organisation_se_dit_avec_son_article(nom, dit):
    assert avec_article(Organisation(nom=nom)).startswith(dit)


def test_l_engagement_nomme_la_personne_referente(places, courrier):
    engagement = Courrier.objects.get(type=TypeCourrier.ENGAGEMENT)
    completer_le_projet(
        engagement, signataire="", referent="Mme Fictive, chargée de mission", par=places.pilote
    )
    textes = " ".join(str(getattr(b, "texte", "")) for b in composer_le_courrier(engagement).blocs)
    assert "Mme Fictive, chargée de mission. En cas d'absence" in textes
    assert "assurée par : [nom, fonction]." in textes


def test_completer_le_projet_par_la_page(client, places, courrier):
    client.force_login(places.pilote)
    client.post(adresse("completer_le_projet", courrier), {"signataire": "M. Fictif, maire", "lieu": "Lô"})
    courrier.refresh_from_db()
    assert (courrier.signataire, courrier.lieu) == ("M. Fictif, maire", "Lô")


# L'envoi et la relance


def test_envoyer_a_la_signature_dit_qui_quand_a_qui_et_previent_le_signataire(client, places, courrier):
    client.force_login(places.pilote)
    client.post(adresse("envoyer_a_la_signature", courrier), {"envoye_a": "Cabinet, par le parapheur"})

    page = page_des_courriers(client, courrier)
    assert f"par {places.pilote} : Cabinet, par le parapheur" in page
    assert "À la signature" in page
    lettre = LettreSortante.objects.get(modele="candidature-courrier-a-signer")
    assert lettre.destinataire == places.coporteur.email
    assert reverse("candidature:courriers", args=[courrier.candidature.dossier_id]) in lettre.texte


def test_un_envoi_sans_destinataire_est_refuse_au_champ(client, places, courrier):
    client.force_login(places.pilote)
    assert client.post(adresse("envoyer_a_la_signature", courrier), {"envoye_a": ""}).status_code == 422


def test_relancer_ecrit_au_signataire_avec_le_mot_et_une_seule_fois_par_jour(client, places, courrier):
    client.force_login(places.pilote)
    client.post(adresse("relancer_le_signataire", courrier), {"mot": "Le conseil se réunit jeudi."})

    lettre = LettreSortante.objects.get(modele="candidature-courrier-relance")
    assert lettre.destinataire == places.coporteur.email
    assert "Le conseil se réunit jeudi." in lettre.texte
    assert places.pilote.email in lettre.texte
    assert "Relancé 1 fois" in page_des_courriers(client, courrier)
    encore = client.post(adresse("relancer_le_signataire", courrier), {"mot": ""})
    assert encore.status_code == 403
    with pytest.raises(ValidationError, match="déjà été relancé aujourd'hui"):
        relancer(courrier, par=places.pilote)


def test_la_base_refuse_deux_relances_le_meme_jour(places, courrier):
    relancer(courrier, par=places.pilote)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelanceDeCourrier.objects.create(courrier=courrier, par=places.pilote, le=localdate())


def test_sans_compte_ni_adresse_la_relance_dit_quoi_faire(places, courrier):
    courrier.organisation.fonctions.all().delete()
    with pytest.raises(ValidationError, match="invitez quelqu'un, ou complétez la fiche"):
        relancer(courrier, par=places.pilote)
    courrier.organisation.courriel = "accueil@collectivite.example"
    courrier.organisation.save()
    relancer(courrier, par=places.pilote)
    assert LettreSortante.objects.get().destinataire == "accueil@collectivite.example"


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        (peut_faire_signer, {"pilote", "copilote", "coporteur"}),
        (peut_relancer, {"dgaln", "pilote", "copilote"}),
    ],
)
def test_qui_fait_signer_et_qui_relance(places, courrier, permission, roles):
    assert {nom for nom, agent in places.par_role().items() if permission(agent, courrier)} == roles


def test_on_ne_relance_plus_un_courrier_signe(places, courrier):
    joindre_le_courrier_signe(courrier, PDF, "s.pdf", "M. Fictif", date(2026, 3, 2), par=places.pilote)
    assert "il n'y a plus à relancer" in peut_relancer(places.pilote, courrier).motif


def test_la_page_dit_combien_ont_signe_et_coute_autant_avec_plus_de_relances(client, places, courrier):
    joindre_le_courrier_signe(courrier, PDF, "s.pdf", "M. Fictif", date(2026, 3, 2), par=places.pilote)
    client.force_login(places.pilote)
    assert "1 courrier signé sur 3." in page_des_courriers(client, courrier).replace("\xa0", " ")
    premier, *autres = Courrier.objects.exclude(pk=courrier.pk)

    def relancer_de_loin(autre):
        envoyer_a_la_signature(autre, "cabinet", par=places.pilote)
        RelanceDeCourrier.objects.create(courrier=autre, par=places.pilote, le=localdate())

    relancer_de_loin(premier)
    with CaptureQueriesContext(connection) as avant:
        page_des_courriers(client, courrier)
    for autre in autres:
        relancer_de_loin(autre)
    with CaptureQueriesContext(connection) as apres:
        page_des_courriers(client, courrier)
    assert len(apres) == len(avant)


# L'exemplaire signé


def joindre(client, courrier, contenu, nom="signe.pdf", **champs):
    champs = {"signataire": "Mme Fictive, présidente", "signe_le": "2026-03-02", **champs}
    fichier = SimpleUploadedFile(nom, contenu)
    return client.post(adresse("joindre", courrier), {"fichier": fichier, **champs})


def test_un_pdf_signe_electroniquement_dit_qui_et_quand_sans_saisie(client, places, courrier):
    client.force_login(places.pilote)
    assert joindre(client, courrier, pdf_signe(), signataire="", signe_le="").status_code == 302

    courrier.refresh_from_db()
    assert courrier.signataire == "Mme Fictive, présidente"
    assert courrier.signe_le == localdate()
    assert courrier.signature_lue.etat == "emetteur_inconnu"
    page = page_des_courriers(client, courrier)
    assert "Établi ne connaît pas l'autorité qui a délivré le certificat" in page
    assert "Certificat délivré par Autorité fictive" in page


def test_une_autorite_connue_rend_la_signature_valide(client, places, courrier, settings, tmp_path):
    racines = tmp_path / "racines"
    racines.mkdir()
    autorite().ecrire(racines)
    settings.RACINES_DES_SIGNATURES = str(racines)
    client.force_login(places.pilote)
    joindre(client, courrier, pdf_signe())
    assert "La signature électronique est valide" in page_des_courriers(client, courrier)
    assert Fait.objects.get(acte="joindre_le_courrier_signe").donnees["signature"] == "valide"


def test_un_courrier_numerise_demande_le_signataire_et_la_date(client, places, courrier):
    client.force_login(places.pilote)
    refus = joindre(client, courrier, pdf_vierge(), signataire="", signe_le="")
    page = refus.content.decode()
    assert refus.status_code == 422
    assert "Écrivez le nom et la qualité" in page
    assert "celle qui figure sur le courrier" in page


def gros(taille):
    return PDF + b"\n" * taille


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        (lambda: altere(pdf_signe()), "lettre.pdf", "a été modifié après sa signature"),
        (lambda: pdf_vierge("secret"), "lettre.pdf", "protégé par un mot de passe"),
        (lambda: PDF + ESSAI, "lettre.pdf", "virus d'essai EICAR"),
        (lambda: b"MZ\x90", "lettre.pdf", "n'est pas celui d'un PDF"),
        (lambda: b"", "lettre.pdf", "vide"),
        (lambda: b"MZ\x90", "lettre.exe", "n'est pas accepté"),
        (lambda: gros(300_000), "lettre.pdf", "dépasse"),
    ],
    ids=["altéré", "chiffré", "virus", "menteur", "vide", "interdit", "trop gros"],
)
def test_un_fichier_refuse_a_sa_phrase_au_champ_et_la_saisie_reste(
    client, places, courrier, settings, contenu, nom, phrase
):
    settings.TAILLE_MAXIMALE_DES_FICHIERS = 250_000
    client.force_login(places.pilote)

    reponse = joindre(client, courrier, contenu(), nom)

    page = reponse.content.decode().replace("&#x27;", "'")
    assert reponse.status_code == 422
    assert phrase in page
    assert "Mme Fictive, présidente" in page
    assert "2026-03-02" in page
    courrier.refresh_from_db()
    assert not courrier.est_signe


def test_deux_cents_megaoctets_sont_refuses_au_champ_sans_etre_gardes(client, places, courrier, tmp_path):
    """Le fichier est creux sur le disque ; envoyé, il pèse bien 200 Mo."""
    chemin = tmp_path / "enorme.pdf"
    with chemin.open("wb") as fichier:
        fichier.write(PDF)
        fichier.truncate(200 * 1024 * 1024)
    client.force_login(places.pilote)
    with chemin.open("rb") as fichier:
        saisie = {"fichier": fichier, "signataire": "Mme Fictive", "signe_le": "2026-03-02"}
        reponse = client.post(adresse("joindre", courrier), saisie)
    assert reponse.status_code == 422
    assert "dépasse 50 Mo" in reponse.content.decode()
    assert "Mme Fictive" in reponse.content.decode()


def test_l_exemplaire_se_telecharge_tel_qu_il_a_ete_joint(client, places, courrier):
    client.force_login(places.pilote)
    joindre(client, courrier, pdf_signe())
    recu = client.get(adresse("exemplaire", courrier))
    assert io.BytesIO(b"".join(recu.streaming_content)).read() == pdf_signe()


def statut(client, url):
    reponse = client.get(url)
    b"".join(getattr(reponse, "streaming_content", []))
    return reponse.status_code


def test_l_exemplaire_signe_ne_se_lit_que_par_ceux_a_qui_il_est_destine(client, places, courrier):
    """Déposé « pilotes, co-porteurs et DGALN » ; la préfecture lit le sien, l'équipe n'en lit aucun."""
    client.force_login(places.pilote)
    joindre(client, courrier, pdf_signe())
    lecteurs = set()
    for role, agent in places.par_role().items():
        client.force_login(agent)
        if statut(client, adresse("exemplaire", courrier)) == 200:
            lecteurs.add(role)
            assert adresse("exemplaire", courrier) in page_des_courriers(client, courrier)
    assert lecteurs == {"dgaln", "pilote", "copilote", "coporteur"}

    client.force_login(places.lecteur)
    assert adresse("exemplaire", courrier) not in page_des_courriers(client, courrier)
    Courrier.objects.filter(pk=courrier.pk).update(organisation=places.lecteur.organisation_principale)
    assert statut(client, adresse("exemplaire", courrier)) == 200
