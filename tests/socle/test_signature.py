import pytest

from etabli.socle.signature import (
    PHRASES,
    Lecture,
    depuis_les_donnees,
    lire_a_part,
    lire_les_signatures,
    racines_de,
)
from tests.fabriques.signatures import (
    Autorite,
    altere,
    augmente,
    autorite,
    pdf_signe,
    pdf_vierge,
)


@pytest.fixture
def racines(tmp_path):
    autorite().ecrire(tmp_path)
    return racines_de(tmp_path)


def test_une_signature_d_une_autorite_connue_est_valide_et_nomme_son_signataire(racines):
    lecture = lire_les_signatures(pdf_signe(), racines)

    assert lecture.etat == "valide"
    [signature] = lecture.signatures
    assert (signature.signataire, signature.emetteur) == ("Mme Fictive, présidente", "Autorité fictive")
    assert signature.couvre_tout
    assert signature.instant is not None
    assert not signature.est_horodatee


def test_une_autorite_inconnue_laisse_la_signature_intacte_et_le_dit():
    lecture = lire_les_signatures(pdf_signe())
    assert lecture.etat == "emetteur_inconnu"
    assert "intacte, mais Établi ne connaît pas l'autorité" in lecture.phrase


def test_deux_autorites_du_meme_nom_ne_se_confondent_pas(tmp_path):
    Autorite().ecrire(tmp_path)
    assert lire_les_signatures(pdf_signe(), racines_de(tmp_path)).etat != "valide"


def test_un_octet_change_apres_la_signature_se_voit(racines):
    lecture = lire_les_signatures(altere(pdf_signe()), racines)
    assert lecture.etat == "alteree"
    assert lecture.est_inquietante


def test_une_page_ajoutee_apres_la_signature_se_voit(racines):
    assert lire_les_signatures(augmente(pdf_signe()), racines).etat == "alteree"


def test_une_seconde_signature_ne_gate_pas_la_premiere(racines):
    double = autorite().signer(pdf_signe(), "M. Fictif, préfet", champ="Signature2")

    lecture = lire_les_signatures(double, racines)

    assert lecture.etat == "valide"
    assert [s.signataire for s in lecture.signatures] == ["Mme Fictive, présidente", "M. Fictif, préfet"]


def test_la_pire_signature_donne_l_etat_du_document(racines):
    autre = Autorite("Autorité d'ailleurs").signer(pdf_signe(), "M. Ailleurs", champ="Signature2")
    assert lire_les_signatures(autre, racines).etat == "emetteur_inconnu"


def test_un_certificat_perime_se_dit(racines):
    vieux = autorite().signer(pdf_vierge(), jours=(-300, -1))
    assert lire_les_signatures(vieux, racines).etat == "certificat_perime"


@pytest.mark.parametrize(
    ("contenu", "etat"),
    [
        (pdf_vierge(), "aucune"),
        (pdf_vierge("secret"), "chiffre"),
        (b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF", "illisible"),
        (b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n", "aucune"),
        (b"PK\x03\x04", "aucune"),
        (b"", "aucune"),
    ],
    ids=["sans signature", "chiffré", "endommagé", "bancal", "pas un PDF", "vide"],
)
def test_ce_qui_n_est_pas_signe_a_sa_phrase_sur_place_comme_a_part(contenu, etat):
    assert lire_les_signatures(contenu).etat == etat
    assert lire_a_part(contenu).etat == etat


def test_a_part_la_lecture_est_la_meme_que_sur_place(tmp_path, racines):
    assert lire_a_part(pdf_signe(), tmp_path) == lire_les_signatures(pdf_signe(), racines)


def test_un_pdf_qui_prend_trop_de_temps_est_dit_illisible():
    assert lire_a_part(pdf_signe(), delai=0.001).etat == "illisible"


def test_un_pdf_signe_trop_gros_n_est_pas_lu():
    gros = pdf_signe() + b"\n" * (31 * 1024 * 1024)
    assert lire_a_part(gros).etat == "illisible"


def test_une_lecture_se_garde_et_se_relit(racines):
    lecture = lire_les_signatures(pdf_signe(), racines)
    assert depuis_les_donnees(lecture.en_donnees()) == lecture


@pytest.mark.parametrize("etat", PHRASES)
def test_chaque_etat_a_sa_phrase_en_francais(etat):
    assert Lecture(etat).phrase.endswith(".")
