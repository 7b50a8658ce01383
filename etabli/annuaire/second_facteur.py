"""Le second facteur : à qui il est exigé, qui l'a, et comment ses secrets sont gardés."""

import base64
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from etabli.annuaire.models import Agent
from etabli.socle.scelle import desceller, sceller

# Les étages du dessus ajoutent leurs raisons : ouvrir des plis, par exemple. Le motif se lit sur la page.
Raison = tuple[Callable[[Agent], bool], str]
_raisons: dict[str, Raison] = {
    "dgaln": (lambda agent: agent.est_dgaln, "vous agissez pour la DGALN, qui lit tous les dossiers"),
}
SCEAU = "second facteur"
# La dernière fois que la session a été trouvée en règle : on ne le revérifie pas à chaque page.
VU_LE = "second_facteur_vu_le"
VALIDITE = 10 * 60
FACTEURS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def exiger_pour(nom: str, raison: Callable[[Agent], bool], motif: str) -> None:
    _raisons[nom] = (raison, motif)


def motifs(agent: Agent) -> list[str]:
    """Pourquoi cet agent doit avoir un second facteur ; vide s'il est libre."""
    return [motif for raison, motif in _raisons.values() if raison(agent)]


def est_exige(agent: Agent) -> bool:
    return settings.SECOND_FACTEUR_EXIGE and any(raison(agent) for raison, _ in _raisons.values())


def facteurs_de(agent: Agent) -> list[Authenticator]:
    """Du plus ancien au plus récent, codes de secours compris."""
    return list(Authenticator.objects.filter(user=agent).order_by("created_at"))


def a_un_second_facteur(agent: Agent) -> bool:
    return bool(Authenticator.objects.filter(user=agent, type__in=FACTEURS).exists())


def est_en_regle(request: HttpRequest, agent: Agent) -> bool:
    """Le second facteur n'est pas exigé, ou la personne l'a ; une session de ProConnect peut l'avoir fourni."""
    if not settings.SECOND_FACTEUR_EXIGE or time.time() - request.session.get(VU_LE, 0) < VALIDITE:
        return True
    fourni = request.session.get("proconnect", {}).get("deux_facteurs", False)
    if fourni or not est_exige(agent) or a_un_second_facteur(agent):
        request.session[VU_LE] = time.time()
        return True
    return False


def exiger_le_second_facteur(request: HttpRequest, agent: Agent) -> None:
    """Pour un acte qui le demande à quiconque le fait : mène à l'installation si la personne n'en a pas."""
    fourni = request.session.get("proconnect", {}).get("deux_facteurs", False)
    if settings.SECOND_FACTEUR_EXIGE and not fourni and not a_un_second_facteur(agent):
        suite = urlencode(
            {"next": request.headers.get("Referer", "") and urlsplit(request.headers["Referer"]).path}
        )
        raise ImmediateHttpResponse(redirect(f"{reverse('annuaire:second_facteur')}?{suite}"))


@receiver([authenticator_added, authenticator_removed], dispatch_uid="revoir_le_second_facteur")
def revoir_le_second_facteur(request: HttpRequest, **_: object) -> None:
    request.session.pop(VU_LE, None)


class AdaptateurDeSecondFacteur(DefaultMFAAdapter):  # type: ignore[misc]
    """Les secrets sont scellés dans la base ; qui doit avoir un second facteur ne retire pas le dernier."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "Votre compte doit garder un second facteur. Ajoutez d'abord une clé d'accès.",
        "cannot_generate_recovery_codes": "Ajoutez d'abord une application ou une clé d'accès.",
        "incorrect_code": "Ce code n'est pas le bon. Attendez le suivant et écrivez-le sans tarder.",
    }

    def get_totp_issuer(self) -> str:
        return str(settings.NOM_DU_SITE)

    def encrypt(self, text: str) -> str:
        return base64.b64encode(sceller(text.encode(), SCEAU)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return desceller(base64.b64decode(encrypted_text), SCEAU).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        agent = authenticator.user
        autres = Authenticator.objects.filter(user=agent, type__in=FACTEURS).exclude(pk=authenticator.pk)
        return not est_exige(agent) or autres.exists()

    def generate_authenticator_name(self, user: Agent, type: Authenticator.Type) -> str:
        rang = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Ma clé d'accès" if rang == 1 else f"Ma clé d'accès {rang}"

    def get_public_key_credential_rp_entity(self) -> dict[str, Any]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.NOM_DU_SITE}
