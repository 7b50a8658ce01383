from django.apps import AppConfig


class CandidatureConfig(AppConfig):
    name = "etabli.etape1_candidature"
    label = "candidature"
    verbose_name = "étape 1 : candidature"
