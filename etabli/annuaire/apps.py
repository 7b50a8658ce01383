from django.apps import AppConfig


class AnnuaireConfig(AppConfig):
    name = "etabli.annuaire"
    label = "annuaire"
    verbose_name = "annuaire"
