"""Un seul fichier de réglages ; tout ce qui varie vient de l'environnement."""

from pathlib import Path
from typing import Any

from environs import Env

from etabli.config.etages import APPLICATIONS
from etabli.config.reglages_comptes import (  # noqa: F401 -- Django les lit ici
    ACCOUNT_ADAPTER,
    ACCOUNT_EMAIL_SUBJECT_PREFIX,
    ACCOUNT_EMAIL_VERIFICATION,
    ACCOUNT_FORMS,
    ACCOUNT_LOGIN_BY_CODE_ENABLED,
    ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
    ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND,
    ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
    ACCOUNT_LOGIN_METHODS,
    ACCOUNT_LOGOUT_ON_GET,
    ACCOUNT_RATE_LIMITS,
    ACCOUNT_REAUTHENTICATION_TIMEOUT,
    ACCOUNT_SESSION_REMEMBER,
    ACCOUNT_SIGNUP_FIELDS,
    ACCOUNT_USER_MODEL_USERNAME_FIELD,
    ALLAUTH_TRUSTED_PROXY_COUNT,
    CACHES,
    LOGIN_REDIRECT_URL,
    LOGIN_URL,
    LOGOUT_REDIRECT_URL,
    MFA_ADAPTER,
    MFA_FORMS,
    MFA_PASSKEY_LOGIN_ENABLED,
    MFA_SUPPORTED_TYPES,
    MFA_TOTP_TOLERANCE,
    PASSWORD_RESET_TIMEOUT,
    PROCONNECT,
    SECOND_FACTEUR_EXIGE,
    SESSION_AU_PLUS,
    SESSION_COOKIE_AGE,
    SESSION_INACTIVE,
)
from etabli.config.reglages_fichiers import DEPOT_DES_FICHIERS
from etabli.config.reglages_suivi import JETON_DES_MESURES, LOGGING  # noqa: F401 -- Django les lit ici
from etabli.config.reglages_vitrine import (  # noqa: F401 -- Django les lit ici
    APPLICATIONS_DE_LA_REDACTION,
    COURRIEL_DE_CONTACT,
    COURRIEL_DPO,
    DIRECTEUR_DE_LA_PUBLICATION,
    HEBERGEUR,
    MESURE_D_AUDIENCE,
    REST_FRAMEWORK,
    WAGTAIL_ALLOW_UNICODE_SLUGS,
    WAGTAIL_CONTENT_LANGUAGES,
    WAGTAIL_EMAIL_MANAGEMENT_ENABLED,
    WAGTAIL_ENABLE_UPDATE_CHECK,
    WAGTAIL_ENABLE_WHATS_NEW_BANNER,
    WAGTAIL_GRAVATAR_PROVIDER_URL,
    WAGTAIL_PASSWORD_MANAGEMENT_ENABLED,
    WAGTAIL_PASSWORD_RESET_ENABLED,
    WAGTAIL_SITE_NAME,
    WAGTAILADMIN_LOGIN_URL,
    WAGTAILADMIN_PERMITTED_LANGUAGES,
    WAGTAILDOCS_DOCUMENT_FORM_BASE,
    WAGTAILDOCS_DOCUMENT_MODEL,
    WAGTAILDOCS_EXTENSIONS,
    WAGTAILDOCS_SERVE_METHOD,
    WAGTAILIMAGES_EXTENSIONS,
    WAGTAILIMAGES_IMAGE_FORM_BASE,
    WAGTAILIMAGES_IMAGE_MODEL,
    WAGTAILIMAGES_MAX_UPLOAD_SIZE,
)

RACINE = Path(__file__).resolve().parents[2]
# Tout ce que la plateforme écrit par défaut : base, fichiers, polices. Git l'ignore.
VAR = RACINE / "var"
VAR.mkdir(exist_ok=True)
env = Env()
env.read_env(str(RACINE / ".env"), recurse=False)

