from django.apps import AppConfig


class FeuilleDeRouteConfig(AppConfig):
    name = "etabli.etape5_feuille_de_route"
    label = "feuille_de_route"
    verbose_name = "étape 5 : feuille de route"

    def ready(self) -> None:
        from etabli.etape5_feuille_de_route import (  # noqa: F401, PLC0415 -- app ready
            abonnements,
            notifications,
            personnes,
            recherche,
        )
