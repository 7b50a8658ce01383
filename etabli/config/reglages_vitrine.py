"""Les réglages de la vitrine : sa rédaction (Wagtail), son identité, son audience."""

from pathlib import Path

from environs import Env

env = Env()
env.read_env(str(Path(__file__).resolve().parents[2] / ".env"), recurse=False)

APPLICATIONS_DE_LA_REDACTION = [
    "etabli.vitrine.pages",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.users",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]

# Ce que l'exploitant déclare de lui : les pages légales le lisent ; vide, elles disent que ce n'est pas déclaré.
DIRECTEUR_DE_LA_PUBLICATION = env.str("DIRECTEUR_DE_LA_PUBLICATION", "")
HEBERGEUR = env.str("HEBERGEUR", "")
COURRIEL_DE_CONTACT = env.str("COURRIEL_DE_CONTACT", "")
COURRIEL_DPO = env.str("COURRIEL_DPO", "")
MESURE_D_AUDIENCE = env.bool("MESURE_D_AUDIENCE", True)

# Rien ne sort de la machine : ni portrait, ni nouvelle version, ni vidéo à aller chercher ailleurs.
# L'interface interne de la rédaction ne connaît que la session : ni mot de passe par requête, ni essais sans limite.
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]}
WAGTAIL_SITE_NAME = "Ateliers Locaux"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_IMAGE_MODEL = "pages.Illustration"
WAGTAILIMAGES_IMAGE_FORM_BASE = "etabli.vitrine.pages.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024  # octets
WAGTAILDOCS_DOCUMENT_MODEL = "pages.Telechargement"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "etabli.vitrine.pages.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "zip", "geojson"]
