from django.apps import AppConfig


class RestitutionConfig(AppConfig):
    name = "etabli.etape6_restitution"
    label = "restitution"
    verbose_name = "étape 6 : restitution"

    def ready(self) -> None:
        from etabli.etape6_restitution import abonnements, notifications  # noqa: F401, PLC0415 -- app ready
