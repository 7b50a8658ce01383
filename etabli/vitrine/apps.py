from django.apps import AppConfig


class VitrineConfig(AppConfig):
    name = "etabli.vitrine"
    label = "vitrine"
    verbose_name = "vitrine"
