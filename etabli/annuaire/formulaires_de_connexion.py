"""Les formulaires d'allauth, avec nos mots ; et un code d'application ne sert qu'une fois, tolérance comprise."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, RequestLoginCodeForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError

# Un code vaut pour sa demi-minute et ses deux voisines : on retient ceux qui ont servi plus longtemps que cela.
MEMOIRE_D_UN_CODE = 4 * 30
SAISIE = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}


def _code(form: forms.BaseForm, label: str, aide: str, **attrs: str) -> None:
    champ = form.fields["code"]
    champ.label, champ.help_text = label, aide
    champ.widget = forms.TextInput(attrs={**SAISIE, **attrs})


class _NosMots:
    """À mêler : l'adresse se dit en français, et un champ n'a pas d'exemple écrit dedans, qui s'efface en tapant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, champ in self.fields.items():  # type: ignore[attr-defined]
            champ.widget.attrs.pop("placeholder", None)
            if nom in ("login", "email"):
                champ.label = "Adresse électronique"


class ConnexionForm(_NosMots, LoginForm):  # type: ignore[misc]
    pass


class CodeDemandeForm(_NosMots, RequestLoginCodeForm):  # type: ignore[misc]
    pass


class MotDePasseOublieForm(_NosMots, ResetPasswordForm):  # type: ignore[misc]
    pass


class CodeRecuForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Code reçu par courriel", "Exemple : BCDF-GHJK. Majuscules et tiret sont facultatifs.")
        self.fields["code"].initial = context.request.GET.get("code", "")[:20]


def _servir_une_fois(agent_id: int, code: str) -> None:
    """Par personne et non par appareil : le code qui installe l'application ne la fait pas entrer ensuite."""
    if not cache.add(f"annuaire.code.{agent_id}.{code.strip()}", 1, MEMOIRE_D_UN_CODE):
        raise get_adapter().validation_error("incorrect_code")


class UsageUnique:
    """À mêler à un formulaire d'allauth : le code accepté est noté, et refusé s'il revient."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        facteur: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if facteur.type == Authenticator.Type.TOTP:
            _servir_une_fois(facteur.user_id, code)
        return code


AIDE_DU_CODE = "Les six chiffres de votre application, ou l'un de vos codes de secours (huit chiffres)."


class SecondFacteurForm(UsageUnique, AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Code à usage unique", AIDE_DU_CODE, inputmode="numeric")


class ConfirmerParCodeForm(UsageUnique, ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, "Code à usage unique", AIDE_DU_CODE, inputmode="numeric")


class InstallerLApplicationForm(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(
            self,
            "Code affiché par l'application",
            "Six chiffres, qui changent toutes les 30 secondes.",
            inputmode="numeric",
        )

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _servir_une_fois(self.user.pk, code)
        return code


CLE_REFUSEE = "Cette clé d'accès n'a pas pu être vérifiée. Recommencez, ou choisissez un autre moyen."
# Ce que lève la lecture d'une réponse mal formée, qu'un navigateur n'enverrait pas.
MAL_FORMEE = (AttributeError, KeyError, TypeError, ValueError)


@contextmanager
def cle_lisible() -> Iterator[None]:
    """Une réponse mal formée est une saisie refusée, pas une panne ; et une clé n'est pas un code."""
    try:
        yield
    except MAL_FORMEE as erreur:
        raise ValidationError(CLE_REFUSEE) from erreur
    except ValidationError as refus:
        if getattr(refus, "code", "") != "incorrect_code":
            raise
        raise ValidationError(CLE_REFUSEE) from refus


class CleLisible:
    """À mêler aux formulaires d'allauth qui reçoivent une clé d'accès."""

    def clean_credential(self) -> Authenticator:
        with cle_lisible():
            return super().clean_credential()  # type: ignore[misc]


class EntrerParCleForm(CleLisible, LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondFacteurParCleForm(CleLisible, AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class ConfirmerParCleForm(CleLisible, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AjouterUneCleForm(AddWebAuthnForm):  # type: ignore[misc]
    """Une clé qui sait vérifier la personne ouvre le compte à elle seule ; une plus simple est un second facteur."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        nom = self.fields["name"]
        nom.label, nom.max_length = "Nom de la clé", 80
        nom.help_text = "Pour la reconnaître plus tard. Exemple : mon téléphone, clé du bureau."
        nom.widget = forms.TextInput(attrs={"autocomplete": "off", "maxlength": "80"})

    def clean(self) -> dict[str, Any]:
        with cle_lisible():
            return dict(super().clean())


class RenommerUneCleForm(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(label="Nom de la clé", max_length=80)
