"""Les réglages des comptes : connexion, second facteur, sessions, limites d'essais, ProConnect (docs/adr/0005)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from environs import Env

env = Env()
env.read_env(str(Path(__file__).resolve().parents[2] / ".env"), recurse=False)
EN_PRODUCTION = env.bool("EN_PRODUCTION", False)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/mon-espace/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_ADAPTER = "etabli.annuaire.comptes.AdaptateurDeComptes"
ACCOUNT_EMAIL_VERIFICATION = "none"  # l'adresse est prouvée par l'invitation reçue à cette adresse
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Ateliers Locaux] "
ACCOUNT_FORMS = {
    "login": "etabli.annuaire.formulaires_de_connexion.ConnexionForm",
    "reset_password": "etabli.annuaire.formulaires_de_connexion.MotDePasseOublieForm",
    "request_login_code": "etabli.annuaire.formulaires_de_connexion.CodeDemandeForm",
    "confirm_login_code": "etabli.annuaire.formulaires_de_connexion.CodeRecuForm",
}

# Le code reçu par courriel : dix minutes, un usage, dans le navigateur qui l'a demandé.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
PASSWORD_RESET_TIMEOUT = 2 * 3600

# Les essais manqués se comptent dans la base, donc pour tous les processus, et par fenêtres de plus en plus longues.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key,15/h/key,40/d/key",
    "request_login_code": "20/m/ip,3/5m/key,10/d/key",
    "reset_password": "20/m/ip,3/5m/key,10/d/key",
    "reauthenticate": "10/m/user,40/h/user",
}
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "etabli_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
# Combien de serveurs mandataires ajoutent une adresse à X-Forwarded-For ; zéro : l'en-tête n'est pas cru.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("NB_MANDATAIRES", 0)

# Exigé de la DGALN et de qui ouvre des plis. La démonstration s'en passe : ses mots de passe sont publics.
SECOND_FACTEUR_EXIGE = env.bool("SECOND_FACTEUR_EXIGE", EN_PRODUCTION)
MFA_ADAPTER = "etabli.annuaire.second_facteur.AdaptateurDeSecondFacteur"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "etabli.annuaire.formulaires_de_connexion.InstallerLApplicationForm",
    "authenticate": "etabli.annuaire.formulaires_de_connexion.SecondFacteurForm",
    "reauthenticate": "etabli.annuaire.formulaires_de_connexion.ConfirmerParCodeForm",
    "authenticate_webauthn": "etabli.annuaire.formulaires_de_connexion.SecondFacteurParCleForm",
    "reauthenticate_webauthn": "etabli.annuaire.formulaires_de_connexion.ConfirmerParCleForm",
    "login_webauthn": "etabli.annuaire.formulaires_de_connexion.EntrerParCleForm",
    "add_webauthn": "etabli.annuaire.formulaires_de_connexion.AjouterUneCleForm",
    "edit_webauthn": "etabli.annuaire.formulaires_de_connexion.RenommerUneCleForm",
}

# Une identité confirmée le reste cinq minutes pour ouvrir des plis, effacer, changer sa sécurité.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
SESSION_INACTIVE = timedelta(hours=env.float("SESSION_INACTIVE_HEURES", 12))
SESSION_AU_PLUS = timedelta(hours=env.float("SESSION_AU_PLUS_HEURES", 24 * 7))
SESSION_COOKIE_AGE = int(SESSION_AU_PLUS.total_seconds())

# ProConnect n'est proposé que si les trois premiers réglages sont remplis.
PROCONNECT = {
    "adresse": env.str("PROCONNECT_ADRESSE", "").rstrip("/"),
    "client": env.str("PROCONNECT_CLIENT", ""),
    "secret": env.str("PROCONNECT_SECRET", ""),
    "acr": env.str("PROCONNECT_ACR", ""),
    "scopes": env.str("PROCONNECT_SCOPES", "openid given_name usual_name email uid siret idp_id"),
}
