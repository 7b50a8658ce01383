from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TerritoiresConfig(AppConfig):
    name = "etabli.territoires"
    label = "territoires"
    verbose_name = "territoires"

    def ready(self) -> None:
        from etabli.territoires.recherche import apres_les_migrations  # noqa: PLC0415 -- app ready

        post_migrate.connect(apres_les_migrations, sender=self)
