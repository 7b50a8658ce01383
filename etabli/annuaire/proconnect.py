"""Le dialogue avec ProConnect (OpenID Connect) : on ne croit que ce qui est signé, récent, et demandé par nous.

Le code d'autorisation seulement ; état, nonce et PKCE ; jeton d'identité et fiche d'identité (« userinfo ») signés,
vérifiés avec les clés publiées. Rien ici ne touche la base : voir actions/proconnect.py pour ce qui en est fait.
"""

import base64
import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import jwt
import requests
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

journal = logging.getLogger(__name__)
DEMANDES = "proconnect_demandes"
VALIDITE = 10 * 60
MEMOIRE = 10 * 60
# ProConnect signe en RS256 ou ES256. « none » et les clés partagées n'y sont pas.
ALGORITHMES = ["RS256", "ES256"]
# Deux horloges ne sont jamais tout à fait d'accord.
TOLERANCE = 30
SEL = "proconnect-fin"


class ProConnectError(Exception):
    """La phrase se montre à la personne ; la cause technique va au journal du serveur."""

    def __init__(self, phrase: str, cause: str = "") -> None:
        super().__init__(phrase)
        self.phrase, self.cause = phrase, cause


REFUSEE = (
    "La réponse de ProConnect n'a pas pu être vérifiée. Recommencez ; si cela se répète, prévenez la DGALN."
)
PERIMEE = "Cette demande de connexion n'est plus valable. Recommencez depuis la page de connexion."
INJOIGNABLE = (
    "ProConnect ne répond pas pour le moment. Réessayez plus tard, ou entrez par votre mot de passe."
)


@dataclass(frozen=True)
class Demande:
    """Ce que la session retient en attendant la réponse ; elle ne sert qu'une fois."""

    nonce: str
    verificateur: str
    but: str
    suite: str
    le: float


@dataclass(frozen=True)
class Identite:
    """Ce que ProConnect affirme de la personne, une fois tout vérifié."""

    sub: str
    courriel: str
    prenom: str
    nom: str
    siret: str
    fournisseur: str
    deux_facteurs: bool
    authentifiee_le: float | None
    jeton: str


def est_regle() -> bool:
    return all(settings.PROCONNECT[cle] for cle in ("adresse", "client", "secret"))


def demander(request: HttpRequest, *, but: str = "entrer", suite: str = "") -> str:
    """L'adresse de ProConnect où envoyer le navigateur ; aucun paramètre hors de sa liste (erreur Y000400)."""
    decouverte = _decouverte()
    etat, nonce, verificateur = (secrets.token_urlsafe(32) for _ in range(3))
    parametres = {
        "response_type": "code",
        "client_id": settings.PROCONNECT["client"],
        "redirect_uri": _retour(),
        "scope": settings.PROCONNECT["scopes"],
        "state": etat,
        "nonce": nonce,
    }
    if settings.PROCONNECT["acr"]:
        parametres["acr_values"] = settings.PROCONNECT["acr"]
    if but == "confirmer":
        parametres["prompt"] = "login"
    if "S256" in decouverte.get("code_challenge_methods_supported", []):
        empreinte = hashlib.sha256(verificateur.encode()).digest()
        defi = base64.urlsafe_b64encode(empreinte).rstrip(b"=").decode()
        parametres |= {"code_challenge": defi, "code_challenge_method": "S256"}
    # Les cinq dernières : deux onglets ouverts ne se gênent pas, la session ne gonfle pas.
    anciennes = list(request.session.get(DEMANDES, {}).items())[-4:]
    request.session[DEMANDES] = {**dict(anciennes), etat: [nonce, verificateur, but, suite, time.time()]}
    return f"{decouverte['authorization_endpoint']}?{urlencode(parametres)}"


