from django.apps import AppConfig


class DonneesOuvertesConfig(AppConfig):
    name = "etabli.donnees_ouvertes"
    label = "donnees_ouvertes"
    verbose_name = "données ouvertes"
