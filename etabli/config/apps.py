from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "etabli.config"
    label = "config"
    verbose_name = "toit"

    def ready(self) -> None:
        from etabli.config import controles  # noqa: F401, PLC0415 -- app ready