DEBUG = env.bool("DEBUG", False)
# Une clé fixe suffit en développement ; `check --deploy` refuse celle-ci en production.
SECRET_KEY = env.str("SECRET_KEY", "cle-de-developpement-a-remplacer-avant-toute-mise-en-ligne")
# Les anciennes clés, séparées par des virgules : ce qui a été signé ou scellé avec elles se lit encore.
SECRET_KEY_FALLBACKS: list[str] = env.list("ANCIENNES_CLES", [])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
ADRESSE_DU_SITE = env.str("ADRESSE_DU_SITE", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    *APPLICATIONS,
    *APPLICATIONS_DE_LA_REDACTION,
    "etabli.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "dsfr",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "widget_tweaks",
]

MIDDLEWARE = [
    "etabli.socle.sante.repondre_aux_sondes",
    "etabli.socle.requetes.suivre_la_requete",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "etabli.socle.legerete.pages_legeres",
    "etabli.socle.middleware.politique_de_contenu",
    "etabli.vitrine.pages.audience.compter_les_visites",
    "etabli.socle.memoire.pages.pages_publiques",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "etabli.annuaire.portier.Portier",
    "django.contrib.messages.middleware.MessageMiddleware",
    "etabli.socle.envois.une_seule_fois",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "etabli.config.urls"
ASGI_APPLICATION = "etabli.config.asgi.application"
WSGI_APPLICATION = "etabli.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "etabli.socle.contexte.site",
            ],
            "builtins": [
                "django.templatetags.static",
                "etabli.socle.templatetags.dsfr_composants",
                "etabli.socle.templatetags.francais",
            ],
        },
    }
]
FORM_RENDERER = "etabli.socle.rendu_des_champs.RenduDesChamps"

