"""Un vrai fournisseur OpenID Connect, réduit à ce que ProConnect fait : signer, rediriger, refuser l'inconnu.

Il tourne dans un fil, sur un port libre de cette machine. `sabotage` lui fait commettre une faute et une seule.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "ateliers-locaux", "secret-du-client"
PARAMETRES_ADMIS = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "acr_values", "prompt",
    "code_challenge", "code_challenge_method",
}  # fmt: skip


def _cle() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Fournisseur(ThreadingHTTPServer):
    """Une instance par essai ; `personne` est celle qui est assise devant ProConnect."""

    daemon_threads = True
    cles: ClassVar[dict[str, rsa.RSAPrivateKey]] = {"bonne": _cle(), "autre": _cle()}

    def __init__(self, retours: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), _Guichet)
        self.adresse = f"http://127.0.0.1:{self.server_port}/api/v2"
        self.retours = retours
        self.personne: dict[str, Any] = {}
        self.preuve: dict[str, Any] = {}
        self.sabotage = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.acces: set[str] = set()
        self.demandes: list[dict[str, str]] = []
        self.fins: list[dict[str, str]] = []
        Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    def signer(self, charge: dict[str, Any]) -> str:
        """RS256 avec la clé publiée, sauf sabotage."""
        if self.sabotage == "non signé":
            return jwt.encode(charge, None, algorithm="none")
        if self.sabotage == "clé partagée":
            return jwt.encode(charge, SECRET * 3, algorithm="HS256", headers={"kid": "bonne"})
        cle = self.cles["autre" if self.sabotage == "mauvaise signature" else "bonne"]
        kid = "jamais publiée" if self.sabotage == "clé inconnue" else "bonne"
        return jwt.encode(charge, cle, algorithm="RS256", headers={"kid": kid})

    def charge(self, **champs: Any) -> dict[str, Any]:
        maintenant = int(time.time())
        emetteur = "https://ailleurs.example" if self.sabotage == "autre émetteur" else self.adresse
        age = 3600 if self.sabotage == "expiré" else 0
        destinataire = "un-autre-client" if self.sabotage == "autre destinataire" else CLIENT
        return {
            "iss": emetteur, "aud": destinataire, "iat": maintenant - age, "exp": maintenant - age + 60, **champs,
        }  # fmt: skip


class _Guichet(BaseHTTPRequestHandler):
    server: Fournisseur

    def log_message(self, *_: Any) -> None:
        """Un essai qui réussit ne dit rien."""

    def do_GET(self) -> None:
        lu = urlsplit(self.path)
        champs = {cle: valeurs[0] for cle, valeurs in parse_qs(lu.query).items()}
        chemin = lu.path.removeprefix("/api/v2")
        {
            "/.well-known/openid-configuration": self.decouverte,
            "/jwks": self.jwks,
            "/authorize": self.autoriser,
            "/userinfo": self.fiche,
            "/session/end": self.finir,
        }.get(chemin, self.rien)(champs)

    def do_POST(self) -> None:
        corps = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.jetons({cle: valeurs[0] for cle, valeurs in parse_qs(corps).items()})

    def decouverte(self, _: dict[str, str]) -> None:
        base = self.server.adresse
        self.json({
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/userinfo",
            "jwks_uri": f"{base}/jwks",
            "end_session_endpoint": f"{base}/session/end",
            "code_challenge_methods_supported": ["S256"],
        })  # fmt: skip

    def jwks(self, _: dict[str, str]) -> None:
        publique = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.cles["bonne"].public_key()))
        self.json({"keys": [{**publique, "kid": "bonne", "use": "sig", "alg": "RS256"}]})

    def autoriser(self, champs: dict[str, str]) -> None:
        self.server.demandes.append(champs)
        if set(champs) - PARAMETRES_ADMIS:
            return self.json({"error": "Y000400"}, 400)
        if champs["client_id"] != CLIENT or champs["redirect_uri"] not in self.server.retours:
            return self.json({"error": "invalid_client"}, 400)
        if self.server.sabotage == "renoncement":
            return self.rediriger(champs, error="access_denied")
        code = secrets.token_urlsafe(16)
        self.server.codes[code] = champs
        etat = "un-etat-inventé" if self.server.sabotage == "autre état" else champs["state"]
        return self.rediriger({**champs, "state": etat}, code=code, iss=self.server.adresse)

    def jetons(self, champs: dict[str, str]) -> None:
        demande = self.server.codes.pop(champs.get("code", ""), None)
        defi = base64.urlsafe_b64encode(hashlib.sha256(champs.get("code_verifier", "").encode()).digest())
        if (
            demande is None
            or (champs["client_id"], champs["client_secret"]) != (CLIENT, SECRET)
            or champs["redirect_uri"] != demande["redirect_uri"]
            or defi.rstrip(b"=").decode() != demande["code_challenge"]
        ):
            return self.json({"error": "invalid_grant"}, 400)
        acces = secrets.token_urlsafe(16)
        self.server.acces.add(acces)
        nonce = "un-nonce-rejoué" if self.server.sabotage == "autre nonce" else demande["nonce"]
        preuve = self.server.charge(
            sub=self.server.personne["sub"], nonce=nonce, auth_time=int(time.time()), **self.server.preuve
        )
        id_token = self.server.signer(preuve)
        return self.json({"access_token": acces, "token_type": "Bearer", "id_token": id_token})

    def fiche(self, _: dict[str, str]) -> None:
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.server.acces:
            return self.json({"error": "invalid_token"}, 401)
        personne = self.server.personne
        if self.server.sabotage == "fiche en clair":
            return self.json(personne)
        if self.server.sabotage == "fiche d'une autre":
            personne = {**personne, "sub": "quelqu-un-d-autre"}
        return self.repondre(self.server.signer(self.server.charge(**personne)), "application/jwt")

    def finir(self, champs: dict[str, str]) -> None:
        self.server.fins.append(champs)
        self.rediriger({"redirect_uri": champs["post_logout_redirect_uri"], "state": champs["state"]})

    def rien(self, _: dict[str, str]) -> None:
        self.json({"error": "not_found"}, 404)

    def rediriger(self, champs: dict[str, str], **reponse: str) -> None:
        self.send_response(302)
        suite = urlencode({"state": champs["state"], **reponse})
        self.send_header("Location", f"{champs['redirect_uri']}?{suite}")
        self.end_headers()

    def json(self, corps: Any, statut: int = 200) -> None:
        self.repondre(json.dumps(corps), "application/json", statut)

    def repondre(self, texte: str, type_: str, statut: int = 200) -> None:
        octets = texte.encode()
        self.send_response(statut)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)