def recevoir(request: HttpRequest) -> tuple[Demande, Identite]:
    """Vérifie la réponse de bout en bout. Lève ProConnectError au premier défaut."""
    demande = _reprendre(request)
    recu = request.GET
    if recu.get("error"):
        if recu["error"] == "access_denied":
            raise ProConnectError("Vous avez quitté ProConnect avant la fin. Aucune connexion n'a eu lieu.")
        raise ProConnectError(REFUSEE, f"error={recu['error'][:100]}")
    decouverte = _decouverte()
    if recu.get("iss", decouverte["issuer"]) != decouverte["issuer"]:
        raise ProConnectError(REFUSEE, "la réponse vient d'un autre émetteur")
    jetons = _jetons(decouverte, recu.get("code", ""), demande)
    id_token, acces = str(jetons.get("id_token", "")), str(jetons.get("access_token", ""))
    preuve = _lire_un_jeton(id_token, decouverte, exigees=["iss", "aud", "sub", "exp", "iat", "nonce"])
    if not secrets.compare_digest(str(preuve["nonce"]).encode(), demande.nonce.encode()):
        raise ProConnectError(REFUSEE, "le nonce n'est pas celui de la demande")
    fiche = _lire_un_jeton(_fiche(decouverte, acces), decouverte, exigees=["iss", "aud", "sub"])
    if fiche["sub"] != preuve["sub"]:
        raise ProConnectError(REFUSEE, "la fiche d'identité est celle d'une autre personne")
    return demande, _identite(preuve, fiche, id_token)


def adresse_de_fin(id_token: str) -> str:
    """Où fermer aussi la session de ProConnect ; vide s'il ne le permet pas ou ne répond pas."""
    try:
        fin = _decouverte().get("end_session_endpoint", "")
    except ProConnectError:
        return ""
    parametres = {
        "id_token_hint": id_token,
        "state": signing.dumps(secrets.token_urlsafe(32), salt=SEL),
        "post_logout_redirect_uri": settings.ADRESSE_DU_SITE + reverse("annuaire:fin_de_proconnect"),
    }
    return f"{fin}?{urlencode(parametres)}" if fin else ""


def est_notre_fin(etat: str) -> bool:
    try:
        signing.loads(etat, salt=SEL, max_age=VALIDITE)
    except signing.BadSignature:
        return False
    return True


def _retour() -> str:
    return str(settings.ADRESSE_DU_SITE) + reverse("annuaire:retour_de_proconnect")


def _reprendre(request: HttpRequest) -> Demande:
    """L'état doit être l'un de ceux que cette session a demandés ; il s'efface en servant."""
    demandes = request.session.get(DEMANDES, {})
    trouvee = demandes.pop(request.GET.get("state", ""), None)
    request.session[DEMANDES] = demandes
    if trouvee is None:
        raise ProConnectError(PERIMEE, "état inconnu de cette session")
    demande = Demande(*trouvee)
    if time.time() - demande.le > VALIDITE:
        raise ProConnectError(PERIMEE, "état trop ancien")
    return demande


def _identite(preuve: dict[str, Any], fiche: dict[str, Any], jeton: str) -> Identite:
    acr, amr = str(preuve.get("acr", "")), preuve.get("amr", [])
    prenoms = fiche.get("given_name", "")
    return Identite(
        sub=str(preuve["sub"]),
        courriel=str(fiche.get("email", "")).strip().lower(),
        prenom=str(" ".join(prenoms) if isinstance(prenoms, list) else prenoms),
        nom=str(fiche.get("usual_name", "")),
        siret=str(fiche.get("siret", "")),
        fournisseur=str(fiche.get("idp_id", "")),
        deux_facteurs="mfa" in amr or acr in {"eidas2", "eidas3"} or acr.endswith("-2fa"),
        authentifiee_le=preuve.get("auth_time"),
        jeton=jeton,
    )


def _decouverte() -> dict[str, Any]:
    adresse = settings.PROCONNECT["adresse"]
    document = _lire(f"{adresse}/.well-known/openid-configuration")
    if str(document.get("issuer", "")).rstrip("/") != adresse:
        raise ProConnectError(INJOIGNABLE, f"l'émetteur annoncé n'est pas {adresse}")
    return document


