import pytest


@pytest.fixture(autouse=True)
def fichiers_d_essai(settings, tmp_path):
    """Les fichiers joints par un test s'en vont avec lui."""
    settings.MEDIA_ROOT = tmp_path
