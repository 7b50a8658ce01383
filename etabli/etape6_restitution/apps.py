from django.apps import AppConfig


class RestitutionConfig(AppConfig):
    name = "etabli.etape6_restitution"
    label = "restitution"
    verbose_name = "étape 6 : restitution"
