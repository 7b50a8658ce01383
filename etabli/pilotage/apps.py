from django.apps import AppConfig


class PilotageConfig(AppConfig):
    name = "etabli.pilotage"
    label = "pilotage"
    verbose_name = "pilotage"
