"""Des PDF signés pour les essais : une autorité, un signataire, tous fictifs et faits sur place."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter

PEM = serialization.Encoding.PEM


def _nom(nom):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])


def _certificat(nom, cle, emetteur, cle_de_l_emetteur, *, est_autorite, jours=(-30, 365)):
    debut, fin = (datetime.now(UTC) + timedelta(days=j) for j in jours)
    usage = x509.KeyUsage(
        digital_signature=not est_autorite,
        content_commitment=not est_autorite,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=est_autorite,
        crl_sign=est_autorite,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(_nom(nom))
        .issuer_name(_nom(emetteur))
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(debut)
        .not_valid_after(fin)
        .add_extension(x509.BasicConstraints(ca=est_autorite, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(cle_de_l_emetteur, hashes.SHA256())
    )


class Autorite:
    """Une autorité fictive qui délivre des certificats et signe des documents avec."""

    def __init__(self, nom="Autorité fictive"):
        self.nom, self.cle = nom, ec.generate_private_key(ec.SECP256R1())
        self.certificat = _certificat(nom, self.cle, nom, self.cle, est_autorite=True, jours=(-400, 400))

    def ecrire(self, dossier):
        """Range son certificat parmi les racines de confiance."""
        chemin = dossier / "autorite.pem"
        chemin.write_bytes(self.certificat.public_bytes(PEM))
        return chemin

    def signer(self, contenu, qui="Mme Fictive, présidente", *, jours=(-30, 365), champ="Signature1"):
        cle = ec.generate_private_key(ec.SECP256R1())
        certificat = _certificat(qui, cle, self.nom, self.cle, est_autorite=False, jours=jours)
        prive = cle.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        magasin = SimpleCertificateStore()
        magasin.register(_lire(self.certificat))
        signataire = signers.SimpleSigner(
            signing_cert=_lire(certificat),
            signing_key=load_private_key_from_pemder_data(prive, passphrase=None),
            cert_registry=magasin,
        )
        sortie = io.BytesIO()
        signers.PdfSigner(signers.PdfSignatureMetadata(field_name=champ), signer=signataire).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(contenu)), output=sortie
        )
        return sortie.getvalue()


def _lire(certificat):
    return asn1_x509.Certificate.load(certificat.public_bytes(serialization.Encoding.DER))


@cache
def autorite():
    return Autorite()


@cache
def pdf_vierge(mot_de_passe=""):
    ecrivain = PdfWriter()
    ecrivain.add_blank_page(595, 842)
    if mot_de_passe:
        ecrivain.encrypt(mot_de_passe)
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()


@cache
def pdf_signe(qui="Mme Fictive, présidente"):
    return autorite().signer(pdf_vierge(), qui)


def altere(contenu):
    """Change un octet du contenu signé, sans toucher à la structure du fichier."""
    place = contenu.index(b"842")
    return contenu[:place] + b"841" + contenu[place + 3 :]


def augmente(contenu):
    """Ajoute une page après la signature, par une mise à jour incrémentale."""
    ecrivain = PdfWriter(io.BytesIO(contenu), incremental=True)
    ecrivain.add_page(PdfReader(io.BytesIO(pdf_vierge())).pages[0])
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    return sortie.getvalue()
