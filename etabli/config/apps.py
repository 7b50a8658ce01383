from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "etabli.config"
    label = "config"
    verbose_name = "toit"
