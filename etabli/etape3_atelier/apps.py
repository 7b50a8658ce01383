from django.apps import AppConfig


class AtelierConfig(AppConfig):
    name = "etabli.etape3_atelier"
    label = "atelier"
    verbose_name = "étape 3 : atelier"
