from django.apps import AppConfig


class FeuilleDeRouteConfig(AppConfig):
    name = "etabli.etape5_feuille_de_route"
    label = "feuille_de_route"
    verbose_name = "étape 5 : feuille de route"
