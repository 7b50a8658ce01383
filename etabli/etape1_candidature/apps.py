from django.apps import AppConfig


class CandidatureConfig(AppConfig):
    name = "etabli.etape1_candidature"
    label = "candidature"
    verbose_name = "étape 1 : candidature"

    def ready(self) -> None:
        from etabli.etape1_candidature import (  # noqa: F401, PLC0415 -- app ready
            abonnements,
            notifications,
            personnes,
            recherche,
        )
