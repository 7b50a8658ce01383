from django.apps import AppConfig


class SocleConfig(AppConfig):
    name = "etabli.socle"
    label = "socle"
    verbose_name = "socle"
