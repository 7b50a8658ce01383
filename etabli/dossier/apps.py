from django.apps import AppConfig


class DossierConfig(AppConfig):
    name = "etabli.dossier"
    label = "dossier"
    verbose_name = "dossiers"