# SQLite par défaut, PostgreSQL en production : BASE_DE_DONNEES=postgres://…
_BASE = env.dj_db_url("BASE_DE_DONNEES", "") if env.str("BASE_DE_DONNEES", "") else {}
if _BASE:
    # Chaque requête asynchrone a son fil : sans réserve commune, trois cents téléphones épuiseraient le serveur.
    _RESERVE = {"min_size": 2, "max_size": env.int("CONNEXIONS_A_LA_BASE", 16), "timeout": 30}
    DATABASES: dict[str, Any] = {
        "default": {
            **_BASE,
            "CONN_MAX_AGE": 0,
            # Une connexion que la base a coupée (relance, bascule) est remplacée avant de servir, pas après une panne.
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {**_BASE.get("OPTIONS", {}), "pool": _RESERVE},
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": env.str("FICHIER_SQLITE", str(VAR / "etabli.sqlite3")),
            "OPTIONS": {
                # IMMEDIATE : deux écritures simultanées attendent leur tour au lieu d'échouer.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "annuaire.Agent"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}"}
    for nom in ("UserAttributeSimilarityValidator", "CommonPasswordValidator", "NumericPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "etabli.socle.erreurs.formulaire_perime"
EN_PRODUCTION = env.bool("EN_PRODUCTION", False)
# L'inscription au préchargement HSTS engage tout le domaine : celui qui déploie la décide, pas nous.
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRECHARGE", False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
if EN_PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    # Ce préfixe interdit à un domaine voisin d'imposer le sien : ni fixation, ni écrasement de session.
    SESSION_COOKIE_NAME = "__Host-session"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # Le mandataire doit écraser cet en-tête ; sans mandataire, MANDATAIRE=0 et le site parle lui-même HTTPS.
    if env.bool("MANDATAIRE", True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("DOSSIER_DES_STATIQUES", VAR / "static")
STATIC_ROOT.mkdir(exist_ok=True)
# En production les fichiers sont collectés et empreintés ; ailleurs ils sont servis là où ils sont.
WHITENOISE_USE_FINDERS = not EN_PRODUCTION
STORAGES: dict[str, Any] = {
    "default": DEPOT_DES_FICHIERS,
    "staticfiles": {
        "BACKEND": (
            "etabli.socle.allegement.statiques.StatiquesAllegees"
            if EN_PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
MEDIA_ROOT = env.path("DOSSIER_DES_FICHIERS", VAR / "fichiers")
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
TAILLE_MAXIMALE_DES_FICHIERS = env.int("TAILLE_MAXIMALE_DES_FICHIERS", 50 * 1024 * 1024)  # octets
# Entre les deux tailles, le formulaire refuse à son champ ; au-delà du plafond, l'envoi n'entre pas.
PLAFOND_DES_ENVOIS = env.int("PLAFOND_DES_ENVOIS", 5 * TAILLE_MAXIMALE_DES_FICHIERS)
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "etabli.socle.televersement.FichierBorne",
]
# « unix:/run/clamav/clamd.ctl » ou « hôte:port » ; vide : seul le fichier d'essai est reconnu.
ANTIVIRUS = env.str("ANTIVIRUS", "")
# Les autorités dont on croit les signatures électroniques : un dossier de certificats PEM ou DER.
RACINES_DES_SIGNATURES = env.str("RACINES_DES_SIGNATURES", "")

# L'identité du site ; la marque de l'État est réservée à l'État et à ses prestataires (CGU du DSFR).
NOM_DU_SITE = env.str("NOM_DU_SITE", "Ateliers Locaux")
ACCROCHE_DU_SITE = env.str("ACCROCHE_DU_SITE", "De la candidature d'un territoire à sa feuille de route")
MARQUE_DE_L_ETAT = env.bool("MARQUE_DE_L_ETAT", True)
AVERTISSEMENT_DEMO = env.str("AVERTISSEMENT_DEMO", "")

# Le DSFR empreinté ne porte plus la même somme : l'attribut integrity bloquerait les feuilles.
DSFR_USE_INTEGRITY_CHECKSUMS = False

EMAIL_BACKEND = env.str("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 30)  # secondes : sans lui, un relais muet arrêterait l'ouvrier
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Ateliers Locaux <ne-pas-repondre@etabli.example>")

TASKS = {
    "default": {
        "BACKEND": (
            "django_tasks.backends.immediate.ImmediateBackend"
            if env.bool("TACHES_IMMEDIATES", False)
            else "django_tasks_db.DatabaseBackend"
        )
    }
}

# Les pages publiques se gardent d'une écriture en base à la suivante ; 0 les recalcule à chaque passage.
MEMOIRE_DES_PAGES = env.bool("MEMOIRE_DES_PAGES", True)

DONNEES = RACINE / "donnees"
# Combien de jours garder, par traitement du registre : CONSERVATION=comptes=730,lettres=365 ; 0 : jamais effacé.
CONSERVATION: dict[str, int] = env.dict("CONSERVATION", {}, subcast_values=int)
# Des images sous la carte publique (WMS en Lambert-93) : une adresse où {ouest}, {sud}, {est}, {nord}, {largeur} et
# {hauteur} seront remplacés. Vide, la carte ne demande rien à personne.
FOND_DE_CARTE = env.str("FOND_DE_CARTE", "")

# L'interface des machines (docs/exploitation/interface.md).
DEMANDES_PAR_MINUTE = env.int("DEMANDES_PAR_MINUTE", 120)  # par adresse, sans jeton
DEMANDES_PAR_MINUTE_AVEC_JETON = env.int("DEMANDES_PAR_MINUTE_AVEC_JETON", 600)
# Combien de mandataires de confiance précèdent le site : l'adresse lue est celle que le premier d'entre eux a vue.
NB_MANDATAIRES = env.int("NB_MANDATAIRES", 0)
# Attribué par Open Contracting Partnership ; celui-ci se dit provisoire.
PREFIXE_OCDS = env.str("PREFIXE_OCDS", "ocds-etabli-provisoire")
CONTACT_DES_DONNEES = env.str("CONTACT_DES_DONNEES", "")
# Les abonnements n'appellent jamais une adresse privée ; les essais, eux, écoutent sur cette machine.
APPELS_VERS_CETTE_MACHINE = env.bool("APPELS_VERS_CETTE_MACHINE", False)
ECHECS_AVANT_ARRET = env.int("ECHECS_AVANT_ARRET", 20)  # envois abandonnés de suite

# La rédaction du site public : le reste est dans reglages_vitrine.
WAGTAILADMIN_BASE_URL = ADRESSE_DU_SITE
WAGTAILDOCS_MAX_UPLOAD_SIZE = TAILLE_MAXIMALE_DES_FICHIERS
