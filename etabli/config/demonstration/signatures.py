"""Un courrier signé électroniquement pour la démonstration : autorité et certificat fictifs, faits sur-le-champ."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

AUTORITE = "Autorité fictive de démonstration"
VALIDITE = timedelta(days=3 * 365)


def signer_electroniquement(pdf: bytes, qui: str) -> bytes:
    """L'autorité n'étant pas de celles que le site connaît, la page dira la signature intacte, et rien de plus."""
    cle_de_l_autorite, cle = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    autorite = _certificat(AUTORITE, cle_de_l_autorite, cle_de_l_autorite, est_autorite=True)
    certificat = _certificat(qui, cle, cle_de_l_autorite, est_autorite=False)
    magasin = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    magasin.register(autorite)
    prive = cle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    signataire = signers.SimpleSigner(
        signing_cert=certificat,
        signing_key=load_private_key_from_pemder_data(prive, passphrase=None),
        cert_registry=magasin,
    )
    sortie = io.BytesIO()
    metadonnees = signers.PdfSignatureMetadata(field_name="Signature1")
    signers.PdfSigner(metadonnees, signer=signataire).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(pdf)),
        output=sortie,
    )
    return sortie.getvalue()


def _certificat(
    nom: str,
    cle: ec.EllipticCurvePrivateKey,
    cle_de_l_autorite: ec.EllipticCurvePrivateKey,
    *,
    est_autorite: bool,
) -> Any:
    maintenant = datetime.now(UTC)
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
    certificat = (
        x509.CertificateBuilder()
        .subject_name(_nomme(nom))
        .issuer_name(_nomme(AUTORITE))
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(days=30))
        .not_valid_after(maintenant + VALIDITE)
        .add_extension(x509.BasicConstraints(ca=est_autorite, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(cle_de_l_autorite, hashes.SHA256())
    )
    return next(iter(load_certs_from_pemder_data(certificat.public_bytes(serialization.Encoding.DER))))


def _nomme(nom: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, nom)])
