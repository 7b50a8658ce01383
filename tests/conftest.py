"""L'environnement est strict pour que le développeur n'ait pas à l'être."""

import socket

import pytest
from django.conf import settings as settings_de_django
from hypothesis import settings as reglages_d_hypothesis
from xdist.scheduler import LoadGroupScheduling

# Une loi se vérifie, elle ne se chronomètre pas : sur une machine chargée, le délai par exemple tomberait au hasard.
reglages_d_hypothesis.register_profile("etabli", deadline=None)
reglages_d_hypothesis.load_profile("etabli")


# La bibliothèque de la rédaction a plus de cent migrations, que SQLite rejoue en recopiant chaque table.
REDACTION = (
    "pages", "wagtailcore", "wagtailadmin", "wagtaildocs", "wagtailimages", "wagtailredirects", "wagtailsearch",
    "wagtailusers", "taggit",
)  # fmt: skip


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Sur SQLite, ces tables-là se créent d'un coup ; les nôtres se migrent, et PostgreSQL migre tout."""
    if settings_de_django.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings_de_django.MIGRATION_MODULES = dict.fromkeys(REDACTION)


def pytest_collection_modifyitems(items):
    """Les pages et la démonstration en dernier : la boucle de Playwright gênerait les essais asynchrones."""
    items.sort(key=lambda item: {"parcours", "demonstration"} & set(item.path.parts) != set())


class ParDemonstration(LoadGroupScheduling):
    """Un ouvrier fait le tour de la démonstration, un autre en joue une pour les épreuves des droits.

    Sans cela chacun la jouerait et la parcourrait toute : les groupes de xdist ne se lisent plus avec ce pytest.
    """

    def _split_scope(self, nodeid):
        chemin = nodeid.split("::")[0]
        if not chemin.startswith("tests/demonstration/"):
            return nodeid
        return "visites" if chemin.endswith("test_demonstration.py") else "epreuves"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return ParDemonstration(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(autouse=True)
def _environnement(settings, tmp_path):
    """Fichiers dans un dossier jetable, tâches faites sur-le-champ, mots de passe vite vérifiés."""
    settings.MEDIA_ROOT = tmp_path / "fichiers"
    settings.MESURE_D_AUDIENCE = False
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def _pas_de_reseau(monkeypatch):
    """Un test ne parle qu'à cette machine : toute autre adresse est une faute du test."""
    connecter = socket.socket.connect

    def seulement_ici(prise, adresse):
        hote = adresse[0] if isinstance(adresse, tuple) else ""
        if hote not in {"", "127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"Un test a voulu joindre {hote}.")
        return connecter(prise, adresse)

    monkeypatch.setattr(socket.socket, "connect", seulement_ici)
