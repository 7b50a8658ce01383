from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AdaptateurDeComptes(DefaultAccountAdapter):  # type: ignore[misc]
    """On n'ouvre pas de compte soi-même : on y est invité."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
