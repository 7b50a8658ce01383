from django.apps import AppConfig


class MarcheConfig(AppConfig):
    name = "etabli.etape2_marche"
    label = "marche"
    verbose_name = "étape 2 : marché"

    def ready(self) -> None:
        from etabli.etape2_marche import (  # noqa: F401, PLC0415 -- app ready
            abonnements,
            notifications,
            personnes,
            second_facteur,
        )
