from django.apps import AppConfig


class AtelierConfig(AppConfig):
    name = "etabli.etape3_atelier"
    label = "atelier"
    verbose_name = "étape 3 : atelier"

    def ready(self) -> None:
        from etabli.etape3_atelier import (  # noqa: F401, PLC0415 -- app ready
            abonnements,
            notifications,
            personnes,
            recherche,
        )
