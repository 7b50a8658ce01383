from django.apps import AppConfig


class MarcheConfig(AppConfig):
    name = "etabli.etape2_marche"
    label = "marche"
    verbose_name = "étape 2 : marché"