def _jetons(decouverte: dict[str, Any], code: str, demande: Demande) -> dict[str, Any]:
    formulaire = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _retour(),
        "client_id": settings.PROCONNECT["client"],
        "client_secret": settings.PROCONNECT["secret"],
    }
    if "S256" in decouverte.get("code_challenge_methods_supported", []):
        formulaire["code_verifier"] = demande.verificateur
    reponse = _appeler("POST", decouverte["token_endpoint"], data=formulaire)
    if reponse.status_code != requests.codes.ok:
        raise ProConnectError(REFUSEE, f"échange du code refusé ({reponse.status_code})")
    return _objet(reponse)


def _fiche(decouverte: dict[str, Any], acces: str) -> str:
    reponse = _appeler("GET", decouverte["userinfo_endpoint"], headers={"Authorization": f"Bearer {acces}"})
    if reponse.status_code != requests.codes.ok:
        raise ProConnectError(REFUSEE, f"fiche d'identité refusée ({reponse.status_code})")
    if not reponse.headers.get("Content-Type", "").startswith("application/jwt"):
        raise ProConnectError(REFUSEE, "la fiche d'identité n'est pas signée")
    return reponse.text


def _lire_un_jeton(jeton: str, decouverte: dict[str, Any], *, exigees: list[str]) -> dict[str, Any]:
    try:
        entete = jwt.get_unverified_header(jeton)
        if entete.get("alg") not in ALGORITHMES:
            raise ProConnectError(REFUSEE, f"algorithme {entete.get('alg')!r} refusé")
        cle = _cle(decouverte["jwks_uri"], entete.get("kid"))
        lu: dict[str, Any] = jwt.decode(
            jeton,
            cle,
            algorithms=ALGORITHMES,
            audience=settings.PROCONNECT["client"],
            issuer=decouverte["issuer"],
            leeway=TOLERANCE,
            options={"require": exigees},
        )
    except jwt.PyJWTError as erreur:
        raise ProConnectError(REFUSEE, f"{type(erreur).__name__} : {erreur}") from erreur
    return lu


def _cle(adresse: str, kid: str | None) -> jwt.PyJWK:
    """Une clé inconnue se redemande une fois : ProConnect a pu en changer depuis la dernière lecture."""
    for neuf in (False, True):
        for cle in jwt.PyJWKSet.from_dict(_lire(adresse, neuf=neuf)).keys:
            if cle.key_id == kid and cle.public_key_use in (None, "sig"):
                return cle
    raise ProConnectError(REFUSEE, f"clé de signature {kid!r} inconnue")


def _lire(adresse: str, *, neuf: bool = False) -> dict[str, Any]:
    memoire = f"proconnect.{hashlib.sha256(adresse.encode()).hexdigest()}"
    garde: dict[str, Any] | None = None if neuf else cache.get(memoire)
    if garde is None:
        garde = _objet(_appeler("GET", adresse))
        cache.set(memoire, garde, MEMOIRE)
    return garde


def _appeler(methode: str, adresse: str, **options: Any) -> requests.Response:
    """Jamais de redirection suivie : un jeton ne part que là où il doit aller."""
    try:
        return requests.request(methode, adresse, timeout=8, allow_redirects=False, **options)
    except requests.RequestException as erreur:
        raise ProConnectError(INJOIGNABLE, f"{adresse} : {erreur}") from erreur


def _objet(reponse: requests.Response) -> dict[str, Any]:
    try:
        lu = reponse.json()
    except ValueError as erreur:
        raise ProConnectError(INJOIGNABLE, f"{reponse.url} : réponse illisible") from erreur
    if reponse.status_code != requests.codes.ok or not isinstance(lu, dict):
        raise ProConnectError(INJOIGNABLE, f"{reponse.url} : {reponse.status_code}")
    return lu
