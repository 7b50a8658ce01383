from django.apps import AppConfig


class SeanceConfig(AppConfig):
    name = "etabli.etape4_seance"
    label = "seance"
    verbose_name = "étape 4 : séances"
